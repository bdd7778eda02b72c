"""`VixFamily`: Cboe's volatility indices of other tenors than the VIX, and the VVIX, where they are known."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from overlay.errors import within

BOUNDS: Final = {"VIX9D": (3.0, 300.0), "VIX3M": (5.0, 200.0), "VIX6M": (5.0, 200.0), "VVIX": (30.0, 400.0)}


class VixFamily(NamedTuple):
    """VIX of 9 days, 93 days and 184 days, and the volatility index of the VIX, all in points; None if unknown."""

    vix9d: float | None = None
    vix3m: float | None = None
    vix6m: float | None = None
    vvix: float | None = None

    @property
    def known(self) -> dict[str, float]:
        """The known members by Cboe's name, points."""
        named = zip(BOUNDS, self, strict=True)
        return {name: level for name, level in named if level is not None}

    def checked(self) -> "VixFamily":
        """The same, if every level is possible. OverlayError for a level that no such index can have."""
        for name, level in self.known.items():
            low, high = BOUNDS[name]
            within(f"A {name}", level, low, high, "enter its level", "points")
        return self


def of(levels: Mapping[str, float]) -> VixFamily:
    """The family from levels in points by Cboe's name; other names are left out. OverlayError for impossible levels."""
    return VixFamily(*(levels.get(name) for name in BOUNDS)).checked()


UNKNOWN: Final = VixFamily()
