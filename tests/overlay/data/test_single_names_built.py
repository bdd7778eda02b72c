"""How `scripts.build_samples` makes the longer single names: read, checked, chained and written."""

import gzip

import numpy as np
import pandas as pd
import pytest

from overlay.data import bundled, single_names as shipped
from scripts import single_names
from scripts.build_samples import Member, write

DAYS = pd.DatetimeIndex(["2023-01-03", "2023-01-04", "2023-01-05", "2023-01-06"], name="date")


def rows(**changed):
    """A package's rows by day of a stock that rises by a dollar a day, with columns or days changed."""
    close = pd.Series([10.0, 11.0, 12.0, 13.0])
    columns = {"open": close, "high": close + 0.5, "low": close - 0.5, "close": close, "adj close": close / 2.0}
    days = changed.pop("days", DAYS)
    return pd.DataFrame(columns | changed).set_axis(days, axis=0)


def test_after_the_panel_the_packages_returns_go_on():
    """The panel ends at 50; the package stands at 20 there, then at 30 and 25: 75 and 62.5."""
    panel = pd.Series([40.0, 50.0], index=DAYS[:2])
    longer = pd.Series([99.0, 20.0, 30.0, 25.0], index=DAYS)
    found = single_names.chained(panel, longer)
    assert list(found) == [40.0, 50.0, 75.0, 62.5]
    assert list(found.index) == list(DAYS)


def test_agreement_is_measured_on_the_days_that_both_hold():
    """Two returns each; one equal, one apart by one percent."""
    one = pd.Series([10.0, 11.0, 12.0], index=DAYS[:3])
    other = pd.Series([20.0, 22.0, 24.0 * np.exp(0.01), 9.0], index=DAYS)
    found = single_names.agreement(one, other)
    assert (found.days, found.worst_day) == (2, DAYS[2])
    assert (found.median, found.worst) == (pytest.approx(0.005), pytest.approx(0.01))


def test_good_rows_have_no_fault():
    """Four trading days in a row."""
    assert single_names.faults(rows(), "adj close") == []


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ({"days": DAYS[[0, 1, 1, 2]]}, "days that stand twice: 2023-01-04"),
        ({"days": DAYS[[0, 2, 1, 3]]}, "days that do not rise: 2023-01-04"),
        ({"days": DAYS[:3].append(pd.DatetimeIndex(["2023-01-07"]))}, "days on which the exchange was closed: 2023-01-07"),
        ({"days": DAYS[[0, 1, 2]].append(pd.DatetimeIndex(["2023-01-09"]))}, "trading days without a row: 2023-01-06"),
        ({"adj close": [5.0, 0.0, 6.0, 6.5]}, "prices that are not above zero: 2023-01-04"),
        ({"adj close": [5.0, np.nan, 6.0, 6.5]}, "prices that are not above zero: 2023-01-04"),
        ({"high": [10.5, 10.9, 12.5, 13.5]}, "opens or closes outside the day's range: 2023-01-04"),
    ],
)  # fmt: skip
def test_each_fault_is_named_with_its_day(bad, said):
    """And nothing is mended in silence."""
    assert said in single_names.faults(rows(**bad), "adj close")


def test_a_fault_stops_the_build():
    """With the symbol and the day."""
    with pytest.raises(SystemExit, match="NVDA cannot be used: prices that are not above zero: 2023-01-04"):
        single_names.longer_names({"NVDA": rows(**{"adj close": [5.0, -1.0, 6.0, 6.5]})}, pd.DataFrame(index=DAYS))


def test_a_plain_member_reads_like_a_gzipped_one():
    """A lone dot is a blank in both."""
    content = b"date,close\n2023-01-03,1.5\n2023-01-04,.\n"
    plain, packed = Member("x/a.csv", content), Member("x/a.csv.gz", gzip.compress(content))
    pd.testing.assert_frame_equal(plain.frame(), packed.frame())
    assert plain.frame()["close"].isna().sum() == 1


def test_writing_the_names_twice_gives_the_shipped_bytes(tmp_path):
    """From what the reader gives back: nothing is lost on the way, and no time stamp is added."""
    names = pd.DataFrame({one.symbol: one.closes for one in shipped.names().values()})
    file = tmp_path / "single_names.parquet"
    write(names, file, single_names.SOURCES)
    assert file.read_bytes() == shipped.FILE.read_bytes()


def test_provenance_says_what_was_measured():
    """The agreement on Apple, and the days without a fault."""
    said = (bundled.FILE.parent / "PROVENANCE.md").read_text(encoding="utf-8")
    assert (
        "on the 1,005 days that have a return in the panel and in the package, the two differ by 0.3 basis points"
        in said
    )
    assert "6,558 rows, each a trading day of the exchange" in said
    assert "chose Apple and NVIDIA after both had risen greatly" in said
