"""Why a backtest came out so: the panels of the part "Why", and the comparison with the same money in less stock."""

from typing import Final

import numpy as np
import streamlit as st

from overlay.backtest import less_stock, volatility_premium, yearly
from overlay.backtest.condor_greeks import Effects
from overlay.backtest.engine import Backtest
from overlay.backtest.less_stock import LessStock
from overlay.backtest.sweep import BacktestQuestion
from overlay.backtest.three_parts import mean_delta, three_parts
from overlay.errors import OverlayError
from overlay.history.inference import Interval
from views.backtest import cached as kept, controls, why_charts as charts
from views.look import format as fmt, plot
from views.look.words import words

TOPIC: Final = "backtest"
_THREE: Final = len(charts.PARTS)
_REST: Final = Effects._fields.index("rest")


def shown(found: Backtest, question: BacktestQuestion) -> None:
    """Show the three parts, the effects by year and the volatility premiums of the condors."""
    if not found.ladder.layers.quantity.any():
        st.info(words(TOPIC, "why.none"))
        return
    worth = kept.yearly_parts(question)
    if not yearly.enough(found):
        st.info(words(TOPIC, "why.short"))
    _three(found, question, worth[:_THREE])
    by_year = _effects(found, question, worth[_THREE:])
    _premiums(question, by_year)


def _three(found: Backtest, question: BacktestQuestion, worth: tuple[Interval, ...]) -> None:
    """Israelov and Nielsen's three parts."""
    seen = kept.condors(question)
    parts = (*three_parts(found, seen), seen.effects.roll + seen.effects.cost, seen.effects.total)
    stated = fmt.stated(len(found.path))
    figure, table = charts.three(np.array([float(one.sum()) for one in parts]), worth, stated)
    plot.show(figure, key="three", alt=charts.three_finding(worth, stated), table=table, height=340)
    st.markdown(words(TOPIC, "why.three", delta=fmt.percent(mean_delta(found, seen.exposure), 2, plus=True)))


def _effects(found: Backtest, question: BacktestQuestion, worth: tuple[Interval, ...]) -> charts.YearlyEffects:
    """The Greeks by year, and their sums with errors."""
    effects = np.array(kept.condors(question).effects)
    shares = np.array([yearly.shares(found, one) for one in effects])
    typical = [fmt.percent(float(np.sqrt(np.mean(one**2))), 2) for one in (shares[_REST], shares.sum(axis=0))]
    years, dollars = yearly.by_year(found.path.days, effects)
    _, shares = yearly.by_year(found.path.days[1 : shares.shape[1] + 1], shares)
    by_year = charts.YearlyEffects(years[: shares.shape[1]], dollars[:, : shares.shape[1]], shares)
    stated = fmt.stated(len(found.path))
    figure, table = charts.effects(by_year, worth, stated)
    plot.show(figure, key="effects", alt=charts.effects_finding(worth, stated), table=table, height=500)
    st.markdown(words(TOPIC, "why.effects", rest=typical[0], change=typical[1]))
    st.dataframe(charts.effects_worth(by_year, worth, stated), hide_index=True)
    return by_year


def _premiums(question: BacktestQuestion, by_year: charts.YearlyEffects) -> None:
    """The premium of each year beside the condors' result."""
    try:
        every = kept.premium(question)
    except OverlayError as error:  # too few days; the parts and the effects above stand
        st.info(fmt.escaped(str(error)))
        return
    shared = np.isin(every.years, by_year.years)  # a ruin ends the condors' years
    found = every.some(shared)
    condors = by_year.shares.sum(axis=0)[np.isin(by_year.years, found.years)]
    figure, table = charts.premiums(found, condors)
    plot.show(figure, key="premiums", alt=charts.premiums_finding(found, condors), table=table, height=460)
    seen = volatility_premium.correlation(found.mean, condors)
    link = "" if seen is None else words(
        TOPIC, "why.link", seen=fmt.points(seen.estimate), low=fmt.points(seen.low), high=fmt.points(seen.high),
    )  # fmt: skip
    st.markdown(words(TOPIC, "why.premium", link=link))


def less(found: Backtest, question: BacktestQuestion) -> None:
    """Say whether the overlay beat the same money in less stock, of equal volatility and of equal delta."""
    if not less_stock.comparable(found):
        st.info(words(TOPIC, "less.none"))
        return
    own = fmt.percent(float(np.mean(found.core[:-1] / found.account[:-1])))
    for name in controls.LESS:
        other = stocks_alone(name, question)
        st.markdown(words(TOPIC, "less", name=name, stocks=_held(other), own=own, result=_compared(found, other)))
    st.caption(words(TOPIC, "less.how"))


def stocks_alone(name: str, question: BacktestQuestion) -> LessStock:
    """The book of stocks and cash that a line names. OverlayError for a ruined book."""
    return kept.equal_volatility(question) if name == controls.EQUAL_VOLATILITY else kept.equal_delta(question)


def _held(other: LessStock) -> str:
    """What the book holds."""
    rest = "on a loan" if other.share > 1.0 else "the rest in cash"
    return f"{fmt.percent(other.share)} in stocks, {rest}"


def _compared(found: Backtest, other: LessStock) -> str:
    """Whether the overlay beat the book, by how much a year, and whether these days can tell."""
    if not yearly.enough(found):
        return words(TOPIC, "less.short")
    gap = less_stock.apart(found, other)
    return words(
        TOPIC, "less.told" if gap.excludes_zero else "less.open", way="more" if gap.estimate > 0.0 else "less",
        amount=fmt.percent(abs(gap.estimate), 2), interval=charts.interval_words(gap), error=fmt.percent(yearly.error(gap), 2),
    )  # fmt: skip
