"""Every trade of a backtest in one table, in dollars, with one row a condor layer or holding of calls; and turnover."""

from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from overlay.backtest.engine import Backtest, CashKind
from overlay.hedge.held_calls import End
from overlay.ladder.layers import LEGS, Fate
from overlay.units import stated_years

FATES: Final = {Fate.OPEN: "open", Fate.SETTLED: "settled", Fate.CLOSED: "closed", Fate.ROLLED: "rolled"}
ENDS: Final = {End.HELD: "open", End.EXPIRED: "settled", End.ROLLED: "rolled", End.MONETISED: "sold at a pop"}
CALL: Final = "VIX call"


class Turnover(NamedTuple):
    """Option contracts a year, premium paid and received a year (share of mean equity), and stocks sold.

    Totals for fewer than 63 trading days.
    """

    contracts: float
    premium: float
    core: float = 0.0


def table(found: Backtest) -> pd.DataFrame:
    """All trades by opening day: kind, days, strikes, expiry, count, dollars in and out, result, and end.

    Open trades have no result yet. A condor's strikes are joined by slashes, from long put to long call.
    """
    both = pd.concat([_condors(found), _calls(found)], ignore_index=True)
    return both.sort_values(["opened", "what"], kind="stable", ignore_index=True)


def turnover(found: Backtest) -> Turnover:
    """The turnover of a backtest; the stocks are never traded."""
    one, calls = found.ladder.layers, found.calls.holdings
    traded = LEGS * one.quantity * (1 + ((one.fate == Fate.CLOSED) | (one.fate == Fate.ROLLED)))
    contracts = float(traded.sum() + (calls.contracts * (1.0 + calls.traded)).sum())
    flows = found.ledger
    premium = np.abs(flows.cents[(flows.kind == CashKind.CONDOR) | (flows.kind == CashKind.CALL)]).sum() / 100.0
    years = stated_years(found.years, len(found.path))
    return Turnover(contracts / years, float(premium / np.abs(found.equity).mean()) / years)


def _condors(found: Backtest) -> pd.DataFrame:
    """Condor layers with at least one contract."""
    one, terms, path = found.ladder.layers, found.ladder.terms, found.path
    held = np.flatnonzero(one.quantity > 0)
    still = one.fate[held] == Fate.OPEN
    strikes = one.strikes[:, held].T * terms.contract.index_share
    count = one.quantity[held]
    return pd.DataFrame(
        {
            "what": terms.contract.symbol + " condor",
            "opened": path.days[one.opened[held]],
            "ended": _ended(path.days, one.ended[held], still),
            "expiry": path.numbers[one.settles[held]].astype("datetime64[D]"),
            "strikes": ["/".join(f"{level:g}" for level in row) for row in strikes.tolist()],
            "contracts": count,
            "received": count * one.credit()[held] / 100.0,
            "paid": -count * one.ending.sum(axis=0)[held] / 100.0,
            "commission": count * one.commissions(terms)[held] / 100.0,
            "result": np.where(still, np.nan, count * one.result(terms)[held] / 100.0),
            "how": [FATES[Fate(fate)] for fate in one.fate[held].tolist()],
        }
    )


def _calls(found: Backtest) -> pd.DataFrame:
    """Holdings of VIX calls with at least one contract."""
    one, path, cash = found.calls.holdings, found.path, found.calls
    held = np.flatnonzero(one.contracts > 0)
    still = one.end[held] == End.HELD
    commission = cash.commission_cents.sum(axis=0)[held]
    return pd.DataFrame(
        {
            "what": CALL,
            "opened": path.days[one.bought[held]],
            "ended": _ended(path.days, one.ended[held], still),
            "expiry": path.days[one.bought[held]] + one.tenor[held].astype("timedelta64[D]"),
            "strikes": [f"{level:g}" for level in one.strike[held].tolist()],
            "contracts": one.contracts[held].astype(np.int64),
            "received": cash.sold_cents[held] / 100.0,
            "paid": -cash.bought_cents[held] / 100.0,
            "commission": commission / 100.0,
            "result": np.where(still, np.nan, (cash.sold_cents[held] + cash.bought_cents[held] - commission) / 100.0),
            "how": [ENDS[End(end)] for end in one.end[held].tolist()],
        }
    )


def _ended(days: NDArray[np.datetime64], at: NDArray[np.int64], still: NDArray[np.bool_]) -> NDArray[np.datetime64]:
    """The day of the end, NaT for open trades."""
    return np.where(still, np.datetime64("NaT"), days[np.minimum(at, len(days) - 1)])
