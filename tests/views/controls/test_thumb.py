"""What the browser tells of a slider's thumb is taken for no more than it is."""

import pytest

from tests.sizes import some
from tests.visitor import alone
from views.look.inside import thumb


def page():
    """A page of one live slider, which shows where its thumb stands."""
    import streamlit as st

    from views.controls.kinds import LiveSlider

    row = LiveSlider(key="width", label="Width (points)", low=0.0, high=10.0, default=5.0, step=0.5, help="Why.")
    st.text(f"{row.show():g}")


def shown(told, value=5.0):
    """What a page shows whose slider has this value and whose browser last told this of its thumb."""
    app = alone(page)
    app.run()
    app.session_state["told"] = told
    app.slider(key="width").set_value(value).run()
    assert not app.exception
    return app.text[0].value


@pytest.fixture
def browser(monkeypatch):
    """A component that tells what the test put into the session."""
    import streamlit as st

    class Result:
        @property
        def thumb(self):
            return st.session_state.get("told")

    monkeypatch.setattr(thumb, "_component", lambda: lambda **_: Result())


@pytest.mark.usefixtures("browser")
@pytest.mark.parametrize(
    ("told", "answer"),
    some(
        [
            ([1, 7.5], "7.5"),
            (None, "5"),
            ([1, 99.0], "5"),
            ([1, float("nan")], "5"),
            ([1, 10**400], "5"),
            ([1, "7.5"], "5"),
            ("<script>", "5"),
            ([], "5"),
            ({"value": 7.5}, "5"),
        ],
        4,
    ),
)
def test_only_a_place_on_the_track_is_believed(told, answer):
    """Anything else, and the slider's own value counts."""
    assert shown(told) == answer


@pytest.mark.usefixtures("browser")
def test_a_commit_wins_over_what_was_told_with_it():
    """The end of a drag: the slider's value is the last one."""
    assert shown([3, 7.5], value=8.0) == "8"


@pytest.mark.usefixtures("browser")
def test_a_drag_stands_until_the_slider_commits_another_value():
    """Other controls may ask for runs in between."""
    app = alone(page).run()
    app.session_state["told"] = [1, 7.5]
    assert app.run().text[0].value == "7.5"
    assert app.run().text[0].value == "7.5"
    assert app.slider(key="width").set_value(2.0).run().text[0].value == "2"
    assert app.run().text[0].value == "2"


def test_a_live_slider_keeps_its_label_and_its_place_in_the_address():
    """It is Streamlit's own, with a help text, and a link of it works as before."""
    app = alone(page)
    app.query_params["width"] = "3.5"
    app.run()
    assert (app.slider(key="width").label, app.slider(key="width").help, app.text[0].value) == (
        "Width (points)",
        "Why.",
        "3.5",
    )
