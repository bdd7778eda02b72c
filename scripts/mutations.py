"""Sixty small code errors in condor, tax, ladder and backtest, which `python -m scripts.mutants` applies.

Each should make a test fail. A mutation is a plausible programming mistake: a wrong sign, a dropped term, a day too
many, the wrong side, the wrong cap. Its old text occurs exactly once in its file (checked by
`tests/test_mutations.py`). `tests` are files below tests/overlay/, or a single test of a file that would take long as a
whole.
"""

from typing import Final, NamedTuple


class Mutation(NamedTuple):
    """A file below overlay/, the text to replace in it, the replacement, and the tests that should fail."""

    file: str
    old: str
    new: str
    tests: tuple[str, ...]


_SIZING: Final = ("condor/test_sizing.py",)
_PLACEMENT: Final = ("condor/test_placement.py",)
_PRICING: Final = ("condor/test_pricing.py",)

CONDOR: Final = (
    Mutation("condor/sizing.py", "spx_loss_dollars / 10.0", "spx_loss_dollars / 9.0", _SIZING),
    Mutation(
        "condor/sizing.py",
        "caps.aggregate_cap * capital_cents) - open_cents",
        "caps.aggregate_cap * capital_cents)",
        _SIZING,
    ),
    Mutation(
        "condor/sizing.py",
        "max(cents(budget_dollars) // cents(loss_dollars), 0)",
        "max(-(-cents(budget_dollars) // cents(loss_dollars)), 0)",
        _SIZING,
    ),
    Mutation(
        "condor/sizing.py",
        "round(caps.layer_cap * capital_cents * size)",
        "round(caps.layer_cap * capital_cents)",
        _SIZING,
    ),
    Mutation(
        "condor/placement.py",
        "return max(self.put_spreads * self.put_width, self.call_spreads * self.call_width)",
        "return min(self.put_spreads * self.put_width, self.call_spreads * self.call_width)",
        (*_PRICING, *_SIZING),
    ),
    Mutation(
        "condor/placement.py",
        "return 2 * self.quantity * (self.put_spreads + self.call_spreads)",
        "return 2 * self.quantity * (self.put_spreads + self.put_spreads)",
        (*_PLACEMENT, *_PRICING),
    ),
    Mutation(
        "condor/placement.py",
        "levels = forward - out * (1.0 + shape.tilt), forward + out * (1.0 - shape.tilt)",
        "levels = forward - out * (1.0 - shape.tilt), forward + out * (1.0 + shape.tilt)",
        _PLACEMENT,
    ),
    Mutation(
        "condor/placement.py",
        "forward + call_out - earned / shape.call_spreads",
        "forward + call_out + earned / shape.call_spreads",
        _PLACEMENT,
    ),
    Mutation(
        "condor/placement.py",
        "short_call = _nearest(calls, call_deltas, short_delta * (1.0 + shape.tilt))",
        "short_call = _nearest(calls, call_deltas, short_delta * (1.0 - shape.tilt))",
        _PLACEMENT,
    ),
    Mutation("condor/placement.py", "one[enough[-1]]", "one[enough[0]]", _PLACEMENT),
    Mutation(
        "condor/pricing.py", "max_loss = condor.widest_points - credit", "max_loss = condor.widest_points", _PRICING
    ),
    Mutation(
        "condor/pricing.py",
        "return (width_points - credit_points) / width_points",
        "return credit_points / width_points",
        _PRICING,
    ),
    Mutation(
        "condor/pricing.py",
        "condor.short_call + call if call < condor.call_width else None",
        "condor.short_call - call if call < condor.call_width else None",
        _PRICING,
    ),
    Mutation(
        "condor/scan.py",
        "np.maximum(p.width, c.width)",
        "np.minimum(p.width, c.width)",
        ("condor/test_scan.py",),
    ),
    Mutation(
        "condor/daily_strikes.py",
        "return forward - out * (1.0 + how.tilt) + inside, forward + out * (1.0 - how.tilt) - inside",
        "return forward - out * (1.0 + how.tilt) - inside, forward + out * (1.0 - how.tilt) + inside",
        ("condor/test_daily_strikes.py",),
    ),
)

_1256: Final = ("tax/test_section1256.py",)
_WASH: Final = ("tax/test_wash.py",)
_STRADDLE: Final = ("tax/test_straddle.py",)
_INCOME: Final = ("tax/test_income_tax.py",)
_YEARLY: Final = ("tax/test_yearly.py",)
_SELL: Final = ("tax/test_sell_or_hold.py",)

