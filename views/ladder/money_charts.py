"""The money figures of the Ladder page, and their tables: all layers losing, waterfall, rolls, presets compared."""

import numpy as np
import pandas as pd

from overlay.condor.sizing import Together
from overlay.ladder.accounts import LadderBook
from overlay.ladder.engine import Ladder
from overlay.ladder.layers import LEGS
from overlay.ladder.liquidity import Waterfall
from overlay.ladder.roll_ledger import Ends, Rolls
from views.ladder.cached import Walk
from views.ladder.charts import MODELLED, dates, panels, series, thinned
from views.look import format as fmt, palette, parts
from views.look.parts import Chart


def together(ladder: Ladder, at: int, total: Together) -> Chart:
    """The largest loss of each layer open on a day, stacked, against the caps."""
    one, terms, standing = ladder.layers, ladder.terms, ladder.standing(at)
    losses = one.quantity[standing] * one.loss(terms)[standing] / 100.0
    share = 100.0 * losses / terms.capital_dollars
    day = dates(ladder.path)
    traces = [
        {
            "type": "bar", "orientation": "h", "x": [value], "y": ["all lose"], "name": f"opened {day[one.opened[number]]}",
            "marker": {"color": palette.faded(palette.LOSS, 0.45), "line": {"color": palette.LOSS, "width": 1},
                       "pattern": {"shape": "/", "solidity": 0.15}},
            "customdata": [loss], "hovertemplate": "%{customdata:$,.0f}, %{x:.2f}% of capital",
            "text": [fmt.dollars(loss)], "textposition": "inside", "insidetextanchor": "middle",
            "textfont": {"color": palette.TEXT},
        }
        for number, value, loss in zip(standing, share, losses, strict=True)
    ]  # fmt: skip
    caps = [(3.0, "article: 2 to 3% a layer"), (10.0, "other pages: 10%")]
    most = max(12.0, 5.0 * np.ceil(1.1 * share.sum() / 5.0))
    layout = {
        "barmode": "stack", "title": {"text": together_finding(total, len(standing)),
                                      "subtitle": {"text": f"On {fmt.day(ladder.path.day(at))}, the day of most risk"}},
        "xaxis": {"title": {"text": "Largest loss (% of capital)"}, "range": [0.0, float(most)], "ticksuffix": "%"},
        "yaxis": {"visible": False}, "showlegend": False, "hovermode": "closest",
        "margin": {"l": 22, "r": 24, "t": 24, "b": 48},
        "shapes": [parts.upright(level, palette.AXIS, "dot") | {"layer": "above"} for level, _ in caps],
        "annotations": [
            parts.label(level, 1.0, text, palette.MUTED, yref="paper", yanchor="bottom", xanchor="left", xshift=2)
            for level, text in caps
        ],
    }  # fmt: skip
    table = pd.DataFrame({
        "Layer": standing,
        "Opened": day[one.opened[standing]],
        "Condors": one.quantity[standing],
        "Contracts": LEGS * one.quantity[standing],
        "Largest loss ($)": losses,
        "of capital (%)": share.round(2),
        "Requirement ($)": one.quantity[standing] * one.width(terms)[standing] / 100.0,
    })  # fmt: skip
    return parts.Figure(traces, layout), table


def together_finding(total: Together, count: int) -> str:
    """The title of the all-lose bar."""
    if not count:
        return "No layer fits under the caps, so nothing can be lost"
    layers = "1 layer" if count == 1 else f"{count} layers"
    return f"If all {layers} lose at once: {fmt.dollars(total.dollars)}, {fmt.percent(total.share)} of capital"


