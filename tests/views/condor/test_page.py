"""Every page by the front door, without a browser: each control at its ends, links, and what goes wrong."""

import re
from datetime import date
from functools import partial

import pytest

from overlay.condor import placement, pricing as condor
from overlay.data import bundled
from overlay.data.chains.cboe import read_chain
from overlay.options.costs import Costs
from overlay.options.market import from_chain, from_history
from overlay.options.surface_error import credit_error
from tests import chains, visitor
from tests.charts import charts
from tests.ends import assert_each_end_counts
from tests.sizes import crossed, some
from tests.visitor import headline
from views.condor import controls
from views.condor.panels import verdict
from views.controls.kinds import Slider
from views.look import format as fmt
from views.look.format import escaped

SLIDERS = [one for one in vars(controls).values() if isinstance(one, Slider)]
TABS = ("By day", "Greeks", "Odds", "Legs", "Costs and margin", "Smile", "Scan")
NEEDS = {"breakevens": "Break-even", "short_delta": "Delta", "long_delta": "Delta", "credit": "Credit"}

opened = partial(visitor.opened, "condor")


def expected(place, *arguments, day=None, **shape):
    """The quote that overlay gives for the same question."""
    history = bundled.history()
    market = from_history(history, day or history.last_recorded)
    placed = place(market, *arguments, placement.Shape(**shape))
    return placed, condor.quote(placed, market, costs=Costs())


def sold(app):
    """The sentence that says which options are sold, and for what."""
    return next(one.value for one in app.caption if one.value.startswith("Sells the "))


def assert_shows(app, placed, quote, day=None):
    """The headline, the numbers and the sentence of strikes are those of this condor; a modelled credit has its range."""
    for strike in (placed.long_put, placed.short_put, placed.short_call, placed.long_call):
        assert fmt.level(strike) in sold(app)
    assert f"for {fmt.points(quote.credit_points)} points each" in sold(app)
    shown = {one.label: one.value for one in app.metric}
    assert shown["Taken in"] == fmt.dollars(quote.credit_dollars)
    assert shown["Most lost"] == fmt.dollars(quote.max_loss_dollars)
    assert shown["Expected"] == fmt.dollars(quote.expected_value_dollars - quote.costs_dollars, plus=True)
    if quote.natural_credit_points is None:
        off = credit_error((placed.expiry - (day or bundled.history().last)).days)
        noted = fmt.prose(f"± {fmt.dollars(round(quote.credit_dollars * off))}, modelled")
        assert noted in [one.value for one in app.caption]
    taken, lost = fmt.dollars(quote.credit_dollars), fmt.dollars(quote.max_loss_dollars)
    wins, needs = (round(100.0 * one) for one in (quote.probability_of_profit, quote.win_rate_needed))
    assert headline(app).startswith(
        f"Takes in {taken}, can lose {lost}. Wins {wins} of 100 and needs {needs} at worst: "
    )


def test_the_first_visit_shows_the_articles_condor():
    """1.5 sd, 50 wide, 30 days, on the last day whose VIX was recorded."""
    assert_shows(opened(), *expected(placement.by_sigmas, 1.5, 50, 30))


@pytest.mark.parametrize(("sigmas", "wing"), crossed([0.5, 1.0, 2.0, 3.0], [5, 50, 200]))
def test_the_headline_sliders_show_what_overlay_computes(sigmas, wing):
    """Strikes, credit, loss and chart for each pair."""
    app = opened()
    app.slider(key="sigmas").set_value(sigmas)
    app.slider(key="wing_points").set_value(float(wing)).run()
    assert not app.exception
    assert_shows(app, *expected(placement.by_sigmas, sigmas, wing, 30))


@pytest.mark.parametrize("slider", some(SLIDERS, 4), ids=lambda one: one.key)
def test_each_slider_counts_at_its_ends(slider):
    """Numbers at both, others at each, and the first ones again at the default."""
    scanning = {"details": "Scan"} if slider.key.startswith("scan") else {}
    assert_each_end_counts(opened(place=NEEDS.get(slider.key, "SD"), **scanning), slider)


@pytest.mark.parametrize(
    ("place", "arguments", "rule"),
    [
        ("SD", (1.5, 50, 30), placement.by_sigmas),
        ("Break-even", (1.5, 50, 30), placement.by_breakevens),
        ("Delta", (0.20, 0.05, 30), placement.by_delta),
        ("Credit", (5.0, 50, 30), placement.by_credit),
    ],
)
def test_each_way_of_placing_shows_its_condor(place, arguments, rule):
    """The four choices, from a link."""
    assert_shows(opened(place=place), *expected(rule, *arguments))


