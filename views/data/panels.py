"""The panels of the Data page: the data in use, the result of a load, and the content of files."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd
import streamlit as st

from overlay.data import single_names
from overlay.data.files.prices import PriceFile
from overlay.data.files.templates import TEMPLATES
from overlay.data.yahoo import dispatch, shelf
from overlay.data.yahoo.prices import INDICES
from overlay.history.daily import History
from views.data import controls as asked
from views.frame import headline
from views.frame.numbers import KeyNumber
from views.look import format as fmt
from views.look.words import words
from views.market import live
from views.portfolio import valuation as portfolio_valuation
from views.visitor import chain as uploaded, history as cached, refused_rows as findings

TOPIC: Final = "data"
_WORDS: Final = {
    "bundled": "bundled data", "live": "live data from Yahoo", "uploaded": "your own data",
    "refreshed": "the data found on this machine",
}  # fmt: skip
_KINDS: Final = {
    "bundled": "real, bundled", "live": "real, live", "uploaded": "yours", "refreshed": "real, refreshed",
}  # fmt: skip
_PAGES: Final = {
    "data": "pages/help/data.py", "portfolio": "pages/understand/portfolio.py", "condor": "pages/understand/condor.py",
    "vix_hedge": "pages/own/vix_hedge.py", "signals": "pages/proof/signals.py",
}  # fmt: skip
_OFFLINE: Final = "Offline: Yahoo cannot be reached. "
TableRow = dict[str, str]


def answer(history: History) -> None:
    """Show in one line which data every page uses."""
    with_names = f" with {' and '.join(sorted(history.beside))}" if history.beside else ""
    headline.show(
        f"You see {_WORDS[history.origin.kind]}{with_names}: {len(history.days):,} days to {fmt.day(history.last)}, the VIX "
        f"{_vix(history)}."
    )
    if history.origin.kind in {"uploaded", "refreshed"}:
        st.caption(f"From {fmt.escaped(history.origin.name)}.")


def _vix(history: History) -> str:
    """Whether the VIX is recorded or modelled."""
    modelled = int(history.vix_modelled.sum())
    if not modelled:
        return "recorded on every day"
    return "modelled on every day" if modelled == len(history.days) else f"modelled on {fmt.days(modelled)}"


def numbers(history: History) -> tuple[KeyNumber, ...]:
    """The three numbers: days, last day, days with a modelled VIX."""
    modelled = int(history.vix_modelled.sum())
    return (
        KeyNumber(
            "Days", f"{len(history.days):,}", f"from {fmt.day(history.first)}", "Trading days on which every page can stand."
        ),
        KeyNumber("Last day", fmt.day(history.last), "of the index", "For a later day, type the market or load live data."),
        KeyNumber(
            "Modelled VIX", fmt.days(modelled), f"of {len(history.days):,}",
            "Days without a recorded VIX, on which it is computed from the index.",
        ),
    )  # fmt: skip


def outcome() -> None:
    """Show the result of the last click: a sentence, then each missing series and its substitute."""
    found = live.outcome()
    if found is None:
        st.caption(words(TOPIC, "offline", seconds=f"{dispatch.deadline():g}"))
        return
    if found.found is None:
        (st.success if found.good else st.error)(
            fmt.escaped(found.said) + ("" if found.good else " The data in use is unchanged.")
        )
        return
    fetched, missing = found.found, found.found.missing
    asked_for = len(fetched.prices) + len([one for one in missing if one.standing_in is None])
    saved = asked_for - fetched.asked
    kept = f" {saved} came from this machine's store, loaded earlier today." if saved else ""
    if not found.good:
        st.error(
            f"{_OFFLINE if fetched.offline else ''}{fmt.escaped(found.said)} The data in use is unchanged.",
            icon=":material/cloud_off:",
        )
    elif fetched.offline:
        st.warning(
            f"{_OFFLINE}Saved data is used instead; the list below gives the day of each series.",
            icon=":material/cloud_off:",
        )
    elif missing:
        st.warning(
            f"{asked_for - len(missing)} of {asked_for} series were loaded.{kept} The rest:", icon=":material/warning:"
        )
    else:
        st.success(f"All {asked_for} series were loaded.{kept}", icon=":material/check:")
    for one in missing:
        st.markdown(f"- {_missing(one.symbol, one.why, one.standing_in)}")


def _missing(symbol: str, why: str, standing_in: date | None) -> str:
    called = f"{INDICES[symbol]} ({symbol})" if symbol in INDICES else symbol
    named = why.startswith(f"{symbol} ")  # such as: SAP.DE is quoted in euros
    why = why.removeprefix(symbol) if named else f": {why}"
    after = f" The data saved on {fmt.day(standing_in)} is used instead." if standing_in else _without(symbol)
    return f"**{fmt.escaped(called)}**{fmt.escaped(why)}.{after}"


def _without(symbol: str) -> str:
    """The consequence of a missing series, as a sentence."""
    if symbol == "^VIX":
        return " The VIX is modelled from the index on the days without a recorded one, and every page says so."
    if symbol == "^IRX":
        return " The last bundled rate is kept."
    if symbol in INDICES:
        return ""
    return " It is left out."


def series(history: History) -> None:
    """Show one table of all series: source, last day, number of days, and kind (real, modelled, live or yours)."""
    st.dataframe(pd.DataFrame([*_of_history(history), *_of_own(), *_of_clicks()]), hide_index=True, key="data_series")


def _row(what: str, where: str, last: date | None, days: int | None, kind: str) -> TableRow:
    return {
        "Series": what, "Kind": kind, "As of": fmt.day(last) if last else "", "Days": f"{days:,}" if days else "",
        "Where from": where,
    }  # fmt: skip


def _of_history(history: History) -> list[TableRow]:
    sources, count = history.sources, len(history.days)
    recorded = ~history.vix_modelled.to_numpy(dtype=bool)
    modelled = ~recorded & history.vix.notna().to_numpy()
    where = history.origin.name or "open-source packages, shipped with the app"
    vix = "modelled" if not recorded.any() else _kind(history, "vix")
    rows = [_row("S&P 500", _said(sources, "index", where), history.last, count, _kind(history, "index"))]
    rows += [_openings(history, where)] if history.opening is not None else []
    if recorded.any():
        rows.append(
            _row("VIX, recorded", _said(sources, "vix", where), history.last_recorded, int(recorded.sum()), vix)
        )
    if modelled.any():
        last = history.days[np.flatnonzero(modelled)[-1]].date()
        rows.append(
            _row("VIX, modelled", "overlay/vix/from_index.py, from the index", last, int(modelled.sum()), "modelled")
        )
    rows += [_within(history)] if history.vix_range is not None else []
    rows.append(_row("Riskless rate", _said(sources, "rate", where), history.last, count, _kind(history, "rate")))
    rows += [_yields(history)] if history.yields is not None else []
    rows.append(
        _row(
            "Dividend yield of the index",
            _said(sources, "dividend_yield", where),
            history.last,
            count,
            "real by year, then held",
        )
    )
    names = [str(one) for one in history.panel.columns]
    rows += [_beside(history, one) for one in sorted(history.beside)]
    if names:
        listed = ", ".join(names)
        rows.append(
            _row(
                f"{len(names)} stocks, adjusted closes",
                f"{where}: {listed}",
                history.last,
                count,
                _kind(history, names[0]),
            )
        )
    return rows


def _openings(history: History, where: str) -> TableRow:
    """The row of the index at the opening, which only files and live data have."""
    known = history.index.iloc[:0] if history.opening is None else history.opening.dropna()
    last = pd.DatetimeIndex(known.index)[-1].date() if len(known) else None
    return _row("S&P 500 at the opening", where, last, len(known), _kind(history, "index"))


def _within(history: History) -> TableRow:
    """The row of the VIX within the day, which only the bundled data has."""
    known = 0 if history.vix_range is None else int(history.vix_range["high"].notna().sum())
    where = _said(history.sources, "vix_range", "bundled")
    return _row("VIX, open, high and low", where, history.last, known, _KINDS["bundled"])


def _yields(history: History) -> TableRow:
    """The row of the Treasury yields by tenor, which only the bundled data has."""
    tenors = 0 if history.yields is None else history.yields.shape[1]
    where = _said(history.sources, "yields", "bundled")
    return _row(f"{tenors} Treasury yields", where, history.last, len(history.days), _KINDS["bundled"])


def _beside(history: History, symbol: str) -> TableRow:
    """The row of a name that ships beside the panel, with its own last day."""
    one = single_names.names()[symbol]
    return _row(
        f"{symbol}, adjusted closes", _said(history.sources, symbol, ""), one.last, len(one.closes), _KINDS["bundled"]
    )


def _said(sources: Any, role: str, where: str) -> str:
    return str(sources.get(role, where))


def _kind(history: History, role: str) -> str:
    """The kind of a series: loaded by this visitor, kept from before, or bundled."""
    mine = cached.own()
    if mine is None:
        return _KINDS["bundled"]
    return _KINDS[history.origin.kind if role in mine.given else mine.under.kind]


def _of_own() -> list[TableRow]:
    """Rows of the VIX family, which only a live load provides."""
    mine = cached.own()
    if mine is None:
        return []
    return [
        _row(
            name,
            mine.history.origin.name,
            pd.DatetimeIndex(one.index)[-1].date(),
            len(one),
            _KINDS[mine.history.origin.kind],
        )
        for name, one in mine.family.items()
    ]


def _of_clicks() -> list[TableRow]:
    rows = []
    market, vix = uploaded.kept(), uploaded.vix_chain()
    if market is not None and market.listing is not None:
        chain = market.listing.chain
        kind = "live, delayed" if chain.live else "yours"
        rows.append(_row(f"{chain.symbol} options", chain.name, chain.as_of, None, kind))
    if vix is not None:
        rows.append(_row("VIX options", vix.name, vix.as_of, None, "live, delayed"))
    for one in portfolio_valuation.loaded().values():
        kind = "saved earlier" if one.standing_in else "live"
        rows.append(_row(f"Fundamentals of {one.symbol}", "Yahoo", one.asked, None, kind))
    return rows


def flags() -> None:
    """Show the notes on the loaded data."""
    mine, vix = cached.own(), uploaded.vix_chain()
    found = (*(mine.flags if mine else ()), *(vix.flags if vix else ()))
    if not found:
        st.caption("No data was loaded in this session. overlay/samples/PROVENANCE.md describes the bundled data.")
    for flag in found:
        sign = ":material/warning:" if flag.level != "note" else ":material/info:"
        st.markdown(f"{sign} **{fmt.escaped(flag.title)}.** {fmt.escaped(flag.why)}")


def own_prices() -> None:
    """Say how to bring daily prices, and show what the uploaded files hold."""
    st.markdown(words(TOPIC, "own"))
    preview(asked.files())


def preview(found: Sequence[PriceFile]) -> None:
    """Show the content of the files, the errors by row, and the button that uses them."""
    rows = [
        {
            "File": file.name, "Series": role, "Days": len(one), "First": fmt.day(pd.DatetimeIndex(one.index)[0]),
            "Last": fmt.day(pd.DatetimeIndex(one.index)[-1]), "Lowest": one.min(), "Highest": one.max(),
        }
        for file in found
        for role, one in file.series.items()
    ]  # fmt: skip
    if not rows:
        return
    st.dataframe(pd.DataFrame(rows), hide_index=True, key="data_preview")
    for file in found:
        for note in file.notes:
            st.caption(fmt.escaped(note))
    findings.refused(
        {file.name: file.refused for file in found},
        "These cells cannot be read and are left out; all others are used.",
    )
    st.button(
        f"Use these {len(rows)} series", icon=":material/check:", key="data_use", on_click=asked.use, args=(found,)
    )


def others() -> None:
    """Show every kind of file that can be uploaded: its template, its limits, and the page that reads it."""
    for one in TEMPLATES:
        with st.container(
            horizontal=True, vertical_alignment="center", key=f"template_{one.page}_{one.file.partition('.')[0]}"
        ):
            st.download_button(
                one.file,
                data=one.content,
                file_name=one.file,
                mime="text/csv",
                on_click="ignore",
                icon=":material/download:",
            )
            st.markdown(f"**{one.what}** ({one.limits}). {one.use}")
            if one.page != TOPIC:
                st.page_link(_PAGES[one.page], label="Where it is uploaded")


def stored() -> None:
    """Say what is stored where, and for how long."""
    folder = shelf.folder()
    st.markdown(
        words(TOPIC, "stored_off", variable=shelf.FOLDER, off=shelf.OFF)
        if folder is None
        else words(
            TOPIC,
            "stored",
            folder=fmt.escaped(str(folder)),
            files=f"{shelf.MAX_FILES}",
            size=f"{shelf.MAX_BYTES // 2**20} MB",
        )
    )
