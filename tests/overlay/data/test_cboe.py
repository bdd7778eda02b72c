"""What `read_chain` promises: every public chain and every trap of such files read rightly or refused in a sentence."""

import io
import re
import zipfile
from datetime import date, datetime
from time import process_time

import numpy as np
import pytest
from hypothesis import given, strategies as st

from overlay.data.chains.cboe import MAX_BYTES, read_chain
from overlay.data.chains.cboe_dates import calendar_dates, header_moment
from overlay.errors import OverlayError
from overlay.options.chain import Chain
from tests import oracles
from tests.chains import (
    HEADINGS,
    LISTED,
    SPOT,
    cboe_csv,
    european_resave,
    line,
    long_csv,
    old_dat,
    oldest_dat,
    preamble,
    rows,
)
from tests.sizes import examples, some

CHAINS = oracles.SHARED / "data" / "chains"
public = pytest.mark.skipif(not CHAINS.exists(), reason="the public chains are not on this machine")

# file: underlying, contracts by root, phrases of its flags
READ = {
    "cboe_spx_2019-05-13_0447gth.dat": ("SPX", {"SPXW": 9742, "SPX": 3780}, ["422 expired", "spot 2,881.40"]),
    "cboe_spx_2022-02-04.csv": ("SPX", {"SPXW": 12978, "SPX": 7536}, ["Saturday", "1 impossible"]),
    "cboe_spx_2022-06-10.csv": ("SPX", {"SPXW": 12314, "SPX": 6906}, ["Saturday", "450 expired"]),
    "cboe_spx_2023-05-19.csv": ("SPX", {"SPXW": 11500, "SPX": 5074}, ["Saturday", "1352 expired"]),
    "cboe_spx_2023-06-09_1340.csv": ("SPX", {"SPXW": 12196, "SPX": 5592}, []),
    "cboe_spx_2023-09-14.csv": ("SPX", {"SPXW": 13338, "SPX": 6286}, ["296 expired", "1 impossible"]),
    "cboe_spx_2025-10-01.csv": ("SPX", {"SPX": 282}, []),
    "cboe_spx_2025-10-01-2.csv": ("SPX", {"SPX": 194}, []),
    "cboe_spx_2025-10-01-3.csv": ("SPX", {"SPX": 284, "SPXW": 150}, []),
    "cboe_spx_2025-10-01-4.csv": ("SPX", {"SPX": 150}, []),
    "cboe_spx_2025-10-01-5.csv": ("SPX", {"SPX": 238, "SPXW": 80}, []),
    "cboe_spx_2025-10-01-6.csv": ("SPX", {"SPX": 130}, []),
    "cboe_spx_2025-10-01-7.csv": ("SPX", {"SPX": 186}, []),
    "cboe_spx_2025-10-01-8.csv": ("SPX", {"SPX": 52}, []),
    "cboe_spx_2025-10-01-9.csv": ("SPX", {"SPX": 74}, []),
    "cboe_spx_2025-10-01-10.csv": ("SPX", {"SPX": 62}, []),
    "cboe_spx_2025-10-01_aug.csv": ("SPX", {"SPX": 94}, []),
    "cboe_spy_2020-06-22.dat": ("SPY", {"SPY": 9282}, ["236 expired", "American"]),
    "cboe_spy_2023-05-19.csv": ("SPY", {"SPY": 7300}, ["Saturday", "380 expired", "American"]),
    "cboe_spy_2023-09-14.csv": ("SPY", {"SPY": 7042}, ["250 expired", "American"]),
    "cboe_spy_2025-04-30.csv": ("SPY", {"SPY": 4518}, ["American"]),
    "cboe_spy_2025-05-08.csv": ("SPY", {"SPY": 3948}, ["770 expired", "American", "spot 565.79"]),
    "cboe_spy_2025-09-25.csv": ("SPY", {"SPY": 3716}, ["American"]),
    "cboe_vix_2023-05-15_1147.csv": ("VIX", {"VIX": 954, "VIXW": 360}, ["forwards"]),
    "cboe_xsp_2023-09-14.csv": ("XSP", {"XSP": 10602}, ["280 expired"]),
    "long_spx_2025-01-22.csv": (
        "SPX",
        {"SPX?": 17314, "SPX": 4218},
        ["Read as SPX", "3110 rows repeat", "no date: 2025-01-22", "406 expired"],
    ),
    "yf_spy_2026-07-17.csv": ("SPY", {"SPY": 673}, ["Read as SPY", "American"]),
}
REFUSED = {"cboe_spx_2023-04-05.csv": "Only 469 of 18,118 contracts .* two-sided quote"}


