"""The backtest: balanced to the cent, blind to the future, composed of parts that are tested on their own."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, strategies as st

from overlay.backtest import attribution, engine, trades
from overlay.backtest.engine import CashKind, Conduct, run
from overlay.backtest.hedge_accounts import wanted
from overlay.book.holdings import INDEX_FUND, of_lots
from overlay.book.lots import Lot
from overlay.data import bundled, sample_books as portfolios
from overlay.data.files import lots as uploads
from overlay.errors import OverlayError
from overlay.hedge import calls
from overlay.hedge.activation import BELOW_15, CALENDAR, EXPIRY, MONETISE
from overlay.hedge.held_calls import End
from overlay.history import path as layer_path
from overlay.ladder import engine as ladder
from overlay.ladder.layers import Fate, Terms
from overlay.options.contracts import XSP
from overlay.options.costs import Costs
from overlay.rules.presets import ARTICLE, GLOSSARY, PRESETS, PROMOTER, STEWARD
from overlay.rules.rule_set import ExitRule, StrikeRule
from overlay.tax.sell_or_hold import MARGIN_SPREAD
from overlay.tax.yearly import Rates, taxes
from overlay.vix import market as vix_market
from tests.histories import part
from tests.sizes import examples

HISTORY = bundled.history()
BOOK = portfolios.sample("Five names", HISTORY, HISTORY.last)
FUND = of_lots([Lot(symbol=INDEX_FUND, shares=2500.0, basis=300.0, acquired=date(2001, 1, 2))], {INDEX_FUND: 400.0})
FREE = Costs(commission_dollars=0.0, slippage_points=0.0)
SPAN = {"first": date(2006, 1, 3), "last": date(2010, 12, 31)}
UNHEDGED = replace(ARTICLE, hedge=replace(ARTICLE.hedge, layers=()))


FEW = part(HISTORY, "2007", "2009")
LIVED = run(HISTORY, BOOK, ARTICLE, Costs(), Rates(), **SPAN)


@st.composite
def conducts(draw):
    """Any way of carrying the rules out."""
    return Conduct(
        contract=draw(st.sampled_from([engine.SPX, XSP])),
        fill=draw(st.sampled_from([0.0, 0.4, 1.0])),
        most_rolls=draw(st.integers(0, 2)),
        gated=draw(st.booleans()),
        width_level=draw(st.sampled_from([None, 3000.0])),
        hedge_roll=draw(st.sampled_from([EXPIRY, CALENDAR, MONETISE])),
        activation=draw(st.sampled_from([None, BELOW_15])),
    )


@examples(12)
@given(st.sampled_from(list(PRESETS.values())), conducts(), st.sampled_from([None, Rates()]))
def test_cash_and_positions_balance_daily_to_the_cent(rules, conduct, tax):
    """The ledger's rows add up to each day's cash; calls and condors bought are those sold, settled or still open."""
    found = run(FEW, BOOK, rules, Costs(), tax, conduct=conduct)
    daily = np.zeros(len(found.path), dtype=np.int64)
    np.add.at(daily, found.ledger.at, found.ledger.cents)
    np.testing.assert_array_equal(np.cumsum(daily), found.cash_cents)
    held = np.zeros(len(found.path), dtype=np.int64)
    for row in trades.table(found).query("what == 'VIX call'").itertuples():
        ended = found.path.days[-1] + 1 if row.how == "open" else np.datetime64(row.ended, "D")
        held[(found.path.days >= np.datetime64(row.opened, "D")) & (found.path.days < ended)] += row.contracts
    np.testing.assert_array_equal(held, found.calls.contracts(len(found.path)))
    np.testing.assert_allclose(found.equity, found.core + found.condors + found.hedge + found.cash)


def test_all_money_ends_in_the_result():
    """Once nothing stands open, equity is stocks, deposit and every flow since."""
    closed = replace(ARTICLE, entry_days=21, exits=ExitRule(policy="days_left", amount=28.0))
    found = run(FEW, BOOK, replace(closed, hedge=UNHEDGED.hedge), Costs(), conduct=Conduct(most_rolls=0))
    ended = found.ladder.layers.fate != Fate.OPEN
    result = (found.ladder.layers.quantity * found.ladder.layers.result(found.ladder.terms))[ended].sum()
    flows = found.ledger
    traded = flows.cents[np.isin(flows.kind, [CashKind.CONDOR, CashKind.COMMISSION])]
    open_cash = found.book.cash_cents[-1] - result
    assert traded.sum() == result + open_cash == found.book.cash_cents[-1]


def contracts(found, day):
    """What was bought or sold by a day, by contract: how many, and the dollars taken or paid for them.

    One contract can stand on two rows, when a part of it is sold before the rest.
    """
    table = trades.table(found)
    table["opening"] = table["received"].where(table["what"] != trades.CALL, table["paid"])
    by_contract = table[table["opened"] <= day].groupby(["opened", "what", "expiry", "strikes"])
    return by_contract[["contracts", "opening"]].sum()


@examples(12)
@example(ARTICLE, Conduct(most_rolls=1, hedge_roll=MONETISE, gated=False), 441, 1.5)  # sells a part of held calls later
@given(st.sampled_from([ARTICLE, GLOSSARY, STEWARD, PROMOTER]), conducts(), st.integers(300, 740), st.floats(0.6, 1.6))
def test_what_comes_after_a_day_changes_nothing_before_it(rules, conduct, at, factor):
    """Index, VIX, rates, dividends and closes changed after a day: equity, cash, contracts opened by then stay the same."""
    later = np.arange(len(FEW.days)) > at
    changed = {
        name: getattr(FEW, name).where(~later, getattr(FEW, name) * factor)
        for name in ("index", "vix", "rate", "dividend_yield")
    } | {"closes": FEW.closes * np.where(later, factor, 1.0)[:, None]}
    one, two = (run(known, BOOK, rules, Costs(), Rates(), conduct=conduct) for known in (FEW, replace(FEW, **changed)))
    upto = slice(0, at + 1 - (len(FEW.days) - len(one.path)))
    np.testing.assert_array_equal(one.cash_cents[upto], two.cash_cents[upto])
    np.testing.assert_allclose(one.equity[upto], two.equity[upto], rtol=1e-12)
    np.testing.assert_allclose(one.hold[upto], two.hold[upto], rtol=1e-12)
    pd.testing.assert_frame_equal(*(contracts(known, FEW.days[at]) for known in (one, two)))


def test_gates_of_the_first_day_know_the_history_before_it():
    """A late start sees the same indicators on its days as a whole run does, so the same gates."""
    path = layer_path.from_history(HISTORY, SPAN["first"], SPAN["last"], engine._size(HISTORY, ARTICLE, LIVED.events))
    np.testing.assert_array_equal(LIVED.path.size, path.size)
    assert 0.0 < np.nanmean(path.size) < 1.0


def test_the_ladder_is_that_of_the_ladder_page():
    """The same layers, days and strikes; only sizes follow the book's growth."""
    walked = ladder.walk(ARTICLE, LIVED.path, Terms(capital_dollars=BOOK.value))
    np.testing.assert_array_equal(walked.layers.strikes, LIVED.ladder.layers.strikes)
    np.testing.assert_array_equal(walked.layers.ended, LIVED.ladder.layers.ended)
    assert (walked.layers.quantity != LIVED.ladder.layers.quantity).any()


