"""The figures of the Signals page and their tables; each figure's title states its finding.

Panels are stacked on one time axis, so that one hover reads all of them on a day.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from overlay.arrays import FloatArray
from overlay.rules.rule_set import RuleSet
from overlay.signals import breadth as breadths, daily_range
from overlay.signals.indicator_table import BOOK, INDEX, OVERLAY, Indicators
from overlay.signals.oscillators import Oscillators
from views.look import format as fmt, palette, parts
from views.look.parts import Chart, Part

POINTS: Final = 800  # days drawn at most; a longer span shows every second day, or third
ROWS: Final = 252  # rows of a figure's table


def shown(at: int, span: int) -> slice:
    """The positions to draw: up to the day, thinned, always including the day itself."""
    first = max(at + 1 - span, 0)
    step = max(1, -(-(at + 1 - first) // POINTS))
    return slice(first + (at - first) % step, at + 1, step)


def overview(known: Indicators, at: int, span: int, weight: float) -> Chart:
    """Index with its daily range, RSI of index, book and overlay, MACD, and the event strip."""
    take = shown(at, span)
    low, high = band(known, take, weight)
    layout = panels(known, take, [0.56, 0.23, 0.16, 0.05], ["Index (points)", "RSI 14", "MACD (points)", ""]) | {
        "title": {
            "text": overview_finding(known, at),
            "subtitle": {
                "text": "Band: yesterday's close ± the blended daily range. The overlay's P&L is modelled (dashed). "
                "Bottom: ◆\u00a0FOMC ●\u00a0CPI ■\u00a0PPI" + _unknown_years(known, take)
            },
        },
        "shapes": [_rsi_mark(30.0), _rsi_mark(70.0)],
        "showlegend": False,
        "annotations": _rsi_labels(known, at),
    }
    layout["yaxis"] |= {"range": parts.padded(known.index[take], low, high), "tickformat": ",.0f"}
    layout["yaxis2"] |= {"range": [0, 100], "tickvals": [30, 70]}
    layout["yaxis3"] |= {"range": _even(known.macd.line[take], known.macd.histogram[take]), "nticks": 4}
    layout["yaxis4"] |= {"range": [-1, 1], "visible": False}
    traces = [*price(known, take, low, high), *_momentum(known, take), *_event_marks(known, take)]
    return parts.Figure(traces, layout), _overview_table(known, at, weight)


def band(known: Indicators, take: slice, weight: float) -> tuple[FloatArray, FloatArray]:
    """The ends of the daily range around the close of the day before, points, on the days taken."""
    before, limit = (np.concatenate([[np.nan], one[:-1]])[take] for one in (known.index, known.range_share(weight)))
    return before * (1.0 - limit), before * (1.0 + limit)


def price(known: Indicators, take: slice, low: FloatArray, high: FloatArray) -> list[Part]:
    """The index over the band of its daily range."""
    x = dates(known, take)
    return [
        series(x, high, "range, top", palette.FAN_SOON, "y", width=0, hover="%{y:,.0f}"),
        series(x, low, "range, bottom", palette.FAN_SOON, "y", width=0, hover="%{y:,.0f}")
        | {"fill": "tonexty", "fillcolor": palette.faded(palette.CONDOR, 0.22)},
        series(x, known.index[take], "index", palette.TEXT, "y", hover="%{y:,.0f} points", width=1),
    ]


def _momentum(known: Indicators, take: slice) -> list[Part]:
    x = dates(known, take)
    # One outline instead of 200 bars, which would take a fifth of the browser's time for this chart.
    histogram = series(x, known.macd.histogram[take], "MACD less signal", palette.MARKET, "y3", hover="%{y:,.1f}")
    histogram |= {
        "fill": "tozeroy", "fillcolor": palette.faded(palette.MARKET, 0.6),
        "line": {"shape": "hvh", "width": 0, "color": palette.MARKET},
    }  # fmt: skip
    return [
        series(x, known.rsi[INDEX, take], "RSI index", palette.TEXT, "y2", width=1),
        series(x, known.rsi[BOOK, take], "RSI book", palette.CORE, "y2"),
        series(x, known.rsi[OVERLAY, take], "RSI overlay", palette.CONDOR, "y2", dash="dash"),
        histogram,
        series(x, known.macd.line[take], "MACD", palette.TEXT, "y3", hover="%{y:,.1f}", width=1),
    ]


def _rsi_mark(level: float) -> Part:
    return parts.across(level, palette.AXIS) | {
        "yref": "y2", "line": {"color": palette.AXIS, "width": 1, "dash": "dot"},
    }  # fmt: skip


def overview_finding(known: Indicators, at: int) -> str:
    """The title of the overview: the three RSI values, and which of them are extreme."""
    values = {name: known.rsi[row, at] for name, row in _RSI_ROWS.items()}
    if all(np.isnan(one) for one in values.values()):
        return "No RSI yet: the first 250 days are needed to initialise it"
    said = ", ".join(f"{name} {_whole(one)}" for name, one in values.items())
    extreme = [name for name, one in values.items() if one > 70.0 or one < 30.0]
    return f"RSI: {said}; {'beyond 30 or 70: ' + ', '.join(extreme) if extreme else 'none beyond 30 or 70'}"


_RSI_ROWS: Final = {"index": INDEX, "book": BOOK, "overlay": OVERLAY}


def _rsi_labels(known: Indicators, at: int) -> list[Part]:
    """Names of the RSI lines at their ends, moved apart if they would overlap."""
    colours = {"index": palette.TEXT, "book": palette.CORE, "overlay": palette.CONDOR}
    ends = sorted(((known.rsi[row, at], name) for name, row in _RSI_ROWS.items()), key=lambda one: one[0])
    labels: list[Part] = []
    height = -np.inf
    for value, name in ends:
        if np.isnan(value):
            continue
        height = max(value, height + 17.0)
        labels.append(
            parts.label(1, height, name, colours[name], xref="paper", yref="y2", xanchor="left", xshift=4)
        )  # fmt: skip
    over = max(height - 95.0, 0.0) if labels else 0.0
    return [one | {"y": one["y"] - over} for one in labels]


def _event_marks(known: Indicators, take: slice) -> list[Part]:
    first, last = known.days[take][0].date(), known.days[take][-1].date()
    marks = []
    for kind, symbol, height in (("FOMC", "diamond", 0.0), ("CPI", "circle", 0.0), ("PPI", "square", 0.0)):
        inside = [one for one in known.events.of([kind]) if first <= one.day <= last]
        marks.append({
            "type": "scatter", "mode": "markers", "name": kind, "yaxis": "y4", "x": np.array([str(e.day) for e in inside]),
            "y": np.full(len(inside), height), "hovertemplate": f"{kind} day", "cliponaxis": False,
            "marker": {"symbol": symbol, "size": 7, "color": palette.MUTED},
        })  # fmt: skip
    return marks


def _unknown_years(known: Indicators, take: slice) -> str:
    """A note on the event strip about years without known event days."""
    years = sorted({day.year for day in known.days[take]})
    unknown = [year for year in years if not known.events.knows(year)]
    if not unknown:
        return ""
    return f"; {unknown[0] if len(unknown) == 1 else f'{len(unknown)} of {len(years)} years'} not known"


def _overview_table(known: Indicators, at: int, weight: float) -> pd.DataFrame:
    rows = slice(max(at + 1 - ROWS, 0), at + 1)
    rsi = known.rsi
    return pd.DataFrame({
        "Day": dates(known, rows),
        "Index (points)": known.index[rows].round(2),
        "Daily range (%)": (100.0 * known.range_share(weight)[rows]).round(2),
        "RSI index": rsi[INDEX, rows].round(1),
        "RSI book": rsi[BOOK, rows].round(1),
        "RSI overlay (modelled)": rsi[OVERLAY, rows].round(1),
        "MACD (points)": known.macd.line[rows].round(2),
        "Signal (points)": known.macd.signal[rows].round(2),
    }).iloc[::-1]  # fmt: skip


def breadth(known: Indicators, rules: RuleSet, at: int, span: int) -> Chart:
    """The advance-decline line over its z-score."""
    take = shown(at, span)
    z = breadths.z_score(known.line, rules.breadth.window_days)
    x = dates(known, take)
    traces = [
        series(x, known.line[take], "A/D line", palette.MARKET, "y", hover="%{y:,.0f}"),
        series(x, z[take], "z-score", palette.TEXT, "y2", hover="%{y:.2f} SD"),
    ]
    window = rules.breadth.window_days
    layout = panels(known, take, [0.6, 0.4], ["A/D line (net)", f"z, {window} days (SD)"]) | {
        "title": {"text": breadth_finding(known, rules, at), "subtitle": {"text": known.breadth.source}},
        "shapes": [parts.across(0.0, palette.AXIS) | {"yref": "y2"}],
        "showlegend": False,
    }
    layout["yaxis"] |= {"range": parts.padded(known.line[take]), "tickformat": ",.0f"}
    layout["yaxis2"] |= {"range": [-4, 4]}
    rows = slice(max(at + 1 - ROWS, 0), at + 1)
    table = {"Day": dates(known, rows), "Net advances": known.breadth.net[rows], "A/D line": known.line[rows]}
    return parts.Figure(traces, layout), pd.DataFrame(table | {"z (SD)": z[rows].round(2)}).iloc[::-1]


def breadth_finding(known: Indicators, rules: RuleSet, at: int) -> str:
    """The title of the breadth chart."""
    z = breadths.z_score(known.line[: at + 1], rules.breadth.window_days)[-1]
    if np.isnan(z):
        return "The advance-decline line has no z-score on this day"
    where = "above" if z >= 0.0 else "below"
    return f"The advance-decline line stands {abs(z):.1f} SD {where} its {rules.breadth.window_days}-day mean"


def volatility(known: Indicators, at: int, span: int) -> Chart:
    """VIX, its 200-day mean and realised volatility; below, the premium of the VIX over realised volatility."""
    take = shown(at, span)
    x = dates(known, take)
    traces = [
        series(x, known.vix[take], "VIX", palette.HEDGE, "y", hover="%{y:.1f}"),
        series(x, known.vix_mean[take], "200-day mean", palette.HEDGE, "y", hover="%{y:.1f}", dash="dot", width=1),
        series(x, 100.0 * known.month_realised[take], "realised, 21 days", palette.MARKET, "y", hover="%{y:.1f}"),
        series(x, known.premium[take], "premium", palette.TEXT, "y2", hover="%{y:.0%}"),
    ]
    layout = panels(known, take, [0.6, 0.4], ["Vol (points)", "Premium"]) | {
        "title": {
            "text": volatility_finding(known, at),
            "subtitle": {"text": "VIX and realised volatility in points a year; premium: VIX over realised, less one"},
        },
        "shapes": [parts.across(0.0, palette.AXIS) | {"yref": "y2"}],
    }
    layout["yaxis"] |= {"range": [0.0, parts.padded(known.vix[take], 100.0 * known.month_realised[take])[1]]}
    layout["yaxis2"] |= {"range": [-0.8, 2.0], "tickformat": parts.PERCENT}
    rows = slice(max(at + 1 - ROWS, 0), at + 1)
    table = {
        "Day": dates(known, rows),
        "VIX (points)": known.vix[rows].round(2),
        "200-day mean (points)": known.vix_mean[rows].round(2),
        "Realised, 21 days (%)": (100.0 * known.month_realised[rows]).round(1),
        "Premium (%)": (100.0 * known.premium[rows]).round(0),
    }
    return parts.Figure(traces, layout), pd.DataFrame(table).iloc[::-1]


def volatility_finding(known: Indicators, at: int) -> str:
    """The title of the volatility chart."""
    premium = known.premium[at]
    if np.isnan(premium):
        return "The premium is not known yet: it needs a VIX and 21 daily returns"
    word = "above" if premium >= 0.0 else "below"
    seen = known.premium[: at + 1]
    share = fmt.percent((seen[~np.isnan(seen)] > 0.0).mean(), 0)
    return f"The VIX is {fmt.percent(abs(premium), 0)} {word} realised volatility; it was above on {share} of days"


def holding(known: Indicators, every: Mapping[str, Oscillators], name: str, at: int, span: int) -> Chart:
    """RSI and MACD of one stock; the table shows those of every stock on the day."""
    take, one = shown(at, span), every[name]
    x = dates(known, take)
    line, signal = one.macd.line[take], one.macd.signal[take]
    traces = [
        series(x, one.rsi[take], f"RSI {name}", palette.CORE, "y"),
        series(x, line, "MACD", palette.CORE, "y2", hover="%{y:.2f}"),
        series(x, signal, "signal", palette.MARKET, "y2", hover="%{y:.2f}", dash="dot"),
    ]
    layout = panels(known, take, [0.5, 0.5], ["RSI 14", "MACD ($)"]) | {
        "title": {
            "text": f"{name}: RSI {_whole(float(one.rsi[at]))}",
            "subtitle": {"text": "MACD in adjusted dollars"},
        },
        "shapes": [parts.across(level, palette.AXIS) | {"yref": "y"} for level in (30.0, 70.0)],
    }
    layout["yaxis"] |= {"range": [0, 100], "tickvals": [30, 70]}
    layout["yaxis2"] |= {"range": _even(line, signal)}
    table = {
        "Holding": list(every),
        "RSI 14": np.round([each.rsi[at] for each in every.values()], 1),
        "MACD ($)": np.round([each.macd.line[at] for each in every.values()], 2),
        "Signal ($)": np.round([each.macd.signal[at] for each in every.values()], 2),
    }
    return parts.Figure(traces, layout), pd.DataFrame(table)


def range_variants(known: Indicators, at: int, weight: float) -> pd.DataFrame:
    """The published formulas of the daily range, with today's numbers."""
    vix, realised = known.vix[at], 100.0 * known.realised[at]
    level = known.index[at]
    found = {
        "VIX / √252": (daily_range.plain(vix), "A1", "textbook"),
        f"{weight:.0%} VIX, rest realised": (
            daily_range.blended(vix, realised, weight),
            "A2",
            "ours: VIX for VIX9D",
        ),
        "VIX / √9": (daily_range.by_nine_days(vix), "A3", "broken: the VIX is annualised"),
    }
    return pd.DataFrame({
        "Formula": list(found),
        "Range (%)": [_share(one[0], 2) for one in found.values()],
        "Range (points)": [_whole(level * one[0]) for one in found.values()],
        "Source": [one[1] for one in found.values()],
        "Verdict": [one[2] for one in found.values()],
    })  # fmt: skip


