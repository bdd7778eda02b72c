"""A picture had ahead of the page is the page's own picture, and only who is shown the page may have it."""

import gc
import json

import pytest
from starlette.requests import Request

from overlay.errors import OverlayError
from tests.charts import charts
from tests.menu import PAGES
from tests.sizes import some
from tests.visitor import opened
from views.controls import ahead as preview
from views.controls.kinds import Slider

#: page, slider, the place it is moved to, and what else the link sets
MOVED = [
    ("", "ov_units", 3, {}),
    ("portfolio", "book_condors", 4, {}),
    ("taxes", "tx_years", 17, {}),
    ("taxes", "tx_years", 0, {}),
    ("condor", "sigmas", 1.85, {}),
    ("condor", "sigmas", 1.2, {"tilt": "20", "ratio": "2 : 3", "index_move": "-5.0"}),
    ("condor", "wing_points", 75.0, {}),
    ("condor", "breakevens", 1.75, {"place": "Break-even"}),
    ("condor", "short_delta", 0.25, {"place": "Delta"}),
    ("condor", "long_delta", 0.1, {"place": "Delta"}),
    ("condor", "credit", 4.0, {"place": "Credit"}),
    ("vix_hedge", "vix_near", 9, {}),
    ("ladder", "lad_spacing", 21, {}),
    ("signals", "sig_weight", 20, {}),
    ("stress", "ov_units", 0, {}),
    ("backtest", "bt_cash", 30, {}),
]


def visitor(app):
    """The name by which this visitor's browser asks."""
    return app.session_state["preview_visitor"].name


def finished(coroutine):
    """What it returns; it waits for nothing, so it needs no loop (the browser's tests may be running one)."""
    with pytest.raises(StopIteration) as end:
        coroutine.send(None)
    return end.value.value


def answer(name, **asked):
    """What the server says to a browser that asks: the status, and the message or None."""
    query = "&".join(f"{key}={value}" for key, value in asked.items())
    headers = [(preview.HEADER.lower().encode(), name.encode())] if name else []
    request = Request(
        {"type": "http", "method": "GET", "path": "/", "query_string": query.encode(), "headers": headers}
    )
    found = finished(preview._answer(request))
    assert found.status_code != 200 or found.headers["cache-control"] == "no-store"
    return found.status_code, json.loads(found.body) if found.body else None


@pytest.mark.parametrize(("page", "slider", "place", "link"), some(MOVED, 5), ids=str)
def test_a_picture_ahead_of_the_page_is_what_the_page_then_shows(page, slider, place, link):
    """The same figure, words and table, to the last byte."""
    app = opened(page, **link)
    status, ahead = answer(visitor(app), slider=slider, place=place)
    assert status == 200
    before = charts(app)[ahead["key"]]
    app.slider(key=slider).set_value(place).run()
    after = charts(app)[ahead["key"]]
    assert after["at"][slider] == place
    assert {name: after[name] for name in ahead if name != "at"} == {one: ahead[one] for one in ahead if one != "at"}
    assert after["figure"] != before["figure"]


@pytest.mark.parametrize(
    ("asked", "why"),
    some(
        [
            ({"slider": "sigmas", "place": "3.05"}, "beyond its end"),
            ({"slider": "sigmas", "place": "0.45"}, "beyond its other end"),
            ({"slider": "sigmas", "place": "nan"}, "no number"),
            ({"slider": "sigmas", "place": "<script>"}, "no number either"),
            ({"slider": "sigmas"}, "no place"),
            ({"slider": "contracts", "place": "2"}, "a slider that leads no picture"),
            ({"place": "2"}, "no slider"),
            ({}, "nothing"),
        ],
        4,
    ),
)
def test_what_no_thumb_could_ask_gets_no_picture(asked, why):
    """Nothing, without a word: the page that follows explains."""
    app = opened("condor")
    assert answer(visitor(app), **asked) == (204, None), why


@pytest.mark.parametrize("name", ["", "someone else"])
def test_a_stranger_gets_no_picture(name):
    """Names are random, and another's cannot be guessed."""
    app = opened("condor")
    assert len(visitor(app)) >= 20
    assert answer(name, slider="sigmas", place="1.6") == (204, None)


def test_two_visitors_get_their_own_pictures():
    """Each by the controls that he has set."""
    one, other = opened("condor"), opened("condor", contracts="5")
    assert visitor(one) != visitor(other)
    mine, theirs = (answer(visitor(app), slider="sigmas", place="1.6")[1]["alt"] for app in (one, other))
    assert mine != theirs


def test_a_page_that_was_left_offers_nothing():
    """Its slider is not there to be moved."""
    app = opened("condor")
    app.switch_page(PAGES["taxes"]).run()
    assert answer(visitor(app), slider="sigmas", place="1.6") == (204, None)
    assert answer(visitor(app), slider="tx_years", place="12")[0] == 200


def test_rival_rules_beside_a_backtest_are_left_to_the_page():
    """They take too long for a server that answers nobody else meanwhile; the picture ahead is that of the overlay alone."""
    beside = opened("backtest", bt_lines="Steward", bt_tab="Growth")
    status, ahead = answer(visitor(beside), slider="bt_cash", place="10")
    assert (status, ahead["key"]) == (200, "gap")
    assert "Steward" not in ahead["figure"]
    assert "Steward" in charts(beside)["wealth"]["figure"]


def test_a_place_that_cannot_be_drawn_gets_no_picture():
    """The page says why in a sentence."""

    def draw(_):
        raise OverlayError("No condor fits 3 deviations out.")

    found = preview._Visitor()
    preview._visitors[found.name] = found
    row = Slider(key="sigmas", label="", low=0.5, high=3.0, default=1.5, step=0.05, help="")
    found.offers["sigmas"] = row, draw
    assert answer(found.name, slider="sigmas", place="3") == (204, None)


def test_nothing_is_kept_of_a_visitor_who_has_left():
    """Neither name nor page."""
    found = preview._Visitor()
    preview._visitors[found.name] = found
    name = found.name
    del found
    gc.collect()
    assert name not in preview._visitors
