"""The one exception whose message a learner may read.

Rules check their own fields with `one_of`, `within`, `whole` and `yes_or_no`. Each returns nothing, or raises an
`OverlayError` that names the value and the way out. `what` begins its sentence, for example "A placement by".
"""

import math
import re
from collections.abc import Iterable
from typing import Final

_HALF: Final = re.compile("[\ud800-\udfff]")  # Python joins whole pairs, so each of these is alone


def encodable(text: str) -> str:
    r"""The text with U+FFFD in place of each half character.

    A half character is a lone surrogate, such as `\ud800` in JSON. UTF-8 cannot hold it, so no page and no address can.
    """
    return _HALF.sub("\N{REPLACEMENT CHARACTER}", text)


class OverlayError(ValueError):
    """Something the learner asked for cannot be done.

    The message is one sentence that names the offending value and the way out. Everything else that goes
    wrong is a bug and stays an ordinary exception. Half characters in the message are replaced (`encodable`), because
    messages quote texts from files.
    """

    def __init__(self, message: str = "") -> None:
        """Keep a message that can be shown."""
        super().__init__(encodable(message))


def one_of(what: str, word: object, known: Iterable[str]) -> None:
    """OverlayError unless the word is among the known ones."""
    words = tuple(known)
    if not isinstance(word, str) or word not in words:
        raise OverlayError(f"{what} {word!r} is unknown: use one of {', '.join(words)}.")


def within(what: str, value: float, low: float, high: float, way_out: str, unit: str = "") -> None:
    """OverlayError unless the value is a number from low to high, both included; nan always fails."""
    _number(what, value)
    if not low <= value <= high:
        shown = f"{value:g} {unit}".strip()
        bounds = f"be {low:,.9g} or more" if math.isinf(high) else f"lie between {low:,.9g} and {high:,.9g}"
        raise OverlayError(f"{what} of {shown} must {bounds}: {way_out}.")


def whole(what: str, value: float, low: float, high: float, way_out: str, unit: str = "") -> None:
    """OverlayError unless the value is a whole number from low to high, both included."""
    within(what, value, low, high, way_out, unit)
    if value != int(value):
        raise OverlayError(
            f"{what} of {value:g} must be a whole number: take {math.floor(value)} or {math.ceil(value)}."
        )


def yes_or_no(what: str, value: object) -> None:
    """OverlayError unless the value is True or False."""
    if not isinstance(value, bool):
        raise OverlayError(f"{what} of {value!r} is neither yes nor no: use True or False.")


def _number(what: str, value: float) -> None:
    """OverlayError unless the value is a Python or numpy number or zero-dimensional array; texts and booleans fail."""
    try:
        one = not isinstance(value, bool | str | bytes) and isinstance(float(value), float)
    except (TypeError, ValueError):
        one = False
    if not one:
        raise OverlayError(f"{what} of {value!r} is not a number: enter a number.")
