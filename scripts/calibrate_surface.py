"""Fit the constants of the anchored surface and print them with their errors: `python -m scripts.calibrate_surface`.

Needs the shared test data beside the project. The term structure is fitted to Cboe's VIX9D, VIX3M and VIX6M of 3,849
days. The smile is fitted to eleven public chains (`scripts.public_days`), and again with each left out in turn: the
shapes of overlay/options/modelled/left_out.py. Every error that is printed for a day comes from the fit that never saw it.
docs/surface.md keeps the figures, overlay/options/surface_error.py the errors of a credit.
"""

import sys
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import pandas as pd
from scipy.optimize import least_squares

from overlay.arrays import FloatArray
from overlay.options import black
from overlay.options.modelled import vix_term
from overlay.options.modelled.smile_shape import CURVATURE_CAP, SMILE, SmileShape
from overlay.options.modelled.vix_family import UNKNOWN, VixFamily
from overlay.options.surface import Anchored, rebuilt_vix
from scripts.public_days import SHARED, Expiry, PublicDay, closes, public_days

TERM: Final = ("RESTING", "REVERSION", "FAST_SHARE")
TENORS: Final = {"VIX9D": 9 / 365, "VIX3M": 93 / 365, "VIX6M": 184 / 365}
GRID: Final = np.linspace(-3.4, 2.4, 24)  # deviations at which a chain's smile is compared
CREDIT_WEIGHT: Final = 8.0  # a condor's credit matters more to us than one far wing
STRIP_WEIGHT: Final = 20.0
STRIP: Final = 0.9625  # rebuilt from a chain's own strip, the VIX comes out so much lower
LEVEL_WEIGHT: Final = 30.0
LEVEL: Final = 0.825  # share of the VIX at the money that Cboe's PUT index of 383 months asks for (docs/benchmarks.md)
RIDGE: Final = 1.0  # shrinks the three constants of the VVIX towards zero
BUCKETS: Final = ((1, 3), (4, 6), (7, 14), (15, 45), (46, 70), (71, 100), (101, 250))
CREDITS: Final = ((1, 3), (4, 14), (15, 45), (46, 100))
SIGMAS: Final = 1.5
NAMES: Final = tuple(SmileShape.__dataclass_fields__)
#: what is known beside the VIX, by name
KNOWN: Final[dict[str, Callable[[VixFamily], VixFamily]]] = {
    "VIX alone": lambda _: UNKNOWN,
    "VIX9D": lambda one: VixFamily(vix9d=one.vix9d),
    "VIX3M, VIX6M": lambda one: VixFamily(vix3m=one.vix3m, vix6m=one.vix6m),
    "VVIX": lambda one: VixFamily(vvix=one.vvix),
    "all four": lambda one: one,
}


def surface(day: PublicDay, shape: SmileShape, family: VixFamily, level: float = 1.0) -> Anchored:
    """Return the surface of a day at an index level, without carry."""
    return Anchored(
        spot=level,
        vix=day.vix,
        vix9d=family.vix9d,
        vix3m=family.vix3m,
        vix6m=family.vix6m,
        shape=shape.given(day.vix, family.vvix),
        clock=day.moment,
    )


def shape_of(values: FloatArray) -> SmileShape:
    """Return the shape of the fit's eight numbers."""
    rho = float(np.tanh(values[2]))
    cap = min(CURVATURE_CAP, 1.999 / (1.0 + abs(rho)) ** 0.5)
    share, curvature = (float(np.exp(values[place])) for place in (0, 3))
    return SmileShape(
        **dict(
            zip(
                NAMES,
                [share, float(values[1]), rho, curvature, float(values[4]), cap, *values[5:].tolist()],
                strict=True,
            )
        )
    )