def test_caps_follow_stocks_and_what_ended_condors_brought():
    """Each fresh layer's largest loss stays under its share of that day's capital, by a plain count."""
    one, terms = LIVED.ladder.layers, LIVED.ladder.terms
    for number in np.flatnonzero((one.parent < 0) & (one.quantity > 0))[:60]:
        at = one.opened[number]
        done = one.ended <= at
        brought = (one.quantity * one.result(terms))[done].sum() / 100
        capital = LIVED.core[at] + brought
        room = ARTICLE.sizing.layer_cap * capital * LIVED.path.size[at]
        loss = one.loss(terms)[number] / 100
        assert one.quantity[number] == int(room / loss + 1e-9)


def test_the_stocks_are_held():
    """Each name moves as its adjusted close; the dollars of the first day are the portfolio's."""
    at, end = HISTORY.at(SPAN["first"]), HISTORY.at(SPAN["last"])
    for column, (name, dollars) in enumerate(zip(LIVED.names, BOOK.values, strict=True)):
        close = HISTORY.closes[name].to_numpy()
        np.testing.assert_allclose(LIVED.by_name[:, column], dollars * close[at : end + 1] / close[at])


def test_the_index_fund_earns_its_dividends():
    """About two percent a year above the index."""
    found = run(HISTORY, FUND, UNHEDGED, Costs(), **SPAN)
    index = HISTORY.index.loc[str(SPAN["first"]) : str(SPAN["last"])].to_numpy()
    above = np.log(found.core[-1] / found.core[0]) - np.log(index[-1] / index[0])
    assert 0.018 * 5 < above < 0.025 * 5


