"""The figures of the VIX hedge page and their tables. This module draws no page; each figure's title states its finding.

Line styles tell the layers apart: near dotted, middle dashed, far dash-dotted, all layers together solid.
"""

from typing import Final

import numpy as np
import pandas as pd

from overlay.arrays import FloatArray
from overlay.condor.pnl import round_up
from overlay.hedge import calls as vix_hedge
from overlay.hedge.calls import TENORS
from overlay.hedge.matrix import Matrix
from overlay.hedge.plan import Plan
from overlay.hedge.replays import NamedStretch, Replay
from overlay.hedge.second_sleeve import Company
from overlay.options.costs import VIX_SLIPPAGE_POINTS
from overlay.vix.curve import tenor_beta
from views.look import format as fmt, palette, parts
from views.look.matrix import VIX_AXIS, matrix, worst_move
from views.look.parts import Chart, Part

_DASHES: Final = ("dot", "dash", "dashdot")
_SIZES: Final = {"half": 0.5, "as planned": 1.0, "double": 2.0}
_OUT: Final = (0.0, 2.5, 5.0, 7.5, 10.0, 15.0, 20.0)
_MARGIN: Final = {"l": 64, "r": 24, "t": 30, "b": 44}
_TABLE_DAYS: Final = 9
_APART: Final = 0.13  # of the axis: two names of lines, on a chart of 224 pixels


def payoff(plan: Plan) -> Chart:
    """P&L of each layer and of all layers by move of the VIX, with the what-if marked; one panel, readable when it is low."""
    moves, gains = plan.by_shock()
    total = gains.sum(axis=0)
    traces = [parts.line(moves, gain, _layer(at), palette.HEDGE, dash=_DASHES[at]) for at, gain in enumerate(gains)]
    traces.append(parts.line(moves, total, "all layers", palette.HEDGE, width=3))
    traces.append(parts.cross(plan.vix_points, plan.gains.sum()))
    top, bottom = round_up(max(total.max(), 100.0)), round_up(max(-total.min(), 100.0))
    now = f"VIX {fmt.points(plan.vix.curve.spot)} now"
    layout = {
        "title": {"text": payoff_finding(plan), "subtitle": {"text": _after(plan, "P&L in dollars, modelled")}},
        "hovermode": "x unified",
        "showlegend": False,
        "margin": {"l": 52, "r": 64, "t": 12, "b": 44},
        "xaxis": {"title": {"text": VIX_AXIS}, "range": [-15, 60], "tickformat": "+d"},
        "yaxis": {"tickformat": parts.SHORT_MONEY, "range": [-1.1 * bottom, top], "nticks": 6},
        "shapes": [parts.across(0.0, palette.AXIS), parts.upright(0.0, palette.MARKET, "dot")],
        "annotations": [
            parts.label(0, 1, now, palette.MUTED, yref="paper", yanchor="top", xanchor="left", xshift=4),
            *_names([*gains[:, -1], total[-1]], moves[-1], _APART * (top + 1.1 * bottom)),
        ],
    }
    rows = parts.every(moves)
    table = {"VIX move (points)": moves[rows].round(1)}
    table |= {f"{_layer(at)} ($)": gain[rows].round() for at, gain in enumerate(gains)}
    return parts.Figure(traces, layout), pd.DataFrame(table | {"All layers ($)": total[rows].round()})


def _names(ends: list[float], x: float, apart: float) -> list[Part]:
    """The names of the lines at their right ends, moved up where they would overlap; ends in dollars, all layers last."""
    found, below = [], -np.inf
    for at in sorted(range(len(ends)), key=lambda one: ends[one]):
        below = max(ends[at], below + apart)
        name = _layer(at) if at < len(ends) - 1 else "all layers"
        found.append(parts.label(x, below, name, palette.HEDGE, xanchor="left", xshift=4))
    return found


def payoff_finding(plan: Plan) -> str:
    """The title of the payoff chart."""
    if not plan.premium_dollars:
        return "No calls are bought: the hedge costs nothing and pays nothing"
    gain = plan.gains.sum()
    verb = "gains" if gain > 0.0 else "loses"
    move = vix_move(plan.vix_points, plus=True)
    return f"With the VIX {move} points the hedge {verb} {fmt.dollars(abs(gain))}, on {fmt.dollars(plan.premium_dollars)} of premium"


def vix_move(points: float, *, plus: bool = False) -> str:
    """A move of the VIX in points, without a unit: whole points, or a decimal where the move was cut short."""
    return fmt.points(points, 0 if points == round(points) else 1, plus=plus)


