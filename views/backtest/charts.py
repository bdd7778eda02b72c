"""The figures of the Backtest page, and their tables: wealth and drawdown, parts by year, intervals, kinds of days, costs."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from overlay.arrays import FloatArray
from overlay.backtest.attribution import DaysSlice, Sums, growth
from overlay.backtest.certainty import Certainty
from overlay.backtest.engine import Backtest, year_ends
from overlay.backtest.sweep import BestCell, CellResult, Sweep, surface
from overlay.history import drawdowns
from overlay.history.inference import Evidence
from overlay.units import SHORTEST_YEARLY
from views.backtest.controls import choice, moved
from views.ladder.charts import MODELLED, dates, panels, series, thinned
from views.look import format as fmt, palette, parts
from views.look.parts import Chart, Part

MINE: Final = "With the overlay"
HOLD: Final = "Hold"
WIDE: Final = 5.0  # above this ratio of highest to lowest an axis is logarithmic
_LOOKS: Final = {
    MINE: (palette.CONDOR, "dash"),
    HOLD: (palette.CORE, "solid"),
    "Index": (palette.MARKET, "solid"),
    "Equal volatility": (palette.CORE, "dot"),
    "Equal delta": (palette.CORE, "dashdot"),
    "Steward": (palette.HEDGE, "dash"),
    "Promoter": (palette.TEXT, "dot"),
    "PUT": (palette.TAX, "dash"),
    "BXM": (palette.GAIN, "dash"),
    "PPUT": (palette.LOSS, "dash"),
    "CLL": (palette.TAX, "dot"),
    "CNDR": (palette.GAIN, "dot"),
    "BFLY": (palette.LOSS, "dot"),
    "VXTH": (palette.HEDGE, "dot"),
}
_PARTS: Final = {
    "condors": ("Condors", palette.CONDOR, "/"),
    "hedge": ("VIX calls", palette.HEDGE, "\\"),
    "costs": ("Costs", palette.LOSS, "x"),
    "interest": ("Interest", palette.MARKET, ""),
    "tax": ("Tax", palette.TAX, "."),
}
NAMES: Final = {"core": "Stocks"} | {part: name for part, (name, _, _) in _PARTS.items()}


def wealth(found: Backtest, lines: dict[str, FloatArray]) -> Chart:
    """Each line (D,), scaled to 100 on the first day; the overlay's gain so far; and each line's drawdown."""
    path = found.path
    take = thinned(len(path))
    x = dates(path, take)
    scaled = {name: 100.0 * one / one[0] for name, one in lines.items()}
    gained = 100.0 * (found.account / found.hold - 1.0)
    under = {MINE: 100.0 * drawdowns.underwater(found.account), HOLD: 100.0 * drawdowns.underwater(found.hold)}
    traces = [
        series(x, one[take], name, _LOOKS[name][0], "y", hover="%{y:,.0f}", dash=_LOOKS[name][1],
               width=2 if name in under else 1)
        for name, one in scaled.items()
    ]  # fmt: skip
    traces.append(
        series(x, gained[take], "overlay so far", palette.CONDOR, "y2", hover="%{y:.1f}%", dash="dash")
        | {"showlegend": False}
    )
    traces += [
        series(x, one[take], f"{name}, below its high", _LOOKS[name][0], "y3", hover="%{y:.1f}%", dash=_LOOKS[name][1],
               width=1) | {"showlegend": False}
        for name, one in under.items()
    ]  # fmt: skip
    layout = panels(path, [0.54, 0.24, 0.22], ["100 on the first day", "Overlay (%)", "Below high (%)"]) | {
        "title": {"text": wealth_finding(found), "subtitle": {"text": wealth_subtitle(found)}},
        "legend": {"orientation": "h", "y": -0.06, "yanchor": "top"},
        "shapes": shaded(found),
    }
    layout["yaxis"] |= _wealth_axis(np.concatenate([one[one > 0.0] for one in scaled.values()]))
    layout["yaxis2"] |= {
        "range": parts.padded(np.append(gained, 0.0)),
        "ticksuffix": "%",
        "zeroline": True,
        "nticks": 5,
    }
    layout["yaxis3"] |= {"range": parts.padded(np.append(np.concatenate(list(under.values())), 0.0)), "ticksuffix": "%",
                         "nticks": 4}  # fmt: skip
    layout["margin"] |= {"l": 76, "b": 74}
    rows = year_ends(path)
    table = {"Day": dates(path, rows)} | {name: one[rows].round(1) for name, one in scaled.items()}
    table["Overlay so far (%)"] = gained[rows].round(2)
    return parts.Figure(traces, layout), pd.DataFrame(table).iloc[::-1]


def _wealth_axis(values: FloatArray) -> Part:
    """A logarithmic axis with round numbers if the values spread widely, else a linear one."""
    low, high = values.min(), values.max()
    if high < WIDE * low:
        return {"range": parts.padded(values), "tickformat": ",.0f", "nticks": 6}
    ticks = [step * 10.0**power for power in range(-1, 8) for step in (1.0, 2.0, 5.0)]
    ticks = [one for one in ticks if 0.9 * low <= one <= 1.1 * high]
    ticks = ticks[:: max(1, len(ticks) // 6)]
    return {
        "type": "log", "range": [np.log10(0.9 * low), np.log10(1.1 * high)], "tickvals": ticks,
        "ticktext": [f"{one:,.0f}" for one in ticks],
    }  # fmt: skip


def wealth_finding(found: Backtest) -> str:
    """The title: growth with and without the overlay, a year or over the days."""
    if found.ruined is not None:
        return f"Nothing was left by {fmt.day(found.path.day(found.ruined))}"
    with_, without = growth(found, found.equity), growth(found, found.hold)
    word = "more" if with_ > without else "less"
    return (
        f"{fmt.percent(with_)} {fmt.stated(len(found.path))} with the overlay, {fmt.percent(without)} without it: "
        f"{fmt.percent(abs(with_ - without), 2)} {word}"
    )


def wealth_subtitle(found: Backtest) -> str:
    """The subtitle: the meaning of dashes and of shading."""
    return f"{MODELLED}.{shade_in_words(found)}"


def shade_in_words(found: Backtest) -> str:
    """What the shading means, as a sentence with a space before it; empty without any."""
    modelled = int(found.path.modelled.sum())
    return f" Shaded: the VIX is modelled ({fmt.days(modelled)})." if modelled else ""


def by_year(found: Backtest, slices: Sequence[DaysSlice]) -> Chart:
    """What each part of the overlay added in each year, as a share of the book at the year's start, stacked."""
    x, base = [one.name for one in slices], _starts(found)
    traces: list[Part] = [
        {
            "type": "bar", "x": x, "y": [100.0 * getattr(one.sums, part) / start for one, start in zip(slices, base, strict=True)],
            "name": name,
            "marker": {"color": palette.faded(colour, 0.7), "line": {"color": colour, "width": 1},
                       "pattern": {"shape": shape, "solidity": 0.15}},
            "hovertemplate": "%{y:.2f}%",
        }
        for part, (name, colour, shape) in _PARTS.items()
        if any(getattr(one.sums, part) for one in slices)
    ]  # fmt: skip
    shares = np.array([100.0 * _overlay(one.sums) / start for one, start in zip(slices, base, strict=True)])
    traces.append({
        "type": "scatter", "mode": "markers", "x": x, "y": shares, "name": "All together",
        "marker": {"color": palette.TEXT, "symbol": "diamond", "size": 7}, "hovertemplate": "%{y:.2f}%",
    })  # fmt: skip
    layout = {
        "barmode": "relative", "hovermode": "x unified", "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom"},
        "title": {"text": by_year_finding(found, slices), "subtitle": {"text": "Share of the book at the year's start. Condors and calls at mid, costs apart. Modelled prices"}},
        "yaxis": {"title": {"text": "% of the book"}, "ticksuffix": "%", "zeroline": True},
        "xaxis": {"type": "category", "tickangle": -90 if len(x) > 12 else 0}, "margin": {"l": 68, "r": 16, "t": 56, "b": 56},
    }  # fmt: skip
    table = slices_table(slices)
    table.insert(2, "All parts (% of the book)", shares.round(2))
    return parts.Figure(traces, layout), table


