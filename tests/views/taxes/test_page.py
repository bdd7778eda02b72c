"""The Taxes page by the front door: its numbers, each control at its ends, links, and what goes wrong."""

import json
from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from overlay.data import bundled
from overlay.options.market import from_history
from overlay.tax.sell_or_hold import Outlook, StockBasis, compare, yearly_results
from tests import visitor
from tests.charts import charts
from tests.ends import assert_each_end_counts
from tests.sizes import crossed, some
from tests.visitor import headline
from views.controls.kinds import Choice, Slider
from views.frame.headline import LONGEST, Verdict
from views.look import format as fmt
from views.taxes import answer, controls
from views.taxes.panels import cited

SLIDERS = [one for one in vars(controls).values() if isinstance(one, Slider)]
CHOICES = [one for one in vars(controls).values() if type(one) is Choice]
TABS = (
    "Wealth by year",
    "Overlap test",
    "Tax by year",
    "Rules",
    "Year-end mark",
    "Article and law",
    "Overlay alone",
    "Break-evens",
    "Alternatives",
)
AMOUNTS = {"tx_from": "Amounts"}
IN_TAB = {"tx_closed": "Year-end mark", "tx_open": "Year-end mark"}

opened = partial(visitor.opened, "taxes")


def said(app):
    """All markdown as one text."""
    return "\n".join(one.value for one in app.markdown)


def shown(app):
    """The three numbers by their labels."""
    return {one.label: one.value for one in app.metric}


def noted(app):
    """All captions; the notes below the numbers are among them."""
    return [one.value for one in app.caption]


def test_amounts_show_what_overlay_computes():
    """A million at a fifth of basis: metrics, headline and table twins are those of `compare`."""
    app = opened(**AMOUNTS, tx_details="Wealth by year")
    outlook = Outlook(filing="single", wages=150_000, dividend_yield=0.015, index_dividend_yield=0.015)
    found = compare(StockBasis(long_value=1e6, long_basis=2e5), outlook, yearly_results(8, 0.02, 0.08, 0.005))
    sold, hold, overlay = (found.ends(one) for one in found.futures)
    assert shown(app) == {
        "Sell now": fmt.dollars(sold), "Hold": fmt.dollars(hold), "With overlay": fmt.dollars(overlay),
    }  # fmt: skip
    assert fmt.prose(f"after {fmt.dollars(182_186)} of tax now") in noted(app)
    assert fmt.prose(f"{fmt.dollars(hold - sold, plus=True)} against selling") in noted(app)
    assert f"it is \N{WHITE DOWN-POINTING TRIANGLE} {fmt.dollars(hold - overlay)} less." in headline(app)
    lead = json.loads(charts(app)["ahead"]["table"])["data"][10]
    assert lead == pytest.approx([10, hold - sold, overlay - sold], abs=1)
    row = json.loads(charts(app)["futures"]["table"])["data"][10]
    assert row == pytest.approx([10, *(found.ends(one) for one in found.futures)], abs=1)


def test_the_first_visit_takes_the_lots_of_the_portfolio():
    """And every sample can be had; each answers with another tax."""
    taxes = {headline(opened(book=name)) for name in ("One name at 60%", "Five names", "Twenty names")}
    assert len(taxes) == 3


def test_lots_are_priced_at_the_last_day_of_the_history_at_most():
    """A chain of 2026 leaves the sample's lots at the end of 2022, and the page can say so."""
    history = bundled.history()
    late = replace(from_history(history, history.last), as_of=date(2026, 11, 23))
    assert controls.lots("Five names", late).priced_on == history.last
    assert controls.lots("Five names", from_history(history, history.last)).priced_on is None


@pytest.mark.parametrize("slider", some(SLIDERS, 4), ids=lambda one: one.key)
def test_each_slider_counts_at_its_ends(slider):
    """Numbers at both, others at each, and the first ones again at the default."""
    assert_each_end_counts(opened(**AMOUNTS, tx_details=IN_TAB.get(slider.key, "Overlay alone")), slider)


@pytest.mark.parametrize(("choice", "option"), some([(one, option) for one in CHOICES for option in one.options], 4),
                         ids=lambda one: getattr(one, "key", one))  # fmt: skip
def test_each_choice_takes_each_option(choice, option):
    """From a link."""
    assert headline(opened(**{**AMOUNTS, choice.key: option}))


