"""The best hundred of all condors of an expiry by a score: an exact search, fast enough to follow a slider.

A condor is a put spread and a call spread, so 200 strikes give millions of condors. But a score of at least t,

    (a_p + a_c) / (max(w_p, w_c) - b (c_p + c_c)) >= t,

means (a_p + b t c_p) + (a_c + b t c_c) >= t max(w_p, w_c): one number for each spread and one for the wider side. A few
thousand likely pairs give a threshold t that the hundredth best reaches; sorting then finds the pairs that can reach t.
For the probability of profit, the bound assumes the largest partner credit in a band. All points are contract points.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, NamedTuple, assert_never

import numpy as np
from numpy.typing import NDArray

from overlay.arrays import FloatArray
from overlay.condor.placement import IronCondor
from overlay.errors import OverlayError, one_of, within
from overlay.options import black
from overlay.options.legs import CALL, PUT, Leg
from overlay.options.market import Market
from overlay.options.odds import Lognormal, Measure, past

IntArray = NDArray[np.intp]
Below = Callable[[FloatArray], FloatArray]
Score = Literal["expected value over risk", "probability of profit", "credit over width"]

SCORES: Final[tuple[Score, ...]] = ("expected value over risk", "probability of profit", "credit over width")
_LIKELY: Final = 40  # best spreads of each side; their pairs give the first threshold
_PER_GROUP: Final = 6  # additional spreads of each width and of each credit band
_BANDS: Final = 10  # number of credit bands
_LEVELS: Final = 4001  # index levels at which a measure is tabulated


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Search limits: credit and loss in points per condor, widths in points, short strikes in sigmas from forward."""

    least_credit: float = 0.0
    most_loss: float = np.inf
    most_width: float = 100.0
    least_sigmas: float = 0.5
    most_sigmas: float = 3.0

    def __post_init__(self) -> None:
        if not self.least_sigmas <= self.most_sigmas:
            raise OverlayError(
                f"No strike lies at least {self.least_sigmas:g} and at most {self.most_sigmas:g} sigmas out: swap them."
            )
        within("The least distance", self.least_sigmas, 0.0, 100.0, "choose zero or more", "sigmas")
        within("The least credit", self.least_credit, 0.0, 1e6, "choose zero or more", "points")
        within("The most loss", self.most_loss, 0.0, np.inf, "choose zero or more", "points")
        within("The most width", self.most_width, 0.0, 1e6, "choose zero or more", "points")


class Spreads(NamedTuple):
    """All spreads of one side: strikes, width, credit at the mid and mean payout; (N,)."""

    short: FloatArray
    long: FloatArray
    width: FloatArray
    credit: FloatArray
    payout: FloatArray

    def part(self, at: IntArray) -> "Spreads":
        """The spreads at some positions."""
        return Spreads(*(values[at] for values in self))


class Best(NamedTuple):
    """The best pairs, best first: positions among puts and calls, and scores; (n,)."""

    put: IntArray
    call: IntArray
    score: FloatArray


def spreads(market: Market, expiry: date, right: int, measure: Measure, limits: Limits) -> Spreads:
    """Every tradable spread of one side within the limits on distance and width."""
    forward = market.forward(market.years(expiry))
    sd = market.one_sd_points(expiry)
    strikes, mids = _tradable(market, expiry, right, forward, sd, limits)
    means = np.array([measure.expected_payoff([_unit(market, right, strike, expiry)]) for strike in strikes])
    out = (strikes - forward) * right / sd
    first = np.flatnonzero((out >= limits.least_sigmas) & (out <= limits.most_sigmas))
    short, long = (axis.ravel() for axis in np.meshgrid(first, np.arange(len(strikes)), indexing="ij"))
    width = (strikes[long] - strikes[short]) * right
    credit = mids[short] - mids[long]
    keep = (width > 0.0) & (width <= limits.most_width) & (credit > 0.0) & (credit < width)
    short, long = short[keep], long[keep]
    return Spreads(strikes[short], strikes[long], width[keep], credit[keep], means[short] - means[long])