TAX: Final = (
    Mutation("tax/section1256.py", "LONG_TERM_SHARE: Final = 0.6", "LONG_TERM_SHARE: Final = 0.4", _1256),
    Mutation(
        "tax/section1256.py", "max(0.0, net_loss - law(year, filing).loss_cap), carryover", "net_loss, carryover", _1256
    ),
    Mutation("tax/section1256.py", "max(0, day.weekday() - 4)", "max(0, day.weekday() - 5)", _1256),
    Mutation("tax/wash.py", "abs((bought - sold).days) <= WINDOW_DAYS", "abs((bought - sold).days) < WINDOW_DAYS", _WASH),
    Mutation(
        "tax/wash.py",
        "one.day - timedelta(days=(sold - acquired).days)",
        "one.day + timedelta(days=(sold - acquired).days)",
        _WASH,
    ),
    Mutation("tax/straddle.py", "if is_long_term(acquired, opened):", "if is_long_term(acquired, closed):", _STRADDLE),
    Mutation(
        "tax/straddle.py",
        "allowed = max(0.0, realised_loss - unrecognised_gain)",
        "allowed = min(realised_loss, unrecognised_gain)",
        _STRADDLE,
    ),
    Mutation(
        "tax/straddle.py",
        "place = 1 if days > 90 and strike > 50.0 else 0",
        "place = 1 if days >= 90 and strike > 50.0 else 0",
        _STRADDLE,
    ),
    Mutation(
        "tax/income_tax.py",
        "max(0.0, min(return_.long_term, netted)) + return_.qualified_dividends",
        "max(0.0, return_.long_term) + return_.qualified_dividends",
        _INCOME,
    ),
    Mutation("tax/income_tax.py", "agi - rules.niit_threshold", "agi", _INCOME),
    Mutation("tax/income_tax.py", "-(long_term + max(short, 0.0))", "-long_term", _INCOME),
    Mutation("tax/yearly.py", "BACK_YEARS = 3", "BACK_YEARS = 2", _YEARLY),
    Mutation(
        "tax/sell_or_hold.py", "value + dividends - tax, basis + dividends - tax", "value + dividends - tax, basis", _SELL
    ),
    Mutation(
        "tax/dividends.py", "acquired.toordinal() + 1, sold.toordinal() + 1", "acquired.toordinal(), sold.toordinal() + 1",
        ("tax/test_dividends.py",),
    ),
    Mutation("tax/gifts.py", "max(0.0, within - floor)", "within", ("tax/test_gifts.py",)),
)  # fmt: skip

_ENGINE: Final = "ladder/test_engine.py"
_WALK: Final = (
    f"{_ENGINE}::test_each_preset_walks_as_the_slow_loop_does",
    f"{_ENGINE}::test_each_exit_and_each_roll_acts_as_in_the_slow_loop",
    f"{_ENGINE}::test_the_ladder_equals_the_slow_loop_in_every_leg_and_flow",
)
_MOST: Final = (f"{_ENGINE}::test_a_roll_never_holds_more_condors_than_what_it_was_rolled_from",)
_BOOK: Final = (f"{_ENGINE}::test_the_broker_asks_for_widths_and_the_loss_is_what_the_credit_leaves",)
_ROLLS: Final = ("ladder/test_roll_ledger.py",)

LADDER: Final = (
    Mutation(
        "ladder/layers.py",
        "np.maximum(self.strikes[1] - self.strikes[0], self.strikes[3] - self.strikes[2])",
        "self.strikes[1] - self.strikes[0] + self.strikes[3] - self.strikes[2]",
        _BOOK,
    ),
    Mutation(
        "ladder/layers.py",
        "self.width(terms) - self.credit() + terms.commission_cents",
        "self.width(terms) - self.credit() - terms.commission_cents",
        _BOOK,
    ),
    Mutation(
        "ladder/layers.py",
        "np.asarray(terms.commission_cents * (1 + traded.astype(np.int64)))",
        "np.asarray(terms.commission_cents * (2 - traded.astype(np.int64)))",
        (f"{_ENGINE}::test_the_result_of_a_layer_is_the_cash_of_its_flows",),
    ),
    Mutation("ladder/layers.py", "buys = _BUY if opening else -_BUY", "buys = -_BUY if opening else _BUY", _WALK),
    Mutation(
        "ladder/engine.py", "np.rint(moments.t * 365.0) <= amount", "np.rint(moments.t * 365.0) < amount", _WALK
    ),
    Mutation("ladder/engine.py", "cost - received >= amount * received", "cost >= amount * received", _WALK),
    Mutation(
        "ladder/engine.py",
        "(moments.vix > level) & (loss > 0.0)",
        "moments.vix > level",
        _WALK,
    ),
    Mutation("ladder/engine.py", "min(count, found[parent[number]])", "max(count, found[parent[number]])", _MOST),
    Mutation("ladder/engine.py", "standing[0][0] <= opened[number]", "standing[0][0] < opened[number]", _WALK),
    Mutation("ladder/engine.py", "at = falls_due[entries[-1]]", "at = falls_due[due[-1]]", _WALK),
    Mutation(
        "ladder/accounts.py",
        "requirement=_standing(ladder, one.quantity * one.width(terms))",
        "requirement=_standing(ladder, one.quantity * one.loss(terms))",
        _BOOK,
    ),
    Mutation("ladder/accounts.py", "0.5 * gamma * move**2", "gamma * move**2", (f"{_ENGINE}::test_gamma_takes_half_its_square_of_the_move_and_theta_each_day_that_passed",)),
    Mutation(
        "ladder/liquidity.py",
        "max(self.open_loss_dollars - self.posted_dollars, 0.0)",
        "self.open_loss_dollars - self.posted_dollars",
        _SIZING,
    ),
    Mutation("ladder/roll_ledger.py", "before[number] = before[parent] + worth[parent]", "before[number] = before[parent]", _ROLLS),
    Mutation("ladder/liquidity.py", "* (1.0 + increase)", "* (1.0 - increase)", _SIZING),
)  # fmt: skip