def waterfall(fall: Waterfall, ladder: Ladder) -> Chart:
    """A waterfall from liquid funds, through result and stress, to the excess over the requirement, on the tightest day."""
    at = fall.worst
    names = ["liquid at start", "ladder so far", "stress", "stressed equity", "requirement", "left over"]
    steps = [fall.funds[at], fall.result[at], fall.stress[at], 0.0, -fall.required[at], 0.0]
    totals = np.cumsum(steps)
    trace = {
        "type": "waterfall", "x": names, "y": steps, "measure": ["absolute", "relative", "relative", "total", "relative", "total"],
        "text": [fmt.dollars(value) for value in (*steps[:3], totals[3], steps[4], totals[5])],
        "textposition": "outside", "cliponaxis": False, "hovertemplate": "%{x}: %{text}<extra></extra>",
        "increasing": {"marker": {"color": palette.GAIN}}, "decreasing": {"marker": {"color": palette.LOSS}},
        "totals": {"marker": {"color": palette.MARKET}}, "connector": {"line": {"color": palette.AXIS, "width": 1}},
    }  # fmt: skip
    layout = {
        "title": {"text": waterfall_finding(fall, ladder),
                  "subtitle": {"text": "The tightest day. Appreciated stock counts for nothing. Modelled prices"}},
        "yaxis": {"title": {"text": "Dollars"}, "tickformat": parts.MONEY, "range": parts.padded(np.append(totals, [0.0, 1.12 * totals.max(), totals.min() - 0.12 * totals.max()])),
                  "zeroline": True},
        "xaxis": {"type": "category"}, "showlegend": False, "margin": {"l": 88, "r": 16, "t": 24, "b": 48},
    }  # fmt: skip
    day = dates(ladder.path)
    table = pd.DataFrame({
        "Day": day,
        "Liquid at start ($)": fall.funds.round(0),
        "Ladder so far ($)": fall.result.round(0),
        "Stress ($)": fall.stress.round(0),
        "Stressed equity ($)": fall.stressed.round(0),
        "Requirement, raised ($)": fall.required.round(0),
        "Left over ($)": fall.excess.round(0),
        "Call ($)": fall.call.round(0),
    })  # fmt: skip
    return parts.Figure([trace], layout), table.iloc[::-1]


def waterfall_finding(fall: Waterfall, ladder: Ladder) -> str:
    """The title of the waterfall."""
    at = fall.worst
    day = fmt.day(ladder.path.day(at))
    if fall.call[at] > 0.0:
        days = fmt.days(int((fall.call > 0.0).sum()))
        return f"A call of {fmt.dollars(fall.call[at])} on {day} at worst; the stress calls money on {days}"
    return f"No call on any day: {fmt.dollars(fall.excess[at])} left over on the tightest, {day}"


def headroom(fall: Waterfall, ladder: Ladder) -> Chart:
    """Stressed equity and the raised requirement by day."""
    path = ladder.path
    take = thinned(len(path))
    x = dates(path, take)
    traces = [
        series(x, fall.stressed[take], "stressed equity", palette.CONDOR, "y", hover="%{y:$,.0f}", dash="dash"),
        series(x, fall.required[take], "requirement", palette.MARKET, "y", hover="%{y:$,.0f}"),
        series(x, fall.call[take], "call", palette.LOSS, "y", hover="%{y:$,.0f}"),
    ]
    layout = panels(path, [1.0], ["Dollars"]) | {
        "title": {
            "text": headroom_finding(fall),
            "subtitle": {"text": "By day: equity after the stress, and the raised requirement. " + MODELLED},
        },
        "shapes": [parts.across(0.0, palette.AXIS)],
    }
    layout["yaxis"] |= {"range": parts.padded(fall.stressed, fall.required, np.zeros(1)), "tickformat": parts.MONEY}
    table = pd.DataFrame({"Day": dates(path), "Call ($)": fall.call.round(0), "Left over ($)": fall.excess.round(0)})
    return parts.Figure(traces, layout), table[fall.call > 0.0]


def headroom_finding(fall: Waterfall) -> str:
    """The title of the days: on how many of them the stress calls for money."""
    called, days = int((fall.call > 0.0).sum()), fmt.days(len(fall.call))
    if not called:
        return f"After the stress the equity covers the requirement on all of {days}"
    return f"After the stress the equity falls short of the requirement on {called:,} of {days}"