def by_year_finding(found: Backtest, slices: Sequence[DaysSlice]) -> str:
    """The title: in how many years the overlay helped, and its worst."""
    shares = [_overlay(one.sums) / start for one, start in zip(slices, _starts(found), strict=True)]
    good, worst = sum(share > 0.0 for share in shares), int(np.argmin(shares))
    years = f"{len(slices)} years" if len(slices) > 1 else "1 year"
    return (
        f"The overlay added money in {good} of {years}; worst in {slices[worst].name}: "
        f"{fmt.percent(shares[worst], plus=True)} of the book"
    )


def _starts(found: Backtest) -> FloatArray:
    """Equity at the start of each year in dollars, at least one dollar: a ruined book must not cause a division by zero."""
    before = np.concatenate([[0], year_ends(found.path)[:-1]])
    return np.asarray(np.maximum(found.account[before], 1.0))


def kinds(slices: Sequence[DaysSlice]) -> Chart:
    """What the overlay added on each kind of day, annualised, as a share of the book."""
    seen = [one for one in slices if one.days]
    values = np.array([100.0 * one.overlay for one in seen])
    trace = {
        "type": "bar", "x": [one.name for one in seen], "y": values,
        "text": [_stated(one) for one in seen], "textposition": "outside", "cliponaxis": False,
        "marker": {"color": [palette.GAIN if value >= 0 else palette.LOSS for value in values], "pattern": {"shape": ["/" if one.yearly else "x" for one in seen]}},
        "customdata": [one.days for one in seen], "hovertemplate": "%{x}: %{text}, %{customdata:,} days<extra></extra>",
    }  # fmt: skip
    layout = {
        "title": {"text": kinds_finding(seen), "subtitle": {"text": _kinds_subtitle(seen)}},
        "yaxis": {"title": {"text": "Overlay (% of the book)"}, "ticksuffix": "%", "zeroline": True,
                  "range": parts.padded(1.2 * np.append(values, 0.0))},
        "xaxis": {"type": "category"}, "showlegend": False, "margin": {"l": 72, "r": 16, "t": 24, "b": 40},
    }  # fmt: skip
    return parts.Figure([trace], layout), slices_table(slices)


