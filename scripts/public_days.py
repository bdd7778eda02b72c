"""The eleven public chain days by which the anchored surface is fitted and judged: quotes, moments, VIX family.

Needs the shared test data beside the project. Three days need care:

- SPX 2019-05-13 was quoted at 4:47 in the morning beside Friday's index. Its VIX is that morning's first, 18.62. VIX9D,
  VIX3M, VIX6M and VVIX did not exist at that hour: they lie as far between Friday's and Monday's close as the VIX.
- SPX 2023-06-09 was quoted at 13:40 and stands beside that day's closing VIX.
- SPY 2025-05-08 holds the quotes of the previous close, so it counts as 2025-05-07.

SPY is American, so its forward comes from the six pairs of calls and puts nearest to the money, at the Treasury's rate.
"""

import json
from dataclasses import dataclass
from datetime import time, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from overlay.arrays import FloatArray
from overlay.data.chains.cboe import read_chain
from overlay.options import black
from overlay.options.chain import ExpirySlice
from overlay.options.modelled import clock
from overlay.options.modelled.vix_family import VixFamily

SHARED: Final = Path(__file__).resolve().parents[2] / "shared"
CHAINS: Final = {
    "2019-05-13": "cboe_spx_2019-05-13_0447gth.dat",
    "2020-06-22": "cboe_spy_2020-06-22.dat",
    "2022-02-04": "cboe_spx_2022-02-04.csv",
    "2022-06-10": "cboe_spx_2022-06-10.csv",
    "2023-05-19": "cboe_spx_2023-05-19.csv",
    "2023-06-09": "cboe_spx_2023-06-09_1340.csv",
    "2023-09-14": "cboe_spx_2023-09-14.csv",
    "2025-01-22": "long_spx_2025-01-22.csv",
    "2025-04-30": "cboe_spy_2025-04-30.csv",
    "2025-05-08": "cboe_spy_2025-05-08.csv",
    "2025-09-25": "cboe_spy_2025-09-25.csv",
}
_MORNING: Final = 18.62  # VIX of the early morning of 2019-05-13
_TIMES: Final = {"2019-05-13": time(4, 47), "2023-06-09": time(13, 40)}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Expiry:
    """One expiry of a day: years from the quotes, forward and discount, and (K,) strikes, deviations, vols, mids."""

    years: float
    forward: float
    discount: float
    strikes: FloatArray
    deviations: FloatArray
    vols: FloatArray
    mids: FloatArray

    @property
    def days(self) -> float:
        """Calendar days from the quotes."""
        return self.years * 365.0

    @property
    def atm_vol(self) -> float:
        """The implied vol at the forward, between the two strikes around it."""
        return float(np.interp(0.0, self.deviations, self.vols))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PublicDay:
    """A day: its moment, VIX, family, SKEW and expiries, and the reference condor of about 30 days."""

    name: str
    moment: clock.Clock
    vix: float
    family: VixFamily
    skew: float
    expiries: tuple[Expiry, ...]
    condor: dict[str, Any]

    @property
    def wing(self) -> float:
        """The width that we ask of a wing, points."""
        return 5.0 if "spy" in self.condor["file"] else 50.0


def closes(name: str) -> pd.Series:
    """Return Cboe's daily closes of a volatility index in points, by ISO day."""
    if name == "VIX":
        return pd.read_csv(SHARED / "data" / "history" / "vix_daily_cboe.csv", index_col="DATE")["CLOSE"]
    table = pd.read_csv(SHARED / "data" / "history" / f"{name}_History.csv")
    days = pd.to_datetime(table["DATE"], format="%m/%d/%Y").dt.strftime("%Y-%m-%d")
    return pd.Series(table["CLOSE" if "CLOSE" in table else name].to_numpy(dtype=float), index=days)


def public_days() -> list[PublicDay]:
    """Return the eleven days."""
    rows = json.loads((SHARED / "oracles" / "condors_on_chains.json").read_text())["condors"]
    condors = {row["file"]: row for row in rows}
    names = ("VIX", "VIX9D", "VIX3M", "VIX6M", "VVIX", "SKEW")
    history = {name: closes(name) for name in names}
    rates = pd.read_csv(SHARED / "data" / "history" / "rates_vol_daily_2000_2026.csv", index_col="fecha")["IRX_close"]
    return [_day(name, condors[file], history, float(rates[name])) for name, file in CHAINS.items()]


def _day(name: str, condor: dict[str, Any], history: dict[str, pd.Series], bill: float) -> PublicDay:
    chain = read_chain(SHARED / "data" / "chains" / condor["file"])
    vix, nine, three, six, vvix, skew = _levels(name, history)
    quoted = chain.as_of - timedelta(days=1) if name == "2025-05-08" else chain.as_of
    moment = clock.at(quoted, _TIMES.get(name, time(16)))
    rate = 2.0 * np.log(1.0 + bill / 200.0) if chain.american else None
    found = [_expiry(one, moment, rate) for one in chain.slices("PM") if one.years > 0.0]
    return PublicDay(
        name=name,
        moment=moment,
        vix=vix,
        family=VixFamily(nine, three, six, vvix),
        skew=skew,
        expiries=tuple(one for one in found if one is not None and one.days <= 260.0),
        condor=condor,
    )


def _levels(name: str, history: dict[str, pd.Series]) -> list[float]:
    """The levels of the indices that belong to a day's quotes."""
    before = str(history["VIX"].index[int(history["VIX"].index.searchsorted(name)) - 1])
    today, eve = ([float(one.loc[[day]].to_numpy()[0]) for one in history.values()] for day in (name, before))
    if name == "2025-05-08":
        return eve
    if name != "2019-05-13":
        return today
    part = (_MORNING - eve[0]) / (today[0] - eve[0])
    return [early + part * (late - early) for early, late in zip(eve, today, strict=True)]


def _expiry(one: ExpirySlice, moment: clock.Clock, rate: float | None) -> Expiry | None:
    """An expiry with its out-of-the-money vols, or None if it has too few."""
    years = (clock.at(one.expiry).start - moment.start) / 365.0
    forward, discount = one.forward, one.discount
    if rate is not None:
        discount = float(np.exp(-rate * years))
        forward = _forward(one, discount)
    call = one.strikes >= forward
    quoted = np.where(call, one.call_two_sided, one.put_two_sided)
    mids = np.where(quoted, np.where(call, one.call_mid, one.put_mid), np.nan)
    vols = black.implied_vol(np.where(call, 1.0, -1.0), forward, one.strikes, years, mids, discount)
    known = np.isfinite(vols)
    if known.sum() < 5:
        return None
    moneyness = np.log(one.strikes[known] / forward)
    deviation = float(np.interp(0.0, moneyness, vols[known])) * np.sqrt(years)
    return Expiry(
        years=years,
        forward=forward,
        discount=discount,
        strikes=one.strikes[known],
        deviations=moneyness / deviation,
        vols=vols[known],
        mids=mids[known],
    )


def _forward(one: ExpirySlice, discount: float) -> float:
    """The median forward of the six pairs of calls and puts nearest to the money."""
    both = one.call_two_sided & one.put_two_sided
    difference = (one.call_mid - one.put_mid)[both]
    near = np.argsort(np.abs(difference))[:6]
    return float(np.median(one.strikes[both][near] + difference[near] / discount))