def read(text, name="made_up.csv"):
    """Read a chain given as text or bytes."""
    return read_chain(text.encode() if isinstance(text, str) else text, name=name)


def same(chain, other):
    """Tell whether two chains hold the same quotes at the same moment."""
    return chain.quotes.equals(other.quotes) and (chain.quoted, chain.spot) == (other.quoted, other.spot)


def titles(chain):
    """Return the titles of a chain's flags."""
    return [flag.title for flag in chain.flags]


@public
@pytest.mark.parametrize("file", some(READ, 9))
def test_public_chains_are_read_with_their_oddities_flagged(file):
    """Every readable public file gives its underlying, its contracts by root, and exactly the flags it deserves."""
    symbol, roots, phrases = READ[file]
    chain = read_chain(CHAINS / file)
    assert (chain.symbol, chain.name) == (symbol, file)
    assert chain.quotes["root"].value_counts().to_dict() == roots
    assert len(chain.flags) == len(phrases)
    assert all(any(phrase in title for title in titles(chain)) for phrase in phrases)


@public
@pytest.mark.parametrize("file", REFUSED)
def test_public_chains_without_quotes_are_refused_by_their_count(file):
    """A chain whose quotes are blanked says how many of how many remain."""
    with pytest.raises(OverlayError, match=REFUSED[file]):
        read_chain(CHAINS / file)


@public
def test_the_table_covers_every_public_chain():
    """No public file is left untried."""
    assert {path.name for path in CHAINS.iterdir()} == READ.keys() | REFUSED.keys()


def test_columns_types_and_order_are_as_promised():
    """Quotes are typed, sorted by expiry, root, strike and right, and have one row per contract."""
    quotes = read(cboe_csv(lines=[line(row) for row in reversed(rows())])).quotes
    key = ["expiry", "root", "strike", "right"]
    assert quotes[key].equals(quotes[key].sort_values(key, ignore_index=True))
    assert not quotes.duplicated(key).any()
    assert (str(quotes["right"].dtype), str(quotes["bid"].dtype)) == ("int8", "float64")
    assert quotes["expiry"].dtype.kind == "M"


def test_the_header_gives_moment_and_spot():
    """Save time and spot come from the lines above the heading."""
    chain = read(cboe_csv())
    assert (chain.quoted, chain.spot, chain.as_of) == (
        datetime.fromisoformat("2031-05-15 14:30"),
        SPOT,
        date(2031, 5, 15),
    )
    assert (chain.symbol, chain.american, chain.flags) == ("SPX", False, ())


