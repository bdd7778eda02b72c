"""The figures of the Ladder page's path, and their tables: timeline, greeks, theta against gamma, correlation.

Panels are stacked on one time axis. Modelled lines are dashed; all prices of a ladder are modelled.
"""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from overlay.arrays import FloatArray, IntArray
from overlay.history.path import Path
from overlay.ladder import accounts
from overlay.ladder.accounts import Bets, LadderBook, LadderResult, LayerGreeks, Press
from overlay.ladder.engine import Ladder
from overlay.ladder.layers import Fate
from views.look import format as fmt, palette, parts
from views.look.parts import Chart, Part

POINTS: Final = 900  # days drawn at most
FEW: Final = 160  # layers: above this number the marks are smaller
ROWS: Final = 260  # the last rows, shown in the table
MODELLED: Final = "Modelled prices (dashed)"
_AGES: Final = ("newest", "2nd newest", "3rd newest", "4th newest", "5th newest", "6th newest", "7th newest")


def running(ladder: Ladder, book: LadderBook) -> Chart:
    """The running result in dollars, and below zero what all open layers could lose; one panel, readable when it is low."""
    path, capital = ladder.path, ladder.terms.capital_dollars
    take = thinned(len(path))
    x = dates(path, take)
    traces = [
        series(x, -book.open_loss[take], "could lose", palette.LOSS, "y", hover="%{y:$,.0f}", width=1)
        | {"fill": "tozeroy", "fillcolor": palette.faded(palette.LOSS, 0.2),
           "line": {"shape": "hv", "width": 1, "color": palette.LOSS}},
        series(x, book.result[take], "result", palette.CONDOR, "y", hover="%{y:$,.0f}", dash="dash"),
    ]  # fmt: skip
    layout = panels(path, [1.0], [""]) | {
        "title": {
            "text": running_finding(ladder, book),
            "subtitle": {
                "text": "Dollars by day: running result (dashed), and the loss if all open layers lose at once. Modelled"
            },
        },
        "showlegend": False,
        "margin": {"l": 56, "r": 12, "t": 26, "b": 28},
        "shapes": [parts.across(0.0, palette.AXIS)],
        "annotations": [
            _above("result (dashed)", palette.CONDOR, 0.0),
            _above("all layers lose", palette.LOSS, 1.0),
        ],
    }
    low, high = _steps(100.0 * np.append(book.result, -book.open_loss) / capital, 5.0)
    layout["yaxis"] |= {
        "range": [low * capital / 100.0, high * capital / 100.0],
        "tickformat": parts.SHORT_MONEY,
        "nticks": 6,
    }
    rows = slice(max(len(path) - ROWS, 0), len(path))
    table = {
        "Day": dates(path, rows), "Result ($)": book.result[rows].round(0), "All could lose ($)": book.open_loss[rows].round(0),
        "Layers": book.layers[rows],
    }  # fmt: skip
    return parts.Figure(traces, layout), pd.DataFrame(table).iloc[::-1]


def _above(text: str, colour: str, at: float) -> Part:
    """A name above the panel, at its left end (0) or its right end (1)."""
    side = "right" if at else "left"
    return parts.label(at, 1.0, text, colour, xref="paper", yref="paper", xanchor=side, yanchor="bottom")


def running_finding(ladder: Ladder, book: LadderBook) -> str:
    """The title of the running result: the result at the end, and the day on which most was at risk."""
    if not book.layers.any():
        return "No layer was opened on these days"
    gone = accounts.ruined(ladder, book)
    if gone is not None:
        return f"All capital was lost by {fmt.day(ladder.path.day(gone))}: a real account ends there"
    most = int(np.argmax(book.open_loss))
    return (
        f"The layers {_word(book.result[-1])} in all; on {fmt.day(ladder.path.day(most))} one gap could have taken "
        f"{fmt.dollars(book.open_loss[most])}"
    )


