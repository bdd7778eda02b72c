"""The layered hedge over a stretch of history: bought, marked every day, rolled by rule, sold.

All prices except the VIX are modelled. `overlay.hedge.held_calls` finds the holdings; this module turns them into
dollars. Every purchase and sale is worse than the mid by the slippage. A call held to expiry settles on that day's VIX.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from overlay.arrays import FloatArray
from overlay.errors import OverlayError
from overlay.hedge.activation import ALWAYS, EXPIRY, Activation, Roll, vxth_weight
from overlay.hedge.calls import Hedge, HedgeLayer
from overlay.hedge.daily_calls import price
from overlay.hedge.held_calls import MONTH_DAYS, End, Holdings, Marks, future, gauge, held, state
from overlay.history.daily import History
from overlay.history.path import Path, from_history
from overlay.options.costs import VIX_SLIPPAGE_POINTS
from overlay.rules.rule_set import StrikeRule
from overlay.vix.market import VIX

REASONS: Final = {
    End.HELD: "still held", End.EXPIRED: "expired", End.ROLLED: "rolled", End.MONETISED: "monetised",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedStretch:
    """A named stretch of history."""

    name: str
    first: date
    last: date

    def __post_init__(self) -> None:
        if not self.first < self.last:
            raise OverlayError(f"The path {self.name} runs from {self.first} to {self.last}: choose a later last day.")


PATHS: Final = (
    NamedStretch(name="Fast crash, 2020", first=date(2020, 1, 2), last=date(2020, 6, 30)),
    NamedStretch(name="Slow bear, 2022", first=date(2022, 1, 3), last=date(2022, 10, 14)),
    NamedStretch(name="Calm year, 2017", first=date(2017, 1, 3), last=date(2017, 12, 29)),
    NamedStretch(name="VIX shock, 2018", first=date(2018, 1, 2), last=date(2018, 4, 30)),
)


class Trade(NamedTuple):
    """One purchase and its end, in dollars; the reason is expired, rolled, monetised or still held."""

    tenor_days: int
    bought: date
    sold: date
    strike: float
    contracts: float
    premium: float
    proceeds: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Replay:
    """The hedge over a stretch of D days, in dollars.

    worth (L, D): the value of each layer's open calls. paid (L, D): premium paid so far. received (L, D): sale and
    settlement proceeds so far. at_risk (D,): premium paid for the calls open on that day. lowest, highest (D,): value of
    the open calls at the day's lowest and highest VIX; at its close where no range is known.
    """

    stretch: Path
    worth: FloatArray
    paid: FloatArray
    received: FloatArray
    at_risk: FloatArray
    lowest: FloatArray
    highest: FloatArray
    trades: tuple[Trade, ...]

    def __repr__(self) -> str:
        """One line: the days, the premium paid and the money recovered."""
        days = self.stretch.days
        return (
            f"Replay({days[0]} to {days[-1]}, {len(self.trades)} trades, paid ${self.gross:,.0f}, "
            f"recovered ${self.recovered:,.0f})"
        )

    def frame(self) -> pd.DataFrame:
        """One row a trading day: value of the calls, premium paid and money received so far, and the VIX."""
        columns = {
            "Worth ($)": self.worth.sum(axis=0),
            "Paid so far ($)": self.paid.sum(axis=0),
            "Received so far ($)": self.received.sum(axis=0),
            "Gain so far ($)": self.gain,
            "Premium at risk ($)": self.at_risk,
            "VIX (points)": self.stretch.vix,
            "VIX modelled": self.stretch.modelled,
        }
        return pd.DataFrame(columns, index=pd.DatetimeIndex(self.stretch.days, name="Day"))

    @property
    def gain(self) -> FloatArray:
        """P&L of the whole hedge so far: (D,)."""
        return np.asarray((self.worth + self.received - self.paid).sum(axis=0))

    @property
    def within_days(self) -> tuple[float, float]:
        """The lowest and the highest P&L so far within any day, at the VIX's low and high: dollars."""
        settled = (self.received - self.paid).sum(axis=0)
        return float((self.lowest + settled).min()), float((self.highest + settled).max())

    @property
    def gross(self) -> float:
        """Premium paid over the stretch."""
        return float(self.paid[:, -1].sum())

    @property
    def recovered(self) -> float:
        """Proceeds of sales and settlements, plus the value of calls still held at the end."""
        return float((self.received[:, -1] + self.worth[:, -1]).sum())