def test_nothing_traded_is_stocks_and_cash_at_interest():
    """Without room for a single condor there is no hedge, and the whole is what holding gives."""
    idle = replace(ARTICLE, sizing=replace(ARTICLE.sizing, layer_cap=0.0))
    found = run(HISTORY, replace(BOOK, cash=50_000.0), idle, Costs(), Rates(), **SPAN)
    np.testing.assert_array_equal(found.equity, found.hold)
    nights = np.diff(found.path.numbers[: len(found.path)]) / 365
    expected = 50_000 * np.exp(np.sum(found.path.rate[:-1] * nights))
    assert found.cash[-1] == pytest.approx(expected, abs=0.5 * len(found.path) / 100)


def test_borrowed_cash_pays_the_spread():
    """A loan of a dollar grows by rate and spread."""
    flows = np.zeros(len(LIVED.path), dtype=np.int64)
    owed = engine._compounded(LIVED.path, flows, -100_000_000)
    nights = np.diff(LIVED.path.numbers[: len(LIVED.path)]) / 365
    expected = -1e6 * np.exp(np.sum((LIVED.path.rate[:-1] + MARGIN_SPREAD) * nights))
    assert owed[-1] / 100 == pytest.approx(expected, rel=1e-5)


def test_a_loan_is_a_share_of_what_is_left():
    """Negative cash over equity; nothing while cash is there; without bound where nothing is left."""
    found = run(HISTORY, BOOK, PROMOTER, Costs(), conduct=Conduct(gated=False), **SPAN)
    plain = [
        np.inf if left <= 0 else max(-cash, 0.0) / left for cash, left in zip(found.cash, found.equity, strict=True)
    ]
    assert found.loan == pytest.approx(plain)
    assert 0.0 in plain
    assert max(plain) > 0.0


def test_calls_follow_the_condors_that_stand():
    """Four, four and two for ten condors, whole calls, bought on a day by that day's count."""
    asked = wanted(ARTICLE.hedge, LIVED.book.condors.astype(float), LIVED.path)
    one = LIVED.calls.holdings
    np.testing.assert_array_equal(one.contracts, asked[one.layer, one.bought])
    at = int(np.argmax(LIVED.book.condors))
    np.testing.assert_array_equal(asked[:, at], np.rint(np.array([0.4, 0.4, 0.2]) * LIVED.book.condors[at]))


def test_calls_follow_the_size_of_smaller_condors():
    """Where widths follow the index, a condor half as wide as the rule says is half a condor to the hedge."""
    level = 2.0 * float(LIVED.path.index.max())
    found = run(HISTORY, BOOK, ARTICLE, Costs(), conduct=Conduct(width_level=level), **SPAN)
    one = found.calls.holdings
    laid = found.ladder.layers
    wide = laid.quantity * np.maximum(laid.strikes[1] - laid.strikes[0], laid.strikes[3] - laid.strikes[2])
    stands = (laid.opened[:, None] <= one.bought) & (one.bought < laid.ended[:, None])
    full = (wide[:, None] * stands).sum(axis=0) / ARTICLE.placement.wing_points
    share = np.array([0.4, 0.4, 0.2])[one.layer]
    calm = found.path.vix[one.bought] <= ARTICLE.hedge.weights[0][0]
    assert calm.any()
    np.testing.assert_array_equal(one.contracts[calm], np.rint(share * full * ARTICLE.hedge.weights[0][1])[calm])


