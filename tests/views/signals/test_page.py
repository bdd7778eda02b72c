"""The Signals page by the front door: every control, every part, edges of the history, bad links and uploads."""

from dataclasses import replace
from datetime import date
from functools import partial

import numpy as np
import pandas as pd
import pytest
from ta.momentum import RSIIndicator
from ta.trend import MACD

from overlay.condor import yardstick
from overlay.data import bundled
from overlay.errors import OverlayError
from overlay.history import events as event_days
from overlay.rules import presets
from overlay.signals import gates, oscillators
from overlay.signals.indicator_table import indicators
from tests import signal_days as made, visitor
from tests.charts import drawn, keys
from tests.ends import assert_each_end_counts
from tests.sizes import crossed, some
from tests.visitor import headline
from views.controls.kinds import Choice, Slider
from views.frame.headline import LONGEST, Verdict
from views.look import format as fmt
from views.signals import answer, cached, charts, controls, lead, trial_charts

SLIDERS = [one for one in vars(controls).values() if isinstance(one, Slider)]
CHOICES = [one for one in vars(controls).values() if type(one) is Choice]
TABS = ["All indicators", "Gates", "Rule sets", "Breadth", "Volatility", "Events", "Holdings", "Do they help?"]
DAY = "2016-06-15"
NEEDS = {
    "sig_hedge": {"day": "2018-01-26"},  # an RSI that is extreme
    "sig_hold": {"sig_rules": "Custom"},
    "sig_entry": {"sig_rules": "Custom", "sig_tab": "Do they help?"},
    "sig_event_size": {"sig_rules": "Custom"},
    "sig_event_days": {"sig_rules": "Custom", "day": "2018-10-09"},  # two days before a CPI day
    "sig_rsi": {"sig_rules": "Custom"},
}

opened = partial(visitor.opened, "signals")


def decided(rules, day):
    """What overlay says of a rule set on a day of the bundled history."""
    history = bundled.history()
    found = indicators(history, events=event_days.shipped(), overlay=yardstick.daily_pnl(history))
    return gates.decision(found, rules, history.at(day))


@pytest.mark.parametrize(
    ("name", "day"),
    some(crossed(list(presets.PRESETS)[:4], [date(2018, 10, 9), date(2017, 6, 1), date(2008, 10, 10)], rounds=2), 4),
)
def test_the_headline_is_what_overlay_decides(name, day):
    """Opens or not, the size, and what stopped it: by name in the headline or, if that is long, beside the lights."""
    app = opened(sig_rules=name, day=str(day))
    found, said = decided(presets.PRESETS[name], day), headline(app)
    assert said.startswith(f"The {name} rules open ")
    assert ("open nothing" in said) == (not found.opens)
    stoppers = [one.gate for one in found.verdicts if one.light == "no"]
    assert all(one in said for one in stoppers) or f"stopped by {len(stoppers)} of " in said
    lights = next(one.value for one in app.markdown if "VIX level:" in one.value)
    assert all(f"{one}: no" in lights for one in stoppers)
    assert f" on {fmt.day(day)}" in said


def test_the_headline_says_what_a_day_moves():
    """The blended range times the index times $100, and the share of closes so far that stayed inside their own range."""
    history = bundled.history()
    at = history.at(date.fromisoformat(DAY))
    closes, vix = history.index.to_numpy()[: at + 1], history.vix.to_numpy()[: at + 1]
    realised = pd.Series(np.log(closes)).diff().rolling(20).std().to_numpy() * np.sqrt(252.0)
    share = (0.6 * vix / 100.0 + 0.4 * realised) / np.sqrt(252.0)
    inside = [abs(closes[day + 1] / closes[day] - 1.0) <= share[day] for day in range(at) if np.isfinite(share[day])]
    moved = float(f"{100.0 * closes[at] * share[at]:.2g}")
    assert f"A day moves one SPX contract ${moved:,.0f}; {100.0 * np.mean(inside):.0f} of 100 move less." in headline(
        opened(day=DAY)
    )


@pytest.mark.parametrize(
    ("name", "day"),
    some(
        crossed(presets.PRESETS, ["1990-01-03", "1990-01-25", "2008-10-10", "2018-02-05", "2020-03-16", "2022-12-28"]),
        4,
    ),
)
def test_the_headline_is_at_most_140_characters(name, day):
    """Whatever rules and day: from the first days to the days of the largest ranges and of the most gates that stop."""
    assert 40 < len(headline(opened(sig_rules=name, day=day))) <= LONGEST


def test_the_longest_headline_fits():
    """Five gates say no on a day of the largest range, by the longest name of a rule set."""
    at = bundled.history().at(date(2008, 10, 10))
    found = decided(presets.PRESETS["Glossary"], date(2008, 10, 10))
    stopped = tuple(replace(one, light="no", factor=0.0) for one in found.verdicts)
    for count in range(1, len(stopped) + 1):
        parts = answer.said(replace(found, verdicts=stopped[:count], size=0.0), cached.known(()), 1.0, at)
        assert len("".join(map(str, parts))) <= LONGEST


