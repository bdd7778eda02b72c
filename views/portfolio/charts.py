"""The figures of the Portfolio page and their tables. This module draws no page; each figure's title states its finding."""

import math
from collections.abc import Sequence
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from overlay.book.exposures import Exposure
from overlay.book.holdings import Portfolio
from overlay.book.lots import Gains
from overlay.book.risk_split import VarianceSplit
from overlay.condor import pnl
from overlay.condor.placement import IronCondor
from views.look import format as fmt, palette, parts
from views.look.amounts import brief
from views.look.parts import Chart, Part

_SHOWN: Final = 6  # names drawn one by one; the others are added up
_LABELLED: Final = 0.07  # pieces below this share of the axis have no label


def counted(condors: IronCondor | None) -> str:
    """The number of condors as text: 1 condor, 5 condors, no condors."""
    if condors is None:
        return "no condors"
    return "1 condor" if condors.quantity == 1 else f"{condors.quantity} condors"


def rows_height(found: Exposure) -> int:
    """Pixels for a chart with one row per name."""
    return min(130 + 24 * len(found.names), 900)


def risk_split(found: Exposure, condors: IronCondor | None) -> Chart:
    """The stocks' variance by market, sector and single name, without and with the condors."""
    rows = [f"with {counted(condors)}".replace(" condor", "<br>condor"), "stocks<br>alone"]
    pieces = {
        "market": (palette.MARKET, palette.BACKGROUND, [found.split_with.market, found.split.market]),
        "sector": (palette.faded(palette.CORE, 0.45), palette.TEXT, [found.split_with.sector, found.split.sector]),
        "single names": (palette.CORE, palette.BACKGROUND, [found.split_with.single_name, found.split.single_name]),
        "condors' own": (palette.CONDOR, palette.BACKGROUND, [max(found.split_with.overlay, 0.0), 0.0]),
    }
    edge = max(1.25, 0.25 * np.ceil(4.0 * max(found.split_with.total, 1.0)))
    traces = [
        _bar(rows, np.array(shares), label, colour, text, float(edge))
        for label, (colour, text, shares) in pieces.items()
    ]
    layout = {
        "title": {
            "text": split_finding(found),
            "subtitle": {"text": "Share of the stocks' variance (stocks alone = 100%), by cause"},
        },
        "barmode": "stack",
        "legend": {"traceorder": "normal"},
        "margin": {"l": 76, "r": 16, "t": 24, "b": 44},
        "xaxis": {"title": {"text": "Share of the stocks' variance"}, "tickformat": parts.PERCENT, "range": [0, edge]},
        "yaxis": {"range": [-0.5, 1.5]},
    }
    return parts.Figure(traces, layout), _split_table(found.split, found.split_with, condors)


def split_finding(found: Exposure) -> str:
    """The title of the risk split."""
    beyond = found.split.sector + found.split.single_name
    return f"{fmt.percent(beyond)} of the stocks' risk cannot be removed by any index hedge"


def _bar(rows: list[str], shares: np.ndarray, label: str, colour: str, text: str, edge: float) -> Part:
    return {
        "type": "bar", "orientation": "h", "y": rows, "x": shares, "name": label,
        "text": [fmt.percent(one, 0) if one > _LABELLED * edge else "" for one in shares],
        "textposition": "inside", "insidetextanchor": "middle", "textangle": 0, "constraintext": "none",
        "textfont": {"color": text}, "marker": {"color": colour, "line": {"color": palette.BACKGROUND, "width": 1}},
        "hovertemplate": f"{label}: %{{x:.1%}} of the stocks' variance<extra></extra>",
    }  # fmt: skip


def _split_table(alone: VarianceSplit, together: VarianceSplit, condors: IronCondor | None) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Part of the variance": ["market", "sector", "single names", "condors' own", "total"],
            "Stocks alone (%)": [round(100.0 * one, 2) for one in (*alone, alone.total)],
            f"With {counted(condors)} (%)": [round(100.0 * one, 2) for one in (*together, together.total)],
        }
    )


