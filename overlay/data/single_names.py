"""Longer single names that ship beside the panel, read from ``overlay/samples/single_names.parquet``.

Each name has its own first and last day. ``scripts/build_samples.py`` builds the file; ``overlay/samples/PROVENANCE.md``
names its sources and what was checked. The rule: a name joins a history only if it has a close on every day of it, and
never in place of a series that the person gave. A book may hold such a name; breadth and the default book leave it out,
because one or two winners are no measure of a market.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from overlay import shipped
from overlay.data import bundled
from overlay.errors import OverlayError
from overlay.flags import Flag
from overlay.history.daily import History

FILE: Final = shipped.file("single_names.parquet")
HINDSIGHT: Final = "The authors of open-source packages chose these names after they had risen greatly."


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SingleName:
    """One stock's closes on its own days; never write to them, because all readers share them."""

    symbol: str
    #: (days,) dividend- and split-adjusted closes, dollars of a share at the end of the file
    closes: pd.Series
    #: one readable sentence
    source: str

    @property
    def first(self) -> date:
        """The first day with a close."""
        return pd.DatetimeIndex(self.closes.index)[0].date()

    @property
    def last(self) -> date:
        """The last day with a close."""
        return pd.DatetimeIndex(self.closes.index)[-1].date()

    def covers(self, days: pd.DatetimeIndex) -> bool:
        """Whether there is a close on each of these days."""
        return bool(days.isin(self.closes.index).all())


@cache
def names(file: Path = FILE) -> Mapping[str, SingleName]:
    """The single names by symbol; OverlayError if the file is missing or damaged."""
    table = bundled.read(file)
    sources = json.loads((table.schema.metadata or {}).get(b"sources", b"{}"))
    symbols = [name for name in table.column_names if name != "date"]
    if "date" not in table.column_names or not symbols or set(symbols) != set(sources):
        raise OverlayError(
            f"The bundled file {file.name} lacks its days, its names or their sources: {bundled.WAY_OUT}."
        )
    days = pd.DatetimeIndex(table["date"].to_numpy().astype("datetime64[us]"), name="date")
    found = {}
    for one in symbols:
        closes = pd.Series(table[one].to_numpy().astype(np.float64), index=days, name=one).dropna()
        if not len(closes) or not closes.gt(0.0).all():
            raise OverlayError(f"The bundled file {file.name} has impossible closes of {one}: {bundled.WAY_OUT}.")
        found[one] = SingleName(symbol=one, closes=closes, source=str(sources[one]))
    return found


def joining(history: History, given: Collection[str]) -> tuple[SingleName, ...]:
    """The names that have a close on every day of a history and that are neither in it nor among those given."""
    there = {*map(str, history.closes.columns), *given}
    return tuple(one for one in names().values() if one.symbol not in there and one.covers(history.days))


def joined_to(history: History, found: Collection[SingleName]) -> History:
    """The history with these names after its own, each with its source and marked as beside the panel."""
    if not found:
        return history
    extra = pd.DataFrame({one.symbol: one.closes.reindex(history.days) for one in found}, index=history.days)
    return replace(
        history,
        closes=history.closes.join(extra),
        beside=history.beside | set(extra.columns),
        sources={**history.sources, **{one.symbol: f"Bundled, to {one.last}. {one.source}" for one in found}},
    )


def beside_panel(base: History) -> History:
    """The bundled history with the names that its panel lacks, from the first day on which all of them have a close.

    Everything else of the bundled history stays as it is on these days: flags by day, ranges, yields and sources.
    """
    missing = [one for one in names().values() if one.symbol not in base.closes.columns and one.last >= base.last]
    cut = base.since(max([base.first, *(one.first for one in missing)]))
    return joined_to(cut, joining(cut, ()))


def flag(found: Collection[SingleName]) -> Flag:
    """The caveat of names that joined a history from the bundled data."""
    spans = ", ".join(f"{one.symbol} ({one.first} to {one.last})" for one in found)
    return Flag(
        level="note",
        title=f"Bundled closes of {spans} are used beside yours",
        why=f"They cover every day of the index, and no other closes of them were given. Breadth leaves them out. {HINDSIGHT}",
        source="overlay/samples/PROVENANCE.md",
    )