def curve(plan: Plan) -> Chart:
    """Futures by tenor before and after the shock; the futures of the layers are marked."""
    days = np.linspace(0.0, 260.0, 131)
    before, after = plan.vix.curve, plan.vix.curve.shocked(plan.vix_points)
    at = np.array(TENORS, dtype=np.float64)
    traces = []
    for one, name, colour, dash in (
        (before, "today", palette.MARKET, "solid"),
        (after, "after the shock", palette.HEDGE, "dash"),
    ):
        traces.append(parts.line(days, one.future(days), name, colour, dash=dash) | {"hovertemplate": "%{y:.2f}"})
        traces.append(_dots(at, one.future(at), colour))
    known = np.array([one for one in before.tenor_days if one <= 260.0])
    if not before.modelled:
        traces.append(_dots(known, before.future(known), palette.TEXT, size=5))
    peak = max(before.spot, after.spot, before.future(days).max())
    layout = {
        "title": {
            "text": curve_finding(plan),
            "subtitle": {"text": f"VIX and its futures in points by days to expiry{' (modelled)' * before.modelled}"},
        },
        "hovermode": "x unified",
        "margin": _MARGIN,
        "xaxis": {"title": {"text": "Days to expiry (0 is the VIX itself)"}, "range": [-6, 262]},
        "yaxis": {"title": {"text": "VIX points"}, "range": [5, round_up(peak * 1.1)]},
        "annotations": [
            parts.label(day, float(level), f"{fmt.points(float(level), 1)}", palette.HEDGE, yshift=12)
            for day, level in zip(at, after.future(at), strict=True)
        ],
    }
    columns = np.unique(np.concatenate([[0.0], at, [7.0, 60.0, 150.0, 260.0], known]))
    table = {
        "Days to expiry": columns,
        "Today (points)": before.future(columns).round(2),
        "After the shock (points)": after.future(columns).round(2),
        "Share of the VIX's log move": tenor_beta(columns).round(2),
    }
    return parts.Figure(traces, layout), pd.DataFrame(table)


def curve_finding(plan: Plan) -> str:
    """The title of the curve chart."""
    before, after = plan.vix.curve, plan.vix.curve.shocked(plan.vix_points)
    if not plan.vix_points:
        near, far = (before.future(day) for day in (TENORS[0], TENORS[-1]))
        return f"The VIX stands at {fmt.points(before.spot)}, its 30-day future at {fmt.points(near)}, the 220-day one at {fmt.points(far)}"
    first, last = (fmt.points(after.future(day) - before.future(day), 1, plus=True) for day in (TENORS[0], TENORS[-1]))
    move = vix_move(plan.vix_points, plus=True)
    return f"When the VIX moves {move} points, its 30-day future moves {first} and the 220-day one {last}"


def path(replay: Replay, yardstick: Replay, name: NamedStretch) -> Chart:
    """P&L of the hedge along a path, its premium at risk, and the P&L of Cboe's tail hedge rule."""
    days = replay.stretch.days.astype(str)
    paid, gain, index = replay.paid.sum(axis=0), replay.gain, yardstick.gain
    traces = [
        parts.line(days, gain, "hedge, P&L", palette.HEDGE, width=3),
        parts.line(days, -replay.at_risk, "premium at risk", palette.LOSS, dash="dot"),
        parts.line(days, index, "VXTH rule, P&L", palette.MARKET, dash="dash"),
    ]
    top = round_up(max(gain.max(), index.max(), 100.0))
    bottom = round_up(max(-gain.min(), -index.min(), replay.at_risk.max(), 100.0))
    layout = {
        "title": {
            "text": path_finding(replay, name),
            "subtitle": {"text": "P&L in dollars since the first day; futures and option prices modelled"},
        },
        "hovermode": "x unified",
        "margin": _MARGIN,
        "xaxis": {"type": "date", "range": [days[0], days[-1]]},
        "yaxis": {"tickformat": parts.MONEY, "range": [-1.05 * bottom, 1.05 * top]},
        "shapes": [parts.across(0.0, palette.AXIS)],
    }
    rows = np.unique(np.linspace(0, len(days) - 1, _TABLE_DAYS).round().astype(int))
    table = {
        "Day": days[rows],
        "VIX (points)": replay.stretch.vix[rows].round(2),
        "S&P 500 (points)": replay.stretch.index[rows].round(1),
        "Hedge, P&L ($)": gain[rows].round(),
        "Premium paid so far ($)": paid[rows].round(),
        "Premium at risk ($)": replay.at_risk[rows].round(),
        "VXTH rule, P&L ($)": index[rows].round(),
    }
    return parts.Figure(traces, layout), pd.DataFrame(table)