def weights(portfolio: Portfolio) -> Chart:
    """Each name's share of the book, largest on top."""
    names = sorted(zip(portfolio.weights, portfolio.symbols, strict=True), reverse=True)
    drawn = names[:_SHOWN]
    rest = sum(share for share, _ in names[_SHOWN:])
    bars = [*((symbol, share) for share, symbol in drawn), *([(f"{len(names) - _SHOWN} others", rest)] if rest else [])]
    labels, shares = [one for one, _ in bars], np.array([share for _, share in bars])
    trace = {
        "type": "bar", "orientation": "h", "y": labels, "x": shares, "marker": {"color": palette.CORE},
        "text": [fmt.percent(share) for share in shares], "textposition": "outside", "cliponaxis": False,
        "textfont": {"color": palette.TEXT}, "hovertemplate": "%{y}: %{x:.1%} of the stocks<extra></extra>",
    }  # fmt: skip
    layout = {
        "title": {
            "text": weights_finding(portfolio),
            "subtitle": {"text": "Share of the money in stocks; effective names = 1 / sum of squared weights"},
        },
        "margin": {"l": 84, "r": 16, "t": 16, "b": 44},
        "xaxis": {"title": {"text": "Share of the stocks"}, "tickformat": parts.PERCENT, "range": [0, 1.12]},
        "yaxis": {"range": [len(labels) - 0.5, -0.5]},
    }
    table = pd.DataFrame(
        {
            "Name": [symbol for _, symbol in names],
            "Share (%)": [round(100.0 * share, 2) for share, _ in names],
            "Value ($)": [round(share * portfolio.invested) for share, _ in names],
        }
    )
    return parts.Figure([trace], layout), table


def weights_finding(portfolio: Portfolio) -> str:
    """The title of the weights."""
    count = len(portfolio.holdings)
    held = "1 name" if count == 1 else f"{count} names"
    return f"{held}, as concentrated as {fmt.points(portfolio.effective_names, 1)} names of equal weight"


def betas(found: Exposure) -> Chart:
    """Each name's beta, with bars of two standard errors on either side."""
    names = sorted(found.names, key=lambda one: one.beta)
    low = min(0.0, *(one.beta - 2.0 * one.beta_error for one in names))
    high = max(2.0, *(one.beta + 2.0 * one.beta_error for one in names))
    trace = {
        "type": "scatter", "mode": "markers", "x": np.array([one.beta for one in names]),
        "y": [one.symbol for one in names], "marker": {"color": palette.CORE, "size": 9},
        "error_x": {
            "type": "data", "array": np.array([2.0 * one.beta_error for one in names]), "color": palette.CORE,
            "thickness": 1.5, "width": 4,
        },
        "hovertemplate": "%{y} moves %{x:.2f}% when the index moves 1%<extra></extra>",
    }  # fmt: skip
    layout = {
        "title": {
            "text": betas_finding(found),
            "subtitle": {"text": "Beta to the S&P 500; bars: two standard errors on either side"},
        },
        "showlegend": False,
        "margin": {"l": 84, "r": 16, "t": 30, "b": 44},
        "xaxis": {"title": {"text": "Beta (% per 1% of the index)"}, "range": [_floor(low), -_floor(-high)]},
        "yaxis": {"range": [-0.7, len(names) - 0.3], "dtick": 1},
        "shapes": [parts.upright(1.0, palette.MARKET, "dot"), parts.upright(found.beta, palette.TEXT, "dash")],
        "annotations": [
            parts.label(
                found.beta, 1, f"the book {fmt.points(found.beta)}", palette.TEXT, yref="paper", yanchor="bottom"
            )
        ],
    }
    return parts.Figure([trace], layout), names_table(found)


def betas_finding(found: Exposure) -> str:
    """The title of the betas."""
    widest = max(found.names, key=lambda one: one.beta_error)
    return (
        f"When the index falls 1%, the book loses {fmt.points(found.beta)}%; the least certain beta is that of {widest.symbol}, "
        f"{fmt.points(widest.beta)} ± {fmt.points(2.0 * widest.beta_error)}"
    )


