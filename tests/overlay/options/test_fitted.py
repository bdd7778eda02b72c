"""The fitted surface: inside the quotes, free of arbitrage between them, and what it refuses."""

from dataclasses import fields, replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, strategies as st

from overlay.data.chains.cboe import read_chain
from overlay.errors import OverlayError
from overlay.options import black, fitted
from overlay.options.chain import ExpirySlice
from overlay.options.fitted import Fitted, FittedSlice
from overlay.options.market import from_chain
from overlay.options.surface import Anchored, rebuilt_vix
from tests import chains, oracles
from tests.sizes import examples

CHAINS = oracles.SHARED / "data" / "chains"
FULL = ("2022-02-04", "2022-06-10", "2023-05-19", "2023-09-14")
CLOSES = {"2022-02-04": 23.22, "2022-06-10": 27.75, "2023-05-19": 16.81, "2023-09-14": 12.82}
needs_chains = pytest.mark.skipif(not CHAINS.exists(), reason=oracles.NO_SHARED)
DAYS = (5, 12, 19, 30, 61)


def made_slice(days, model, spread=0.02, spot=4000.0):
    """An expiry quoted by a model: mids rounded to five cents, a spread of so much of the price."""
    years = days / 365
    forward, discount = float(model.forward(years)), float(model.discount(years))
    strikes = np.arange(0.7, 1.2, 0.005) * spot
    sides = {}
    for name, right in (("call", 1), ("put", -1)):
        price = black.price(right, forward, strikes, years, model.vol(strikes, years), discount)
        half = np.maximum(0.025, np.round(spread * price / 2, 3))
        bid, ask = np.round(price - half, 3), np.round(price + half, 3)
        sides |= {
            f"{name}_bid": np.where(bid > 0.0, bid, np.nan),
            f"{name}_ask": ask,
            f"{name}_open_interest": np.ones(len(strikes)),
            f"{name}_volume": np.ones(len(strikes)),
        }
    return ExpirySlice(
        root="SPXW", expiry=date(2023, 9, 13) + timedelta(days=days), settlement="PM", days=days, years=years,
        forward=forward, discount=discount, discount_is_own=True, strikes=strikes, **sides,
    )  # fmt: skip


def surface_of(vix, spot=4000.0):
    """A surface fitted to quotes that the anchored model made."""
    model = Anchored(spot=spot, vix=vix, rate=0.04, dividend_yield=0.015)
    slices: list[FittedSlice] = []
    for days in DAYS:
        slices.append(fitted.fit_slice(made_slice(days, model), slices[-1] if slices else None))
    return Fitted(spot=spot, slices=tuple(slices)), model


def displayed(surface, reach=(-4.5, 4.2)):
    """Tenors 1 to 120 days, strikes over the displayed reach in standard deviations, forwards."""
    last = min(120, int(surface.slices[-1].years * 365))
    years = np.arange(1, last + 1)[:, None] / 365
    forward = surface.forward(years)
    atm = np.array([[float(surface.vol(float(f), float(t)))] for f, t in zip(forward[:, 0], years[:, 0], strict=True)])
    return years, forward * np.exp(np.linspace(*reach, 181)[None, :] * atm * np.sqrt(years)), forward, atm


def butterflies(surface):
    """The least second difference of call prices over the forward: below zero is an arbitrage."""
    years, strikes, forward, _ = displayed(surface)
    calls = black.price(1, forward, strikes, years, surface.vol(strikes, years)) / forward
    slopes = np.diff(calls, axis=1) / np.diff(strikes / forward, axis=1)
    return np.diff(slopes, axis=1).min()


def calendars(surface):
    """The least gain of total variance from a day to the next at equal moneyness, within the displayed reach."""
    years, _, forward, atm = displayed(surface)
    moneyness = np.exp(np.linspace(-0.35, 0.2, 181))[None, :]
    variance = surface.vol(forward * moneyness, years) ** 2 * years
    deviations = np.log(moneyness) / (atm * np.sqrt(years))
    shown = (deviations[1:] > -4.5) & (deviations[1:] < 4.2)
    return np.diff(variance, axis=0)[shown].min()


@examples(40)
@given(vix=st.floats(10.0, 60.0))
def test_a_model_is_found_again_from_its_quotes(vix):
    """Within two standard deviations and a tenth of a volatility point at the quoted expiries."""
    surface, model = surface_of(vix)
    for days in DAYS:
        years = days / 365
        strikes = float(model.forward(years)) * np.exp(
            np.linspace(-2, 2, 21) * float(model.atm_vol(years)) * years**0.5
        )
        strikes = strikes[(strikes > 3000.0) & (strikes < 4500.0)]  # between the quotes
        assert np.abs(surface.vol(strikes, years) - model.vol(strikes, years)).max() < 0.004


