"""The figures of the Taxes page and their tables; each title states the finding. Axes end at round numbers."""

from typing import Final

import numpy as np
import pandas as pd

from overlay.condor.pnl import round_up
from overlay.tax.sell_or_hold import Comparison, Future
from overlay.tax.straddle import OVERLAP_SHARE, Overlap
from views.look import format as fmt, palette, parts
from views.look.parts import Chart, Part

COLOURS: Final = {"Sell now": palette.MARKET, "Hold": palette.CORE, "Hold with overlay": palette.CONDOR}
DASHES: Final = {"Sell now": "solid", "Hold": "solid", "Hold with overlay": "dash"}
_DOING: Final = {"Sell now": "selling now", "Hold": "holding alone", "Hold with overlay": "holding with the overlay"}
SHOWN_YEARS: Final = 10  # the shortest axis of years


def futures(found: Comparison) -> Chart:
    """The wealth after tax of the three choices by year of sale, with the gaps at the horizon."""
    years = found.outlook.years
    end = max(years, SHOWN_YEARS)
    at = np.arange(end + 1, dtype=float)
    lines = [
        parts.line(at, one.wealth[: end + 1], one.name, COLOURS[one.name], dash=DASHES[one.name], width=3)
        for one in found.futures
    ]
    high = round_up(max(one.wealth[: end + 1].max() for one in found.futures))
    low = min(0.0, *(one.wealth[: end + 1].min() for one in found.futures))
    layout = {
        "title": {
            "text": futures_finding(found),
            "subtitle": {
                "text": "Dollars left after federal tax if everything is sold in that year; modelled from your assumptions"
            },
        },
        "hovermode": "x unified",
        "margin": {"l": 78, "r": 18, "t": 30, "b": 44},
        "xaxis": {"title": {"text": "Years from now"}, "range": [0, end], "tickformat": ",d"},
        "yaxis": {"tickformat": parts.MONEY, "range": [1.1 * low, high]},
        "shapes": [parts.upright(years, palette.AXIS, "dot")],
        "annotations": _gap_labels(found, end),
    }
    return parts.Figure(lines, layout), _futures_table(found)


def futures_finding(found: Comparison) -> str:
    """The title of the three lines: the best choice, and its lead."""
    years = found.outlook.years
    if not years:
        return today_finding(found)
    ranked = sorted(found.futures, key=found.ends, reverse=True)
    lead = found.ends(ranked[0]) - found.ends(ranked[1])
    first, second = (_DOING[one.name] for one in ranked[:2])
    if lead < 0.5:
        return f"After {_years(years)}, {first} and {second} end equal"
    return f"After {_years(years)}, {first} is {fmt.dollars(lead)} ahead of {second}"


def today_finding(found: Comparison) -> str:
    """The title at a horizon of zero years."""
    return "Left to heirs today, no gain is taxed" if found.outlook.step_up else "Sold today, all three leave the same"


def _gap_labels(found: Comparison, end: int) -> list[Part]:
    """The gaps to selling now, at the foot of the horizon's line."""
    years = found.outlook.years
    if not years:
        return []
    sold = found.ends(found.sell)
    gaps = [
        f"{_DOING[one.name]}: {fmt.dollars(found.ends(one) - sold, plus=True)}" for one in (found.hold, found.overlay)
    ]
    text = "<br>".join([f"against selling now, after {_years(years)}", *gaps])
    right = years > end / 2
    place = {
        "xanchor": "right" if right else "left",
        "xshift": -6 if right else 6,
        "align": "right" if right else "left",
    }
    return [parts.label(years, 0.03, text, palette.TEXT, yref="paper", yanchor="bottom", **place)]


def _futures_table(found: Comparison) -> pd.DataFrame:
    end = max(found.outlook.years, SHOWN_YEARS) + 1
    columns = {f"{one.name} ($)": one.wealth[:end].round() for one in found.futures}
    return pd.DataFrame({"Year": np.arange(end)} | columns)


