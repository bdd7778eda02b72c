"""Figures are checked by plotly in the tests, and only there."""

import plotly.graph_objects as go
import pytest

from views import parts


def test_a_misspelt_property_is_noticed_by_the_tests():
    """Every figure that any test builds goes through this check."""
    with pytest.raises(ValueError, match="titel"):
        parts.figure([{"type": "scatter"}], {"titel": "x"})


def test_a_visitor_does_not_wait_for_the_check(monkeypatch):
    """What is drawn is the same with and without it."""
    traces, layout = [{"type": "scatter", "x": [1, 2], "y": [3, 4]}], {"title": {"text": "finding"}}
    checked = parts.figure(traces, layout)
    monkeypatch.setattr(parts, "checked", False)
    assert parts.figure(traces, layout).to_json() == checked.to_json()
    assert isinstance(parts.figure(traces, {"titel": "x"}), go.Figure)
