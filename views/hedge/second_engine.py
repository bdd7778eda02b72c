"""The panel of the VIX hedge page on the second sleeve: its leverage, its margin, and its moves beside the book."""

from typing import Final

import streamlit as st

from overlay.hedge.second_sleeve import Company, Sleeve
from views.hedge import cached as once
from views.look import format as fmt
from views.look.words import words

TOPIC: Final = "vix_hedge"
BILLS, SELLING = "Second Engine:<br>Treasury bills", "Leverage Layer:<br>premium selling"


def readings() -> dict[str, Company]:
    """How the second sleeve moves with the book over the whole history, under each of its two readings."""
    return dict(zip((BILLS, SELLING), once.companies(), strict=True))


def sleeve(found: Sleeve, both: dict[str, Company]) -> None:
    """Show leverage, margin use and interest of the second sleeve under both readings."""
    with st.container(horizontal=True, key="vix_sleeve_metrics"):
        st.metric(
            "Gross leverage",
            f"{fmt.points(found.gross_leverage)}x",
            help="Book plus sleeve, divided by your own capital.",
        )
        for name, one in zip(("bills", "premium selling"), both.values(), strict=True):
            st.metric(
                f"Net leverage, {name}",
                f"{fmt.points(found.net_leverage(one.worst_beta))}x",
                help=f"Index exposure divided by capital on the worst days, when a dollar of the sleeve's margin moved "
                f"{fmt.points(one.worst_beta)} times the index.",
            )
        st.metric(
            "Margin use",
            fmt.percent(found.margin_use),
            help="The loan as a share of the largest possible loan, half of the book.",
        )
        st.metric("Interest a year", fmt.dollars(found.interest_dollars), help="Loan times rate.")
    st.markdown(words(TOPIC, "engine"))
    st.markdown(
        words(
            TOPIC,
            "engine.figures",
            sleeve=fmt.money(found.sleeve_dollars),
            loan=fmt.money(found.loan_dollars),
            rate=fmt.percent(found.borrow_rate, 2),
            base=fmt.money(found.base_dollars),
            interest=fmt.money(found.interest_dollars),
            margin=fmt.percent(found.margin_use),
        )
    )