def timeline(ladder: Ladder, book: LadderBook, found: LadderResult) -> Chart:
    """Each layer as a box between its short strikes, with the index; the running result; and the largest possible loss."""
    path, capital = ladder.path, ladder.terms.capital_dollars
    take = thinned(len(path))
    x = dates(path, take)
    result = 100.0 * book.result / capital
    risk = 100.0 * book.open_loss / capital
    traces = [
        *_boxes(ladder),
        series(x, path.index[take], "index", palette.TEXT, "y", hover="%{y:,.0f} points", width=1),
        *_ends(ladder),
        series(x, result[take], "result", palette.CONDOR, "y2", hover="%{y:.1f}% of capital", dash="dash"),
        series(x, risk[take], "could lose", palette.LOSS, "y3", hover="%{y:.1f}% of capital", width=1)
        | {"fill": "tozeroy", "fillcolor": palette.faded(palette.LOSS, 0.2), "line": {"shape": "hv", "width": 1,
           "color": palette.LOSS}},
    ]  # fmt: skip
    layout = panels(path, [0.56, 0.24, 0.20], ["S&P 500 (points)", "Result (%)", "At risk (%)"]) | {
        "title": {
            "text": timeline_finding(ladder, found),
            "subtitle": {
                "text": "Box: a layer between its short strikes. ▲ ended with a gain, ▼ with a loss, ◆ rolled. Result and "
                "risk in % of capital. " + MODELLED
            },
        },
        "showlegend": False,
    }
    layout["yaxis"] |= {"range": [0.93 * path.index.min(), 1.05 * path.index.max()], "tickformat": ",.0f"}
    layout["yaxis2"] |= {"range": _steps(result, 5.0), "zeroline": True, "ticksuffix": "%", "nticks": 5}
    layout["yaxis3"] |= {"range": [0.0, _steps(risk, 5.0)[1]], "ticksuffix": "%", "nticks": 4}
    return parts.Figure(traces, layout), _timeline_table(ladder)


def timeline_finding(ladder: Ladder, found: LadderResult) -> str:
    """The title of the timeline."""
    one = ladder.layers
    ended = (one.quantity > 0) & (one.fate != Fate.OPEN)
    if not one.quantity.any():
        return "No layer was opened on these days"
    if not ended.any():
        return "No layer has ended on these days yet"
    won = int((ended & (one.result(ladder.terms) > 0)).sum())
    rolled = f" ({found.rolls} were rolled)" if found.rolls else ""
    return f"{won} of {int(ended.sum())} layers ended with a gain{rolled}; together they {_word(found.result)} in all"


def _word(amount: float) -> str:
    return f"{'made' if amount >= 0 else 'lost'} {fmt.dollars(abs(amount))}"


def _boxes(ladder: Ladder) -> list[Part]:
    """One trace of all boxes, separated by NaN."""
    one, path = ladder.layers, ladder.path
    held = np.flatnonzero(one.quantity > 0)
    day = dates(path)
    start, stop = day[one.opened[held]], day[np.minimum(one.ended[held], len(path) - 1)]
    gap = np.full(len(held), "", dtype=object)
    x = np.column_stack([start, stop, stop, start, start, gap]).ravel()
    low, high = one.strikes[1][held], one.strikes[2][held]
    y = np.column_stack([low, low, high, high, low, np.full(len(held), np.nan)]).ravel()
    x[x == ""] = None
    return [{
        "type": "scatter", "x": x, "y": y, "mode": "lines", "name": "layers", "fill": "toself", "hoverinfo": "skip",
        "line": {"color": palette.faded(palette.CONDOR, 0.5), "width": 1}, "yaxis": "y",
        "fillcolor": palette.faded(palette.CONDOR, 0.08),
    }]  # fmt: skip


def _ends(ladder: Ladder) -> list[Part]:
    """Marks where layers ended: gain, loss, rolled."""
    one, path = ladder.layers, ladder.path
    result = one.quantity * one.result(ladder.terms) / 100.0
    ended = (one.quantity > 0) & (one.fate != Fate.OPEN)
    rolled = ended & (one.fate == Fate.ROLLED)
    kinds = (
        ("gain", ended & ~rolled & (result > 0.0), "triangle-up", palette.GAIN),
        ("loss", ended & ~rolled & (result <= 0.0), "triangle-down", palette.LOSS),
        ("rolled", rolled, "diamond", palette.CONDOR),
    )
    day, held = dates(path), np.flatnonzero(ended)
    return [
        {
            "type": "scatter", "mode": "markers", "name": name, "yaxis": "y", "x": day[one.ended[which]],
            "y": path.index[one.ended[which]], "marker": {"symbol": symbol, "size": 7 if len(held) < FEW else 4, "color": colour},
            "customdata": result[which], "hovertemplate": "%{customdata:$,.0f}",
        }
        for name, which, symbol, colour in kinds
    ]  # fmt: skip