def test_a_link_restores_the_page():
    """Every number comes back from the address alone."""
    app = opened(sigmas="1.25", wing_points="25", days="45", tilt="10", ratio="2 : 1", contracts="3", day="2018-02-05")
    shape = {"tilt": 0.1, "put_spreads": 1, "call_spreads": 2, "quantity": 3}
    assert_shows(app, *expected(placement.by_sigmas, 1.25, 25, 45, day=date(2018, 2, 5), **shape), day=date(2018, 2, 5))


@pytest.mark.parametrize(
    ("key", "value"),
    some(
        [
            ("wing_points", "9999"),
            ("sigmas", "-1"),
            ("sigmas", "nan"),
            ("days", "-1"),
            ("days", "soon"),
            ("day", "2050-01-01"),
            ("day", "yesterday"),
            ("ratio", "7:1"),
            ("place", "astrology"),
            ("credit", "<script>"),
            ("days", "2.5"),
            ("sigmas", "![](x)"),
            ("day", "20180105"),
            ("details", "Foo"),
        ],
        4,
    ),
)
def test_a_hand_edited_link_gets_one_sentence_and_the_default(key, value):
    """What was asked, what is allowed, what is used instead; the page answers all the same."""
    query = {key: value} | ({"place": "Credit"} if key == "credit" else {})
    app = opened(**query)
    assert len(app.warning) == 1
    assert escaped(value[:40]) in app.warning[0].value
    assert headline(app)


@pytest.mark.parametrize("key", some(["place", "smile", "contract", "days", "sigmas", "day"], 2))
def test_an_emptied_link_is_answered_with_the_defaults(key):
    """As when someone deletes a value and leaves its name."""
    app = opened(**{key: ""})
    assert not app.exception
    assert headline(app)


@pytest.mark.parametrize("value", ["abc", "-5", "nan", "1e300"])
def test_a_hand_edited_strike_gets_a_sentence(value):
    """No strike of that name, and the page says which is missing."""
    app = opened(place="Strikes", long_put=value, short_put="2200", short_call="2650", long_call="2750")
    assert value in app.warning[0].value
    assert "long put has no strike yet" in app.error[0].value


def test_a_strike_between_the_listed_ones_gets_a_sentence():
    """SPX strikes stand five points apart in the model."""
    app = opened(place="Strikes", long_put="2151.5", short_put="2200", short_call="2650", long_call="2750")
    assert "A put strike of 2,151.50 cannot be traded" in app.error[0].value


def test_a_shift_that_leaves_no_volatility_leaves_the_condor():
    """Ten points down from a VIX of nine: one sentence, and everything but the what-if stays."""
    app = opened(day="2017-11-03", vol_shift="-10")
    assert "Volatility shift" in app.error[0].value
    assert headline(app)


@pytest.mark.parametrize(
    ("query", "paid", "said"),
    [
        ({}, Costs(), "as measured on seven public chains, 2019 to 2025; error 19%"),
        ({"lad_slippage": "In points"}, Costs(slippage_points=0.15), "slippage of 0.15 points a leg"),
        (
            {"lad_spread": "2", "lad_commission": "0"},
            Costs(commission_dollars=0.0, spread_times=2.0),
            "2 times as measured",
        ),
    ],
)
def test_the_costs_are_those_of_the_ladder_page(query, paid, said):
    """Slippage and commission as chosen there, with their source."""
    placed, _ = expected(placement.by_sigmas, 1.5, 50, 30)
    history = bundled.history()
    judged = condor.quote(placed, from_history(history, history.last_recorded), costs=paid)
    app = opened(details="Costs and margin", **query)
    text = next(one.value for one in app.markdown if "The broker sets aside" in one.value)
    assert fmt.escaped(fmt.dollars(judged.slippage_dollars)) in text
    assert said in text


def test_an_impossible_credit_gets_one_sentence_and_the_controls_stay():
    """Twenty-five points on a five-point wing."""
    app = opened(place="Credit", credit="25", wing_points="5")
    assert app.error[0].value.startswith("A credit of 25.00 points is not available with wings of 5 points")
    assert len(app.error) == 1
    app.slider(key="wing_points").set_value(200.0).run()
    assert not app.error
    assert headline(app)


@pytest.mark.parametrize(
    ("day", "taken"), [("2021-12-25", "23 Dec 2021"), ("2022-12-28", "28 Dec 2022"), ("1991-01-02", "2 Jan 1991")]
)
def test_any_day_of_the_history_can_be_the_market(day, taken):
    """A holiday takes the trading day before it, and the page names the day it took."""
    app = opened(day=day)
    assert any(f"**Market of {taken}**" in one.value for one in app.markdown)


