"""Condors on listed quotes: the rule, every public row, and what a chain cannot give."""

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from overlay.condor import placement, pricing as condor
from overlay.data import bundled
from overlay.data.chains.cboe import read_chain
from overlay.errors import OverlayError
from overlay.options.fit_check import fit_check
from overlay.options.legs import CALL, PUT
from overlay.options.market import from_chain
from tests import chains, oracles
from tests.sizes import some

ORACLE = oracles.SHARED / "oracles" / "condors_on_chains.json"
CHAINS = oracles.SHARED / "data" / "chains"
ROWS = json.loads(ORACLE.read_text())["condors"] if ORACLE.exists() else []
needs_chains = pytest.mark.skipif(not CHAINS.exists(), reason=oracles.NO_SHARED)


def market_of(text=None, name="made.csv"):
    """The market of a made chain: flat 18% vol, index 5000, expiries of 8 and 36 days."""
    return from_chain(read_chain((text or chains.cboe_csv()).encode(), name=name))


@needs_chains
@pytest.mark.parametrize("row", some(ROWS, 5), ids=lambda row: row["file"])
def test_every_public_chain_gives_its_condor(row):
    """Expiry, four strikes, mid and natural credit, break-evens in sd and largest loss, to 0.02."""
    chain = read_chain(CHAINS / row["file"])
    market = from_chain(chain)
    placed = placement.by_sigmas(market, 1.5, 50 if chain.symbol == "SPX" else 5, 30)
    judged = condor.quote(placed, market)
    assert str(placed.expiry) == row["expiry"]
    assert [placed.long_put, placed.short_put, placed.short_call, placed.long_call] == row["strikes"]
    assert judged.credit_points == pytest.approx(row["credit_mid_points"], abs=0.02)
    assert judged.natural_credit_points == pytest.approx(row["credit_natural_points"], abs=0.02)
    assert judged.breakevens_sigmas == pytest.approx(row["breakevens_sd"], abs=0.02)
    assert judged.max_loss_points == pytest.approx(row["max_loss_points"], abs=0.02)


def test_the_expiry_is_a_listed_one():
    """Asked for thirty days, 36 is nearer than 8."""
    assert market_of().expiry(30) == date(2031, 6, 20)


def test_shorts_are_listed_and_wings_strictly_beyond():
    """25-point strikes: a 30-point wing is 25 wide, a 5-point one too."""
    market = market_of()
    for asked, width in ((30, 25), (5, 25), (60, 50)):
        placed = placement.by_sigmas(market, 1.5, asked, 30)
        assert (placed.put_width, placed.call_width) == (width, width)
        assert placed.short_put % 25 == 0


@pytest.mark.parametrize("place", [
    lambda m: placement.by_breakevens(m, 1.5, 50, 30),
    lambda m: placement.by_delta(m, 0.2, 0.05, 30),
    lambda m: placement.by_credit(m, 5.0, 50, 30),
])  # fmt: skip
def test_every_placement_snaps_to_quoted_strikes(place):
    """All four legs have a bid and an ask, so there is a natural credit."""
    market = market_of()
    judged = condor.quote(place(market), market)
    assert judged.natural_credit_points < judged.credit_points


def test_slippage_is_the_way_from_mid_to_natural():
    """Four legs, 0.10 each in the made chain."""
    market = market_of()
    judged = condor.quote(placement.by_sigmas(market, 1.5, 50, 30), market)
    assert judged.credit_points - judged.natural_credit_points == pytest.approx(0.4, abs=0.01)
    assert judged.slippage_dollars == pytest.approx(100 * (judged.credit_points - judged.natural_credit_points))


def test_a_leg_that_nobody_quotes_is_modelled():
    """A strike off the list: the mid is the surface's and there is no natural credit."""
    market = market_of()
    placed = replace(placement.by_sigmas(market, 1.5, 50, 30), long_put=4511.0)
    judged = condor.quote(placed, market)
    assert judged.natural_credit_points is None
    assert judged.credit_points > 0.0


