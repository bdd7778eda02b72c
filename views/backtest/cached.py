"""What the Backtest page caches between reruns. Each cache key holds every number of the question and of the visitor's history."""

import os
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

import numpy as np
import pandas as pd
import streamlit as st

from overlay.backtest import (
    attribution,
    certainty as certain,
    cluster,
    condor_greeks,
    less_stock,
    monthly_cycle,
    replicas,
    sweep,
    volatility_premium,
    yearly,
)
from overlay.backtest.certainty import Certainty
from overlay.backtest.condor_greeks import Condors
from overlay.backtest.engine import Backtest
from overlay.backtest.less_stock import LessStock
from overlay.backtest.sweep import BacktestQuestion, Cell, CellResult, RuinError, Values
from overlay.backtest.three_parts import three_parts
from overlay.backtest.volatility_premium import YearlyPremium
from overlay.history import inference
from overlay.history.daily import History
from overlay.history.inference import Evidence, Interval
from overlay.options.modelled.left_out import LEFT_OUT
from overlay.units import TRADING_DAYS_PER_YEAR, stated_years

CLUSTER: str = "OVERLAY_CLUSTER"  # the environment variable that names a Dask scheduler
COSTS = (0.0, 0.5, 1.0, 2.0, 3.0)  # multiples of the chosen costs


@st.cache_resource(show_spinner=False, max_entries=16, hash_funcs={BacktestQuestion: BacktestQuestion.name})
def lived(question: BacktestQuestion) -> Backtest:
    """The backtest of a question. OverlayError if the history lacks these days, or if a name has no closes."""
    return question.lived()


@st.cache_resource(show_spinner=False, max_entries=28, hash_funcs={History: lambda one: one.digest})
def replica(name: str, history: History) -> pd.Series:
    """Daily levels of a strategy index's replica."""
    return replicas.ALL[name](history)


@st.cache_resource(show_spinner=False, max_entries=4, hash_funcs={History: lambda one: one.digest})
def openings(history: History) -> tuple[int, int]:
    """The number of settlement days of index options with a known opening, and the number of all of them."""
    return monthly_cycle.openings(history)


@st.cache_resource(show_spinner=False, max_entries=4, hash_funcs={History: lambda one: one.digest})
def total_return(history: History) -> pd.Series:
    """Daily levels of the index with its dividends."""
    return replicas.total_return(history)


@st.cache_resource(show_spinner=False, max_entries=32, hash_funcs={BacktestQuestion: BacktestQuestion.name})
def evidence(question: BacktestQuestion) -> Evidence:
    """The confidence interval of the overlay's monthly result. OverlayError with fewer than twelve months."""
    found = lived(question)
    returns = attribution.overlay_returns(found)
    return inference.evidence(inference.monthly(returns, found.path.days[1 : len(returns) + 1]))


@st.cache_resource(show_spinner=False, max_entries=32)
def reruns(name: str) -> dict[str, float]:  # noqa: ARG001 - the key
    """The yearly difference of a question with each chain day left out, by day, as far as computed.

    All visitors share them. They are kept one by one, so that a page that was interrupted can go on.
    """
    return {}


@st.cache_resource(show_spinner=False, max_entries=32, hash_funcs={BacktestQuestion: BacktestQuestion.name})
def certainty(question: BacktestQuestion) -> Certainty:
    """How sure the overlay's yearly difference is. OverlayError for a ruined book or fewer than twelve months."""
    for day in untested(question):
        tested(question, day)
    known = reruns(question.name())
    return certain.judged(lived(question), tuple(known[day] for day in LEFT_OUT))


@st.cache_resource(show_spinner=False, max_entries=32, hash_funcs={BacktestQuestion: BacktestQuestion.name})
def from_the_short_past(question: BacktestQuestion) -> Certainty:
    """How sure the difference is if the model of option prices had no error. OverlayError as `certainty`."""
    found = lived(question)
    return certain.line(found, found.account)


def so_far(question: BacktestQuestion) -> Certainty | None:
    """How sure the difference is, without the model's error while its backtests are missing.

    None for a ruined book, or for fewer than twelve months.
    """
    if not certain.has_interval(lived(question)):
        return None
    return from_the_short_past(question) if untested(question) else certainty(question)


