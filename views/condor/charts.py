"""The figures of the Condor page and their tables. This module draws no page; each figure's title states its finding.

Axes end at round numbers, so that they rarely change when a slider moves.
"""

from typing import Final

import numpy as np
import pandas as pd

from overlay.condor import pnl
from overlay.condor.placement import IronCondor
from overlay.condor.pnl import Curves, PnlGrid
from overlay.condor.pricing import CondorQuote
from overlay.options.market import Market, anchored
from overlay.options.scenarios import Scenario
from views.look import format as fmt, palette, parts
from views.look.parts import Chart, Part

_BY_HOUR: Final = 2.0  # days to expiry below which the heat map counts hours
_DIGITS: Final = {"day": ".0f", "hour": ".1f"}


def payoff(curves: Curves, condor: IronCondor, quote: CondorQuote, market: Market, scenario: Scenario) -> Chart:
    """P&L by index level: at expiry, today, and halfway; break-evens and the index are marked."""
    traces = [
        parts.line(curves.levels, curves.today, "today", palette.FAN_TODAY),
        parts.line(curves.levels, curves.halfway, f"in {fmt.span(curves.halfway_days)}", palette.FAN_LATE),
        parts.line(curves.levels, curves.expiry, "at expiry", palette.FAN_EXPIRY, width=3),
    ]
    if not scenario.is_nothing:
        name = f"what if, in {fmt.span(curves.what_if_days)}"
        traces.append(parts.line(curves.levels, curves.what_if, name, palette.MARKET, dash="dash"))
        traces.append(parts.cross(curves.what_if_level, curves.what_if_pnl))
    index = parts.label(
        market.spot, 0, f"index {fmt.level(round(market.spot))}", palette.MUTED, yref="paper", yanchor="bottom"
    )
    labels = [index | {"bgcolor": palette.BACKGROUND}, *_breakeven_labels(condor, quote)]
    depth, height = pnl.round_up(quote.max_loss_dollars), pnl.round_up(quote.max_profit_dollars)
    layout = {
        "title": {
            "text": payoff_finding(condor, quote),
            "subtitle": {"text": "P&L in dollars over the index level, all legs together"},
        },
        "hovermode": "x unified",
        "margin": {"l": 64, "r": 16, "t": 30, "b": 44},
        "xaxis": parts.index_axis(curves.levels),
        "yaxis": {"tickformat": parts.MONEY, "range": [-1.08 * depth, max(1.6 * height, 0.25 * depth)]},
        "shapes": [parts.across(0.0, palette.AXIS), parts.upright(market.spot, palette.MARKET, "dot")],
        "annotations": labels,
    }
    return parts.Figure(traces, layout), _payoff_table(curves, scenario)


def payoff_finding(condor: IronCondor, quote: CondorQuote) -> str:
    """The title of the payoff chart."""
    low, _ = quote.breakevens_points
    if low is None:
        keep, loss = fmt.dollars(quote.max_profit_dollars), fmt.dollars(quote.max_loss_dollars)
        return f"It can earn up to {keep} and lose up to {loss} at expiry"
    slope = fmt.dollars(condor.contract.multiplier * condor.contract.index_share * condor.quantity * condor.put_spreads)
    floor = fmt.dollars(quote.put_loss_dollars)
    return f"Below {fmt.level(round(low))} every further point costs {slope}, until {floor} is lost"


def _breakeven_labels(condor: IronCondor, quote: CondorQuote) -> list[Part]:
    share = condor.contract.index_share
    return [
        parts.label(level / share, 0, f"break-even {fmt.level(round(level))}", palette.TEXT, xanchor=anchor, yshift=12)
        for level, anchor in zip(quote.breakevens_points, ("right", "left"), strict=True)
        if level is not None
    ]


def _payoff_table(curves: Curves, scenario: Scenario) -> pd.DataFrame:
    rows = parts.every(curves.levels)
    table = {
        "Index level (points)": np.round(curves.levels[rows], 1),
        "At expiry ($)": curves.expiry[rows].round(),
        f"In {fmt.span(curves.halfway_days)} ($)": curves.halfway[rows].round(),
        "Today ($)": curves.today[rows].round(),
    }
    if not scenario.is_nothing:
        table[f"What if, in {fmt.span(curves.what_if_days)} ($)"] = curves.what_if[rows].round()
    return pd.DataFrame(table)


