"""Did a gate choose better days than chance? Its entries against random entries of the same count.

Two chances are thrown. *Random entries*: as many days drawn from the same history. *Shifted entries*: the gate's own
pattern moved along the history as a whole (wrapping round), which keeps its clusters; a gate that is open for months on
end is judged fairly only by this one, since days in a cluster share one fate.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from overlay.arrays import BoolArray, FloatArray
from overlay.errors import OverlayError

TRIALS = 2_000
SEED = 20_260_101


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """One gate's result: mean outcome of its entries, of all days, and where it stands among chance's results.

    Percentiles are 0 to 1 (0.5: like chance), NaN without entries; `open_share` is the share of days on which the gate
    stood open, `unknown_share` the share on which it could not tell. Outcomes have the unit of what was given.
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
        """Whether both chances leave it in an outer 2.5%, the usual yardstick for one test."""
        low, high = sorted((self.percentile, self.shifted_percentile))
        return low >= 0.975 or high <= 0.025

    @property
    def always_on(self) -> bool:
        """Whether the gate was open on at least 19 of 20 days it could judge: then it has chosen nothing."""
        return self.open_share >= 0.95 * (1.0 - self.unknown_share)


def spaced(gate: BoolArray, day_numbers: NDArray[np.int64], spacing_days: int) -> NDArray[np.int64]:
    """Positions at which one enters: the first open day, then each next one at least so many calendar days later."""
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

    A gate that only cuts the size is judged by the days on which it does not: those it prefers.

    Days without an outcome (NaN: too early, or not yet settled) take no part, for the gate and for chance alike.
    `day_numbers` are calendar days (D,). The same seeded draws serve every gate. OverlayError without any outcome.
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
    """Means of the first 1, 2, ... `most` of so many random orders, without replacement: (trials, most)."""
    random = np.random.default_rng(seed)
    sums = np.empty((trials, most))
    for trial in range(trials):
        np.cumsum(values[random.choice(len(values), most, replace=False)], out=sums[trial])
    return sums / np.arange(1, most + 1)


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
    """Share of results below, ties counted half; equal up to rounding is a tie."""
    tie = np.isclose(drawn, mean, rtol=0.0, atol=1e-12)
    return float(np.mean((drawn < mean) & ~tie) + 0.5 * np.mean(tie))


def _shifted_means(chosen: NDArray[np.int64], values: FloatArray) -> FloatArray:
    """Mean outcome of the entries moved along by 0, 1, ... D - 1 days, wrapping round: (D,), one correlation by FFT."""
    marks = np.zeros(len(values))
    marks[chosen] = 1.0
    sums = np.fft.irfft(np.fft.rfft(values) * np.conj(np.fft.rfft(marks)), n=len(values))
    return sums / len(chosen)


def walked(size: FloatArray, outcomes: FloatArray, day_numbers: NDArray[np.int64], spacing_days: int) -> FloatArray:
    """Running sums over spaced entries, by the day they were opened: size x outcome, and size; (2, D) from zero."""
    total = np.zeros((2, len(outcomes)))
    open_days = (np.nan_to_num(size) > 0.0) & np.isfinite(outcomes)
    chosen = spaced(open_days, day_numbers, spacing_days)
    total[:, chosen] = size[chosen] * outcomes[chosen], size[chosen]
    return np.cumsum(total, axis=1)