def path_finding(replay: Replay, name: NamedStretch) -> str:
    """The title of a path's chart."""
    net = replay.recovered - replay.gross
    end = "gained" if net > 0.0 else "lost"
    return (
        f"{name.name}: {fmt.dollars(replay.gross)} of premium brought back {fmt.dollars(replay.recovered)}: "
        f"the hedge {end} {fmt.dollars(abs(net))}"
    )


def rules(results: dict[str, Replay], name: NamedStretch) -> Chart:
    """The final P&L of the same path under each rule."""
    order = sorted(results, key=lambda one: results[one].gain[-1])
    nets = np.array([results[one].gain[-1] for one in order])
    bars: Part = {
        "type": "bar", "orientation": "h", "x": nets, "y": order, "text": [fmt.dollars(net, plus=True) for net in nets],
        "textposition": "outside", "cliponaxis": False, "hoverinfo": "skip", "showlegend": False,
        "marker": {"color": [palette.GAIN if net > 0.0 else palette.LOSS for net in nets]},
    }  # fmt: skip
    most = max(np.abs(nets).max(), 100.0)
    low, high = (round_up(max(float(end), 0.3 * most)) for end in (-nets.min(), nets.max()))
    layout = {
        "title": {
            "text": rules_finding(results, name),
            "subtitle": {"text": "P&L in dollars at the end of the path, same calls and rolls (modelled)"},
        },
        "margin": {"l": 130, "r": 40, "t": 16, "b": 44},
        "xaxis": {"tickformat": parts.MONEY, "range": [-1.35 * low, 1.35 * high], "nticks": 6},
        "yaxis": {"automargin": False},
    }
    table = {
        "Buy when": order,
        "Premium paid ($)": [round(results[one].gross) for one in order],
        "Brought back ($)": [round(results[one].recovered) for one in order],
        "P&L at the end ($)": nets.round(),
        "Best P&L on the way ($)": [round(results[one].gain.max()) for one in order],
        "Most premium at risk ($)": [round(results[one].at_risk.max()) for one in order],
    }
    return parts.Figure([bars], layout), pd.DataFrame(table)[::-1].reset_index(drop=True)


def rules_finding(results: dict[str, Replay], name: NamedStretch) -> str:
    """The title of the comparison of rules."""
    best, worst = (choose(results, key=lambda one: results[one].gain[-1]) for choose in (max, min))
    first, last = (fmt.dollars(results[one].gain[-1], plus=True) for one in (best, worst))
    if first == last:
        return f"{name.name}: every rule ended at {first}"
    return f"{name.name}: from {first} ({best}) to {last} ({worst})"


def together(found: Matrix, plan: Plan) -> Chart:
    """P&L of condors and hedge together by move of the index and of the VIX; the worst plausible cell is marked."""
    subtitle = _after(plan, "P&L in dollars of condors and hedge; the cross is the what-if (modelled)")
    return matrix(found, together_finding(found), subtitle, (100.0 * plan.wanted.shock.index_return, plan.vix_points))


def together_finding(found: Matrix) -> str:
    """The title of the joint chart."""
    total, alone = found.total[found.worst], found.condors[found.worst]
    return (
        f"Worst together: {worst_move(found)}: {fmt.dollars(total, plus=True)}, of which the condors "
        f"{fmt.dollars(alone, plus=True)}"
    )


def frontier(plan: Plan) -> Chart:
    """Net cost a year against the gain in the shock, for several strikes and sizes."""
    shock = (plan.vix_points, plan.wanted.shock.days)
    found = vix_hedge.frontier(plan.hedge, plan.vix, plan.wanted.roll, shock, _OUT, VIX_SLIPPAGE_POINTS)
    traces = [
        parts.line(size * found.cost, size * found.gain, name, palette.HEDGE, dash=dash)
        | {
            "mode": "lines+markers",
            "customdata": found.points,
            "hovertemplate": "%{customdata:.1f} points out: costs %{x:$,.0f} a year, %{y:$,.0f} in the shock",
        }
        for (name, size), dash in zip(_SIZES.items(), ("dot", "solid", "dash"), strict=True)
    ]
    known = found.cost[np.isfinite(found.cost)]
    right, top = (
        round_up(max(2.1 * known.max(initial=0.0), 100.0)),
        round_up(max(2.1 * found.gain.max(), 100.0)),
    )
    layout = {
        "title": {
            "text": frontier_finding(found),
            "subtitle": {"text": _after(plan, "Each line: strikes from 0 to 20 points above the future (modelled)")},
        },
        "margin": _MARGIN,
        "xaxis": {
            "title": {"text": "Net cost a year in a still market ($)"},
            "tickformat": parts.MONEY,
            "range": [min(0.0, 2.1 * known.min(initial=0.0)), right],
        },
        "yaxis": {
            "title": {"text": "Gain in the shock ($)"},
            "tickformat": parts.MONEY,
            "range": [min(0.0, 2.1 * found.gain.min()), top],
        },
        "annotations": _ends(found),
    }
    table = {
        "Strike above the future (points)": found.points,
        "Net cost a year ($)": found.cost.round(),
        "Gain in the shock ($)": found.gain.round(),
        "Gain per $1 a year": np.round(_ratio(found.gain, found.cost), 2),
    }
    return parts.Figure(traces, layout), pd.DataFrame(table)


