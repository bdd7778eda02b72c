"""The controls of the Stress page: the scenario, and the model of the paths."""

from typing import Final

import streamlit as st

from overlay.claims.facts import Facts
from overlay.history.daily import History
from overlay.options.scenarios import EPISODES, GAP, Scenario, one_name_gap
from overlay.units import VOL_POINT
from views.controls.kinds import Choice, Pick, Slider
from views.portfolio import controls as portfolio_controls
from views.whole_book.cached import Run

OWN: Final = "My own"
SCENARIO: Final = Pick(
    key="st_scenario",
    label="Scenario",
    options=(*(one.name for one in EPISODES), GAP, OWN),
    default="Mar 2020",
    help="Published moves of index and VIX, applied to today's levels; a fall of a single name; or your own moves.",
)
MOVE: Final = Slider(
    key="st_move",
    label="Index move (%)",
    low=-40.0,
    high=20.0,
    default=-10.0,
    step=0.5,
    format="%.1f",
    help="The move of the S&P 500 in the scenario.",
)
VIX: Final = Slider(
    key="st_vix",
    label="VIX move (points)",
    low=-20.0,
    high=80.0,
    default=20.0,
    step=1.0,
    format="%d",
    help="SPX volatility moves by the same number of points, each VIX future by its tenor beta. The VIX never falls below 9 here.",
)
DAYS: Final = Slider(
    key="st_days",
    label="Calendar days it takes",
    low=0,
    high=120,
    default=0,
    step=1,
    help="The days pass first, then the move comes. Options that expire before it are settled.",
)
NAMES: Final = Choice(
    key="st_names",
    label="Single names move",
    options=("By beta", "As they did then"),
    default="By beta",
    help="As they did then: each name's own return over those days if the history has it, otherwise by beta.",
)
SOURCE: Final = Choice(
    key="st_source",
    label="Paths from",
    options=("The past", "A stated model"),
    default="The past",
    help="The past: whole days of index, names and VIX, drawn in blocks of ten days on average. The model: lognormal, with the "
    "market-implied volatility.",
)
HORIZON: Final = Slider(
    key="st_horizon",
    label="Trading days ahead",
    low=5,
    high=63,
    default=21,
    step=1,
    help="All positions are opened today and held; nothing is rolled.",
)
PATHS: Final = Choice(
    key="st_paths",
    label="Paths",
    options=("2,000", "10,000", "100,000"),
    default="10,000",
    help="More paths give smaller standard errors. 100,000 paths take a few seconds and can be stopped.",
)
PREMIUM: Final = Slider(
    key="st_premium",
    label="Equity premium of the model (% a year)",
    low=0.0,
    high=10.0,
    default=4.0,
    step=0.5,
    format="%.1f",
    help="Drift above the riskless rate. Nobody knows it; zero gives the option market's risk-neutral measure.",
)
LOSS: Final = Slider(
    key="st_loss",
    label="Odds of losing more than (% of the stocks)",
    low=1,
    high=50,
    default=10,
    step=1,
    help="Counted over all paths, for each of the three books.",
)


def chosen() -> str:
    """The scenario's name; the controls that belong to it are drawn by `scenario`."""
    return SCENARIO.show()


def scenario(name: str, found: Facts, history: History) -> Scenario:
    """The scenario of a name; shows the controls that it needs."""
    if name == GAP:
        return one_name_gap(found.overlaid.portfolio.symbols[0], portfolio_controls.DROP.share())
    if name == OWN:
        return Scenario(index_return=MOVE.share(), vol_shift=VIX.show() * VOL_POINT, days=int(DAYS.show()))
    episode = next(one for one in EPISODES if one.name == name)
    if NAMES.show() == NAMES.default:
        return episode.scenario
    return episode.as_then(found.overlaid.portfolio.symbols, history)


def run() -> tuple[Run, float]:
    """Trading days, number of paths, premium (None: paths from the past), and the loss (decimal) whose odds are shown."""
    left, right = st.columns(2, gap="medium")
    with left:
        source, count = SOURCE.show(), int(PATHS.show().replace(",", ""))
        premium = None if source == SOURCE.default else PREMIUM.share()
    with right:
        days, loss = int(HORIZON.show()), LOSS.share()
    return (days, count, premium), loss