@pytest.mark.parametrize(
    ("tab", "query"),
    some(
        crossed(
            TABS,
            [{}, {"tx_years": "0"}, {"tx_basis": "200"}, {"tx_weight": "90"}, {"tx_death": "Left to heirs"}],
            rounds=2,
        ),
        4,
    ),
)
def test_each_tab_opens(tab, query):
    """As it is, today, at a loss, in a straddle, and left to heirs."""
    assert headline(opened(**AMOUNTS, tx_details=tab, **query))


@pytest.mark.parametrize(("key", "value"), some([
    ("tx_filing", "widowed"), ("tx_year", "2024"), ("tx_income", "-1"), ("tx_years", "41"), ("tx_growth", "nan"),
    ("tx_drag", "lots"), ("tx_from", "<b>"), ("tx_death", "never"),
], 3))  # fmt: skip
def test_a_hand_edited_link_gets_one_sentence_and_the_default(key, value):
    """A wrong year, status, negative wages and the like."""
    app = opened(**{key: value})
    assert len(app.warning) == 1
    assert fmt.escaped(value) in app.warning[0].value
    assert headline(app)


def test_a_link_restores_the_page():
    """Married jointly, three years, at a loss."""
    link = {"tx_filing": "Joint", "tx_income": "300000", "tx_value": "2000000", "tx_basis": "60", "tx_years": "3"}
    app = opened(**AMOUNTS, **link)
    found = compare(
        StockBasis(long_value=2e6, long_basis=1.2e6),
        Outlook(filing="mfj", wages=300_000, years=3, dividend_yield=0.015, index_dividend_yield=0.015),
    )
    assert fmt.prose(f"after {fmt.dollars(178_185)} of tax now") in noted(app)
    assert fmt.dollars(found.ends(found.sell)) == shown(app)["Sell now"]


def test_a_zero_horizon_is_answered():
    """All three leave the same today."""
    app = opened(**AMOUNTS, tx_years="0", tx_details="Wealth by year")
    assert headline(app).startswith("Selling today leaves $817,814 after $182,186 of federal tax.")
    assert {charts(app)[key]["title"] for key in ("ahead", "futures")} == {"Sold today, all three leave the same"}


def test_a_loss_only_book_saves_tax():
    """Said below the number and, for today, in the headline; deferral is worth nothing."""
    app = opened(**AMOUNTS, tx_basis="150", tx_details="Break-evens")
    assert r"saves \$720 of tax now" in noted(app)
    assert "with $720 of federal tax saved" in headline(opened(**AMOUNTS, tx_basis="150", tx_years="0"))
    assert "no gain to defer" in said(app)


def test_seventy_percent_makes_a_straddle():
    """The gauge, the flag and the futures all turn."""
    below, above = (opened(**AMOUNTS, tx_weight=weight, tx_details="Overlap test") for weight in ("69", "70"))
    assert "no straddle at any size" in charts(below)["overlap"]["title"]
    assert "may be a straddle" in charts(above)["overlap"]["title"]
    below, above = (opened(**AMOUNTS, tx_weight=weight, tx_details="Rules") for weight in ("69", "70"))
    assert "Serious: A loss is deferred" in said(above)
    assert "Serious" not in said(below).split("Mixed")[0].split("A: leave")[0]
    assert headline(below) != headline(above)


@pytest.mark.parametrize(("closed", "open_mark", "words"), [
    ("30000", "20000", (r"+\$50,000", r"+\$20,000", r"+\$30,000", "would cost")),
    ("-50000", "0", ("would save", r"\$3,000", r"\$47,000")),
    ("5000", "-5000", ("cancel",)),
])  # fmt: skip
def test_the_year_end_mark_is_split(closed, open_mark, words):
    """60/40 of the sum, what it costs, what is carried on."""
    text = said(opened(**AMOUNTS, tx_closed=closed, tx_open=open_mark, tx_details="Year-end mark"))
    assert all(word in text for word in words)


def test_the_article_is_corrected_on_ordinary_income():
    """The table says wrong, 60/40, with a link to the statute."""
    text = said(opened(tx_details="Article and law"))
    assert "**Wrong.** Index and VIX options give 60% long-term" in text
    assert "https://www.law.cornell.edu/uscode/text/26/1256" in text


def test_the_page_says_what_it_is():
    """Education, federal only, law held flat; what it leaves out; no promise."""
    app = opened()
    captions = "\n".join(noted(app))
    assert "Federal tax only" in captions
    assert "Education, not advice" in captions
    assert "Education, not advice. Federal tax only" in said(app)
    assert "Years after 2026 use the law of 2026 without change" in said(app)
    assert "guaranteed" not in said(app)


