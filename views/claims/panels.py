"""The panels of the Claims page: the verdicts in one line, the table of claims, and each claim in full."""

from collections.abc import Sequence
from typing import Final

import pandas as pd
import streamlit as st

from overlay.claims import every as claims
from overlay.claims.verdicts import Judged, Verdict
from views.controls.kinds import Pick
from views.look import format as fmt, sources
from views.look.words import words

_TOPIC: Final = "claims"
_MARKS: Final[dict[Verdict, str]] = {"holds": "▲", "depends": "◆", "does not hold": "▼", "not testable here": "?"}
_COLOURS: Final[dict[Verdict, str]] = {
    "holds": "blue", "depends": "gray", "does not hold": "orange", "not testable here": "gray",
}  # fmt: skip
CLAIM: Final = Pick(
    key="cl_claim", label="One claim in full", options=tuple(one.says for one in claims.ALL),
    default=claims.ALL[0].says, help="The measurement, the threshold for the verdict, and what would change it.",
)  # fmt: skip


def answer(found: tuple[Judged, ...]) -> None:
    """Show the one-line answer: how many claims hold on this book."""
    counts = claims.tally(found)
    st.markdown(
        f"## On this book and market {counts['holds']} of the article's {len(found)} claims hold, {counts['depends']} "
        f"depend, {counts['does not hold']} do not."
    )
    if counts["not testable here"]:
        st.caption(
            f"{counts['not testable here']} cannot be tested here: the condor, the call or the history that they need is missing."
        )


def table(found: Sequence[Judged]) -> None:
    """Show the claims, one per row, with number and verdict, and offer them as CSV."""
    if not found:
        st.info("No claim passes both filters: choose All in one filter.")
        return
    rows = pd.DataFrame(
        {
            "Verdict": [f"{_MARKS[one.finding.verdict]} {one.finding.verdict}" for one in found],
            "The article says": [one.claim.says for one in found],
            "Number here": [fmt.measured(one.finding.value, one.claim.unit) for one in found],
            "What the number is": [one.claim.number for one in found],
            "Bar": [one.claim.bar for one in found],
            "Source": [f"{one.claim.source}, {one.claim.part}" for one in found],
        }
    )
    sources.table(
        rows, row_height=36, height=min(38 + 36 * len(rows), 620),
        column_config={"The article says": st.column_config.TextColumn(width="large")},
    )  # fmt: skip
    st.download_button(
        "Save these claims as CSV", data=exported(found), file_name="claims.csv", mime="text/csv", on_click="ignore",
        key="cl_save",
    )  # fmt: skip


def exported(found: Sequence[Judged]) -> bytes:
    """The claims as CSV: numbers are not rounded, shares are decimals."""
    rows = [
        {
            "claim": one.claim.key,
            "part": one.claim.part,
            "source": one.claim.source,
            "says": one.claim.says,
            "number": one.claim.number,
            "value": one.finding.value,
            "unit": one.claim.unit,
            "bar": one.claim.bar,
            "verdict": one.finding.verdict,
            "what_would_change_it": one.claim.changes,
            "page": one.claim.page,
        }
        for one in found
    ]
    return pd.DataFrame(rows).to_csv(index=False).encode()


def one_claim(found: Sequence[Judged]) -> None:
    """Show one claim in full: its sentence, its number and threshold, what would change the verdict, and a link to a page."""
    picked = CLAIM.show()
    one = next(judged for judged in found if judged.claim.says == picked)
    claim, finding = one
    mark = f":{_COLOURS[finding.verdict]}[{_MARKS[finding.verdict]} **{finding.verdict}**]"
    st.markdown(
        words(
            _TOPIC,
            "one",
            says=claim.says,
            sources=sources.linked(f"{claim.source}, {claim.part}"),
            verdict=mark,
            number=claim.number,
            value=fmt.prose(fmt.measured(finding.value, claim.unit)),
            bar=fmt.prose(claim.bar),
            changes=claim.changes,
        )
    )
    st.page_link(PAGES[claim.page], label=f"See it on the page {NAMES[claim.page]}", icon=":material/arrow_forward:")


#: the page that shows the details of a claim or measurement
PAGES: Final = {
    "portfolio": "pages/book/portfolio.py",
    "taxes": "pages/book/taxes.py",
    "condor": "pages/trade/condor.py",
    "vix_hedge": "pages/trade/vix_hedge.py",
    "ladder": "pages/trade/ladder.py",
    "signals": "pages/trade/signals.py",
    "stress": "pages/truth/stress.py",
}
NAMES: Final = {
    "portfolio": "Portfolio", "taxes": "Taxes", "condor": "Condor", "vix_hedge": "VIX hedge", "ladder": "Ladder",
    "signals": "Signals", "stress": "Stress",
}  # fmt: skip