@pytest.mark.parametrize(
    ("stamp", "moment"),
    [
        ("Date: February 5 2031, 8:09 PM EST", "2031-02-05 20:09"),
        ("Date: 5 April 2031, 19:41 UTC\u22124", "2031-04-05 19:41"),
        ("Date: 23 de marzo de 2031, 21:15 CET", "2031-03-23 16:15"),
        ("Date: 3 de enero de 2031, 4:05 p.\u00a0m. EST", "2031-01-03 16:05"),
        ("Date: 9 декабря 2031 г., 16:20 GMT-5", "2031-12-09 16:20"),
        ("Date: 14 мая 2031 г. в 23:30 МСК", "2031-05-14 16:30"),
        ("Date: 14 March 2031 at 07:34 GMT-4", "2031-03-14 07:34"),
        ("Date: 14 septembre 2031 à 22:31 UTC+2", "2031-09-14 16:31"),
        ("Date: 1er août 2031 à 16h31", "2031-08-01 16:31"),
        ("Date: 14. März 2031 um 16:31 EDT", "2031-03-14 16:31"),
        ("Date: 14 de maio de 2031 às 17:31 BRT", "2031-05-14 16:31"),
        ("Date: 14 luglio 2031 alle ore 22:31 CEST", "2031-07-14 16:31"),
        ("Date: 2031年9月15日 5:31 JST", "2031-09-14 16:31"),
        ("Date: 2031. 9. 14. 오후 4:31 EDT", "2031-09-14 16:31"),
        ("Date: 14.09.2031, 16:31", "2031-09-14 16:31"),
        ("Date: 9/14/2031, 4:31 PM EDT", "2031-09-14 16:31"),
        ("May 13 2031 @ 04:47 ET,Bid,2856.41,Ask,2901.86", "2031-05-13 04:47"),
        ("Date: 15 May 2031,Bid: 17.33,Ask: 12:05", "2031-05-15 16:00"),
    ],
)
def test_header_dates_are_read_in_many_languages(stamp, moment):
    """The save time is understood in the language of the browser that saved it, in New York time."""
    assert header_moment(stamp) == datetime.fromisoformat(moment)


def test_a_header_without_a_date_is_no_moment():
    """Words and numbers that are no date give none."""
    assert header_moment("S&P 500 INDEX,Last: 4500.52,Change: 12.5") is None
    assert header_moment("32 May 2031, 30 Foo 2031, 2031-13-40") is None


def test_columns_of_dates_agree_on_day_or_month_first():
    """A single date that cannot be month first turns the whole column."""
    assert calendar_dates(["2025/5/12", "Fri Jun 10 2022", "none"]) == [date(2025, 5, 12), date(2022, 6, 10), None]
    assert calendar_dates(["05/06/2022", "25/06/2022"]) == [date(2022, 6, 5), date(2022, 6, 25)]
    assert calendar_dates(["05/06/2022"]) == [date(2022, 5, 6)]


def test_an_ambiguous_header_date_is_the_one_near_the_expiries():
    """5/6/2031 is the fifth of June where the first expiry is in June, and the sixth of May where it is in May."""
    june = cboe_csv(preamble(stamp="Date: 5/6/2031 14:30"), listed=LISTED[1:])
    may = cboe_csv(preamble(stamp="Date: 5/6/2031 14:30"))
    assert [read(text).as_of for text in (june, may)] == [date(2031, 6, 5), date(2031, 5, 6)]


RESAVED = {
    "byte order mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-16 without mark": lambda text: text.encode("utf-16-le"),
    "carriage returns": lambda text: text.replace("\n", "\r\n").encode(),
    "old Mac line ends": lambda text: text.replace("\n", "\r").encode(),
    "latin-1": lambda text: text.replace("S&P", "S&P®").encode("latin-1"),
    "trailing commas": lambda text: text.replace("\n", ",\n").encode(),
    "blank lines at the end": lambda text: (text + "\n\n,,,,\n").encode(),
    "no line end": lambda text: text.rstrip("\n").encode(),
    "stray quote in the header": lambda text: text.replace("2:30 PM EDT", '2:30 PM EDT"').encode(),
    "quoted cells": lambda text: re.sub(
        r"(?m)^(\w{3} .*)$", lambda m: '"' + m[1].replace(",", '","') + '"', text
    ).encode(),
    "thousands": lambda text: re.sub(r"(?<=,)(\d)(\d{3}\.\d+)(?=,)", r'"\1,\2"', text).encode(),
    "tabs": lambda text: text.replace(",", "\t").encode(),
    "spaces after commas": lambda text: text.replace(",", ", ").encode(),
    "padded names": lambda text: text.replace(",SPX3", ",SPX   3").encode(),
    "no heading": lambda text: text.replace(HEADINGS + "\n", "").encode(),
    "European spreadsheet": lambda text: european_resave(text).encode("cp1252"),
}


@pytest.mark.parametrize("way", RESAVED)
def test_resaved_files_read_like_the_original(way):
    """Whatever an editor or spreadsheet does to the text, the quotes are the same."""
    text = cboe_csv(preamble(stamp="Date: 15 May 2031 14:30"))
    assert same(read(RESAVED[way](text)), read(text))


