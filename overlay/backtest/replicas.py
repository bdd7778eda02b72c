"""Replicas of Cboe's published strategy indices from index, VIX and rate history alone.

Each replica is a fund that invests all its money in the same trade every month, as Cboe's methodology describes. Levels
are daily, 100 at the start, before costs like the published levels. Options are priced on the day's surface anchored to
the VIX (`overlay.options.surface`), the same surface as on every page; nothing is fitted to an index. Dividends accrue
at the history's yield. For levels within a day see `overlay.backtest.monthly_cycle`.

    put    bills, and one-month at-the-money puts sold, fully covered                 (Cboe PutWrite, PUT)
    bxm    the index, and one-month calls just above it sold                          (BuyWrite, BXM)
    pput   the index, and one-month puts 5% below it bought                           (5% Put Protection, PPUT)
    cll    the index, quarterly puts 5% below, one-month calls 10% above              (95-110 Collar, CLL)
    cndr   bills, and condors of 20- and 5-delta options, wings a tenth of the money  (Iron Condor, CNDR)
    bfly   bills, and butterflies with wings 5% out, a tenth of the money             (Iron Butterfly, BFLY)
    vxth   the index, and up to 1% a month in 30-delta calls on the VIX               (VIX Tail Hedge, VXTH)
"""

from collections.abc import Callable, Mapping
from functools import reduce
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd

from overlay.arrays import FloatArray
from overlay.backtest.monthly_cycle import Cycle, CycleOption, of_history
from overlay.condor.daily_strikes import by_delta
from overlay.hedge.activation import vxth_weight
from overlay.hedge.daily_calls import CallState, price, struck
from overlay.history.daily import History
from overlay.options.contracts import SPX
from overlay.rules.rule_set import StrikeRule

PROTECTED: Final = 0.95  # share of the index: strike of a bought put, also in a butterfly
CAPPED: Final = 1.10  # share of the index: strike of the collar's call
BUTTERFLY_WING: Final = 0.05
SHORT_DELTA, LONG_DELTA = 0.20, 0.05
RISKED: Final = 0.10  # wider wings of all condors or butterflies, as a share of the money
VIX_DELTA: Final = 0.30


def put(history: History) -> pd.Series:
    """At-the-money puts sold each month, fully covered by bills: (R,) levels."""
    cycle = of_history(history)
    strikes = _below(_spot(cycle))
    sold = cycle.leg(-1.0, strikes)
    units = 1.0 / (strikes * cycle.noon(cycle.expiry).discount - sold.noon)  # bills and premium grow to the strikes
    return cycle.levels(_on_bills(cycle, sold, units), "put")


def bxm(history: History) -> pd.Series:
    """The index with dividends, and a call just out of the money sold each month: (R,) levels."""
    cycle = of_history(history)
    return cycle.levels(cycle.stock.plus(cycle.leg(1.0, _above(_spot(cycle))), -1.0), "bxm")


def pput(history: History) -> pd.Series:
    """The index with dividends, and a put 5% out of the money bought each month: (R,) levels."""
    cycle = of_history(history)
    return cycle.levels(cycle.stock.plus(cycle.leg(-1.0, _below(PROTECTED * _spot(cycle)))), "pput")


def cll(history: History) -> pd.Series:
    """The index with dividends, a bought quarterly put 5% below, and a sold monthly call 10% above: (R,) levels."""
    cycle = of_history(history)
    begins = np.append(True, cycle.quarter[1:] != cycle.quarter[:-1])
    bought = np.maximum.accumulate(
        np.where(begins, np.arange(len(cycle)), 0)
    )  # the cycle in which each cycle's put was bought
    protection = cycle.leg(-1.0, _below(PROTECTED * _spot(cycle))[bought], cycle.quarter)
    cap = cycle.leg(1.0, _above(CAPPED * _spot(cycle)))
    return cycle.levels(cycle.stock.plus(protection).plus(cap, -1.0), "cll")


