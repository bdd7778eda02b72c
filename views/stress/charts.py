"""The figures of the Stress page and their tables. This module draws no page; each figure's title states its finding."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

from overlay.arrays import FloatArray
from overlay.condor.pnl import round_up
from overlay.hedge.matrix import Matrix
from overlay.options.scenarios import GAP, Scenario
from overlay.stress.overlaid import BookParts, Overlaid
from overlay.stress.simulation import VARIANTS, Simulation
from views.look import format as fmt, palette, parts
from views.look.matrix import matrix, worst_move
from views.look.parts import Chart, Part

#: the scenarios of the first picture; six rows can be read at the height that it has on a phone
FEW: Final = ("Mar 2020", "19 Oct 1987", "Oct 2008", "2022 bear", "5 Feb 2018", GAP)
_SHOWN: Final = 6  # names drawn one by one
_FADES: Final = (1.0, 0.7, 0.45)
_BINS: Final = 61
_COLOURS: Final = (palette.CORE, palette.CONDOR, palette.HEDGE)
_DASHES: Final = ("solid", "dash", "dot")


def layers(book: Overlaid) -> list[str]:
    """The names of the overlay's parts in order: condor layers, then hedge layers."""
    condors = [f"condors, {book.market.days(one.expiry)} days" for one in book.condors]
    return [*condors, *(f"VIX calls, {one.days} days" for one in book.calls)]


def scenarios(found: Mapping[str, BookParts], book: Overlaid, chosen: str) -> Chart:
    """Stacked bars of stocks, condor layers and hedge layers, one row per scenario; the chosen one on top."""
    order = [*[name for name in found if name != chosen][::-1], chosen]
    rows = {"stocks": np.array([found[name].names.sum() for name in order])}
    for at, name in enumerate(layers(book)):
        rows[name] = np.array([np.concatenate([found[one].condors, found[one].hedge])[at] for one in order])
    shades = [palette.CORE, *_shades(len(book.condors), palette.CONDOR), *_shades(len(book.calls), palette.HEDGE)]
    figure, table = _stacked(rows, shades, order, scenarios_finding(found[chosen], chosen))
    figure.layout["margin"]["t"] = 62  # two rows of legend on a phone
    return figure, table


def few_scenarios(found: Mapping[str, BookParts], book: Overlaid, chosen: str) -> Chart:
    """Stacked bars of stocks, condors and VIX calls in the chosen scenario, on top, and in the best known ones."""
    others = [name for name in FEW if name != chosen][: len(FEW) - 1]
    order = [*others[::-1], chosen]
    rows = {"stocks": np.array([found[name].names.sum() for name in order])}
    if book.condors:
        rows["condors"] = np.array([found[name].condors.sum() for name in order])
    if book.calls:
        rows["VIX calls"] = np.array([found[name].hedge.sum() for name in order])
    shades = {"stocks": palette.CORE, "condors": palette.CONDOR, "VIX calls": palette.HEDGE}
    return _stacked(rows, [shades[name] for name in rows], order, scenarios_finding(found[chosen], chosen))


def _stacked(rows: Mapping[str, FloatArray], shades: Sequence[str], order: Sequence[str], finding: str) -> Chart:
    """Stacked bars by scenario; `order` runs from the lowest row to the chosen one on top."""
    labels = [*order[:-1], f"<b>{order[-1]}</b>"]
    traces = [
        {
            "type": "bar", "orientation": "h", "y": labels, "x": values, "name": name,
            "marker": {"color": colour, "line": {"color": palette.BACKGROUND, "width": 1}},
            "hovertemplate": f"{name}: %{{x:$,.0f}}<extra></extra>",
        }
        for (name, values), colour in zip(rows.items(), shades, strict=True)
    ]  # fmt: skip
    stacked = np.array(list(rows.values()))
    low, high = (np.abs(np.where(side, stacked, 0.0).sum(axis=0)).max() for side in (stacked < 0, stacked > 0))
    layout = {
        "title": {
            "text": finding,
            "subtitle": {"text": "P&L in dollars of today's portfolio in each scenario, stacked (modelled prices)"},
        },
        "barmode": "relative",
        "legend": {"traceorder": "normal"},
        "margin": {"l": 88, "r": 12, "t": 36, "b": 32},
        "xaxis": {"tickformat": parts.SHORT_MONEY, "range": [-round_up(max(low, 100.0)), round_up(max(high, 100.0))], "nticks": 5},
        "yaxis": {"automargin": False, "dtick": 1},
        "shapes": [{"type": "line", "x0": 0, "x1": 0, "y0": 0, "y1": 1, "yref": "paper",
                    "line": {"color": palette.AXIS, "width": 1}}],
    }  # fmt: skip
    table = {"Scenario": order} | {f"{name} ($)": values.round() for name, values in rows.items()}
    table |= {"Together ($)": stacked.sum(axis=0).round()}
    return parts.Figure(traces, layout), pd.DataFrame(table)[::-1].reset_index(drop=True)


