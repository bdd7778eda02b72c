"""The controls of the Signals page, and the rule set, span and book that they choose."""

from dataclasses import dataclass, replace
from typing import Final

import streamlit as st

from overlay.errors import OverlayError, encodable
from overlay.rules import presets
from overlay.rules.rule_set import RuleSet
from views.controls.kinds import Choice, Pick, Slider
from views.controls.later import fold

SPANS: Final = {"3 months": 63, "1 year": 252, "3 years": 756, "10 years": 2520, "All": 10**6}
BOOKS: Final[dict[str, tuple[str, ...]]] = {
    "All 20": (),
    "AAPL": ("AAPL",),
    "MSFT": ("MSFT",),
    "AAPL AMD MSFT": ("AAPL", "AMD", "MSFT"),
}

RULES: Final = Choice(
    key="sig_rules",
    label="Rule set",
    options=tuple(presets.PRESETS),
    default="Article",
    help="The thresholds of the gates. The method's pages contradict one another, so each set shows its sources. "
    "Custom is the article's set with your own numbers.",
)
SPAN: Final = Choice(
    key="sig_span",
    label="Shown up to that day",
    options=tuple(SPANS),
    default="1 year",
    help="The period that the charts show. Indicators always use the whole history.",
)
BOOK: Final = Choice(
    key="sig_book",
    label="Book (equal weights)",
    options=tuple(BOOKS),
    default="All 20",
    help="The book of the book RSI: equal weights in these stocks, rebalanced each day.",
)
WEIGHT: Final = Slider(
    key="sig_weight",
    label="Weight of the VIX in the daily range (%)",
    low=0,
    high=100,
    default=60,
    step=5,
    help="The blended expected daily range mixes the VIX with 20-day realised volatility. The pages use 50 to 70% and "
    "the nine-day VIX, which is not available here.",
)
HEDGE: Final = Slider(
    key="sig_hedge",
    label="Hedge in place (% of book delta)",
    low=0,
    high=150,
    default=50,
    step=5,
    help="How much of the book's market risk your hedge offsets now. If it is above the rule set's target and an RSI is extreme, a "
    "warning is shown.",
)
HOLD: Final = Slider(
    key="sig_hold",
    label="No new condor above (VIX points)",
    low=10.0,
    high=60.0,
    default=20.0,
    step=0.5,
    format="%.1f",
    help="The glossary opens no new condor above 20.",
)
ENTRY: Final = Slider(
    key="sig_entry",
    label="Days between entries",
    low=7,
    high=21,
    default=14,
    step=1,
    help="The article adds a layer every 7 to 21 days.",
)
EVENT_SIZE: Final = Slider(
    key="sig_event_size",
    label="Size before an event (%)",
    low=0,
    high=100,
    default=50,
    step=5,
    help="Before FOMC, CPI and PPI days. The pages cut by 30 to 60%; 0 blocks, 100 ignores events.",
)
EVENT_DAYS: Final = Slider(
    key="sig_event_days",
    label="Days before an event",
    low=0,
    high=10,
    default=1,
    step=1,
    help="An event counts for this number of calendar days ahead.",
)
RSI_HIGH: Final = Slider(
    key="sig_rsi",
    label="Cut above an RSI of",
    low=50,
    high=95,
    default=70,
    step=1,
    help="70 is the usual level; the pages use 65 and 70.",
)

HOLDING: Final = Pick(
    key="sig_name",
    label="Holding",
    options=("AAPL",),
    default="AAPL",
    open=True,
    help="The stock whose RSI and MACD are drawn; the table shows all stocks.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalsAsked:
    """The reader's choices: the rule set, and what is shown of it."""

    rules: RuleSet
    span: int
    book: tuple[str, ...]
    weight: float
    hedge: float


def chosen() -> tuple[str, int]:
    """Show the rule set's name and the span, and return them."""
    return RULES.show(), SPANS[SPAN.show()]


def asked(name: str, span: int) -> SignalsAsked:
    """Show the other controls and return all choices."""
    weight = WEIGHT.share()
    rules = _custom() if name == "Custom" else presets.PRESETS[name]
    with fold("Book, hedge"):
        book = BOOKS[BOOK.show()]
        hedge = HEDGE.share()
    return SignalsAsked(rules=rules, span=span, book=book, weight=weight, hedge=hedge)


def _custom() -> RuleSet:
    above, spacing, rsi = HOLD.show(), int(ENTRY.show()), RSI_HIGH.show()
    with fold("Before an event"):
        size, days = EVENT_SIZE.share(), int(EVENT_DAYS.show())
    return presets.custom(hold_above=above, entry_days=spacing, event_size=size, event_days=days, rsi_high=rsi)


def holding(names: tuple[str, ...]) -> str:
    """The stock whose RSI and MACD are shown; OverlayError in a history without stocks."""
    if not names:
        raise OverlayError(
            "This history holds no stocks (0 names): load some on the Data page, or go back to the bundled data."
        )
    return replace(HOLDING, options=names, default=names[0], open=False).show()


def uploads() -> tuple[tuple[str, bytes] | None, tuple[str, bytes] | None]:
    """Uploads of event days and of an exchange's breadth; None for a file that was not loaded."""
    events = st.file_uploader(
        "Event days (CSV: date, event)",
        type="csv",
        key="sig_events_file",
        help="FOMC, CPI and PPI days of other years, such as 2025-03-19,FOMC. They are added to the bundled list.",
    )
    breadth = st.file_uploader(
        "Breadth (CSV: date, advances, declines)",
        type="csv",
        key="sig_breadth_file",
        help="Also accepted: percent_advancers, or a finished advance-decline line in a column value. It replaces the count from the 20 stocks.",
    )
    return (
        None if events is None else (encodable(events.name), events.getvalue()),
        None if breadth is None else (encodable(breadth.name), breadth.getvalue()),
    )
