"""Compare replicas of strategy indices with the published indices, 1990 to 2021: `python -m scripts.check_replicas`.

Needs the shared test data beside the project: S&P 500, VIX and 13-week bill closes, and month-end levels of Cboe's BXM,
PUT and PPUT. Prints the tables that docs/benchmarks.md and docs/backtest.md keep. Bill yields begin in 2000; before that
year the bundled rate is used. The last table is the same on the bundled history alone.
"""

from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import kurtosis

from overlay.backtest import monthly_cycle, replicas
from overlay.data import bundled
from overlay.data.files import lots as uploads
from overlay.history.daily import History

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
FIRST, LAST = "1990", "2021"
LEAST_CORRELATION, MOST_POINTS, MOST_VOLATILITY = 0.97, 0.75, 0.07
CONDOR_ANCHORS = {"2010-01": 771.31, "2019-01": 713.49}  # published CNDR levels (method map, C29)
STEPS = (
    (0.2, 0.56),
    (0.0, 0.56),
    (0.0, 0.0),
    (0.2, 0.35),
    (0.5, 0.56),
)  # pairs: the share of the day's move made by the opening, and the share of the move from there to the close by noon
PUBLISHED_CONDOR = 7.23  # percent, CNDR's volatility from mid-1986 to 2015 (Black and Szado, 2016)
DECADES = (("1990", "1999"), ("2000", "2009"), ("2010", "2021"))


class Match(NamedTuple):
    """A replica compared with the published index.

    `correlation` is that of monthly returns. `ours` and `published` are returns, `vol` and `published_vol` volatilities
    of monthly returns, all in percent a year. `error` is one standard error of `gap`, from the monthly differences.
    """

    name: str
    correlation: float
    ours: float
    published: float
    error: float
    vol: float
    published_vol: float
    months: int

    @property
    def gap(self) -> float:
        """Return the replica's return minus the published one, in percentage points a year."""
        return self.ours - self.published

    @property
    def volatility(self) -> float:
        """Return the replica's volatility divided by that of the index."""
        return self.vol / self.published_vol

    @property
    def holds(self) -> bool:
        """Return whether the replica passes all three bars."""
        close = abs(self.gap) <= MOST_POINTS and abs(self.volatility - 1.0) <= MOST_VOLATILITY
        return close and self.correlation >= LEAST_CORRELATION


def column(file: str, name: str) -> pd.Series:
    """Return one column of a shared file, by day."""
    return pd.read_csv(SHARED / file, index_col=0, parse_dates=True)[name]


def history() -> History:
    """Return the S&P 500, the VIX and the bill yield of 1990 to 2021, read by the app's own code for uploads."""
    return uploads.history(
        index=column("history/gspc_close_yahoo.csv", "Close").loc[FIRST:LAST],
        vix=column("history/vix_daily_cboe.csv", "CLOSE").loc[FIRST:LAST],
        rate=column("history/rates_vol_daily_2000_2026.csv", "IRX_close").loc[FIRST:LAST],
    )


def published(name: str) -> pd.Series:
    """Return the month-end levels of a published index."""
    levels = column("benchmarks/cboe_strategy_indices_monthly.csv", name)
    return levels.set_axis(pd.DatetimeIndex(levels.index) + pd.offsets.MonthEnd(0))


def monthly(levels: pd.Series) -> pd.Series:
    """Return monthly returns of daily levels, without the first month."""
    return levels.resample("ME").last().pct_change().iloc[1:]


def a_year(returns: pd.Series) -> float:
    """Return monthly returns compounded to a return in percent a year."""
    return 100.0 * (float(np.prod(1.0 + returns.to_numpy(dtype=float)) ** (12.0 / len(returns))) - 1.0)


def vol(returns: pd.Series) -> float:
    """Return the volatility of monthly returns in percent a year."""
    return 100.0 * float(np.std(returns.to_numpy(dtype=float), ddof=1)) * float(np.sqrt(12.0))


