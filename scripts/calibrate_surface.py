"""Fit the constants of overlay/options/surface.py and print them with their errors: `python -m scripts.calibrate_surface`.

Needs the shared test data beside the project: Cboe's VIX9D, VIX3M and VIX6M histories for the term structure, and four
full SPX chains (calm, stressed, two between) for the smile. The module holds the fitted constants, rounded;
docs/surface.md keeps the figures. The fit of the term structure changes the constants in the module itself, so the
formula is written only once.

It then fits the smile to six chains, leaving each out in turn: the shapes of overlay/options/left_out.py. The six are
the public SPX chains that are European, full, and quoted while the VIX of their day was being made. SPY is American.
The SPX chain of 2019-05-13 was quoted at 4:47 in the morning beside Friday's index, so no VIX belongs to it. The chain
of 2023-06-09 was quoted at 13:40 and stands beside that day's closing VIX.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from scipy.optimize import least_squares

from overlay.arrays import FloatArray
from overlay.data.chains.cboe import read_chain
from overlay.options import black, surface
from overlay.options.surface import CURVATURE_CAP, SMILE, VIX3M_YEARS, VIX9D_YEARS, Anchored, SmileShape

SHARED = Path(__file__).resolve().parents[2] / "shared"
DAYS = ("2022-02-04", "2022-06-10", "2023-05-19", "2023-09-14")
CHAINS = {
    "2022-02-04": "cboe_spx_2022-02-04.csv",
    "2022-06-10": "cboe_spx_2022-06-10.csv",
    "2023-05-19": "cboe_spx_2023-05-19.csv",
    "2023-06-09": "cboe_spx_2023-06-09_1340.csv",
    "2023-09-14": "cboe_spx_2023-09-14.csv",
    "2025-01-22": "long_spx_2025-01-22.csv",
}
TERM = ("REVERSION", "RESTING")
FREE = ("atm_share", "atm_tilt", "rho", "curvature", "curvature_tilt")
CREDIT_WEIGHT = 4.0  # a condor's credit matters more to us than one far wing
TENORS = {"VIX9D": VIX9D_YEARS, "VIX3M": VIX3M_YEARS, "VIX6M": 184 / 365}

#: an expiry's years, forward, strikes and vols
Smile: TypeAlias = tuple[float, float, FloatArray, FloatArray]
#: the VIX and the smiles of each chain's day
Days: TypeAlias = dict[str, tuple[float, list[Smile]]]


def level(name: str) -> pd.Series:
    """Return the daily closes of a Cboe volatility index, points."""
    table = pd.read_csv(SHARED / "data" / "history" / f"{name}_History.csv")
    return pd.Series(table["CLOSE"].to_numpy(), index=pd.to_datetime(table["DATE"], format="%m/%d/%Y"), name=name)


def vix() -> pd.Series:
    """Return Cboe's daily VIX closes, points."""
    table = pd.read_csv(SHARED / "data" / "history" / "vix_daily_cboe.csv")
    return pd.Series(table["CLOSE"].to_numpy(), index=pd.to_datetime(table["DATE"]), name="VIX")


def fitted(names: tuple[str, ...], residuals: Callable[[], FloatArray], scale: float) -> None:
    """Fit the named constants by least squares with a soft loss, and set them in the module."""

    def at(values: np.ndarray) -> np.ndarray:
        vars(surface).update(zip(names, values, strict=True))
        return residuals()

    start = [vars(surface)[name] for name in names]
    best = least_squares(at, start, loss="soft_l1", f_scale=scale)
    at(best.x)


def fitted_shape(days: Days, rows: list[dict[str, Any]]) -> SmileShape:
    """Return the shape that fits the smiles of some days, and the oracle condors of the same days, best."""

    def at(values: np.ndarray) -> SmileShape:
        named = dict(zip(FREE, values.tolist(), strict=True))
        cap = min(CURVATURE_CAP, 1.999 / (1.0 + abs(named["rho"])) ** 0.5)
        return SmileShape(**named, curvature_cap=cap)

    mine = [row for row in rows if row["day"] in days]
    start = [getattr(SMILE, name) for name in FREE]

    def errors(values: np.ndarray) -> np.ndarray:
        return smile_residuals(days, mine, at(values))

    best = least_squares(errors, start, loss="soft_l1", f_scale=1.0)
    return at(best.x)


def rounded(shape: SmileShape) -> str:
    """Return a shape's constants as text, to three decimals."""
    return ", ".join(f"{name}={getattr(shape, name):.3f}" for name in (*FREE, "curvature_cap"))


def term_residuals(table: pd.DataFrame) -> np.ndarray:
    """Return log errors of the modelled VIX at other tenors: (tenors x days)."""
    level_ = table["VIX"].to_numpy() / 100
    return np.concatenate(
        [np.log(100 * surface.vix_term(level_, np.array(t)) / table[name]) for name, t in TENORS.items()]
    )


