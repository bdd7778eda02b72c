"""The controls of the Condor page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import streamlit as st

from overlay.condor import placement
from overlay.condor.placement import IronCondor, Shape
from overlay.condor.scan import SCORES, Limits, Score
from overlay.errors import OverlayError
from overlay.options.market import Market
from overlay.options.scenarios import Scenario
from views.controls.kinds import Choice, LiveSlider, Number, Slider, in_columns
from views.look.format import escaped

SIGMAS: Final = LiveSlider(
    key="sigmas", label="Short strikes (SD)", low=0.5, high=3.0, default=1.5, step=0.05, format="%.2f",
    help="How far from the forward the sold options stand, in standard deviations of the index at expiry. Further out "
    "wins more often and collects less.",
)  # fmt: skip
BREAKEVENS: Final = LiveSlider(
    key="breakevens", label="Break-evens (SD)", low=0.5, high=3.0, default=1.5, step=0.05, format="%.2f",
    help="How far from the forward the position stops earning at expiry. The article asks for 1.5 to 2.",
)  # fmt: skip
SHORT_DELTA: Final = LiveSlider(
    key="short_delta", label="Short strikes (delta)", low=0.02, high=0.45, default=0.20, step=0.01, format="%.2f",
    help="Sells the options whose delta is nearest. A 0.20 delta is often read as a 20% chance of ending beyond.",
)  # fmt: skip
LONG_DELTA: Final = LiveSlider(
    key="long_delta", label="Long strikes (delta)", low=0.01, high=0.40, default=0.05, step=0.01, format="%.2f",
    help="Buys the options whose delta is nearest; the distance to the short strikes is the wing.",
)  # fmt: skip
CREDIT: Final = LiveSlider(
    key="credit", label="Credit to collect (points)", low=0.1, high=25.0, default=5.0, step=0.05, format="%.2f",
    help="Sells as far out as still pays this much per condor. The article's tiers are 0.70, 1.15 and 1.60, with no "
    "width given.",
)  # fmt: skip
WING: Final = LiveSlider(
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
    key="vol_shift", label="Volatility shift (points)", low=-10.0, high=40.0, default=0.0, step=0.5, format="%.1f",
    help="What if volatility stood this much higher or lower: the VIX on a modelled market, every volatility on a chain? "
    "Falls of the index usually come with rises of volatility.",
)  # fmt: skip
AHEAD: Final = Slider(
    key="days_ahead", label="Days forward", low=0, high=60, default=0, step=1,
    help="What if so many calendar days had passed? Never beyond expiry.",
)  # fmt: skip

PLACE: Final = Choice(
    key="place", label="Place by", options=("SD", "Break-even", "Delta", "Credit", "Strikes"), default="SD",
    help="What you fix: the sold strikes or the break-evens in standard deviations, the deltas, the credit, or the strikes.",
)  # fmt: skip
RATIO: Final = Choice(
    key="ratio", label="Call : put ratio", options=("1 : 2", "2 : 3", "1 : 1", "3 : 2", "2 : 1"), default="1 : 1",
    help="Call spreads sold for each put spread. Unequal counts add a bet on direction: watch delta.",
)  # fmt: skip


SCORE: Final = Choice(
    key="score", label="Best by", options=SCORES, default="credit over width",
    help="Expected value over risk uses the index's own history (or the lognormal measure without one): it finds what "
    "was dear against the past, not what will pay.",
)  # fmt: skip
LEAST_CREDIT: Final = Slider(
    key="scan_credit", label="Credit at least (points)", low=0.0, high=20.0, default=1.0, step=0.25, format="%.2f",
    help="Per condor, at the mid.",
)  # fmt: skip
MOST_WIDTH: Final = Slider(
    key="scan_width", label="Wings at most (points)", low=5.0, high=200.0, default=50.0, step=5.0, format="%d",
    help="Of either side.",
)  # fmt: skip
LEAST_SIGMAS: Final = Slider(
    key="scan_sigmas", label="Shorts at least (SD out)", low=0.25, high=2.5, default=1.0, step=0.05, format="%.2f",
    help="From the forward, in standard deviations at expiry.",
)  # fmt: skip
HIGHEST: Final = 100_000.0  # no index has stood higher
STRIKES: Final = {
    name: Number(key=name, label=f"{label} (strike)", low=1.0, high=HIGHEST, step=5.0)
    for name, label in {
        "long_put": "Long put", "short_put": "Short put", "short_call": "Short call", "long_call": "Long call",
    }.items()
}  # fmt: skip


def possible(scenario: Scenario, market: Market) -> Scenario:
    """The what-if, without a volatility shift that leaves no volatility: a sentence says so and the page goes on."""
    try:
        market.shifted(vol_shift=scenario.vol_shift)
    except OverlayError as error:
        st.error(f"Volatility shift: {escaped(str(error))} It is left out.", icon=":material/error:")
        return replace(scenario, vol_shift=0.0)
    return scenario


def limits() -> tuple[Score, Limits]:
    """What the scan looks for: a score, and limits on credit, width and distance."""
    score = SCORE.show()
    credit, width, sigmas = in_columns(LEAST_CREDIT, MOST_WIDTH, LEAST_SIGMAS)
    chosen: Score = next(one for one in SCORES if one == score)
    return chosen, Limits(least_credit=credit, most_width=width, least_sigmas=sigmas)


def take_over(condor: IronCondor) -> None:
    """Make a found condor the page's own: its strikes, by the placement that names them. A callback."""
    st.session_state[PLACE.key] = "Strikes"
    st.session_state[RATIO.key] = RATIO.default  # what was found sells as many calls as puts
    for name in STRIKES:
        st.session_state[name] = float(getattr(condor, name))
    st.rerun()  # the whole page, since the ratio stands outside what follows the placement