def cndr(history: History) -> pd.Series:
    """Bills, and condors short 20-delta and long 5-delta options.

    The wider wing is a tenth of the money: (R,) levels.
    """
    cycle = of_history(history)
    now = cycle.noon(cycle.expiry)
    low, put_, call, high = (
        by_delta(now, right, aim, SPX.strike_step)
        for right, aim in ((-1.0, LONG_DELTA), (-1.0, SHORT_DELTA), (1.0, SHORT_DELTA), (1.0, LONG_DELTA))
    )
    return _condors(cycle, (low, put_, call, high), "cndr")


def bfly(history: History) -> pd.Series:
    """Bills, and butterflies short at the money with wings 5% out; a wing is a tenth of the money: (R,) levels."""
    cycle = of_history(history)
    spot = _spot(cycle)
    middle = _nearest(spot)
    low, high = _nearest((1.0 - BUTTERFLY_WING) * spot), _nearest((1.0 + BUTTERFLY_WING) * spot)
    return _condors(cycle, (low, middle, middle, high), "bfly")


def vxth(history: History) -> pd.Series:
    """The index with dividends; each month up to 1% is spent on VIX calls, by the VIX future's level: (R,) levels."""
    cycle = of_history(history, "VIX")
    left = (cycle.expiry - cycle.numbers[cycle.first]).astype(np.float64)
    noon = CallState(cycle.at_noon(cycle.vix), cycle.at_noon(cycle.lately), cycle.rate[cycle.first], left)
    at_close = (cycle.expiry[cycle.cycle] - cycle.numbers).astype(np.float64)
    strikes = struck(StrikeRule(by="delta", amount=VIX_DELTA), noon)
    weight = vxth_weight(noon.future)
    calls = CycleOption(
        noon=price(strikes, noon),
        close=price(strikes[cycle.cycle], CallState(cycle.vix, cycle.lately, cycle.rate, at_close)),
        end=np.maximum(cycle.at_opening(cycle.vix) - strikes[:-1], 0.0),
    )
    stock = cycle.stock
    return cycle.levels(_mixed(cycle, (stock, (1.0 - weight) / stock.noon), (calls, weight / calls.noon)), "vxth")


def _condors(cycle: Cycle, strikes: tuple[FloatArray, ...], name: str) -> pd.Series:
    """Bills, and condors of four strikes (M,) each; the wider wing is a tenth of the money: (R,) levels."""
    low, put_, call, high = strikes
    cost = cycle.leg(-1.0, put_).plus(cycle.leg(1.0, call))
    cost = cost.plus(cycle.leg(-1.0, low), -1.0).plus(cycle.leg(1.0, high), -1.0)
    units = RISKED / np.maximum(put_ - low, high - call)  # bills hold ten times the wider wing, without the credit
    return cycle.levels(_on_bills(cycle, cost, units), name)


def _on_bills(cycle: Cycle, sold: CycleOption, units: FloatArray) -> CycleOption:
    """A dollar in bills with `units` (M,) of an option sold; the proceeds are held in bills too."""
    return _mixed(cycle, (cycle.bills, 1.0 + units * sold.noon), (sold, -units))


def _mixed(cycle: Cycle, *parts: tuple[CycleOption, FloatArray]) -> CycleOption:
    """A sum of legs, each with its units (M,), held through each cycle."""
    first, *others = (one.held(units, cycle.cycle) for one, units in parts)
    return reduce(CycleOption.plus, others, first)


def _spot(cycle: Cycle) -> FloatArray:
    return cycle.at_noon(cycle.index)


def _below(level: FloatArray) -> FloatArray:
    return np.floor(level / SPX.strike_step) * SPX.strike_step


def _above(level: FloatArray) -> FloatArray:
    return np.ceil(level / SPX.strike_step) * SPX.strike_step


def _nearest(level: FloatArray) -> FloatArray:
    return SPX.nearest_strike(level)


def total_return(history: History) -> pd.Series:
    """The index with dividends reinvested, as the replicas hold it. The published total return index checks it."""
    cycle = of_history(history)
    return cycle.levels(cycle.stock, "index")


#: every replica by the name of its published index
ALL: Final[Mapping[str, Callable[[History], pd.Series]]] = MappingProxyType(
    {"PUT": put, "BXM": bxm, "PPUT": pput, "CLL": cll, "CNDR": cndr, "BFLY": bfly, "VXTH": vxth}
)
