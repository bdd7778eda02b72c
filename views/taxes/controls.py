"""The controls of the Taxes page: taxpayer, holdings, and assumptions about stock and overlay."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from overlay.book.holdings import INDEX_FUND
from overlay.options.contracts import SPX
from overlay.options.market import Market
from overlay.tax import sell_or_hold, straddle
from overlay.tax.law import Filing
from overlay.tax.sell_or_hold import Comparison, Future, Outlook, StockBasis, of_portfolio
from overlay.tax.straddle import Overlap
from views.controls.kinds import Choice, Slider
from views.portfolio import controls as portfolio_controls
from views.visitor import history as cached

FILINGS: Final[dict[str, Filing]] = {"Single": "single", "Joint": "mfj", "Separate": "mfs", "Head": "hoh"}
FILING: Final = Choice(
    key="tx_filing",
    label="Filing status",
    options=tuple(FILINGS),
    default="Single",
    help="Single, married filing jointly or separately, or head of household: sets the brackets, the standard deduction, "
    "the threshold of the 3.8% and the loss cap.",
)
YEAR: Final = Choice(
    key="tx_year",
    label="Tax year of a sale",
    options=("2025", "2026"),
    default="2026",
    help="Brackets rise in 2026, and the minimum tax bites from $500,000 ($1,000,000 jointly). Later years use the "
    "law of 2026 without changes.",
)
INCOME: Final = Slider(
    key="tx_income",
    label="Wages and other ordinary income ($ a year)",
    low=0,
    high=1_000_000,
    default=150_000,
    step=5_000,
    format="localized",
    help="Income taxed in any case. It decides the brackets of the gains. It is the same every year.",
)
VALUE: Final = Slider(
    key="tx_value",
    label="Value of the stock ($)",
    low=50_000,
    high=5_000_000,
    default=1_000_000,
    step=50_000,
    format="localized",
    help="The stock's market value today.",
)
BASIS: Final = Slider(
    key="tx_basis",
    label="Basis (% of value)",
    low=0,
    high=200,
    default=20,
    step=1,
    format="%d%%",
    help="The stock's cost as a share of its value. Above 100% the stock has a loss.",
)
SHORT_SHARE: Final = Slider(
    key="tx_short",
    label="Lots not yet long-term (% of value)",
    low=0,
    high=100,
    default=0,
    step=5,
    format="%d%%",
    help="Lots held for a year or less. If they are sold now, their gain is taxed at ordinary rates.",
)
YEARS: Final = Slider(
    key="tx_years",
    label="Horizon (years)",
    low=0,
    high=40,
    default=10,
    step=1,
    help="The year in which everything is sold or left to heirs. Zero means today.",
)
GROWTH: Final = Slider(
    key="tx_growth",
    label="Stock growth (% a year)",
    low=-10.0,
    high=20.0,
    default=7.0,
    step=0.5,
    format="%.1f%%",
    help="Price growth of your stock without dividends. Nobody knows it: try higher and lower values.",
)
INDEX_GROWTH: Final = Slider(
    key="tx_index",
    label="Index growth (% a year)",
    low=-10.0,
    high=20.0,
    default=7.0,
    step=0.5,
    format="%.1f%%",
    help="Price growth of the index, which is bought with the proceeds of a sale.",
)
DIVIDENDS: Final = Slider(
    key="tx_div",
    label="Dividend yield, stock and index (% a year)",
    low=0.0,
    high=6.0,
    default=1.5,
    step=0.25,
    format="%.2f%%",
    help="Dividends count as qualified, are taxed each year, and are reinvested in the index.",
)
CASH: Final = Slider(
    key="tx_cash",
    label="Cash rate (% a year)",
    low=0.0,
    high=8.0,
    default=3.0,
    step=0.25,
    format="%.2f%%",
    help="The interest rate of the overlay's cash account, taxed as interest. If the account must borrow, it pays 1.5 "
    "points more, which are not deducted.",
)
STEP_UP: Final = Choice(
    key="tx_death",
    label="At the horizon the stock is",
    options=("Sold", "Left to heirs"),
    default="Sold",
    help="If left to heirs, its basis is stepped up and its gain is never taxed; unused losses expire at death.",
)
GOOD: Final = Slider(
    key="tx_good",
    label="Good years of the overlay, in ten",
    low=0,
    high=10,
    default=8,
    step=1,
    help="The other years are bad, spread evenly. At the default gain and loss the overlay breaks even before drag.",
)
EARNS: Final = Slider(
    key="tx_earns",
    label="A good year earns (% of the stock)",
    low=0.0,
    high=8.0,
    default=2.0,
    step=0.25,
    format="%.2f%%",
    help="Before drag and tax. This is an assumption, not a forecast.",
)
LOSES: Final = Slider(
    key="tx_loses",
    label="A bad year loses (% of the stock)",
    low=0.0,
    high=25.0,
    default=8.0,
    step=0.5,
    format="%.1f%%",
    help="Before drag. Condors lose a lot in a few years.",
)
DRAG: Final = Slider(
    key="tx_drag",
    label="Drag every year (% of the stock)",
    low=0.0,
    high=5.0,
    default=0.5,
    step=0.05,
    format="%.2f%%",
    help="Costs of trading and of the VIX hedge, in good and bad years.",
)
MARGIN: Final = Slider(
    key="tx_margin",
    label="Margin at its peak (% of the stock)",
    low=1,
    high=50,
    default=10,
    step=1,
    format="%d%%",
    help="The broker's margin requirement for the condors at its highest.",
)
CAPITAL: Final = Slider(
    key="tx_capital",
    label="Your cost of capital (% a year)",
    low=0.0,
    high=25.0,
    default=9.0,
    step=0.5,
    format="%.1f%%",
    help="The yearly cost of the money, or its return elsewhere. The article's example uses 9.",
)
WEIGHT: Final = Slider(
    key="tx_weight",
    label="Index weight of your names, together (%)",
    low=0,
    high=100,
    default=20,
    step=1,
    format="%d%%",
    help="The weight in the S&P 500 of the companies that you hold. For an S&P 500 fund it is 100.",
)
STRADDLE: Final = Choice(
    key="tx_straddle",
    label="Straddle with the stock",
    options=("By the 70% test", "Yes", "No"),
    default="By the 70% test",
    help="In a straddle the overlay's losses are deferred until the stock's gain is taxed. The law is unsettled: compare both.",
)
CLOSED: Final = Slider(
    key="tx_closed",
    label="Closed overlay trades this year ($)",
    low=-100_000,
    high=100_000,
    default=8_000,
    step=1_000,
    format="localized",
    help="Gains less losses of condors and VIX options closed or expired since 1 January.",
)
OPEN: Final = Slider(
    key="tx_open",
    label="Open overlay, marked today ($)",
    low=-100_000,
    high=100_000,
    default=4_000,
    step=1_000,
    format="localized",
    help="The gain or loss of open condors and VIX options if closed at today's prices.",
)
FUTURE: Final = Choice(
    key="tx_future",
    label="Show",
    options=("Sell now", "Hold", "Hold with overlay"),
    default="Hold with overlay",
    help="The choice whose tax is drawn by year.",
)


FROM: Final = Choice(
    key="tx_from",
    label="Stock",
    options=("Lots of the portfolio", "Amounts"),
    default="Lots of the portfolio",
    help="The portfolio's tax lots on the market's day, or one value and one basis.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """The stock held, and the dollars in single names and in an index fund."""

    book: StockBasis
    names_dollars: float
    fund_dollars: float = 0.0
    #: the pricing day of the lots, if the history ends before the market's day
    priced_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """Assumptions about the overlay: its result in each of ten years, margin and cost of capital, as decimals."""

    results: tuple[float, ...]
    margin_share: float
    cost_of_capital: float


def person() -> tuple[Filing, float]:
    """The taxpayer: filing status and ordinary income in dollars."""
    return FILINGS[FILING.show()], INCOME.show()


def stock() -> Callable[[Market], Stock]:
    """The holdings as a function of the market: the portfolio's lots, or the amounts entered."""
    if FROM.show() == FROM.default:
        chosen = portfolio_controls.BOOK.show()
        return lambda market: lots(chosen, market)
    value, basis, short = VALUE.show(), BASIS.share(), SHORT_SHARE.share()
    amounts = {
        "long_value": value * (1.0 - short),
        "long_basis": value * (1.0 - short) * basis,
        "short_value": value * short,
        "short_basis": value * short * basis,
    }
    return lambda _: Stock(book=StockBasis(**amounts), names_dollars=value)


