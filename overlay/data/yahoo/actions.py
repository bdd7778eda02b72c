"""Splits and dividends of an answer: impossible ones, and splits that its closes do not follow.

The rule: Yahoo states closes that are adjusted for splits, and lists each split with its day. If the close moves on that very
day by about the ratio, the closes before it were not adjusted, or were adjusted twice, and the series is refused. A move is
about the ratio if its logarithm is nearer to the ratio's than to zero, and far above the stock's usual move.

Source: Yahoo's closes of real splits, such as 4 for 1 of Apple on 2020-08-31, which moved +3.4% that day.
"""

from typing import Final

import numpy as np
import pandas as pd

from overlay.arrays import BoolArray, FloatArray
from overlay.data.yahoo.wrong import ORDINARY, flag, number
from overlay.errors import OverlayError
from overlay.flags import Flag

_LARGEST: Final = 2000.0  # shares for one, or one for as many; the largest real reverse splits are near 1 for 1,000
_NEAR: Final = 0.25  # the most by which a move (log) differs from the ratio and still counts as the ratio
_UNUSUAL: Final = 4.0  # times the stock's usual move (a robust standard deviation)
_SURE: Final = np.log(1.2)  # below this ratio (log) a fall of the stock looks the same, so it is only flagged
_HALVING: Final = 0.6  # a fall by 45% or a rise by 82%
_NORMAL: Final = 1.4826  # standard deviation over the median of absolute values, for normal moves


def later_shares(table: pd.DataFrame) -> pd.Series:
    """How many shares one share of each day becomes by later splits: (D,). Rows in order with the column `splits`.

    OverlayError for an impossible ratio.
    """
    splits = table["splits"]
    real = splits != 0.0
    odd = real & ~splits.between(1.0 / _LARGEST, _LARGEST)
    if odd.any():
        day = pd.DatetimeIndex(table.index)[odd][0].date()
        ratio = splits[odd].iloc[0]
        said = f"of {ratio:g} for 1" if np.isfinite(ratio) else "of a share for none"
        raise OverlayError(f"Yahoo lists a split {said} on {day}, which is impossible: {ORDINARY}")
    shares = splits.where(real, 1.0)
    return shares[::-1].cumprod()[::-1].shift(-1, fill_value=1.0)


def paid(symbol: str, table: pd.DataFrame) -> tuple[pd.Series, tuple[Flag, ...]]:
    """The dividends a share by day, and a flag for impossible ones: below zero, or not below the close before."""
    dividends = table["dividends"]
    before = table["close"].shift(1, fill_value=np.inf)
    odd = (dividends != 0.0) & ~((dividends > 0.0) & (dividends < before))
    kept = dividends[(dividends > 0.0) & ~odd]
    if not odd.any():
        return kept, ()
    day, amount = pd.DatetimeIndex(table.index)[odd][0].date(), dividends[odd].iloc[0]
    title = f"{symbol}: {np.count_nonzero(odd)} impossible dividends left out (the first of {number(amount)} a share on {day})"
    return kept, (flag(title),)


def unapplied(symbol: str, table: pd.DataFrame) -> tuple[Flag, ...]:
    """Flags on small splits that the closes seem not to follow; OverlayError for a larger one.

    Rows in order, with the columns `close`, `adjusted` and `later` (see `later_shares`). A halving without a listed split may
    be true, so it is only noted.
    """
    ratio = -np.diff(np.log(table["later"].to_numpy(dtype=np.float64)))
    split = np.abs(ratio) > 1e-9
    if not split.any():
        return _unlisted(symbol, table)
    for name in ("close", "adjusted"):
        moves = np.diff(np.log(table[name].to_numpy(dtype=np.float64)))
        seen = _about(moves, ratio, split)
        if seen.any():
            at = int(seen.argmax())
            said = _said(pd.DatetimeIndex(table.index)[at + 1], float(ratio[at]), float(moves[at]))
            if abs(ratio[at]) >= _SURE:
                raise OverlayError(f"{said}: {ORDINARY}")
            return (flag(f"{symbol}: {said}"),)
    return _unlisted(symbol, table)


def _unlisted(symbol: str, table: pd.DataFrame) -> tuple[Flag, ...]:
    """A note on the largest move of a stock if it is about a halving or a doubling: news, or a split that Yahoo lacks."""
    moves = np.diff(np.log(table["adjusted"].to_numpy(dtype=np.float64)))
    if symbol.startswith("^") or np.abs(moves).max() < _HALVING:
        return ()
    at = int(np.abs(moves).argmax())
    day = pd.DatetimeIndex(table.index)[at + 1].date()
    title = (
        f"{symbol}: the close moves by {np.expm1(moves[at]):+.0%} on {day}, and Yahoo lists no split that explains it"
    )
    why = "It may be true, as Apple's -52% of 2000-09-29, or a split that Yahoo lacks: look the day up before you use its beta."
    return (Flag(level="note", title=title, why=why, source="Yahoo by yfinance"),)


def _about(moves: FloatArray, ratio: FloatArray, split: BoolArray) -> BoolArray:
    """Whether a day's move (log) is about that day's ratio (log) or its mirror: (D - 1,) each."""
    apart = np.abs(np.abs(moves) - np.abs(ratio))
    others = np.abs(moves[~split])
    usual = _NORMAL * float(np.median(others)) if others.size else 0.0
    near = apart < np.minimum(np.abs(ratio) / 2.0, _NEAR)
    return np.asarray(split & near & (np.abs(moves) > _UNUSUAL * usual))


def _said(day: pd.Timestamp, ratio: float, move: float) -> str:
    share = np.exp(abs(ratio))
    split = f"{share:.4g} for 1" if ratio > 0.0 else f"1 for {share:.4g}"
    state = "not adjusted" if ratio * move < 0.0 else "adjusted twice"
    return (
        f"Yahoo lists a split of {split} on {day:%Y-%m-%d}, and the closes before it are {state} for it "
        f"(a move of {np.expm1(move):+.0%} that day)"
    )
