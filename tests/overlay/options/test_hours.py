"""Hours to an expiry: how a market counts them, what is left at the end, and greeks that stay finite."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import numpy as np
import pytest
from hypothesis import given, strategies as some

from overlay.condor import placement, pnl
from overlay.condor.placement import Shape
from overlay.condor.pricing import quote
from overlay.data import bundled
from overlay.data.chains.cboe import read_chain
from overlay.errors import OverlayError
from overlay.history import calendar
from overlay.options import legs, odds
from overlay.options.fit_check import fit_check
from overlay.options.market import from_chain, from_history
from overlay.options.scenarios import Scenario
from overlay.options.settling import offered, settled
from overlay.options.surface import Anchored
from tests import chains, oracles
from tests.sizes import examples

HISTORY = bundled.history()
WEDNESDAY = date(2023, 9, 13)
THURSDAY = date(2023, 9, 14)  # the day before a third Friday
LISTED = (("SPXW", chains.THURSDAY), ("SPXW", date(2031, 5, 16)), *chains.LISTED)


def market(day=WEDNESDAY, clock=time(16), **others):
    """A modelled market at a moment."""
    surface = Anchored(spot=5000.0, vix=18.0, rate=0.04, dividend_yield=0.015)
    return replace(oracles.flat_market(spot=5000.0, day=day), surface=surface, clock=clock, **others)


def same_day_chain():
    """The market of a chain of 14:30 that lists the same day, the next day, 8 and 36 days."""
    return from_chain(read_chain(chains.cboe_csv(listed=LISTED, width=5.0, count=161).encode(), name="made.csv"))


@pytest.mark.parametrize(
    ("day", "clock", "expiry", "hours"),
    [
        (WEDNESDAY, time(16), THURSDAY, 24.0),
        (WEDNESDAY, time(10, 30), WEDNESDAY, 5.5),
        (date(2026, 11, 27), time(11), date(2026, 11, 27), 2.0),  # a half day
        (date(2026, 11, 25), time(16), date(2026, 11, 27), 45.0),
        (date(2026, 11, 27), time(13, 5), date(2026, 11, 27), 0.0),
        (WEDNESDAY, time(16), date(2023, 9, 12), 0.0),
    ],
)
def test_the_hours_left_are_those_of_a_clock(day, clock, expiry, hours):
    """To 16:00, or 13:00 on a half day; never below zero."""
    assert 24.0 * market(day, clock).days_left(expiry) == pytest.approx(hours)


@examples(60)
@given(some.dates(date(1995, 1, 3), date(2022, 11, 1)), some.integers(1, 60))
def test_no_modelled_condor_expires_on_a_closed_day(day, days):
    """From any trading day of the history for any number of days, the expiry is a day with a close."""
    found = from_history(HISTORY, HISTORY.nearest(day)).expiry(days)
    assert found > HISTORY.nearest(day)
    assert np.datetime64(found) in HISTORY.dates


@pytest.mark.parametrize(
    ("day", "days", "expiry"),
    [
        ("2018-12-11", 14, "2018-12-24"),  # Christmas
        ("2019-04-05", 14, "2019-04-18"),  # Good Friday
        ("2016-11-10", 14, "2016-11-23"),  # Thanksgiving
        ("2019-06-20", 14, "2019-07-03"),  # Independence Day
        ("2022-06-13", 7, "2022-06-17"),  # Juneteenth, kept on the Monday
        ("2018-12-04", 1, "2018-12-06"),  # a day of mourning, with no day between
    ],
)
def test_a_condor_for_a_holiday_expires_on_the_trading_day_before(day, days, expiry):
    """Or on the next one where none lies between."""
    assert str(from_history(HISTORY, date.fromisoformat(day)).expiry(days)) == expiry


def test_same_day_needs_a_market_before_its_close():
    """At 10:30 today's options trade; at the close, on a half day after 13:00 and on a Saturday the sentence offers a day."""
    assert market(clock=time(10, 30)).expiry(0) == WEDNESDAY
    for day, clock in ((WEDNESDAY, time(16)), (date(2026, 11, 27), time(13, 5)), (date(2023, 9, 16), time(11))):
        with pytest.raises(OverlayError, match="0 days to expiry leave nothing to trade.*Choose at least 1 day"):
            market(day, clock).expiry(0)