def stretch(history: History, named: NamedStretch) -> Path:
    """The days of a path; OverlayError if the history does not cover them."""
    for day in (named.first, named.last):
        history.nearest(day)
    if history.vix.loc[np.datetime64(named.first) : np.datetime64(named.last)].isna().any():
        raise OverlayError(f"From {named.first} to {named.last} the VIX is not known on every day: choose other days.")
    return from_history(history, named.first, named.last)


def replay(
    hedge: Hedge,
    path: Path,
    roll: Roll = EXPIRY,
    activation: Activation = ALWAYS,
    slippage_points: float = VIX_SLIPPAGE_POINTS,
) -> Replay:
    """Simulate a hedge over the days, with its roll rule and its activation rule."""
    sizes = [one.contracts * activation.size(gauge(path, activation), at) for at, one in enumerate(hedge.layers)]
    wanted = np.array(sizes).reshape(len(hedge.layers), len(path))
    return _replayed(path, held(hedge.layers, path, wanted, roll, slippage_points), len(hedge.layers), slippage_points)


def tail_hedge_index(path: Path, capital_dollars: float, slippage_points: float = VIX_SLIPPAGE_POINTS) -> Replay:
    """Cboe's VIX tail hedge rule on the same days: one-month 30-delta calls for 0, 1, 0.5 or 0% of capital, by VIX level."""
    premium = vxth_weight(future(path, MONTH_DAYS))[None, :] * capital_dollars
    layer = HedgeLayer(tenor_days=MONTH_DAYS, contracts=1.0, strike_rule=StrikeRule(by="delta", amount=0.30))
    return _replayed(path, held((layer,), path, premium, EXPIRY, slippage_points, in_dollars=True), 1, slippage_points)


def _replayed(path: Path, found: tuple[Holdings, Marks], layers: int, slippage: float) -> Replay:
    """Turn holdings into dollars: every purchase and sale pays slippage, a settlement does not."""
    one, marks = found
    shape, dollars = (layers, len(path)), one.contracts * VIX.multiplier
    premium = dollars * (one.cost + slippage)
    proceeds = dollars * np.maximum(one.brought - slippage * one.traded, 0.0)
    ended = one.end != End.HELD
    paid, received = np.zeros(shape), np.zeros(shape)
    np.add.at(paid, (one.layer, one.bought), premium)
    np.add.at(received, (one.layer[ended], one.ended[ended]), proceeds[ended])
    open_ = marks.at <= one.last[marks.holding]
    held_marks = marks.some(open_)
    at_risk = np.zeros(shape[1] + 1)
    np.add.at(at_risk, one.bought, premium)
    np.add.at(at_risk, one.last + 1, -premium)
    return Replay(
        stretch=path,
        worth=held_marks.worth(dollars, one.layer, shape),
        paid=np.cumsum(paid, axis=1),
        received=np.cumsum(received, axis=1),
        at_risk=np.cumsum(at_risk)[:-1],
        lowest=_worth_at(path, one, held_marks, dollars, path.lowest),
        highest=_worth_at(path, one, held_marks, dollars, path.highest),
        trades=_trades(path, one, premium, proceeds),
    )


def _worth_at(path: Path, one: Holdings, marks: Marks, dollars: FloatArray, vix: FloatArray | None) -> FloatArray:
    """Value of the open calls at another VIX of each day (D,), in dollars: (D,).

    The close counts where the other VIX is unknown, and on the day of purchase, since calls are bought at the close.
    """
    level = path.vix if vix is None else np.where(np.isnan(vix), path.vix, vix)
    age = path.elapsed[marks.at] - path.elapsed[one.bought[marks.holding]]
    left = np.maximum(one.tenor[marks.holding] - age, 0.0)
    seen = np.where(age > 0.0, level[marks.at], path.vix[marks.at])
    mids = price(one.strike[marks.holding], state(path, marks.at, left)._replace(vix=seen))
    rows = np.zeros(len(one), dtype=np.int64)
    return np.asarray(marks._replace(mid=mids).worth(dollars, rows, (1, len(path)))[0])


def _trades(path: Path, one: Holdings, premium: FloatArray, proceeds: FloatArray) -> tuple[Trade, ...]:
    """The trades in order of purchase."""
    dates: list[date] = path.days.astype(object).tolist()
    columns = (one.tenor, one.bought, one.ended, one.strike, one.contracts, premium, proceeds, one.end)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    every = [Trade(t, dates[b], dates[e], k, n, p, r, REASONS[End(end)]) for t, b, e, k, n, p, r, end in rows]
    return tuple(sorted(every, key=lambda row: (row.bought, row.tenor_days)))