def _timeline_table(ladder: Ladder) -> pd.DataFrame:
    one, path = ladder.layers, ladder.path
    held = np.flatnonzero(one.quantity > 0)
    held = held[np.argsort(one.opened[held], kind="stable")][::-1]
    day, fates = dates(path), np.array(["open", "settled", "closed", "rolled"])
    return pd.DataFrame({
        "Layer": held,
        "Opened": day[one.opened[held]],
        "Expiry": np.datetime_as_string(path.numbers[one.settles[held]].astype("datetime64[D]")),
        "Condors": one.quantity[held],
        "Put spread (points)": [f"{a:,.0f}/{b:,.0f}" for a, b in zip(one.strikes[0][held], one.strikes[1][held], strict=True)],
        "Call spread (points)": [f"{a:,.0f}/{b:,.0f}" for a, b in zip(one.strikes[2][held], one.strikes[3][held], strict=True)],
        "Credit ($)": (one.quantity * one.credit())[held] / 100.0,
        "Largest loss ($)": (one.quantity * one.loss(ladder.terms))[held] / 100.0,
        "Ended": np.where(one.fate[held] == Fate.OPEN, "", day[np.minimum(one.ended[held], len(path) - 1)]),
        "How": fates[one.fate[held]],
        "Result ($)": np.where(one.fate[held] == Fate.OPEN, np.nan, (one.quantity * one.result(ladder.terms))[held] / 100.0),
    })  # fmt: skip


def greeks(ladder: Ladder, found: LayerGreeks) -> Chart:
    """Delta, gamma per 1%, vega and theta of the whole book by day."""
    path = ladder.path
    take = thinned(len(path))
    values = book_greeks(ladder, found)
    units = ["Delta ($ a point)", "Gamma ($ per 1%)", "Vega ($ a vol point)", "Theta ($ a day)"]
    x = dates(path, take)
    traces = [
        series(x, one[take], name, palette.CONDOR, f"y{place}" if place > 1 else "y", hover="%{y:$,.0f}", dash="dash")
        for place, (name, one) in enumerate(values.items(), start=1)
    ]
    layout = panels(path, [0.25] * 4, units) | {
        "title": {"text": greeks_finding(values), "subtitle": {"text": "All layers together. " + MODELLED}},
        "showlegend": False,
    }
    for place, one in enumerate(values.values(), start=1):
        layout["yaxis" if place == 1 else f"yaxis{place}"] |= {
            "range": parts.padded(np.append(one, 0.0)), "tickformat": parts.MONEY, "nticks": 4, "zeroline": True,
        }  # fmt: skip
    rows = slice(max(len(path) - ROWS, 0), len(path))
    table = {"Day": dates(path, rows)} | {
        unit: one[rows].round(0) for unit, one in zip(units, values.values(), strict=True)
    }
    return parts.Figure(traces, layout), pd.DataFrame(table).iloc[::-1]


def book_greeks(ladder: Ladder, found: LayerGreeks) -> dict[str, FloatArray]:
    """The book's four greeks by day (D,) in dollars; gamma as the change of delta dollars a point for 1% of index."""
    count, index = len(ladder.path), ladder.path.index
    return {
        "delta": found.by_day("delta", count),
        "gamma": found.by_day("gamma", count) * 0.01 * index,
        "vega": found.by_day("vega", count),
        "theta": found.by_day("theta", count),
    }


def greeks_finding(values: dict[str, FloatArray]) -> str:
    """The title of the greeks chart: the last day's theta and gamma."""
    theta, gamma = values["theta"][-1], values["gamma"][-1]
    if theta == 0.0 and gamma == 0.0:
        return "No layer is open on the last day: all greeks are zero"
    return (
        f"On the last day theta is {fmt.dollars(theta)} a day; a 1% move changes delta by {fmt.dollars(gamma)} a point"
    )


def press(ladder: Ladder, parts_: Press) -> Chart:
    """Running sums of theta collected, of gamma paid, and of all other effects."""
    path = ladder.path
    take = thinned(len(path))
    x = dates(path, take)
    lines = (
        ("theta collected", parts_.theta, palette.GAIN, "dash"),
        ("gamma paid", parts_.gamma, palette.LOSS, "dash"),
        ("both together", parts_.theta + parts_.gamma, palette.MARKET, "dash"),
        ("whole result", parts_.theta + parts_.gamma + parts_.delta + parts_.rest, palette.TEXT, "dot"),
    )
    sums = {name: np.cumsum(one) for name, one, _, _ in lines}
    traces = [
        series(x, sums[name][take], name, colour, "y", hover="%{y:$,.0f}", dash=dash) for name, _, colour, dash in lines
    ]
    layout = panels(path, [1.0], ["Running sum ($)"]) | {
        "title": {
            "text": press_finding(parts_),
            "subtitle": {"text": "Half gamma x squared daily moves, at yesterday's greeks. " + MODELLED},
        },
        "shapes": [parts.across(0.0, palette.AXIS)],
    }  # fmt: skip
    layout["yaxis"] |= {"range": parts.padded(*sums.values(), np.zeros(1)), "tickformat": parts.MONEY}
    rows = slice(max(len(path) - ROWS, 0), len(path))
    table = {"Day": dates(path, rows), "Index move (points)": np.append(np.nan, np.diff(path.index))[rows].round(2)}
    table |= {
        f"{name} ($)": one[rows].round(0)
        for name, one in (
            ("Theta", parts_.theta), ("Gamma", parts_.gamma), ("Delta", parts_.delta), ("Volatility and rest", parts_.rest),
        )
    }  # fmt: skip
    return parts.Figure(traces, layout), pd.DataFrame(table).iloc[::-1]