def kinds_finding(slices: Sequence[DaysSlice]) -> str:
    """The title: the best and the worst kind. Totals of a few days are not compared with years."""
    slices = [one for one in slices if one.yearly] or slices
    best, worst = (pick(slices, key=lambda one: one.overlay) for pick in (max, min))
    if best.name == worst.name:
        return f"{best.name}: the overlay {_word(best.overlay)} {fmt.stated(best.days)}"
    return f"Best: {best.name}, {_stated(best)}. Worst: {worst.name}, {_stated(worst)}"


def _stated(one: DaysSlice) -> str:
    return f"{fmt.percent(one.overlay, plus=True)} {'a year' if one.yearly else 'in all'}"


def _kinds_subtitle(slices: Sequence[DaysSlice]) -> str:
    """The subtitle: what a bar is."""
    few = "" if all(one.yearly for one in slices) else f" Crossed: fewer than {SHORTEST_YEARLY} days, their total."
    return f"A year of such days, as a share of the book.{few} Modelled prices"


def slices_table(slices: Sequence[DaysSlice]) -> pd.DataFrame:
    """Every number of some slices."""
    rows = [
        {"Days of": one.name, "Days": one.days, "Overlay (%)": round(100.0 * one.overlay, 2),
         "Its volatility (%)": round(100.0 * one.overlay_vol, 2), "Stated": fmt.stated(one.days)}
        | {f"{name} ($)": round(getattr(one.sums, part)) for part, name in NAMES.items()}
        for one in slices
    ]  # fmt: skip
    return pd.DataFrame(rows)