def dates(known: Indicators, take: slice) -> NDArray[np.str_]:
    """Days as text for the chart and its table."""
    return np.datetime_as_string(known.days[take].to_numpy().astype("datetime64[D]"))


def series(
    x: NDArray[np.str_],
    y: FloatArray,
    name: str,
    colour: str,
    axis: str,
    *,
    width: float = 2,
    dash: str = "solid",
    hover: str = "%{y:.0f}",
) -> Part:
    """A named line on one of the stacked panels."""
    return {
        "type": "scatter", "x": x, "y": y, "name": name, "mode": "lines", "hovertemplate": hover, "yaxis": axis,
        "line": {"color": colour, "width": width, "dash": dash},
    }  # fmt: skip


def _even(*values: FloatArray) -> list[float]:
    """The ends of an axis with zero in the middle."""
    low, high = parts.padded(*values)
    most = max(abs(low), abs(high))
    return [-most, most]


def _share(value: float, digits: int = 1) -> str:
    return "none" if np.isnan(value) else fmt.percent(value, digits)


def _whole(value: float) -> str:
    return "unknown" if np.isnan(value) else fmt.points(value, 0)


def panels(known: Indicators, take: slice, heights: list[float], titles: list[str]) -> Part:
    """The layout of panels over one another, on the days taken."""
    days = known.days[take]
    layout = parts.stacked((str(days[0].date()), str(days[-1].date())), heights, titles)
    return layout | {"margin": {"l": 72, "r": 60, "t": 24, "b": 32}}
