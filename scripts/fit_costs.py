"""Fit the slippage of overlay/options/costs.py on public chains, and print it with its errors: `python -m scripts.fit_costs`.

Needs the shared test data beside the project: seven SPX chains, and for comparison one XSP and one VIX chain, with Cboe's
VIX of their days. A package is an iron condor of the app's range: PM settlement, 7 to 45 days, 1 to 2 sd, wings of 10
to 100 points, on listed two-sided strikes. Its slippage is mid less natural: half the bid-ask spread of each leg. Every
chain counts the same. A law is fitted to the logarithms of the packages with a soft loss, then again without each chain.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import least_squares

from overlay.arrays import FloatArray
from overlay.data.chains.cboe import read_chain
from overlay.options.chain import ExpirySlice
from overlay.options.contracts import ON_OWN_LEVEL, SMALL_PRICE, SPX, Contract
from overlay.options.costs import USUAL_INDEX, USUAL_VIX, Costs
from overlay.options.listing import Listing
from scripts.public_days import SHARED, closes

CHAINS: Final = {
    "2019-05-13": "cboe_spx_2019-05-13_0447gth.dat",
    "2022-02-04": "cboe_spx_2022-02-04.csv",
    "2022-06-10": "cboe_spx_2022-06-10.csv",
    "2023-05-19": "cboe_spx_2023-05-19.csv",
    "2023-06-09": "cboe_spx_2023-06-09_1340.csv",
    "2023-09-14": "cboe_spx_2023-09-14.csv",
    "2025-01-22": "long_spx_2025-01-22.csv",
}
DAYS: Final = (7, 45)
DISTANCES: Final = (1.0, 1.25, 1.5, 1.75, 2.0)
WINGS: Final = (10.0, 25.0, 50.0, 75.0, 100.0)
MOST_OFF: Final = 0.3  # a wing further than this share from the asked width is another trade


class Quoted(NamedTuple):
    """Quoted options of one day: level of the index and VIX, and mids and half spreads in points, (N, L); `kind` is (N, 3).

    The columns of `kind` are days to expiry, distance in sd, and wing in points.
    """

    level: float
    vix: float
    mids: FloatArray
    halves: FloatArray
    kind: FloatArray


class Legs(NamedTuple):
    """Mids of options in points (N, L), and the index and the VIX over their usual levels."""

    mid: FloatArray
    level: float
    vix: float


#: points a leg (N, L), by the constants and the legs
Law = Callable[[FloatArray, Legs], FloatArray]

LAWS: Final[dict[str, tuple[Law, tuple[float, ...]]]] = {
    "a": (lambda p, at: p[0] + 0.0 * at.mid, (0.15,)),
    "a x index": (lambda p, at: p[0] * at.level + 0.0 * at.mid, (0.15,)),
    "a x index x VIX": (lambda p, at: p[0] * at.level * at.vix + 0.0 * at.mid, (0.15,)),
    "a x mid + b x index": (lambda p, at: p[0] * at.mid + p[1] * at.level, (0.01, 0.1)),
    "a x mid + b x index x VIX": (lambda p, at: p[0] * at.mid + p[1] * at.level * at.vix, (0.01, 0.1)),
    "a x sqrt(mid x index)": (lambda p, at: p[0] * np.sqrt(at.mid * at.level), (0.06,)),
    "a x sqrt(mid x index x VIX)": (lambda p, at: p[0] * np.sqrt(at.mid * at.level * at.vix), (0.06,)),
    "a x mid^b x index^(1-b) x VIX^c": (
        lambda p, at: p[0] * at.mid ** p[1] * at.level ** (1.0 - p[1]) * at.vix ** p[2],
        (0.06, 0.5, 0.5),
    ),
}
CHOSEN: Final = "a x sqrt(mid x index x VIX)"


def packages(one: ExpirySlice, listing: Listing) -> Iterator[tuple[list[float], list[float], tuple[float, ...]]]:
    """The condors of one expiry: mids and half spreads of their legs, and their days, distance and wing."""
    sd = one.one_sd_points()
    for distance, wing in product(DISTANCES, WINGS):
        mids, halves, off = [], [], 0.0
        for right in (-1, 1):
            short = float(listing.nearest(one.expiry, right, one.forward + right * distance * sd))
            long = float(listing.wing(one.expiry, right, short, wing))
            quotes = listing.quotes([right, right], [long, short], one.expiry)
            mids += quotes.mid.tolist()
            halves += (0.5 * (quotes.ask - quotes.bid)).tolist()
            off = max(off, abs(abs(long - short) - wing))
        if np.isfinite(mids).all() and off <= MOST_OFF * wing:
            yield mids, halves, (float(one.days), distance, wing)


def quoted(file: str, level: float, widest: float = max(WINGS)) -> Quoted:
    """All packages of a chain with wings up to `widest` points, at this VIX."""
    chain = read_chain(SHARED / "data" / "chains" / file)
    listing, rows, forwards = Listing(chain=chain), [], []
    for one in chain.slices("PM"):
        if DAYS[0] <= one.days <= DAYS[1]:
            rows += [row for row in packages(one, listing) if row[2][2] <= widest]
            forwards.append(one.forward)
    mids, halves, kind = (np.array(column) for column in zip(*rows, strict=True))
    return Quoted(float(np.mean(forwards)), level, mids, halves, kind)


def lawful(law: Law, constants: FloatArray, day: Quoted, contract: Contract = SPX) -> FloatArray:
    """Points a leg by a law, at least a tick: (N, L)."""
    tick = np.where(day.mids < SMALL_PRICE, contract.small_tick, contract.tick)
    return np.asarray(np.maximum(law(constants, Legs(day.mids, day.level / USUAL_INDEX, day.vix / USUAL_VIX)), tick))


def errors(law: Law, constants: FloatArray, day: Quoted) -> FloatArray:
    """Log errors of a law on the packages of a day: (N,)."""
    return np.asarray(np.log(lawful(law, constants, day).sum(axis=1) / day.halves.sum(axis=1)))


def fitted(name: str, days: list[Quoted]) -> FloatArray:
    """The constants of a law on some chains; every chain weighs the same."""
    law, start = LAWS[name]

    def residuals(constants: FloatArray) -> FloatArray:
        return np.concatenate([15.0 * errors(law, constants, day) / np.sqrt(len(day.mids)) for day in days])

    return np.asarray(least_squares(residuals, start, loss="soft_l1", f_scale=0.2).x)


def left_out(name: str, days: dict[str, Quoted]) -> dict[str, FloatArray]:
    """Relative errors of a law on each chain, fitted on the others: (N,) each."""
    found = {}
    for left, day in days.items():
        constants = fitted(name, [one for other, one in days.items() if other != left])
        found[left] = np.expm1(errors(LAWS[name][0], constants, day))
    return found


def measured(days: dict[str, Quoted]) -> None:
    """Print what the chains quote."""
    print("chain       index    VIX  packages  mid less natural: median, 10% to 90%   of the credit")
    for name, day in days.items():
        given = day.halves.sum(axis=1)
        credit = day.mids @ np.array([-1.0, 1.0, -1.0, 1.0])
        low, mid, high = np.quantile(given, (0.1, 0.5, 0.9))
        tick = np.where(day.mids < SMALL_PRICE, SPX.small_tick, SPX.tick)
        print(
            f"{name}  {day.level:,.0f}  {day.vix:5.2f}  {len(given):8d}  {mid:.2f}, {low:.2f} to {high:.2f}"
            f"   {np.median(given / credit):.0%}   legs two ticks wide or wider {np.mean(day.halves > tick - 1e-9):.1%}"
        )


def compared(days: dict[str, Quoted]) -> None:
    """Print each law's constants, and its errors on the chain left out."""
    for name in LAWS:
        constants = ", ".join(f"{one:.4f}" for one in fitted(name, list(days.values())))
        each = left_out(name, days)
        middle = [float(np.median(np.abs(one))) for one in each.values()]
        factor = float(np.exp(np.sqrt(np.mean([np.log1p(np.median(one)) ** 2 for one in each.values()]))))
        print(
            f"{name}: {constants}; error on the chain left out {np.median(middle):.0%} in the median, factor {factor:.2f}"
        )
        print("  " + ", ".join(f"{left} {np.median(one):+.0%}" for left, one in each.items()))


