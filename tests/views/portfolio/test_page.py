"""The Portfolio page by the front door, without a browser: controls at their ends, links, own lots, hostile files."""

import json
import re
from datetime import date
from functools import partial

import pytest

from overlay.book.exposures import exposure
from overlay.book.gaps import Gap, gap
from overlay.condor import placement
from overlay.data import bundled, sample_books as portfolios
from overlay.options.market import from_history
from tests import visitor
from tests.charts import charts
from tests.ends import assert_each_end_counts
from tests.sizes import crossed, some
from tests.visitor import front_door, headline
from views.controls.kinds import Choice, Slider
from views.frame.headline import LONGEST, Verdict
from views.look import format as fmt
from views.portfolio import answer, controls, valuation as value

ROWS = [*vars(controls).values(), *vars(value).values()]
SLIDERS = [one for one in ROWS if isinstance(one, Slider)]
CHOICES = [one for one in ROWS if type(one) is Choice]
TABS = ("Risk split", "Gap and weights", "Betas", "Before and after", "Lots and tax", "Valuation", "Your lots")
TAB_OF = {"sell_share": "Lots and tax"}
NEEDS = {
    "value_first": {"value_dividend": "4"},
    "value_years": {"value_dividend": "4", "value_first": "8"},
}
HISTORY = bundled.history()

opened = partial(visitor.opened, "portfolio")


def expected(name="One name at 60%", count=5, day=None):
    """The portfolio, the exposure and the condors that overlay gives for the same question."""
    market = from_history(HISTORY, day or HISTORY.last_recorded)
    held = portfolios.sample(name, HISTORY, market.as_of)
    placed = placement.by_sigmas(market, 1.5, 50, 30, placement.Shape(quantity=count))
    return market, held, placed, exposure(held, HISTORY, market, legs=placed.legs)


@pytest.mark.parametrize(
    ("name", "day"), some(crossed(portfolios.names(), [None, date(2008, 11, 20), date(1992, 6, 1)], rounds=2), 3)
)
def test_a_link_restores_each_sample_on_each_day(name, day):
    """Headline, metrics and the split chart hold overlay's own numbers."""
    query = {"book": name, "book_details": "Risk split"} | ({"day": str(day)} if day else {})
    app = opened(**query)
    market, held, placed, found = expected(name, day=day)
    lost = gap(held, held.symbols[0], 0.3, placed.legs, market)
    assert f"you lose {fmt.dollars(lost.core_loss)}. " in headline(app)
    shown = {one.label: one.value for one in app.metric}
    assert shown["Best hedge"] == fmt.percent(-found.best_cut)
    assert shown["Volatility"] == fmt.percent(found.vol)
    assert shown["Stocks"] == fmt.dollars(held.invested)
    assert shown["Beta"] == f"{fmt.points(found.beta)} ± {fmt.points(found.beta_error)}"
    table = json.loads(charts(app)["risk_split"]["table"])["data"]
    assert [row[1] for row in table[:3]] == pytest.approx([100.0 * one for one in found.split[:3]], abs=0.01)


@pytest.mark.parametrize("slider", some(SLIDERS, 3), ids=lambda one: one.key)
def test_each_slider_counts_at_its_ends(slider):
    """Numbers at both, others at each, and the first ones again at the default."""
    tab = TAB_OF.get(slider.key, "Valuation" if slider.key.startswith("value") else TABS[0])
    assert_each_end_counts(opened(book_details=tab, **NEEDS.get(slider.key, {})), slider)


@pytest.mark.parametrize(
    ("chosen", "name"),
    some(crossed([{one.key: option} for one in CHOICES for option in one.options], portfolios.names()), 2),
)
def test_each_window_is_measured(chosen, name):
    """Years and steps, on every sample."""
    assert headline(opened(book=name, **chosen))


@pytest.mark.parametrize(
    ("tab", "name", "count"), some(crossed(TABS, portfolios.names(), ["0", "1", "100"], rounds=2), 4)
)
def test_each_tab_opens_for_each_sample(tab, name, count):
    """With no, one and many condors."""
    app = opened(book=name, book_details=tab, book_condors=count)
    assert not app.error
    assert headline(app)