def test_a_chain_after_the_close_has_no_same_day_expiry():
    """The sentence states the moment of the quotes."""
    with pytest.raises(OverlayError, match="quoted at 2031-05-15 14:30 New York and lists no PM-settled option"):
        from_chain(read_chain(chains.cboe_csv().encode(), name="made.csv")).expiry(0)


@pytest.mark.parametrize("days", [0, 1])
def test_the_fit_reprices_the_last_days_inside_their_quotes(days):
    """An hour and a half and a day and a half before the close, with the made vol at the money."""
    found = same_day_chain()
    expiry = found.expiry(days)
    assert (expiry - found.as_of).days == days
    assert fit_check(found, expiry).inside > 0.95
    t = found.years(expiry)
    assert t == pytest.approx((24 * days + 1.5) / 24 / 365)
    assert found.vol(found.forward(t), t) == pytest.approx(chains.VOL, abs=0.004)


@pytest.mark.parametrize("days", [0, 1])
def test_a_condor_of_the_last_days_is_quoted_on_a_chain(days):
    """Credit, odds and greeks are numbers; a history has no windows of hours."""
    found = same_day_chain()
    placed = placement.by_sigmas(found, 1.0, 10.0, days)
    judged = quote(placed, found)
    assert 0.0 < judged.credit_points < 10.0
    assert 0.0 < judged.probability_of_profit < 1.0
    assert np.isfinite(list(judged.greeks)).all()
    assert days or odds.past(replace(found, past=np.linspace(3000.0, 5000.0, 900)), placed.expiry) is None


@examples(60)
@given(some.integers(0, 3600), some.sampled_from([-40.0, -5.0, 0.0, 5.0, 40.0]))
def test_greeks_stay_finite_to_the_last_second(seconds, away):
    """Gamma, theta and vega of puts and calls around the money, from one hour to none."""
    stands = datetime.combine(WEDNESDAY, time(16)) - timedelta(seconds=seconds)
    now = market(clock=stands.time())
    held = [
        legs.Leg(right=right, strike=5000.0 + away, expiry=WEDNESDAY, quantity=sold)
        for right in (1, -1)
        for sold in (1, -1)
    ]
    for values in legs.greeks(held, now):
        assert np.isfinite(values).all()


@pytest.mark.parametrize("spot", [4900.0, 5000.0, 5003.0, 5100.0])
def test_at_expiry_an_option_is_worth_its_intrinsic_value(spot):
    """At 16:00 of its day, on any side of the strike."""
    now = replace(market(), spot=spot, surface=Anchored(spot=spot, vix=18.0))
    held = [legs.Leg(right=right, strike=5000.0, expiry=WEDNESDAY, quantity=1) for right in (1, -1)]
    assert legs.worth(held, now) == pytest.approx(100.0 * abs(spot - 5000.0), abs=1e-9)


@pytest.mark.parametrize(
    ("days", "clock"),
    [(0, time(9, 45)), (0, time(15)), (1, time(12)), (1, time(16)), (2, time(12)), (30, time(16)), (30, time(9, 45))],
)
def test_a_what_if_that_reaches_the_day_of_expiry_ends_at_the_payoff(days, clock):
    """By curves, by the grid's last row and by `value_after`, whatever the hour of the market."""
    now = market(clock=clock)
    placed = placement.by_sigmas(now, 1.0, 25.0, days)
    left = now.days(placed.expiry)
    drawn = pnl.curves(placed.legs, now, 100.0, Scenario(days=max(left, 1)))
    assert drawn.what_if == pytest.approx(drawn.expiry, abs=1e-6)
    grid = pnl.grid(placed.legs, now, 100.0)
    assert grid.pnl[-1] == pytest.approx(100.0 + legs.payoff(placed.legs, grid.levels), abs=1e-6)
    levels = np.array([4800.0, 4990.0, 5200.0])
    ended = legs.value_after(placed.legs, now, levels, np.zeros(3), max(left, 1))
    assert ended == pytest.approx(legs.payoff(placed.legs, levels), abs=1e-6)