def test_calls_follow_the_size_of_small_contracts():
    """Ten XSP condors are one SPX condor to the hedge: the same risk gets about the same calls."""
    small = run(HISTORY, BOOK, ARTICLE, Costs(), conduct=Conduct(contract=XSP), **SPAN)
    assert small.book.condors.max() > 5 * LIVED.book.condors.max()
    one = small.calls.holdings
    full = small.book.condors[one.bought] / 10.0
    share = np.array([0.4, 0.4, 0.2])[one.layer]
    calm = small.path.vix[one.bought] <= ARTICLE.hedge.weights[0][0]
    assert calm.any()
    np.testing.assert_array_equal(one.contracts[calm], np.rint(share * full * ARTICLE.hedge.weights[0][1])[calm])


def test_an_activation_replaces_the_rules_weights():
    """Buying below 15 only buys nothing in the panic."""
    found = run(HISTORY, BOOK, ARTICLE, Costs(), conduct=Conduct(activation=BELOW_15), **SPAN)
    assert (found.path.vix[found.calls.holdings.bought] <= 15.0).all()


@pytest.mark.parametrize(("by", "amount"), [("points_above", 8.0), ("share_above", 0.6), ("delta", 0.15)])
def test_calls_are_struck_by_points_by_a_share_or_by_delta(by, amount):
    """Each as one would be struck alone, in the market of the day it was bought."""
    strike = StrikeRule(by=by, amount=amount)
    layers = tuple(replace(one, strike=strike) for one in ARTICLE.hedge.layers)
    found = run(FEW, BOOK, replace(ARTICLE, hedge=replace(ARTICLE.hedge, layers=layers)), Costs())
    one = found.calls.holdings
    assert len(one) > 20
    for number in range(0, len(one), 7):
        market = vix_market.from_history(FEW, found.path.day(int(one.bought[number])))
        assert one.strike[number] == calls.listed_strike(strike, market, int(one.tenor[number]))


@pytest.mark.parametrize(("roll", "ends"), [(EXPIRY, End.EXPIRED), (CALENDAR, End.ROLLED)], ids=["settled", "sold"])
def test_calls_are_filled_away_from_the_mid_and_settle_for_nothing(roll, ends):
    """Three hundredths above and below it, $1.30 a call; what expires brings its settlement, and nobody is paid for that."""
    calls_ = run(FEW, BOOK, ARTICLE, Costs(), conduct=Conduct(hedge_roll=roll)).calls
    one, sold = calls_.holdings, ends is End.ROLLED
    ended = np.flatnonzero((one.end == ends) & (one.contracts > 0))
    assert len(ended) > 10
    for number in ended:
        count, missed = round(one.contracts[number]), 0.03 if sold else 0.0
        paid, brought = one.cost[number] + 0.03, max(one.brought[number] - missed, 0.0)
        assert calls_.bought_cents[number] == -count * 100 * round(100 * paid)
        assert calls_.sold_cents[number] == count * 100 * round(100 * brought)
        assert calls_.commission_cents[:, number].tolist() == [130 * count, 130 * count if sold else 0]


def test_each_years_tax_is_on_that_years_result_and_falls_due_on_its_last_day():
    """Cash of condors and calls with their marks, less what stood at the end of the year before, by a plain loop."""
    years, flows = pd.DatetimeIndex(LIVED.path.days).year, LIVED.ledger
    traded = np.isin(flows.kind, [CashKind.CONDOR, CashKind.CALL, CashKind.COMMISSION])
    ends, gains, before = [], [], 0.0
    for year in range(2006, 2011):
        end = int(np.flatnonzero(years == year)[-1])
        worth = flows.cents[traded & (flows.at <= end)].sum() / 100 + LIVED.condors[end] + LIVED.hedge[end]
        ends.append(end)
        gains.append(worth - before)
        before = worth
    paid = flows.by_day(CashKind.TAX, len(LIVED.path))
    np.testing.assert_allclose(-paid[ends] / 100, taxes(np.array(gains), Rates()), atol=0.01)
    assert np.count_nonzero(paid) == np.count_nonzero(paid[ends]) > 0


