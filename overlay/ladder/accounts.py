"""The book of a ladder day by day: cash to the cent, marks, requirement, greeks, and the P&L from theta and gamma.

A day's numbers are taken after its close, so that day's trades and settlements are already in cash. Marks are at mid.
(D,) are days of the path. Cash starts at zero and belongs to the ladder alone.
"""

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from overlay.arrays import FloatArray, IntArray, sums_at
from overlay.ladder.engine import Ladder
from overlay.ladder.layers import LEGS, Fate, Rows
from overlay.options import black
from overlay.options.modelled.clock import pace
from overlay.options.moments import RIGHTS, WEIGHTS, on_path
from overlay.options.surface import SHORTEST
from overlay.units import DAYS_PER_YEAR, VOL_POINT, stated_years, trading_days

COMMISSION: Final = -1  # leg number of a commission flow


class Flows(NamedTuple):
    """Every cash flow, one row each: layer, leg (0 long put to 3 long call, -1 commission), position, cents."""

    layer: IntArray
    leg: IntArray
    at: IntArray
    cents: IntArray


def flows(ladder: Ladder) -> Flows:
    """All cash flows of a ladder, without flows of zero cents."""
    one, never = ladder.layers, len(ladder.path)
    numbers = np.arange(len(one))
    legs = np.repeat(np.arange(LEGS), len(one))
    commission = -ladder.terms.commission_cents * one.quantity
    traded = (one.fate == Fate.CLOSED) | (one.fate == Fate.ROLLED)
    ended = np.minimum(one.ended, never - 1)
    every = Flows(
        layer=np.concatenate([np.tile(numbers, 2 * LEGS), np.tile(numbers, 2)]),
        leg=np.concatenate([legs, legs, np.full(2 * len(one), COMMISSION)]),
        at=np.concatenate([np.tile(one.opened, LEGS), np.tile(ended, LEGS), one.opened, ended]),
        cents=np.concatenate([
            (one.opening * one.quantity).ravel(),
            (one.ending * one.quantity).ravel(),
            commission,
            np.where(traded, commission, 0),
        ]),
    )  # fmt: skip
    kept = every.cents != 0
    return Flows(*(column[kept] for column in every))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LadderBook:
    """A ladder's book by day, all (D,): cash in cents, the rest in dollars, layers and contracts as counts.

    `value` is the value of the open condors (negative: the cost to buy them back at mid). `open_loss` is the largest
    loss of all open condors since they were opened. `requirement` is the broker's margin requirement.
    """

    cash_cents: IntArray
    value: FloatArray
    layers: IntArray
    condors: IntArray
    open_loss: FloatArray
    requirement: FloatArray

    @property
    def result(self) -> FloatArray:
        """Running P&L: cash plus the marked value of open condors."""
        return self.cash_cents / 100.0 + self.value


def ruined(ladder: Ladder, days: LadderBook) -> int | None:
    """The path's first position at which the losses exceed the capital; None if they never do."""
    lost = days.result <= -ladder.terms.capital_dollars
    return int(np.argmax(lost)) if lost.any() else None


def book(ladder: Ladder) -> LadderBook:
    """The book of a ladder on each day."""
    one, terms, days = ladder.layers, ladder.terms, len(ladder.path)
    paid = flows(ladder)
    daily = np.zeros(days, dtype=np.int64)
    np.add.at(daily, paid.at, paid.cents)
    rows = open_rows(ladder)
    dollars = one.quantity[rows.layer] * (terms.points_cents / 100.0)
    return LadderBook(
        cash_cents=np.cumsum(daily),
        value=-sums_at(rows.at, rows.cost * dollars, days),
        layers=_standing(ladder, (one.quantity > 0).astype(np.int64)),
        condors=_standing(ladder, one.quantity),
        open_loss=_standing(ladder, one.quantity * one.loss(terms)) / 100.0,
        requirement=_standing(ladder, one.quantity * one.width(terms)) / 100.0,
    )


def _standing(ladder: Ladder, amount: IntArray) -> IntArray:
    """The sum of an amount (N,) over the layers open on each day: (D,)."""
    steps = np.zeros(len(ladder.path) + 1, dtype=np.int64)
    np.add.at(steps, ladder.layers.opened, amount)
    np.add.at(steps, ladder.layers.ended, -amount)
    return np.cumsum(steps)[:-1]


def open_rows(ladder: Ladder) -> Rows:
    """A row for every layer and each day on which it is open after the close, without layers of zero contracts."""
    one, rows = ladder.layers, ladder.rows
    held = np.flatnonzero(one.quantity > 0)
    kept = one.quantity[rows.layer] > 0
    return Rows(
        np.concatenate([held, rows.layer[kept]]),
        np.concatenate([one.opened[held], rows.at[kept]]),
        np.concatenate([one.mid[held], rows.cost[kept]]),
    )


class LayerGreeks(NamedTuple):
    """Dollar greeks of open rows (R,): delta per point, gamma per point squared, vega per vol point, theta a day.

    `theta` is that of the next calendar day, `waited` the mean of the calendar days to the path's next close.
    """

    rows: Rows
    delta: FloatArray
    gamma: FloatArray
    vega: FloatArray
    theta: FloatArray
    waited: FloatArray

    def by_day(self, name: str, days: int) -> FloatArray:
        """One greek, summed over the layers of each day: (D,)."""
        return sums_at(self.rows.at, getattr(self, name), days)


