"""The stationary bootstrap (Politis and Romano, 1994): it draws the past in blocks of random length.

Blocks keep calm and volatile spells together.
"""

from typing import Final

import numpy as np

from overlay.arrays import BoolArray, IntArray

_FINE: Final = 1 << 16  # resolution of the probability that a block ends


def stationary(
    length: int, steps: int, samples: int, mean_block: float, random: np.random.Generator
) -> tuple[IntArray, BoolArray]:
    """Draw samples of `steps` periods from a past of `length` periods.

    Returns their positions in the past (steps, samples), and True where a block starts.

    Block lengths are geometric. A block that runs past the end has positions of `length` or more; take them modulo
    `length`, so that the past continues at its beginning.
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
