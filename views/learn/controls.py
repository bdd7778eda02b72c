"""The controls of the Learn page: lesson, guess, answer switch, glossary term and source."""

from typing import Final

from overlay.claims.lessons import LESSONS, Lesson
from views.controls.kinds import Choice, Pick, Slider, Switch
from views.frame.badge import Shown
from views.look import sources
from views.look.words import terms

NOT_YET: Final = "Not yet"
_PRICED: Final = {"placing", "winning", "gamma", "gapping"}  # lessons about the credit of a 30-day condor
ALL: Final = "All terms"
ALL_SOURCES: Final = "All sources"
SHELF: Final = Choice(
    key="learn_tab",
    label="Show",
    options=("Lessons", "Glossary", "Sources"),
    default="Lessons",
    help="Lessons ask and measure. The glossary says what each word means. Sources say where each rule and number comes from.",
)
LESSON: Final = Pick(
    key="lesson",
    label="Lesson",
    options=tuple(one.name for one in LESSONS),
    default=LESSONS[0].name,
    help="Each lesson asks one question, takes your guess, and measures the answer on the market above.",
)
TERM: Final = Pick(
    key="term",
    label="Term",
    options=(ALL, *terms()),
    default=ALL,
    help="One term of the glossary, or all of them.",
)
SOURCE: Final = Pick(
    key="source",
    label="Source",
    options=(ALL_SOURCES, *sources.every()),
    default=ALL_SOURCES,
    help="One code of the method map, or all of them. Type a code to find it.",
)
_UNITS: Final = {"dollars": "$", "share": "%", "times": "times", "points": "points"}


def _guess(lesson: Lesson) -> Choice | Slider:
    if lesson.choices:
        return Choice(
            key=f"guess_{lesson.key}",
            label="Your guess",
            options=(NOT_YET, *lesson.choices),
            default=NOT_YET,
            help="Guess before you look: what surprises you is what you learn.",
        )
    return Slider(
        key=f"guess_{lesson.key}",
        label=f"Your guess ({_UNITS[lesson.unit]})",
        low=lesson.low,
        high=lesson.high,
        default=(lesson.low + lesson.high) / 2.0,
        step=lesson.step,
        format="localized",
        help="Guess before you look: what surprises you is what you learn.",
    )


GUESSES: Final = {one.key: _guess(one) for one in LESSONS}
SHOWN: Final = {
    one.key: Switch(key=f"shown_{one.key}", label="Show the answer", help="It is measured now, on the market above.")
    for one in LESSONS
}


def lesson() -> Lesson:
    """The lesson chosen."""
    return LESSON.of(LESSONS)


def guess(one: Lesson) -> str | float:
    """The learner's guess: a choice, or a number in the lesson's unit."""
    return GUESSES[one.key].show()


def shown(one: Lesson) -> bool:
    """Show the switch of the answer, and return whether it is on."""
    return SHOWN[one.key].show()


def pictured() -> bool:
    """Whether the page shows a picture: a lesson whose answer is shown."""
    return SHELF.held() == "Lessons" and SHOWN[_held().key].held()


def kind() -> Shown:
    """What the numbers of the page are: prices in the lessons about one condor, else figures of a model."""
    return "prices" if SHELF.held() == "Lessons" and _held().key in _PRICED else "model"


def _held() -> Lesson:
    return next(one for one in LESSONS if one.name == LESSON.held())


def term() -> str | None:
    """The chosen term, or None for all terms."""
    name = TERM.show()
    return None if name == ALL else name


def source() -> str | None:
    """The code of the chosen source, or None for all sources."""
    code = SOURCE.show()
    return None if code == ALL_SOURCES else code
