"""`Scenario`: a stated move of the index, of volatility and of the calendar."""

from dataclasses import dataclass

from overlay.errors import OverlayError


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A what-if: index return and vol shift as decimals, and calendar days that pass."""

    index_return: float = 0.0
    vol_shift: float = 0.0
    days: int = 0

    def __post_init__(self) -> None:
        if not -1.0 < self.index_return < 10.0:
            raise OverlayError(f"An index move of {self.index_return:.0%} cannot be drawn: stay above -100%.")
        if self.days < 0:
            raise OverlayError(f"{self.days} days forward lie in the past: choose 0 or more.")

    @property
    def is_nothing(self) -> bool:
        """Whether the scenario leaves the market as it is."""
        return self == Scenario()


NOTHING = Scenario()