def test_the_shut_fold_computes_nothing():
    """The lead is the only chart, and three numbers stand below it."""
    app = opened()
    assert charts(app).keys() == {"gap"}
    assert [one.label for one in app.metric] == ["Stocks", "Volatility", "Best hedge"]
    assert not app.dataframe


LINKS = (
    {"day": "2022-12-28"}, {"day": "2008-11-20"}, {"day": "1992-06-01"},
    {"m": "typed", "spot": "12000.25", "vix": "80", "rate": "10", "day": "2026-11-25"},
)  # fmt: skip
ENDS = (
    {}, {"book_condors": "0"}, {"book_condors": "1"}, {"book_condors": "100", "gap_drop": "5"},
    {"gap_drop": "95", "gap_weight": "10", "book_condors": "100"},
)  # fmt: skip


@pytest.mark.parametrize(("name", "link", "end"), some(crossed(portfolios.names(), LINKS, ENDS), 4))
def test_the_headline_fits(name, link, end):
    """Two sentences of 140 characters at most, on calm and wild days and at the controls' ends; dollars first."""
    text = headline(opened(book=name, **link, **end))
    assert text.startswith("If ")
    assert "$" in text.split(". ")[0]
    assert len(text) <= LONGEST
    assert text.count(". ") <= 1


def said(loss, gain, count=5, *, moved=0.0, symbol="AAPL", market=None):
    """The headline of a fall, with no page around it."""
    parts = []
    market = market or expected()[0]
    placed = count and placement.by_sigmas(market, 1.5, 50, 30, placement.Shape(quantity=count))
    fall = Gap(
        symbol=symbol, drop=0.3, core_loss=loss, index_return=moved, index_points=0.0, index_level=market.spot,
        index_sigmas=0.0, overlay_gain=gain, overlay_now=0.0, breached=(),
    )  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answer.headline, "show", lambda *given: parts.extend(given))
        answer.answer(fall, placed or None, market)
    return parts


@pytest.mark.parametrize(
    ("loss", "gain", "way", "words"),
    [
        (180_000.0, 2_700.0, "short", "98.5% stays unpaid"),
        (50_000.0, 49_000.0, "even", "nearly all of it"),
        (50_000.0, 51_000.0, "even", "nearly all of it"),
        (25_000.0, 53_000.0, "even", "all of it"),
        (25_000.0, -22_000.0, "short", "none of it is paid"),
    ],
)
def test_the_verdict_minds_the_error(loss, gain, way, words):
    """A gap inside the model's error is even, and nothing that an option pays at best is a gain to keep."""
    verdict = next(one for one in said(loss, gain) if isinstance(one, Verdict))
    assert (verdict.way, verdict.said) == (way, words)


def test_a_loss_of_the_condors_comes_on_top():
    """The sentence adds it, and counts one condor as one."""
    assert "At expiry 1 condor loses $22,000 more: " in said(25_000.0, -22_000.0, 1)


@pytest.mark.parametrize("loss", [9.99, 999_999.4, 1e9, 9.99e14, 1e21])
@pytest.mark.parametrize("gain", [-223_300.0, 123_456.0])
def test_the_headline_of_own_lots_fits(loss, gain):
    """The longest symbol, any amount, the index falling too."""
    text = "".join(map(str, said(loss, gain, 100, moved=-0.1, symbol="ABCDEFGHIJKLMN1")))
    assert len(text) <= LONGEST


def test_only_the_open_tab_is_computed():
    """The bridge is drawn on its own tab only."""
    assert charts(opened(book_details="Before and after")).keys() == {"gap", "bridge"}


@pytest.mark.parametrize(("drop", "weight"), [(30, 0.0), (50, 7.0), (100, 10.0)])
def test_the_gap_is_overlays(drop, weight):
    """Loss, condors and coverage, in the sentence and in the chart's table."""
    app = opened(gap_drop=str(drop), gap_weight=str(weight), book_details="Gap and weights")
    market, held, placed, _ = expected()
    found = gap(held, "AAPL", drop / 100, placed.legs, market, weight / 100)
    said = next(one.value for one in app.markdown if one.value.startswith("**If AAPL falls"))
    assert fmt.dollars(found.core_loss).replace("$", r"\$") in said
    assert fmt.percent(found.coverage) in said
    assert ("breached: the overlay loses" in said) is found.wrong_way
    table = json.loads(charts(app)["gap"]["table"])["data"]
    assert [row[1] for row in table] == pytest.approx(
        [-found.core_loss, found.overlay_gain, found.overlay_now], abs=0.01
    )


