"""The Learn page: the guess before the answer, links for teachers, pages opened as a lesson sets them, the glossary."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from overlay.claims import lessons
from overlay.claims.lessons import LESSONS
from tests import chains, charts
from tests.overlay.claims.test_lessons import ground
from tests.sizes import some
from tests.visitor import headline, opened
from views.look import format as fmt
from views.look.words import terms
from views.session import state


def said(app):
    """The headline and all sentences of the page's main part, in one text."""
    return "\n".join([headline(app), *(one.value for one in app.main.markdown)])


def onward(app):
    """Page and query of the button that opens the lesson's page."""
    address = urlsplit(app.get("link_button")[0].proto.url)
    return address.path, dict(parse_qsl(address.query, strict_parsing=True))


@pytest.mark.parametrize("lesson", some(LESSONS, 3), ids=lambda one: one.key)
def test_a_lesson_asks_first_and_answers_when_told(lesson):
    """No measured answer until the switch is on; then the answer, the guess, and a chart with its table."""
    app = opened("learn", lesson=lesson.name)
    assert headline(app).startswith(f"{LESSONS.index(lesson) + 1} of {len(LESSONS)}. ")
    assert headline(app).endswith("?")
    assert "Measured:" not in said(app)
    app.toggle(key=f"shown_{lesson.key}").set_value(True).run()
    assert not app.exception
    answer = lesson.measure(ground()).answer
    if lesson.choices:
        assert f"**Measured: {answer}.** You made no guess." in said(app)
    else:
        assert "**Measured: " in said(app)
        assert "You guessed" in said(app)
    assert charts.keys(app) == {"lesson_chart"}


def test_a_guess_stands_beside_what_was_measured():
    """From a link that holds the lesson, the guess and the answer."""
    app = opened("learn", lesson="Sell or hold", guess_selling="Sell now", shown_selling="true")
    assert "**Measured: Hold.** You guessed: Sell now." in said(app)


def test_the_answer_follows_the_market():
    """Another day, another number."""
    found = [opened("learn", lesson="Short gamma", shown_gamma="true", day=day) for day in ("2017-11-03", "2008-11-20")]
    numbers = [next(one for one in said(app).splitlines() if "Measured:" in one) for app in found]
    assert numbers[0] != numbers[1]


@pytest.mark.parametrize("lesson", some(LESSONS, 3), ids=lambda one: one.key)
def test_a_lesson_opens_its_page_with_the_controls_set(lesson):
    """Every value is one that its control takes, and is taken; the market's day and presenter mode go along."""
    page, query = onward(opened("learn", lesson=lesson.name, day="2018-02-05", present="true"))
    app = opened(page, **query)
    assert not app.warning
    assert query["day"] == "2018-02-05"
    assert query["present"] == "true"
    for key, text in query.items():
        row = state.known().get(key)
        if row is not None:
            assert app.session_state[key] == row.read(text)


def test_the_placing_lesson_and_its_page_agree():
    """The win rate needed at 2 SD."""
    page, query = onward(opened("learn"))
    told = said(opened(page, **query))
    assert fmt.percent(lessons.placing(ground()).figures["far"].amount) in told


def test_the_selling_lesson_and_its_page_agree():
    """How far holding is ahead."""
    page, query = onward(opened("learn", lesson="Sell or hold"))
    notes = " ".join(one.value for one in opened(page, **query).caption)
    assert fmt.dollars(lessons.selling(ground()).figures["hold"].amount) in notes.replace("\\", "")


def test_the_rolling_lesson_and_its_page_agree():
    """What the rolls realised."""
    page, query = onward(opened("learn", lesson="What a roll really does"))
    told = next(one.value for one in opened(page, **query).markdown if "realised on the day of the roll" in one.value)
    assert fmt.percent(lessons.rolling(ground()).answer, 0)[:-1] in told


def test_a_teachers_link_opens_the_question_alone():
    """The lesson and the day, no guess, no answer."""
    app = opened("learn", lesson="Short gamma", guess_gamma="2", shown_gamma="true", day="2018-02-05")
    link = next(one.value for one in app.main.caption if "Link to this lesson" in one.value)
    query = dict(parse_qsl(urlsplit(link.partition("](")[2].partition(")")[0]).query))
    assert query == {"v": "2", "lesson": "Short gamma", "day": "2018-02-05"}
    assert "Measured:" not in said(opened("learn", **query))


def test_a_lesson_that_cannot_be_measured_says_so():
    """Three years before this day there is no history; the lesson can still be changed."""
    app = opened("learn", lesson="What a roll really does", shown_rolls="true", day="1990-01-03")
    assert "choose" in app.error[0].value
    assert app.selectbox(key="lesson")


def test_a_lesson_stands_on_a_loaded_chain_too():
    """Its quotes are the market; its link cannot carry them and does not pretend to."""
    app = opened("learn", lesson="Short gamma", shown_gamma="true", m="chain")
    app.file_uploader(key="chain_0").upload("made.csv", chains.cboe_csv().encode(), "text/csv").run()
    assert not app.exception
    assert "**Measured: " in said(app)
    assert "day" not in onward(app)[1]


def test_the_glossary_shows_all_terms_or_one():
    """Each with its meaning."""
    everything = said(opened("learn", learn_tab="Glossary"))
    assert all(f"**{one}.** {meaning}" in everything for one, meaning in terms().items())
    one = said(opened("learn", learn_tab="Glossary", term="Gamma"))
    assert "**Gamma.**" in one
    assert "**Delta.**" not in one


@pytest.mark.parametrize(
    ("key", "value"), [("lesson", "Alchemy"), ("guess_placing", "Never"), ("shown_placing", "perhaps")]
)
def test_a_hand_edited_link_gets_one_sentence_and_the_default(key, value):
    """What was asked, what is allowed."""
    app = opened("learn", **{key: value})
    assert len(app.warning) == 1
    assert value in app.warning[0].value


def test_an_unknown_term_gets_one_sentence():
    """And all terms."""
    app = opened("learn", learn_tab="Glossary", term="Phlogiston")
    assert "Phlogiston" in app.warning[0].value
    assert "**Gamma.**" in said(app)