def test_a_what_if_of_days_before_the_end_keeps_its_hours():
    """Twenty-nine of thirty days and four hours leave a day and four hours."""
    now = market(clock=time(12))
    expiry = now.expiry(30)
    assert now.days_left(expiry) == pytest.approx(30 + 4 / 24)
    assert now.days_left(expiry) - now.ahead(expiry, 29) == pytest.approx(1 + 4 / 24)
    moved = now.shifted(days=29)
    assert moved.days_left(expiry) == pytest.approx(1 + 4 / 24)
    assert now.shifted(days=31).years(expiry) == 0.0


def test_a_third_friday_offers_both_settlements_and_other_days_one():
    """By the calendar on a modelled market: PM first."""
    now = market()
    assert offered(now, date(2023, 10, 20)) == ("PM", "AM")
    assert offered(now, date(2023, 10, 19)) == ("PM",)
    assert offered(replace(now, as_of=date(2023, 10, 20), clock=time(8)), date(2023, 10, 20)) == ("PM",)
    assert offered(market(date(2026, 6, 1)), date(2026, 6, 18)) == ("PM", "AM")  # the Friday is Juneteenth


def test_am_options_have_six_and_a_half_hours_less():
    """On the monthly expiry alone, and their at-the-money price follows the square root of time."""
    pm, am = market(), settled(market(), "AM")
    third, other = date(2023, 9, 15), date(2023, 9, 20)
    assert 24.0 * (pm.days_left(third) - am.days_left(third)) == pytest.approx(6.5)
    assert am.days_left(other) == pm.days_left(other)
    straddle = [legs.Leg(right=right, strike=5000.0, expiry=third, quantity=1) for right in (1, -1)]
    flat = [replace(one, surface=oracles.flat_market(spot=5000.0).surface) for one in (am, pm)]
    ratio = legs.worth(straddle, flat[0]) / legs.worth(straddle, flat[1])
    assert ratio == pytest.approx((41.5 / 48.0) ** 0.5, abs=1e-3)


def test_on_a_chain_am_takes_the_options_of_the_other_root():
    """Offered where both roots are listed; quotes, years and strikes are those of the AM root."""
    found = from_chain(read_chain(chains.cboe_csv().encode(), name="made.csv"))
    both, single = date(2031, 6, 20), date(2031, 5, 23)
    assert (offered(found, both), offered(found, single)) == (("PM", "AM"), ("PM",))
    am = settled(found, "AM")
    assert (am.listing.slice(both).root, found.listing.slice(both).root) == ("SPX", "SPXW")
    assert 24.0 * (found.days_left(both) - am.days_left(both)) == pytest.approx(6.5)
    assert am.shifted(days=1).settlement(both) == "AM"
    placed = placement.by_sigmas(am, 1.0, 50.0, 36, Shape())
    assert quote(placed, am).credit_points > 0.0


def test_every_monthly_expiry_of_a_modelled_year_is_offered_in_the_morning():
    """Twelve of them, none on a closed day."""
    now = market(date(2026, 1, 2))
    days = [day.date() for day in calendar.trading_days(date(2026, 1, 5), date(2026, 12, 31))]
    morning = [day for day in days if len(offered(now, day)) == 2]
    assert len(morning) == 12
    assert {day.strftime("%a") for day in morning} == {"Fri", "Thu"}