def test_the_name_of_the_gap_can_be_chosen_and_follows_the_book():
    """By link, and back to the largest where the book does not hold it."""
    app = opened(gap_name="XOM", book_details="Gap and weights")
    assert headline(app).startswith("If XOM alone falls 30%")
    assert any("If XOM falls" in one.value for one in app.markdown)
    app.selectbox(key="book").set_value("Index fund").run()
    assert not app.exception
    assert headline(app).startswith("If INDEXFUND falls 30%, the index 30.0%")
    assert any("If INDEXFUND falls" in one.value for one in app.markdown)


@pytest.mark.parametrize(
    ("key", "text"),
    some(
        [
            ("book", "Tulips"),
            ("book_condors", "-1"),
            ("book_condors", "many"),
            ("gap_drop", "400"),
            ("gap_weight", "nan"),
            ("gap_name", "<script>"),
            ("beta_years", "7"),
            ("beta_step", "hourly"),
        ],
        3,
    ),
)
def test_a_hand_edited_link_gets_one_sentence_and_the_default(key, text):
    """What was asked, what is used instead; the page answers all the same."""
    app = opened(**{key: text})
    assert len(app.warning) == 1
    assert fmt.escaped(text) in app.warning[0].value
    assert headline(app) == headline(opened())


def test_too_young_a_history_gets_one_sentence():
    """A few weeks after the first day."""
    app = opened(day="1990-01-31")
    assert "returns are known up to 1990-01-31" in app.error[0].value


def test_own_lots_asked_for_by_a_link_say_where_they_live():
    """In the session, which a link does not carry; a sample stands in."""
    app = opened(book="Mine")
    assert "Your own lots are kept in this browser session only" in app.warning[0].value
    assert headline(app) == headline(opened())


def test_the_tax_in_the_lots_is_that_of_the_lots():
    """Top rates on the net gains, in the sentence; every lot in the table."""
    app = opened(book_details="Lots and tax")
    market, held, _, _ = expected()
    tax = held.gains(market.as_of).tax_at_top_rates
    assert any(fmt.dollars(tax).replace("$", r"\$") in one.value for one in app.markdown)
    assert len(app.dataframe[0].value) == len(held.lots)


def test_selling_by_highest_basis_books_less_gain_than_fifo():
    """In the table of reliefs."""
    table = opened(book_details="Lots and tax").dataframe[1].value
    gains = table["Short-term gain ($)"] + table["Long-term gain ($)"]
    assert gains.iloc[1] < gains.iloc[0]


def test_valuation_is_blank_until_something_is_typed():
    """Then it is computed; growth at the cost of equity is refused in a sentence."""
    app = opened(book_details="Valuation")
    shown = {one.label: one.value for one in app.metric}
    assert {shown[one] for one in ("P/E", "P/CF", "Gordon value", "Two-stage value")} == {"not known"}
    app.number_input(key="value_eps").set_value(2.0)
    app.number_input(key="value_dividend").set_value(1.0).run()
    shown = {one.label: one.value for one in app.metric}
    price = portfolios.prices(HISTORY, HISTORY.last)["AAPL"]
    assert shown["P/E"] == f"{price / 2.0:.1f} times"
    assert shown["Gordon value"].startswith("$")
    app.slider(key="value_growth").set_value(12.0).run()
    assert not app.exception
    assert "sum is infinite" in app.warning[0].value


def uploaded(data, name="lots.csv"):
    """The tab for own lots, with a file in it."""
    app = opened(book_details="Your lots")
    app.get("file_uploader")[0].set_value((name, data, "text/csv")).run()
    assert not app.exception
    return app


def test_a_file_becomes_the_book_and_outlives_the_tab():
    """Upload, use, look elsewhere: the headline is that of the file."""
    app = uploaded(b"Symbol,Quantity,Cost Basis Total,Date Acquired\nXOM,100,4000,2015-03-02\nKO,10,400,2016-03-02\n")
    app.button(key="use_lots").click().run()
    assert headline(app).startswith("If XOM alone falls 30%")
    assert "94% is XOM" in [one.value for one in app.caption]
    app.slider(key="gap_drop").set_value(50).run()
    assert headline(app).startswith("If XOM alone falls 50%")
    assert "94% is XOM" in [one.value for one in app.caption]
    assert app.selectbox(key="book").value == "Mine"


