"""Checks on the quotes of a chain, from a file or live.

The rule: a chain that cannot be trusted is refused with one sentence. The stated spot is only checked against put-call
parity; prices follow the quotes. Expired contracts and impossible quotes never reach a page.
"""

from dataclasses import replace
from datetime import datetime

import numpy as np
import pandas as pd

from overlay.data.chains.cboe_contracts import Contracts
from overlay.data.chains.cboe_names import INDEX_ROOTS
from overlay.data.chains.sessions import quoted_at
from overlay.errors import OverlayError
from overlay.flags import Flag
from overlay.history import calendar
from overlay.options.chain import KINDS, Chain
from overlay.options.parity import two_sided

FEWEST_QUOTED = 0.2  # below this share of two-sided quotes a chain is refused; healthy files have 0.82 to 1.00
_THIN = 0.6  # below this share a chain is flagged
STALE_SPOT = 0.004  # header and parity may differ by this share, plus
_CARRY = 0.06  # this share a year for rates and dividends until parity's expiry
_UNQUOTED = "Cboe blanks its quotes outside trading hours and while a page loads"
_COLUMNS = ["root", "expiry", "settlement", "right", "strike", "bid", "ask"]
_COLUMNS += ["last", "volume", "open_interest", "vendor_vol"]


def judged(
    found: Contracts,
    saved: datetime,
    spot: float | None,
    name: str,
    *,
    flags: tuple[Flag, ...] = (),
    live: bool = False,
) -> Chain:
    """The chain of contracts saved at a time (New York, no zone); a spot in points, or None for the parity spot.

    `overlay.data.chains.sessions` moves a time without trading back to the last close. OverlayError if all contracts
    have expired, or if less than a fifth have two-sided quotes.
    """
    quoted, moved = quoted_at(saved, found.symbol)
    rows, dropped = _alive(found.rows, quoted, name)
    rows, cleaned = _clean(rows)
    _refuse_blanks(rows, name)
    american = not any(found.symbol == symbol for symbol, _ in INDEX_ROOTS.values())
    chain = Chain(
        symbol=found.symbol,
        spot=np.nan,
        quoted=quoted,
        quotes=_typed(rows),
        american=american,
        name=name,
        live=live,
        flags=(
            *found.flags,
            *flags,
            *moved,
            *dropped,
            *cleaned,
            *_nature(found.symbol, american=american),
            *_thin(rows),
        ),
    )
    return _with_spot(chain, spot)


def _alive(rows: pd.DataFrame, quoted: datetime, name: str) -> tuple[pd.DataFrame, tuple[Flag, ...]]:
    """Drop contracts that had expired at the time of the quotes; OverlayError if none remain."""
    today = np.datetime64(quoted.date(), "s")
    days = rows["expiry"].to_numpy().astype("datetime64[s]")
    closed = [kind for kind in KINDS if quoted >= calendar.expires(quoted.date(), kind)]
    gone = (days < today) | ((days == today) & np.isin(rows["settlement"].to_numpy(dtype=object), closed))
    if gone.all():
        raise OverlayError(
            f"{name} holds only expired contracts: the last of its {len(rows)} expired on {str(days.max())[:10]}, and it "
            f"was saved on {quoted:%Y-%m-%d %H:%M} New York: download a newer chain."
        )
    if not gone.any():
        return rows, ()
    flag = Flag(
        level="note",
        title=f"{int(gone.sum())} expired contracts left out ({str(days[gone].min())[:10]} to {str(days[gone].max())[:10]})",
        why=f"The file was saved at {quoted:%Y-%m-%d %H:%M} New York, after these contracts had stopped trading.",
    )
    return rows.loc[~gone], (flag,)


