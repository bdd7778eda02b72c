"""The history that ships with the app, read from ``overlay/samples/history.parquet``.

``scripts/build_samples.py`` builds the file from data in open-source packages. ``overlay/samples/PROVENANCE.md``
names every source, gap and modelled stretch. Prices were published in thousandths and are stored as float32 to halve
the file. Rounding to thousandths on reading restores the published decimals.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from overlay import shipped
from overlay.arrays import FloatArray
from overlay.errors import OverlayError
from overlay.history.daily import History

FILE: Final = shipped.file("history.parquet")
MINIMUM_DAYS: Final = 8000
#: the columns that are not stocks
SERIES: Final = {
    "date": pa.date32(),
    "index": pa.float64(),
    "vix": pa.float64(),
    "vix_modelled": pa.bool_(),
    "vix_doubtful": pa.bool_(),
    "rate": pa.float64(),
    "rate_carried": pa.bool_(),
    "dividend_yield": pa.float64(),
}
#: columns of the VIX within the day
RANGE: Final = ("vix_open", "vix_high", "vix_low")
#: column of a Treasury yield -> its tenor in years
TENORS: Final = {
    "yield_1m": 1 / 12,
    "yield_3m": 0.25,
    "yield_6m": 0.5,
    "yield_1y": 1.0,
    "yield_2y": 2.0,
    "yield_5y": 5.0,
    "yield_10y": 10.0,
    "yield_30y": 30.0,
}
WAY_OUT: Final = "reinstall the app, or run python -m scripts.build_samples in its folder"


def history(file: Path = FILE) -> History:
    """Return the bundled history, 1990 to 2022; OverlayError if its file is missing or damaged."""
    table = _checked(read(file), file)
    days = pd.DatetimeIndex(table["date"].to_numpy().astype("datetime64[us]"), name="date")
    stocks = [name for name in table.column_names if name not in SERIES and name not in {*RANGE, *TENORS}]

    series: dict[str, Any] = {
        name: pd.Series(table[name].to_numpy(), index=days, name=name) for name in SERIES if name != "date"
    }
    return History(
        closes=pd.DataFrame(_columns(table, stocks).round(3), index=days, columns=stocks),
        vix_range=pd.DataFrame(_columns(table, RANGE).round(2), index=days, columns=["open", "high", "low"]),
        yields=pd.DataFrame(_columns(table, list(TENORS)), index=days, columns=list(TENORS.values())),
        sources=json.loads(table.schema.metadata[b"sources"]),
        **series,
    )


def _columns(table: Any, names: Sequence[str]) -> FloatArray:
    return np.column_stack([table[name].to_numpy() for name in names]).astype(np.float64)


def read(file: Path) -> Any:
    """The table in a bundled file; OverlayError if it is missing or damaged."""
    try:
        return pq.read_table(file)
    except FileNotFoundError as error:
        raise OverlayError(f"The bundled file {file.name} is missing: {WAY_OUT}.") from error
    except (pa.ArrowException, OSError) as error:
        raise OverlayError(f"The bundled file {file.name} cannot be read: {WAY_OUT}.") from error


def _checked(table: Any, file: Path) -> Any:
    """Return ``table`` if it has the columns, types, rows and sources that the app needs."""
    kinds = dict(zip(table.schema.names, table.schema.types, strict=True))
    wrong = [name for name, kind in SERIES.items() if kinds.get(name) != kind]
    wrong += [name for name in (*RANGE, *TENORS) if name not in kinds]
    wrong += [name for name, kind in kinds.items() if name not in SERIES and kind != pa.float32()]
    if wrong:
        raise OverlayError(f"The bundled history {file.name} has a wrong column {wrong[0]!r}: {WAY_OUT}.")
    if len(kinds) == len(SERIES) + len(RANGE) + len(TENORS) or b"sources" not in (table.schema.metadata or {}):
        raise OverlayError(f"The bundled history {file.name} lacks its stocks or its sources: {WAY_OUT}.")
    if table.num_rows <= MINIMUM_DAYS:
        raise OverlayError(f"The bundled history {file.name} has only {table.num_rows:,} days: {WAY_OUT}.")
    return table
