"""The figures of "Why" on the Backtest page, and their tables: three parts, effects by year, volatility premiums."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from overlay.arrays import FloatArray, IntArray
from overlay.backtest.condor_greeks import Effects
from overlay.backtest.volatility_premium import YearlyPremium
from overlay.history.inference import Interval
from views.look import format as fmt, palette, parts
from views.look.parts import Chart, Part

OVERALL: Final = "Condors"
PARTS: Final = ("Passive", "Reversal", "Short volatility", "Costs", OVERALL)
_COLOURS: Final = (palette.MARKET, palette.CORE, palette.CONDOR, palette.LOSS, palette.TEXT)
#: what one bar of the chart by year adds up; the table has every effect of its own
_GROUPS: Final = {
    "Delta": (("delta",), palette.CORE, "/"),
    "Gamma": (("gamma",), palette.LOSS, "x"),
    "Vega": (("vega",), palette.HEDGE, "\\"),
    "Theta": (("theta",), palette.GAIN, ""),
    "Higher terms": (("vanna", "vomma", "charm"), palette.TAX, "."),
    "Rest": (("rest",), palette.MARKET, ""),
    "Rolls": (("roll",), palette.CONDOR, "-"),
    "Other costs": (("cost",), palette.CONDOR, "|"),
}
NAMES: Final = {"roll": "Costs of rolls", "cost": "Other costs"}
EFFECTS: Final = tuple(NAMES.get(one, one.capitalize()) for one in Effects._fields)


class YearlyEffects(NamedTuple):
    """Effects by year: dollars (10, Y), and shares of the book of the day before, summed over the year (10, Y)."""

    years: IntArray
    dollars: FloatArray
    shares: FloatArray


def three(dollars: FloatArray, found: Sequence[Interval], stated: str) -> Chart:
    """What each part, their costs and all together (5,) added, with the 95% interval where one is known.

    `stated` is what the numbers are stated for, such as "a year".
    """
    values = np.array([100.0 * one.estimate for one in found])
    low, high = (np.array([100.0 * getattr(one, end) for one in found]) for end in ("low", "high"))
    bar: Part = {
        "type": "bar", "x": PARTS, "y": values, "hovertemplate": f"%{{y:.2f}}% {stated}<extra></extra>",
        "marker": {"color": [palette.faded(one, 0.6) for one in _COLOURS], "line": {"color": list(_COLOURS), "width": 1}},
        "error_y": {"type": "data", "symmetric": False, "array": np.nan_to_num(high - values),
                    "arrayminus": np.nan_to_num(values - low), "color": palette.TEXT, "thickness": 1.5, "width": 6},
    }  # fmt: skip
    layout = {
        "title": {"text": three_finding(found, stated), "subtitle": {"text": f"Share of the book {stated}, with 95% intervals. Condors at mid, costs apart. Modelled prices"}},
        "yaxis": {"title": {"text": f"% of the book {stated}"}, "ticksuffix": "%", "zeroline": True,
                  "range": parts.padded(np.concatenate([values, low, high, [0.0]]))},
        "xaxis": {"type": "category"}, "showlegend": False, "margin": {"l": 72, "r": 16, "t": 24, "b": 40},
    }  # fmt: skip
    table = pd.DataFrame({
        "Part": PARTS, "Added over all days ($)": dollars.round(2), f"% of the book {stated}": values.round(3),
        "Low (95%)": low.round(3), "High (95%)": high.round(3),
    })  # fmt: skip
    return parts.Figure([bar], layout), table


def three_finding(found: Sequence[Interval], stated: str) -> str:
    """The title: the sign and size of each part."""
    passive, reversal, short, costs, _ = found
    return (
        f"Short volatility {_signed(short.estimate)} {stated}, reversal {_signed(reversal.estimate)}, the mean delta {_signed(passive.estimate)}; "
        f"costs took {fmt.percent(-costs.estimate, 2)}"
    )


def _signed(amount: float) -> str:
    return f"{'added' if amount >= 0.0 else 'took'} {fmt.percent(abs(amount), 2)}"


def effects(found: YearlyEffects, worth: Sequence[Interval], stated: str) -> Chart:
    """What each Greek, rolls, costs and the rest added in each year, stacked.

    `worth` (10,) is each effect, stated for example "a year".
    """
    x, rows = [str(one) for one in found.years], dict(zip(Effects._fields, 100.0 * found.shares, strict=True))
    traces: list[Part] = [
        {
            "type": "bar", "x": x, "y": np.sum([rows[one] for one in names], axis=0), "name": name,
            "marker": {"color": palette.faded(colour, 0.7), "line": {"color": colour, "width": 1},
                       "pattern": {"shape": shape, "solidity": 0.15}},
            "hovertemplate": "%{y:.2f}%",
        }
        for name, (names, colour, shape) in _GROUPS.items()
        if any(rows[one].any() for one in names)
    ]  # fmt: skip
    total = 100.0 * found.shares.sum(axis=0)
    traces.append({
        "type": "scatter", "mode": "markers", "x": x, "y": total, "name": "All together",
        "marker": {"color": palette.TEXT, "symbol": "diamond", "size": 7}, "hovertemplate": "%{y:.2f}%",
    })  # fmt: skip
    layout = {
        "barmode": "relative", "hovermode": "x unified", "legend": {"orientation": "h", "y": -0.16, "yanchor": "top"},
        "title": {"text": effects_finding(worth, stated), "subtitle": {"text": "Condors alone: share of the book of the day before, summed over each year. Modelled prices"}},
        "yaxis": {"title": {"text": "% of the book"}, "ticksuffix": "%", "zeroline": True},
        "xaxis": {"type": "category", "tickangle": -90 if len(x) > 12 else 0}, "margin": {"l": 68, "r": 16, "t": 24, "b": 130},
    }  # fmt: skip
    return parts.Figure(traces, layout), _effects_table(found, total)


def effects_finding(worth: Sequence[Interval], stated: str) -> str:
    """The title: what time paid, what moves and costs took, and the net rest that no term explains."""
    yearly = Effects(*(np.array(one.estimate) for one in worth))
    theta, gamma, costs, rest = (
        float(one) for one in (yearly.theta, yearly.gamma, yearly.roll + yearly.cost, yearly.rest)
    )
    return (
        f"Theta {_signed(theta)} of the book {stated}, gamma {_signed(gamma)}, costs took {fmt.percent(-costs, 2)}; "
        f"the rest {_signed(rest)}"
    )


def effects_worth(found: YearlyEffects, worth: Sequence[Interval], stated: str) -> pd.DataFrame:
    """Each effect over all days: dollars, share of the book as `stated`, and its 95% interval where one is known."""
    rows = [
        {"Effect": name, "All days": fmt.dollars(float(dollars), plus=True), stated[0].upper() + stated[1:]: fmt.percent(one.estimate, 2, plus=True),
         "95% interval": interval_words(one)}
        for name, dollars, one in zip(EFFECTS, found.dollars.sum(axis=1), worth, strict=True)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def interval_words(found: Interval) -> str:
    """Both ends of an interval of yearly shares, or "none"."""
    if not np.isfinite(found.low):
        return "none"
    return f"{fmt.percent(found.low, 2, plus=True)} to {fmt.percent(found.high, 2, plus=True)}"


def _effects_table(found: YearlyEffects, total: FloatArray) -> pd.DataFrame:
    """Dollars of every effect by year, the newest first, and of all years."""
    rows = np.vstack([found.dollars, found.dollars.sum(axis=0)])
    rows = np.hstack([rows, rows.sum(axis=1, keepdims=True)]).round(2)
    names = [f"{one} ($)" for one in (*EFFECTS, "All together")]
    table = pd.DataFrame(dict(zip(names, rows, strict=True)))
    table.insert(0, "Year", [*(str(one) for one in found.years), "All years"])
    table.insert(1, "All together (% of the book)", np.append(total, np.nan).round(2))
    return table.iloc[::-1]


def premiums(found: YearlyPremium, condors: FloatArray) -> Chart:
    """The volatility premium of each year with its error, and below it the condors' result (Y,), a share of the book."""
    x, results = [str(one) for one in found.years], 100.0 * condors
    reach = 1.96 * found.error
    traces: list[Part] = [
        _bars(x, found.mean, "Premium", palette.HEDGE, "y", "%{y:.1f} points")
        | {"error_y": {"type": "data", "array": reach, "color": palette.TEXT, "thickness": 1, "width": 3}},
        _bars(x, results, OVERALL, palette.CONDOR, "y2", "%{y:.2f}% of the book"),
    ]
    layout = {
        "title": {"text": premiums_finding(found, condors), "subtitle": {"text": "VIX less the volatility of the next 21 trading days, with 95% intervals. Condors after costs. Modelled prices"}},
        "hovermode": "x unified", "hoversubplots": "axis", "showlegend": False, "margin": {"l": 68, "r": 16, "t": 24, "b": 56},
        "xaxis": {"type": "category", "tickangle": -90 if len(x) > 12 else 0, "anchor": "y2"},
        "yaxis": {"domain": [0.53, 1.0], "title": {"text": "Premium (points)"}, "zeroline": True, "anchor": "x",
                  "range": parts.padded(found.mean - reach, found.mean + reach, np.zeros(1))},
        "yaxis2": {"domain": [0.0, 0.47], "title": {"text": "Condors (%)"}, "ticksuffix": "%", "zeroline": True, "anchor": "x"},
    }  # fmt: skip
    table = pd.DataFrame({
        "Year": x, "VIX (points)": found.implied.round(2), "Realised (points)": found.realised.round(2),
        "Premium (points)": found.mean.round(2), "Standard error": found.error.round(2), "Days": found.days,
        "Condors (% of the book)": results.round(2),
    })  # fmt: skip
    return parts.Figure(traces, layout), table.iloc[::-1]


def _bars(x: list[str], values: FloatArray, name: str, colour: str, axis: str, hover: str) -> Part:
    return {
        "type": "bar", "x": x, "y": values, "name": name, "yaxis": axis, "hovertemplate": hover,
        "marker": {"color": palette.faded(colour, 0.7), "line": {"color": colour, "width": 1}},
    }  # fmt: skip


def premiums_finding(found: YearlyPremium, condors: FloatArray) -> str:
    """The title: in how many years the premium was paid, and in how many the condors kept some."""
    count = len(found.years)
    years = f"{count} years" if count > 1 else "1 year"
    return (
        f"The VIX stood above what followed in {int((found.mean > 0.0).sum())} of {years}; "
        f"the condors made money in {int((condors > 0.0).sum())}"
    )
