"""The Claims page tells each number with its error, and says in one sentence why a claim depends."""

from math import nan
from typing import get_args

import pandas as pd
import pytest

from overlay.claims import every
from overlay.claims.verdicts import NOT_TESTABLE, Finding, Judged, Reason, at_least
from tests.charts import keys
from tests.facts import facts
from tests.visitor import headline, opened
from views.claims import panels
from views.frame.headline import LONGEST

CLAIM = next(one for one in every.ALL if one.key == "single_name")


def told(finding):
    """The number of a claim in shares, as the page shows it."""
    return panels.number(Judged(CLAIM, finding))


def test_a_number_is_told_with_its_error():
    """In the unit of the claim."""
    assert told(Finding(0.12, "holds", 0.03)) == "12.0% ± 3.0%"


def test_a_formula_is_told_without_an_error():
    """It has none."""
    assert told(Finding(0.12, "holds")) == "12.0%"


def test_a_number_that_does_not_exist_is_told_in_words():
    """Never a dash."""
    assert (
        told(Finding(nan, "does not hold", nan, words="more than the margin is lost")) == "more than the margin is lost"
    )
    assert told(NOT_TESTABLE) == "nothing to measure"


@pytest.mark.parametrize("reason", get_args(Reason))
def test_each_reason_is_one_sentence(reason):
    """Or none, for a verdict that does not depend."""
    sentence = panels.why(Finding(0.1, "depends", 0.2, reason, "holds", "does not hold"))
    assert sentence.count(".") == (1 if reason else 0)
    assert "None" not in sentence


def test_the_sentence_names_both_verdicts():
    """What the number alone says, and what one error makes of it."""
    sentence = panels.why(at_least(0.12, 0.1, 0.0, 0.03))
    assert "*holds*" in sentence
    assert "*depends*" in sentence


def test_the_table_has_no_dash_for_a_number():
    """On a day on which more than the margin is lost, and beside every other verdict."""
    app = opened("claims", day="2022-12-28")
    table = app.dataframe[0].value
    assert not table["Number here"].str.fullmatch("\N{EN DASH}|nan|").any()
    assert "more than the margin is lost" in set(table["Number here"])


def test_the_table_says_why_each_claim_depends():
    """And nothing beside another verdict."""
    table = opened("claims", day="2020-03-16").dataframe[0].value
    depends = table["Verdict"].str.endswith("depends")
    assert table.loc[depends, "Why it depends"].str.len().gt(0).all()
    assert table.loc[~depends, "Why it depends"].eq("").all()


def test_a_claim_in_full_says_why_it_depends():
    """On 16 March 2020 the modelled VIX turns what the overlay does to volatility."""
    app = opened("claims", day="2020-03-16", cl_claim="The overlay lowers the book's volatility.")
    text = next(one.value for one in app.markdown if one.value.startswith("**The article:**"))
    assert "It depends because the VIX turns it" in text
    assert " ± " in text


def test_the_export_holds_error_and_reason(tmp_path):
    """Unrounded, one row a claim."""
    file = tmp_path / "claims.csv"
    judged = every.judged(facts())
    file.write_bytes(panels.exported(judged))
    table = pd.read_csv(file, keep_default_na=False)
    assert list(table["why_it_depends"]) == [one.finding.why for one in judged]
    assert pd.to_numeric(table["standard_error"], errors="coerce").gt(0.0).sum() >= 20


@pytest.mark.parametrize("book", ["One name at 60%", "Index fund"])
def test_the_headline_fits(book):
    """In 140 characters, with a verdict, and the rest in three numbers of one whole."""
    app = opened("claims", book=book)
    assert len(headline(app)) <= LONGEST
    counts = every.tally(every.judged(facts(book)))
    assert f"▽ {counts['does not hold']} do not" in headline(app)
    shown = {one.label: one.value for one in app.metric}
    assert shown == {
        "Hold": f"{counts['holds']} of {len(every.ALL)}",
        "Depend": f"{counts['depends']} of {len(every.ALL)}",
        "Do not hold": f"{counts['does not hold']} of {len(every.ALL)}",
    }


def test_what_cannot_be_tested_is_told():
    """Three claims need a single name."""
    app = opened("claims", book="Index fund")
    assert any(one.value.startswith("3 cannot be tested here") for one in app.caption)


def test_nothing_folded_is_computed():
    """One chart, and no claim in full."""
    app = opened("claims")
    assert keys(app) == {"cl_tally"}
    assert not any("**The article:**" in one.value or "What would change" in one.value for one in app.markdown)


def test_how_a_verdict_is_made_is_in_the_fold():
    """Opened by its link."""
    app = opened("claims", cl_part="How the verdict is made")
    assert any(one.value.startswith("A claim is a sentence that can be tested") for one in app.markdown)


def test_another_part_is_not_taken_over_by_an_old_claim():
    """A link that names both opens the part that it names."""
    app = opened("claims", cl_part="How the verdict is made", cl_claim=every.ALL[3].says)
    assert not any(one.value.startswith("**The article:**") for one in app.markdown)
