"""Falls from a former high: how deep, since when, and how long until it was seen again."""

from typing import NamedTuple

import numpy as np

from overlay.arrays import FloatArray


class Drawdown(NamedTuple):
    """One fall: positions of the high before it, of its lowest day, and of the day the high was back (None: not yet).

    `depth` is a positive share of the high, `lost` the same in the unit of the series.
    """

    peak: int
    trough: int
    recovered: int | None
    depth: float
    lost: float


def underwater(values: FloatArray) -> FloatArray:
    """How far each value lies below the highest so far, as a share of it, zero or negative: (D,)."""
    return values / np.maximum.accumulate(values) - 1.0


def worst(values: FloatArray, count: int = 5) -> tuple[Drawdown, ...]:
    """The deepest falls of a series that stays above zero, each ended by a new high before the next begins: (D,) values."""
    high = np.maximum.accumulate(values)
    below = values < high
    edges = np.flatnonzero(np.diff(np.concatenate([[0], below.astype(np.int8), [0]])))
    found = []
    for start, stop in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        trough = start + int(np.argmin(values[start:stop]))
        top, low = float(high[trough]), float(values[trough])
        back = stop if stop < len(values) else None
        found.append(Drawdown(start - 1, trough, back, 1.0 - low / top, top - low))
    return tuple(sorted(found, key=lambda one: -one.depth)[:count])


def worst_drawdown(levels: FloatArray) -> FloatArray:
    """The deepest fall from a former high, as a positive share, of each column of levels (D, ...)."""
    along = np.ascontiguousarray(np.moveaxis(levels, 0, -1))  # one name after the other: thrice as fast
    return np.asarray(1.0 - np.min(along / np.maximum.accumulate(along, axis=-1), axis=-1))
