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
from views.market.bar import STICKY

SIGMAS: Final = LiveSlider(
    key="sigmas",
    label="Short strikes (SD)",
    low=0.5,
    high=3.0,
    default=1.5,
    step=0.05,
    format="%.2f",
    help="Distance of the sold strikes from the forward, in standard deviations of the index at expiry. A larger distance "
    "wins more often and collects less credit.",
)
BREAKEVENS: Final = LiveSlider(
    key="breakevens",
    label="Break-evens (SD)",
    low=0.5,
    high=3.0,
    default=1.5,
    step=0.05,
    format="%.2f",
    help="Distance of the break-evens at expiry from the forward, in standard deviations. The article asks for 1.5 to 2.",
)
SHORT_DELTA: Final = LiveSlider(
    key="short_delta",
    label="Short strikes (delta)",
    low=0.02,
    high=0.45,
    default=0.20,
    step=0.01,
    format="%.2f",
    help="Sells the options with the nearest delta. A delta of 0.20 is often read as a 20% chance of ending in the money.",
)
LONG_DELTA: Final = LiveSlider(
    key="long_delta",
    label="Long strikes (delta)",
    low=0.01,
    high=0.40,
    default=0.05,
    step=0.01,
    format="%.2f",
    help="Buys the options with the nearest delta; the distance to the short strikes is the wing width.",
)
CREDIT: Final = LiveSlider(
    key="credit",
    label="Credit to collect (points)",
    low=0.1,
    high=25.0,
    default=5.0,
    step=0.05,
    format="%.2f",
    help="Sells the furthest strikes that still pay this credit per condor. The article's tiers are 0.70, 1.15 and 1.60, with no "
    "width given.",
)
WING: Final = LiveSlider(
    key="wing_points",
    label="Wing width (points)",
    low=5.0,
    high=200.0,
    default=50.0,
    step=5.0,
    format="%d",
    help="Distance from each sold strike to the bought strike beyond it. A wider wing collects more and can lose more.",
)
DAYS: Final = Slider(
    key="days",
    label="Days to expiry",
    low=0,
    high=60,
    default=30,
    step=1,
    help="Calendar days. Options expire on trading days, so the nearest one is used. 0 is the same day, while its options trade.",
)
TILT: Final = Slider(
    key="tilt",
    label="Put/call skew of placement (%)",
    low=-50,
    high=50,
    default=0,
    step=5,
    help="Above zero, the put side moves out and the call side moves in by this percentage of the distance. By delta, it "
    "makes the short puts' delta smaller and the calls' larger.",
)
CONTRACTS: Final = Slider(
    key="contracts",
    label="Contracts (condors)",
    low=1,
    high=50,
    default=1,
    step=1,
    help="How many condors are sold. One SPX option controls 100 times the index.",
)
INDEX_MOVE: Final = Slider(
    key="index_move",
    label="Index move (%)",
    low=-25.0,
    high=25.0,
    default=0.0,
    step=0.5,
    format="%.1f",
    help="The index move of the what-if.",
)
VOL_SHIFT: Final = Slider(
    key="vol_shift",
    label="Volatility shift (points)",
    low=-10.0,
    high=40.0,
    default=0.0,
    step=0.5,
    format="%.1f",
    help="The volatility move of the what-if: of the VIX on a modelled market, of every implied volatility on a chain. "
    "When the index falls, volatility usually rises.",
)
AHEAD: Final = Slider(
    key="days_ahead",
    label="Days forward",
    low=0,
    high=60,
    default=0,
    step=1,
    help="The calendar days that pass in the what-if; it ends at expiry.",
)

PLACE: Final = Choice(
    key="place",
    label="Place by",
    options=("SD", "Break-even", "Delta", "Credit", "Strikes"),
    default="SD",
    help="What you choose: short strikes or break-evens in standard deviations, deltas, the credit, or all four strikes.",
)
RATIO: Final = Choice(
    key="ratio",
    label="Call : put ratio",
    options=("1 : 2", "2 : 3", "1 : 1", "3 : 2", "2 : 1"),
    default="1 : 1",
    help="Call spreads sold per put spread. Unequal numbers add a bet on direction: see delta.",
)