def rolls(found: Rolls, ends: Ends, ladder: Ladder) -> Chart:
    """The result of all rolled chains in three ways of ending them; the table is the ledger."""
    names = ["rolled on", "closed and stopped", "left alone"]
    values = [ends.rolled, ends.stopped, ends.held]
    trace = {
        "type": "bar", "x": names, "y": values, "text": [fmt.dollars(value, plus=True) for value in values],
        "textposition": "outside", "cliponaxis": False, "hovertemplate": "%{x}: %{text}<extra></extra>",
        "marker": {"color": [palette.CONDOR, palette.MARKET, palette.MARKET], "pattern": {"shape": "/"}},
    }  # fmt: skip
    layout = {
        "title": {"text": rolls_finding(ends), "subtitle": {"text": "The same chains on the same days, costs in. Modelled prices"}},
        "yaxis": {"title": {"text": "Result ($)"}, "tickformat": parts.MONEY, "range": parts.padded(1.25 * np.array([*values, 0.0])),
                  "zeroline": True},
        "xaxis": {"type": "category"}, "showlegend": False, "margin": {"l": 88, "r": 16, "t": 24, "b": 40},
    }  # fmt: skip
    day = dates(ladder.path)
    table = pd.DataFrame({
        "Day": day[found.at],
        "Layer": found.layer,
        "Condors": found.condors,
        "Realised by the roll ($)": found.realised,
        "New condors": found.new_condors,
        "New credit ($)": found.new_credit,
        "New largest loss ($)": found.new_loss,
        "Chain before ($)": found.before,
        "Close and stop ($)": found.stopped,
        "Do nothing ($)": found.held,
        "Rolled on ($)": found.rolled,
    })  # fmt: skip
    return parts.Figure([trace], layout), table.iloc[::-1]


def rolls_finding(ends: Ends) -> str:
    """The title of the roll ledger."""
    if not ends.chains:
        return "No layer was rolled on these days"
    best = max((ends.rolled, "rolling on"), (ends.stopped, "stopping"), (ends.held, "doing nothing"))[1]
    return (
        f"{ends.chains} rolled chains: {best} ended best; rolled on {fmt.dollars(ends.rolled, plus=True)}, "
        f"stopped {fmt.dollars(ends.stopped, plus=True)}, left alone {fmt.dollars(ends.held, plus=True)}"
    )


def compared(walks: dict[str, Walk], highs: dict[str, float]) -> Chart:
    """The running result of each rule set on one path."""
    path = next(iter(walks.values())).ladder.path
    take = thinned(len(path))
    x = dates(path, take)
    looks = {"Steward": (palette.CORE, "dash"), "Promoter": (palette.TEXT, "dot")}
    values = {name: 100.0 * _result(walk.book) / highs[name] for name, walk in walks.items()}
    traces = [
        series(x, one[take], name, colour, "y", hover="%{y:.1f}%", dash=dash)
        for name, one in values.items()
        for colour, dash in (looks.get(name, (palette.CONDOR, "dash")),)
    ]
    layout = panels(path, [1.0], ["Result (% of capital)"]) | {
        "title": {"text": compared_finding(values), "subtitle": {"text": "Same days, same costs. " + MODELLED}},
        "shapes": [parts.across(0.0, palette.AXIS)],
    }
    layout["yaxis"] |= {"range": parts.padded(*values.values(), np.zeros(1)), "ticksuffix": "%"}
    rows = slice(max(len(path) - 260, 0), len(path))
    table = {"Day": dates(path, rows)} | {f"{name} (%)": one[rows].round(2) for name, one in values.items()}
    return parts.Figure(traces, layout), pd.DataFrame(table).iloc[::-1]


def _result(book: LadderBook) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    return book.result


def compared_finding(values: "dict[str, np.ndarray[tuple[int], np.dtype[np.float64]]]") -> str:
    """The title of the comparison: the best rule set."""
    ends = {name: one[-1] for name, one in values.items()}
    best = max(ends, key=lambda name: ends[name])
    said = ", ".join(f"{name} {fmt.percent(end / 100.0, plus=True)}" for name, end in ends.items())
    return f"{best} ended ahead on these days: {said}"