def test_the_old_dat_layout_reads_like_the_new():
    """Both Cboe layouts give the same quotes at the same moment."""
    assert same(read(old_dat(), "made_up.dat"), read(cboe_csv()))


def test_the_oldest_dat_layout_reads_like_the_new():
    """Names with month letters give the same contracts and quotes; only the vendor's vols are not in that layout."""
    old, new = read(oldest_dat(), "made_up.dat"), read(cboe_csv())
    assert old.quotes.drop(columns="vendor_vol").equals(new.quotes.drop(columns="vendor_vol"))
    assert (old.quoted, old.spot) == (new.quoted, new.spot)


def test_long_lines_above_the_heading_cost_no_time():
    """Sixty lines of ten thousand letters are read in a moment, not in minutes."""
    above = "\n".join(["a" * 9990, "1 de " * 1990, "1,a" * 3000] * 18)
    start = process_time()
    assert read(cboe_csv(above=above + "\n" + preamble().strip() + "\n")).as_of == date(2031, 5, 15)
    assert process_time() - start < 10.0  # of this process, however busy the machine is


def test_paths_bytes_and_files_are_equal_sources(tmp_path):
    """A path, bytes and a file object already read to its end give the same chain."""
    path = tmp_path / "spx.csv"
    path.write_text(cboe_csv())
    file = io.BytesIO(path.read_bytes())
    file.read()
    assert same(read_chain(path), read_chain(file))
    assert same(read_chain(str(path)), read_chain(path.read_bytes()))
    assert read_chain(path).name == "spx.csv"


def test_a_missing_preamble_takes_date_and_spot_elsewhere():
    """Without the header the date is that of the file's name, the spot is parity's, and flags say both."""
    chain = read(cboe_csv(above=""), "spx_2031-05-15.csv")
    assert chain.as_of == date(2031, 5, 15)
    assert chain.spot == pytest.approx(SPOT, rel=0.002)
    assert [title.split(":")[0] for title in titles(chain)] == ["The file states no date", "The file states no spot"]


def test_a_file_without_any_date_warns_of_the_first_expiry():
    """With no date anywhere the first expiry stands in, as a warning."""
    chain = read(cboe_csv(above="", listed=(("SPXW", date(2031, 5, 15)), *LISTED)))
    assert chain.as_of == date(2031, 5, 15)
    assert any(flag.level == "warning" and "first expiry" in flag.title for flag in chain.flags)


def test_a_weekend_save_counts_from_friday():
    """A file saved on Sunday holds Friday's quotes."""
    chain = read(cboe_csv(preamble(stamp="Date: 18 May 2031 14:30")))
    assert chain.quoted == datetime.fromisoformat("2031-05-16 16:00")
    assert "Sunday" in titles(chain)[0]


def test_expired_contracts_are_left_out_and_counted():
    """Contracts of the day before, and of the same day after the close, are dropped with their number."""
    dead = (("SPXW", date(2031, 5, 14)), ("SPXW", date(2031, 5, 15)))
    text = cboe_csv(preamble(stamp="Date: 15 May 2031 16:15"), lines=_dead_lines(dead))
    assert "4 expired contracts left out (2031-05-14 to 2031-05-15)" in titles(read(text))


def _dead_lines(dead):
    row = rows()[0]
    made = [line(type(row)(root, day, 5000.0, (1.0, 1.2), (1.0, 1.2))) for root, day in dead]
    return made + [line(row) for row in rows()]


def test_the_same_day_lives_until_its_own_settlement():
    """At 14:30 the day's PM contracts live and its AM contracts have settled."""
    listed = ((root, date(2031, 5, 15)) for root in ("SPX", "SPXW"))
    chain = read(cboe_csv(lines=_dead_lines(tuple(listed))))
    assert "2 expired contracts left out (2031-05-15 to 2031-05-15)" in titles(chain)
    assert chain.expiries("PM")[0] == date(2031, 5, 15)