def test_an_open_gate_is_no_gain():
    """The verdict of a day on which a condor opens is even: nothing says that it pays."""
    at = bundled.history().at(date(2018, 10, 9))
    opens, stops = (
        next(
            one
            for one in answer.said(decided(presets.PRESETS[name], date(2018, 10, 9)), cached.known(()), 0.6, at)
            if isinstance(one, Verdict)
        )
        for name in ("Promoter", "Article")
    )
    assert (opens.way, stops.way) == ("even", "short")


@pytest.mark.parametrize("slider", some(SLIDERS, 3), ids=lambda one: one.key)
def test_each_slider_counts_at_its_ends(slider):
    """Numbers at both, others at each, and the first ones again at the default."""
    assert_each_end_counts(opened(**NEEDS.get(slider.key, {})), slider)


@pytest.mark.parametrize(("choice", "option"), some([(one, option) for one in CHOICES for option in one.options], 4))
def test_each_choice_takes_each_option(choice, option):
    """From a link."""
    app = opened(**{choice.key: option})
    assert not app.error
    assert not app.warning
    assert headline(app)


@pytest.mark.parametrize(
    ("tab", "day"), some(crossed(TABS, ["1990-03-01", "1991-01-10", "2016-06-15", "2022-12-28"]), 3)
)
def test_each_tab_opens_on_each_sort_of_day(tab, day):
    """The first bars, just burnt in, a day with known events, and the last."""
    app = opened(sig_tab=tab, day=day)
    assert len(app.error) == (1 if (tab, day) == ("Do they help?", "1990-01-20") else 0)
    assert headline(app)


@pytest.mark.parametrize(("name", "tab"), some(crossed(presets.PRESETS, ["Gates", "Rule sets", "Do they help?"]), 2))
def test_each_rule_set_shows_on_the_tabs_about_rules(name, tab):
    """Lights, comparison, test."""
    assert headline(opened(sig_rules=name, sig_tab=tab, day="2015-03-17")).startswith(f"The {name} rules")


def test_a_day_before_any_outcome_says_so_on_the_test_only():
    """The page stands; the tab explains."""
    app = opened(day="1990-01-25", sig_tab="Do they help?")
    assert any("No entry has settled" in one.value for one in app.error)
    assert not opened(day="1990-01-25").error


def test_a_link_restores_the_rule_set_its_numbers_and_the_day():
    """Everything but uploads lives in the address."""
    app = opened(sig_rules="Custom", sig_hold="12", day="2018-02-05", sig_span="3 years", sig_weight="70")
    assert headline(app).startswith("The Custom rules open nothing: \u25bd stopped by VIX level")
    assert app.slider(key="sig_weight").value == 70


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("sig_rules", "Astrology"),
        ("sig_span", "Forever"),
        ("sig_weight", "999"),
        ("sig_book", "TSLA"),
        ("sig_hedge", "soon"),
    ],
)
def test_a_hand_edited_link_gets_one_sentence_and_the_default(key, value):
    """What was asked, and what is used instead."""
    app = opened(**{key: value})
    assert [value in one.value for one in app.warning] == [True]
    assert headline(app)


def test_a_strange_holding_gets_a_sentence():
    """On its own tab."""
    app = opened(sig_tab="Holdings", sig_name="TSLA")
    assert any("'TSLA'" in one.value for one in app.warning)


def test_there_are_three_numbers_and_two_more_with_all_indicators():
    """Each with its label."""
    first = ["Daily range", "VIX premium", "RSI, index"]
    assert [one.label for one in opened().metric] == first
    more = opened(sig_tab="All indicators").metric
    assert [one.label for one in more] == [*first, "Breadth (SD)", "MACD gap (points)"]


def test_the_rsi_and_macd_of_the_index_are_those_of_ta():
    """As numbers, from the closes up to the day and no later."""
    closes = bundled.history().index.loc[:DAY]
    metrics = {one.label: one.value for one in opened(day=DAY, sig_tab="All indicators").metric}
    assert metrics["RSI, index"] == fmt.points(RSIIndicator(closes).rsi().iloc[-1], 0)
    assert metrics["MACD gap (points)"] == fmt.points(MACD(closes).macd_diff().iloc[-1], 1)


