"""The lead picture of the Signals page: the index with its daily range, over the days on which the rules open a condor."""

from typing import Final

import numpy as np
import pandas as pd

from overlay.arrays import FloatArray
from overlay.rules.rule_set import RuleSet
from overlay.signals import gates
from overlay.signals.indicator_table import Indicators
from views.frame.badge import Shown
from views.look import format as fmt, palette, parts, plot
from views.look.parts import Chart
from views.look.words import words
from views.signals import charts
from views.visitor import history as cached

_SHADE: Final = 0.16


def picture(known: Indicators, rules: RuleSet, at: int, span: int, weight: float) -> plot.Drawing:
    """The lead picture of a rule set up to the day at position `at`, `span` days long."""
    figure, table = open_days(known, rules, at, span, weight)
    return plot.Drawing(figure=figure, key="open_days", alt=figure.title, table=table)


def kind(at: int, span: int) -> Shown:
    """What the picture and the numbers are: recorded closes, or modelled if a day drawn has a modelled VIX."""
    return "model" if modelled(at, span) else "closes"


def modelled(at: int, span: int) -> int:
    """The number of days drawn whose VIX is modelled."""
    return int(cached.history().vix_modelled.iloc[max(at + 1 - span, 0) : at + 1].sum())


def notes(at: int, span: int) -> tuple[str, ...]:
    """The badge's note on days drawn whose VIX is modelled; empty without any."""
    count = modelled(at, span)
    return (words("signals", "modelled", count=fmt.days(count)),) if count else ()


def open_days(known: Indicators, rules: RuleSet, at: int, span: int, weight: float) -> Chart:
    """The index and the band of its daily range; the shading's height is the size at which the rules open a condor."""
    take = charts.shown(at, span)
    sizes = gates.size(gates.factors(known, rules), known)
    low, high = charts.band(known, take, weight)
    x = charts.dates(known, take)
    shade = charts.series(x, np.nan_to_num(sizes[take]), "size", palette.CORE, "y2", hover="%{y:.0%} of full size")
    shade |= {
        "fill": "tozeroy", "fillcolor": palette.faded(palette.CORE, _SHADE),
        "line": {"shape": "hvh", "width": 0, "color": palette.CORE},
    }  # fmt: skip
    layout = charts.panels(known, take, [1.0], ["Index (points)"]) | {
        "title": {
            "text": open_days_finding(sizes, rules, known, at, span),
            "subtitle": {"text": "Shaded: days on which the rules open a condor; its height is the size. Band: yesterday's close ± the daily range"},
        },
        "showlegend": False,
        "yaxis2": {"overlaying": "y", "anchor": "x", "range": [0.0, 1.0], "visible": False, "fixedrange": True},
    }  # fmt: skip
    layout["yaxis"] |= {"range": parts.padded(known.index[take], low, high), "tickformat": ",.0f", "nticks": 6}
    layout["margin"] |= {"r": 16}
    rows = slice(max(at + 1 - charts.ROWS, 0), at + 1)
    table = {
        "Day": charts.dates(known, rows),
        "Index (points)": known.index[rows].round(2),
        "Daily range (%)": (100.0 * known.range_share(weight)[rows]).round(2),
        f"Size by {rules.name} (%)": (100.0 * sizes[rows]).round(),
    }
    return parts.Figure([shade, *charts.price(known, take, low, high)], layout), pd.DataFrame(table).iloc[::-1]


def open_days_finding(sizes: FloatArray, rules: RuleSet, known: Indicators, at: int, span: int) -> str:
    """The title: on how many of the days drawn the rules open a condor, out of those whose VIX is known."""
    drawn = sizes[max(at + 1 - span, 0) : at + 1]
    told = int((~np.isnan(drawn)).sum())
    return (
        f"The {rules.name} rules open a condor on {int((drawn > 0.0).sum()):,} of {told:,} days to "
        f"{fmt.day(known.days[at].date())} (shaded)"
    )
