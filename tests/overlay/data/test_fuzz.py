"""Every reader on what no one should feed it: data, flags or `OverlayError`, never another exception.

A hundred examples each in the suite; `HYPOTHESIS_PROFILE=thorough pytest tests/overlay/data/test_fuzz.py` takes 2,000. What a reader may take of
time and memory is measured by `python -m tests.bounds`.
"""

import io
from datetime import date

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from overlay.data import bundled, joined
from overlay.data.chains.cboe import read_chain
from overlay.data.files import events_and_breadth, lots, prices, settlements
from overlay.data.files.encodings import decoded
from overlay.data.files.templates import TEMPLATES
from overlay.data.yahoo import chain, prices as yahoo, shelf
from overlay.errors import OverlayError
from tests.sizes import examples

DAY = date(2026, 1, 5)
BASE = bundled.history()
READERS = {
    "chain": lambda content: read_chain(content, name="chain.csv"),
    "lots": lambda content: lots.read_lots(content, name="lots.csv"),
    "prices": lambda content: prices.read_prices(content, name="prices.csv"),
    "expiries": lambda content: settlements.expiries(content, name="settlements.csv"),
    "settlements": lambda content: settlements.settlements(
        content, as_of=date(2026, 6, 1), vix=18.0, name="settlements.csv"
    ),
    "events": lambda content: events_and_breadth.uploaded_events(content, "events.csv"),
    "breadth": lambda content: events_and_breadth.uploaded_breadth(content, "breadth.csv"),
}
GOOD = {one.file.partition(".")[0]: one.content for one in TEMPLATES}
SEEDS = {name: GOOD[{"expiries": "settlements"}.get(name, name)] for name in READERS}
ODD = st.sampled_from(
    ["", "0", "-1", "nan", "inf", "-inf", "1e999", "1e308", "9" * 400, "2026-02-30", "0000-00-00", "9999-99-99", "=1+1", '"', '""', ",",
     ";", "\t", "\x00", "\ufeff", "١٢٣", "½", "²", "1_000", "0x10", "1,234.5", "1.234,5", "(12)", "$5", "%", "NaT", "None", "True", "\r",
     "Date: ", "Last: ", "SPXW260619C05000000", "SPX260619P05000000", "VIX260619C00020000", "A" * 5000, "é", "\u2028", "\U0001f600"]
)  # fmt: skip


def sentence(call, *arguments):
    """What a call says to the learner, or None where it gives data; any other exception comes through."""
    try:
        call(*arguments)
    except OverlayError as error:
        return str(error)
    return None


def assert_sentence(said):
    """Nothing, or a sentence of a sentence's length that can be sent to a browser."""
    assert said is None or 10 < len(said.encode()) < 1200, said


@st.composite
def mangled(draw, seed):
    """A good file after a few cuts, copies and insertions, in some encoding."""
    text = seed.decode()
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(text)))
        to = draw(st.integers(at, min(at + 40, len(text))))
        text = draw(
            st.sampled_from(
                [text[:at] + text[to:], text[:to] + text[at:], text[:at] + draw(ODD) + text[to:], text[at:] + text[:at],
                 text.replace(",", draw(ODD)[:3], 20), text[:at] + draw(st.text(max_size=12)) + text[to:]]
            )
        )  # fmt: skip
    return text.encode(draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "latin-1"])), "replace")


def workbook(rows):
    """An Excel file of these rows."""
    sink = io.BytesIO()
    pd.DataFrame(rows).to_excel(sink, index=False, header=False)
    return sink.getvalue()


CELLS = st.one_of(st.text(max_size=8).filter(str.isprintable), st.floats(allow_nan=True, allow_infinity=False), st.integers(-(10**9), 10**9),
                  st.dates(date(1900, 3, 1), date(2100, 1, 1)), st.none(), st.booleans())  # fmt: skip


@pytest.mark.parametrize("name", READERS)
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_a_reader_ends_in_data_flags_or_a_sentence(name, data):
    """On a mangled good file, on lines of odd cells, on any text and on any bytes."""
    lines = st.lists(st.lists(ODD | st.text(max_size=6), max_size=8).map(",".join), max_size=12).map("\n".join)
    head = SEEDS[name].decode().splitlines()[0]
    content = data.draw(
        st.one_of(
            mangled(SEEDS[name]),
            st.binary(max_size=300),
            lines.map(str.encode),
            lines.map(lambda one: f"{head}\n{one}".encode()),
        )
        | st.text(max_size=200).map(lambda one: one.encode("utf-8", "replace"))
    )
    assert_sentence(sentence(READERS[name], content))