def test_sources_become_links():
    """Statute and regulations, brackets encoded; what is neither stays text."""
    text = cited("26 USC 1092(a)(1); Treas. Reg. 1.1092(b)-2T(a); Rev. Rul. 2002-66")
    assert "[26 USC 1092](https://www.law.cornell.edu/uscode/text/26/1092)(a)(1)" in text
    assert "/cfr/text/26/1.1092%28b%29-2T)(a)" in text
    assert text.endswith("Rev. Rul. 2002-66")


def test_only_the_open_tab_is_computed():
    """The waterfall is drawn on its own tab only."""
    assert set(charts(opened(tx_details="Rules"))) == {"ahead"}
    assert set(charts(opened(tx_details="Tax by year"))) == {"ahead", "waterfall"}


def test_the_shut_fold_computes_nothing():
    """The lead is the only chart, and three numbers stand below it."""
    app = opened()
    assert set(charts(app)) == {"ahead"}
    assert list(shown(app)) == ["Sell now", "Hold", "With overlay"]
    assert not app.dataframe


@pytest.mark.parametrize("link", some([
    {}, {"tx_years": "0"}, {"tx_years": "0", "tx_death": "Left to heirs"}, {"tx_years": "1"}, {"tx_years": "40"},
    {"tx_years": "40", "tx_growth": "20.0"}, {"tx_growth": "-10.0"}, {"tx_years": "2", "tx_growth": "-10.0"},
    {"tx_good": "10", "tx_earns": "8.0"}, {"tx_good": "0"}, {"tx_basis": "200"}, {"tx_basis": "200", "tx_years": "0"},
    {"tx_value": "5000000", "tx_years": "40", "tx_growth": "20.0", "tx_good": "10", "tx_earns": "8.0"},
    {"tx_value": "50000"}, {"tx_death": "Left to heirs", "tx_years": "40"},
    {"m": "typed", "spot": "6812.6", "vix": "17.2", "rate": "3.6", "day": "2026-11-25"}, {"day": "1992-06-01"},
], 5), ids=str)  # fmt: skip
def test_the_headline_fits(link):
    """Two sentences of 140 characters at most, at the ends of the controls; dollars first."""
    for source in (AMOUNTS, {}):
        text = headline(opened(**source, **link))
        assert "$" in text.split(". ")[0]
        assert len(text) <= LONGEST
        assert text.count(". ") <= 1
        assert text.endswith(".")


def verdict(results, **more):
    """The parts of the headline for a million at a fifth of basis, with no page around it."""
    parts = []
    found = compare(
        StockBasis(long_value=1e6, long_basis=2e5), Outlook(filing="single", wages=150_000, **more), results
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answer.headline, "show", lambda *given: parts.extend(given))
        answer.answer(found, controls.Overlay(results=results, margin_share=0.1, cost_of_capital=0.09))
    return next((one.way for one in parts if isinstance(one, Verdict)), None), "".join(map(str, parts))


@pytest.mark.parametrize(("results", "more", "way", "words"), [
    (yearly_results(8, 0.02, 0.08, 0.005), {}, "short", "Holding leaves most after 10 years"),
    (yearly_results(10, 0.02, 0.08, 0.005), {}, "spare", "The overlay leaves most after 10 years"),
    (yearly_results(8, 0.02, 0.08, 0.005), {"years": 2}, "even", "more than holding, but earns nothing on average."),
    ((), {}, "even", "With the overlay it is \N{WHITE DIAMOND} the same."),
    ((), {"growth": 0.0}, "short", "Selling now leaves most after 10 years"),
    ((), {"years": 0}, "even", "All three leave the same."),
    ((), {"years": 0, "step_up": True}, None, "Left to heirs today, it is $182,186 more."),
])  # fmt: skip
def test_the_verdict_is_the_overlays(results, more, way, words):
    """Less, the same, or more; more is to spare only where the overlay's years earn something on average."""
    found, text = verdict(results, **more)
    assert found == way
    assert words in text


def test_when_selling_wins_the_headline_names_both_growths():
    """That of the stock makes it win; that of the index is what the money then earns."""
    assert ": stock \N{MINUS SIGN}10.0%, index +7.0% a year. " in headline(opened(tx_growth="-10"))