def test_costs_can_only_take_away():
    """Free fills miss the mid by rounding to whole hundredths of a point only."""
    free, paid = (run(FEW, BOOK, UNHEDGED, costs, conduct=Conduct(gated=False)) for costs in (FREE, Costs()))
    rounding, costs = (attribution.whole(one).sums.costs for one in (free, paid))
    assert abs(rounding) < 0.02 * abs(costs)
    assert costs < 0.0


def test_ruin_is_a_day_and_margin_use_is_then_without_bound():
    """The promoter's tenth of the book at a time on one stock, in points that the index of 1990 never moved."""
    lots = of_lots([Lot(symbol="AMD", shares=1000.0, basis=1.0, acquired=date(1990, 1, 2))], {"AMD": 1000.0})
    wild = replace(
        PROMOTER, entry_days=7, expiry_days=1, sizing=replace(PROMOTER.sizing, layer_cap=0.9, aggregate_cap=9.0)
    )
    found = run(HISTORY, lots, wild, Costs(commission_dollars=20.0, slippage_points=3.0), conduct=Conduct(gated=False))
    assert found.ruined is None or found.equity[found.ruined] <= 0.0
    spent = replace(found, core=found.core * 0.0 - 1.0)
    assert spent.ruined is not None
    assert np.isinf(spent.margin_use[spent.ruined])


def test_a_history_of_the_users_own_without_stocks_is_enough_for_the_index_fund():
    """Index alone: VIX modelled, breadth unknown, and a result."""
    own = uploads.history(index=HISTORY.index.loc["2004":"2008"])
    found = run(own, FUND, ARTICLE, Costs())
    assert len(found.ladder.layers) > 20


def test_a_name_without_closes_is_refused():
    """The sentence names it and the way out."""
    own = uploads.history(index=HISTORY.index.loc["2004":"2005"])
    with pytest.raises(OverlayError, match="no closes of .*MSFT.*leave them out"):
        run(own, BOOK, ARTICLE, Costs())


def test_the_trade_table_holds_every_trade():
    """As many rows as layers and holdings with contracts, results that add up to the ledger's, strikes in order."""
    table = trades.table(LIVED)
    one, calls = LIVED.ladder.layers, LIVED.calls.holdings
    assert len(table) == (one.quantity > 0).sum() + (calls.contracts > 0).sum()
    ended = table[table["how"] != "open"]
    cash = ended["received"] - ended["paid"] - ended["commission"]
    np.testing.assert_allclose(cash, ended["result"], atol=1e-6)
    traded = LIVED.ledger.cents[np.isin(LIVED.ledger.kind, [CashKind.CONDOR, CashKind.CALL, CashKind.COMMISSION])].sum()
    assert (table["received"] - table["paid"] - table["commission"]).sum() == pytest.approx(traded / 100)
    assert table["opened"].is_monotonic_increasing


def test_turnover_counts_options_and_never_stocks():
    """Four legs to open, four more if traded to end; calls once, twice if sold."""
    one, calls = LIVED.ladder.layers, LIVED.calls.holdings
    condors = sum(
        4 * count * (2 if fate in {Fate.CLOSED, Fate.ROLLED} else 1)
        for count, fate in zip(one.quantity.tolist(), one.fate.tolist(), strict=True)
    )
    bought = sum(
        count * (2 if end in {End.ROLLED, End.MONETISED} else 1)
        for count, end in zip(calls.contracts.tolist(), calls.end.tolist(), strict=True)
    )
    found = trades.turnover(LIVED)
    assert found.contracts == pytest.approx((condors + bought) / LIVED.years)
    assert found.core == 0.0
