"""The stationary bootstrap (Politis and Romano, 1994): the past drawn in blocks of random length, so that spells stay together."""

from typing import Final

import numpy as np

from overlay.arrays import BoolArray, IntArray

_FINE: Final = 1 << 16  # steps of the chance that a block ends


def stationary(
    length: int, steps: int, samples: int, mean_block: float, random: np.random.Generator
) -> tuple[IntArray, BoolArray]:
    """Draw samples of so many steps out of `length` of the past: places (steps, samples), and where a block begins.

    Blocks have geometric length. One that runs over the end has places beyond it: the past goes on at its beginning.
    """
    fresh = random.integers(0, _FINE, (steps, samples), dtype=np.uint16) < round(_FINE / mean_block)
    fresh[0] = True
    places = np.empty((steps, samples), dtype=np.int64)
    now = np.zeros(samples, dtype=np.int64)
    for step in range(steps):
        now += 1
        begun = np.flatnonzero(fresh[step])
        now[begun] = random.integers(0, length, len(begun))
        places[step] = now
    return places, fresh
