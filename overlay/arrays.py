"""Types of arrays, scalars in place of arrays without dimensions, and what is done with flat runs of arrays."""

from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray: TypeAlias = NDArray[np.float64]
IntArray: TypeAlias = NDArray[np.int64]
BoolArray: TypeAlias = NDArray[np.bool_]
DayArray: TypeAlias = NDArray[np.datetime64]
#: of a formula that gives a float for a float and an array for an array
Numbers = TypeVar("Numbers", float, FloatArray)


def floats(values: ArrayLike) -> FloatArray:
    """Anything like an array as an array of floats: itself where it is one."""
    return np.asarray(values, dtype=np.float64)


def scalar_or_array(found: FloatArray | np.float64) -> float | FloatArray:
    """A result without dimensions as a float, any other as it is: kernels return a scalar for a scalar."""
    return found if found.ndim else float(found)


def flat(opened: IntArray, stops: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """Layer and position of every day from the one after `opened` to `stops`, flat (R,), and where each starts (N,)."""
    lengths = np.maximum(stops - opened, 0)
    starts = np.cumsum(lengths) - lengths
    layer = np.repeat(np.arange(len(opened)), lengths)
    at = np.arange(int(lengths.sum())) - starts[layer] + opened[layer] + 1
    return layer, at, starts


def sums_at(at: IntArray, values: FloatArray, count: int) -> FloatArray:
    """The sum of the values (R,) that stand at each of so many positions: (N,)."""
    return np.asarray(np.bincount(at, values, minlength=count), dtype=np.float64)


def first_of(trigger: BoolArray, layer: IntArray, at: IntArray, count: int, never: int) -> IntArray:
    """The first position on which each of so many layers is triggered, or `never`: (N,)."""
    found = np.full(count, never)
    hit = np.flatnonzero(trigger)[::-1]  # the earliest is written last
    found[layer[hit]] = at[hit]
    return found
