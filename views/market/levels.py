"""The fields of a typed market: index, VIX and rate, and what else one may know."""

from dataclasses import replace
from typing import Final

import streamlit as st

from overlay.options import typed
from overlay.options.modelled.vix_family import BOUNDS, VixFamily
from overlay.options.typed import TypedLevels
from views.controls.kinds import Clock, Number
from views.look import format as fmt
from views.market.kind import DAY
from views.visitor import history as cached

SPOT: Final = Number(
    key="spot",
    label="S&P 500",
    low=typed.SPOT[0],
    high=typed.SPOT[1],
    step=1.0,
    format="%.2f",
    width=120,
    help="The level of the index, as in a newspaper: 6812.6.",
)
VIX: Final = Number(
    key="vix",
    label="VIX",
    low=typed.VIX[0],
    high=typed.VIX[1],
    step=0.1,
    format="%.2f",
    width=92,
    help="Cboe's volatility index, in points. Every option price follows from it.",
)
RATE: Final = Number(
    key="rate",
    label="Rate (%)",
    low=100.0 * typed.RATE[0],
    high=100.0 * typed.RATE[1],
    step=0.05,
    format="%.2f",
    width=92,
    help="The yield of three-month Treasury bills, a year. Left empty, the last rate of the history stands in, and the page "
    "says so.",
)
DIVIDENDS: Final = Number(
    key="div",
    label="Dividend yield (%)",
    low=100.0 * typed.DIVIDEND_YIELD[0],
    high=100.0 * typed.DIVIDEND_YIELD[1],
    step=0.05,
    format="%.2f",
    help="Of the index, a year. Left empty, the last one of the history stands in.",
)
FAMILY: Final = {
    name: Number(key=key, label=f"{name} (points)", low=BOUNDS[name][0], high=BOUNDS[name][1], step=0.1, help=said)
    for name, key, said in (
        ("VIX9D", "v9d", "The VIX of 9 days: it bends the prices of the next two weeks."),
        ("VIX3M", "v3m", "The VIX of 93 days: it bends the prices of the months ahead, and VIX futures."),
        ("VIX6M", "v6m", "The VIX of 184 days: it bends VIX futures and far prices."),
        ("VVIX", "vvix", "The volatility index of the VIX: it bends the smile, and sets the prices of VIX calls."),
    )
}
TIME: Final = Clock(
    key="at",
    label="New York time",
    help="When the levels were read. Left empty, they count as the close. Hours count for options that expire today or tomorrow.",
)
ROWS: Final[tuple[Number | Clock, ...]] = (SPOT, VIX, RATE, DIVIDENDS, *FAMILY.values(), TIME)


def asked() -> TypedLevels | None:
    """Show the fields and return the levels; None until index and VIX are typed. OverlayError for impossible levels."""
    last = typed.stand_in(cached.history(), DAY.held())
    spot, vix = SPOT.show(), VIX.show()
    rate = _with_placeholder(RATE, last.rate).show()
    day = DAY.show()
    with st.popover("More", help="Other levels that you may know: VIX9D, VIX3M, VIX6M, VVIX, dividend yield, time."):
        st.caption("All optional. A level that you know makes prices truer; one that you leave empty is not used.")
        family = VixFamily(*(one.show() for one in FAMILY.values()))
        dividends = _with_placeholder(DIVIDENDS, last.dividend_yield).show()
        clock = TIME.show()
    if spot is None or vix is None:
        return None
    return TypedLevels(
        spot=spot, vix=vix, day=day, rate=_share(rate), dividend_yield=_share(dividends), family=family, clock=clock
    )


def _share(percent: float | None) -> float | None:
    return None if percent is None else percent / 100.0


def _with_placeholder(row: Number, share: float) -> Number:
    return replace(row, placeholder=fmt.points(100.0 * share))