def lots(chosen: str, market: Market) -> Stock:
    """The lots on the market's day, or on the history's last day before it; the index fund is counted separately."""
    history = cached.history()
    late = market.as_of > history.last
    day = history.last if late else market.as_of
    held = portfolio_controls.book(chosen, history, replace(market, as_of=day))
    fund = held.holding(INDEX_FUND).value if INDEX_FUND in held.symbols else 0.0
    return Stock(
        book=of_portfolio(held, day),
        names_dollars=held.invested - fund,
        fund_dollars=fund,
        priced_on=day if late else None,
    )


def outlook(filing: Filing, wages: float, years: int, growth: float) -> Callable[[Overlap], Outlook]:
    """The assumptions about the years ahead, as a function of the overlap test, which may decide on the straddle."""
    index, dividends, cash = INDEX_GROWTH.show(), DIVIDENDS.show(), CASH.show()
    year, death, straddle = YEAR.show(), STEP_UP.show(), STRADDLE.show()
    return lambda found: Outlook(
        filing=filing,
        wages=wages,
        year=int(year),
        years=years,
        growth=growth,
        index_growth=index / 100.0,
        dividend_yield=dividends / 100.0,
        index_dividend_yield=dividends / 100.0,
        cash_rate=cash / 100.0,
        step_up=death == STEP_UP.options[1],
        straddle=found.overlaps if straddle == STRADDLE.default else straddle == "Yes",
    )