def _ends(found: vix_hedge.Frontier) -> list[Part]:
    """Labels of the nearest and the furthest strike."""
    return [
        parts.label(found.cost[at], found.gain[at], f"{found.points[at]:g} out", palette.TEXT, yshift=14)
        for at in (0, -1)
        if np.isfinite(found.cost[at])
    ]


def frontier_finding(found: vix_hedge.Frontier) -> str:
    """The title of the frontier."""
    if not found.cost.any():
        return "No calls are bought: there is nothing to compare"
    ratio = _ratio(found.gain, found.cost)
    if not np.isfinite(ratio).any():
        return "The VIX is so far above its futures that the calls would gain in a still market: there is no cost to compare"
    best = int(np.nanargmax(ratio))
    return (
        f"At {found.points[best]:g} points above the future, $1 of yearly cost buys the largest gain in this shock: "
        f"{fmt.dollars(ratio[best])}"
    )


def company(readings: dict[str, Company]) -> Chart:
    """Correlation of each sleeve with the book, on all days and on the worst days."""
    names = list(readings)
    kinds = {"all days": "correlation", "the book's worst 5% of days": "worst_correlation"}
    bars = [
        {
            "type": "bar", "orientation": "h", "y": names, "x": [getattr(readings[one], field) for one in names],
            "name": kind, "marker": {"color": colour}, "hovertemplate": "%{x:.2f}",
        }
        for (kind, field), colour in zip(kinds.items(), (palette.MARKET, palette.LOSS), strict=True)
    ]  # fmt: skip
    layout = {
        "title": {
            "text": company_finding(readings),
            "subtitle": {"text": "Correlation of daily P&L with the S&P 500, whole history (modelled option prices)"},
        },
        "barmode": "group",
        "margin": {"l": 170, "r": 16, "t": 30, "b": 44},
        "xaxis": {"title": {"text": "Correlation"}, "range": [-1, 1]},
        "yaxis": {"autorange": "reversed"},
    }
    table = {
        "Sleeve": names,
        "Correlation, all days": [round(one.correlation, 2) for one in readings.values()],
        "Correlation, worst days": [round(one.worst_correlation, 2) for one in readings.values()],
        "Mean of the book on them": [fmt.percent(one.worst_book, 2, plus=True) for one in readings.values()],
        "Mean of the sleeve on them": [fmt.percent(one.worst_sleeve, 2, plus=True) for one in readings.values()],
        "Worst days": [one.days for one in readings.values()],
    }
    return parts.Figure(bars, layout), pd.DataFrame(table)


def company_finding(readings: dict[str, Company]) -> str:
    """The title of the comparison of sleeves."""
    _, selling = readings.values()
    return (
        f"On the book's worst days, {fmt.percent(selling.worst_book, plus=True)} on average, a premium-selling sleeve "
        f"made {fmt.percent(selling.worst_sleeve, plus=True)} of its margin"
    )


def _layer(at: int) -> str:
    return f"{TENORS[at]} days"


def _after(plan: Plan, text: str) -> str:
    days = plan.wanted.shock.days
    return f"{text}, the shock in {fmt.days(days)}" if days else f"{text}, the shock today"


def _dots(x: FloatArray, y: FloatArray, colour: str, size: int = 9) -> Part:
    return {
        "type": "scatter", "x": x, "y": y, "mode": "markers", "marker": {"color": colour, "size": size},
        "showlegend": False, "hoverinfo": "skip",
    }  # fmt: skip


def _ratio(gain: FloatArray, cost: FloatArray) -> FloatArray:
    return np.asarray(np.divide(gain, cost, out=np.full(len(cost), np.nan), where=cost > 0.0))
