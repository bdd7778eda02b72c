"""Fit the constants of overlay/vix/market.py and print them with their errors: `python -m scripts.calibrate_vix_options`.

Needs the shared test data beside the project: Cboe's VVIX and VIX, and the VIX chain of 2023-05-15. The fit changes the
constants in the module itself, so the formula is written only once; docs/vix_curve.md keeps the figures.
"""

import sys

import numpy as np
import pandas as pd
from scipy.optimize import least_squares

from overlay.data.chains.cboe import read_chain
from overlay.history.daily import lately
from overlay.vix import market as vix_options
from overlay.vix.curve import VixCurve, from_family
from overlay.vix.market import ModelledVols, VixMarket, fitted, modelled
from scripts.fit_vix_curve import HISTORY, closes, slope

CHAIN = HISTORY.parent / "chains" / "cboe_vix_2023-05-15_1147.csv"
SMILE = ("ATM_SHARE", "ATM_DAYS", "RHO", "CURVATURE", "CURVATURE_TILT")
VVIX = ("VVIX_AT_20", "VVIX_POWER")
SINCE = "2014"  # before 2014 the VVIX was lower at the same VIX
NEAREST, FURTHEST, OUT = 20, 200, 15.0


def vvix() -> pd.DataFrame:
    """Return columns ``vix`` and ``vvix`` in points, on days with a close of both."""
    table = pd.read_csv(HISTORY / "VVIX_History.csv")
    level = pd.Series(table.iloc[:, -1].to_numpy(), index=pd.to_datetime(table["DATE"], format="%m/%d/%Y"))
    return pd.DataFrame({"vix": closes("VIX"), "vvix": level}).dropna()


def calls() -> pd.DataFrame:
    """Return two-sided calls 20 to 200 days out, 0 to 15 points out of the money: strike, days, mid, half spread, points."""
    rows = []
    for one in read_chain(CHAIN).slices("AM"):
        distance = one.strikes - one.forward
        keep = one.call_two_sided & (distance >= 0) & (distance <= OUT) & (NEAREST <= one.days <= FURTHEST)
        half = 0.5 * (one.call_ask - one.call_bid)
        rows.append(
            pd.DataFrame({"strike": one.strikes, "mid": one.call_mid, "half": half})[keep].assign(days=one.days)
        )
    return pd.concat(rows)


def errors(market: VixMarket, table: pd.DataFrame) -> np.ndarray:
    """Return log errors of the modelled prices."""
    return np.asarray(np.log(market.price(table["strike"], table["days"]) / table["mid"]))


def main() -> None:
    """Fit the VVIX, then the smile, and print both with their errors."""
    if not CHAIN.is_file():
        sys.exit(f"No shared test data at {CHAIN}: the constants cannot be fitted here.")
    both = vvix()
    late = np.log(both[SINCE:])
    power, level = np.polyfit(late["vix"] - np.log(20.0), late["vvix"], 1)
    moves = both.apply(np.log).diff().dropna()
    vars(vix_options).update(zip(VVIX, (float(np.exp(level)), float(power)), strict=True))
    off = np.log(vix_options.vvix_of(both["vix"][SINCE:]) / both["vvix"][SINCE:])
    print(
        f"VVIX, {len(late):,} days: {np.exp(level):.1f} at 20, power {power:.3f}, median error {np.median(np.abs(off)):.1%}"
    )
    for jump in (-9.0, 0.1, 0.3):
        part = moves[moves["vix"] > jump]
        print(f"  moves above {jump:+.0%}: {slope(part['vix'], part['vvix']):.3f}, {len(part):,} days")
    table, real = calls(), fitted(read_chain(CHAIN))
    start = np.array([vars(vix_options)[name] for name in SMILE])

    def residuals(scale: np.ndarray) -> np.ndarray:
        vars(vix_options).update(zip(SMILE, start * scale, strict=True))
        return errors(
            VixMarket(curve=real.curve, vols=ModelledVols(vvix=vix_options.vvix_of(real.curve.spot)), rate=real.rate),
            table,
        )

    off = np.expm1(residuals(least_squares(residuals, np.ones(len(SMILE)), loss="soft_l1", f_scale=0.05).x))
    print("smile: " + ", ".join(f"{name} = {vars(vix_options)[name]:.3f}" for name in SMILE))
    print(
        f"  {len(off)} calls on known futures: median error {np.median(np.abs(off)):.1%}, worst {np.abs(off).max():.1%}"
    )
    day = str(read_chain(CHAIN).as_of)
    curves = {
        "VIX and its recent level": VixCurve(spot=real.curve.spot, lately=float(lately(closes("VIX"))[day])),
        "today's VIX alone": VixCurve(spot=real.curve.spot),
        "VIX, VIX9D, VIX3M and VIX6M": from_family(
            vix=real.curve.spot, **{name.lower(): float(closes(name)[day]) for name in ("VIX9D", "VIX3M", "VIX6M")}
        ),
    }
    for name, curve in curves.items():
        off = np.expm1(errors(modelled(curve, rate=real.rate), table))
        print(f"  futures from {name}: median error {np.median(np.abs(off)):.1%}, worst {np.abs(off).max():.1%}")
    print(f"  half of bid to ask, median: {table['half'].median():.3f} points")


if __name__ == "__main__":
    main()