def test_the_chart_shows_the_rsi_of_index_book_and_overlay_by_ta():
    """The book is a dollar in equal weights, the overlay the running result of the yardstick."""
    history = bundled.history()
    series = {
        "index": history.index,
        "book": (1.0 + history.closes.pct_change().mean(axis=1)).cumprod(),
        "overlay": pd.Series(yardstick.daily_pnl(history), index=history.days),
    }
    rsi = {name: RSIIndicator(one.loc[:DAY]).rsi().iloc[-1] for name, one in series.items()}
    said = ", ".join(f"{name} {value:.0f}" for name, value in rsi.items())
    assert drawn(opened(day=DAY, sig_tab="All indicators"), "overview")["title"].startswith(f"RSI: {said};")


def test_the_rsi_and_macd_of_each_holding_are_those_of_ta():
    """All twenty, on the day."""
    history = bundled.history()
    at = history.at(date.fromisoformat(DAY))
    _, table = charts.holding(cached.known(()), cached.by_name(), "AAPL", at, 252)
    closes = history.closes.loc[:DAY]
    assert list(table["Holding"]) == list(closes.columns)
    for row in table.itertuples(index=False):
        macd = MACD(closes[row.Holding])
        expected = RSIIndicator(closes[row.Holding]).rsi(), macd.macd(), macd.macd_signal()
        assert row[1:] == pytest.approx([one.iloc[-1] for one in expected], abs=0.051)


def test_the_over_hedge_flag_shows_when_both_hold():
    """RSI of the book extreme and the hedge above target; not at the target."""
    day = "2018-01-26"
    app = opened(day=day, sig_hedge="120", sig_tab="Gates")
    assert any("Over-hedged" in one.value for one in app.warning)
    assert any("Judge by the hedge ratio" in one.value for one in app.markdown)
    assert not opened(day=day, sig_hedge="50").warning


def test_only_the_open_part_is_computed():
    """One chart for the page, one for the part; without a part no more than the page's."""
    assert keys(opened(sig_tab="Volatility")) == {"open_days", "volatility"}
    assert keys(opened()) == {"open_days"}


def test_the_slow_test_waits_for_its_part(monkeypatch):
    """Nobody pays for random entries who does not ask whether gates help."""
    asked = []
    monkeypatch.setattr(cached, "helped", lambda *one: asked.append(one) or [])
    opened()
    assert not asked


def test_the_badge_is_recorded_unless_a_vix_drawn_is_modelled():
    """The year to 2016-06-15 has each close of the VIX; of 1990 and 2006 a few are modelled."""
    assert lead.kind(bundled.history().at(date.fromisoformat(DAY)), 252) == "closes"
    assert lead.kind(bundled.history().at(date(2006, 6, 1)), 252) == "model"
    assert any("recorded daily closes" in one.value for one in opened(day=DAY).markdown)
    assert any("of 1 day drawn here" in one.value for one in opened(day="2006-06-01").markdown)


def test_the_other_rule_sets_are_named_beside_their_comparison():
    """What each opens on the day, and how much of the hedge the chosen one holds."""
    app = opened(day="2018-10-09", sig_tab="Rule sets")
    said = next(one.value for one in app.caption if "The others:" in one.value)
    assert "VIX hedge held at" in said
    for name in ("Glossary", "Steward", "Promoter"):
        size = decided(presets.PRESETS[name], date(2018, 10, 9)).size
        assert (f"{name}: full size" in said) == (size == 1.0)


def test_the_picture_counts_the_days_on_which_the_rules_open():
    """Over a year: the days whose gates together leave a size above zero, and the heights of the shading."""
    at, days = bundled.history().at(date(2018, 10, 9)), 252
    history = bundled.history()
    found = indicators(history, events=event_days.shipped(), overlay=yardstick.daily_pnl(history))
    sizes = [gates.decision(found, presets.GLOSSARY, day).size for day in range(at + 1 - days, at + 1)]
    figure, _ = lead.open_days(found, presets.GLOSSARY, at, days, 0.6)
    assert figure.title.startswith(
        f"The Glossary rules open a condor on {sum(one > 0.0 for one in sizes)} of {days} days to 9 Oct 2018"
    )
    np.testing.assert_allclose(figure.plotly().data[0].y, sizes)


def test_the_custom_set_leaves_six_controls_open():
    """Rule set, span, weight and three thresholds; the event's two sliders are folded but still count."""
    app = opened(sig_rules="Custom", sig_event_size="0", sig_event_days="10", day="2018-10-09")
    assert "Events: no" in next(one.value for one in app.markdown if "VIX level:" in one.value)
    assert any(one.label == "Before an event" for one in app.expander)


def test_an_uploaded_calendar_makes_a_year_known():
    """Eight FOMC days of 1999: the year's FOMC is known, its CPI is not."""
    lines = "".join(f"1999-{month:02d}-22,FOMC\n" for month in range(2, 10))
    found = cached.known((), ("mine.csv", f"date,event\n{lines}".encode()), None)
    assert found.events.knows(1999, ["FOMC"])
    assert not found.events.knows(1999)


