"""Compare the bundled history with independent files and print the errors: `python -m scripts.check_history`.

Needs the shared test data beside the project: Cboe's daily VIX, and the discount of 13-week Treasury bills (^IRX).
"""

import sys
from typing import NamedTuple

import numpy as np
import pandas as pd

from overlay.data import bundled
from overlay.history.daily import History
from scripts.fit_vix import HISTORY

BILL_DAYS = 91
BASIS_POINT = 1e-4


class Found(NamedTuple):
    """What the comparison found: shares are decimals, rate errors basis points; `differing` holds VIX points by day."""

    recorded_share: float
    differing: pd.Series
    carried: int
    rate_days: int
    rate_median: float
    rate_worst: float


def bill_yield(discount: pd.Series) -> pd.Series:
    """Return the continuous yield (decimal) of bills from their bank discount (decimal): 91 of 360 days off the face."""
    price = 1.0 - discount * BILL_DAYS / 360.0
    return pd.Series(-np.log(price) * 365.0 / BILL_DAYS)


def compared(history: History) -> Found:
    """Return how the history's VIX and rate differ from the files."""
    vix = pd.read_csv(HISTORY / "vix_daily_cboe.csv", index_col="DATE", parse_dates=True)["CLOSE"].reindex(history.days)
    recorded = ~history.vix_modelled
    gap = (history.vix - vix)[recorded].dropna().round(2)
    bills = pd.read_csv(HISTORY / "rates_vol_daily_2000_2026.csv", index_col="fecha", parse_dates=True)["IRX_close"]
    error = (history.rate - bill_yield(bills.reindex(history.days) / 100.0)).dropna().abs() / BASIS_POINT
    return Found(
        recorded_share=float(recorded.mean()),
        differing=gap[gap != 0.0],
        carried=0 if history.rate_carried is None else int(history.rate_carried.sum()),
        rate_days=len(error),
        rate_median=float(error.median()),
        rate_worst=float(error.max()),
    )


def main() -> None:
    """Print the comparison."""
    if not HISTORY.is_dir():
        sys.exit(f"No shared test data at {HISTORY}: nothing to compare with.")
    history = bundled.history()
    found = compared(history)
    print(f"VIX recorded on {found.recorded_share:.2%} of {len(history.days):,} days; closes that differ from Cboe's:")
    for day, points in found.differing.items():
        print(f"  {day:%Y-%m-%d} {points:+.2f}")
    print(f"Rate carried on {found.carried} days. Against 13-week bills on {found.rate_days:,} days since 2000:")
    print(f"  {found.rate_median:.1f} basis points in the median, {found.rate_worst:.0f} at worst")


if __name__ == "__main__":
    main()
