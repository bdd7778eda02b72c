"""The part "Your lots": a file in, a table to edit, a file out. Typed text is shown as data, never as markup.

All text from a file is shown by `st.dataframe` or `st.text`, which do not interpret markup.
"""

from typing import Any, Final
from zlib import crc32

import pandas as pd
import streamlit as st

from overlay.book.holdings import Portfolio
from overlay.data import sample_books as portfolios
from overlay.data.files import lots as uploads
from overlay.data.files.findings import Refused
from overlay.data.files.lots import LotFile
from overlay.errors import OverlayError
from overlay.history.daily import History
from overlay.options.market import Market
from views.look.format import prose
from views.look.words import words
from views.portfolio import controls as asked
from views.visitor import refused_rows as findings

TOPIC: Final = "portfolio"
_SYMBOL, _SHARES, _BASIS, _ACQUIRED, _PRICE = "Symbol", "Shares", "Basis ($ a share)", "Acquired", "Price ($ a share)"
_COLUMNS: Final = (_SYMBOL, _SHARES, _BASIS, _ACQUIRED, _PRICE)


def own(portfolio: Portfolio, history: History, market: Market) -> None:
    """Show the upload, the table and the two buttons."""
    st.markdown(words(TOPIC, "own"))
    upload = st.file_uploader("Lots (CSV or .xlsx)", type=["csv", "txt", "tsv", "xlsx"], key="lot_file")
    found = None if upload is None else _read(upload)
    if found is not None and found.unclear:
        found = _asked(upload, found)
    if found is not None:
        _report(found)
    start = _from_file(found) if found is not None and found.lots else _from_book(portfolio)
    edited = _editor(start)
    st.caption(prose(words(TOPIC, "own.prices")))
    good, bad = _checked(edited, portfolios.prices(history, market.as_of))
    findings.refused({"": bad}, "Rows of the table that cannot be used")
    with st.container(horizontal=True):
        st.button(
            f"Use these {len(good.lots)} lots",
            on_click=asked.keep,
            args=(good.lots, good.prices),
            disabled=not good.lots,
            type="primary",
            key="use_lots",
        )
        st.download_button(
            "Save as CSV",
            data=uploads.lots_csv(good.lots, good.prices),
            file_name="lots.csv",
            mime="text/csv",
            on_click="ignore",
            disabled=not good.lots,
            key="save_lots",
        )


def _read(upload: Any, mapping: dict[str, str] | None = None) -> LotFile | None:
    """The file's lots, or None after an error message."""
    try:
        return uploads.read_lots(upload, name=upload.name, mapping=mapping)
    except OverlayError as error:
        _say(st.error, str(error))
        return None


def _say(how: Any, text: str) -> None:
    """Show a message that may contain text from a file: as code, which does not interpret markup."""
    how("This file cannot be used:" if how is st.error else "Please note:")
    st.text(text)


def _asked(upload: Any, found: LotFile) -> LotFile | None:
    """Ask for the meaning of unclear columns, and read the file again once all are known."""
    st.info("Some columns have unclear headings: choose their meaning.")
    chosen: dict[str, str] = {}
    fields = [one for one in found.unclear if one != "basis"]
    if "basis" in found.unclear:
        fields += ["basis", "cost"]
    for column, one in zip(st.columns(len(fields)), fields, strict=True):
        with column:
            heading = st.selectbox(
                uploads.LABELS[one],
                options=[heading for heading in found.headings if heading],
                index=None,
                placeholder="not in the file" if one in ("basis", "cost") else "choose a column",
                key=f"lot_column_{one}",
            )
        if heading is not None:
            chosen[one] = heading
    again = _read(upload, chosen)
    return None if again is None or again.unclear else again


def _report(found: LotFile) -> None:
    """Show the number of lots read, notes on them, and the rejected rows."""
    if found.unclear:
        return
    st.success(f"{len(found.lots):,} lots read, {len(found.refused):,} rows refused.")
    for note in found.notes:
        st.text(note)
    findings.refused({"": found.refused}, "Rows of the file that were refused")


def _from_book(portfolio: Portfolio) -> pd.DataFrame:
    prices = {holding.symbol: holding.price for holding in portfolio.holdings}
    rows = [(one.symbol, one.shares, one.basis, one.acquired, prices[one.symbol]) for one in portfolio.lots]
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def _from_file(found: LotFile) -> pd.DataFrame:
    rows = [(one.symbol, one.shares, one.basis, one.acquired, found.prices.get(one.symbol)) for one in found.lots]
    return pd.DataFrame(rows, columns=list(_COLUMNS)).astype({_PRICE: "float64"})


def _editor(start: pd.DataFrame) -> pd.DataFrame:
    """The table to edit. Its key depends on the lots, so that edits of other lots are not applied to these."""
    return st.data_editor(
        start,
        key=f"lots_{crc32(start.to_csv().encode())}",
        num_rows="dynamic",
        hide_index=True,
        column_config={
            _SYMBOL: st.column_config.TextColumn(
                required=True, max_chars=15, validate=r"^[A-Za-z0-9^][A-Za-z0-9.\-/^=]*$"
            ),
            _SHARES: st.column_config.NumberColumn(required=True, min_value=0.0, format="localized"),
            _BASIS: st.column_config.NumberColumn(required=True, min_value=0.0, format="localized"),
            _ACQUIRED: st.column_config.DateColumn(required=True, min_value=uploads.EARLIEST),
            _PRICE: st.column_config.NumberColumn(min_value=0.0, format="localized"),
        },
    )


def _checked(edited: pd.DataFrame, known: dict[str, float]) -> tuple[LotFile, tuple[Refused, ...]]:
    """The valid rows of the table, by the same rules as a file's; a name without a price is rejected."""
    rows = edited.rename(columns=dict(zip(_COLUMNS, uploads.FIELDS, strict=True))).to_dict("records")
    found = uploads.edited_lots([{str(key): value for key, value in row.items()} for row in rows])
    # A price equal to the history's close is not stored, so that it follows the market's day.
    own_prices = {one: price for one, price in found.prices.items() if price != known.get(one)}
    unpriced = sorted({lot.symbol for lot in found.lots} - set(known) - set(own_prices))
    lots = tuple(lot for lot in found.lots if lot.symbol not in unpriced)
    missing = (Refused(line=_line(found, one), why=f"No price is known for {one}: enter one.") for one in unpriced)
    return LotFile(lots=lots, prices=own_prices), (*found.refused, *missing)


def _line(found: LotFile, symbol: str) -> int:
    return next(at for at, lot in enumerate(found.lots, 1) if lot.symbol == symbol)