def smiles(day: str) -> list[Smile]:
    """Return years, forward, strikes and vols of each expiry of a chain, 1 to 100 days out.

    The vols are those of out-of-the-money mids between -3.5 and 2.5 sd.
    """
    chain = read_chain(SHARED / "data" / "chains" / CHAINS[day])
    found = []
    for one in chain.slices("PM"):
        if not 1 <= one.days <= 100:
            continue
        vols = one.out_of_the_money_vols()
        deviations = np.log(one.strikes / one.forward) / (one.atm_vol() * np.sqrt(one.years))
        keep = np.isfinite(vols) & (deviations > -3.5) & (deviations < 2.5)
        found.append((one.years, one.forward, one.strikes[keep], vols[keep]))
    return found


def smile_residuals(days: Days, rows: list[dict[str, Any]], shape: SmileShape) -> np.ndarray:
    """Return log errors of vols and of the oracle condors' credits.

    Each expiry counts the same, whatever its number of strikes; errors at 20 to 45 days are doubled.
    """
    out = []
    for level_, slices in days.values():
        for years, forward, strikes, vols in slices:
            errors = np.log(Anchored(spot=forward, vix=level_, shape=shape).vol(strikes, years) / vols)
            weight = 2.0 if 20 <= years * 365 <= 45 else 1.0
            out.append(weight * errors / np.sqrt(max(len(errors), 1)))
    out += [CREDIT_WEIGHT * np.log(np.array(credit_ratios(row, shape))) for row in rows]
    return np.concatenate(out)


def credit_ratios(row: dict[str, Any], shape: SmileShape) -> list[float]:
    """Return the ratios of the model's credit to the quoted credit.

    The first ratio is for the row's own strikes. If both wings of the row are 50 points wide, the second ratio is for
    strikes that the model places itself, at 1.5 sd.
    """
    years, forward = row["days"] / 365, row["forward"]
    model = Anchored(spot=forward, vix=row["vix"], shape=shape)
    strikes = np.array(row["strikes"], dtype=float)
    sets = [strikes]
    if np.all(np.diff(strikes)[[0, 2]] == 50):
        sd = forward * float(model.atm_vol(years)) * np.sqrt(years)
        put, call = (5 * round((forward + side * 1.5 * sd) / 5) for side in (-1, 1))
        sets.append(np.array([put - 50, put, call, call + 50], dtype=float))
    rights, signs = np.array([-1, -1, 1, 1]), np.array([-1, 1, 1, -1])
    prices = [black.price(rights, forward, one, years, model.vol(one, years), row["discount"]) for one in sets]
    return [float(signs @ price) / row["credit_mid_points"] for price in prices]


def fit_term(levels: pd.Series) -> None:
    """Fit the term structure and print it with its errors."""
    table = pd.concat([levels, *(level(name) for name in TENORS)], axis=1, join="inner").dropna()
    fitted(TERM, lambda: term_residuals(table), scale=0.05)
    print(f"term structure, {len(table):,} days: " + ", ".join(f"{n} = {vars(surface)[n]:.3f}" for n in TERM))
    for name, errors in zip(TENORS, term_residuals(table).reshape(len(TENORS), -1), strict=True):
        print(
            f"  {name}: median error {np.median(np.abs(errors)):.1%}, root mean square {np.sqrt(np.mean(errors**2)):.1%}"
        )


def fit_smile(days: Days, rows: list[dict[str, Any]]) -> None:
    """Fit the smile to the four days of the module's constants and print it with its errors."""
    own = {day: days[day] for day in DAYS}
    shape = fitted_shape(own, rows)
    print(f"smile: {rounded(shape)}")
    for day, (level_, slices) in own.items():
        errors = np.concatenate([Anchored(spot=f, vix=level_, shape=shape).vol(k, t) - v for t, f, k, v in slices])
        print(f"  {day}, VIX {level_}: {len(errors):,} vols, median error {100 * np.median(np.abs(errors)):.2f} points")
    for row in rows:
        if row["day"] in own:
            ratios = ", ".join(f"{ratio - 1:+.1%}" for ratio in credit_ratios(row, shape))
            print(f"  {row['file']}: chain {row['credit_mid_points']}, model on its strikes (and its own): {ratios}")


def leave_out(days: Days, rows: list[dict[str, Any]]) -> None:
    """Fit the smile to six days, then to five of them with each left out; print shapes and the unseen day's credit."""
    print(f"smile, {len(days)} days: {rounded(fitted_shape(days, rows))}")
    for day in days:
        shape = fitted_shape({one: days[one] for one in days if one != day}, rows)
        ratios = ", ".join(f"{credit_ratios(row, shape)[0] - 1:+.1%}" for row in rows if row["day"] == day)
        print(f"  without {day}: {rounded(shape)}; that day's condor, model over chain: {ratios}")


def main() -> None:
    """Fit term structure, then smile, then the smile with each chain left out, and print all with their errors."""
    if not (SHARED / "data").is_dir():
        sys.exit(f"No shared test data at {SHARED}: the constants cannot be fitted here.")
    levels = vix()
    fit_term(levels)
    days = {day: (float(levels[day]), smiles(day)) for day in CHAINS}
    oracle = json.loads((SHARED / "oracles" / "condors_on_chains.json").read_text())["condors"]
    rows = [row | {"vix": days[day][0], "day": day} for day in CHAINS for row in oracle if row["file"] == CHAINS[day]]
    fit_smile(days, rows)
    leave_out(days, rows)


if __name__ == "__main__":
    main()
