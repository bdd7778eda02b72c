"""Array types, the conversion of zero-dimensional results to scalars, and sums and searches over flat runs of days."""

from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray: TypeAlias = NDArray[np.float64]
IntArray: TypeAlias = NDArray[np.int64]
BoolArray: TypeAlias = NDArray[np.bool_]
DayArray: TypeAlias = NDArray[np.datetime64]
#: for a formula that returns a float for a float and an array for an array
Numbers = TypeVar("Numbers", float, FloatArray)


def floats(values: ArrayLike) -> FloatArray:
    """An array of floats from anything array-like; a float64 array is returned as it is, not copied."""
    return np.asarray(values, dtype=np.float64)


def scalar_or_array(found: FloatArray | np.float64) -> float | FloatArray:
    """A zero-dimensional result as a float, any other array unchanged: kernels return a scalar for a scalar."""
    return found if found.ndim else float(found)


def flat(opened: IntArray, stops: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """The days of N layers in flat arrays, each layer from the day after `opened` (N,) to `stops` (N,).

    Returns the layer (R,) and the position (R,) of every day, and the index at which each layer starts (N,).
    """
    lengths = np.maximum(stops - opened, 0)
    starts = np.cumsum(lengths) - lengths
    layer = np.repeat(np.arange(len(opened)), lengths)
    at = np.arange(int(lengths.sum())) - starts[layer] + opened[layer] + 1
    return layer, at, starts


def sums_at(at: IntArray, values: FloatArray, count: int) -> FloatArray:
    """The sum of the values (R,) at each position from 0 to `count` - 1: (N,)."""
    return np.asarray(np.bincount(at, values, minlength=count), dtype=np.float64)


def first_of(trigger: BoolArray, layer: IntArray, at: IntArray, count: int, never: int) -> IntArray:
    """The first position at which each of `count` layers is triggered, or `never`: (N,)."""
    found = np.full(count, never)
    hit = np.flatnonzero(trigger)[::-1]  # the earliest is written last
    found[layer[hit]] = at[hit]
    return found