@examples(15)  # each fits a whole surface
@given(vix=st.floats(10.0, 60.0))
def test_the_fit_has_no_arbitrage(vix):
    """Neither between strikes nor between days, quoted or not."""
    surface, _ = surface_of(vix)
    assert butterflies(surface) > -1e-9
    assert calendars(surface) > -1e-9


def fitted_chain(day):
    """One of the full public chains and its surface."""
    chain = read_chain(CHAINS / f"cboe_spx_{day}.csv")
    return chain, fitted.fit(chain, chain.spot)


@needs_chains
@pytest.mark.parametrize("day", FULL)
def test_real_quotes_reprice_inside_bid_and_ask(day):
    """At least 95% of two-sided out-of-the-money quotes, 5 to 120 days, within 3 sd; half a tick of grace."""
    chain, surface = fitted_chain(day)
    inside = total = 0
    for one in chain.slices("PM"):
        if not 5 <= one.days <= 120:
            continue
        call = one.strikes >= one.forward
        bid, ask = np.where(call, one.call_bid, one.put_bid), np.where(call, one.call_ask, one.put_ask)
        near = np.abs(np.log(one.strikes / one.forward)) <= 3.0 * one.atm_vol() * np.sqrt(one.years)
        vols = surface.vol(one.strikes, one.years)
        price = black.price(np.where(call, 1, -1), one.forward, one.strikes, one.years, vols, one.discount)
        counted = near & (bid > 0.0) & (ask > bid)
        inside += np.count_nonzero(counted & (price >= bid - 0.025) & (price <= ask + 0.025))
        total += np.count_nonzero(counted)
    assert total > 2500
    assert inside / total >= 0.95


@needs_chains
@pytest.mark.parametrize("day", FULL)
def test_real_fits_have_no_arbitrage(day):
    """1 to 120 days, -4.5 to 4.2 standard deviations."""
    _, surface = fitted_chain(day)
    assert butterflies(surface) > -1e-9
    assert calendars(surface) > -1e-9


@needs_chains
@pytest.mark.parametrize("day", FULL)
def test_the_vix_can_be_rebuilt_from_a_chain(day):
    """Within a point of Cboe's close."""
    assert rebuilt_vix(fitted_chain(day)[1]) == pytest.approx(CLOSES[day], abs=1.0)


def test_a_shift_moves_every_vol_alike():
    """By five points up; forwards stay."""
    surface, _ = surface_of(18.0)
    moved = surface.shifted(0.05)
    strikes = np.linspace(3500.0, 4300.0, 9)
    np.testing.assert_allclose(moved.vol(strikes, 0.1), surface.vol(strikes, 0.1) + 0.05)
    assert float(moved.forward(0.1)) == float(surface.forward(0.1))


def test_a_shift_that_leaves_no_volatility_is_explained():
    """Forty points down from eighteen."""
    with pytest.raises(OverlayError, match="points is too large"):
        surface_of(18.0)[0].shifted(-0.4)


def test_forwards_and_discounts_pass_through_the_quoted_ones():
    """Exactly at each expiry, and through the spot and one today."""
    surface, model = surface_of(18.0)
    for one in surface.slices:
        assert float(surface.forward(one.years)) == pytest.approx(one.forward)
        assert float(surface.discount(one.years)) == pytest.approx(one.discount)
    assert (float(surface.forward(0.0)), float(surface.discount(0.0))) == pytest.approx((4000.0, 1.0))
    assert float(surface.forward(1.0)) == pytest.approx(float(model.forward(1.0)), rel=1e-3)


def test_too_few_quotes_are_not_fitted():
    """Seven strikes say nothing of a smile."""
    model = Anchored(spot=4000.0, vix=18.0)
    whole = made_slice(30, model)
    few = {
        f.name: getattr(whole, f.name)[40:47] for f in fields(whole) if isinstance(getattr(whole, f.name), np.ndarray)
    }
    assert fitted.fit_slice(replace(whole, **few)) is None


def test_a_chain_without_a_fittable_expiry_is_explained():
    """One strike, quoted on both sides."""
    with pytest.raises(OverlayError, match="two-sided"):
        from_chain(read_chain(chains.cboe_csv(count=5).encode(), name="thin.csv"))
