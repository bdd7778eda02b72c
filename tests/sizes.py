"""How much of a big check runs: a fixed small sample in the suite, all of it in `python -m tests.long`."""

import os
from itertools import product
from typing import Final

from hypothesis import settings

LONG: Final = os.environ.get("OVERLAY_TESTS") == "long"
USUAL_EXAMPLES: Final = 100


def some(cases, count):
    """So many of these cases, spread evenly from first to last, always the same; all of them in the long run."""
    every = list(cases)
    if LONG or len(every) <= count:
        return every
    return [every[at * (len(every) - 1) // max(count - 1, 1)] for at in range(count)]


def crossed(*axes, rounds=1):
    """Every combination of the axes' values in the long run; in the suite each value at least once a round, always the same."""
    axes = [list(one) for one in axes]
    if LONG:
        return list(product(*axes))
    turns = product(range(rounds), range(max(map(len, axes))))
    places = (tuple((at + turn * number) % len(one) for number, one in enumerate(axes)) for turn, at in turns)
    return [tuple(one[at] for one, at in zip(axes, place, strict=True)) for place in dict.fromkeys(places)]


def examples(count, **others):
    """The settings of a property that takes so many examples in the suite, and as many times more as a profile asks for."""
    return settings(max_examples=count * settings.default.max_examples // USUAL_EXAMPLES, **others)
