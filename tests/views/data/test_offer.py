"""What `python -m scripts.refresh` left on this machine, as the Data page offers it."""

from datetime import timedelta

import pytest

from overlay.data.refresh import store
from tests import refreshed
from tests.sizes import some
from tests.views.data.test_page import PAGES, badge, headline, kinds, opened, shown
from views.look import format as fmt


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """An empty cache folder."""
    monkeypatch.setenv("OVERLAY_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def reads(monkeypatch):
    """The files that were read."""
    found, plain = [], store.read
    monkeypatch.setattr(store, "read", lambda file: found.append(file) or plain(file))
    return found


def offers(app):
    """The sentences of the offer."""
    return [one.value for one in app.markdown if "Found on this machine" in one.value]


def test_a_file_is_offered_by_name_and_date_and_used_under_every_page(home):
    """Named in the badge of another page, and undone by going home."""
    store.write(refreshed.run(), home)
    app = opened()
    assert offers(app) == [
        (
            "**Found on this machine:** S&P 500, VIX, VIX family, bill rate and 2 stocks to 24 Nov 2026, fetched 25 Nov 2026 "
            "08:12 New York."
        )
    ]
    assert any("On a public host that is the server" in one.value for one in app.caption)
    assert "bundled data" in headline(app)
    app.button(key="data_use_found").click().run()
    assert not app.exception
    assert "the data found on this machine" in headline(app)
    assert app.button(key="data_use_found").disabled
    assert kinds(app)["VIX, recorded"] == "real, refreshed"
    shown(app, "understand/condor")
    assert badge(app) == f"This machine's data to {fmt.day(refreshed.LAST)}"
    assert app.date_input(key="day").value == refreshed.LAST
    assert any("(Yahoo by yfinance, fetched 25 Nov 2026" in one.value.replace("\\", "") for one in app.markdown)
    shown(app, "help/data").button(key="data_home").click().run()
    assert "bundled data" in headline(app)
    assert not app.button(key="data_use_found").disabled


@pytest.mark.parametrize("off", [False, True])
def test_without_a_file_nothing_is_offered(home, monkeypatch, off):
    """Nor with one in a folder that is turned off, and the tab on what is stored says so."""
    if off:
        store.write(refreshed.run(), home)
        monkeypatch.setenv("OVERLAY_CACHE", "off")
    app = opened(data_tab="What is stored")
    assert not offers(app)
    assert any("OVERLAY_CACHE=off" in one.value.replace("\\", "") for one in app.markdown) == off


@pytest.mark.parametrize("content", [b"", b"date,index\n2026-01-05,6900"])
def test_a_damaged_file_is_one_sentence_and_harms_nothing(home, content):
    """The page goes on with the bundled data."""
    home.mkdir()
    (home / store.NAME).write_bytes(content)
    app = opened()
    said = [one.value.replace("\\", "") for one in app.caption if store.NAME in one.value.replace("\\", "")]
    assert len(said) == 1
    assert "is damaged, or is of another program" in said[0]
    assert not offers(app)
    assert "bundled data" in headline(app)


def test_a_history_that_is_too_short_is_one_sentence_on_use(home):
    """Thirty days are no history."""
    store.write(refreshed.run(first=refreshed.LAST - timedelta(days=40)), home)
    app = opened()
    app.button(key="data_use_found").click().run()
    assert "a history needs 60" in app.error[0].value
    assert app.error[0].value.endswith("The data in use is unchanged.")
    assert "bundled data" in headline(app)


def test_many_visitors_cost_one_reading(home, reads):
    """Until the file is another one."""
    store.write(refreshed.run(), home)
    reads.clear()  # the writer looks whether a file is there
    for _ in range(2):
        app = opened()
        app.button(key="data_use_found").click().run()
    assert len(reads) == 1
    store.write(
        refreshed.run(last=refreshed.LAST + timedelta(days=1), fetched=refreshed.FETCHED + timedelta(days=1)), home
    )
    reads.clear()
    assert "to 25 Nov 2026" in offers(opened())[0]
    assert len(reads) == 1


def test_other_pages_read_nothing_from_the_folder(home, reads):
    """Only the Data page needs it."""
    store.write(refreshed.run(), home)
    reads.clear()
    app = opened("understand/condor")
    for page in some([one for one in PAGES if one != "help/data"], 3):
        shown(app, page)
    assert reads == []