def greeks(ladder: Ladder) -> LayerGreeks:
    """Dollar greeks of every layer on every open day, as in `legs.greeks`; each leg's volatility is held constant."""
    rows, one, path = open_rows(ladder), ladder.layers, ladder.path
    left = path.left(one.settles[rows.layer], rows.at)
    now, laid = on_path(path, rows.at, left, ladder.terms.shape), one.strikes[:, rows.layer]
    vol = now.vol(laid)
    raw = black.greeks(RIGHTS, now.forward, laid, now.t, vol, now.discount)
    dollars = WEIGHTS[:, None] * one.quantity[rows.layer] * (ladder.terms.points_cents / 100.0)
    growth = now.forward / now.spot
    drift = np.log(growth) / np.maximum(now.t, 1e-12) * now.forward
    variance = (dollars * 0.5 * raw.vega * vol).sum(axis=0) / np.maximum(now.t, 1e-12)
    plain = (dollars * (raw.theta - drift * raw.delta)).sum(axis=0)
    start, t, wait = path.closes[rows.at], np.maximum(now.t, SHORTEST), np.diff(path.closes)[rows.at]
    return LayerGreeks(
        rows=rows,
        delta=(dollars * raw.delta).sum(axis=0) * growth,
        gamma=(dollars * raw.gamma).sum(axis=0) * growth**2,
        vega=(dollars * raw.vega).sum(axis=0) * VOL_POINT,
        theta=(plain + (1.0 - pace(start, t)) * variance) / DAYS_PER_YEAR,
        waited=(plain + (1.0 - pace(start, t, wait)) * variance) / DAYS_PER_YEAR,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Press:
    """Each day's result, split by the greeks of the previous close; dollars, all (D,), the first zero.

    theta: days passed x their mean theta by the clock. gamma: half gamma x squared move of the index, negative for a seller. delta: delta x
    move. rest: volatility, costs and the remainder.
    """

    theta: FloatArray
    gamma: FloatArray
    delta: FloatArray
    rest: FloatArray


def press(ladder: Ladder, result: FloatArray, found: LayerGreeks) -> Press:
    """Theta earned and gamma paid, day by day; `result` (D,) is the running P&L of the book."""
    path = ladder.path
    days = len(path)
    theta, gamma, delta = (found.by_day(name, days)[:-1] for name in ("waited", "gamma", "delta"))
    move, passed = np.diff(path.index), np.diff(path.numbers[:days])
    parts = [theta * passed, 0.5 * gamma * move**2, delta * move]
    rest = np.diff(result) - np.sum(parts, axis=0)
    return Press(**{
        name: np.concatenate([[0.0], part]) for name, part in zip(Press.__slots__, [*parts, rest], strict=True)
    })  # fmt: skip


class Bets(NamedTuple):
    """Independence of the layers: correlations (K, K) of daily P&L by age (newest first), and the number of bets.

    `daily` (K, N) is the P&L on the days observed together, in order of time, as a share of the largest loss.
    """

    correlation: FloatArray
    effective: float
    days: int
    daily: FloatArray


def bets(ladder: Ladder) -> Bets:
    """Correlation of the layers' daily P&L, the newest layer first, and the effective number of independent bets.

    Layers are ranked each day by age among those open the day before. Each P&L is for one condor, as a share of its
    largest loss. The number of bets is (sum of eigenvalues)^2 / sum of squares: 1 if all layers move together, K if
    they are uncorrelated. Only ages observed together on 30 or more days are used; NaN if fewer than two remain.
    """
    series = _daily_by_age(ladder)
    seen = [row for row in range(len(series)) if np.isfinite(series[: row + 1]).all(axis=0).sum() >= 30]
    if len(seen) < 2:
        return Bets(np.ones((len(seen), len(seen))), np.nan, 0, np.zeros((len(seen), 0)))
    both = series[: len(seen), np.isfinite(series[: len(seen)]).all(axis=0)]
    correlation = np.asarray(np.corrcoef(both))
    return Bets(correlation, float(len(seen) ** 2 / np.sum(correlation**2)), both.shape[1], both)


def _daily_by_age(ladder: Ladder) -> FloatArray:
    """Daily P&L of one condor over its largest loss by age among the layers open the day before: (K, D), NaN if none."""
    one, rows = ladder.layers, open_rows(ladder)
    order = np.lexsort((rows.at, rows.layer))
    layer, at, cost = (column[order] for column in rows)
    risk = one.loss(ladder.terms) / ladder.terms.points_cents
    follows = (layer[1:] == layer[:-1]) & (at[1:] == at[:-1] + 1)
    change = -(cost[1:] - cost[:-1])[follows] / risk[layer[1:][follows]]
    layer, at = layer[1:][follows], at[1:][follows]
    order = np.lexsort((layer, -one.opened[layer], at))
    layer, at, change = layer[order], at[order], change[order]
    new_day = np.concatenate([[True], at[1:] != at[:-1]]) if len(at) else np.zeros(0, dtype=bool)
    start = np.maximum.accumulate(np.where(new_day, np.arange(len(at)), 0))
    age = np.arange(len(at)) - start
    series = np.full((int(age.max(initial=-1)) + 1, len(ladder.path)), np.nan)
    series[age, at] = change
    return series


class LadderResult(NamedTuple):
    """A ladder in ten numbers: dollars, shares of capital, counts a year; `friction` is a share of the credit collected.

    worst_month covers the worst 21 trading days. core_turnover is zero, because a ladder never trades the stocks. On a
    path of fewer than 63 trading days, the yearly numbers are totals. `ruined` is the position at which the losses exceed
    the capital, or None: a real account ends there, so no yearly result means anything.
    """

    result: float
    a_year: float
    drawdown: float
    worst_month: float
    layers: int
    rolls: int
    contracts_a_year: float
    friction: float
    most_at_risk: float
    core_turnover: float = 0.0
    ruined: int | None = None


def outcome(ladder: Ladder, days: LadderBook) -> LadderResult:
    """The summary numbers of a ladder on its path."""
    one, terms = ladder.layers, ladder.terms
    running, capital = days.result, terms.capital_dollars
    high = np.maximum.accumulate(np.maximum(running, 0.0))
    month = min(trading_days(30), len(running) - 1)
    held = one.quantity > 0
    traded = LEGS * one.quantity * (1 + ((one.fate == Fate.CLOSED) | (one.fate == Fate.ROLLED)))
    years = stated_years(ladder.path.years, len(ladder.path))
    result = float(running[-1])
    collected = float((one.quantity * one.mid).sum() * terms.points_cents / 100.0)
    return LadderResult(
        result=result,
        a_year=result / capital / years,
        drawdown=float(np.max(high - running)) / capital,
        worst_month=float(np.min(running[month:] - running[:-month])) / capital,
        layers=int(held.sum()),
        rolls=int((held & (one.fate == Fate.ROLLED)).sum()),
        contracts_a_year=float(traded.sum()) / years,
        friction=friction(ladder) / collected if collected else np.nan,
        most_at_risk=float(days.open_loss.max()) / capital,
        ruined=ruined(ladder, days),
    )


def friction(ladder: Ladder) -> float:
    """Dollars that the ladder paid in commission and in fills worse than the mid."""
    one = ladder.layers
    commission = (one.quantity * one.commissions(ladder.terms)).sum() / 100.0
    return float(commission + missed(ladder).sum())


def missed(ladder: Ladder) -> FloatArray:
    """Dollars by which each day's fills were worse than the mid, to open and to close: (D,)."""
    one, (opening, closing) = ladder.layers, missed_by_layer(ladder)
    closed = np.flatnonzero(closing)
    found = np.zeros(len(ladder.path))
    np.add.at(found, one.opened, opening)
    np.add.at(found, one.ended[closed], closing[closed])
    return found


def missed_by_layer(ladder: Ladder) -> tuple[FloatArray, FloatArray]:
    """Dollars by which each layer's fills were worse than the mid, to open (N,) and to close (N,)."""
    one, terms = ladder.layers, ladder.terms
    slipped = one.quantity * (one.mid * terms.points_cents - one.credit())
    traded = np.flatnonzero(((one.fate == Fate.CLOSED) | (one.fate == Fate.ROLLED)) & (one.quantity > 0))
    left = ladder.path.left(one.settles[traded], one.ended[traded])
    mid = WEIGHTS @ on_path(ladder.path, one.ended[traded], left, terms.shape).price(one.strikes[:, traded])
    closing = np.zeros(len(one))
    closing[traded] = one.quantity[traded] * (mid * terms.points_cents - one.ending[:, traded].sum(axis=0))
    return slipped / 100.0, closing / 100.0


def stressed(ladder: Ladder, index_return: float, vix_points: float) -> FloatArray:
    """The P&L of an instant move of index (decimal) and VIX (points) on each day's book, dollars: (D,)."""
    rows, one, path = open_rows(ladder), ladder.layers, ladder.path
    left = path.left(one.settles[rows.layer], rows.at)
    now = on_path(path, rows.at, left, ladder.terms.shape)
    factor = 1.0 + index_return
    moved = now._replace(
        spot=now.spot * factor, forward=now.forward * factor, vix=np.maximum(now.vix + vix_points, 1.0)
    )
    cost = -(WEIGHTS @ moved.price(one.strikes[:, rows.layer]))
    dollars = one.quantity[rows.layer] * (ladder.terms.points_cents / 100.0)
    return sums_at(rows.at, (rows.cost - cost) * dollars, len(path))


def gap_through(ladder: Ladder, at: int, *, up: bool = False) -> float:
    """Positive dollars paid if all layers open at position `at` settle beyond every strike on one side."""
    one = ladder.layers
    standing = ladder.standing(at)
    side = one.strikes[3] - one.strikes[2] if up else one.strikes[1] - one.strikes[0]
    return float((one.quantity * side)[standing].sum() * ladder.terms.points_cents / 100.0)