def sure(found: Certainty, seen: Evidence) -> Chart:
    """The overlay's yearly difference with its 95% interval, and with the interval of the short past alone."""
    values = [100.0 * one for one in found.interval]
    alone = [100.0 * one for one in replace(found, model=0.0).interval]
    traces: list[Part] = [
        {"type": "scatter", "x": [values[0], values[2]], "y": ["", ""], "mode": "lines", "hoverinfo": "skip",
         "line": {"color": palette.faded(palette.CONDOR, 0.5), "width": 6}},
        {"type": "scatter", "x": [alone[0], alone[2]], "y": ["", ""], "mode": "lines", "hoverinfo": "skip",
         "line": {"color": palette.faded(palette.CONDOR, 0.5), "width": 14}},
        {"type": "scatter", "x": [values[1]], "y": [""], "mode": "markers", "hovertemplate": "%{x:.2f}% a year<extra></extra>",
         "marker": {"color": palette.TEXT, "size": 11, "symbol": "diamond"}},
    ]  # fmt: skip
    layout = {
        "title": {"text": sure_finding(found), "subtitle": {"text": "95% interval. Wide: the short past alone. Thin: with the error of the modelled prices"}},
        "xaxis": {"title": {"text": "Growth with the overlay, less growth without it (% a year)"}, "ticksuffix": "%", "range": parts.padded(np.array([*values, 0.0]))},
        "yaxis": {"visible": False}, "showlegend": False, "margin": {"l": 16, "r": 16, "t": 24, "b": 48},
        "shapes": [parts.upright(0.0, palette.AXIS, "solid")],
    }  # fmt: skip
    table = pd.DataFrame({
        "What": ["Difference (% a year)", "the same, from the short past alone", "Sharpe ratio"],
        "Low": [round(values[0], 2), round(alone[0], 2), round(seen.sharpe.low, 2)],
        "Found": [round(values[1], 2), round(alone[1], 2), round(seen.sharpe.estimate, 2)],
        "High": [round(values[2], 2), round(alone[2], 2), round(seen.sharpe.high, 2)],
    })  # fmt: skip
    return parts.Figure(traces, layout), table


def sure_finding(found: Certainty) -> str:
    """The title: whether the interval contains zero."""
    low, estimate, high = (fmt.percent(one, 2, plus=True) for one in found.interval)
    if found.interval.excludes_zero:
        return f"{estimate} a year, between {low} and {high}: zero lies outside"
    return f"{estimate} a year, but the 95% interval runs from {low} to {high}: zero lies inside"


def costs(asked: Sequence[tuple[float, CellResult | None]]) -> Chart:
    """What the overlay adds at each multiple of the costs; a multiple that ruins the book is named in the subtitle."""
    found = [(times, one) for times, one in asked if one is not None]
    lost = " and ".join(f"{times:g}" for times, one in asked if one is None)
    ruin = f" At {lost} times the costs the book is ruined." if lost else ""
    stated = fmt.stated(found[0][1].days)
    times, values = [one for one, _ in found], np.array([100.0 * one.overlay for _, one in found])
    trace = {
        "type": "scatter", "x": times, "y": values, "mode": "lines+markers", "hovertemplate": f"%{{x:g}} times the costs: %{{y:.2f}}% {stated}<extra></extra>",
        "line": {"color": palette.CONDOR, "width": 2, "dash": "dash"}, "marker": {"size": 8},
    }  # fmt: skip
    layout = {
        "title": {"text": costs_finding(found), "subtitle": {"text": f"Commission and slippage, condors and calls. Modelled prices.{ruin}"}},
        "xaxis": {"title": {"text": "Multiple of the chosen costs"}, "tickvals": times},
        "yaxis": {"title": {"text": f"Growth added by the overlay (% {stated})"}, "ticksuffix": "%", "zeroline": True,
                  "range": parts.padded(np.append(values, 0.0))},
        "showlegend": False, "margin": {"l": 72, "r": 16, "t": 24, "b": 48}, "shapes": [parts.across(0.0, palette.AXIS)],
    }  # fmt: skip
    table = pd.DataFrame({
        "Times the costs": times,
        f"Growth added by the overlay (% {stated})": values.round(2),
        "Sharpe ratio": [round(one.sharpe, 2) for _, one in found],
        "Worst drawdown (%)": [round(100.0 * one.drawdown, 1) for _, one in found],
    })  # fmt: skip
    return parts.Figure([trace], layout), table


