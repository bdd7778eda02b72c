"""Replicas of Cboe's published strategy indices from index, VIX and rate history alone.

Each replica is a fund that invests all its money in the same trade every month, as Cboe's methodology describes. Levels
are daily, 100 at the start, before costs like the published levels. Options are priced on the day's surface anchored to
the VIX (`overlay.options.surface`), the same surface as on every page; nothing is fitted to an index. Dividends accrue
at the history's yield. For levels within a day see `overlay.backtest.monthly_cycle`.

    put    bills, and one-month at-the-money puts sold, fully covered                 (Cboe PutWrite, PUT)
    bxm    the index, and one-month calls just above it sold                          (BuyWrite, BXM)
    pput   the index, and one-month puts 5% below it bought                           (5% Put Protection, PPUT)
    cll    the index, quarterly puts 5% below, one-month calls 10% above              (95-110 Collar, CLL)
    cndr   bills, and condors of 20- and 5-delta options, wings a tenth of the bills  (Iron Condor, CNDR)
    bfly   bills, and butterflies with wings 5% out, a tenth of the bills             (Iron Butterfly, BFLY)
    vxth   the index, and up to 1% a month in 30-delta calls on the VIX               (VIX Tail Hedge, VXTH)

Old options settle at the opening of roll day (at its close until October 1992). CNDR and BFLY then trade at 11:00, and
their bills earn nothing on roll day (Cboe's methodology of the two, version 4.1). The others trade at the average price
around noon, and their bills earn interest every day. Each strike is chosen when its option trades. Cboe chooses those
of the noon trades at 11:00, but a level between opening and close cannot tell the two hours apart without bias:
interpolated moves before and after noon always agree in sign, which would cost each option sold 0.1% a year.
"""

from collections.abc import Callable, Mapping
from functools import reduce
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd

from overlay.arrays import FloatArray
from overlay.backtest.monthly_cycle import ELEVEN, Cycle, CycleOption, of_history
from overlay.condor.daily_strikes import by_delta
from overlay.hedge.activation import vxth_weight
from overlay.hedge.daily_calls import CallState, price, struck
from overlay.history.daily import History
from overlay.options.contracts import SPX
from overlay.rules.rule_set import StrikeRule

PROTECTED: Final = 0.95  # share of the index: strike of a bought put; the put wing of a butterfly lies at or below it
CAPPED: Final = 1.10  # share of the index: strike of the collar's call
BUTTERFLY_CALL: Final = 1.05  # share of the index: the call wing of a butterfly lies at or beyond it
SHORT_DELTA, LONG_DELTA = 0.20, 0.05
COVER: Final = 10.0  # bills held for each wider wing; the premium is part of them
VIX_DELTA: Final = 0.30


def put(history: History) -> pd.Series:
    """At-the-money puts sold each month, fully covered by bills: (R,) levels."""
    cycle = of_history(history)
    strikes = _below(_spot(cycle))
    sold = cycle.leg(-1.0, strikes)
    units = 1.0 / (strikes * cycle.start(cycle.expiry).discount - sold.start)  # bills and premium grow to the strikes
    return cycle.levels(_on_bills(cycle, sold, units, cycle.bills), "put")


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
    """Bills, and condors short 20-delta and long 5-delta options, chosen and traded at 11:00: (R,) levels."""
    cycle = of_history(history, hour=ELEVEN)
    now = cycle.start(cycle.expiry)
    low, put_, call, high = (
        by_delta(now, right, aim, SPX.strike_step)
        for right, aim in ((-1.0, LONG_DELTA), (-1.0, SHORT_DELTA), (1.0, SHORT_DELTA), (1.0, LONG_DELTA))
    )
    return _condors(cycle, (low, put_, call, high), "cndr")


def bfly(history: History) -> pd.Series:
    """Bills, and butterflies short just above the index with wings 5% out, traded at 11:00: (R,) levels."""
    cycle = of_history(history, hour=ELEVEN)
    spot = _spot(cycle)
    body = _above(spot)
    return _condors(cycle, (_below(PROTECTED * spot), body, body, _above(BUTTERFLY_CALL * spot)), "bfly")


def vxth(history: History) -> pd.Series:
    """The index with dividends; each month up to 1% is spent on VIX calls, by the VIX future's level: (R,) levels."""
    cycle = of_history(history, "VIX")
    left = (cycle.expiry - cycle.numbers[cycle.first]).astype(np.float64)
    noon = CallState(cycle.vix_start, cycle.lately[cycle.first], cycle.rate[cycle.first], left)
    at_close = (cycle.expiry[cycle.cycle] - cycle.numbers).astype(np.float64)
    strikes = struck(StrikeRule(by="delta", amount=VIX_DELTA), noon)
    weight = vxth_weight(noon.future)
    calls = CycleOption(
        start=price(strikes, noon),
        close=price(strikes[cycle.cycle], CallState(cycle.vix, cycle.lately, cycle.rate, at_close)),
        end=np.maximum(cycle.vix_opening[cycle.first[1:]] - strikes[:-1], 0.0),
    )
    stock = cycle.stock
    return cycle.levels(_mixed(cycle, (stock, (1.0 - weight) / stock.start), (calls, weight / calls.start)), "vxth")


def _condors(cycle: Cycle, strikes: tuple[FloatArray, ...], name: str) -> pd.Series:
    """Bills, and condors of four strikes (M,) each; with the credit, the bills are ten wider wings: (R,) levels."""
    low, put_, call, high = strikes
    cost = cycle.leg(-1.0, put_).plus(cycle.leg(1.0, call))
    cost = cost.plus(cycle.leg(-1.0, low), -1.0).plus(cycle.leg(1.0, high), -1.0)
    units = 1.0 / (COVER * np.maximum(put_ - low, high - call) - cost.start)
    return cycle.levels(_on_bills(cycle, cost, units, cycle.bills_until_eve), name)


def _on_bills(cycle: Cycle, sold: CycleOption, units: FloatArray, bills: CycleOption) -> CycleOption:
    """A dollar in bills with `units` (M,) of an option sold; the proceeds are held in bills too."""
    return _mixed(cycle, (bills, 1.0 + units * sold.start), (sold, -units))


def _mixed(cycle: Cycle, *parts: tuple[CycleOption, FloatArray]) -> CycleOption:
    """A sum of legs, each with its units (M,), held through each cycle."""
    first, *others = (one.held(units, cycle.cycle) for one, units in parts)
    return reduce(CycleOption.plus, others, first)


def _spot(cycle: Cycle) -> FloatArray:
    """The index when strikes are chosen and options trade: (M,)."""
    return cycle.at(cycle.hour)


def _below(level: FloatArray) -> FloatArray:
    return np.floor(level / SPX.strike_step) * SPX.strike_step


def _above(level: FloatArray) -> FloatArray:
    return np.ceil(level / SPX.strike_step) * SPX.strike_step


def total_return(history: History) -> pd.Series:
    """The index with dividends reinvested, as the replicas hold it. The published total return index checks it."""
    cycle = of_history(history)
    return cycle.levels(cycle.stock, "index")


#: every replica by the name of its published index
ALL: Final[Mapping[str, Callable[[History], pd.Series]]] = MappingProxyType(
    {"PUT": put, "BXM": bxm, "PPUT": pput, "CLL": cll, "CNDR": cndr, "BFLY": bfly, "VXTH": vxth}
)