def tax_by_year(found: Comparison, future: Future) -> Chart:
    """A waterfall of each year's tax and their sum; the last year includes the sale."""
    years = found.outlook.years
    taxes = future.tax_by_year(years)
    labels = [str(found.outlook.year + year) for year in range(years + 1)]
    sums = np.concatenate([[0.0], np.cumsum(taxes)])
    bars = {
        "type": "waterfall", "x": [*labels, "sum"], "y": [*taxes, 0.0],
        "measure": ["relative"] * len(taxes) + ["total"],
        "increasing": {"marker": {"color": palette.TAX}},
        "decreasing": {"marker": {"color": palette.GAIN}},
        "totals": {"marker": {"color": palette.MARKET}},
        "connector": {"line": {"color": palette.AXIS, "width": 1}},
        "hovertemplate": "%{x}: %{delta:$,.0f}, %{final:$,.0f} so far<extra></extra>",
    }  # fmt: skip
    high, low = sums.max(), sums.min()
    layout = {
        "title": {
            "text": tax_finding(found, future),
            "subtitle": {
                "text": "Federal tax of each year in addition to that on wages; plum is paid, blue is saved, grey is the sum"
            },
        },
        "showlegend": False,
        "margin": {"l": 72, "r": 16, "t": 24, "b": 44},
        "xaxis": {"type": "category", "title": {"text": "Tax year"}},
        "yaxis": {
            "tickformat": parts.MONEY,
            "range": [-round_up(-low) if low < 0.0 else 0.0, round_up(1.02 * high) if high > 0.0 else 1000.0],
        },
        "shapes": [parts.across(0.0, palette.AXIS)],
    }
    table = pd.DataFrame(
        {
            "Tax year": labels,
            "Overlay P&L ($)": future.overlay[: years + 1].round(),
            "Tax ($)": taxes.round(2),
            "Tax so far ($)": sums[1:].round(2),
            "Losses carried on ($)": future.carried[: years + 1].round(),
            "Straddle losses waiting ($)": future.deferred[: years + 1].round(),
        }
    )
    return parts.Figure([bars], layout), table


def tax_finding(found: Comparison, future: Future) -> str:
    """The title of the waterfall."""
    years = found.outlook.years
    taxes = future.tax_by_year(years)
    total, worst = taxes.sum(), int(np.argmax(taxes))
    if total <= 0.0:
        return (
            f"{future.name}: no federal tax over {_years(years)}"
            if total == 0.0
            else (f"{future.name}: losses save {fmt.dollars(-total)} of federal tax over {_years(years)}")
        )
    share = f", {fmt.dollars(taxes[worst])} of it in {found.outlook.year + worst}"
    return f"{future.name}: {fmt.dollars(total)} of federal tax over {_years(years)}{share}"


def gauge(found: Overlap) -> Chart:
    """The overlap test: two bars and the 70% limit."""
    names = ["At this size", "Highest at any size"]
    shares = [found.ratio_full, found.combined_weight]
    reached = found.combined_weight >= OVERLAP_SHARE
    bars = {
        "type": "bar", "orientation": "h", "y": names, "x": shares, "text": [fmt.percent(one, 0) for one in shares],
        "textposition": "inside", "insidetextanchor": "start", "hoverinfo": "skip",
        "textfont": {"color": palette.BACKGROUND},
        "marker": {"color": [palette.CONDOR, palette.LOSS if reached else palette.CORE]},
    }  # fmt: skip
    layout = {
        "title": {
            "text": gauge_finding(found),
            "subtitle": {
                "text": "Share of the index position that the stock covers; from 70% the straddle rules apply"
            },
        },
        "showlegend": False,
        "margin": {"l": 130, "r": 28, "t": 28, "b": 40},
        "xaxis": {"range": [0, 1], "tickformat": parts.PERCENT, "title": {"text": "Overlap"}},
        "yaxis": {"automargin": False},
        "shapes": [parts.upright(OVERLAP_SHARE, palette.TEXT, "dash") | {"layer": "above"}],
        "annotations": [parts.label(OVERLAP_SHARE, 1, "70%", palette.TEXT, yref="paper", yanchor="bottom")],
    }
    return parts.Figure([bars], layout), pd.DataFrame(
        {"Overlap": names, "Share (%)": [round(100 * one, 1) for one in shares]}
    )


def gauge_finding(found: Overlap) -> str:
    """The title of the gauge."""
    weight = fmt.percent(found.combined_weight, 0)
    if not found.overlaps:
        return f"Your names make up {weight} of the index: below 70%, no straddle at any size"
    return f"Your stock makes up {weight} of the index: {fmt.percent(found.max_fraction, 0)} of the overlay may be a straddle"


def _years(count: int) -> str:
    return "1 year" if count == 1 else f"{count} years"