@pytest.mark.parametrize("name", ["lots", "prices"])
@examples(40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_a_workbook_ends_in_data_or_a_sentence(name, data):
    """Odd cells under good headings, and broken archives."""
    head = {"lots": ["symbol", "shares", "basis_per_share", "acquired"], "prices": ["date", "index", "vix", "AAPL"]}[
        name
    ]
    content = workbook([head, *data.draw(st.lists(st.lists(CELLS, min_size=4, max_size=4), max_size=5))])
    at = data.draw(st.integers(0, 7_000))  # a workbook is stamped with its time, so its length differs
    content = data.draw(st.sampled_from([content, content[:at], content[:at] + b"\x00" * 9 + content[at + 9 :]]))
    assert_sentence(sentence(READERS[name], content))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=8,
)
DAYS = st.lists(st.dates(date(1980, 1, 1), date(2030, 1, 1)).map(str) | st.text(max_size=6), max_size=8) | JSON
NUMBERS = st.lists(st.floats() | st.none() | st.integers(-5, 10**9), max_size=8) | JSON


@given(
    st.fixed_dictionaries({}, optional={"days": DAYS, "close": NUMBERS, "adjusted": NUMBERS, "dividends": NUMBERS, "splits": NUMBERS,
                                        "quoted": JSON}),
    st.sampled_from(["^GSPC", "^VIX", "^IRX", "^VVIX", "AAPL"]),
)  # fmt: skip
def test_an_answer_of_yahoos_ends_in_prices_or_a_sentence(answer, symbol):
    """Whatever JSON it is."""
    assert_sentence(sentence(yahoo.read, symbol, answer, DAY))


ROW = st.lists(
    st.sampled_from(["SPXW260619C05000000", "SPXW260619P05000000", "VIXW260619C00020000", "x", ""])
    | st.floats()
    | st.none(),
    max_size=9,
)


@given(
    st.lists(ROW, max_size=6),
    st.dictionaries(st.sampled_from(["regularMarketPrice", "regularMarketTime", "exchangeDataDelayedBy"]), JSON),
)
def test_live_quotes_end_in_a_chain_or_a_sentence(rows, underlying):
    """Whatever rows there are."""
    assert_sentence(sentence(chain._chain, "SPX", rows, underlying, []))


@given(st.dictionaries(st.sampled_from(["trailingEps", "operatingCashflow", "sharesOutstanding", "impliedSharesOutstanding", "currency",
                                        "financialCurrency", "mostRecentQuarter", "trailingAnnualDividendRate"]), JSON))  # fmt: skip
def test_fundamentals_end_in_numbers_or_in_none(answer):
    """Whatever JSON it is."""
    found = yahoo._fundamentals("AAPL", answer, DAY)
    assert all(one is None or isinstance(one, float) for one in (found.earnings, found.cash_flow, found.dividend))


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=200))
def test_any_file_on_the_shelf_is_an_answer_or_none(content, tmp_path):
    """A damaged one is not believed."""
    file = tmp_path / "history~AAPL~2026-01-05.json.z"
    file.write_bytes(content)
    assert shelf.unpacked(file) is None


LEVELS = st.lists(st.floats(-1e9, 1e9) | st.just(float("nan")), min_size=1, max_size=90)


@given(LEVELS, LEVELS, LEVELS, LEVELS)
def test_any_series_join_into_a_history_or_a_sentence(index, vix, rate, stock):
    """A history checks its own values."""
    made = [pd.Series(one, index=pd.bdate_range("2020-01-02", periods=len(one))) for one in (index, vix, rate, stock)]
    series = dict(zip(("index", "vix", "rate", "AAPL"), made, strict=True))
    assert_sentence(sentence(joined.from_files, series, "x.csv", DAY, BASE, BASE))


HALVES = st.sampled_from(
    [b"\xed\xa0\x80", b"\xff\xfe\x00\xd8", b"\xfe\xff\xd8\x00", b"\x00\xd8", b"\xd8\x00", b"a\x00", b"\x00"]
)


@given(st.lists(HALVES | st.binary(max_size=4), max_size=8).map(b"".join))
def test_no_file_brings_half_a_character(content):
    """In any encoding: the text of an upload can be sent to a browser."""
    assert decoded(content).encode().decode() == decoded(content)


@pytest.mark.parametrize("reader", ["chain", "prices"])
def test_a_file_s_name_is_kept_as_it_can_be_shown(reader):
    """Half a character in it, a line break and a zero byte become blanks."""
    read = {"chain": read_chain, "prices": prices.read_prices}[reader]
    assert read(SEEDS[reader], name="a\ud800b\x00\nc.csv").name == "a b c.csv"
