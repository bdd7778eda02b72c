"""Daily series out of uploaded tables."""

import io

import numpy as np
import pandas as pd
import pytest

from overlay.data.chains.cboe import read_chain
from overlay.data.files import events_and_breadth, lots, settlements, templates
from overlay.data.files.prices import read_prices
from overlay.errors import OverlayError
from overlay.options.market import from_chain
from tests import oracles

HISTORY = oracles.SHARED / "data" / "history"


def read(*lines, name="prices.csv"):
    """What a file of these lines holds."""
    return read_prices("\n".join(lines).encode(), name=name)


def test_a_wide_table_gives_a_series_for_each_column():
    """Roles by their names, stocks by their symbols, sorted by day."""
    found = read("Date,SPX,^VIX,Rate,BRK.B", "2026-01-05,6900,15,3.5%,500", "2026-01-02,6858.5,14.5,3.6%,495")
    assert list(found.series) == ["index", "vix", "rate", "BRK-B"]
    assert list(found.series["index"]) == [6858.5, 6900.0]
    assert list(found.series["rate"]) == pytest.approx([0.036, 0.035])
    assert found.refused == ()


@pytest.mark.parametrize(
    ("name", "role", "level"),
    [
        ("AAPL.csv", "AAPL", 9.0),
        ("^GSPC.csv", "index", 10.0),
        ("VIX_History.csv", "vix", 10.0),
        ("VIX3M_History.csv", "VIX3M", 10.0),
    ],
)
def test_a_file_with_one_series_goes_by_its_name(name, role, level):
    """Adjusted closes for stocks, plain ones for an index."""
    found = read(
        "Date,Open,High,Low,Close,Adj Close,Volume", "2026-01-02,1,2,3,10,9,100", "2026-01-05,1,2,3,10,9,100", name=name
    )
    opens = {"opening": [1.0, 1.0]} if role == "index" else {}
    assert {key: list(one) for key, one in found.series.items()} == {role: [level, level]} | opens


def test_the_fund_brings_its_opening_gaps_if_both_closes_are_there():
    """Open over the close before, with the dividend of 1 that went off on the second day; without plain closes none."""
    rows = ("Date,Open,Close,Adj Close", "2026-01-02,99,100,99", "2026-01-05,101,102,102")
    found = read(*rows, name="SPY.csv")
    assert list(found.series) == ["SPY", "opening gap"]
    assert found.series["opening gap"].to_dict() == {pd.Timestamp(2026, 1, 5): pytest.approx(101 / 99)}
    assert list(read("Date,Open,Adj Close", "2026-01-02,99,99", name="SPY.csv").series) == ["SPY"]


def test_a_column_of_openings_stands_beside_the_index():
    """In a table of several series, under a name of its own."""
    found = read("date,index,opening", "2026-01-02,6858,6850", "2026-01-05,6902,6870")
    assert list(found.series) == ["index", "opening"]


@pytest.mark.parametrize(
    "date", ["2026-01-31", "2026-01-31 00:00:00", "01/31/2026", "31.01.2026", "2026/01/31", "31-Jan-2026", "20260131"]
)
def test_dates_are_read_in_the_forms_that_files_have(date):
    """Month first where slashes leave a choice."""
    assert read("date,index", f"{date},5000").series["index"].index[0] == pd.Timestamp(2026, 1, 31)


def test_a_bad_row_is_named_by_its_line_and_the_others_stand():
    """A date that is none, a text for a level, a level below zero; a blank is no finding."""
    found = read(
        "date,index,AAPL",
        "2026-01-02,5000,10",
        "soon,5001,11",
        "2026-01-06,many,12",
        "2026-01-07,5002,-3",
        "2026-01-08,,13",
    )
    assert [one.line for one in found.refused] == [3, 4, 5]
    assert "date cannot be read" in found.refused[0].why
    assert "index is 'many'" in found.refused[1].why
    assert list(found.series["AAPL"]) == [10.0, 12.0, 13.0]
    assert list(found.series["index"]) == [5000.0, 5002.0]


