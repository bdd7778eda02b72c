"""Fit the constants of overlay/vix/curve.py and print them with their errors: `python -m scripts.fit_vix_curve`.

Needs the shared test data beside the project: settlements of the first eight VIX futures, 2004 to 2017, their expiries,
and Cboe's VIX, VIX9D, VIX3M and VIX6M. The module holds the fitted constants, rounded; docs/vix_curve.md keeps the
figures.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import least_squares

from overlay.arrays import FloatArray
from overlay.history.daily import lately
from overlay.vix import curve as vix_curve

HISTORY = Path(__file__).resolve().parents[2] / "shared" / "data" / "history"
LEVEL = ("RESTING", "SLOW_DAYS", "SLOW_POWER")
ALONE = ("LATELY_CENTRE", "LATELY_POWER")
SHOCK = ("BETA_DAYS", "BETA_POWER")
BANDS = ((1, 15), (15, 45), (45, 90), (90, 135), (135, 180), (180, 300))
ENOUGH = 4  # futures needed on a day to interpolate one between them
JUMP = 0.1  # log move of the VIX that counts as a shock


class Settled(NamedTuple):
    """Settlements, one contract a row: day, expiry, tenor in days, future and VIX in points; rows sorted by day."""

    rows: pd.DataFrame

    @property
    def tenors(self) -> np.ndarray:
        """Return calendar days to expiry."""
        return self.rows["days"].to_numpy(dtype=float)


def closes(name: str) -> pd.Series:
    """Return the daily closes of a Cboe volatility index, points."""
    vix = name == "VIX"
    table = pd.read_csv(HISTORY / ("vix_daily_cboe.csv" if vix else f"{name}_History.csv"))
    days = pd.to_datetime(table["DATE"], format="%Y-%m-%d" if vix else "%m/%d/%Y")
    return pd.Series(table["CLOSE"].to_numpy(), index=days, name=name)


def settled() -> Settled:
    """Return every settlement above zero with its expiry and the VIX of the day; zeros are missing values."""
    futures = pd.read_csv(HISTORY / "vx_futures_m1_m8_2004_2017.csv", parse_dates=["date"])
    expiries = pd.read_csv(HISTORY / "vx_futures_expirations_2004_2017.csv", parse_dates=["date"])
    parts = []
    for place in range(1, 9):
        one = futures[["date", f"M{place}"]].merge(expiries[["date", f"V{place}"]], on="date")
        parts.append(one.set_axis(["day", "future", "expiry"], axis=1))
    rows = pd.concat(parts)
    rows["expiry"] = pd.to_datetime(rows["expiry"])
    rows["vix"] = rows["day"].map(closes("VIX"))
    rows["lately"] = rows["day"].map(lately(closes("VIX")))
    rows["days"] = (rows["expiry"] - rows["day"]).dt.days
    return Settled(rows[(rows["future"] > 0) & (rows["days"] > 0)].dropna().sort_values(["day", "days"]))


def changes(table: Settled) -> pd.DataFrame:
    """Return log changes of each contract from one trading day to the next, and those of the VIX."""
    rows = table.rows.sort_values(["expiry", "day"])
    group = rows.groupby("expiry")
    moved = pd.DataFrame(
        {
            "days": group["days"].shift(),
            "future": np.log(rows["future"]) - np.log(group["future"].shift()),
            "vix": np.log(rows["vix"]) - np.log(group["vix"].shift()),
            "gap": (rows["day"] - group["day"].shift()).dt.days,
        }
    )
    return moved[moved["gap"] <= 5].dropna()


def fitted(names: tuple[str, ...], residuals: Callable[[], FloatArray], loss: Literal["linear", "soft_l1"]) -> None:
    """Fit the named constants and set them in the module."""
    start = np.array([vars(vix_curve)[name] for name in names])

    def at(scale: np.ndarray) -> np.ndarray:
        vars(vix_curve).update(zip(names, start * scale, strict=True))
        return residuals()

    at(least_squares(at, np.ones(len(names)), loss=loss, f_scale=0.05).x)


def level_errors(table: Settled, *, alone: bool) -> np.ndarray:
    """Return log errors of futures modelled from today's VIX, alone or together with the recent level of the VIX."""
    lately = None if alone else table.rows["lately"]
    return np.asarray(np.log(vix_curve.modelled_future(table.rows["vix"], table.tenors, lately) / table.rows["future"]))


