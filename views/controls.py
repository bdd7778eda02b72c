"""Widgets, and the domain objects they stand for. Every key is part of the page's address, so keys are for good.

Each slider has one row in a table. Ranges are constant, since Streamlit resets a slider whose range changes. A value
in the address that a control cannot take is answered with a sentence, and the default is used.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import streamlit as st

from overlay import condor
from overlay.condor import IronCondor, Shape
from overlay.market import Market, from_history
from overlay.scenarios import Scenario
from views import cached


@dataclass(frozen=True, slots=True, kw_only=True)
class Slider:
    """One row: the address key, what the label says (with its unit), the range, and why one would move it."""

    key: str
    label: str
    low: float
    high: float
    default: float
    step: float
    help: str
    format: str | None = None

    def show(self) -> float:
        """Draw it and return its value."""
        refuse_bad_link(self.key, self.label, self._takes, f"{self.low:g} to {self.high:g}", f"{self.default:g}")
        return st.slider(
            self.label,
            min_value=self.low,
            max_value=self.high,
            value=self.default,
            step=self.step,
            format=self.format,
            help=self.help,
            key=self.key,
            bind="query-params",
        )

    def _takes(self, text: str) -> bool:
        return self.low <= float(text) <= self.high


SIGMAS: Final = Slider(
    key="sigmas", label="Short strikes (SD)", low=0.5, high=3.0, default=1.5, step=0.05, format="%.2f",
    help="How far from the forward the sold options stand, in standard deviations of the index at expiry. Further out "
    "wins more often and collects less.",
)  # fmt: skip
BREAKEVENS: Final = Slider(
    key="breakevens", label="Break-evens (SD)", low=0.5, high=3.0, default=1.5, step=0.05, format="%.2f",
    help="How far from the forward the position stops earning at expiry. The article asks for 1.5 to 2.",
)  # fmt: skip
SHORT_DELTA: Final = Slider(
    key="short_delta", label="Short strikes (delta)", low=0.02, high=0.45, default=0.20, step=0.01, format="%.2f",
    help="Sells the options whose delta is nearest. A 0.20 delta is often read as a 20% chance of ending beyond.",
)  # fmt: skip
LONG_DELTA: Final = Slider(
    key="long_delta", label="Long strikes (delta)", low=0.01, high=0.40, default=0.05, step=0.01, format="%.2f",
    help="Buys the options whose delta is nearest; the distance to the short strikes is the wing.",
)  # fmt: skip
CREDIT: Final = Slider(
    key="credit", label="Credit to collect (points)", low=0.1, high=25.0, default=5.0, step=0.05, format="%.2f",
    help="Sells as far out as still pays this much per condor. The article's tiers are 0.70, 1.15 and 1.60, with no "
    "width given.",
)  # fmt: skip
WING: Final = Slider(
    key="wing_points", label="Wing width (points)", low=5.0, high=200.0, default=50.0, step=5.0, format="%d",
    help="Distance from each sold option to the bought one beyond it. Wider collects more and can lose more.",
)  # fmt: skip
DAYS: Final = Slider(
    key="days", label="Days to expiry", low=1, high=60, default=30, step=1,
    help="Calendar days. Options expire on weekdays, so the nearest weekday is taken.",
)  # fmt: skip
TILT: Final = Slider(
    key="tilt", label="Put/call skew of placement (%)", low=-50, high=50, default=0, step=5,
    help="Above zero moves the put side out and the call side in by so many percent of the distance. By delta, it "
    "makes the short puts' delta smaller and the calls' larger.",
)  # fmt: skip
CONTRACTS: Final = Slider(
    key="contracts", label="Contracts (condors)", low=1, high=50, default=1, step=1,
    help="How many condors are sold. One SPX option controls 100 times the index.",
)  # fmt: skip
INDEX_MOVE: Final = Slider(
    key="index_move", label="Index move (%)", low=-25.0, high=25.0, default=0.0, step=0.5, format="%.1f",
    help="What if the index stood this much higher or lower?",
)  # fmt: skip
VOL_SHIFT: Final = Slider(
    key="vol_shift", label="Volatility shift (VIX points)", low=-10.0, high=40.0, default=0.0, step=0.5, format="%.1f",
    help="What if the VIX stood this much higher or lower? Falls of the index usually come with rises of the VIX.",
)  # fmt: skip
AHEAD: Final = Slider(
    key="days_ahead", label="Days forward", low=0, high=60, default=0, step=1,
    help="What if so many calendar days had passed? Never beyond expiry.",
)  # fmt: skip

PLACEMENTS: Final = ("SD", "Break-even", "Delta", "Credit")
RATIOS: Final = {"1:2": (1, 2), "2:3": (2, 3), "1:1": (1, 1), "3:2": (3, 2), "2:1": (2, 1)}


def market() -> Market:
    """The market of the day chosen in the sidebar: any day of the bundled history."""
    history = cached.history()
    default = history.last_recorded or history.last
    refuse_bad_link(
        "day",
        "Market of",
        lambda text: history.first <= date.fromisoformat(text) <= history.last,
        f"{history.first} to {history.last}",
        f"{default}",
    )
    chosen = st.sidebar.date_input(
        "Market of",
        value=default,
        min_value=history.first,
        max_value=history.last,
        key="day",
        bind="query-params",
        help="Any day of the bundled history. On a day without trading, the last trading day before it is taken.",
    )
    return from_history(history, history.nearest(chosen) if isinstance(chosen, date) else default)


def placement() -> Callable[[Market, Shape], IronCondor]:
    """The chosen way of placing the strikes, with its two or three sliders: a function that builds the condor."""
    refuse_bad_link("place", "Place by", PLACEMENTS.__contains__, "one of " + ", ".join(PLACEMENTS), PLACEMENTS[0])
    way = st.segmented_control(
        "Place by",
        options=PLACEMENTS,
        default=PLACEMENTS[0],
        required=True,
        key="place",
        bind="query-params",
        help="What you fix: the sold strikes or the break-evens in standard deviations, the deltas, or the credit.",
    )
    if way == "Delta":
        short, long, days = SHORT_DELTA.show(), LONG_DELTA.show(), int(DAYS.show())
        return lambda market, shape: condor.by_delta(market, short, long, days, shape)
    distance, place = {
        "Break-even": (BREAKEVENS, condor.by_breakevens),
        "Credit": (CREDIT, condor.by_credit),
    }.get(way, (SIGMAS, condor.by_sigmas))
    chosen = distance.show()
    wing, days = WING.show(), int(DAYS.show())
    return lambda market, shape: place(market, chosen, wing, days, shape)


def shape() -> Shape:
    """How the sides differ, and how many condors are sold."""
    tilt = TILT.show() / 100.0
    refuse_bad_link("ratio", "Call : put ratio", RATIOS.__contains__, "one of " + ", ".join(RATIOS), "1:1")
    ratio = st.select_slider(
        "Call : put ratio",
        options=list(RATIOS),
        value="1:1",
        key="ratio",
        bind="query-params",
        help="Call spreads sold for each put spread. Unequal counts add a bet on direction: watch delta.",
    )
    calls, puts = RATIOS[ratio]
    return Shape(tilt=tilt, put_spreads=puts, call_spreads=calls, quantity=int(CONTRACTS.show()))


def scenario() -> Scenario:
    """The what-if, in a row of three: index move, volatility shift, days forward."""
    values = []
    for column, slider in zip(st.columns(3, gap="medium"), (INDEX_MOVE, VOL_SHIFT, AHEAD), strict=True):
        with column:
            values.append(slider.show())
    move, shift, days = values
    return Scenario(index_return=move / 100.0, vol_shift=shift / 100.0, days=int(days))


def refuse_bad_link(key: str, label: str, takes: Callable[[str], Any], allowed: str, default: str) -> None:
    """Say in a sentence that the address asks for a value this control cannot take, before Streamlit drops it."""
    text = st.query_params.get(key)
    if text is None:
        return
    try:
        good = bool(takes(text))
    except ValueError:
        good = False
    if not good:
        st.warning(f"The link asks for {label} = {text[:40]!r}, which must be {allowed}: {default} is used instead.")
