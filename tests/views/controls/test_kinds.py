"""What a page takes from a control: a decimal for percents, a thing for its name, and values of a row in order."""

import pytest
from streamlit.testing.v1 import AppTest


def page():
    """Two sliders side by side, a slider of percents, and a choice among three things."""
    from types import SimpleNamespace

    import streamlit as st

    from views.controls.kinds import Choice, Slider, in_columns

    first, second, percents = (
        Slider(key=key, label=key, low=0.0, high=100.0, default=default, step=0.5, help="Why.")
        for key, default in (("first", 1.0), ("second", 2.0), ("percents", 12.5))
    )
    things = [SimpleNamespace(name=name, size=size) for size, name in enumerate(("Small", "Middle", "Large"))]
    choice = Choice(key="thing", label="Thing", options=("Small", "Middle", "Large"), default="Middle", help="Why.")
    st.session_state["row"] = in_columns(first, second)
    st.session_state["share"] = percents.share()
    st.session_state["size"] = choice.of(things).size


def opened(**link):
    """The page by a link."""
    app = AppTest.from_function(page, default_timeout=60)
    for key, text in link.items():
        app.query_params[key] = text
    app.run()
    assert not app.exception
    return app


def test_a_slider_of_percents_gives_a_decimal():
    """12.5% is 0.125."""
    assert opened().session_state["share"] == 0.125


@pytest.mark.parametrize(("link", "size"), [({}, 1), ({"thing": "Large"}, 2), ({"thing": "Huge"}, 1)])
def test_a_choice_gives_the_thing_of_its_name(link, size):
    """The default's where the link names none."""
    assert opened(**link).session_state["size"] == size


def test_rows_in_columns_stand_side_by_side_and_answer_in_order():
    """One column for each, as wide as its neighbour."""
    app = opened(first="3")
    assert app.session_state["row"] == [3.0, 2.0]
    assert [[one.key for one in column.slider] for column in app.columns] == [["first"], ["second"]]
    assert {column.weight for column in app.columns} == {0.5}