def _clean(rows: pd.DataFrame) -> tuple[pd.DataFrame, tuple[Flag, ...]]:
    """Blank quotes with bid and ask 0, drop impossible quotes, and keep one row per contract."""
    bid, ask = (rows[side].to_numpy(dtype=np.float64, copy=True) for side in ("bid", "ask"))
    bad = (bid > ask) | (bid < 0.0) | (ask < 0.0)
    blank = bad | ((bid == 0.0) & (ask == 0.0))
    bid[blank], ask[blank] = np.nan, np.nan
    rows = rows.assign(bid=bid, ask=ask)
    flags = []
    if bad.any():
        line = rows["line"].to_numpy()[int(bad.argmax())]
        flags.append(
            Flag(
                level="note",
                title=f"{int(bad.sum())} impossible quotes left out (the first in line {line})",
                why="Their bid is above their ask or below zero, so nobody could trade there.",
            )
        )
    twice = rows.duplicated(["root", "expiry", "strike", "right"]).to_numpy()
    if twice.any():
        line = rows["line"].to_numpy()[int(twice.argmax())]
        flags.append(
            Flag(
                level="warning",
                title=f"{int(twice.sum())} contracts appear twice in the file (the first in line {line})",
                why="The first row of each is used. The file may combine two saves.",
            )
        )
        rows = rows.loc[~twice]
    return rows, tuple(flags)


def _quoted_share(rows: pd.DataFrame) -> tuple[int, float]:
    count = int(two_sided(rows["bid"].to_numpy(), rows["ask"].to_numpy()).sum())
    return count, count / len(rows)


def _refuse_blanks(rows: pd.DataFrame, name: str) -> None:
    count, share = _quoted_share(rows)
    if share < FEWEST_QUOTED:
        raise OverlayError(
            f"Only {count:,} of {len(rows):,} contracts in {name} have a two-sided quote, too few to price anything: "
            "save the chain again during trading hours or soon after the close."
        )


def _thin(rows: pd.DataFrame) -> tuple[Flag, ...]:
    count, share = _quoted_share(rows)
    if share >= _THIN:
        return ()
    title = f"Only {count:,} of {len(rows):,} contracts have a two-sided quote"
    return (Flag(level="warning", title=title, why=f"{_UNQUOTED}; strikes without a quote are not offered."),)


def _typed(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the columns in the order and with the types of `Chain.quotes`."""
    rows = rows[_COLUMNS].sort_values(["expiry", "root", "strike", "right"], ignore_index=True)
    kinds = dict.fromkeys(_COLUMNS[4:], "float64") | {"root": "category", "settlement": "category", "right": "int8"}
    return rows.astype(kinds)


def _nature(symbol: str, *, american: bool) -> tuple[Flag, ...]:
    """Flags for options to which the European formula applies only with a caveat."""
    if american:
        why = (
            "They may be exercised early, and the shares pay dividends. The app prices them as European options. The "
            "discount factor from parity is then an artefact: do not infer a rate from it."
        )
        return (Flag(level="warning", title=f"{symbol} options are American", why=why, source="put-call parity"),)
    if symbol == "VIX":
        why = "A VIX option's price depends on the future of its own expiry, which parity gives, not on today's VIX."
        return (Flag(level="note", title="VIX options depend on forwards", why=why, source="Cboe VIX options"),)
    return ()


def _with_spot(chain: Chain, stated: float | None) -> Chain:
    """Check the stated spot against parity, or use the parity spot; OverlayError if there is neither."""
    near = next((cut for kind in chain.settlements for cut in chain.slices(kind) if cut.days > 0), None)
    near = near or next((cut for kind in chain.settlements for cut in chain.slices(kind)), None)
    if near is None:
        raise OverlayError(
            f"No expiry of {chain.name} has enough two-sided pairs of call and put for a forward: download the chain "
            "with more strikes."
        )
    if stated is None:
        title = f"The file states no spot: {near.forward:,.2f} is the forward of {near.expiry}"
        flag = Flag(level="note", title=title, why="Call and put quotes agree on it.", source="put-call parity")
        return replace(chain, spot=near.forward, flags=(*chain.flags, flag))
    chain = replace(chain, spot=stated)
    apart = abs(near.forward / stated - 1.0)
    if chain.symbol == "VIX" or apart <= STALE_SPOT + _CARRY * near.years:
        return chain
    flag = Flag(
        level="warning",
        title=f"The header's spot {stated:,.2f} and the quotes' {near.forward:,.2f} differ by {apart:.1%}",
        why=(
            f"Put-call parity on the {near.expiry} expiry gives the underlying's level at the time of the quotes; the "
            "header is from another time. Prices here follow the quotes."
        ),
        source="put-call parity",
    )
    return replace(chain, flags=(*chain.flags, flag))