SCORE: Final = Choice(
    key="score",
    label="Best by",
    options=SCORES,
    default="credit over width",
    help="Expected value over risk uses the history of the index, or the lognormal measure without a history. It finds what "
    "was expensive compared with the past, not what will pay.",
)
LEAST_CREDIT: Final = Slider(
    key="scan_credit",
    label="Credit at least (points)",
    low=0.0,
    high=20.0,
    default=1.0,
    step=0.25,
    format="%.2f",
    help="Per condor, at the mid.",
)
MOST_WIDTH: Final = Slider(
    key="scan_width",
    label="Wings at most (points)",
    low=5.0,
    high=200.0,
    default=50.0,
    step=5.0,
    format="%d",
    help="The widest wing allowed, on either side.",
)
LEAST_SIGMAS: Final = Slider(
    key="scan_sigmas",
    label="Shorts at least (SD out)",
    low=0.25,
    high=2.5,
    default=1.0,
    step=0.05,
    format="%.2f",
    help="The least distance of the short strikes from the forward, in standard deviations at expiry.",
)
HIGHEST: Final = 100_000.0  # above every index level so far
STRIKES: Final = {
    name: Number(key=name, label=f"{label} (strike)", low=1.0, high=HIGHEST, step=5.0)
    for name, label in {
        "long_put": "Long put",
        "short_put": "Short put",
        "short_call": "Short call",
        "long_call": "Long call",
    }.items()
}


def possible(scenario: Scenario, market: Market) -> Scenario:
    """The what-if; a volatility shift that leaves no volatility is set to zero, with an error message."""
    try:
        market.shifted(vol_shift=scenario.vol_shift)
    except OverlayError as error:
        st.error(f"Volatility shift: {escaped(str(error))} It is left out.", icon=":material/error:")
        return replace(scenario, vol_shift=0.0)
    return scenario


def limits() -> tuple[Score, Limits]:
    """The criteria of the scan: a score, and limits on credit, width and distance."""
    score = SCORE.show()
    credit, width, sigmas = in_columns(LEAST_CREDIT, MOST_WIDTH, LEAST_SIGMAS)
    chosen: Score = next(one for one in SCORES if one == score)
    return chosen, Limits(least_credit=credit, most_width=width, least_sigmas=sigmas)


def take_over(condor: IronCondor) -> None:
    """Take over a condor of the scan: set its four strikes and the placement "Strikes". A button's callback."""
    st.session_state[PLACE.key] = "Strikes"
    st.session_state[RATIO.key] = RATIO.default  # the scan finds condors with equal numbers of calls and puts
    for name in STRIKES:
        st.session_state[name] = float(getattr(condor, name))
    st.rerun()  # the whole page: the ratio is drawn outside the fragment


def _by_strikes(market: Market, *rest: Any) -> IronCondor:
    *strikes, days, shape = rest
    for number, strike in zip(STRIKES.values(), strikes, strict=True):
        if strike is None:
            leg = number.label.lower().removesuffix(" (strike)")
            raise OverlayError(
                f"The {leg} has no strike yet: enter all four, or take one over from the scan under More."
            )
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
    """A placement function and the values of its controls."""

    place: Callable[..., IronCondor]
    days: int
    chosen: Mapping[Slider | Number, float | None]

    def condor(self, market: Market, shape: Shape) -> IronCondor:
        """The condor that this placement gives."""
        return self.place(market, *self.chosen.values(), self.days, shape)

    def at(self, control: Slider | Number, place: float) -> "PlacementControls":
        """The same placement with another value for one control."""
        return replace(self, chosen={**self.chosen, control: place})


def placed() -> PlacementControls:
    """Show the controls of the chosen placement, and return it with their values."""
    place, controls = _WAYS[PLACE.show()]
    chosen = {one: one.show() for one in controls}
    return PlacementControls(place, int(DAYS.show()), chosen)


def shape() -> Shape:
    """Skew, ratio and number of condors."""
    tilt = TILT.share()
    ratio = RATIO.show()
    calls, puts = (int(side) for side in ratio.split(" : "))
    return Shape(tilt=tilt, put_spreads=puts, call_spreads=calls, quantity=int(CONTRACTS.show()))


def scenario() -> Scenario:
    """Show the what-if's controls: index move, volatility shift and days forward in a row, then the smile; return it."""
    move, shift, days = in_columns(INDEX_MOVE, VOL_SHIFT, AHEAD)
    STICKY.show()
    return Scenario(index_return=move / 100.0, vol_shift=shift / 100.0, days=int(days))
