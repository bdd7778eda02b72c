"""The controls of the VIX hedge page."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

import streamlit as st

from overlay.data.chains.cboe import read_chain
from overlay.data.files import settlements as vix_files
from overlay.errors import OverlayError, encodable
from overlay.hedge.activation import ACTIVATIONS, ALWAYS, EXPIRY, ROLLS, Activation
from overlay.hedge.plan import Plan, Wanted
from overlay.hedge.readings import PER_TEN, READINGS
from overlay.hedge.replays import PATHS, NamedStretch
from overlay.hedge.second_sleeve import Sleeve
from overlay.options.chain import Chain
from overlay.options.market import Market
from overlay.options.scenarios import Scenario
from overlay.rules.rule_set import StrikeBy, StrikeRule
from overlay.units import VOL_POINT
from overlay.vix import market as vix_options
from overlay.vix.curve import from_family
from overlay.vix.market import VixMarket
from views.controls.kinds import Choice, Number, Slider, in_columns, share
from views.controls.later import fold
from views.look.format import escaped
from views.look.inside.names import Container
from views.visitor import chain as uploaded, history as cached, refused_rows as findings

NEAR: Final = Slider(
    key="vix_near",
    label="30-day calls (contracts)",
    low=0,
    high=40,
    default=4,
    step=1,
    help="The near layer reacts most to a jump of the VIX and decays fastest. The article buys 4/4/2 calls for ten condors.",
)
MIDDLE: Final = Slider(
    key="vix_middle",
    label="110-day calls (contracts)",
    low=0,
    high=40,
    default=4,
    step=1,
    help="The middle layer: its future takes about a quarter of the VIX's move.",
)
FAR: Final = Slider(
    key="vix_far",
    label="220-day calls (contracts)",
    low=0,
    high=40,
    default=2,
    step=1,
    help="The far layer costs least per year; its future takes less than a fifth of the VIX's move.",
)
OUT: Final = Slider(
    key="vix_out",
    label="Strike above the future (VIX points)",
    low=0.0,
    high=25.0,
    default=5.0,
    step=0.5,
    format="%.1f",
    help="Distance from the VIX future of the same expiry, not from the VIX. A larger distance costs less and needs a larger move to pay.",
)
PERCENT: Final = Slider(
    key="vix_percent",
    label="Strike above the future (%)",
    low=0.0,
    high=150.0,
    default=25.0,
    step=5.0,
    format="%d",
    help="Distance in percent of the VIX future of the same expiry.",
)
DELTA: Final = Slider(
    key="vix_delta",
    label="Strike by delta",
    low=0.05,
    high=0.60,
    default=0.30,
    step=0.01,
    format="%.2f",
    help="Buys the calls with the nearest delta to their own future. Cboe's tail hedge index uses 0.30.",
)
SHOCK: Final = Slider(
    key="vix_shock",
    label="VIX shock (points)",
    low=-10.0,
    high=60.0,
    default=20.0,
    step=1.0,
    format="%d",
    help="The VIX move in one day of the what-if. It was +20 on 2018-02-05 and +25 on 2020-03-16.",
)
AHEAD: Final = Slider(
    key="vix_days",
    label="Days forward",
    low=0,
    high=120,
    default=0,
    step=1,
    help="Calendar days until the shock. The calls decay until then.",
)
INDEX: Final = Slider(
    key="vix_index",
    label="Index move with the shock (%)",
    low=-25.0,
    high=10.0,
    default=-6.0,
    step=0.5,
    format="%.1f",
    help="The S&P 500's move on the same day. It changes the condors, not the VIX calls.",
)
CAPITAL: Final = Slider(
    key="vix_capital",
    label="Capital ($)",
    low=50_000,
    high=2_000_000,
    default=250_000,
    step=50_000,
    format="$%d",
    help="The cost is shown as a share of this capital. The article says that the hedge costs 1 to 2% of the account a year.",
)
CONDORS: Final = Slider(
    key="vix_condors",
    label="Condors hedged (contracts)",
    low=1,
    high=50,
    default=10,
    step=1,
    help="SPX condors, 1.5 standard deviations out, 50 points wide, 30 days. The hedge is sized for them.",
)
BUDGET: Final = Slider(
    key="vix_budget",
    label="Hedge budget (% of capital a year)",
    low=0.5,
    high=5.0,
    default=1.5,
    step=0.1,
    format="%.1f",
    help="The most that you would spend. Seven pages say 1 to 2%, others up to 3.4%.",
)
SLEEVE: Final = Slider(
    key="vix_sleeve",
    label="Second sleeve (% of capital)",
    low=0,
    high=60,
    default=35,
    step=5,
    help="The article adds a sleeve of 30 to 40% of capital to a base of 60 to 70%.",
)
BORROWED: Final = Slider(
    key="vix_borrowed",
    label="Borrowed part of the sleeve (%)",
    low=0,
    high=100,
    default=50,
    step=10,
    help="The part of the sleeve that a margin loan against the book finances.",
)
RATE: Final = Slider(
    key="vix_borrow_rate",
    label="Borrow rate (% a year)",
    low=0.0,
    high=15.0,
    default=7.0,
    step=0.25,
    format="%.2f",
    help="The broker's interest rate for the loan.",
)

#: option of `WAY` -> the way to choose a call's strike, the slider of its amount, and the amount's divisor
_STRUCK: Final[dict[str, tuple[StrikeBy, Slider, float]]] = {
    "Points": ("points_above", OUT, 1.0),
    "Percent": ("share_above", PERCENT, 100.0),
    "Delta": ("delta", DELTA, 1.0),
}
WAY: Final = Choice(
    key="vix_way",
    label="Strike by",
    options=tuple(_STRUCK),
    default="Points",
    help="Points out of the money, percent out of the money, or delta. Each way gives a different hedge.",
)
READING: Final = Choice(
    key="vix_reading",
    label="What 4/4/2 means",
    options=tuple(one.name for one in READINGS),
    default=PER_TEN.name,
    help="The sources interpret the three numbers in six ways; the sliders above set the numbers.",
)
ROLL: Final = Choice(
    key="vix_roll",
    label="Roll",
    options=tuple(one.name for one in ROLLS),
    default=EXPIRY.name,
    help="When a call is sold and the next one bought.",
)
RULE: Final = Choice(
    key="vix_rule",
    label="Buy when",
    options=tuple(one.name for one in ACTIVATIONS),
    default=ALWAYS.name,
    help="The VIX level at which each layer is bought in the paths. The sources disagree.",
)
PATH: Final = Choice(
    key="vix_path",
    label="Path",
    options=tuple(one.name for one in PATHS),
    default=PATHS[0].name,
    help="The period of history over which the hedge is replayed.",
)
PRICES: Final = Choice(
    key="vix_prices",
    label="Futures from",
    options=("The VIX", "VIX family", "Settlements", "VIX chain"),
    default="The VIX",
    help="Modelled from the VIX and the months before, read from VIX9D, VIX3M and VIX6M, or taken from your own file.",
)

FAMILY: Final = {
    name.lower(): Number(
        key=f"vix_{name.lower()}",
        label=f"{name} (points)",
        low=1.0,
        high=200.0,
        step=0.1,
        placeholder="unknown",
        help=f"Cboe's close of {name} on the market's day.",
    )
    for name in ("VIX9D", "VIX3M", "VIX6M")
}


def wanted() -> Wanted:
    """Show the controls of sizes, strikes and shock, the others in a fold, and return the plan."""
    numbers = (NEAR.show(), MIDDLE.show(), FAR.show())
    strike = st.container()
    points, days = SHOCK.show(), int(AHEAD.show())
    with fold("Strikes, sizes, rolls, capital"):
        way = WAY.show()
        reading, roll = READING.of(READINGS), ROLL.of(ROLLS)
        index = INDEX.show()
        capital, condors, budget = CAPITAL.show(), int(CONDORS.show()), BUDGET.show()
    with strike:
        rule = struck(way)
    return Wanted(
        numbers=numbers,
        reading=reading,
        strike_rule=rule,
        roll=roll,
        condors=condors,
        capital_dollars=float(capital),
        budget=budget / 100.0,
        shock=Scenario(vol_shift=points * VOL_POINT, days=days, index_return=index / 100.0),
    )


def struck(chosen: str) -> StrikeRule:
    """Show the slider of one option of `WAY`, and return the strike rule for its value."""
    way, slider, unit = _STRUCK[chosen]
    return StrikeRule(by=way, amount=slider.show() / unit)


def prices(market: Market, place: Container) -> VixMarket:
    """The chosen VIX market: modelled, read from the VIX family, or from the visitor's file."""
    with place, fold("Where VIX prices come from"):
        chosen = PRICES.show()
        if chosen == "VIX family":
            return _family(market)
        if chosen == "Settlements":
            return _settlements(market)
        if chosen == "VIX chain":
            return _chain(market)
    return modelled(market)