def scenarios_finding(found: BookParts, chosen: str) -> str:
    """The title of the stacked bars."""
    total, stocks = found.total, found.names.sum()
    if not len(found.condors) and not len(found.hedge):
        return f"{chosen}: {fmt.dollars(stocks, plus=True)}; there is no overlay"
    return f"{chosen}: {fmt.dollars(total, plus=True)} with the overlay, {fmt.dollars(stocks, plus=True)} without"


def _shades(count: int, colour: str) -> list[str]:
    return [colour if fade == 1.0 else palette.faded(colour, fade) for fade in np.resize(_FADES, count)]


def pieces(found: BookParts, book: Overlaid, chosen: str) -> Chart:
    """The P&L of every part of the book, one bar each."""
    names = sorted(zip(found.names, book.portfolio.symbols, strict=True), key=lambda one: -abs(one[0]))
    rows = [(symbol, float(dollars), palette.CORE) for dollars, symbol in names[:_SHOWN]]
    if names[_SHOWN:]:
        rest = sum(dollars for dollars, _ in names[_SHOWN:])
        rows.append((f"{len(names) - _SHOWN} others", rest, palette.CORE))
    beyond = zip(layers(book), np.concatenate([found.condors, found.hedge]), strict=True)
    rows += [
        (name, float(d), palette.CONDOR if at < len(book.condors) else palette.HEDGE)
        for at, (name, d) in enumerate(beyond)
    ]
    rows.append(("together", found.total, palette.TEXT))
    labels, values = [one for one, _, _ in rows], np.array([dollars for _, dollars, _ in rows])
    most = max(np.abs(values).max(), 100.0)
    low, high = (round_up(max(float(end), 0.3 * most)) for end in (-values.min(), values.max()))
    trace: Part = {
        "type": "bar", "orientation": "h", "y": labels, "x": values, "marker": {"color": [one for *_, one in rows]},
        "text": [fmt.dollars(one, plus=True) for one in values], "textposition": "outside", "cliponaxis": False,
        "textfont": {"color": palette.TEXT}, "hoverinfo": "skip", "showlegend": False,
    }  # fmt: skip
    layout = {
        "title": {
            "text": pieces_finding(found, chosen),
            "subtitle": {"text": "P&L in dollars of each part (modelled prices)"},
        },
        "margin": {"l": 120, "r": 24, "t": 16, "b": 40},
        "xaxis": {"tickformat": parts.SHORT_MONEY, "range": [-1.3 * low, 1.3 * high], "nticks": 6},
        "yaxis": {"range": [len(labels) - 0.5, -0.5]},
    }
    return parts.Figure([trace], layout), pd.DataFrame({"Part": labels, "P&L ($)": values.round()})


def pieces_finding(found: BookParts, chosen: str) -> str:
    """The title of the parts."""
    condors, hedge = found.condors.sum(), found.hedge.sum()
    return f"{chosen}: condors {fmt.dollars(condors, plus=True)}, VIX calls {fmt.dollars(hedge, plus=True)}"


def grid(found: Matrix, scenario: Scenario, book: Overlaid) -> Chart:
    """P&L of the whole book by move of index and VIX; the worst plausible cell and the scenario are marked."""
    subtitle = f"P&L in dollars of the whole portfolio after {fmt.days(scenario.days)}; cross: the scenario"
    at = (100.0 * scenario.index_return, book.floored(scenario.vix_points))
    return matrix(found, grid_finding(found), subtitle, at)