def ruler(condor: IronCondor, quote: CondorQuote, market: Market) -> Chart:
    """The four strikes on an axis of standard deviations, with the distribution that option prices imply."""
    levels = pnl.levels(condor.legs, market)
    density = pnl.density(market, condor.expiry, levels)
    share = condor.contract.index_share
    low, high = (
        edge if level is None else level / share
        for level, edge in zip(quote.breakevens_points, (levels[0], levels[-1]), strict=True)
    )
    traces = [
        parts.area(levels, density, (levels[0], low), palette.LOSS, "ends with a loss"),
        parts.area(levels, density, (low, high), palette.GAIN, "ends with a profit"),
        parts.area(levels, density, (high, levels[-1]), palette.LOSS, "ends with a loss"),
        _spread_bar(condor.long_put / share, condor.short_put / share),
        _spread_bar(condor.short_call / share, condor.long_call / share),
    ]
    ticks = _sigma_levels(quote, market, condor)
    layout = {
        "title": {
            "text": ruler_finding(quote),
            "subtitle": {
                "text": f"What option prices{' (modelled)' if market.listing is None else ''} imply for the index on {fmt.day(condor.expiry)}, by "
                "standard deviations; blue ends with a profit, orange with a loss"
            },
        },
        "hovermode": "x unified",
        "showlegend": False,
        "margin": {"l": 64, "r": 16, "t": 24, "b": 44},
        "xaxis": parts.index_axis(levels),
        "yaxis": {"visible": False, "range": [0, 1.25 * density.max()]},
        "shapes": [parts.upright(at, palette.GRID, "solid") for at in ticks.values()],
        "annotations": [
            *(parts.label(at, 1, text, palette.MUTED, yref="paper", yanchor="bottom") for text, at in ticks.items()),
            parts.label(0, 1, "SD", palette.MUTED, xref="paper", yref="paper", xanchor="left", yanchor="bottom"),
            _spread_label(condor.long_put, condor.short_put, "puts", share),
            _spread_label(condor.long_call, condor.short_call, "calls", share),
        ],
    }
    return parts.Figure(traces, layout), _ruler_table(condor, quote, market)


def ruler_finding(quote: CondorQuote) -> str:
    """The title of the ruler."""
    return f"Option prices give it {fmt.in_hundred(quote.probability_of_profit)} to end with a profit"


def _sigma_levels(quote: CondorQuote, market: Market, condor: IronCondor) -> dict[str, float]:
    """Index levels at whole standard deviations from the forward, by label."""
    forward = market.forward(market.years(condor.expiry))
    sd = quote.one_sd_points / condor.contract.index_share
    return {fmt.points(count, 0, plus=True): forward + count * sd for count in range(-3, 4)}


def _spread_bar(low: float, high: float) -> Part:
    mark = {"color": palette.CONDOR, "size": 11, "symbol": "line-ns", "line": {"color": palette.CONDOR, "width": 3}}
    return {
        "type": "scatter", "x": [low, high], "y": [0, 0], "mode": "lines+markers", "hoverinfo": "skip",
        "cliponaxis": False, "line": {"color": palette.CONDOR, "width": 6}, "marker": mark,
    }  # fmt: skip


def _spread_label(bought: float, sold: float, side: str, share: float) -> Part:
    text = f"sell {fmt.level(sold)}<br>buy {fmt.level(bought)} {side}"
    faint = palette.faded(palette.BACKGROUND, 0.8)
    return parts.label((bought + sold) / 2.0 / share, 0, text, palette.TEXT, yshift=26) | {"bgcolor": faint}


def _ruler_table(condor: IronCondor, quote: CondorQuote, market: Market) -> pd.DataFrame:
    forward = market.forward(market.years(condor.expiry)) * condor.contract.index_share
    named = {
        "Long put": condor.long_put,
        "Short put": condor.short_put,
        "Break-even, puts": quote.breakevens_points[0],
        "Forward": forward,
        "Break-even, calls": quote.breakevens_points[1],
        "Short call": condor.short_call,
        "Long call": condor.long_call,
    }
    known = {name: level for name, level in named.items() if level is not None}
    return pd.DataFrame(
        {
            "Level": list(known),
            "Points": [round(level, 2) for level in known.values()],
            "From forward (SD)": [round((level - forward) / quote.one_sd_points, 2) for level in known.values()],
        }
    )


def heat_map(grid: PnlGrid, quote: CondorQuote, market: Market, scenario: Scenario) -> Chart:
    """P&L by day and index level, with a line at zero and a cross at the what-if."""
    worst, best = -quote.max_loss_dollars, quote.max_profit_dollars
    lows, highs = grid.zero_lines()
    unit, count = _unit(grid)
    at = count * grid.days
    heat = {
        "type": "heatmap", "x": at, "y": grid.levels, "z": grid.pnl.T.astype(np.float32), "zmin": worst,
        "zmax": best, "colorscale": _zero_centred(worst, best),
        "colorbar": {"tickformat": parts.MONEY, "thickness": 12},
        "hovertemplate": f"{unit} %{{x:{_DIGITS[unit]}}}, index" + " %{y:,.0f}: %{z:$,.0f}<extra></extra>",
    }  # fmt: skip
    cross = parts.cross(market.spot * (1.0 + scenario.index_return), count * min(scenario.days, grid.days[-1]))
    cross |= {"x": cross["y"], "y": cross["x"]}  # here the x axis holds days
    layout = {
        "title": {
            "text": heat_finding(grid),
            "subtitle": {"text": "P&L in dollars by day and index level; the line marks zero, the cross the what-if"},
        },
        "showlegend": False,
        "margin": {"l": 64, "r": 8, "t": 12, "b": 44},
        "xaxis": {"title": {"text": f"{unit.capitalize()}s from now"}, "range": [0, at[-1]]},
        "yaxis": parts.index_axis(grid.levels),
    }
    zeros = [parts.line(at, line, "zero", palette.TEXT) | {"hoverinfo": "skip"} for line in (lows, highs)]
    return parts.Figure([heat, *zeros, cross], layout), _heat_table(grid)


