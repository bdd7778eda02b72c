"""The line of the market bar: the levels, where the VIX stands in its past, and what is modelled or old."""

from typing import Final

import streamlit as st

from overlay.errors import OverlayError
from overlay.history import calendar
from overlay.history.standing import Standing, VixStanding, vix_standing
from overlay.options.market import MODELLED_VIX, Market
from views.look import format as fmt
from views.market import stories
from views.visitor import history as cached

MISSING: Final = "market_missing"  # what the chosen kind of market still lacks


def said(found: Market | OverlayError) -> None:
    """Show the line of a market; an error says only where to mend it."""
    missing = st.session_state.pop(MISSING, None)
    if missing is not None:
        st.caption(f":material/edit: {missing}")
    if isinstance(found, OverlayError):
        st.markdown("**No market:** change the fields above.")
        return
    with st.container(horizontal=True, gap="xxsmall", key="market_levels"):
        st.markdown(f"**{_name(found)}**", width="content")
        st.markdown(f"**{fmt.prose(_levels(found))}**", width="content")
    told = " ".join(one for one in (_prices(found), _story(found) or _in_short(found), _age(found)) if one)
    with st.container(key="market_standing"):
        st.caption(fmt.prose(told))


def in_full(found: Market) -> str:
    """Where the VIX stands: its percentile and its rank, of one year and of all; empty if the history holds no day before."""
    one = _known(found)
    return "" if one is None else f"{_in_year(one)}. {_since(one)}."


def _levels(found: Market) -> str:
    """The levels in one short line: index, VIX, day, and the New York time if the exchange is still open then."""
    early = calendar.is_open(found.as_of) and found.clock < calendar.closing(found.as_of)
    when = f"{fmt.day(found.as_of)}, {found.clock:%H:%M}" if early else fmt.day(found.as_of)
    return f"{fmt.level(found.spot)} · VIX {fmt.points(found.vix)} · {when}"


def _name(found: Market) -> str:
    return found.contract.symbol if found.listing is not None else "S&P 500"


def _prices(found: Market) -> str:
    """Whether prices, and the VIX, are quoted, recorded or modelled."""
    if found.listing is not None:
        return "Quoted prices; the VIX is rebuilt from them."
    modelled = any(flag.title == MODELLED_VIX for flag in found.flags)
    return f"Option prices{' and this VIX' if modelled else ''} are modelled."


def _story(found: Market) -> str:
    story = stories.of(found.as_of) if found.listing is None else None
    return "" if story is None else story.said


def _in_short(found: Market) -> str:
    """Where the VIX stands, in one clause; empty if the history holds no day before."""
    one = _known(found)
    if one is None:
        return ""
    year, every = (fmt.points(100.0 * part.percentile, 0) for part in (one.year, one.every))
    return (
        f"The VIX is higher than on {year} of 100 days of the year to {fmt.day(one.year.last)}, and on {every} of 100 since "
        f"{one.every.first.year}."
    )


def _known(found: Market) -> VixStanding | None:
    try:
        return vix_standing(cached.history(), found.as_of, found.vix)
    except OverlayError:
        return None


def _in_year(one: VixStanding) -> str:
    """The percentile and the rank of one year."""
    place = _place(one.year, "the year's low to its high")
    lower = fmt.percent(one.year.percentile, 0)
    return f"In the year to {fmt.day(one.year.last)} the VIX closed lower on {lower} of days; it stands {place}"


def _since(one: VixStanding) -> str:
    """The percentile and the rank of all years."""
    lower = fmt.percent(one.every.percentile, 0)
    return f"Since {one.every.first.year}: lower on {lower} of days, {_place(one.every, 'lowest to highest')}"


def _place(one: Standing, ends: str) -> str:
    """The rank in words."""
    if one.rank > 1.0:
        return "above the highest of them"
    if one.rank < 0.0:
        return "below the lowest of them"
    return f"{fmt.percent(one.rank, 0)} of the way from {ends}"


def _age(found: Market) -> str:
    """How old the history is, if it ends before the market's day."""
    history = cached.history()
    days = (found.as_of - history.last).days
    if days <= 0:
        return ""
    return f"Betas, past odds and signals use closes to {fmt.day(history.last)}, {days:,} days earlier."