def _floor(level: float) -> float:
    return math.floor(2.0 * level) / 2.0


def names_table(found: Exposure) -> pd.DataFrame:
    """A table of every name: value, CAPM estimates, risk and beta-weighted delta."""
    deltas = [found.delta(one) for one in found.names]
    return pd.DataFrame(
        {
            "Name": [one.symbol for one in found.names],
            "Sector": [one.sector or "not known" for one in found.names],
            "Value ($)": [round(one.value) for one in found.names],
            "Weight (%)": [round(100.0 * one.weight, 1) for one in found.names],
            "Beta": [round(one.beta, 3) for one in found.names],
            "Standard error of beta": [round(one.beta_error, 3) for one in found.names],
            "Alpha (% a year)": [round(100.0 * one.alpha, 1) for one in found.names],
            "R2 (%)": [round(100.0 * one.r_squared, 1) for one in found.names],
            "Volatility (% a year)": [round(100.0 * one.vol, 1) for one in found.names],
            "Residual volatility (% a year)": [round(100.0 * one.residual_vol, 1) for one in found.names],
            "Worst drawdown since 1990 (%)": [round(100.0 * one.worst_drawdown, 1) for one in found.names],
            "Beta-weighted ($)": [round(one.dollars) for one in deltas],
            "Beta-weighted (index units)": [round(one.index_units, 1) for one in deltas],
            "Beta-weighted (SPX contracts)": [round(one.spx_contracts, 3) for one in deltas],
        }
    )


def bridge(found: Exposure, condors: IronCondor | None) -> Chart:
    """A waterfall of beta-weighted delta in dollars: each name, all stocks, the condors, and the sum."""
    names = sorted(found.names, key=lambda one: -abs(one.delta_dollars))
    steps = [(one.symbol, one.delta_dollars) for one in names[:_SHOWN]]
    if len(names) > _SHOWN:
        steps.append((f"{len(names) - _SHOWN} others", sum(one.delta_dollars for one in names[_SHOWN:])))
    starts = np.concatenate([[0.0], np.cumsum([dollars for _, dollars in steps])])[:-1]
    labels = [*(label for label, _ in steps), "stocks", counted(condors), "after"]
    sizes = np.array([*(size for _, size in steps), found.before.dollars, found.legs.dollars, found.after.dollars])
    colours = [palette.CORE] * len(steps) + [palette.MARKET, palette.CONDOR, palette.MARKET]
    bases = np.concatenate([starts, [0.0, found.before.dollars, 0.0]])
    trace = {
        "type": "bar", "orientation": "h", "y": labels, "x": sizes, "base": bases, "cliponaxis": False,
        "marker": {"color": colours, "line": {"color": colours, "width": 2}},
        "text": [brief(size, exact=9_995) for size in sizes], "textposition": "outside", "constraintext": "none",
        "textfont": {"color": palette.TEXT}, "customdata": sizes,
        "hovertemplate": "%{y}: moves like %{customdata:$,.0f} of the index<extra></extra>",
    }  # fmt: skip
    ends = np.concatenate([bases, bases + sizes])
    high, low = pnl.round_up(max(ends.max(), 1.0)), min(ends.min(), 0.0)
    layout = {
        "title": {
            "text": bridge_finding(found, condors),
            "subtitle": {"text": "Beta-weighted delta: dollars of the index that move by the same amount"},
        },
        "showlegend": False,
        "margin": {"l": 84, "r": 16, "t": 16, "b": 44},
        "xaxis": {
            "title": {"text": "Dollars of the index"},
            "tickformat": "$~s",
            "range": [1.25 * low, 1.15 * high],
        },
        "yaxis": {"type": "category", "range": [len(labels) - 0.5, -0.5]},
        "shapes": [parts.upright(0.0, palette.AXIS, "solid")],
    }
    return parts.Figure([trace], layout), _bridge_table(found, condors)