def plan(asked: Wanted, market: Market, vix: VixMarket) -> Plan:
    """The plan of the chosen hedge, priced on both markets."""
    return Plan(wanted=asked, market=market, vix=vix)


def with_near(asked: Plan, count: float) -> Plan:
    """The same plan with another number of near calls."""
    _, middle, far = asked.wanted.numbers
    return replace(asked, wanted=replace(asked.wanted, numbers=(count, middle, far)))


def path() -> NamedStretch:
    """The chosen period of history."""
    return PATH.of(PATHS)


def activation() -> Activation:
    """The chosen rule for buying layers."""
    return RULE.of(ACTIVATIONS)


def sleeve(asked: Wanted) -> Sleeve:
    """Show the second sleeve's three sliders in a row, and return the sleeve."""
    held, borrowed, rate = (share(percent) for percent in in_columns(SLEEVE, BORROWED, RATE))
    return Sleeve(capital_dollars=asked.capital_dollars, share=held, borrowed=borrowed, borrow_rate=rate)


def modelled(market: Market) -> VixMarket:
    """The VIX market of the market's day, modelled from the VIX and, if the history has them, the months before."""
    return vix_options.beside(market, cached.history())


def _family(market: Market) -> VixMarket:
    """The VIX market from three fields: typed, else loaded on the Data page; modelled if none is set."""
    known, loaded = {}, cached.family(market.as_of)
    for name, number in FAMILY.items():
        came = loaded.get(name.upper())
        typed = replace(number, placeholder=number.placeholder if came is None else f"loaded: {came:.2f}").show()
        known[name] = came if typed is None else typed
    if not any(known.values()):
        st.caption("Enter at least one, or load them on the Data page; until then futures are modelled.")
        return modelled(market)
    return vix_options.modelled(from_family(vix=market.vix, **known), rate=market.rate)