def heat_finding(grid: PnlGrid) -> str:
    """The title of the heat map."""
    lows, highs = grid.zero_lines()
    first, last = (highs - lows)[[0, -1]]
    if not np.isfinite(last):
        return f"At expiry it {'wins' if grid.pnl[-1, 0] > 0.0 else 'loses'} wherever the index ends"
    if last == 0.0:
        side = "above" if grid.pnl[-1, -1] > 0.0 else "below"
        return f"At expiry it earns at every level {side} {fmt.level(round(lows[-1]))}"
    if not first > 0.05 * last:
        return f"Today it earns at no index level; at expiry it earns in a band of {fmt.points(last, 0)} points"
    turn = "widens" if last > first else "narrows"
    return (
        f"Time {turn} the profitable band from {fmt.points(first, 0)} points today to {fmt.points(last, 0)} at expiry"
    )


def _zero_centred(worst: float, best: float) -> list[tuple[float, str]]:
    """The diverging colour scale, with its neutral colour at zero dollars."""
    zero = worst / (worst - best)
    shares = np.interp([share for share, _ in palette.DIVERGING], [0.0, 0.5, 1.0], [0.0, zero, 1.0])
    return [(float(share), colour) for share, (_, colour) in zip(shares, palette.DIVERGING, strict=True)]


def _unit(grid: PnlGrid) -> tuple[str, int]:
    """The unit of the heat map's axis, and how many a day has: hours below two days."""
    return ("day", 1) if grid.days[-1] >= _BY_HOUR else ("hour", 24)


def _heat_table(grid: PnlGrid) -> pd.DataFrame:
    columns = np.unique(np.linspace(0, len(grid.days) - 1, 7).round().astype(int))
    rows = parts.every(grid.levels)
    unit, count = _unit(grid)
    days = {
        f"{unit.capitalize()} {count * grid.days[column]:{_DIGITS[unit]}} ($)": grid.pnl[column, rows].round()
        for column in columns
    }
    return pd.DataFrame({"Index level (points)": np.round(grid.levels[rows], 1)} | days)


def smile(condor: IronCondor, market: Market) -> Chart:
    """Implied volatility by strike: the model anchored to the VIX and, with quotes, bid-ask bars and the fit."""
    t = market.years(condor.expiry)
    levels = pnl.levels(condor.legs, market)
    modelled = anchored(market.moment, market.spot, market.vix, market.rate, market.dividend_yield, market.family)
    vols = modelled.vol(levels, t)
    traces = [parts.vol_line(levels, vols, "model anchored to the VIX", palette.MARKET, dash="dash")]
    table = pd.DataFrame(
        {"Strike (points)": levels[:: len(levels) // 20].round(1), "Model": vols[:: len(levels) // 20]}
    )
    if market.listing is not None:
        quotes = market.listing.vols(condor.expiry)
        fitted = market.vol(quotes.strikes, t)
        traces += [
            parts.vol_bars(quotes.strikes, quotes.mid, quotes.bid, quotes.ask),
            parts.vol_line(quotes.strikes, fitted, "fitted surface", palette.CONDOR),
        ]
        table = pd.DataFrame(
            {"Strike (points)": quotes.strikes, "Bid": quotes.bid, "Mid": quotes.mid, "Ask": quotes.ask,
             "Fitted": fitted, "Vendor": quotes.vendor}
        )  # fmt: skip
    top = 1.15 * np.nanmax(vols)
    layout = {
        "title": {"text": smile_finding(condor, market), "subtitle": {"text": "Implied volatility over the strike"}},
        "hovermode": "x unified",
        "margin": {"l": 64, "r": 16, "t": 30, "b": 44},
        "xaxis": parts.index_axis(levels),
        "yaxis": {"tickformat": parts.PERCENT, "range": [0.0, pnl.round_up(top)]},
        "shapes": [parts.upright(leg.contract.on_index(leg.strike), palette.CONDOR, "dot") for leg in condor.legs],
    }
    return parts.Figure(traces, layout), table


def smile_finding(condor: IronCondor, market: Market) -> str:
    """The title of the smile."""
    t = market.years(condor.expiry)
    put, call = market.vol([condor.contract.on_index(condor.short_put), condor.contract.on_index(condor.short_call)], t)
    return (
        f"The short put is priced at {fmt.percent(float(put))} volatility, the short call at {fmt.percent(float(call))}"
    )