def untested(question: BacktestQuestion) -> tuple[str, ...]:
    """The chain days whose leaving out has not been computed yet for a question."""
    known = reruns(question.name())
    return tuple(day for day in LEFT_OUT if day not in known)


def tested(question: BacktestQuestion, day: str) -> None:
    """Compute a question with a chain day left out, and keep its yearly difference."""
    reruns(question.name())[day] = certain.rerun(question, day)


@st.cache_resource(show_spinner=False, max_entries=16, hash_funcs={BacktestQuestion: BacktestQuestion.name})
def condors(question: BacktestQuestion) -> Condors:
    """The condors' effects by day and their dollar delta."""
    return condor_greeks.condors(lived(question))


@st.cache_resource(show_spinner=False, max_entries=16, hash_funcs={BacktestQuestion: BacktestQuestion.name})
def yearly_parts(question: BacktestQuestion) -> tuple[Interval, ...]:
    """What the three parts, the costs and all together add a year, with intervals that are NaN below twelve months.

    After them, the same of each effect of `condor_greeks.Effects`. Below 63 trading days all are totals.
    """
    found, seen = lived(question), condors(question)
    effects = seen.effects
    parts = (*three_parts(found, seen), effects.roll + effects.cost, effects.total, *effects)
    shares = np.array([yearly.shares(found, one) for one in parts])
    if yearly.enough(found):
        return yearly.intervals(found, shares)
    years = stated_years(shares.shape[1] / TRADING_DAYS_PER_YEAR, len(found.path))
    return tuple(Interval(np.nan, one, np.nan) for one in (shares.sum(axis=1) / years).tolist())


@st.cache_resource(show_spinner=False, max_entries=16, hash_funcs={BacktestQuestion: BacktestQuestion.name})
def equal_volatility(question: BacktestQuestion) -> LessStock:
    """Stocks and cash as volatile as the book with the overlay. OverlayError for a ruined book."""
    return less_stock.equal_volatility(lived(question))


@st.cache_resource(show_spinner=False, max_entries=16, hash_funcs={BacktestQuestion: BacktestQuestion.name})
def equal_delta(question: BacktestQuestion) -> LessStock:
    """Stocks and cash with the mean index exposure of the book with the overlay. OverlayError for a ruined book."""
    return less_stock.equal_delta(lived(question), condors(question).exposure)


@st.cache_resource(show_spinner=False, max_entries=16, hash_funcs={BacktestQuestion: BacktestQuestion.name})
def premium(question: BacktestQuestion) -> YearlyPremium:
    """The volatility premium of each year. OverlayError for a few weeks."""
    return volatility_premium.by_year(lived(question).path)


@st.cache_resource(show_spinner=False, max_entries=16, hash_funcs={BacktestQuestion: BacktestQuestion.name})
def costed(question: BacktestQuestion) -> tuple[tuple[float, CellResult | None], ...]:
    """The backtest of the question at each multiple of its costs in `COSTS`; None where the book is ruined.

    OverlayError if it is ruined at the chosen costs, or without any.
    """
    question.answer()  # a ruin at the chosen costs is the one to tell of
    found: list[tuple[float, CellResult | None]] = []
    for times in COSTS:
        costs = (("costs", question.costs.times(times)), *_hedge_costs(question, times))
        try:
            found.append((times, question.with_values(costs).answer()))
        except RuinError:
            if not times:
                raise
            found.append((times, None))
    return tuple(found)


def _hedge_costs(question: BacktestQuestion, times: float) -> Values:
    return (("conduct.hedge_slippage_points", times * question.conduct.hedge_slippage_points),)


@st.cache_resource(show_spinner=False, max_entries=16)
def done(name: str) -> dict[Values, Cell]:  # noqa: ARG001 - the key
    """The settled cells of a question: those with an outcome, and those that failed because of the question.

    All visitors share them. They are plain numbers, kept so that a sweep can be continued.
    """
    return {}


@st.cache_resource(show_spinner=False)
def pool() -> Executor:
    """Worker processes of this server. The first sweep starts them; all visitors share them."""
    return sweep.processes()


@contextmanager
def executor() -> Iterator[Executor]:
    """The Dask cluster that the environment names, or this server's own processes.

    OverlayError if the cluster does not answer.
    """
    address = os.environ.get(CLUSTER)
    if not address:
        yield pool()
        return
    with cluster.executor(address) as found:
        yield found
