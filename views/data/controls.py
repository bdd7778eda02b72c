"""The controls of the Data page, and its buttons: load live data, read files, go back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import streamlit as st

from overlay.data import joined as daily
from overlay.data.files import prices as price_files
from overlay.data.files.prices import PriceFile
from overlay.data.yahoo import prices as yahoo
from overlay.errors import OverlayError, encodable
from views.controls.kinds import Choice, Pick
from views.look.format import escaped
from views.market import live
from views.market.kind import Kind, kind, to_the_last_day
from views.market.live import LoadResult
from views.portfolio import controls as portfolio_controls
from views.visitor import chain as uploaded, history as cached

STARTS: Final = {str(year): date(year, 1, 2) for year in (1990, 2000, 2005, 2010, 2015, 2020)}
FIRST: Final = Pick(
    key="data_first",
    label="History from",
    options=tuple(STARTS),
    default="1990",
    help="A stock listed after this day is left out, because betas and breadth need a close on every day.",
)
STOCKS: Final = Choice(
    key="data_stocks",
    label="Stocks to load",
    options=("The 20", "My lots", "My list", "None"),
    default="The 20",
    help="The twenty names of the sample portfolios; the names of your own lots; or a list you type. The S&P 500, the VIX "
    "family and the Treasury bill rate are always loaded.",
)
_ROUND: Final = "data_round"  # a new number empties the uploader


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveAsked:
    """The series that a click on "Load live data" requests."""

    stocks: tuple[str, ...]
    first: date


def asked() -> LiveAsked:
    """Show the choice of series and return it; a list without valid symbols gets an error message and is ignored."""
    first = STARTS[FIRST.show()]
    chosen = STOCKS.show()
    if chosen == "My list":
        text = st.text_input(
            "Symbols",
            key="data_list",
            persist_state="session",
            max_chars=400,
            placeholder="AAPL MSFT BRK-B",
            help="Yahoo's symbols, separated by spaces. They stay in this session and are not part of the address.",
        )
        return LiveAsked(stocks=yahoo.symbols(text), first=first)
    if chosen == "My lots":
        mine = portfolio_controls.own_symbols()
        st.caption(
            f"{len(mine)} names."
            if mine
            else "There are no lots in this session yet: upload them on the Portfolio page."
        )
        return LiveAsked(stocks=mine, first=first)
    twenty = tuple(str(one) for one in cached.bundled_history().closes.columns)
    return LiveAsked(stocks=twenty if chosen == STOCKS.default else (), first=first)


def buttons(wanted: LiveAsked) -> None:
    """Show the buttons that load daily prices and that go back. A load runs at once and ends at the deadline."""
    if st.button("Load live data", icon=":material/cloud_download:", key="data_load", width="stretch"):
        live.load_prices(wanted.stocks, wanted.first, refresh=False)
        st.rerun()  # so that the buttons reflect what was loaded
    with st.container(horizontal=True):
        st.button(
            "Go back one step", icon=":material/undo:", key="data_back", on_click=_back, disabled=cached.own() is None
        )
        st.button("Back to bundled data", key="data_home", on_click=_home, disabled=not _anything())


def quotes(wanted: LiveAsked) -> None:
    """Show the buttons of what is loaded less often: daily prices once more, and option quotes."""
    again = st.button(
        "Ask Yahoo again",
        icon=":material/refresh:",
        key="data_again",
        width="stretch",
        help="Also for series that were loaded today and are stored on this machine.",
    )
    with st.container(horizontal=True):
        spx = st.button(
            "Live SPX options", key="data_spx", help="Delayed quotes of nine expiries, used by the Condor page."
        )
        vix = st.button(
            "Live VIX options", key="data_vix", help="Delayed quotes; the VIX hedge page can price its calls from them."
        )
    if again:
        live.load_prices(wanted.stocks, wanted.first, refresh=True)
    if spx:
        live.load_spx()
    if vix:
        live.load_vix()
    if again or spx or vix:
        st.rerun()


def _anything() -> bool:
    return cached.own() is not None or uploaded.kept() is not None or uploaded.vix_chain() is not None


def _back() -> None:
    cached.go_back()
    to_the_last_day(_after_live())
    live.forget()


def _home() -> None:
    cached.go_home()
    uploaded.forget()
    to_the_last_day(_after_live())
    live.forget()


def _after_live() -> Kind | None:
    """A past day, if live data was looked at and none is left; else no other kind than now."""
    left = cached.history().origin.kind == "live" or uploaded.kept() is not None
    return "past" if kind() == "live" and not left else None


def files() -> tuple[PriceFile, ...]:
    """Show the uploader of daily prices and return the readable series; each unreadable file gets an error message."""
    found = []
    loaded = st.file_uploader(
        "Daily prices (CSV or .xlsx)",
        type=["csv", "txt", "tsv", "xlsx"],
        accept_multiple_files=True,
        key=f"data_files_{st.session_state.get(_ROUND, 0)}",
        help="One table with date, index, vix, rate and stocks, or one file per series, such as Cboe's VIX_History.csv. Read "
        "in memory, for this session only.",
    )
    for one in loaded[:10]:
        try:
            found.append(_read(encodable(one.name), one.getvalue()))
        except OverlayError as error:
            st.error(f"{escaped(str(error))} The data in use is unchanged.", icon=":material/error:")
    return tuple(found)


@st.cache_resource(scope="session", max_entries=10, show_spinner="Reading the file")
def _read(name: str, content: bytes) -> PriceFile:
    return price_files.read_prices(content, name=name)


def use(found: Sequence[PriceFile]) -> None:
    """Replace series of the history by those of the files; a button's callback."""
    series = {role: one for file in found for role, one in file.series.items()}
    names = ", ".join(file.name for file in found)
    try:
        cached.take(daily.from_files(series, names, yahoo.today(), cached.history(), cached.bundled_history()))
        to_the_last_day()
        live.report(LoadResult(good=True, said=f"Every page now uses {names}."))
        st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    except OverlayError as error:
        live.report(LoadResult(good=False, said=str(error)))