def test_findings_are_bounded():
    """A thousand bad rows are a hundred findings and a count."""
    found = read("date,index", "2026-01-02,5000", *["x,1"] * 1000)
    assert len(found.refused) == 101
    assert "900 more findings" in found.refused[-1].why


def test_a_day_twice_is_noted_and_its_last_row_taken():
    """As when two downloads are pasted together."""
    found = read("date,index", "2026-01-02,5000", "2026-01-02,5001")
    assert list(found.series["index"]) == [5001.0]
    assert "1 days appear twice" in found.notes[0]


def test_a_european_file_is_read():
    """Semicolons, decimal commas."""
    found = read("Date;Index;VIX", "02.01.2026;6.858,47;14,51", "05.01.2026;6.902,05;14,9")
    assert list(found.series["index"]) == [6858.47, 6902.05]


def test_an_excel_sheet_is_read():
    """Dates and numbers as such."""
    table = pd.DataFrame({"date": pd.to_datetime(["2026-01-02", "2026-01-05"]), "index": [6858.47, 6902.05]})
    sink = io.BytesIO()
    table.to_excel(sink, index=False)
    found = read_prices(sink.getvalue(), name="prices.xlsx")
    assert list(found.series["index"]) == [6858.47, 6902.05]
    assert found.series["index"].index[1] == pd.Timestamp(2026, 1, 5)


@pytest.mark.parametrize(
    ("lines", "name", "said"),
    [
        (["a,b", "1,2"], "x.csv", "no line of headings with a date"),
        (["date,index"], "x.csv", "headings but no rows"),
        (["date,index", "x,y"], "x.csv", "no row with a date and a level"),
        (["date,volume", "2026-01-02,5"], "x.csv", "no column of prices"),
        (["date,close", "2026-01-02,5"], "???.csv", "of unknown kind"),
        (["<html><body>"], "x.csv", "web page"),
        (["date,index", *["2026-01-02,1"] * 30_100], "x.csv", "30,000 are the limit"),
    ],
)
def test_what_is_no_price_history_is_refused_with_the_way_out(lines, name, said):
    """One sentence each."""
    with pytest.raises(OverlayError, match=said):
        read(*lines, name=name)


READERS = {
    "prices.csv": lambda content, name: read_prices(content, name=name).refused,
    "lots.csv": lambda content, name: lots.read_lots(content, name=name).refused,
    "chain.csv": lambda content, name: from_chain(read_chain(content, name=name)).flags,
    "settlements.csv": lambda content, name: (
        () if len(settlements.expiries(content, name=name).held) == 2 else ("lost",)
    ),
    "breadth.csv": lambda content, name: (
        () if len(events_and_breadth.uploaded_breadth(content, name).held.days) == 2 else ("lost",)
    ),
    "events.csv": lambda content, name: (
        () if len(events_and_breadth.uploaded_events(content, name).held.dates) == 3 else ("lost",)
    ),
}


@pytest.mark.parametrize("one", templates.TEMPLATES, ids=lambda one: one.file)
def test_every_template_is_read_by_its_reader_without_a_finding(one):
    """So none can fall behind."""
    assert READERS[one.file](one.content, one.file) == ()


@pytest.mark.skipif(not HISTORY.exists(), reason=oracles.NO_SHARED)
@pytest.mark.parametrize(
    ("file", "role"),
    [
        ("vix_daily_cboe.csv", "vix"),
        ("gspc_close_yahoo.csv", "index"),
        ("VIX3M_History.csv", "VIX3M"),
        ("VVIX_History.csv", "VVIX"),
    ],
)
def test_real_files_are_read(file, role):
    """Every level of Cboe's and Yahoo's files, or a sentence why not."""
    raw = pd.read_csv(HISTORY / file)
    found = read_prices((HISTORY / file).read_bytes(), name=file)
    assert role in found.series
    assert len(found.series[role]) > 0.95 * len(raw)
    assert np.isfinite(found.series[role]).all()