def vol_error(returns: pd.Series) -> float:
    """Return one standard error of `vol`, percent a year, for returns with tails as fat as these."""
    tails = float(kurtosis(returns.to_numpy(dtype=float)))
    return vol(returns) * float(((tails + 2.0) / (4.0 * len(returns))) ** 0.5)


def match(name: str, levels: pd.Series, first: str = FIRST, last: str = LAST) -> Match:
    """Return a replica's figures beside those of the index it copies."""
    ours = monthly(levels).loc[first:last]
    theirs = published(name).pct_change(fill_method=None).reindex(ours.index)
    return Match(
        name=name,
        correlation=float(np.corrcoef(ours, theirs)[0, 1]),
        ours=a_year(ours),
        published=a_year(theirs),
        error=100.0 * 12.0 * float((ours - theirs).std()) / len(ours) ** 0.5,
        vol=vol(ours),
        published_vol=vol(theirs),
        months=len(ours),
    )


def row(one: Match) -> str:
    """Return a line of the table, as markdown."""
    verdict = "holds" if one.holds else "MISSED"
    return (
        f"| {one.name} | {one.correlation:.3f} | {one.ours:.2f} | {one.published:.2f} | {one.gap:+.2f} ± {one.error:.2f} "
        f"| {one.vol:.2f} | {one.published_vol:.2f} | {one.months} | {verdict} |"
    )


def table(known: History) -> None:
    """Print each replica with a published index, over all years and by decade."""
    print("| index | correlation | ours % a year | published | gap | our vol % | published | months | verdict |")
    print("|---|---|---|---|---|---|---|---|---|")
    print(row(match("SPTR", replicas.total_return(known))))
    for name in ("PUT", "BXM", "PPUT"):
        levels = replicas.ALL[name](known)
        print(row(match(name, levels)))
        for decade in DECADES:
            print(row(match(name, levels, *decade)._replace(name=f"{name} {decade[0]}-{decade[1]}")))


def others(known: History) -> None:
    """Print the replicas without published levels at hand, and what is published of CNDR."""
    print("\n| replica | % a year | volatility % | volatility to 2015 % |\n|---|---|---|---|")
    for name in ("CLL", "CNDR", "BFLY", "VXTH"):
        returns = monthly(replicas.ALL[name](known))
        print(f"| {name} | {a_year(returns):.2f} | {vol(returns):.2f} | {vol(returns.loc[:'2015']):.2f} |")
    condor = replicas.cndr(known)
    early = monthly(condor).loc[:"2015"]
    error = vol_error(early)
    print(f"\nCNDR's volatility to 2015: ours {vol(early):.2f} ± {error:.2f} %, published {PUBLISHED_CONDOR} %")
    (start, before), (end, after) = CONDOR_ANCHORS.items()
    low, high = (float(condor.loc[month].mean()) for month in (start, end))
    print(f"CNDR {start} to {end}: ours {high / low - 1:+.1%}, published {after / before - 1:+.1%}")


def steps(known: History) -> None:
    """Print what other shares of the day's move would give."""
    print("\n| by the opening | then by noon | PUT | BXM | PPUT |\n|---|---|---|---|---|")
    usual = monthly_cycle.OPENING
    for opening, noon in STEPS:
        monthly_cycle.OPENING = opening  # type: ignore[misc]
        replicas.of_history = partial(monthly_cycle.of_history, hour=noon)  # type: ignore[attr-defined]
        found = [match(name, replicas.ALL[name](known)) for name in ("PUT", "BXM", "PPUT")]
        shown = " | ".join(f"{one.correlation:.3f}, {one.gap:+.2f}" for one in found)
        print(f"| {opening:g} | {noon:g} | {shown} |")
    monthly_cycle.OPENING, replicas.of_history = usual, monthly_cycle.of_history  # type: ignore[misc, attr-defined]


def main() -> None:
    """Print all tables."""
    known = history()
    table(known)
    others(known)
    steps(known)
    print("\nOn the bundled history, whose VIX and bills come from other files:\n")
    table(bundled.history())
    others(bundled.history())


if __name__ == "__main__":
    main()