def show_levels(table: Settled, names: tuple[str, ...], *, alone: bool) -> None:
    """Fit the named constants to the levels and print errors by tenor."""
    fitted(names, lambda: level_errors(table, alone=alone), "soft_l1")
    errors, days = level_errors(table, alone=alone), table.tenors
    known = "today's VIX alone" if alone else "VIX and its recent level"
    print(f"{known}, {len(errors):,} settlements: " + ", ".join(f"{n} = {vars(vix_curve)[n]:.3f}" for n in names))
    print(f"  median error {np.median(np.abs(errors)):.1%}, root mean square {np.sqrt(np.mean(errors**2)):.1%}")
    for low, high in BANDS:
        part = errors[(days >= low) & (days < high)]
        print(
            f"  {low}-{high} days: {len(part):,}, median error {np.median(np.abs(part)):.1%}, median {np.median(part):+.1%}"
        )


def family_errors(table: Settled) -> dict[float, np.ndarray]:
    """Return, for each tenor of FAMILY, the log ratio of the interpolated future to the forward volatility."""
    indices = {days: closes(name) for days, name in ((9, "VIX9D"), (30, "VIX"), (93, "VIX3M"), (184, "VIX6M"))}
    found = {}
    for tenor, near, far, _ in vix_curve.FAMILY:
        forward = np.log(np.sqrt((indices[far] ** 2 * far - indices[near] ** 2 * near) / (far - near)))
        out = []
        for day, rows in table.rows.groupby("day"):
            if len(rows) >= ENOUGH and np.isfinite(forward.get(day, np.nan)):
                knots = np.log(np.append(rows["vix"].iloc[0], rows["future"]))
                out.append(np.interp(tenor, np.append(0, rows["days"]), knots) - forward[day])
        found[tenor] = np.array(out)
    return found


def slope(vix: pd.Series, moved: pd.Series) -> float:
    """Return the slope of a series' moves on the VIX's moves: least squares through the origin."""
    levels = vix.to_numpy(dtype=float)
    return float(levels @ moved.to_numpy(dtype=float) / (levels @ levels))


def main() -> None:
    """Fit shocks, then levels, and print both with their errors."""
    if not HISTORY.is_dir():
        sys.exit(f"No shared test data at {HISTORY}: the constants cannot be fitted here.")
    table = settled()
    moves = changes(table)
    fitted(SHOCK, lambda: vix_curve.tenor_beta(moves["days"]) * moves["vix"] - moves["future"], "linear")
    print(f"shock, {len(moves):,} changes: " + ", ".join(f"{n} = {vars(vix_curve)[n]:.3f}" for n in SHOCK))
    for low, high in (*BANDS, (25, 35), (135, 165)):
        part = moves[(moves["days"] >= low) & (moves["days"] < high)]
        up = part[part["vix"] > JUMP]
        slopes = [slope(one["vix"], one["future"]) for one in (part, up)]
        print(f"  {low}-{high} days: measured {slopes[0]:.3f}, after jumps above 10% {slopes[1]:.3f}")
    show_levels(table, LEVEL, alone=False)
    show_levels(table, ALONE, alone=True)
    for tenor in (7, 30, 110, 150, 220):
        print(f"  beta at {tenor} days {float(vix_curve.tenor_beta(tenor)):.3f}")
    for days, gaps in family_errors(table).items():
        middle = np.median(gaps)
        print(
            f"family at {days} days: {len(gaps):,} days, {middle:+.3f}, median error {np.median(np.abs(gaps - middle)):.1%}"
        )


if __name__ == "__main__":
    main()
