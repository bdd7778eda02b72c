"""The value of deferring a tax, in closed form: one stock, one flat rate, growth without dividends.

V value and B basis in dollars, tau the flat rate on gains, r yearly growth and c yearly drag as decimals, T years:

    sell now    A0 = V - tau (V - B);  W = A0 G - tau A0 (G - 1),  G = (1+r)^T
    hold        W = (1 - tau) V G + tau B;  with drag G = ((1+r)(1-c))^T
    stepped up  no tax at the end: A0 G and V G

`overlay.tax.sell_or_hold` makes the same comparison with whole returns. These formulas check it and give rules of
thumb.
"""

import math
from dataclasses import dataclass

from overlay.errors import OverlayError


@dataclass(frozen=True, slots=True, kw_only=True)
class Deferred:
    """A holding and its flat assumptions; OverlayError for impossible values."""

    value: float
    basis: float
    rate: float
    growth: float
    years: float

    def __post_init__(self) -> None:
        if not (0.0 < self.value <= 1e15 and 0.0 <= self.basis <= 1e15):
            raise OverlayError(
                f"{self.value:,g} and {self.basis:,g} are not a valid value and basis: enter dollars above zero."
            )
        if not 0.0 <= self.rate < 1.0:
            raise OverlayError(f"{self.rate:g} is not a valid tax rate: enter 0 to below 1.")
        if not (-1.0 < self.growth <= 100.0 and 0.0 <= self.years <= 1000.0):
            raise OverlayError(
                f"Growth of {self.growth:g} over {self.years:g} years is impossible: enter growth above -1, and years from 0."
            )

    @property
    def after_sale(self) -> float:
        """Dollars left after selling now."""
        return self.value - sale_tax(self.value, self.basis, self.rate)

    def sell(self, *, step_up: bool = False, growth: float | None = None) -> float:
        """Dollars after tax at the end if sold now and reinvested, at the same growth or at `growth`."""
        start, grown = self.after_sale, math.pow(1.0 + (self.growth if growth is None else growth), self.years)
        return start * grown - (0.0 if step_up else self.rate * start * (grown - 1.0))

    def hold(self, *, drag: float = 0.0, step_up: bool = False) -> float:
        """Dollars after tax at the end if held, with an overlay that costs `drag` of the stock a year (decimal)."""
        end = self.value * math.pow((1.0 + self.growth) * (1.0 - drag), self.years)
        return end if step_up else end - self.rate * (end - self.basis)


def sale_tax(value: float, basis: float, rate: float) -> float:
    """Rate times gain, in dollars: negative for a loss that can be used elsewhere."""
    return rate * (value - basis)


def deferral_value(held: Deferred, *, step_up: bool = False) -> float:
    """Dollars by which holding beats selling at equal growth: tau (1 - tau)(V - B)(G - 1), or tau (V - B) G."""
    grown = math.pow(1.0 + held.growth, held.years)
    gain = held.value - held.basis
    share = grown if step_up else (1.0 - held.rate) * (grown - 1.0)
    return held.rate * gain * share


def tolerable_drag(held: Deferred) -> float:
    """The yearly drag (log) above which holding loses to selling over a short horizon: ln(1+r) tau (V - B) / V."""
    return math.log1p(held.growth) * held.rate * (held.value - held.basis) / held.value


def breakeven_drag(held: Deferred, *, step_up: bool = False) -> float | None:
    """The yearly drag (decimal) at which holding and selling give the same result; None at a zero horizon."""
    if held.years == 0.0:
        return None
    end = held.sell(step_up=step_up)
    before_tax = end if step_up else (end - held.rate * held.basis) / (1.0 - held.rate)
    if before_tax <= 0.0:
        return None
    return 1.0 - math.pow(before_tax / held.value, 1.0 / held.years) / (1.0 + held.growth)


def breakeven_years(held: Deferred, drag: float, *, step_up: bool = False, furthest: float = 100.0) -> float | None:
    """Years after which selling beats holding with a drag, to 0.01 years; None if not within `furthest`."""
    step = 0.01
    for count in range(1, round(furthest / step) + 1):
        years = count * step
        later = Deferred(value=held.value, basis=held.basis, rate=held.rate, growth=held.growth, years=years)
        if later.sell(step_up=step_up) > later.hold(drag=drag, step_up=step_up):
            return round(years, 2)
    return None


def required_return(held: Deferred, *, step_up: bool = False) -> float | None:
    """The yearly return (decimal) at which the reinvested money equals holding.

    None at a zero horizon, and if selling is ahead even after a total loss.
    """
    if held.years == 0.0:
        return None
    end = held.hold(step_up=step_up) / held.after_sale
    multiple = end if step_up else (end - held.rate) / (1.0 - held.rate)
    return math.pow(multiple, 1.0 / held.years) - 1.0 if multiple > 0.0 else None