def _by_strikes(market: Market, *rest: Any) -> IronCondor:
    *strikes, days, shape = rest
    for number, strike in zip(STRIKES.values(), strikes, strict=True):
        if strike is None:
            leg = number.label.lower().removesuffix(" (strike)")
            raise OverlayError(f"The {leg} has no strike yet: enter all four, or take a condor over from the Scan tab.")
    return placement.by_strikes(market, strikes, days, shape)


_WAYS: Final[Mapping[str, tuple[Callable[..., IronCondor], tuple[Slider | Number, ...]]]] = {
    "SD": (placement.by_sigmas, (SIGMAS, WING)),
    "Break-even": (placement.by_breakevens, (BREAKEVENS, WING)),
    "Delta": (placement.by_delta, (SHORT_DELTA, LONG_DELTA)),
    "Credit": (placement.by_credit, (CREDIT, WING)),
    "Strikes": (_by_strikes, tuple(STRIKES.values())),
}


@dataclass(frozen=True, slots=True)
class PlacementControls:
    """A way of placing the strikes, and where each of its controls stands."""

    place: Callable[..., IronCondor]
    days: int
    chosen: Mapping[Slider | Number, float | None]

    def condor(self, market: Market, shape: Shape) -> IronCondor:
        """The condor placed so."""
        return self.place(market, *self.chosen.values(), self.days, shape)

    def at(self, control: Slider | Number, place: float) -> "PlacementControls":
        """The same with one of the controls elsewhere."""
        return replace(self, chosen={**self.chosen, control: place})


def placed() -> PlacementControls:
    """The chosen way of placing the strikes, with its controls."""
    place, controls = _WAYS[PLACE.show()]
    chosen = {one: one.show() for one in controls}
    return PlacementControls(place, int(DAYS.show()), chosen)


def shape() -> Shape:
    """How the sides differ, and how many condors are sold."""
    tilt = TILT.share()
    ratio = RATIO.show()
    calls, puts = (int(side) for side in ratio.split(" : "))
    return Shape(tilt=tilt, put_spreads=puts, call_spreads=calls, quantity=int(CONTRACTS.show()))


def scenario() -> Scenario:
    """The what-if, in a row of three: index move, volatility shift, days forward."""
    move, shift, days = in_columns(INDEX_MOVE, VOL_SHIFT, AHEAD)
    return Scenario(index_return=move / 100.0, vol_shift=shift / 100.0, days=int(days))