def grid_finding(found: Matrix) -> str:
    """The title of the grid."""
    return f"Worst plausible cell: {worst_move(found)}: {fmt.dollars(found.total[found.worst], plus=True)}"


def distribution(found: Simulation) -> Chart:
    """The distribution of results of the three books over the same paths."""
    results = found.results
    low, high = np.quantile(results, [0.002, 0.998])
    edges = np.linspace(low, high, _BINS)
    middles = 0.5 * (edges[1:] + edges[:-1])
    counts = [np.histogram(one, edges)[0] / found.count for one in results]
    traces = [
        parts.line(middles, share, name, colour, dash=dash, width=3 if not at else 2)
        | {"hovertemplate": "%{y:.1%} of paths near %{x:$,.0f}", "line": {
            "color": colour, "width": 3 if not at else 2, "dash": dash, "shape": "hvh"}}
        for at, (share, name, colour, dash) in enumerate(zip(counts, VARIANTS, _COLOURS, _DASHES, strict=True))
    ]  # fmt: skip
    layout = {
        "title": {
            "text": distribution_finding(found),
            "subtitle": {"text": f"Share of {found.count:,} paths by result after {found.days} trading days"},
        },
        "margin": {"l": 56, "r": 16, "t": 40, "b": 44},
        "xaxis": {"title": {"text": "Result (dollars)"}, "tickformat": parts.SHORT_MONEY, "nticks": 7},
        "yaxis": {"tickformat": ".1%", "rangemode": "tozero"},
        "shapes": [parts.upright(0.0, palette.AXIS, "dot")],
    }
    table = {"Result ($)": middles.round()} | {
        f"{name} (% of paths)": (100.0 * share).round(2) for name, share in zip(VARIANTS, counts, strict=True)
    }
    return parts.Figure(traces, layout), pd.DataFrame(table)


def distribution_finding(found: Simulation) -> str:
    """The title of the distribution."""
    alone, together = (found.expected_shortfall(one).value for one in (0, 2))
    return f"Mean loss of the worst 5% of paths: {fmt.dollars(alone)} alone, {fmt.dollars(together)} with the overlay"


def tail(found: Simulation, book: Overlaid) -> Chart:
    """Each name's loss in the worst paths: the part due to the market, and the part due to the name itself."""
    own, market = found.tail_by_name()
    order = np.argsort(own + market)[::-1][:12]
    labels = [book.portfolio.symbols[at] for at in order]
    traces = [
        {
            "type": "bar", "orientation": "h", "y": labels, "x": values[order], "name": name,
            "marker": {"color": colour, "line": {"color": palette.BACKGROUND, "width": 1}},
            "hovertemplate": f"%{{y}}, {name}: %{{x:$,.0f}}<extra></extra>",
        }
        for name, values, colour in (
            ("with the market", market, palette.MARKET), ("of its own", own, palette.CORE)
        )
    ]  # fmt: skip
    layout = {
        "title": {
            "text": tail_finding(found),
            "subtitle": {"text": "Mean loss in dollars over the stocks' worst 5% of paths, by name"},
        },
        "barmode": "relative",
        "margin": {"l": 84, "r": 16, "t": 40, "b": 40},
        "xaxis": {"tickformat": parts.SHORT_MONEY, "nticks": 6},
        "yaxis": {"range": [len(labels) - 0.5, -0.5]},
    }
    every = np.argsort(own + market)[::-1]
    table = {
        "Name": [book.portfolio.symbols[at] for at in every],
        "With the market ($)": market[every].round(),
        "Of its own ($)": own[every].round(),
    }
    return parts.Figure(traces, layout), pd.DataFrame(table)


def tail_finding(found: Simulation) -> str:
    """The title of the tail by name."""
    own, market = (one.sum() for one in found.tail_by_name())
    whole = own + market
    share = own / whole if whole > 0.0 else 0.0
    return f"In the stocks' worst 5% of paths {fmt.percent(share, 0)} of the loss is specific to single names: no index hedge pays for it"
