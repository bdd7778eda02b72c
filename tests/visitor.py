"""A visitor of the app under `AppTest`, without a browser: led to a page by a link, reading its one-line answer."""

from streamlit.testing.v1 import AppTest

from tests.menu import APP, PAGES


def opened(page, **link):
    """The app as a link to a page, by its address, opens it."""
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.switch_page(PAGES[page])
    for key, text in link.items():
        app.query_params[key] = text
    app.run()
    assert not app.exception
    return app


def headline(app):
    """The one-line answer."""
    return next(one.value for one in app.markdown if one.value.startswith("## "))