def fitted_shape(days: Sequence[PublicDay]) -> SmileShape:
    """Return the shape that fits the smiles and the condors of some days best."""
    points = [smile_points(day) for day in days]

    def residuals(values: FloatArray) -> FloatArray:
        shape = shape_of(values)
        out = [RIDGE * values[5:], LEVEL_WEIGHT * np.atleast_1d(values[0] - np.log(LEVEL))]
        for day, (moneyness, years, vols, weights) in zip(days, points, strict=True):
            model = surface(day, shape, VixFamily(vvix=day.family.vvix))
            out.append(weights * np.log(model.vol(np.exp(moneyness), years) / vols))
            out.append(CREDIT_WEIGHT * np.log(np.atleast_1d(condor_ratio(day, shape, VixFamily(vvix=day.family.vvix)))))
        strips = [rebuilt_vix(Anchored(spot=1.0, vix=vix, shape=shape)) / vix for vix in (10.0, 16.0, 25.0, 40.0, 60.0)]
        return np.concatenate([*out, STRIP_WEIGHT * np.log(np.array(strips) / STRIP)])

    start = [np.log(SMILE.atm_share), SMILE.atm_tilt, np.arctanh(SMILE.rho), np.log(SMILE.curvature)]
    start += [SMILE.curvature_tilt, SMILE.vvix_share, SMILE.vvix_rho, SMILE.vvix_curvature]
    return shape_of(least_squares(residuals, start, loss="soft_l1").x)


def smile_points(day: PublicDay) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return ln(strike / forward), years, vols and weights of a day, 1 to 100 days out.

    Each expiry counts the same, whatever its number of strikes; 20 to 45 days count twice.
    """
    found = []
    for one in day.expiries:
        inside = GRID[(one.deviations[0] <= GRID) & (one.deviations[-1] >= GRID)]
        if 0.9 <= one.days <= 101.0 and len(inside) >= 4:
            weight = (2.0 if 20.0 <= one.days <= 45.0 else 1.0) / np.sqrt(len(inside))
            variance = np.interp(inside, one.deviations, one.vols**2)
            moneyness = inside * one.atm_vol * np.sqrt(one.years)
            found.append(
                np.stack([moneyness, np.full(len(inside), one.years), np.sqrt(variance), 0.0 * inside + weight])
            )
    moneyness, years, vols, weights = np.concatenate(found, axis=1)
    return moneyness, years, vols, weights


def credit(strikes: FloatArray, forward: float, discount: float, vols: FloatArray, years: float) -> float:
    """Return the credit in points of a condor with ascending strikes (4,)."""
    prices = black.price(np.array([-1, -1, 1, 1]), forward, strikes, years, vols, discount)
    return float(np.array([-1, 1, 1, -1]) @ prices)


def condor_ratio(day: PublicDay, shape: SmileShape, family: VixFamily) -> float:
    """Return the model's credit over the mid of the reference condor, on the chain's own strikes."""
    row = day.condor
    near = min(day.expiries, key=lambda one: abs(one.forward / row["forward"] - 1.0) + abs(one.days - row["days"]) / 3)
    forward, discount = row["forward"], row["discount"]
    if "spy" in row["file"]:
        forward, discount = near.forward, near.discount
    strikes = np.array(row["strikes"], dtype=float)
    vols = surface(day, shape, family).vol(strikes / forward, near.years)
    return credit(strikes, forward, discount, vols, near.years) / float(row["credit_mid_points"])


def own_ratio(day: PublicDay, one: Expiry, shape: SmileShape, family: VixFamily) -> float | None:
    """Return the model's credit over the mid for a condor of any expiry at 1.5 sd; None if no such condor is listed."""
    sd = SIGMAS * one.forward * one.atm_vol * np.sqrt(one.years)
    put, call = (int(np.argmin(np.abs(one.strikes - (one.forward + side * sd)))) for side in (-1, 1))
    low, high = (
        int(np.argmin(np.abs(one.strikes - level)))
        for level in (one.strikes[put] - day.wing, one.strikes[call] + day.wing)
    )
    if not low < put < call < high:
        return None
    at = [low, put, call, high]
    quoted = float(np.array([-1, 1, 1, -1]) @ one.mids[at])
    if quoted < 0.02 * day.wing:  # a tick or two: no credit that anyone would sell
        return None
    vols = surface(day, shape, family).vol(one.strikes[at] / one.forward, one.years)
    return credit(one.strikes[at], one.forward, one.discount, vols, one.years) / quoted


def rms(values: Sequence[float] | FloatArray) -> float:
    """Return the root mean square."""
    return float(np.sqrt(np.mean(np.square(values))))


