"""The parts of the Backtest page that are folded under "More": each is computed only when it is chosen."""

from collections.abc import Callable
from functools import partial

from overlay.backtest import attribution
from overlay.backtest.engine import Backtest
from overlay.backtest.sweep import BacktestQuestion
from views.backtest import cached as kept, charts, choices, controls, panels as show, sweep, why
from views.frame import page
from views.look import plot


def parts(found: Backtest, question: BacktestQuestion) -> dict[str, Callable[[], None]]:
    """The parts by name, in the order of their list. Keys are in old links: never rename one."""
    return {
        "Growth": partial(_growth, found, question),
        "In words": partial(_explained, show.in_words, found, question),
        "Parts": partial(_years, found),
        "Why": partial(_explained, why.shown, found, question),
        "Drawdowns": partial(show.falls, found),
        "How sure": partial(_explained, _sure, found, question),
        "Kinds of days": partial(_kinds, found),
        "Beside it": partial(_explained, _beside, found, question),
        "Costs": partial(_explained, _costs, found, question),
        "Trades": partial(show.traded, found),
        "Sweep": partial(_explained, _swept, found, question),
    }


def _explained(part: Callable[[Backtest, BacktestQuestion], None], found: Backtest, question: BacktestQuestion) -> None:
    """A part whose error is told in its place; the page goes on to its foot."""
    with page.explained(stops=False):
        part(found, question)


def _growth(found: Backtest, question: BacktestQuestion) -> None:
    """Every line by day, the overlay's gain so far, and the falls from a high."""
    chosen = controls.LINES.show()
    with page.explained(stops=False):
        figure, table = charts.wealth(found, show.lines(found, question, chosen))
        plot.show(figure, key="wealth", alt=charts.wealth_finding(found), table=table, height=620)


def _years(found: Backtest) -> None:
    """What each part of the overlay added, by year and over all days."""
    years = attribution.by_year(found)
    figure, table = charts.by_year(found, years)
    plot.show(figure, key="parts", alt=charts.by_year_finding(found, years), table=table, height=420)
    show.parts(found)


def _sure(found: Backtest, question: BacktestQuestion) -> None:
    """The interval of the difference, or a sentence on why there is none."""
    seen = show.evidence(found, question)
    if seen is None:
        return
    certain = kept.certainty(question)
    figure, table = charts.sure(certain, seen)
    plot.show(figure, key="sure", alt=charts.sure_finding(certain), table=table, height=190)
    show.sure(seen, found, question)


def _kinds(found: Backtest) -> None:
    """What the overlay added on each kind of day."""
    slices = show.slices(found)
    figure, table = charts.kinds(slices)
    plot.show(figure, key="kinds", alt=figure.title, table=table, height=380)


def _beside(found: Backtest, question: BacktestQuestion) -> None:
    """The chosen lines in a table, and the comparison with less stock."""
    show.beside(found, question, show.lines(found, question, controls.LINES.show()))
    why.less(found, question)


def _costs(_: Backtest, question: BacktestQuestion) -> None:
    """What two choices and multiples of the costs decide."""
    choices.show(question)
    several = kept.costed(question)
    figure, table = charts.costs(several)
    plot.show(figure, key="costs", alt=charts.costs_finding(several), table=table, height=360)


def _swept(_: Backtest, question: BacktestQuestion) -> None:
    sweep.swept(question)