def test_a_wholly_expired_chain_is_refused():
    """A chain older than its save time says when its last contract expired."""
    with pytest.raises(OverlayError, match=r"only expired contracts.*2031-06-20"):
        read(cboe_csv(preamble(stamp="Date: 15 May 2032 14:30")))


def test_a_stale_spot_is_flagged_with_both_levels():
    """A header from another moment than the quotes names both spots."""
    chain = read(cboe_csv(preamble(spot="5050.00")))
    assert [flag.level for flag in chain.flags] == ["warning"]
    assert re.search(r"spot 5,050.00 and the quotes' 5,00\d", titles(chain)[0])


@pytest.mark.parametrize("spot", ['"5,000.00"', "5000", "5000.0000"])
def test_the_spot_is_read_however_it_is_written(spot):
    """Thousands separators and missing decimals do not change the spot."""
    text = preamble().replace("Last: 5000.0000", f'"Last: {spot[1:]}' if spot[0] == '"' else f"Last: {spot}")
    assert read(cboe_csv(text)).spot == SPOT


def test_american_options_carry_a_warning():
    """SPY is read and warned of: European pricing, and no rate can be inferred."""
    chain = read(cboe_csv(listed=(("SPY", date(2031, 6, 20)),), spot=500.0, width=5.0))
    assert chain.american
    assert any(flag.level == "warning" and flag.title == "SPY options are American" for flag in chain.flags)


def test_blank_and_zero_quotes_are_not_quotes():
    """0 x 0 and blank cells become NaN; a zero bid with an ask stays a zero bid."""
    made = rows()
    lines = [line(made[0], "0,0", ","), line(made[1], "0,0.05"), *(line(row) for row in made[2:])]
    quotes = read(cboe_csv(lines=lines)).quotes
    assert np.isnan(quotes[["bid", "ask"]].iloc[:2]).all(axis=None)
    assert quotes["ask"].notna().sum() == len(quotes) - 2
    assert quotes.loc[quotes["ask"] == 0.05, "bid"].tolist() == [0.0]


def test_impossible_quotes_are_dropped_and_flagged():
    """A bid above its ask, or below zero, is no quote; the flag counts them and names the first line."""
    made = rows()
    lines = [line(made[0], "5,4"), line(made[1], "-1,4"), *(line(row) for row in made[2:])]
    assert titles(read(cboe_csv(lines=lines))) == ["2 impossible quotes left out (the first in line 5)"]


def test_repeated_contracts_keep_their_first_row():
    """A file pasted together from two saves keeps the first row of each contract and says so."""
    made = [line(row) for row in rows()]
    chain = read(cboe_csv(lines=[*made, line(rows()[0], "1,2", "1,2")]))
    assert "2 contracts appear twice" in titles(chain)[0]
    assert chain.quotes.equals(read(cboe_csv(lines=made)).quotes)


@pytest.mark.parametrize(("share", "outcome"), [(0.03, "refused"), (0.4, "warning"), (0.9, "read")])
def test_blanked_chains_are_refused_or_flagged_by_their_share(share, outcome):
    """With few two-sided quotes a chain is refused, with some it is flagged."""
    lines = [line(row) if i % 41 < 41 * share else line(row, "0,0", "0,0") for i, row in enumerate(rows())]
    text = cboe_csv(lines=lines)
    if outcome == "refused":
        with pytest.raises(OverlayError, match=r"Only \d+ of 246 contracts in made_up.csv have a two-sided quote"):
            read(text)
    else:
        assert any("two-sided" in title for title in titles(read(text))) == (outcome == "warning")


def test_the_long_layout_tells_settlements_apart_by_doubles():
    """Without roots the first of two like rows is kept as PM; a third Friday without doubles is AM beside such a day."""
    july = ("SPX", date(2031, 7, 18))
    chain = read(long_csv(rows(listed=(*LISTED, july))), "long_spx_2031-05-15.csv")
    assert chain.expiries("PM") == [date(2031, 5, 23), date(2031, 6, 20)]
    assert chain.expiries("AM") == [date(2031, 7, 18)]
    assert any("82 rows repeat the expiry" in title for title in titles(chain))


