"""How far a modelled credit may be from the market's: the error by days to expiry, and by what is known.

Each figure is the root mean square, over eleven public chain days, of the relative error of the credit of condors at
1.5 standard deviations, SPX 50 and SPY 5 points wide, on each chain's listed strikes against the mid. Each day was priced
with the shape fitted to the other ten. The error is one standard error: two markets in three lie inside.
`python -m scripts.calibrate_surface` prints the table, docs/surface.md discusses it.
"""

from datetime import date
from typing import Final, NamedTuple

from overlay.options.market import Market
from overlay.options.modelled.vix_family import UNKNOWN, VixFamily


class _Error(NamedTuple):
    """Relative errors of a credit for expiries up to a number of days: on the VIX alone, with VIX9D, with the VVIX."""

    days: int
    vix: float
    vix9d: float
    vvix: float


_ERRORS: Final = (
    _Error(3, 0.61, 0.55, 0.56),
    _Error(14, 0.30, 0.22, 0.28),
    _Error(45, 0.12, 0.12, 0.11),  # the 30-day condor alone: 11.8, 11.8 and 7.8%
    _Error(100, 0.14, 0.14, 0.13),
)


def credit_error(days: float, family: VixFamily = UNKNOWN) -> float:
    """Relative standard error of a modelled credit by calendar days to expiry; beyond 100 days that of 46 to 100.

    With both VIX9D and the VVIX known, it is the smaller of their errors.
    """
    row = next((one for one in _ERRORS if days < one.days + 0.5), _ERRORS[-1])
    known = [row.vix]
    if family.vix9d is not None:
        known.append(row.vix9d)
    if family.vvix is not None:
        known.append(row.vvix)
    return min(known)


def market_error(market: Market, days: float) -> float:
    """Relative standard error of a credit under a market: zero where the credit comes from listed quotes."""
    return 0.0 if market.listing is not None else credit_error(days, market.family)


def expiry_error(market: Market, expiry: date) -> float:
    """Relative standard error of the credit of a condor of this expiry: of the days and hours that are left to it."""
    return market_error(market, market.days_left(expiry))


def credit_range(market: Market, credit: float, days: float) -> tuple[float, float]:
    """The credit one standard error lower and higher, in its own unit; a credit never falls below zero."""
    off = abs(credit) * market_error(market, days)
    return max(credit - off, 0.0), credit + off