def press_finding(parts_: Press) -> str:
    """The title of theta against gamma."""
    theta, gamma = parts_.theta.sum(), -parts_.gamma.sum()
    if theta <= 0.0:
        return "No theta was collected on these days"
    if gamma < 0.0:
        return f"{fmt.dollars(theta)} of theta was collected, and gamma added {fmt.dollars(-gamma)}: the wings gained"
    return f"Of {fmt.dollars(theta)} theta collected, gamma cost {fmt.dollars(gamma)}: {fmt.percent(gamma / theta, 0)}"


def correlation(found: Bets) -> Chart:
    """Correlations of the daily P&L of layers, by age, as a heat map."""
    count = len(found.correlation)
    ages = [_AGES[k] if k < len(_AGES) else f"{k + 1}th newest" for k in range(count)]
    text = [[f"{value:.2f}" for value in row] for row in found.correlation]
    trace = {
        "type": "heatmap", "z": found.correlation, "x": ages, "y": ages, "zmin": -1, "zmax": 1, "zmid": 0,
        "colorscale": palette.DIVERGING, "text": text, "texttemplate": "%{text}", "showscale": False,
        "hovertemplate": "%{y} and %{x}: %{z:.2f}<extra></extra>", "xgap": 2, "ygap": 2,
    }  # fmt: skip
    layout = {
        "title": {"text": correlation_finding(found), "subtitle": {"text": "Correlation of the layers' daily P&L, modelled"}},
        "xaxis": {"title": {"text": "Layer, by age"}, "type": "category"},
        "yaxis": {"autorange": "reversed", "type": "category"},
        "margin": {"l": 90, "r": 20, "t": 24, "b": 48},
    }  # fmt: skip
    table = pd.DataFrame(found.correlation.round(2), columns=ages, index=pd.Index(ages, name="Layer"))
    return parts.Figure([trace], layout), table


def correlation_finding(found: Bets) -> str:
    """The title of the correlations."""
    if np.isnan(found.effective):
        return "Too few days have two open layers: their correlation cannot be measured"
    return f"{len(found.correlation)} layers count as {found.effective:.1f} independent bets"


# -- pieces -------------------------------------------------------------------------------------------------------


def dates(path: Path, take: IntArray | slice = slice(None)) -> NDArray[np.str_]:
    """The days of a path as text: all (D,), or those selected."""
    return np.datetime_as_string(path.days[take].astype("datetime64[D]"))


def thinned(count: int) -> IntArray:
    """The positions to draw, always including the last."""
    step = max(1, -(-count // POINTS))
    return np.arange((count - 1) % step, count, step)


def series(
    x: NDArray[np.str_], y: FloatArray, name: str, colour: str, axis: str, *, hover: str, width: float = 2,
    dash: str = "solid",
) -> Part:  # fmt: skip
    """A named line on one of the stacked panels."""
    return {
        "type": "scatter", "x": x, "y": y, "name": name, "mode": "lines", "hovertemplate": hover, "yaxis": axis,
        "line": {"color": colour, "width": width, "dash": dash},
    }  # fmt: skip


def _steps(values: FloatArray, step: float) -> list[float]:
    """The ends of an axis around zero, rounded to whole steps, so that they rarely change."""
    low, high = min(values.min(), 0.0), max(values.max(), 0.0)
    return [step * np.floor(low / step), step * max(np.ceil(high / step), 1.0)]


def panels(path: Path, heights: list[float], titles: list[str]) -> Part:
    """The layout of stacked panels on the days of a path."""
    first, last = dates(path, np.array([0, -1]))
    return parts.stacked((str(first), str(last)), heights, titles)