def fit_term() -> None:
    """Fit the term structure, set its constants in the module, and print it with its errors."""
    table = pd.concat({name: closes(name) for name in ("VIX", *TENORS)}, axis=1, join="inner").dropna() / 100.0

    def residuals(values: FloatArray) -> FloatArray:
        vars(vix_term).update(zip(TERM, values, strict=True))
        vars(vix_term)["MONTH_PULL"] = float(vix_term.average_pull(np.array(30 / 365)))
        return np.concatenate([np.log(table[name] / vix_term.vix_term(table["VIX"], t)) for name, t in TENORS.items()])

    shipped = [vars(vix_term)[name] for name in TERM]
    best = least_squares(residuals, shipped, loss="soft_l1", f_scale=0.05).x
    print(
        f"term structure, {len(table):,} days: " + ", ".join(f"{n} = {v:.3f}" for n, v in zip(TERM, best, strict=True))
    )
    for name, errors in zip(TENORS, residuals(best).reshape(len(TENORS), -1), strict=True):
        print(f"  {name}: median error {np.median(np.abs(errors)):.1%}, root mean square {rms(errors):.1%}")
    residuals(np.array(shipped))


def rounded(shape: SmileShape) -> str:
    """Return a shape's constants as text, to three decimals."""
    return ", ".join(f"{name}={getattr(shape, name):.3f}" for name in SmileShape.__dataclass_fields__)


def errors_at_the_money(days: Sequence[PublicDay], shapes: Sequence[SmileShape]) -> None:
    """Print the errors at the money by tenor, each day by the shape that never saw it."""
    for known, choose in KNOWN.items():
        cells = []
        for low, high in BUCKETS:
            found = [
                float(surface(day, shape, choose(day.family)).atm_vol(one.years)) / one.atm_vol - 1.0
                for day, shape in zip(days, shapes, strict=True)
                for one in day.expiries
                if low - 0.4 <= one.days < high + 0.6
            ]
            cells.append(f"{low}-{high} (n {len(found)}): {np.median(np.abs(found)):.1%}, {rms(found):.1%}")
        print(f"  at the money, {known}, median and rms: " + "; ".join(cells))


def errors_of_credits(days: Sequence[PublicDay], shapes: Sequence[SmileShape]) -> None:
    """Print the errors of credits by tenor, each day counting the same, by the shape that never saw it."""
    for known, choose in KNOWN.items():
        cells = []
        for low, high in CREDITS:
            by_day = []
            for day, shape in zip(days, shapes, strict=True):
                ratios = [
                    own_ratio(day, e, shape, choose(day.family))
                    for e in day.expiries
                    if low - 0.4 <= e.days < high + 0.6
                ]
                kept = [ratio - 1.0 for ratio in ratios if ratio is not None]
                by_day += [rms(kept)] if kept else []
            cells.append(f"{low}-{high} ({len(by_day)} days): {rms(by_day):.1%}")
        print(f"  credit, {known}, rms: " + "; ".join(cells))


def main() -> None:
    """Fit term structure and smile, each day left out in turn, and print all with their errors."""
    if not (SHARED / "data").is_dir():
        sys.exit(f"No shared test data at {SHARED}: the constants cannot be fitted here.")
    fit_term()
    days = public_days()
    whole = fitted_shape(days)
    print(f"smile, {len(days)} days: {rounded(whole)}")
    strips = [
        rebuilt_vix(Anchored(spot=1.0, vix=vix, shape=whole)) / vix for vix in (10.0, 13.0, 20.0, 25.0, 40.0, 60.0)
    ]
    print("  VIX rebuilt over VIX at 10, 13, 20, 25, 40, 60: " + ", ".join(f"{one:.3f}" for one in strips))
    shapes = [fitted_shape([one for one in days if one is not day]) for day in days]
    for day, shape in zip(days, shapes, strict=True):
        seen = ", ".join(
            f"{name} {condor_ratio(day, shape, pick(day.family)) - 1:+.1%}" for name, pick in KNOWN.items()
        )
        print(f"  without {day.name}: {rounded(shape)}; that day's condor, model over mid: {seen}")
    for name, pick in KNOWN.items():
        every = [condor_ratio(day, shape, pick(day.family)) - 1.0 for day, shape in zip(days, shapes, strict=True)]
        print(f"  30-day condor, {name}: rms {rms(every):.2%}")
    errors_at_the_money(days, shapes)
    errors_of_credits(days, shapes)


if __name__ == "__main__":
    main()