@pytest.mark.parametrize("dates", ["%Y-%m-%d", "%m/%d/%Y", "%a %b %d %Y", "%d.%m.%Y", "%Y/%m/%d"])
def test_the_long_layout_takes_any_date_form(dates):
    """Expiries in columns are read in any common form."""
    chain = read(long_csv(rows(listed=LISTED[::2]), dates=dates), "spx.csv")
    assert chain.expiries() == [date(2031, 5, 23), date(2031, 6, 20)][chain.as_of.day == 23 :]


def test_years_to_expiry_date_a_yahoo_dump():
    """A dump that gives the time to expiry in years dates its own quotes."""
    text = "strike,expiry,T,type,impliedVolatility,bid,ask,spot,moneyness\n"
    for row in rows(listed=(("SPY", date(2031, 6, 20)),), spot=500.0, width=5.0):
        for kind, (bid, ask) in (("call", row.call), ("put", row.put)):
            text += f"{row.strike},{row.expiry},{36 / 365},{kind},0.18,{bid},{ask},500.0,1.0\n"
    chain = read(text, "dump.csv")
    assert (chain.symbol, chain.as_of) == ("SPY", date(2031, 5, 15))


def test_a_column_of_contract_names_is_believed():
    """One row per contract with names needs no columns for expiry, type and strike."""
    text = "contractSymbol,bid,ask,strike,quote_date\n"
    for row in rows():
        text += (
            f"{row.name('C')},{row.call[0]},{row.call[1]},1,2031-05-15\n{row.name('P')},{row.put[0]},{row.put[1]},1,\n"
        )
    columns = ["root", "expiry", "settlement", "right", "strike", "bid", "ask"]
    assert read(text).quotes[columns].equals(read(cboe_csv()).quotes[columns])


def _zipped():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("spx.csv", cboe_csv())
    return buffer.getvalue()