def tabulated(market: Market, expiry: date, measure: Measure) -> Below:
    """The measure's chance of ending below a level, interpolated in a fine table."""
    forward, sd = market.forward(market.years(expiry)), market.one_sd_points(expiry)
    levels = np.linspace(max(forward - 8.0 * sd, 0.01 * forward), forward + 8.0 * sd, _LEVELS)
    below = np.maximum.accumulate(measure.below(levels))
    return lambda at: np.interp(at, levels, below)


def best(puts: Spreads, calls: Spreads, score: Score, below: Below, limits: Limits, count: int = 100) -> Best:
    """The best `count` condors within the limits, best first; the same result as scoring every pair.

    OverlayError if no pair is within the limits.
    """
    if not len(puts.short) or not len(calls.short):
        side = "put" if not len(puts.short) else "call"
        raise OverlayError(f"No {side} spread keeps the limits: allow wider wings or nearer strikes.")
    one_of("A score by", score, SCORES)
    scorer = _Scorer(puts, calls, score, below, limits)
    threshold = scorer.threshold(count)
    found = scorer.ranked(scorer.survivors(threshold), count)
    if not len(found.score):
        bounded = np.isfinite(limits.most_loss)
        loss = f", loss to {limits.most_loss:g} points" if bounded else ""
        raise OverlayError(
            f"No condor keeps the limits (credit from {limits.least_credit:g} points{loss}): "
            f"ask for less credit{' or allow more loss' if bounded else ' or allow wider wings'}."
        )
    return found


def best_condors(
    market: Market, expiry: date, score: Score, limits: Limits, count: int = 100
) -> list[tuple[IronCondor, float]]:
    """The best condors of an expiry and their scores, best first.

    Expected values use the index's history if the market has one, else a lognormal at the at-the-money vol.
    """
    measure = past(market, expiry) or _lognormal(market, expiry)
    puts, calls = (spreads(market, expiry, right, measure, limits) for right in (PUT, CALL))
    found = best(puts, calls, score, tabulated(market, expiry, measure), limits, count)
    return list(zip(condors(found, puts, calls, market, expiry), found.score.tolist(), strict=True))


def _lognormal(market: Market, expiry: date) -> Lognormal:
    t = market.years(expiry)
    return Lognormal(market, expiry, market.vol(market.forward(t), t))


