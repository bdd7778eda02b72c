"""Which quotes of a chain can be trusted, whether they were read from a file or came live.

The rule: what cannot be trusted is refused with one sentence. The stated spot is only a caption, checked against put-call parity;
expired contracts and impossible quotes never reach a page.
"""

from dataclasses import replace
from datetime import datetime

import numpy as np
import pandas as pd

from overlay.data.chains.cboe_contracts import Contracts
from overlay.data.chains.cboe_names import INDEX_ROOTS
from overlay.errors import OverlayError
from overlay.flags import Flag
from overlay.options.chain import CLOCK, Chain
from overlay.options.parity import two_sided

FEWEST_QUOTED = 0.2  # below this share of two-sided quotes a chain is refused; healthy files have 0.82 to 1.00
_THIN = 0.6  # below this share it is flagged
STALE_SPOT = 0.004  # header and parity may differ by this much, and by
_CARRY = 0.06  # this much a year of rates and dividends until the expiry that parity is read from
_UNQUOTED = "Cboe blanks its quotes outside trading hours and while a page loads"
_COLUMNS = ["root", "expiry", "settlement", "right", "strike", "bid", "ask"]
_COLUMNS += ["last", "volume", "open_interest", "vendor_vol"]


def judged(
    found: Contracts,
    quoted: datetime,
    spot: float | None,
    name: str,
    *,
    flags: tuple[Flag, ...] = (),
    live: bool = False,
) -> Chain:
    """The chain of contracts quoted at a moment (New York, no zone) with a stated spot in points, or None for parity's.

    OverlayError where all have expired, or two-sided quotes stand on less than a fifth of them.
    """
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
        flags=(*found.flags, *flags, *dropped, *cleaned, *_nature(found.symbol, american=american), *_thin(rows)),
    )
    return _with_spot(chain, spot)


def _alive(rows: pd.DataFrame, quoted: datetime, name: str) -> tuple[pd.DataFrame, tuple[Flag, ...]]:
    """Drop what had expired when the file was saved; OverlayError where nothing is left."""
    today = np.datetime64(quoted.date(), "s")
    days = rows["expiry"].to_numpy().astype("datetime64[s]")
    closed = [kind for kind, clock in CLOCK.items() if quoted.time() >= clock]
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
        why=f"The file was saved at {quoted:%Y-%m-%d %H:%M} New York, after they had stopped trading.",
    )
    return rows.loc[~gone], (flag,)


def _clean(rows: pd.DataFrame) -> tuple[pd.DataFrame, tuple[Flag, ...]]:
    """Blank quotes of 0 and 0, drop impossible ones, and leave one row per contract."""
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
                title=f"{int(twice.sum())} contracts stand twice in the file (the first in line {line})",
                why="The first row of each is used; two saves may have been pasted together.",
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
    """Return the promised columns, types and order."""
    rows = rows[_COLUMNS].sort_values(["expiry", "root", "strike", "right"], ignore_index=True)
    kinds = dict.fromkeys(_COLUMNS[4:], "float64") | {"root": "category", "settlement": "category", "right": "int8"}
    return rows.astype(kinds)


def _nature(symbol: str, *, american: bool) -> tuple[Flag, ...]:
    """Say what kind of option the reader deals with where the European formula needs a caveat."""
    if american:
        why = (
            "They may be exercised early and the shares pay dividends; they are priced as European options here, and the "
            "discount factor that parity gives is an artefact: infer no rate from it."
        )
        return (Flag(level="warning", title=f"{symbol} options are American", why=why, source="put-call parity"),)
    if symbol == "VIX":
        why = "A VIX option prices off the future of its own expiry, which parity gives, never off today's VIX."
        return (Flag(level="note", title="VIX options hang on forwards", why=why, source="Cboe VIX options"),)
    return ()


def _with_spot(chain: Chain, stated: float | None) -> Chain:
    """Check the stated spot against parity, or take parity's where there is none; OverlayError where neither is."""
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
            f"Put-call parity on the {near.expiry} expiry says where the underlying stood when these quotes were made; the "
            "header is from another moment. Prices here follow the quotes."
        ),
        source="put-call parity",
    )
    return replace(chain, flags=(*chain.flags, flag))
