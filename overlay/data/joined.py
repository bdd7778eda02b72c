"""Join daily series of several sources, live or uploaded, into one `History`.

The rule: the index sets the days. A day without a VIX uses the bundled history's recorded VIX, or a modelled one that
is marked. A rate is carried forward. Nobody publishes a daily dividend yield, so the bundled one is used, and its last
value after its end. A stock must cover the whole span, or it is left out with the reason. No close is invented; a close
is only carried over for a few days. A longer single name that ships joins where it covers every day and nobody gave it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from overlay.data import openings, single_names
from overlay.data.files.own_history import beside
from overlay.data.files.prices import GAP, OPENING
from overlay.data.yahoo.prices import FAMILY, INDEX, RATE, VIX, Fetched, Prices
from overlay.errors import OverlayError
from overlay.flags import Flag
from overlay.history.daily import BUNDLED, History, Origin
from overlay.vix.from_index import modelled_vix

CARRIED_DAYS: Final = 5  # trading days for which a close is carried over
FEWEST: Final = 60  # the fewest days that the pages can use
_BILL_DAYS: Final = 91.0
_FAMILY: Final = tuple(symbol.lstrip("^") for symbol in FAMILY)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Own:
    """A history that replaces the bundled one, with notes on it."""

    history: History
    flags: tuple[Flag, ...]
    #: VIX9D, VIX3M, VIX6M and VVIX in points, by name without the caret
    family: Mapping[str, pd.Series]
    #: the series from this source: index, vix, rate, family and stock symbols; the rest is bundled or modelled
    given: frozenset[str]
    #: the source of the other series
    under: Origin = BUNDLED


def joined(
    *,
    index: pd.Series,
    base: History,
    origin: Origin,
    vix: pd.Series | None = None,
    rate: pd.Series | None = None,
    closes: Mapping[str, pd.Series] | None = None,
    family: Mapping[str, pd.Series] | None = None,
    opening: pd.Series | None = None,
) -> Own:
    """The history of these series: index (D,) and VIX in points, rate decimal, closes by symbol in dollars.

    `opening` (D,) is the index at the opening, points, on the index's days. `base` is the bundled history. OverlayError if the index is too short or has impossible values.
    """
    index = index.dropna().astype(np.float64)
    if len(index) < FEWEST:
        raise OverlayError(f"The index has {len(index)} days, and a history needs {FEWEST}: load a longer series.")
    days = pd.DatetimeIndex(index.index)
    levels, modelled, vix_said = _vix(index, vix, base, origin)
    rates, rate_said, rate_flags = _rate(days, rate, base, origin)
    stocks, flags = _closes(days, closes or {})
    history = History(
        closes=stocks,
        index=index.rename("index"),
        vix=levels,
        vix_modelled=modelled,
        vix_doubtful=_doubtful(days, vix, base),
        rate=rates,
        dividend_yield=beside(base.dividend_yield, days).rename("dividend_yield"),
        opening=opening,
        sources={
            "closes": f"Adjusted closes, {origin.name}.",
            "index": f"S&P 500 closes, {origin.name}.",
            "vix": vix_said,
            "rate": rate_said,
            "dividend_yield": f"{base.sources.get('dividend_yield', 'Bundled.')} After {base.last} the last value is kept.",
        },
        origin=origin,
    )
    yields = () if days[-1].date() <= base.last else (_flag_yield(base),)
    given = {"index", *stocks.columns, *(family or {})}
    given |= {name for name, one in (("vix", vix), ("rate", rate)) if one is not None and len(one)}
    flags = (*rate_flags, *flags, *yields)
    return Own(history=history, flags=flags, family=dict(family or {}), given=frozenset(map(str, given)))


def from_yahoo(found: Fetched, base: History, asked: date, origin: Origin | None = None) -> Own:
    """The history from Yahoo's answers; OverlayError without the index. The origin is a live load's unless it is given."""
    if INDEX not in found.prices:
        why = next((one.why for one in found.missing if one.symbol == INDEX), "it was not asked for")
        raise OverlayError(f"Without the S&P 500 ({INDEX}) there is no history: {why}.")
    prices = found.prices
    index = prices[INDEX].close
    own = joined(
        index=index,
        opening=openings.together(index, prices[INDEX].opening, _gaps(prices.get(openings.FUND))),
        base=base,
        origin=origin or Origin(kind="live", name="Yahoo", asked=min([prices[INDEX].asked, asked])),
        vix=prices[VIX].close if VIX in prices else None,
        rate=_continuous(prices[RATE].close) if RATE in prices else None,
        closes={symbol: one.adjusted for symbol, one in prices.items() if not symbol.startswith("^")},
        family={symbol.lstrip("^"): prices[symbol].close for symbol in FAMILY if symbol in prices},
    )
    flags = tuple(flag for one in prices.values() for flag in one.flags)
    return _with_names(replace(own, flags=(*flags, *own.flags)), prices)


def _with_names(own: Own, given: Collection[str]) -> Own:
    """The same with the single names that ship, where they cover every day and are not among the given symbols."""
    found = single_names.joining(own.history, given)
    if not found:
        return own
    history = single_names.joined_to(own.history, found)
    return replace(own, history=history, flags=(*own.flags, single_names.flag(found)))


def _gaps(fund: Prices | None) -> pd.Series | None:
    """The opening gaps of the fund on the index, if its opens are known."""
    return None if fund is None or fund.opening is None else openings.gaps(fund.opening, fund.close, fund.adjusted)


def _continuous(discount: pd.Series) -> pd.Series:
    """Convert a 13-week bill's discount rate in percent to a continuously compounded decimal rate.

    Cboe bases ^IRX on the discount rate of the latest 13-week bill: price = 1 - rate x 91/360, a bank discount (Treasury,
    31 CFR 356 Appendix B), not a bond-equivalent yield. So read, it lies 0.8 basis points below the Treasury's 3-month
    yield in the median of 5,779 days of 2000 to 2022; read as a bond-equivalent yield, it would lie 14 below at over 4%.
    """
    price = 1.0 - discount.clip(-2.0, 25.0) / 100.0 * _BILL_DAYS / 360.0
    return pd.Series(-np.log(price.to_numpy(dtype=np.float64)) * 365.0 / _BILL_DAYS, index=discount.index)


def _vix(index: pd.Series, vix: pd.Series | None, base: History, origin: Origin) -> tuple[pd.Series, pd.Series, str]:
    """The VIX on the days of the index, a marker of modelled days, and a sentence on its source."""
    days = pd.DatetimeIndex(index.index)
    given = _given(days, vix)
    recorded = base.vix.where(~base.vix_modelled.astype(bool)).reindex(days)
    known = given.fillna(recorded)
    modelled = known.isna()
    levels = known.fillna(modelled_vix(index)).rename("vix").astype(np.float64)
    counts = {
        origin.name: int(given.notna().sum()),
        "Cboe's from the bundled history": int((given.isna() & recorded.notna()).sum()),
        "modelled from the index": int(modelled.sum()),
    }
    said = "VIX closes: " + ", ".join(f"{who} on {count:,} days" for who, count in counts.items() if count) + "."
    return levels, modelled.rename("vix_modelled"), said


def _doubtful(days: pd.DatetimeIndex, vix: pd.Series | None, base: History) -> pd.Series | None:
    """True where the bundled VIX stands in and differs from the close that Cboe publishes; None if no day does."""
    if base.vix_doubtful is None:
        return None
    known = base.vix_doubtful.reindex(days, fill_value=False).astype(bool) & _given(days, vix).isna()
    return known if known.any() else None


def _given(days: pd.DatetimeIndex, vix: pd.Series | None) -> pd.Series:
    """The VIX that was given, on these days; NaN where it was not, or is not above zero."""
    found = pd.Series(np.nan, index=days) if vix is None else vix[~vix.index.duplicated()].reindex(days)
    return found.where(found > 0.0)


def _rate(
    days: pd.DatetimeIndex, rate: pd.Series | None, base: History, origin: Origin
) -> tuple[pd.Series, str, tuple[Flag, ...]]:
    if rate is not None and len(rate.dropna()):
        return beside(rate.dropna(), days).rename("rate"), f"13-week bill or given rate, {origin.name}.", ()
    carried = beside(base.rate, days).rename("rate")
    if days[-1].date() <= base.last:
        return carried, base.sources.get("rate", "Bundled."), ()
    flag = Flag(
        level="warning",
        title=f"No rate was loaded: after {base.last} the last bundled rate is kept",
        why="The rate sets the options' carry and the cost of capital; an error of 1% changes a 30-day condor little.",
        source="overlay/samples/PROVENANCE.md",
    )
    return carried, f"Bundled to {base.last}, then its last value.", (flag,)


def _closes(days: pd.DatetimeIndex, closes: Mapping[str, pd.Series]) -> tuple[pd.DataFrame, tuple[Flag, ...]]:
    """The stocks that cover all days, with flags for the other stocks and for closes carried over."""
    kept, flags = {}, []
    for symbol, series in closes.items():
        there = series[~series.index.duplicated()].reindex(days)
        filled = there.ffill(limit=CARRIED_DAYS)
        if filled.isna().any():
            first = pd.DatetimeIndex(series.index)[0].date() if len(series) else None
            late = first is not None and first > days[0].date()
            way_out = (
                f"it begins on {first}; start the history there or later" if late else "it has gaps of over a week"
            )
            flags.append(_flag_left(symbol, way_out))
            continue
        count = int(there.isna().sum())
        if count:
            flags.append(_flag_carried(symbol, count))
        kept[symbol] = filled.astype(np.float64)
    return pd.DataFrame(kept, index=days), tuple(flags)


def _flag_left(symbol: str, why: str) -> Flag:
    title = f"{symbol} is left out: {why}"
    return Flag(level="warning", title=title, why="Betas and breadth need a close on every day of the history.")


def _flag_carried(symbol: str, count: int) -> Flag:
    title = f"{symbol}: {count} missing closes carried over from the day before"
    return Flag(level="note", title=title, why="A day without a price counts as a day without a move.")


def _flag_yield(base: History) -> Flag:
    title = f"The index's dividend yield after {base.last} is the yield of {base.last.year}"
    why = (
        "The app has no daily series of the yield; half a percent a year moves a 30-day forward by two points in 5,000."
    )
    return Flag(level="note", title=title, why=why, source="overlay/samples/PROVENANCE.md")


def from_files(series: Mapping[str, pd.Series], name: str, asked: date, current: History, base: History) -> Own:
    """The current history with uploaded series in place of its own: an index, a VIX, a rate, stocks.

    If the file has an index, no current series is kept, because other days would not fit. Without an uploaded index,
    the current index, VIX, rate and stocks are kept unless the file replaces them. OverlayError for impossible values.
    """
    plain = {"index", "vix", "rate", OPENING, GAP, *_FAMILY}
    stocks = {role: one for role, one in series.items() if role not in plain}
    family = {role: one for role, one in series.items() if role in _FAMILY}
    whole = "index" in series
    if not whole:
        stocks = {str(symbol): current.closes[symbol] for symbol in current.closes.columns} | stocks
        name = f"{current.origin.name or 'bundled history'}, with {name}"
    recorded = current.vix.where(~current.vix_modelled.astype(bool)).dropna()
    index = series.get("index", current.index)
    found = openings.together(index.dropna(), series.get(OPENING), series.get(GAP))
    own = joined(
        index=index,
        opening=current.opening if found is None and not whole else found,
        base=base,
        origin=Origin(kind="uploaded", name=name, asked=asked),
        vix=series.get("vix", None if whole else recorded),
        rate=series.get("rate", None if whole else current.rate),
        closes=stocks,
        family=family,
    )
    if whole:
        return replace(_with_names(own, stocks), given=frozenset(series))
    kept = replace(
        own.history,
        sources=dict(own.history.sources) | _kept_sources(series, current),
        beside=frozenset((current.beside - series.keys()) & set(own.history.closes.columns)),
        vix_range=None if "vix" in series else current.vix_range,
        vix_doubtful=None if "vix" in series else current.vix_doubtful,
        rate_carried=None if "rate" in series else current.rate_carried,
        yields=current.yields,
    )
    return replace(own, history=kept, given=frozenset(series), under=current.origin)


def _kept_sources(series: Mapping[str, pd.Series], current: History) -> dict[str, str]:
    """The source sentences of the series that are kept."""
    return {
        role: current.sources[role]
        for role in ("index", "vix", "rate", "vix_range", "yields", *current.beside)
        if role not in series and role in current.sources
    }
