"""The other parts of the Taxes page, one function each; only the chosen one is computed."""

from collections.abc import Callable
from functools import partial

from overlay.condor.placement import by_sigmas
from overlay.condor.pricing import quote as quoted
from overlay.options.market import Market
from overlay.tax import caveats
from overlay.tax.sell_or_hold import Comparison
from overlay.tax.straddle import Overlap
from views.controls import costs
from views.frame import page
from views.look import plot
from views.taxes import charts, controls as asked, panels as show
from views.taxes.controls import Overlay, Stock


def parts(
    found: Comparison, overlap: Overlap, overlay: Overlay, held: Stock, market: Market
) -> dict[str, Callable[[], None]]:
    """The parts by name, in their order."""
    return {
        "Wealth by year": partial(_wealth, found),
        "Overlap test": partial(_overlap, overlap),
        "Tax by year": partial(_taxed, found),
        "Rules": partial(_rules, found, overlap),
        "Year-end mark": partial(_marked, found),
        "Article and law": show.claims,
        "Overlay alone": partial(_alone, found, overlay, held, market),
        "Break-evens": partial(_even, found),
        "Alternatives": show.alternatives,
    }


def _wealth(found: Comparison) -> None:
    figure, table = charts.futures(found)
    plot.show(figure, key="futures", alt=charts.futures_finding(found), table=table, height=400)


def _overlap(overlap: Overlap) -> None:
    figure, table = charts.gauge(overlap)
    plot.show(figure, key="overlap", alt=charts.gauge_finding(overlap), table=table, height=190)


def _taxed(found: Comparison) -> None:
    chosen = asked.future(found)
    figure, table = charts.tax_by_year(found, chosen)
    plot.show(figure, key="waterfall", alt=charts.tax_finding(found, chosen), table=table, height=380)
    show.numbers(found)


def _rules(found: Comparison, overlap: Overlap) -> None:
    show.flags(caveats.rules(found, overlap))
    show.more_rules()


def _marked(found: Comparison) -> None:
    show.year_end(found, *asked.marks())


def _alone(found: Comparison, overlay: Overlay, held: Stock, market: Market) -> None:
    with page.explained(stops=False):
        show.overlay_alone(found, overlay)
        condor = by_sigmas(market, 1.5, 50, 30)
        show.starting_point(quoted(condor, market, costs=costs.held()), held, market, asked.contracts(held, market))


def _even(found: Comparison) -> None:
    with page.explained(stops=False):
        show.breakevens(found)
