"""Figures are checked by plotly in the tests, and only there."""

import pytest

from views.look import parts


def test_a_misspelt_property_is_noticed_by_the_tests():
    """Every figure that any test builds goes through this check."""
    with pytest.raises(ValueError, match="titel"):
        parts.Figure([{"type": "scatter"}], {"titel": "x"})


def test_a_visitor_does_not_wait_for_the_check(monkeypatch):
    """Nor for plotly's own object, which holds the same."""
    monkeypatch.setattr(parts, "checked", False)
    traces, layout = [{"type": "scatter", "x": [1, 2], "y": [3, 4]}], {"title": {"text": "finding"}}
    found = parts.Figure(traces, layout)
    made = found.plotly().to_plotly_json()
    assert made["data"] == found.traces == traces
    assert made["layout"]["title"] == found.layout["title"] == layout["title"]
    assert parts.Figure(traces, {"titel": "x"}).layout == {"titel": "x"}
