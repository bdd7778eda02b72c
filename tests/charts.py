"""The charts that a page under `AppTest` shows: what was sent to the component that draws them (views/look/plot.py)."""

import json


def charts(app):
    """The message of each chart by its key, in the order of the page: texts, figure and table."""
    messages = (json.loads(one.proto.json) for one in app.get("bidi_component"))
    return {one["key"]: one for one in messages if "figure" in one}


def drawn(app, key):
    """The message of one chart."""
    return charts(app)[key]


def keys(app):
    """Which charts there are."""
    return set(charts(app))
