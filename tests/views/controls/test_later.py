"""Controls that are drawn after the picture hold their value meanwhile, and are there in the end, whatever happens."""

import pytest
from hypothesis import given, strategies as st

from overlay.errors import OverlayError
from tests.charts import charts
from tests.sizes import examples, some
from tests.visitor import alone, opened


def block():
    """A page that says what its waiting controls hold, before and after they are drawn."""
    import streamlit as st

    from views.controls import later
    from views.controls.kinds import Choice, Number, Several, Slider, Switch

    rows = (
        Slider(key="low", label="Low (points)", low=0.0, high=10.0, default=5.0, step=0.5, help="Why."),
        Slider(key="whole", label="Whole (days)", low=0, high=10, default=5, step=1, help="Why."),
        Choice(key="one", label="One", options=("A", "B", "C"), default="B", help="Why."),
        Several(key="some", label="Some", options=("A", "B", "C"), default=("B",), help="Why."),
        Number(key="typed", label="Typed (points)", low=1.0, high=100.0),
        Switch(key="on", label="On", help="Why."),
    )
    later.begin()
    with later.later():
        said = [row.show() for row in rows]
    st.session_state["held"] = said
    later.draw()
    st.session_state["drawn"] = [row.taken(st.session_state[row.key]) for row in rows]


TEXTS = st.fixed_dictionaries(
    {},
    optional={
        "low": st.sampled_from(["0", "2.5", "10.5", "x", "", "nan"]),
        "whole": st.sampled_from(["0", "7", "11", "-1"]),
        "one": st.sampled_from(["A", "C", "D", ""]),
        "some": st.sampled_from([["A", "C"], ["C", "A"], ["A"], ["D"], [""]]),
        "typed": st.sampled_from(["1", "50.5", "101", "none", ""]),
        "on": st.sampled_from(["true", "false", "maybe"]),
    },
)


@pytest.mark.long
@examples(20)
@given(link=TEXTS)
def test_what_a_control_holds_is_what_it_then_shows(link):
    """For every link, those included that no control can take (fractions of whole steps: tests/views/condor/test_page.py)."""
    app = alone(block)
    for key, text in link.items():
        app.query_params[key] = text
    app.run()
    assert not app.exception
    assert app.session_state["held"] == app.session_state["drawn"]


def test_what_a_control_holds_follows_its_moves():
    """Of each kind, in the run that the move asks for."""
    app = alone(block).run()
    app.slider(key="low").set_value(7.5)
    app.button_group(key="one").set_value("C")
    app.button_group(key="some").set_value(["C", "A"])
    app.number_input(key="typed").set_value(3.0)
    app.toggle(key="on").set_value(True)
    app.run()
    assert app.session_state["held"] == app.session_state["drawn"] == [7.5, 5, "C", ("A", "C"), 3.0, True]


@pytest.mark.parametrize(
    ("page", "chart"),
    some(
        [
            ("portfolio", "gap"),
            ("taxes", "ahead"),
            ("vix_hedge", "vix_payoff"),
            ("stress", "st_scenarios"),
            ("claims", "cl_tally"),
            ("", "start_scenarios"),
        ],
        3,
    ),
)
def test_what_was_drawn_later_stands_where_it_belongs(page, chart):
    """The controls come after the chart on the page, as a reader and a screen reader go through it."""
    app = opened(page)
    order = [one.key if one.type == "slider" else chart for one in _walked(app.main) if _counts(one, chart)]
    assert len(order) > 2
    assert order[0] == chart


def _walked(node):
    for child in getattr(node, "children", {}).values():
        yield child
        yield from _walked(child)


def _counts(one, chart):
    return one.type == "slider" or (
        one.type == "bidi_component" and chart in one.proto.json and "figure" in one.proto.json
    )


def test_an_error_leaves_the_controls_that_could_wait(monkeypatch):
    """Whoever sees the sentence can move what led to it."""
    from overlay.tax import sell_or_hold

    def refuse(*_):
        raise OverlayError("No future of 0 years can be compared: ask for one at least.")

    monkeypatch.setattr(sell_or_hold, "compare", refuse)
    app = opened("taxes")
    assert [one.value for one in app.error] == ["No future of 0 years can be compared\\: ask for one at least."]
    assert not charts(app)
    assert {"tx_years", "tx_income"} <= {one.key for one in app.slider}
