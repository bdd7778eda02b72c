"""A visitor of the app under `AppTest`, without a browser: led to a page by a link, reading its one-line answer."""

import json
import re

from streamlit.testing.v1 import AppTest

from tests import patience
from tests.menu import APP, PAGES
from views.look import links


def front_door():
    """The whole app, not run yet."""
    return AppTest.from_file(str(APP), default_timeout=patience.SECONDS)


def alone(script):
    """A script of a test's own, a function, not run yet."""
    return AppTest.from_function(script, default_timeout=patience.SECONDS)


def opened(page, *, version=links.NOW, **link):
    """The app as a link to a page, by its address, opens it; an old link has no version."""
    app = front_door()
    app.switch_page(PAGES[page])
    for key, text in (link | ({links.KEY: version} if link and version else {})).items():
        app.query_params[key] = text
    app.run()
    assert not app.exception
    return app


def headline(app):
    """The headline of the page, as one text."""
    messages = (json.loads(one.proto.json) for one in app.get("bidi_component"))
    return "".join(text for one in messages for text, _ in one.get("headline", ())).replace("\N{WORD JOINER}", "")


def parts(page):
    """A link to each part of a page's fold "More": its key and its name; empty for a page without one."""
    app = opened(page)
    folds = [re.search(r"-(\w+)_more$", one.proto.id) for one in app.expander]
    keys = [found[1] for found in folds if found]
    if not keys:
        return []
    app.session_state[f"{keys[0]}_more"] = True
    app.run()
    return [{keys[0]: name} for name in app.pills(key=keys[0]).options]
