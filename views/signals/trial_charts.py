"""The figures that test gates and rule sets: against random entries, and against each other on the same path."""

from typing import Any

import numpy as np
import pandas as pd

from overlay.arrays import FloatArray
from overlay.rules.rule_set import RuleSet
from overlay.signals.indicator_table import Indicators
from overlay.signals.random_entries import Help
from views.look import format as fmt, palette, parts
from views.look.parts import Chart, Part
from views.signals import charts


def helped(helps: tuple[Help, ...], rules: RuleSet) -> Chart:
    """Each gate's mean result, and the band of random entries."""
    drawn = [one for one in reversed(helps) if one.entries]
    names = np.array([one.name for one in drawn])
    ends: dict[str, Any] = {"size": 10, "symbol": "line-ns", "line": {"width": 2, "color": palette.MARKET}}
    traces: list[Part] = [
        {
            "type": "scatter", "x": np.array(one.band), "y": np.array([one.name] * 2), "mode": "lines+markers",
            "line": {"color": palette.faded(palette.MARKET, 0.5), "width": 8}, "marker": ends, "hoverinfo": "skip",
        }
        for one in drawn
    ]  # fmt: skip
    traces.append({
        "type": "scatter", "x": np.array([one.mean for one in drawn]), "y": names, "mode": "markers", "name": "gate",
        "marker": {"size": 13, "symbol": "diamond", "color": palette.CONDOR}, "hovertemplate": "%{y}: %{x:.1%} a condor",
    })  # fmt: skip
    layout = {
        "title": {
            "text": helped_finding(helps, rules),
            "subtitle": {"text": "Diamond: mean result of the gate's entries (share of largest loss, modelled). Bar: 95% of random entries"},
        },
        "showlegend": False,
        "margin": {"l": 130, "r": 24, "t": 24, "b": 44},
        "xaxis": {"title": {"text": "Mean result, share of largest loss"}, "tickformat": ".0%", "range": [-0.15, 0.2]},
        "yaxis": {"type": "category", "automargin": True},
        "shapes": [parts.upright(helps[0].mean_of_all, palette.AXIS, "dot")],
    }  # fmt: skip
    return parts.Figure(traces, layout), helped_table(helps)


def helped_finding(helps: tuple[Help, ...], rules: RuleSet) -> str:
    """The title of the random-entry chart: the gates that differ from chance, if any."""
    better = [one.name for one in helps if one.differs and one.mean > one.mean_of_all]
    worse = [one.name for one in helps if one.differs and one.mean < one.mean_of_all]
    if not better and not worse:
        return f"No gate of {rules.name} differs from chance"
    said = [f"better than chance: {', '.join(better)}"] if better else []
    return f"{rules.name}: " + "; ".join(said + ([f"worse than chance: {', '.join(worse)}"] if worse else []))


def helped_table(helps: tuple[Help, ...]) -> pd.DataFrame:
    """The random-entry test in full."""
    return pd.DataFrame({
        "Gate": [one.name for one in helps],
        "Entries": [one.entries for one in helps],
        "Mean result": [_share(one.mean) for one in helps],
        "Random 95%": ["none" if np.isnan(one.mean) else f"{_share(one.band[0])} to {_share(one.band[1])}" for one in helps],
        "Percentile (random)": [_share(one.percentile, 0) for one in helps],
        "Percentile (shifted)": [_share(one.shifted_percentile, 0) for one in helps],
        "Open on": [f"{fmt.percent(one.open_share, 0)} of days" for one in helps],
        "Unknown on": [f"{fmt.percent(one.unknown_share, 0)} of days" for one in helps],
        "Always open": ["nearly" if one.always_on else "" for one in helps],
    })  # fmt: skip


def walks(known: Indicators, paths: dict[str, FloatArray], at: int, span: int) -> Chart:
    """Running result of the yardstick under each rule set, on the same path."""
    take = charts.shown(at, span)
    x = charts.dates(known, take)
    sums = {name: one[:, take] - one[:, take][:, :1] for name, one in paths.items()}
    ended = {name: one[0] for name, one in sums.items()}
    looks = ((palette.MARKET, "solid"), (palette.CORE, "dash"), (palette.HEDGE, "solid"), (palette.CONDOR, "dot"))
    traces = [
        charts.series(x, one, name, colour, "y", hover="%{y:.2f}", dash=dash)
        for (name, one), (colour, dash) in zip(ended.items(), looks, strict=False)
    ]
    layout = charts.panels(known, take, [1.0], ["Largest losses earned"]) | {
        "title": {
            "text": walks_finding(sums),
            "subtitle": {"text": "Running result by entry day, modelled, before costs; one condor's largest loss is 1"},
        }
    }
    layout["yaxis"] |= {"range": parts.padded(*ended.values(), np.zeros(1))}
    layout["shapes"] = [parts.across(0.0, palette.AXIS)]
    return parts.Figure(traces, layout), pd.DataFrame(
        {"Day": x} | {name: one.round(3) for name, one in ended.items()}
    ).iloc[::-1].head(charts.ROWS)  # fmt: skip


def walks_finding(sums: dict[str, FloatArray]) -> str:
    """The title of the comparison: the largest result in total, and the largest per condor."""
    most = max(sums, key=lambda name: sums[name][0, -1])
    each = {name: one[0, -1] / one[1, -1] for name, one in sums.items() if one[1, -1] > 0.0}
    if not each:
        return "Over this span no rule set has a settled entry"
    best = max(each, key=lambda name: each[name])
    return (
        f"{most} earned most in all ({fmt.points(sums[most][0, -1], 1)} largest losses), "
        f"{best} most for each condor ({fmt.percent(each[best])})"
    )


def _share(value: float, digits: int = 1) -> str:
    return "none" if np.isnan(value) else fmt.percent(value, digits)