def test_columns_nobody_knows_are_asked_for():
    """Four boxes; once told, the lots are there."""
    app = uploaded(b"Paper,Pieces,Paid,When\nXOM,100,40,2015-03-02\n")
    assert "choose their meaning" in app.info[0].value
    for key, heading in (("symbol", "Paper"), ("shares", "Pieces"), ("acquired", "When"), ("basis", "Paid")):
        app.selectbox(key=f"lot_column_{key}").set_value(heading)
    app.run()
    assert any("1 lots read" in one.value for one in app.success)


HOSTILE = {
    "empty": b"",
    "binary": bytes(range(256)) * 30,
    "markup": b"Symbol,Quantity,Cost per share,Date Acquired\n<img src=x onerror=alert(1)>,1,1,2015-01-02\n",
    "headings": b"<b>a</b>,[x](javascript:alert(1)),![y](http://evil.example/y.png),$d$\n1,2,3,4\n",
    "formula": b"Symbol,Quantity,Cost per share,Date Acquired\n=1+1,=2,@SUM(A1),+3\n",
    "huge": b"Symbol,Quantity,Cost per share,Date Acquired\nKO,1e308,1e308,2015-01-02\n",
    "rows": b"Symbol,Quantity,Cost per share,Date Acquired\n" + b"KO,1,1,2015-01-02\n" * 100_000,
    "unpriced": b"Symbol,Quantity,Cost per share,Date Acquired\nZZZZ,1,1,2015-01-02\n",
    "future": b"Symbol,Quantity,Cost per share,Date Acquired\nKO,1,1,2999-01-02\n",
}


@pytest.mark.parametrize("name", some(HOSTILE, 3))
def test_a_hostile_file_gets_a_sentence_and_no_markup(name):
    """No traceback, nothing of the file in any text that is read as markdown, no lot taken."""
    app = uploaded(HOSTILE[name])
    markdown = " ".join(
        one.value for kind in ("markdown", "error", "warning", "info", "success") for one in getattr(app, kind)
    )
    assert not re.search(r"<img|onerror|javascript|evil\.example|=1\+1|@SUM", markdown)
    assert app.error or app.info or app.dataframe
    assert headline(app) == headline(opened())


def test_lots_younger_than_the_markets_day_are_named():
    """They count as short-term, and the page says so."""
    app = uploaded(b"Symbol,Quantity,Cost per share,Date Acquired\nKO,100,40,2020-03-02\n")
    app.button(key="use_lots").click().run()
    again = app.session_state["own_lots"]
    fresh = front_door()
    fresh.session_state["own_lots"] = again
    fresh.switch_page("pages/understand/portfolio.py")
    fresh.query_params["book"] = "Mine"
    fresh.query_params["book_details"] = "Lots and tax"
    fresh.run()
    assert "1 of 1 lots were acquired after 3 Jan 2019" in fresh.warning[0].value
    assert not fresh.exception


def test_a_name_without_history_is_flagged_and_its_gap_still_tested():
    """Priced by the file; no beta, so no cost of equity either."""
    fresh = front_door()
    lots = portfolios.sample("Five names", HISTORY, date(2019, 1, 3)).lots
    own = (*lots, type(lots[0])(symbol="ZZZZ", shares=9e5, basis=1.0, acquired=date(2015, 1, 2)))
    fresh.session_state["own_lots"] = (own, {"ZZZZ": 1.0})
    fresh.switch_page("pages/understand/portfolio.py")
    fresh.query_params["book"] = "Mine"
    fresh.query_params["gap_name"] = "ZZZZ"
    fresh.query_params["book_details"] = "Valuation"
    fresh.run()
    assert not fresh.exception
    assert "No price history for ZZZZ" in fresh.warning[0].value
    assert any("The beta of 47% of the book cannot be measured" in one.value for one in fresh.markdown)
    assert headline(fresh).startswith("If ZZZZ alone falls")
    assert "The beta of ZZZZ is not known" in fresh.info[0].value
