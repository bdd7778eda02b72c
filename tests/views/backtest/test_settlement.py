"""The Backtest page says whether the replicas' options settle at openings or at estimates of them."""

from functools import partial

from tests import visitor
from views.backtest import cached as kept

opened = partial(visitor.opened, "backtest", bt_span="2020", bt_tab="Beside it")


def said(app):
    """All captions of the page, as one text."""
    return " ".join(one.value for one in app.caption)


def test_a_history_without_openings_says_that_they_are_estimated():
    """The bundled history has closes alone."""
    assert "closes but no openings of the index" in said(opened())


def test_a_history_with_openings_says_on_how_many_days_they_settle(monkeypatch):
    """Known settlement days of all."""
    monkeypatch.setattr(kept, "openings", lambda _: (17, 362))
    assert "settle at the opening on 17 of 362" in said(opened())
