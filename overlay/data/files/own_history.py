"""A history from the user's own series: an index, and optionally VIX, rate and stock closes.

The rule: the index sets the days. Other series may be sparser: a value holds until the next one, for at most 31
calendar days. So a monthly series fills its months, and a series that has ended is not extended. Days without a value
use the bundled series (rate, dividend yield) or the model (VIX), and `History.sources` says so. `History.origin` marks
the history as the user's own.
"""

from typing import Final

import numpy as np
import pandas as pd

from overlay.data import bundled, openings
from overlay.errors import OverlayError
from overlay.history.daily import History, Origin
from overlay.vix.from_index import modelled_vix

YOURS: Final = Origin(kind="uploaded", name="your series")
HELD_DAYS: Final = 31  # calendar days: the longest month
PERCENT_ABOVE: Final = 0.5  # every history refuses a rate of 50%, so a larger number is in percent


def history(
    *,
    index: pd.Series,
    vix: pd.Series | None = None,
    rate: pd.Series | None = None,
    closes: pd.DataFrame | None = None,
    opening: pd.Series | None = None,
) -> History:
    """The history of an index, from series by day, (D,) or sparser, and closes (D, symbols); NaN are left out.

    `index` and `vix` are points. `rate` is a yearly riskless rate, decimal or percent (like Yahoo's ^IRX); a value
    above 0.5 means percent. `closes` are adjusted closes; the history begins on the first day with all of them.
    `opening` is the index at the opening, points; an open that repeats the close before counts as unknown.
    OverlayError for an index of fewer than two days, a duplicate day, or an impossible value.
    """
    level = _level(index)
    table, said_of_closes = _closes(closes, pd.DatetimeIndex(level.index))
    level = level.loc[table.index]
    days = pd.DatetimeIndex(level.index)
    own_vix = None if vix is None else _held(_daily(vix, "vix"), days)
    model = modelled_vix(level)
    known = model if own_vix is None else own_vix.fillna(model)
    shipped = bundled.history()
    rates, said_of_rate = _rates(rate, shipped, days)
    yields = beside(shipped.dividend_yield, days)
    return History(
        closes=table,
        index=level.rename("index"),
        vix=known.rename("vix"),
        vix_modelled=pd.Series(True if own_vix is None else own_vix.isna(), index=days, name="vix_modelled"),
        rate=rates.rename("rate"),
        dividend_yield=yields.rename("dividend_yield"),
        opening=None if opening is None else openings.together(level, _daily(opening, "opening"), None),
        sources={
            "closes": said_of_closes,
            "index": f"Yours: {len(level):,} days.",
            "vix": "Modelled from the index alone." if own_vix is None else f"Yours on {_share(own_vix)} of days; the "
            "rest modelled from the index alone.",
            "rate": said_of_rate,
            "dividend_yield": f"{shipped.sources['dividend_yield']} {_past_the_end(shipped, days)}".strip(),
        },
        origin=YOURS,
    )  # fmt: skip


def _level(index: pd.Series) -> pd.Series:
    """The index by day: at least two days, all above zero."""
    level = _daily(index, "index")
    if len(level) < 2:
        raise OverlayError(
            f"The index has {len(level)} days with a value, and at least two are needed: load more days."
        )
    if (level <= 0.0).any():
        day = level.index[level <= 0.0][0].date()
        raise OverlayError(f"index is {level[str(day)]:g} on {day}, but must be above zero: correct or drop that day.")
    return level


def _daily(series: pd.Series, name: str) -> pd.Series:
    """The known values by plain day, rising. OverlayError for invalid or duplicate days."""
    try:
        days = pd.DatetimeIndex(pd.to_datetime(series.index, format="ISO8601")).tz_localize(None).normalize()
    except (TypeError, ValueError) as error:
        raise OverlayError(
            f"The days of {name} cannot be read (first {series.index[0]!r}): give each value its date."
        ) from error
    try:
        values = pd.to_numeric(series).to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError) as error:
        raise OverlayError(f"{name} has a value that is not a number ({error}): correct or drop that value.") from error
    found = pd.Series(values, index=days.rename("date"), name=name).dropna().sort_index()
    if not found.index.is_unique:
        twice = found.index[found.index.duplicated()][0].date()
        raise OverlayError(f"{name} has {twice} twice: keep one value a day.")
    return found


def _held(series: pd.Series, days: pd.DatetimeIndex) -> pd.Series:
    """The latest value up to each day, NaN if it is older than `HELD_DAYS`: (D,)."""
    return series.reindex(days, method="ffill", tolerance=pd.Timedelta(days=HELD_DAYS))


def beside(series: pd.Series, days: pd.DatetimeIndex) -> pd.Series:
    """A series on other days: the latest value up to each day, and the first value before the series begins: (D,)."""
    known = series.sort_index()
    return known.reindex(days, method="ffill").fillna(float(known.iloc[0]))


def _rates(rate: pd.Series | None, shipped: History, days: pd.DatetimeIndex) -> tuple[pd.Series, str]:
    """The rate on each day (D,), annualised decimal, and a sentence on its source."""
    fallback, said = beside(shipped.rate, days), f"{shipped.sources['rate']} {_past_the_end(shipped, days)}".strip()
    if rate is None:
        return fallback, said
    given = _daily(rate, "rate")
    percent = bool((given.abs() > PERCENT_ABOVE).any())
    own = _held(given / 100.0 if percent else given, days)
    unit = "in percent" if percent else "as a decimal"
    return own.fillna(fallback), f"Yours, read {unit}, on {_share(own)} of days. Elsewhere: {said}"


def _closes(closes: pd.DataFrame | None, days: pd.DatetimeIndex) -> tuple[pd.DataFrame, str]:
    """Closes (D, symbols) on the index's days, from the first day with all names, and a sentence on their source."""
    if closes is None or not len(closes.columns):
        return pd.DataFrame(index=days), "No stock closes were given."
    table = pd.DataFrame({str(name): _held(_daily(closes[name], str(name)), days) for name in closes.columns})
    whole = table.notna().all(axis=1).to_numpy(dtype=bool)
    if not whole.any():
        raise OverlayError(
            f"There is no day with closes of all {len(table.columns)} stocks: leave out the stock with the shortest history."
        )
    table = table.iloc[int(whole.argmax()) :]
    for name in table.columns:
        if table[name].isna().any():
            day = table.index[table[name].isna()][0].date()
            raise OverlayError(f"{name} has no close for over {HELD_DAYS} days before {day}: fill the gap or drop it.")
    return table, f"Yours: {len(table.columns)} stocks, from {table.index[0].date()}, the first day with closes of all."


def _past_the_end(shipped: History, days: pd.DatetimeIndex) -> str:
    """A sentence for days after the end of the bundled series; empty otherwise."""
    later = days[-1].date() > shipped.last
    return f"After {shipped.last} its last value is held." if later else ""


def _share(own: pd.Series) -> str:
    return f"{float(own.notna().mean()):.0%}"