def horizon() -> tuple[int, float]:
    """Years ahead, and the stock's yearly growth as a decimal."""
    return int(YEARS.show()), GROWTH.share()


def overlay() -> Overlay:
    """Show the overlay's controls and return the assumptions."""
    good, earns, loses, drag = int(GOOD.show()), EARNS.show(), LOSES.show(), DRAG.show()
    results = sell_or_hold.yearly_results(good, earns / 100.0, loses / 100.0, drag / 100.0)
    return Overlay(results=results, margin_share=MARGIN.share(), cost_of_capital=CAPITAL.share())


def overlap(held: Stock, market: Market, weight: float) -> Overlap:
    """The 70% test of one condor for each 100 x index of stock.

    The names are treated as one position, which overstates the overlap.
    """
    position = contracts(held, market) * SPX.multiplier * market.spot
    weights = {"names": weight, "fund": 1.0 - weight} if held.fund_dollars else {"names": weight}
    holdings = {"names": held.names_dollars, "fund": held.fund_dollars}
    return straddle.overlap(position, weights, holdings)


def contracts(held: Stock, market: Market) -> int:
    """The number of condors whose index position equals the stock's value; at least one."""
    return max(1, round(held.book.value / (SPX.multiplier * market.spot)))


def index_weight() -> float:
    """The total index weight of the names held, as a decimal."""
    return WEIGHT.share()


def marks() -> tuple[float, float]:
    """The overlay's closed result of this year, and the mark of its open positions, in dollars."""
    return CLOSED.show(), OPEN.show()


def future(found: Comparison) -> Future:
    """The future whose tax is drawn."""
    return FUTURE.of(found.futures)