def test_uploaded_breadth_replaces_the_count():
    """The z-score then rests on the file."""
    days = bundled.history().days[-400:]
    text = "date,advances,declines\n" + "".join(f"{day.date()},{200 + at % 7},{190}\n" for at, day in enumerate(days))
    found = cached.known((), None, ("nyse.csv", text.encode()))
    assert found.breadth.source == "Loaded from nyse.csv (advances less declines)."
    assert np.isnan(found.line[0])
    assert found.line[-1] > 0


def shown(app):
    """The tables of the page as rows of cells, by their headings."""
    return {tuple(one.value.columns): one.value.to_numpy().tolist() for one in app.dataframe}


def test_an_events_file_is_shown_before_it_counts():
    """How many days of each kind, from when to when, and the row left out by its line."""
    app = opened()
    content = b"date,event\n2019-03-20,FOMC\n2019-05-01,FOMC\n2019-06-12,NFP\n"
    app.file_uploader(key="sig_events_file").upload("mine.csv", content, "text/csv").run()
    assert not app.exception
    assert shown(app)["Event", "Days", "First", "Last"] == [["FOMC", 2, "20 Mar 2019", "1 May 2019"]]
    why = fmt.escaped("an event 'NFP': use FOMC, CPI, PPI")
    assert f"- Line 4: {why}" in [one.value for one in app.markdown]
    assert any("are left out" in one.value for one in app.markdown)


def test_a_breadth_file_is_shown_before_it_counts():
    """Its days, its range, and the rows left out; taken away, the count from the stocks is back."""
    app = opened()
    content = b"date,advances,declines\n2019-03-20,1500,900\n2019-03-21,many,1\n2019-03-22,700,1900\n"
    app.file_uploader(key="sig_breadth_file").upload("nyse.csv", content, "text/csv").run()
    assert not app.exception
    found = shown(app)
    assert dict(found["What it holds", ""]) == {
        "Days": "2", "First": "20 Mar 2019", "Last": "22 Mar 2019", "Lowest net advance": "-1,200", "Highest": "600",
    }  # fmt: skip
    assert any("advances less declines" in one.value for one in app.caption)
    why = fmt.escaped("'many' for advances: give a number that is not negative")
    assert f"- Line 3: {why}" in [one.value for one in app.markdown]
    app.file_uploader(key="sig_breadth_file").set_value(None).run()
    assert not app.exception
    assert not any(one.value.startswith("- Line") for one in app.markdown)


def test_a_bad_upload_is_a_sentence():
    """As every error is."""
    with pytest.raises(OverlayError, match="needs date and event"):
        cached.known((), ("bad.csv", b"a,b\n1,2\n"), None)


@pytest.mark.parametrize("at", [0, 1, 249, 250, 299])
@pytest.mark.parametrize("made_up", ["plain", "one name", "blind"])
def test_every_chart_is_drawn_at_the_edges(at, made_up):
    """First bars, one constituent, a missing VIX: no warning, no exception."""
    changes = {"plain": {}, "one name": {"names": 1}, "blind": {"vix": np.full(300, np.nan)}}[made_up]
    one, rules = made.history(300, **changes), presets.STEWARD
    found, every = made.known(one), oscillators.by_name(one.closes)
    for figure, table in (
        charts.overview(found, at, 252, 0.6),
        lead.open_days(found, rules, at, 252, 0.6),
        charts.breadth(found, rules, at, 252),
        charts.volatility(found, at, 252),
        charts.holding(found, every, "S0", at, 252),
        trial_charts.walks(found, {"Steward": np.zeros((2, 300))}, at, 252),
    ):
        assert figure.title
        assert len(table)


@pytest.mark.parametrize("span", [63, 252, 2520, 10**6])
@pytest.mark.parametrize("at", [0, 799, 800, 8000])
def test_a_thinned_span_keeps_the_day_itself(at, span):
    """And never draws many more than the limit."""
    taken = np.arange(10_000)[charts.shown(at, span)]
    assert taken[-1] == at
    assert len(taken) <= charts.POINTS
    assert taken[0] >= max(at + 1 - span, 0)


@pytest.mark.parametrize(
    ("shift", "said"), [(0.0, "differs from chance"), (1.0, "better than chance"), (-1.0, "worse than chance")]
)
def test_the_finding_of_the_test_is_computed(shift, said):
    """From hindsight, its reverse, or a coin."""
    from overlay.signals.random_entries import against_random

    rng = np.random.default_rng(4)
    outcomes = rng.standard_normal(1000)
    chosen = (outcomes * shift > 0.5) if shift else rng.random(1000) > 0.5
    helps = against_random({"it": chosen.astype(float)}, outcomes, np.arange(1000), 1)
    assert said in trial_charts.helped_finding(helps, presets.ARTICLE)
