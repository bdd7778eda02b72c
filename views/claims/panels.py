"""The panels of the Claims page: headline, numbers, the table of claims, and each claim in full."""

from collections.abc import Callable, Sequence
from functools import partial
from math import isnan
from typing import Final

import pandas as pd
import streamlit as st

from overlay.claims import every as claims
from overlay.claims.verdicts import Finding, Judged, Reason, Verdict
from views.controls.kinds import Pick
from views.frame import headline, more
from views.frame.numbers import KeyNumber
from views.look import format as fmt, sources
from views.look.words import words

_TOPIC: Final = "claims"
_MARKS: Final[dict[Verdict, str]] = {"holds": "▲", "depends": "◆", "does not hold": "▼", "not testable here": "?"}
_COLOURS: Final[dict[Verdict, str]] = {
    "holds": "blue", "depends": "gray", "does not hold": "orange", "not testable here": "gray",
}  # fmt: skip
_WHY: Final[dict[Reason, str]] = {
    "": "",
    "between the bars": "It depends because the number lies between the bars.",
    "one standard error": "It depends because one standard error turns it: by the number alone the verdict is "
    "*{alone}*, one error away it is *{otherwise}*.",
    "another seed": "It depends because other random draws turn it: with these the verdict is *{alone}*, with others it "
    "is *{otherwise}*.",
    "the modelled VIX": "It depends because the VIX turns it: with the recorded VIX the verdict is *{alone}*, with the "
    "modelled one it is *{otherwise}*.",
}  # fmt: skip
_SHORT: Final[dict[Reason, str]] = {
    "": "",
    "between the bars": "between the bars",
    "one standard error": "within one standard error",
    "another seed": "another seed turns it",
    "the modelled VIX": "the modelled VIX turns it",
}
CLAIM: Final = Pick(
    key="cl_claim", label="One claim in full", options=tuple(one.says for one in claims.ALL),
    default=claims.ALL[0].says, help="The measurement, the threshold for the verdict, and what would change it.",
)  # fmt: skip


PART: Final = "cl_part"  # the key of the fold's list
_ONE: Final = "One claim in full"


def answer(found: tuple[Judged, ...]) -> None:
    """Show the headline: how many claims hold on this portfolio, and how many do not."""
    counts = claims.tally(found)
    failed = counts["does not hold"]
    verdict = headline.Verdict("short", f"{failed} do not") if failed else headline.Verdict("even", "none fails")
    headline.show(
        f"{counts['holds']} of the article's {len(found)} claims hold on this portfolio, {counts['depends']} depend. ",
        verdict, ", with one standard error counted.",
    )  # fmt: skip


def numbers(found: tuple[Judged, ...]) -> tuple[KeyNumber, ...]:
    """The three numbers: how many claims hold, depend, and do not hold."""
    counts, of = claims.tally(found), f"of {len(found)}"
    between = sum(one.finding.why == "between the bars" for one in found)
    return (
        KeyNumber("Hold", f"{counts['holds']} {of}", "one standard error counted", "The number passes its bar, with its error counted."),
        KeyNumber(
            "Depend", f"{counts['depends']} {of}", f"{between} between the bars",
            "The number lies between the bars, or one standard error, other random draws or the modelled VIX turn the verdict.",
        ),
        KeyNumber("Do not hold", f"{counts['does not hold']} {of}", "one standard error counted", "The number misses its bar, with its error counted."),
    )  # fmt: skip


def untested(found: tuple[Judged, ...]) -> None:
    """Say how many claims cannot be tested; nothing if all can."""
    count = claims.tally(found)["not testable here"]
    if count:
        st.caption(f"{count} cannot be tested here: the table says why.")


def parts(found: tuple[Judged, ...]) -> dict[str, Callable[[], None]]:
    """The parts of the fold by name. A link or a file that names a claim opens the fold, as it opened the page before."""
    if CLAIM.key in st.query_params or CLAIM.key in st.session_state:
        more.open_on(PART, _ONE)
    return {_ONE: partial(one_claim, found), "How the verdict is made": _how}


def _how() -> None:
    st.markdown(words(_TOPIC, "how"))


def table(found: Sequence[Judged]) -> None:
    """Show the claims, one per row, with number and verdict, and offer them as CSV."""
    if not found:
        st.info("No claim passes both filters: choose All in one filter.")
        return
    rows = pd.DataFrame(
        {
            "Verdict": [f"{_MARKS[one.finding.verdict]} {one.finding.verdict}" for one in found],
            "The article says": [one.claim.says for one in found],
            "Number here": [number(one) for one in found],
            "Why it depends": [_SHORT[one.finding.why] for one in found],
            "What the number is": [one.claim.number for one in found],
            "Bar": [one.claim.bar for one in found],
            "Source": [f"{one.claim.source}, {one.claim.part}" for one in found],
        }
    )
    sources.table(
        rows, row_height=36, height=min(38 + 36 * len(rows), 620),
        column_config={
            "The article says": st.column_config.TextColumn(width="large"),
            "Why it depends": st.column_config.TextColumn(width="medium"),
        },
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
            "standard_error": one.finding.error,
            "in_words": one.finding.words,
            "unit": one.claim.unit,
            "bar": one.claim.bar,
            "verdict": one.finding.verdict,
            "why_it_depends": one.finding.why,
            "verdict_of_the_number_alone": one.finding.by_number,
            "what_would_change_it": one.claim.changes,
            "page": one.claim.page,
        }
        for one in found
    ]
    return pd.DataFrame(rows).to_csv(index=False).encode()


def number(one: Judged) -> str:
    """The measured number with its standard error, such as 12.0% ± 3.0%; words where there is no number."""
    finding, unit = one.finding, one.claim.unit
    if isnan(finding.value):
        return finding.words
    told = fmt.measured(finding.value, unit)
    return f"{told} ± {fmt.measured(finding.error, unit)}" if finding.error > 0.0 else told


def why(finding: Finding) -> str:
    """One sentence that says why a claim depends; empty for another verdict."""
    return _WHY[finding.why].format(alone=finding.alone, otherwise=finding.otherwise)


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
            value=fmt.prose(number(one)),
            bar=fmt.prose(claim.bar),
            why=why(finding),
            changes=claim.changes,
        )
    )
    st.page_link(PAGES[claim.page], label=f"See it on the page {NAMES[claim.page]}", icon=":material/arrow_forward:")


#: the page that shows the details of a claim or measurement
PAGES: Final = {
    "portfolio": "pages/understand/portfolio.py",
    "taxes": "pages/own/taxes.py",
    "condor": "pages/understand/condor.py",
    "vix_hedge": "pages/own/vix_hedge.py",
    "ladder": "pages/own/ladder.py",
    "signals": "pages/proof/signals.py",
    "stress": "pages/own/stress.py",
}
NAMES: Final = {
    "portfolio": "Portfolio", "taxes": "Taxes", "condor": "Condor", "vix_hedge": "VIX hedge", "ladder": "Ladder",
    "signals": "Signals", "stress": "Stress",
}  # fmt: skip