def test_nothing_beyond_the_last_strike_is_explained():
    """A short on the outermost quoted strike has no wing."""
    with pytest.raises(OverlayError, match="strike beyond the short"):
        placement.by_sigmas(market_of(), 3.0, 50.0, 30)


@pytest.mark.parametrize("asked", [0.2, 0.6, 1.15, 5.0, 12.0])
def test_a_credit_asked_for_is_paid(asked):
    """At the mid of the very strikes taken."""
    market = market_of()
    assert condor.quote(placement.by_credit(market, asked, 50, 30), market).credit_points >= asked


@pytest.mark.parametrize("move", [{"vol_shift": 0.1}, {"index_return": -0.05}, {"days": 20}])
def test_quotes_do_not_outlive_a_move(move):
    """A shifted chain is priced by its surface: the credit moves, and nobody quotes it."""
    market = market_of()
    placed = placement.by_sigmas(market, 1.5, 50, 30)
    before, after = condor.quote(placed, market), condor.quote(placed, market.shifted(**move))
    assert after.natural_credit_points is None
    assert abs(after.credit_points - before.credit_points) > 0.5
    assert after.expected_value_dollars == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize("strikes", [(4511.0, 4600.0, 5400.0, 5450.0), (4500.0, 4600.0, 5400.0, 9000.0)])
def test_a_strike_that_cannot_be_traded_is_explained(strikes):
    """Between the listed ones, or beyond them; the nearest is named."""
    with pytest.raises(OverlayError, match="cannot be traded .* use the nearest"):
        placement.by_strikes(market_of(), strikes, 30)


def test_one_absurd_quote_does_not_bend_the_forward():
    """An ask 400 points too high near the money: forward and rate stay."""
    text = chains.cboe_csv()
    good = market_of(text)
    lines = text.splitlines()
    at = next(i for i, one in enumerate(lines) if "SPXW310620C05000000" in one)
    cells = lines[at].split(",")
    cells[5] = str(float(cells[5]) + 400.0)
    lines[at] = ",".join(cells)
    bent = market_of("\n".join(lines))
    t = good.years(date(2031, 6, 20))
    assert float(bent.forward(t)) == pytest.approx(float(good.forward(t)), abs=0.1)
    assert bent.rate == pytest.approx(good.rate, abs=0.002)


def test_the_fit_reprices_the_made_quotes():
    """All of them, and the vendor's 18% is what we find."""
    check = fit_check(market_of(), date(2031, 6, 20))
    assert check.inside == 1.0
    assert check.vendor_gap < 0.003


def test_quotes_of_what_is_not_listed_are_blank():
    """NaN, never zero."""
    quotes = market_of().listing.quotes([PUT, CALL], [4512.0, 5200.0], date(2031, 6, 20))
    assert np.isnan(quotes.mid[0])
    assert np.isfinite(quotes.mid[1])


@needs_chains
def test_a_stale_header_gives_way_to_parity():
    """The overnight chain of 2019: header 2881.40, quotes 2849."""
    market = from_chain(read_chain(CHAINS / "cboe_spx_2019-05-13_0447gth.dat"))
    assert market.spot == pytest.approx(2849.0, abs=1.0)
    assert any("spot" in flag.title for flag in market.flags)


@needs_chains
def test_history_before_the_chain_gives_its_own_odds():
    """A 2022 chain lies inside the bundled history, a 2023 one after its end: both have odds, the second to that end."""
    history = bundled.history()
    for file, past_to in (("cboe_spx_2022-06-10.csv", None), ("cboe_spx_2023-09-14.csv", history.last)):
        market = from_chain(read_chain(CHAINS / file), history)
        assert len(condor.quote(placement.by_sigmas(market, 1.5, 50, 30), market).odds) == 3
        assert market.past_to == past_to


@needs_chains
def test_a_vix_chain_is_no_condor_market():
    """One sentence says what is."""
    with pytest.raises(OverlayError, match="chain of VIX, but condors need SPX"):
        from_chain(read_chain(CHAINS / "cboe_vix_2023-05-15_1147.csv"))
