"""What a page under `AppTest` answers with a slider at its ends: in numbers, others at each end, and at first again in the end."""

import re

from tests.charts import charts
from tests.visitor import headline

NO_NUMBER = re.compile(r"(?<!\w)(?:nan|inf|None)(?!\w)")


def answer(app):
    """What the page says in numbers: headline, sentences, metrics, tables, those of its charts, warnings and errors."""
    assert not app.exception
    said = [one.value for kind in ("error", "warning", "markdown", "info") for one in getattr(app, kind)]
    told = [f"{one.label}: {one.value}" for one in app.metric]
    tables = [one.value.to_csv() for one in app.dataframe]
    drawn = [f"{key}: {one['title']} {one['table']}" for key, one in charts(app).items()]
    return [headline(app), *said, *told, *tables, *drawn]


def pictures(app):
    """What its charts draw."""
    return [one["figure"] for one in charts(app).values()]


def at_ends(app, slider):
    """Answers and pictures at the low end, at the high end, and back at the default."""
    found = []
    for place in (slider.low, slider.high, slider.default):
        app.slider(key=slider.key).set_value(place).run()
        found.append((answer(app), pictures(app)))
    return found


def assert_each_end_counts(app, slider):
    """Both ends answer in numbers, with a difference that is more than the slider's own value; the default gives the first answer."""
    first = answer(app), pictures(app)
    low, high, back = at_ends(app, slider)
    assert not [one for one in (*low[0], *high[0]) if NO_NUMBER.search(one)]
    assert low != high
    assert back == first