@pytest.mark.parametrize(("tab", "place"), some(crossed(TABS, controls.PLACE.options), 3))
def test_each_tab_opens_for_each_placement(tab, place):
    """From a link, without an exception."""
    strikes = {"long_put": "2200", "short_put": "2250", "short_call": "2600", "long_call": "2650"}
    assert headline(opened(details=tab, place=place, **(strikes if place == "Strikes" else {})))


def test_only_the_open_tab_is_computed():
    """Without a link to a part, the first picture alone; the heat map is drawn on its own part only."""
    assert charts(opened()).keys() == {"payoff"}
    assert charts(opened(details="Odds")).keys() == {"payoff", "ruler"}


def test_the_other_parts_unfold_and_fold_again():
    """The fold opens on its first part; the chosen part goes into the address; shut again, it leaves the address."""
    app = opened()
    app.session_state["details_more"] = True
    app.run()
    assert "heat" in charts(app)
    app.pills(key="details").set_value("Greeks").run()
    assert "heat" not in charts(app)
    assert any(one.label.startswith("Gamma") for one in app.metric)
    app.session_state["details_more"] = False
    app.run()
    assert "details" not in app.query_params
    assert charts(app).keys() == {"payoff"}


@pytest.mark.parametrize(
    ("wins", "needed", "error", "expected", "ends"),
    [
        (0.88, 0.92, 0.01, -20.0, "▽ 4 too few."),
        (0.899, 0.904, 0.01, 20.0, "◇ just even, within ± 1."),
        (0.899, 0.904, 0.01, -20.0, "◇ even before costs, short after, within ± 1."),
        (0.95, 0.90, 0.01, 100.0, "△ 5 to spare."),
        (0.95, 0.90, 0.01, -100.0, "◇ 5 to spare before costs, none after."),
        (0.89, 0.90, 0.03, -20.0, "▽ 1 too few, within ± 3."),
    ],
)
def test_the_verdict_has_a_shape_a_word_and_an_error(wins, needed, error, expected, ends):
    """Too few, even, to spare; to spare only if something is left after costs; an error where the gap is inside it."""
    assert "".join(map(str, verdict(wins, needed, error, expected))) == ends


@pytest.mark.parametrize("query", some([{"contracts": "50", "ratio": "1 : 2"}, {"sigmas": "0.5"}, {"sigmas": "3"}], 3))
def test_the_headline_is_short_at_the_ends(query):
    """Two sentences, 140 characters."""
    assert len(headline(opened(**query))) <= 140


def test_three_numbers_stand_below_the_picture():
    """And no more."""
    assert [one.label for one in opened().metric] == ["Taken in", "Most lost", "Expected"]


def test_the_what_if_speaks_in_a_sentence():
    """Index -5%, VIX +6, a week on: a loss, with its sign."""
    app = opened(index_move="-5", vol_shift="6", days_ahead="7")
    said = next(one.value for one in app.markdown if one.value.startswith("**What if** the index"))
    assert "−5.0%" in said
    assert "+6.0" in said
    assert "7 days on" in said
    assert "−\N{WORD JOINER}\\$" in said


def badge(app):
    """The word of the badge, with its error."""
    return next(one.proto.popover.label for one in app.get("popover") if one.proto.id.endswith("badge_sheet"))


def test_the_page_says_where_its_numbers_come_from():
    """Modelled prices with their error; on a day without a recorded VIX the sheet says so."""
    recorded, modelled = opened(), opened(day="2006-05-04")
    for app, said in ((recorded, False), (modelled, True)):
        assert badge(app) == "Modelled ± 12%"
        assert any("(modelled)" in one.value and "**Market of" in one.value for one in app.markdown) == said


@pytest.mark.parametrize(("days", "tenor"), [(2, "a 2-day condor"), (30, "a 30-day condor")])
def test_the_badge_tells_the_error_of_the_condor_on_the_page(days, tenor):
    """The same as beside the credit: far more at two days than at thirty."""
    app = opened(days=str(days), day="2022-12-27")
    assert badge(app) == f"Modelled ± {credit_error(days):.0%}"
    note = next(one.value for one in app.caption if one.value.endswith(", modelled"))
    credit, error = (int(re.sub(r"\D", "", one)) for one in (app.metric[0].value, note))
    assert error / credit == pytest.approx(credit_error(days), abs=0.02)
    assert any(f"the standard error of the credit of {tenor}." in one.value for one in app.markdown)


def test_the_badge_of_a_condor_of_the_same_day_counts_its_hours():
    """It is as far off as any of the first three days."""
    app = opened(m="typed", spot="6701.5", vix="18.4", rate="3.6", day="2026-11-18", at="11:00", days="0")
    assert badge(app) == f"Modelled ± {credit_error(0):.0%}"
    assert any("the credit of a condor of the same day." in one.value for one in app.markdown)


