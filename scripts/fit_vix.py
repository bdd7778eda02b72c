"""Fit the coefficients of overlay/vix/from_index.py and print them with the figures its docstring quotes.

Run from the project root as ``python -m scripts.fit_vix``. It needs the test data beside the checkout
(``../shared/data/history``): S&P 500 closes, and Cboe VIX closes on the same days.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from overlay.vix.from_index import FLOOR_POINTS, path_features

HISTORY = Path(__file__).resolve().parents[2] / "shared" / "data" / "history"
FIRST, SPLIT, LAST = "1990-01-02", "2009-12-31", "2022-12-28"
PEAKS = ("2008-11-20", "2020-03-16", "2018-02-05")


def sample(folder: Path = HISTORY) -> pd.DataFrame:
    """Return columns ``index`` and ``vix`` (points, NaN on the few days Cboe lacks) on index days, 1990 to 2022."""
    index = pd.read_csv(folder / "gspc_close_yahoo.csv", index_col="Date", parse_dates=True)["Close"]
    vix = pd.read_csv(folder / "vix_daily_cboe.csv", index_col="DATE", parse_dates=True)["CLOSE"]
    # a left join: the model needs every return, including days without a VIX
    return index.loc[FIRST:LAST].to_frame("index").join(vix.rename("vix"))


def fitted(data: pd.DataFrame) -> NDArray[np.float64]:
    """Return the nine coefficients, to four decimals, by least squares weighted by 1 / VIX."""
    features = path_features(data["index"])
    return _solved(features, data["vix"].to_numpy())


def figures(vix: pd.Series, model: pd.Series) -> dict[str, float]:
    """Return measures of the fit of ``model`` to ``vix`` (both in points, same days); shares and R2 are decimals."""
    known = model.notna() & vix.notna()
    vix, model = vix[known], model[known]
    error = np.log(model / vix)
    highest = vix > vix.quantile(0.99)
    return {
        "days": float(len(vix)),
        "r2_log": 1.0 - float((error**2).mean() / np.log(vix).var(ddof=0)),
        "r2_level": 1.0 - float(((model - vix) ** 2).mean() / vix.var(ddof=0)),
        "median_error": float((model / vix - 1.0).abs().median()),
        "change_correlation": float(np.log(model).diff().corr(np.log(vix).diff())),
        "ratio_at_highest_1pct": float((model / vix)[highest].mean()),
    }


def report(data: pd.DataFrame) -> dict[str, float]:
    """Return the figures of the fit, and the modelled VIX in points on the days of PEAKS (``on_``).

    The figures are in sample, and out of sample (``unseen_``): fitted on 1990-2009, measured on 2010-2022.
    """
    model = _applied(data, fitted(data))
    early = _applied(data, fitted(data.loc[:SPLIT]))
    late = data.index > SPLIT
    unseen = figures(data["vix"][late], early[late])
    return (
        figures(data["vix"], model)
        | {f"unseen_{name}": value for name, value in unseen.items()}
        | {f"on_{day}": float(model.loc[day]) for day in PEAKS}
    )


def _solved(features: NDArray[np.float64], vix: NDArray[np.float64]) -> NDArray[np.float64]:
    known = np.isfinite(features).all(axis=1) & np.isfinite(vix)
    weight = 1.0 / np.sqrt(vix[known])
    solution = np.linalg.lstsq(features[known] * weight[:, None], vix[known] * weight, rcond=None)[0]
    return np.round(solution, 4)


def _applied(data: pd.DataFrame, coefficients: NDArray[np.float64]) -> pd.Series:
    points = path_features(data["index"]) @ coefficients
    return pd.Series(np.maximum(points, FLOOR_POINTS), index=data.index)


def main() -> None:
    """Print the coefficients and the figures."""
    if not HISTORY.exists():
        sys.exit(f"The fit needs the shared test data, but {HISTORY} does not exist: put the data beside the checkout.")
    data = sample()
    print("COEFFICIENTS =", tuple(float(value) for value in fitted(data)))
    for name, value in report(data).items():
        print(f'    "{name}": {value:.3f},')


if __name__ == "__main__":
    main()