_RUN: Final = "backtest/test_engine.py"
_FILLS: Final = (f"{_RUN}::test_calls_are_filled_away_from_the_mid_and_settle_for_nothing",)
_TAXES: Final = (f"{_RUN}::test_each_years_tax_is_on_that_years_result_and_falls_due_on_its_last_day",)
_PARTS: Final = ("backtest/test_attribution.py",)
_SWEEP: Final = "backtest/test_sweep.py"
_CYCLE: Final = ("backtest/test_replicas.py::test_vix_options_are_rolled_on_the_wednesdays_on_which_they_settled",)

BACKTEST: Final = (
    Mutation(
        "backtest/hedge_accounts.py", "_ticks(found.cost + slippage_points)", "_ticks(found.cost - slippage_points)", _FILLS
    ),
    Mutation(
        "backtest/hedge_accounts.py", "condors / PER_CONDORS * weight)", "condors / PER_CONDORS)", (f"{_RUN}::test_an_activation_replaces_the_rules_weights",)
    ),
    Mutation(
        "backtest/hedge_accounts.py", "np.where(traded, counts * each, 0)", "np.where(traded, 0, counts * each)", _FILLS
    ),
    Mutation(
        "backtest/engine.py", "np.diff(np.concatenate([[0.0], running]))", "running", _TAXES
    ),
    Mutation("backtest/engine.py", "(earn if now >= 0 else cost)", "earn", (f"{_RUN}::test_borrowed_cash_pays_the_spread",)),
    Mutation(
        "backtest/engine.py",
        "*= np.exp(dividends)",
        "*= np.exp(-dividends)",
        (f"{_RUN}::test_the_index_fund_earns_its_dividends",),
    ),
    Mutation("backtest/engine.py", "np.where(np.isnan(share), np.inf, share)", "np.nan_to_num(share)", (f"{_RUN}::test_ruin_is_a_day_and_margin_use_is_then_without_bound",)),
    Mutation("backtest/engine.py", "np.flatnonzero(years[1:] != years[:-1])", "np.flatnonzero(years[1:] != years[:-1]) + 1", _TAXES),
    Mutation("backtest/attribution.py", "(np.diff(equity) - np.diff(hold)) / equity[:-1]", "(np.diff(equity) - np.diff(hold)) / equity[1:]", _PARTS),
    Mutation(
        "backtest/attribution.py",
        "- condor_missed - found.calls.missed",
        "- condor_missed",
        _PARTS,
    ),
    Mutation(
        "backtest/attribution.py",
        "before = np.concatenate([found.path.vix[:1], found.path.vix[:-1]])",
        "before = found.path.vix",
        _PARTS,
    ),
    Mutation("backtest/attribution.py", "np.diff(alive) / alive[:-1]", "np.diff(alive) / alive[1:]", _PARTS),
    Mutation(
        "backtest/sweep.py",
        "best, found = max(rated,",
        "best, found = min(rated,",
        (f"{_SWEEP}::test_the_best_cell_is_deflated_by_all_that_were_tried",),
    ),
    Mutation(
        "backtest/sweep.py",
        "if found.ruined is not None:",
        "if found.ruined == 1:",
        (f"{_SWEEP}::test_a_ruined_book_has_no_outcome",),
    ),
    Mutation("backtest/monthly_cycle.py", "exchange.vix_expiry(month.year", "exchange.monthly_expiry(month.year", _CYCLE),
)  # fmt: skip

MUTATIONS: Final = (*CONDOR, *TAX, *LADDER, *BACKTEST)