def _settlements(market: Market) -> VixMarket:
    file = st.file_uploader(
        "Settlements (CSV)",
        type=["csv", "txt"],
        key="vix_settlements",
        help="One row per contract, with expiration_date and settlement. Read in memory, for this session only.",
    )
    if file is None:
        st.caption("Until a file is loaded, futures are modelled.")
        return modelled(market)
    try:
        read = vix_files.expiries(file.getvalue(), name=file.name)
        first = read.held.index[0].date()
        near = market.as_of < first <= market.as_of + timedelta(days=60)
        settled = st.date_input(
            "Settled on",
            value=market.as_of if near else first - timedelta(days=20),
            key="vix_settled",
            min_value=date(2004, 1, 1),
            max_value=date(2100, 1, 1),
            help="The settlement day, which the file does not contain.",
        )
        vix = st.number_input(
            "VIX of that day (points)",
            min_value=1.0,
            max_value=200.0,
            step=0.1,
            key="vix_settled_vix",
            value=market.vix if near else float(read.held.iloc[0]),
            help="The close of the VIX; the file holds futures only.",
        )
        day = settled if isinstance(settled, date) else market.as_of
        findings.settlements(file.name, read)
        curve = vix_files.settlements(file.getvalue(), as_of=day, vix=float(vix), name=file.name)
    except OverlayError as error:
        return _refused(error, market)
    return vix_options.modelled(curve, rate=market.rate)


def _chain(market: Market) -> VixMarket:
    file = st.file_uploader(
        "VIX option chain (CSV)",
        type=["csv", "dat", "txt"],
        key="vix_chain",
        help="The quote table that Cboe's delayed-quotes page downloads for VIX. Read in memory, for this session only.",
    )
    live = uploaded.vix_chain()
    try:
        if file is not None:
            return _fitted(encodable(file.name), file.getvalue())
        if live is not None:
            st.caption(f"Live and delayed: {live.name}, quotes of {live.quoted:%Y-%m-%d %H:%M} New York.")
            return _fitted_live(f"{live.quoted:%Y-%m-%d %H:%M:%S} {len(live.quotes)}", live)
    except OverlayError as error:
        return _refused(error, market)
    st.caption("Until a file is loaded here, or live quotes on the Data page, prices are modelled.")
    return modelled(market)


@st.cache_resource(scope="session", max_entries=3, show_spinner="Reading the chain")
def _fitted(name: str, content: bytes) -> VixMarket:
    return vix_options.fitted(read_chain(content, name=name))


@st.cache_resource(scope="session", max_entries=3, show_spinner="Fitting the quotes")
def _fitted_live(moment: str, _chain: Chain) -> VixMarket:
    del moment  # part of the cache key only: the chain cannot be hashed
    return vix_options.fitted(_chain)


def _refused(error: OverlayError, market: Market) -> VixMarket:
    """Show why a file was rejected; modelled prices are used instead."""
    st.error(f"{escaped(str(error))} Modelled prices are used.", icon=":material/error:")
    return modelled(market)
