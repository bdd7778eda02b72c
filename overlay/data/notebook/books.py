"""A book in one call, with its risk, its backtest, its tax and its scenarios."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypeAlias

from overlay.backtest import engine
from overlay.backtest.engine import Backtest, Conduct
from overlay.book import exposures
from overlay.book.exposures import TWO_YEARS, Exposure
from overlay.book.holdings import Portfolio, of_lots
from overlay.book.lots import Lot
from overlay.book.returns import Window
from overlay.condor.placement import IronCondor
from overlay.data import sample_books
from overlay.data.files.lots import read_lots
from overlay.data.files.sheets import Source
from overlay.data.notebook.markets import Day, day, shipped_history
from overlay.errors import OverlayError
from overlay.history.daily import History
from overlay.ladder.layers import WIDTH_LEVEL
from overlay.options.costs import Costs
from overlay.options.market import Market
from overlay.rules.presets import PRESETS
from overlay.rules.rule_set import RuleSet
from overlay.stress import overlaid
from overlay.stress.overlaid import Laying, Overlaid
from overlay.tax import sell_or_hold as futures
from overlay.tax.sell_or_hold import Comparison, Outlook
from overlay.tax.yearly import Rates
from overlay.vix import market as vix_market

Lots: TypeAlias = Source | list[Lot] | tuple[Lot, ...]


def portfolio(
    lots: Lots,
    on: Day,
    *,
    prices: Mapping[str, float] | None = None,
    cash: float = 0.0,
    history: History | None = None,
) -> Portfolio:
    """A book of lots, priced on a day.

    lots: `Lot`s; a broker's CSV or Excel file as a path or bytes; or the name of a sample ("Twenty names"). Prices are
    dollars a share: the given prices, else the file's, else the history's closes of the day. `cash` is dollars.

    OverlayError for a file with an unreadable row, and for a name without a price.
    """
    past = shipped_history() if history is None else history
    when = day(on)
    if isinstance(lots, str) and lots in sample_books.names():
        return sample_books.sample(lots, past, when)
    found, own = _lots(lots)
    known = sample_books.prices(past, when) | own | dict(prices or {})
    return of_lots(found, known, cash=cash)


def _lots(lots: Lots) -> tuple[tuple[Lot, ...], dict[str, float]]:
    """The lots, and the prices in their file. OverlayError if a row of the file was refused."""
    if isinstance(lots, list | tuple):
        return tuple(lots), {}
    file = read_lots(lots)
    if file.unclear:
        raise OverlayError(
            f"The file does not say which column holds {', '.join(file.unclear)} (it has {', '.join(file.headings)}): "
            "name it with overlay.data.files.lots.read_lots(..., mapping={...}) and pass its lots."
        )
    if file.refused:
        first = file.refused[0]
        raise OverlayError(
            f"{len(file.refused)} rows cannot be read, the first in line {first.line} ({first.why}): correct the file, or "
            "take the other rows with overlay.data.files.lots.read_lots(...).lots."
        )
    return file.lots, dict(file.prices)


def risk(
    book: Portfolio,
    market: Market | None = None,
    *,
    condors: Iterable[IronCondor] = (),
    window: Window = TWO_YEARS,
    history: History | None = None,
) -> Exposure:
    """The book's betas and the split of its variance into market, sectors and single names; optionally with condors.

    Returns up to the market's day are used; without a market, up to the history's last day.
    """
    past = shipped_history() if history is None else history
    legs = tuple(leg for one in condors for leg in one.legs)
    return exposures.exposure(book, past, market, window=window, legs=legs)


def run_backtest(
    book: Portfolio,
    rules: RuleSet | str = "Article",
    years: tuple[int, int] | None = None,
    *,
    costs: Costs | None = None,
    tax: Rates | None = None,
    conduct: Conduct | None = None,
    history: History | None = None,
) -> Backtest:
    """Backtest the book over years of the history (first and last, both included) with rules, after costs and tax.

    rules: a `RuleSet`, or the name of a preset. Without years, the whole history is used. Without a conduct, widths follow
    the index, as on the Backtest page.
    """
    past = shipped_history() if history is None else history
    first, last = (past.first.year, past.last.year) if years is None else years
    return engine.run(
        past,
        book,
        rule_set(rules),
        Costs() if costs is None else costs,
        tax,
        first=max(date(first, 1, 1), past.first),
        last=min(date(last, 12, 31), past.last),
        conduct=Conduct(width_level=WIDTH_LEVEL) if conduct is None else conduct,
    )


def rule_set(rules: RuleSet | str) -> RuleSet:
    """A preset rule set by its name; OverlayError for an unknown name."""
    if isinstance(rules, RuleSet):
        return rules
    if rules not in PRESETS:
        raise OverlayError(f"There is no rule set {rules!r}: choose one of {', '.join(PRESETS)}, or pass a RuleSet.")
    return PRESETS[rules]


def sell_or_hold(book: Portfolio, on: Day, outlook: Outlook, overlay_returns: Iterable[float] = ()) -> Comparison:
    """Sell now, hold, or hold with the overlay: the dollars left after federal tax, year by year.

    The day `on` decides which lots are long-term. `overlay_returns`: the overlay's yearly results as shares of the
    stock.
    """
    return futures.compare(futures.of_portfolio(book, day(on)), outlook, tuple(overlay_returns))


def whole_book(
    book: Portfolio, market: Market, rule: Laying | None = None, *, history: History | None = None
) -> Overlaid:
    """The book with condors and VIX calls added by a rule. For a scenario, call `.frame(Scenario(...))`.

    VIX futures are modelled from the history's VIX if the market is a day of it, else from the market's VIX alone.
    """
    past = shipped_history() if history is None else history
    measured = exposures.exposure(book, past, market)
    betas = overlaid.known_betas(book, [(one.symbol, one.beta) for one in measured.names])
    return overlaid.laid(book, betas, market, vix_market.beside(market, past), Laying() if rule is None else rule)