def condors(found: Best, puts: Spreads, calls: Spreads, market: Market, expiry: date) -> list[IronCondor]:
    """The found pairs as single condors, best first."""
    return [
        IronCondor(
            long_put=float(puts.long[p]),
            short_put=float(puts.short[p]),
            short_call=float(calls.short[c]),
            long_call=float(calls.long[c]),
            expiry=expiry,
            contract=market.contract,
        )
        for p, c in zip(found.put, found.call, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Scorer:
    """One search: scores of given pairs, a threshold that enough pairs reach, and the pairs that may reach it."""

    puts: Spreads
    calls: Spreads
    score: Score
    below: Below
    limits: Limits

    def scores(self, put: IntArray, call: IntArray) -> FloatArray:
        """Scores of pairs (n,); minus infinity outside the limits."""
        p, c = self.puts.part(put), self.calls.part(call)
        credit, wide = p.credit + c.credit, np.maximum(p.width, c.width)
        risk = wide - credit
        match self.score:
            case "credit over width":
                value = credit / wide
            case "expected value over risk":
                value = (credit - p.payout - c.payout) / risk
            case "probability of profit":
                put_loses = self._losing(p.short - credit, p.width, credit, PUT)
                value = 1.0 - put_loses - self._losing(c.short + credit, c.width, credit, CALL)
            case unknown:
                assert_never(unknown)
        allowed = (risk > 0.0) & (credit >= self.limits.least_credit) & (risk <= self.limits.most_loss)
        return np.where(allowed, value, -np.inf)

    def _losing(self, level: FloatArray, width: FloatArray, credit: FloatArray, right: int) -> FloatArray:
        """Chance of ending beyond a break-even; zero if the credit covers the width."""
        beyond = self.below(level) if right == PUT else 1.0 - self.below(level)
        return np.where(credit < width, beyond, 0.0)

    def threshold(self, count: int) -> float:
        """A score that at least `count` pairs reach: the count-th best of the likely ones, or minus infinity."""
        sides = [self._likely(side, right) for side, right in ((self.puts, PUT), (self.calls, CALL))]
        put, call = (axis.ravel() for axis in np.meshgrid(*sides, indexing="ij"))
        scores = self.scores(put, call)
        if len(scores) < count:
            return -np.inf
        return float(np.partition(scores, -count)[-count])

    def _likely(self, side: Spreads, right: int) -> IntArray:
        """Spreads that probably belong to good condors."""
        own = self._own(side, right)
        order = np.argsort(-own, kind="stable")
        band = np.empty(len(order), dtype=np.intp)
        for number, at in enumerate(_bands(side.credit)):
            band[at] = number
        few = [_first_of_each(order, groups[order]) for groups in (side.width, band)]
        return np.unique(np.concatenate([order[:_LIKELY], *few]))

    def _own(self, side: Spreads, right: int) -> FloatArray:
        """The score of a spread alone."""
        match self.score:
            case "probability of profit":
                return -self._least_loss(side, right, 0.0)
            case "credit over width":
                return side.credit / side.width
            case "expected value over risk":
                return (side.credit - side.payout) / side.width
            case unknown:
                assert_never(unknown)

    def _least_loss(self, side: Spreads, right: int, partner: float) -> FloatArray:
        """Chance of ending beyond the break-even if the other side paid `partner` points."""
        credit = side.credit + partner
        return self._losing(side.short + right * credit, side.width, credit, right)

    def survivors(self, threshold: float) -> Iterator[tuple[IntArray, IntArray]]:
        """Pairs (n,), in blocks; they include every pair that scores at least the threshold."""
        if not np.isfinite(threshold):
            for p in range(len(self.puts.short)):
                yield np.full(len(self.calls.short), p), np.arange(len(self.calls.short))
            return
        if self.score == "probability of profit":
            yield from self._of_bands(threshold)
            return
        put, call = (self._weight(side, threshold) for side in (self.puts, self.calls))
        for wide in np.unique(np.concatenate([self.puts.width, self.calls.width])):
            need = threshold * wide
            yield from self._of_width(put, call, wide, need)

    def _of_bands(self, threshold: float) -> Iterator[tuple[IntArray, IntArray]]:
        """Pairs by credit bands: a band bounds the partner's credit closely, and therefore the chance of loss."""
        calls = [(at, self.calls.part(at)) for at in _bands(self.calls.credit)]
        for put in _bands(self.puts.credit):
            p = self.puts.part(put)
            most = p.credit.max()
            for call, c in calls:
                partner = c.credit.max()
                if most + partner < self.limits.least_credit:
                    continue
                put_safe, call_safe = -self._least_loss(p, PUT, partner), -self._least_loss(c, CALL, most)
                first, second = _reaching(put_safe, call_safe, threshold - 1.0)
                if len(first):
                    yield put[first], call[second]

    def _weight(self, side: Spreads, threshold: float) -> FloatArray:
        """Each spread's term in the sum of two terms that decides whether a pair can reach the threshold."""
        match self.score:
            case "credit over width":
                return side.credit
            case "expected value over risk":
                return side.credit - side.payout + threshold * side.credit
            case "probability of profit":
                raise ValueError("pairs by probability are bounded by bands, not by one weight per spread")
            case unknown:
                assert_never(unknown)

    def _of_width(
        self, put: FloatArray, call: FloatArray, wide: float, need: float
    ) -> Iterator[tuple[IntArray, IntArray]]:
        """Pairs whose wider side has the width `wide`.

        First puts of this width with calls of at most this width, then calls of this width with narrower puts.
        """
        groups = (
            (self.puts.width == wide, self.calls.width <= wide),
            (self.puts.width < wide, self.calls.width == wide),
        )
        for some_puts, some_calls in groups:
            p, c = np.flatnonzero(some_puts), np.flatnonzero(some_calls)
            if len(p) and len(c):
                first, second = _reaching(put[p], call[c], need)
                if len(first):
                    yield p[first], c[second]

    def ranked(self, blocks: Iterator[tuple[IntArray, IntArray]], count: int) -> Best:
        """The best of the pairs in all blocks; ties go to the nearer put, then the nearer call."""
        found = Best(np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp), np.empty(0))
        pending: list[tuple[IntArray, IntArray]] = []
        size = 0
        for block in blocks:
            pending.append(block)
            size += len(block[0])
            if size > 200_000:
                found, pending, size = self._merged(found, pending, count), [], 0
        return self._merged(found, pending, count)

    def _merged(self, found: Best, pending: list[tuple[IntArray, IntArray]], count: int) -> Best:
        put = np.concatenate([found.put, *(one[0] for one in pending)])
        call = np.concatenate([found.call, *(one[1] for one in pending)])
        score = np.concatenate([found.score, self.scores(put[len(found.put) :], call[len(found.call) :])])
        order = np.lexsort((call, put, -score))[:count]
        order = order[np.isfinite(score[order])]
        return Best(put[order], call[order], score[order])


def _bands(credit: FloatArray) -> list[IntArray]:
    """Positions in bands of ascending credit, with equal numbers in each band."""
    return [part for part in np.array_split(np.argsort(credit, kind="stable"), _BANDS) if len(part)]


def _first_of_each(order: IntArray, groups: FloatArray | IntArray) -> IntArray:
    """The first few of every group, in the order given."""
    at = np.argsort(groups, kind="stable")
    starts = np.concatenate([[True], np.diff(groups[at]) > 0])
    place = np.arange(len(at)) - np.maximum.accumulate(np.where(starts, np.arange(len(at)), 0))
    return order[at[place < _PER_GROUP]]


def _reaching(first: FloatArray, second: FloatArray, need: float) -> tuple[IntArray, IntArray]:
    """Positions of all pairs with first + second >= need (with a small tolerance for rounding)."""
    need -= 1e-9 * (1.0 + abs(need))
    if first.max() + second.max() < need:
        return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp)
    order = np.argsort(-second, kind="stable")
    near = np.flatnonzero(first + second[order[0]] >= need)
    counts = np.searchsorted(-second[order], first[near] - need, side="right")
    starts = np.repeat(np.cumsum(counts) - counts, counts)
    return np.repeat(near, counts), order[np.arange(counts.sum()) - starts]


def _tradable(
    market: Market, expiry: date, right: int, forward: float, sd: float, limits: Limits
) -> tuple[FloatArray, FloatArray]:
    """Out-of-the-money strikes of one side and their mids: listed two-sided strikes, or the model's grid."""
    far = forward + right * (limits.most_sigmas * sd + limits.most_width)
    if market.listing is not None:
        strikes = market.listing.strikes(expiry, right)
        strikes = strikes[((strikes - forward) * right > 0.0) & ((far - strikes) * right >= 0.0)]
        return strikes, market.listing.quotes([right] * len(strikes), list(strikes), expiry).mid
    step = market.contract.strike_step
    strikes = np.arange(np.ceil(min(forward, far) / step), np.floor(max(forward, far) / step) + 1.0) * step
    strikes = strikes[strikes > 0.0]
    t = market.years(expiry)
    return strikes, black.price(right, market.forward(t), strikes, t, market.vol(strikes, t), market.discount(t))


def _unit(market: Market, right: int, strike: float, expiry: date) -> Leg:
    """One option with a multiplier of one dollar per point, so that its price is in points."""
    return Leg(
        right=right, strike=strike, expiry=expiry, quantity=1.0 / market.contract.multiplier, contract=market.contract
    )