def test_the_greeks_carry_a_light_and_a_sentence():
    """Short gamma and short vega point down, long theta up."""
    said = [re.sub(r"\[(\w+)\]\(learn[^)]*\)", r"\1", one.value) for one in opened(details="Greeks").markdown]
    assert any("▼" in one and "Short gamma" in one for one in said)
    assert any("▼" in one and "Short vega" in one for one in said)
    assert any("▲" in one and "Long theta" in one for one in said)


def test_every_greek_has_a_sentence_for_every_sign():
    """No market can ask for words that are missing."""
    from views.look.words import words

    for name in ("delta", "gamma", "vega", "theta", "rho"):
        for sign in "+-0":
            assert words("condor", f"{name}.{sign}")


def test_four_strikes_can_be_named():
    """From a link; the credit is what overlay computes for them."""
    history = bundled.history()
    market = from_history(history, history.last_recorded)
    strikes = {"long_put": 2150.0, "short_put": 2200.0, "short_call": 2650.0, "long_call": 2750.0}
    placed = placement.IronCondor(**strikes, expiry=market.expiry(30))
    app = opened(place="Strikes", **{name: str(level) for name, level in strikes.items()})
    assert_shows(app, placed, condor.quote(placed, market, costs=Costs()))


def test_missing_strikes_get_one_sentence():
    """Nothing typed in yet."""
    app = opened(place="Strikes")
    assert "long put has no strike yet" in app.error[0].value


def test_crossed_strikes_get_one_sentence():
    """The short put below the long one."""
    app = opened(place="Strikes", long_put="2300", short_put="2200", short_call="2650", long_call="2750")
    assert "short put" in app.error[0].value
    assert "must lie above the long put" in app.error[0].value


def test_the_scans_first_find_can_be_taken_over():
    """Its strikes become the page's, and the sliders still answer."""
    app = opened(details="Scan")
    best = next(one.value for one in app.markdown if "credit over width" in one.value and "**" in one.value)
    app.button(key="take_0").click().run()
    assert not app.exception
    assert best.split("**")[1] in sold(app)
    app.slider(key="days").set_value(45).run()
    assert best.split("**")[1] in sold(app)


def loaded(content, name="made.csv", **query):
    """The app with an uploaded file."""
    app = opened(m="chain", **query)
    app.file_uploader(key="chain_0").upload(name, content, "text/csv").run()
    assert not app.exception
    return app


def test_an_uploaded_chain_becomes_the_market():
    """Listed strikes, quoted prices, the natural credit beside the mid."""
    market = from_chain(read_chain(chains.cboe_csv().encode(), name="made.csv"))
    placed = placement.by_sigmas(market, 1.5, 50, 30)
    app = loaded(chains.cboe_csv().encode())
    assert_shows(app, placed, condor.quote(placed, market, costs=Costs()))
    assert any("Natural credit" in one.value for one in app.caption)
    assert badge(app) == "Quoted"


@pytest.mark.parametrize("tab", some(TABS, 2))
def test_each_tab_opens_on_a_chain(tab):
    """With listed quotes as well as modelled prices."""
    assert headline(loaded(chains.cboe_csv().encode(), details=tab))


BAD = {
    "empty": b"",
    "binary": bytes(range(256)) * 40,
    "html": b"<!DOCTYPE html><html><body><h1>consent</h1></body></html>",
    "another table": b"date,close\n2020-01-02,3257.85\n",
}


@pytest.mark.parametrize("name", some(BAD, 2))
def test_a_bad_file_gets_one_sentence_and_the_market_stands(name):
    """First the history stays, then the good chain does."""
    content = BAD[name]
    app = loaded(content)
    assert "The bundled history stays." in app.error[0].value
    before = headline(loaded(chains.cboe_csv().encode()))
    app = loaded(chains.cboe_csv().encode())
    app.file_uploader(key="chain_0").upload("bad.csv", content, "text/csv").run()
    assert "The chain loaded before stays." in app.error[0].value
    assert headline(app) == before


def test_one_goes_back_to_the_history():
    """A past day is one click away, and the chain is still there for the way back."""
    app = loaded(chains.cboe_csv().encode())
    app.segmented_control(key="market_kind").set_value("A past day").run()
    assert badge(app).startswith("Modelled")
    app.segmented_control(key="market_kind").set_value("A chain").run()
    assert badge(app) == "Quoted"


def test_a_files_own_words_are_shown_as_they_are():
    """Markdown and HTML in a file name do nothing."""
    app = loaded(chains.cboe_csv().encode(), name="<b>**x**[y](z).csv")
    said = next(one.value for one in app.markdown if "Uploaded chain" in one.value)
    assert "<b>" not in said.replace("\\<", "")
    assert "**x**" not in said