BAD = {
    "empty": (b"", "made_up.csv is empty"),
    "blank": (b"\n\n  \n", "made_up.csv is empty"),
    "binary": (bytes(range(256)) * 20, "binary file"),
    "zip": (_zipped(), "zip archive.*unpack it"),
    "gzip": (b"\x1f\x8b\x08" + b"x" * 50, "gzip archive"),
    "HTML": (b"<!DOCTYPE html><html><body>Access denied</body></html>", "web page"),
    "JSON": (b'{"data": {"options": []}}', "is JSON"),
    "prose": (b"Dear Sir,\nplease find enclosed nothing.\n", "not an option chain.*begins with 'Dear Sir"),
    "wrong CSV": (b"DATE,OPEN,HIGH,LOW,CLOSE\n01/02/2020,1,2,3,4\n", "columns Strike, Bid and Ask"),
    "huge": (b"x" * (MAX_BYTES + 1), "larger than 20 MB"),
    "heading only": (cboe_csv(lines=[]).encode(), "no quotes below it"),
    "cut short": (cboe_csv().encode()[:-30], "cut short: its last line has"),
    "cut in a name": (cboe_csv().encode()[:-60] + b"\n", "column Puts, line|without a name|contract name such as"),
    "word for a bid": (cboe_csv(lines=[line(rows()[0], "oops,1")]).encode(), "'oops' in column Bid, line 5"),
    "infinite ask": (cboe_csv(lines=[line(rows()[0], "1,inf")]).encode(), "'inf' in column Ask, line 5"),
    "no contract": (cboe_csv().replace("SPXW310523C04500000", "SPXW319923C04500000").encode(), "column Calls, line 5"),
    "no name": (cboe_csv().replace("SPXW310523P04500000", "").encode(), "without a name in column Puts, line 5"),
    "two underlyings": (
        cboe_csv(listed=(*LISTED, ("VIX", date(2031, 6, 18)))).encode(),
        "mixes the options of SPX and VIX",
    ),
    "no ask": (cboe_csv(headings=HEADINGS[::-1].replace("ksA", "xxx", 1)[::-1]).encode(), "lacks a column Ask"),
    "unquoted thousands": (cboe_csv(lines=[line(rows()[0]) + ",1,2"]).encode(), "more cells in line 5"),
    "many cells": (cboe_csv(lines=[line(rows()[0]) + ",1" * 50]).encode(), "line 5 has 72"),
    "open quote": (cboe_csv().replace("Fri May 23", '"Fri May 23', 1).encode(), "opened in line 5 is never closed"),
    "long without type": (long_csv().replace("Type", "Kind").encode(), "lacks a column Type"),
    "long with odd type": (long_csv().replace("Put", "Sell", 1).encode(), "'Sell' in column Type, line 3"),
    "long with odd date": (
        long_csv().replace("2031-05-23", "soon", 1).encode(),
        "'soon' in column Expiration Date, line 2",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_gets_one_sentence_with_the_way_out(case):
    """What is no usable chain is refused in one printable line that names the culprit and the way out."""
    data, phrase = BAD[case]
    with pytest.raises(OverlayError, match=phrase) as refusal:
        read(data)
    assert re.fullmatch(r"[^\n]{20,400}: [^\n]+\.", str(refusal.value))


@pytest.mark.parametrize("source", ["/nowhere/spx.csv", "", "bad\x00path", "/"])
def test_paths_that_cannot_be_opened_are_refused(source):
    """A missing file, a folder and an impossible path are a sentence, not a traceback."""
    with pytest.raises(OverlayError, match="cannot be opened"):
        read_chain(source)


def test_text_of_the_file_is_cut_short_in_messages():
    """A message shows at most forty printable characters of the file."""
    with pytest.raises(OverlayError) as refusal:
        read("\x1b[31m" + "a" * 500 + "`\n" + "plain, text\n" * 200)
    assert "a" * 41 not in str(refusal.value)
    assert str(refusal.value).isprintable()


def outcome(data):
    """Read bytes; anything but a Chain or an OverlayError escapes as a failure."""
    try:
        chain = read_chain(data, name="fuzz.csv")
    except OverlayError as error:
        return str(error)
    assert isinstance(chain, Chain)
    assert chain.spot > 0.0
    return chain


SEEDS = [
    cboe_csv(count=11).encode(),
    old_dat().encode()[:9000],
    oldest_dat().encode()[:9000],
    long_csv(rows(count=11)).encode(),
    european_resave(cboe_csv(count=11)).encode(),
    cboe_csv(count=11).encode("utf-16"),
]


@examples(200)
@given(st.binary(max_size=600))
def test_any_bytes_end_in_a_chain_or_a_sentence(data):
    """No sequence of bytes raises anything but OverlayError."""
    outcome(data)


@examples(200)
@given(st.data())
def test_any_damage_ends_in_a_chain_or_a_sentence(data):
    """Valid files with pieces overwritten, doubled, inserted or cut out never raise anything but OverlayError."""
    damaged = bytearray(data.draw(st.sampled_from(SEEDS)))
    piece = st.one_of(
        st.binary(max_size=8), st.sampled_from([b",", b'"', b"\n", b";", b"-", b"1e999", b"nan", b"\x00", b"9" * 30])
    )
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(damaged)))
        stop = min(len(damaged), start + data.draw(st.sampled_from([0, 1, 4, 300, 100000])))
        damaged[start:stop] = data.draw(piece)
    outcome(bytes(damaged))


@examples(100)
@given(st.lists(st.sampled_from(cboe_csv(count=9).split("\n")), max_size=60))
def test_any_shuffle_of_lines_ends_in_a_chain_or_a_sentence(lines):
    """Lines in any order and number never raise anything but OverlayError."""
    outcome("\n".join(lines).encode())


@pytest.mark.long
def test_a_large_file_is_read_whole():
    """Ten megabytes, five times the largest chain known; `python -m tests.bounds` says how long that takes."""
    listed = tuple(("SPXW", date(2031 + i // 168, 1 + i // 14 % 12, 1 + 2 * (i % 14))) for i in range(70, 320))
    data = cboe_csv(listed=listed, count=249, width=20.0).encode()
    assert len(data) > 8e6
    chain = read(data)
    assert len(chain.expiries()) == 250