def costs_finding(found: Sequence[tuple[float, CellResult | None]]) -> str:
    """The title: what the overlay adds to growth without costs, and at the chosen costs."""
    free, paid = (next(one for at, one in found if at == times and one) for times in (0.0, 1.0))
    return f"Costs take {fmt.percent(free.overlay - paid.overlay, 2)} of growth {fmt.stated(paid.days)}: {fmt.percent(free.overlay, 2, plus=True)} without costs, {fmt.percent(paid.overlay, 2, plus=True)} at the chosen costs"


def heat(found: Sweep, sides: tuple[str, str], labels: tuple[str, str], measure: tuple[str, str]) -> Chart:
    """A measure over two parameters; an empty cell has failed, or has not been computed yet."""
    (across, up), (name, field) = sides, measure
    values = surface(found, across, up, field)
    share = field not in {"sharpe", "contracts"}
    shown = 100.0 * values if share else values
    diverging = field in {"overlay", "sharpe"}
    digits = 2 if field == "sharpe" else 0 if field == "contracts" else 1
    written = [["" if np.isnan(one) else fmt.points(one, digits) for one in row] for row in shown]
    trace = {
        "type": "heatmap", "z": shown, "x": [moved(across, one) for one in found.grid[across]], "y": [moved(up, one) for one in found.grid[up]],
        "text": written, "texttemplate": "%{text}", "hovertemplate": "%{x}, %{y}: %{text}<extra></extra>",
        "colorscale": list(palette.DIVERGING) if diverging else [[0.0, palette.PANEL], [1.0, palette.faded(palette.LOSS, 0.8)]],
        "showscale": False, "xgap": 2, "ygap": 2,
    } | ({"zmid": 0.0} if diverging else {})  # fmt: skip
    stated = fmt.stated(min((one.outcome.days for one in found.finished if one.outcome), default=SHORTEST_YEARLY))
    unit = f"{name.replace('a year', stated)} ({'% of the book' if share else 'a year, monthly' if field == 'sharpe' else 'number'})"
    layout = {
        "title": {"text": heat_finding(found), "subtitle": {"text": f"{unit}. Modelled prices"}},
        "xaxis": {"title": {"text": labels[0]}, "type": "category"}, "yaxis": {"title": {"text": labels[1]}, "type": "category"},
        "margin": {"l": 72, "r": 16, "t": 24, "b": 48},
    }  # fmt: skip
    table = pd.DataFrame(written, columns=[f"{labels[0]}: {moved(across, one)}" for one in found.grid[across]])
    table.insert(0, labels[1], [moved(up, one) for one in found.grid[up]])
    return parts.Figure([trace], layout), table


def heat_finding(found: Sweep) -> str:
    """The title: how many cells were tried, ruined ones included, and how many of them made money."""
    gained = sum(one.outcome is not None and one.outcome.overlay > 0.0 for one in found.finished)
    return f"{gained} of {found.trials} cells tried made money ({len(found.cells)} in the grid)"


def deflated_words(found: BestCell) -> dict[str, str]:
    """The slots of the sweep's verdict, as text."""
    return {
        "trials": f"{found.trials:,}",
        "sharpe": fmt.points(found.sharpe),
        "chance": fmt.points(found.of_chance),
        "deflated": fmt.in_hundred(found.deflated),
        "values": choice(found.best.choice),
    }


def _overlay(sums: Sums) -> float:
    return sum(sums) - sums.core


def _word(amount: float) -> str:
    return f"{'added' if amount >= 0 else 'took'} {fmt.percent(abs(amount))}"


def shaded(found: Backtest) -> list[Part]:
    """Shaded bands over the days with a modelled VIX."""
    modelled = np.concatenate([[0], found.path.modelled.astype(np.int8), [0]])
    edges = np.flatnonzero(np.diff(modelled))
    # up to the next day, so that a single day can be seen
    starts, stops = (dates(found.path, np.minimum(one, len(found.path) - 1)) for one in (edges[::2], edges[1::2]))
    return [
        {
            "type": "rect", "x0": start, "x1": stop, "y0": 0, "y1": 1, "yref": "paper", "layer": "below",
            "line": {"width": 0}, "fillcolor": palette.faded(palette.MARKET, 0.1),
        }
        for start, stop in zip(starts.tolist(), stops.tolist(), strict=True)
    ]  # fmt: skip