def bridge_finding(found: Exposure, condors: IronCondor | None) -> str:
    """The title of the bridge."""
    if not condors:
        return f"The stocks move like {fmt.points(found.before.spx_contracts)} SPX contracts held long"
    share = found.legs.dollars / found.before.dollars if found.before.dollars else 0.0
    return (
        f"The delta of {counted(condors)} changes the stocks' exposure to the index by {fmt.percent(share, plus=True)}"
    )


def _bridge_table(found: Exposure, condors: IronCondor | None) -> pd.DataFrame:
    rows = [(one.symbol, found.delta(one)) for one in found.names]
    rows += [("stocks", found.before), (counted(condors), found.legs), ("after", found.after)]
    return pd.DataFrame(
        {
            "Position": [label for label, _ in rows],
            "Dollars of the index": [round(one.dollars) for _, one in rows],
            "Index units": [round(one.index_units, 2) for _, one in rows],
            "SPX contracts": [round(one.spx_contracts, 4) for _, one in rows],
        }
    )


def tax_bars(portfolio: Portfolio, day: date) -> Chart:
    """Unrealised gains by name, long-term and short-term."""
    each = sorted(((one.symbol, one.gains(day)) for one in portfolio.holdings), key=lambda pair: -abs(pair[1].total))
    rest = [gains for _, gains in each[_SHOWN:]]
    labels = [symbol for symbol, _ in each[:_SHOWN]] + ([f"{len(rest)} others"] if rest else [])
    drawn = [(gains.long, gains.short) for _, gains in each[:_SHOWN]]
    drawn += [(sum(gains.long for gains in rest), sum(gains.short for gains in rest))] if rest else []
    sizes = np.array(drawn)
    colours = {"long-term": palette.TAX, "short-term": palette.faded(palette.TAX, 0.5)}
    traces = [
        {
            "type": "bar", "orientation": "h", "y": labels, "x": values, "name": name, "marker": {"color": colour},
            "hovertemplate": f"%{{y}}: %{{x:$,.0f}} {name}<extra></extra>",
        }
        for (name, colour), values in zip(colours.items(), sizes.T, strict=True)
    ]  # fmt: skip
    high = pnl.round_up(max(1.0, np.maximum(sizes, 0.0).sum(axis=1).max()))
    low = np.minimum(sizes, 0.0).sum(axis=1).min()
    layout = {
        "title": {
            "text": tax_finding(portfolio, day),
            "subtitle": {"text": "Unrealised gain or loss in dollars, by name and holding period"},
        },
        "barmode": "relative",
        "margin": {"l": 84, "r": 16, "t": 24, "b": 44},
        "xaxis": {
            "title": {"text": "Unrealised gain (dollars)"},
            "tickformat": "$~s",
            "range": [-pnl.round_up(-low) if low < 0.0 else 0.0, high],
        },
        "yaxis": {"range": [len(labels) - 0.5, -0.5]},
        "shapes": [parts.upright(0.0, palette.AXIS, "solid")],
    }
    return parts.Figure(traces, layout), _tax_table(each)


def _tax_table(each: Sequence[tuple[str, Gains]]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Name": [symbol for symbol, _ in each],
            "Long-term gain ($)": [round(gains.long_gain) for _, gains in each],
            "Long-term loss ($)": [round(gains.long_loss) for _, gains in each],
            "Short-term gain ($)": [round(gains.short_gain) for _, gains in each],
            "Short-term loss ($)": [round(gains.short_loss) for _, gains in each],
        }
    )


def tax_finding(portfolio: Portfolio, day: date) -> str:
    """The title of the gains."""
    found = portfolio.gains(day)
    if found.total <= 0.0:
        return f"No tax is due on the lots: together they have a loss of {fmt.dollars(-found.total)}"
    return (
        f"Unrealised in the lots: {fmt.dollars(found.long, plus=True)} long-term, "
        f"{fmt.dollars(found.short, plus=True)} short-term"
    )