def split(days: dict[str, Quoted]) -> None:
    """Print the bias of the chosen law by days, distance and wing, on the chain left out, and on single legs."""
    each = left_out(CHOSEN, days)
    table = pd.DataFrame(np.concatenate([day.kind for day in days.values()]), columns=["days", "sd", "wing"])
    table["error"] = np.concatenate(list(each.values()))
    table["days"] = pd.cut(table["days"], [6, 14, 21, 30, 45])
    for name in ("days", "sd", "wing"):
        medians = table.groupby(name, observed=True)["error"].median()
        print(f"bias by {name}: " + ", ".join(f"{at} {error:+.0%}" for at, error in medians.items()))
    law, _ = LAWS[CHOSEN]
    constants = fitted(CHOSEN, list(days.values()))
    legs = [np.median(np.abs(lawful(law, constants, day) / day.halves - 1.0)) for day in days.values()]
    print(f"single legs: {np.median(legs):.0%} in the median of the chains")


def others(levels: pd.Series) -> None:
    """Print what one XSP chain and one VIX chain say."""
    day = quoted("cboe_xsp_2023-09-14.csv", float(levels["2023-09-14"]), widest=10.0)  # a tenth of the index
    plain = replace(ON_OWN_LEVEL["XSP"], spread_factor=1.0)
    ours = Costs().slippage(day.mids, day.level, day.vix, plain).sum(axis=1)
    ratio = day.halves.sum(axis=1) / ours
    print(f"XSP 2023-09-14: quoted over law {np.median(ratio):.2f} in the median of {len(ratio)} condors")
    chain = read_chain(SHARED / "data" / "chains" / "cboe_vix_2023-05-15_1147.csv")
    rows = chain.quotes[(chain.quotes["right"] > 0) & (chain.quotes["bid"] > 0.0)]
    rows = rows[(rows["ask"] > rows["bid"]) & rows["strike"].between(18.0, 35.0)]
    left = (pd.to_datetime(rows["expiry"]) - pd.Timestamp(chain.as_of)).dt.days
    half = 0.5 * (rows["ask"] - rows["bid"])
    price = pd.cut(0.5 * (rows["ask"] + rows["bid"]), [0.0, 0.5, 1.0, 2.0, 4.0, 9.0])
    print("VIX calls by days: " + ", ".join(f"{at} {one:.3f}" for at, one in half.groupby(left).median().items()))
    medians = half.groupby(price, observed=True).median()
    print("VIX calls by price: " + ", ".join(f"{at} {one:.3f}" for at, one in medians.items()))


def main() -> None:
    """Fit all laws and print them with their errors."""
    if not (SHARED / "data").is_dir():
        sys.exit(f"No shared test data at {SHARED}: the costs cannot be fitted here.")
    levels = closes("VIX")
    days = {day: quoted(file, float(levels[day])) for day, file in CHAINS.items()}
    measured(days)
    compared(days)
    split(days)
    others(levels)


if __name__ == "__main__":
    main()
