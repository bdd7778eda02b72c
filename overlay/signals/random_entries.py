"""Did a gate choose better days than chance? This module compares its entries with random entries of the same count.

There are two comparisons. *Random entries*: the same number of days, drawn from the same history. *Shifted entries*:
the gate's whole pattern, shifted along the history with wrap-around, which keeps its clusters. Only shifted entries are
fair to a gate that stays open for months, because outcomes within a cluster are alike.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from overlay.arrays import BoolArray, FloatArray
from overlay.errors import OverlayError

TRIALS = 2_000
SEED = 20_260_101


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """One gate's result: mean outcome of its entries and of all days, and its percentiles among the chance results.

    Percentiles are 0 to 1 (0.5: same as chance), NaN without entries. `open_share` is the share of days with an open
    gate, `unknown_share` the share with an unknown gate. Outcomes have the unit of the input.
    """

    name: str
    entries: int
    mean: float
    mean_of_all: float
    percentile: float
    shifted_percentile: float
    band: tuple[float, float]
    open_share: float
    unknown_share: float

    @property
    def differs(self) -> bool:
        """Whether the gate is in an outer 2.5% in both comparisons, the usual limit for one test."""
        low, high = sorted((self.percentile, self.shifted_percentile))
        return low >= 0.975 or high <= 0.025

    @property
    def always_on(self) -> bool:
        """Whether the gate was open on at least 19 of 20 known days: such a gate has not chosen anything."""
        return self.open_share >= 0.95 * (1.0 - self.unknown_share)


def spaced(gate: BoolArray, day_numbers: NDArray[np.int64], spacing_days: int) -> NDArray[np.int64]:
    """Entry positions: the first open day, then each next open day at least `spacing_days` calendar days later."""
    chosen: list[int] = []
    free_from = -(2**62)
    for at in np.flatnonzero(gate):
        if day_numbers[at] >= free_from:
            chosen.append(int(at))
            free_from = int(day_numbers[at]) + spacing_days
    return np.array(chosen, dtype=np.int64)


def against_random(
    gates: dict[str, FloatArray],
    outcomes: FloatArray,
    day_numbers: NDArray[np.int64],
    spacing_days: int = 21,
    trials: int = TRIALS,
    seed: int = SEED,
) -> tuple[Help, ...]:
    """Judge each gate (factor by day (D,): 1 open, less is closed or cut, NaN unknown) by the outcomes of its entries (D,).

    A gate that only cuts the size is judged by the days on which it leaves the size whole.

    Days without an outcome (NaN: too early, or not yet settled) are left out for the gate and for chance.
    `day_numbers` are calendar days (D,). All gates share the same seeded draws. OverlayError without any outcome.
    """
    settled = np.isfinite(outcomes)
    if not settled.any():
        raise OverlayError("No entry has settled (0 outcomes): choose a later last day.")
    values, numbers = outcomes[settled], day_numbers[settled]
    kept = {name: factor[settled] for name, factor in gates.items()}
    entries = {name: spaced(np.nan_to_num(factor) >= 1.0, numbers, spacing_days) for name, factor in kept.items()}
    chance = _prefix_means(values, max(len(one) for one in entries.values()), trials, seed)
    return tuple(_help(name, kept[name], entries[name], values, chance) for name in gates)


def _prefix_means(values: FloatArray, most: int, trials: int, seed: int) -> FloatArray:
    """Means of the first 1, 2, ... `most` values of `trials` random orders, without replacement: (trials, most)."""
    drawn = values[_orders(len(values), most, trials, seed)]
    np.cumsum(drawn, axis=1, out=drawn)
    return drawn / np.arange(1, most + 1)


@lru_cache(maxsize=6)
def _orders(count: int, most: int, trials: int, seed: int) -> NDArray[np.int32]:
    """The first `most` of `count` days in random orders: (trials, most), kept, since they depend on no outcome."""
    random = np.random.default_rng(seed)
    drawn = np.empty((trials, most), dtype=np.int32)
    for trial in range(trials):
        drawn[trial] = random.choice(count, most, replace=False)
    drawn.setflags(write=False)
    return drawn


def _help(name: str, factor: FloatArray, chosen: NDArray[np.int64], values: FloatArray, chance: FloatArray) -> Help:
    known = ~np.isnan(factor)
    count = len(chosen)
    shares = {
        "open_share": float(np.mean(np.nan_to_num(factor) >= 1.0)),
        "unknown_share": float(1.0 - np.mean(known)),
        "mean_of_all": float(values.mean()),
    }
    if count == 0:
        nan = np.nan
        return Help(
            name=name, entries=0, mean=nan, percentile=nan, shifted_percentile=nan, band=(nan, nan), **shares
        )  # fmt: skip
    mean = float(values[chosen].mean())
    drawn = chance[:, count - 1]
    low, high = np.quantile(drawn, [0.025, 0.975]).tolist()
    return Help(
        name=name,
        entries=count,
        mean=mean,
        percentile=_percentile(drawn, mean),
        shifted_percentile=_percentile(_shifted_means(chosen, values), mean),
        band=(low, high),
        **shares,
    )


def _percentile(drawn: FloatArray, mean: float) -> float:
    """Share of drawn results below `mean`; a tie (equal up to rounding) counts half."""
    tie = np.isclose(drawn, mean, rtol=0.0, atol=1e-12)
    return float(np.mean((drawn < mean) & ~tie) + 0.5 * np.mean(tie))


def _shifted_means(chosen: NDArray[np.int64], values: FloatArray) -> FloatArray:
    """Mean outcome of the entries shifted by 0, 1, ... D - 1 days with wrap-around: (D,), one correlation by FFT."""
    marks = np.zeros(len(values))
    marks[chosen] = 1.0
    sums = np.fft.irfft(np.fft.rfft(values) * np.conj(np.fft.rfft(marks)), n=len(values))
    return sums / len(chosen)


def walked(size: FloatArray, outcomes: FloatArray, day_numbers: NDArray[np.int64], spacing_days: int) -> FloatArray:
    """Running sums of size x outcome and of size over spaced entries, by the day of entry: (2, D), from zero."""
    total = np.zeros((2, len(outcomes)))
    open_days = (np.nan_to_num(size) > 0.0) & np.isfinite(outcomes)
    chosen = spaced(open_days, day_numbers, spacing_days)
    total[:, chosen] = size[chosen] * outcomes[chosen], size[chosen]
    return np.cumsum(total, axis=1)
