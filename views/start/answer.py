"""The first screen of Start: what the overlay does to the risk and what it costs, three numbers, and the three doors."""

from math import isnan
from typing import Final, NamedTuple

import streamlit as st

from overlay.claims import every as claims
from overlay.claims.facts import Facts
from overlay.options.scenarios import EPISODES
from views.frame import headline, page
from views.frame.headline import Verdict
from views.frame.numbers import KeyNumber
from views.look import format as fmt
from views.look.amounts import about, brief
from views.look.inside.names import Container
from views.look.words import plain as unlinked

TOPIC: Final = "start"
CRASH: Final = next(one for one in EPISODES if one.name == "Mar 2020")
_WIDE: Final = 0.1  # a standard error above a tenth of the risk cannot say "none"
_SMALL: Final = 0.03  # up to it, a share within two errors of zero is called none
_HALF: Final = 0.5  # below it the share that stays says more than the share removed


class Door(NamedTuple):
    """A group of pages: its key, its name in the menu, and its first page."""

    key: str
    name: str
    page: str


DOORS: Final = (
    Door("understand", "Understand", "pages/understand/learn.py"),
    Door("own", "Try my own", "pages/own/taxes.py"),
    Door("proof", "Put to the test", "pages/proof/claims.py"),
)


def answer(facts: Facts) -> None:
    """Show the headline: what the overlay does to the risk of single stocks, and what it costs a year."""
    if not facts.overlaid.condors and not facts.overlaid.calls:
        headline.show("There is no overlay: it removes none of one stock's own risk, and it costs nothing.")
        return
    headline.show(
        f"{_own_risk(facts.own_risk_removed, facts.own_risk_error)} ", *_money(facts.income, facts.income_error)
    )


def _own_risk(removed: float, error: float) -> str:
    """What the overlay does to the risk that the index does not explain: nothing, if two standard errors reach zero."""
    if isnan(removed):
        return "This portfolio holds no single stock, so it has no stock's own risk."
    share, off = fmt.percent(abs(removed)), fmt.percent(error)
    if 2.0 * error < removed < _HALF:
        return f"Options on the index leave {fmt.percent(1.0 - removed)} ± {off} of one stock's own risk."
    if abs(removed) > 2.0 * error:
        verb, way = ("remove", "of") if removed > 0.0 else ("add", "to")
        return f"Options on the index {verb} {share} ± {off} {way} one stock's own risk."
    if error > _WIDE or abs(removed) > _SMALL:
        measured = f"{fmt.percent(removed, 0)} ± {fmt.percent(error, 0)}"
        return f"Options on the index remove no sure share of one stock's own risk ({measured})."
    return f"Options on the index remove none of one stock's own risk ({fmt.percent(removed)} ± {off} by chance)."


def _money(net: float, error: float) -> tuple[str | Verdict, ...]:
    """What the overlay brings in a year: a gain or a cost only if it is larger than its standard error."""
    if isnan(net):
        return ("Their cost is not known: the VIX curve is inverted.",)
    if abs(net) <= error:
        verb = "earn" if net > 0.0 else "cost"
        return f"Here they {verb} {_about(abs(net))} a year: ", Verdict("even", "even"), f", within ± {_about(error)}."
    sure = f" a year, ± {_about(error)}." if error else " a year if the VIX stands still."
    way = Verdict("spare", f"earn {_about(net)}") if net > 0.0 else Verdict("short", f"cost {_about(-net)}")
    return "Here they ", way, sure


def _about(dollars: float) -> str:
    """Dollars with three digits: $23,400, $2.28M."""
    return brief(about(dollars, 3))


def numbers(facts: Facts) -> tuple[KeyNumber, ...]:
    """The three numbers: a usual year, a crash, and the worst that the condors can do."""
    net, error = facts.income, facts.income_error
    crash = facts.overlaid.result(CRASH.scenario)
    losses = facts.overlaid.losses.sum()
    return (
        KeyNumber(
            "Income", "\N{EN DASH}" if isnan(net) else fmt.dollars(net, plus=True), _year_note(net, error),
            "Such condors over the last five years after costs, less the VIX calls' cost in a still market, after 60/40 tax. "
            "After ±: one standard error.",
        ),
        KeyNumber(
            "March 2020", fmt.dollars(crash.total, plus=True), f"modelled; {fmt.dollars(crash.names.sum(), plus=True)} without",
            "The moves of index and VIX from 19 February to 16 March 2020, applied to today's portfolio with the overlay.",
        ),
        KeyNumber(
            "All layers", fmt.dollars(-losses, plus=True), f"{fmt.percent(losses / facts.overlaid.portfolio.invested)} of the stocks, if all lose",
            "Every layer of condors at its largest loss at once: in one gap of the index.",
        ),
    )  # fmt: skip


def _year_note(net: float, error: float) -> str:
    if isnan(net):
        return "a year; not known: the VIX curve is inverted"
    return f"a year ± {fmt.dollars(round(error))}, after tax" if error else "a year after tax, in a still market"


def places() -> Container:
    """The place of the three numbers; the doors stand below it at once, also where the numbers fail."""
    place = page.kept("start_numbers")
    with st.container(key="doors", horizontal=True):
        for door in DOORS:
            with st.container(key=f"door_{door.key}", border=True):
                st.page_link(door.page, label=f"**{door.name}** \N{RIGHTWARDS ARROW}")
                with st.container(key=f"why_door_{door.key}"):
                    st.caption(unlinked(TOPIC, f"door.{door.key}", claims=len(claims.ALL)))
    return place
