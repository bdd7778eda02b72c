"""The other parts of the Portfolio page, one function each; only the chosen one is computed."""

from collections.abc import Callable
from functools import partial

from overlay.book.exposures import Exposure
from overlay.book.gaps import Gap
from overlay.book.holdings import Portfolio
from overlay.book.returns import Window
from overlay.condor.placement import IronCondor
from overlay.history.daily import History
from overlay.options.market import Market
from views.controls import kinds as controls
from views.look import plot
from views.portfolio import charts, controls as asked, lots, panels as show, valuation


def parts(
    portfolio: Portfolio, found: Exposure, gap: Gap, condors: IronCondor | None, *, market: Market, history: History,
    window: Window,
) -> dict[str, Callable[[], None]]:  # fmt: skip
    """The parts by name, in their order."""
    name = portfolio.holding(gap.symbol)
    return {
        "Risk split": partial(_split, found, condors, market),
        "Gap and weights": partial(_gap, portfolio, gap, condors, market),
        "Betas": partial(_betas, portfolio, found, window, history, market),
        "Before and after": partial(_bridge, found, condors),
        "Lots and tax": partial(_tax, portfolio, gap.symbol, market),
        "Valuation": partial(valuation.valued, name, found, market),
        "Your lots": partial(lots.own, portfolio, history, market),
    }


def _split(found: Exposure, condors: IronCondor | None, market: Market) -> None:
    figure, table = charts.risk_split(found, condors)
    plot.show(figure, key="risk_split", alt=charts.split_finding(found), table=table, height=230)
    show.exposures(found, market)
    show.method(found, condors)


def _gap(portfolio: Portfolio, gap: Gap, condors: IronCondor | None, market: Market) -> None:
    show.gap(gap, condors, market)
    figure, table = charts.weights(portfolio)
    plot.show(figure, key="weights", alt=charts.weights_finding(portfolio), table=table, height=300)


def _betas(portfolio: Portfolio, found: Exposure, window: Window, history: History, market: Market) -> None:
    figure, table = charts.betas(found)
    plot.show(figure, key="betas", alt=charts.betas_finding(found), table=table, height=charts.rows_height(found))
    show.beta_words(found, window)
    show.windows(portfolio, history, market)


def _bridge(found: Exposure, condors: IronCondor | None) -> None:
    figure, table = charts.bridge(found, condors)
    plot.show(figure, key="bridge", alt=charts.bridge_finding(found, condors), table=table, height=360)
    show.bridge_words(found)


def _tax(portfolio: Portfolio, name: str, market: Market) -> None:
    figure, table = charts.tax_bars(portfolio, market.as_of)
    plot.show(figure, key="gains", alt=charts.tax_finding(portfolio, market.as_of), table=table, height=300)
    show.tax_words(portfolio, market)
    show.lots_table(portfolio, market)
    show.relief(portfolio.holding(name), controls.share(asked.SELL.show()), market)
