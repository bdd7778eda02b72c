"""The panels of the Backtest page: each shows one thing about a finished backtest."""

from typing import Final

import numpy as np
import pandas as pd
import streamlit as st

from overlay.arrays import FloatArray
from overlay.backtest import attribution, certainty, less_stock, replicas, trades
from overlay.backtest.attribution import DaysSlice
from overlay.backtest.engine import Backtest
from overlay.backtest.sweep import BacktestQuestion
from overlay.history import drawdowns
from overlay.history.inference import Evidence
from overlay.ladder import roll_ledger
from overlay.options.modelled.left_out import LEFT_OUT
from overlay.units import is_yearly
from views.backtest import cached as kept, charts, controls, why
from views.backtest.answer import certain, deepest
from views.look import format as fmt
from views.look.words import words
from views.portfolio.controls import MINE

TOPIC: Final = "backtest"
_NO_HINDSIGHT: Final = (MINE, controls.INDEX_BOOK)  # books whose names nobody picked after the fact, as far as we know
HALF: Final = 0.5  # a margin requirement above this share of the book gets a warning
SPLITS: Final = {
    "VIX": attribution.by_vix,
    "Decade": attribution.by_decade,
    "Year": attribution.by_year,
    "Events": attribution.on_events,
    "Recorded or modelled": attribution.by_record,
}


def warning(found: Backtest) -> None:
    """Warn in one line of ruin, else of a loan above the equity."""
    deep = _deep(found)
    if found.ruined is not None:
        st.warning(words(TOPIC, "ruin.short"))
    elif deep:
        st.warning(words(TOPIC, "deep.short", count=fmt.days(deep)))


def notes(found: Backtest, question: BacktestQuestion) -> tuple[str, ...]:
    """The caveats of this backtest for the badge's sheet: hindsight, ruin or margin and loan, and a modelled VIX."""
    chosen = () if question.portfolio.name in _NO_HINDSIGHT else (words(TOPIC, "hindsight"),)
    modelled = int(found.path.modelled.sum())
    known = (words(TOPIC, "record", days=f"{modelled:,}", all=f"{len(found.path):,}"),) if modelled else ()
    return chosen + strains(found) + known


def strains(found: Backtest) -> tuple[str, ...]:
    """Sentences on ruin, else on a margin requirement above half of the book and on a loan above the equity."""
    if found.ruined is not None:
        return (words(TOPIC, "ruin", day=fmt.day(found.path.day(found.ruined))),)
    strained, deep = int((found.margin_use > HALF).sum()), _deep(found)
    margin = (words(TOPIC, "margin", count=fmt.days(strained)),) if strained else ()
    return margin + ((words(TOPIC, "deep", count=fmt.days(deep)),) if deep else ())


def _deep(found: Backtest) -> int:
    """The number of days with a loan above the equity."""
    return int((found.loan > 1.0).sum())


def in_words(found: Backtest, question: BacktestQuestion) -> None:
    """Say how deep the falls were, how sure the difference is, what was walked, and what strained the book."""
    if found.ruined is None:
        mine, alone = (fmt.percent(deepest(one)) for one in (found.account, found.hold))
        st.markdown(words(TOPIC, "falls", mine=mine, alone=alone))
        if certainty.has_interval(found):
            st.markdown(certain(kept.certainty(question)))
        else:
            st.markdown(words(TOPIC, "certain.short" if is_yearly(len(found.path)) else "certain.total"))
    whole, most = attribution.whole(found), found.margin_use.max()
    with st.container(horizontal=True, key="metrics"):
        st.metric(
            "Its volatility", fmt.percent(whole.overlay_vol),
            help=f"From the overlay's daily results, {fmt.stated(len(found.path))}.",
        )  # fmt: skip
        st.metric(
            "Margin at most", fmt.percent(most, 0) if np.isfinite(most) else "no book",
            help="The condors' margin requirement as a share of the whole book, at its highest.",
        )  # fmt: skip
    for one in strains(found):
        st.markdown(one)
    _days(found, question)


def _days(found: Backtest, question: BacktestQuestion) -> None:
    """Say which days, which cash and which tax."""
    path = found.path
    st.caption(
        words(
            TOPIC, "answer", days=f"{len(path):,}", first=fmt.day(path.day(0)), last=fmt.day(path.day(len(path) - 1)),
            tax=", 60/40 tax each year" if question.tax else ", before tax", cash=fmt.money(question.portfolio.cash),
            vix=fmt.modelled_vix(int(path.modelled.sum())), loan=loan(found),
            names="" if question.portfolio.name in _NO_HINDSIGHT else words(TOPIC, "hindsight") + " ",
        )
    )  # fmt: skip


def loan(found: Backtest) -> str:
    """Since when and how much the book borrows at most, as a sentence with a space before it; empty if it never does."""
    if found.ruined is not None or not found.loan.any():
        return ""
    first, most = int(np.argmax(found.loan > 0.0)), int(np.argmax(found.loan))
    since, worst = (fmt.day(found.path.day(one)) for one in (first, most))
    return " " + words(TOPIC, "loan", since=since, times=f"{found.loan[most]:.2f}", day=worst)


def lines(found: Backtest, question: BacktestQuestion, chosen: tuple[str, ...]) -> dict[str, FloatArray]:
    """The book and the lines for comparison, by name: dollars, each (D,), from the same deposit."""
    drawn = {charts.MINE: found.account}
    for name in chosen:
        if name == controls.HOLD:
            drawn[name] = found.hold
        elif name in controls.LESS:
            if less_stock.comparable(found):
                drawn[name] = why.stocks_alone(name, question).values
        elif name in controls.RIVALS:
            drawn[name] = kept.lived(controls.rival(question, controls.RIVALS[name])).account
        else:
            drawn[name] = _level(name, found, question)
    return drawn


def _level(name: str, found: Backtest, question: BacktestQuestion) -> FloatArray:
    """The deposit in a replica, or in the index with dividends, on the days of a backtest, dollars: (D,)."""
    levels = kept.replica(name, question.history) if name in replicas.ALL else kept.total_return(question.history)
    values = levels.reindex(pd.DatetimeIndex(found.path.days)).to_numpy(dtype=np.float64)
    return np.asarray(found.deposit * values / values[0])


def parts(found: Backtest) -> None:
    """Show what each part of the book added over all days."""
    sums = attribution.whole(found).sums._asdict()
    rows = [(charts.NAMES[name], fmt.dollars(amount, plus=True)) for name, amount in sums.items()]
    rows.append(("All together", fmt.dollars(sum(sums.values()), plus=True)))
    st.dataframe(pd.DataFrame(rows, columns=["Part", "Added over all days"]), hide_index=True)


def falls(found: Backtest) -> None:
    """Show the deepest drawdowns and the worst days, each with the overlay's result."""
    path, hold = found.path, found.hold
    rows = []
    for one in drawdowns.worst(found.account):
        back = "not yet" if one.recovered is None else fmt.day(path.day(one.recovered))
        alone = hold[one.trough] / hold[one.peak] - 1.0
        rows.append((
            fmt.day(path.day(one.peak)), fmt.day(path.day(one.trough)), back, fmt.percent(-one.depth),
            fmt.percent(float(alone)), fmt.dollars(-one.lost),
        ))  # fmt: skip
    st.markdown("**Deepest drawdowns**")
    st.dataframe(
        pd.DataFrame(rows, columns=["High", "Low", "High again", "Book", "Holding alone, same days", "Lost"]),
        hide_index=True,
    )
    st.markdown("**Worst days**")
    worst = [
        (fmt.day(path.day(one.at)), fmt.percent(one.equity, 2), fmt.percent(one.overlay, 2, plus=True),
         *(fmt.dollars(amount, plus=True) for amount in (one.parts.core, one.parts.condors, one.parts.hedge)))
        for one in attribution.worst_days(found)
    ]  # fmt: skip
    st.dataframe(
        pd.DataFrame(worst, columns=["Day", "Book", "Overlay, share of the book", "Stocks", "Condors", "VIX calls"]),
        hide_index=True,
    )


def evidence(found: Backtest, question: BacktestQuestion) -> Evidence | None:
    """The evidence in the overlay's months; with too few of them, or after ruin, show a sentence and return None."""
    if not certainty.has_interval(found):
        st.info(words(TOPIC, "sure.short" if found.ruined is None else "sure.ruin"))
        return None
    return kept.evidence(question)


def sure(seen: Evidence, found: Backtest, question: BacktestQuestion) -> None:
    """Say how sure the difference is, and how many independent months there are."""
    layers = int((found.ladder.layers.quantity > 0).sum())
    how_sure = kept.certainty(question)
    st.markdown(certain(how_sure))
    st.markdown(words(TOPIC, "model", count=len(LEFT_OUT), share=fmt.percent(how_sure.model_share, 0)))
    st.markdown(
        words(
            TOPIC, "sure", periods=f"{seen.periods:,}", bets=f"{seen.bets:,.0f}",
            sharpe=fmt.points(seen.sharpe.estimate), low=fmt.points(seen.sharpe.low), high=fmt.points(seen.sharpe.high),
            expiries=f"{attribution.expiries(found):,.0f}", layers=f"{layers:,}",
        )
    )  # fmt: skip


def slices(found: Backtest) -> tuple[DaysSlice, ...]:
    """The days split as chosen, with a caption on the data behind the split."""
    chosen = controls.SLICES.show()
    if chosen == "Recorded or modelled":
        st.markdown(words(TOPIC, "record", days=f"{int(found.path.modelled.sum()):,}", all=f"{len(found.path):,}"))
    else:
        known = sum(one.days for one in attribution.on_events(found)[:2]) / len(found.path)
        st.markdown(words(TOPIC, "kinds", known=fmt.percent(known, 0)))
    return SPLITS[chosen](found)


def beside(found: Backtest, question: BacktestQuestion, drawn: dict[str, FloatArray]) -> None:
    """Show growth, its difference to holding with the interval, volatility and drawdown of each line in a table.

    Captions say what the replicas are, and how their options settled.
    """
    rows = []
    for name, values in drawn.items():
        fared = attribution.line(found, values)
        rows.append((
            name, fmt.percent(fared.growth), _over_holding(name, values, found, question), fmt.percent(fared.vol),
            fmt.percent(-fared.drawdown), fmt.percent(fared.worst_day, plus=True),
        ))  # fmt: skip
    stated = fmt.stated(len(found.path))
    columns = ["Line", f"Growth {stated}", "Less holding (95%)", "Volatility", "Worst drawdown", "Worst day"]
    st.dataframe(pd.DataFrame(rows, columns=columns), hide_index=True)
    st.caption(words(TOPIC, "benchmarks"))
    known, rolls = kept.openings(question.history)
    st.caption(words(TOPIC, "settled.opening" if known else "settled.close", known=f"{known:,}", rolls=f"{rolls:,}"))


def _over_holding(name: str, values: FloatArray, found: Backtest, question: BacktestQuestion) -> str:
    """The line's growth less that of holding, with its interval where it has one."""
    if name == controls.HOLD:
        return ""
    more = fmt.percent(attribution.growth(found, values) - attribution.growth(found, found.hold), 2, plus=True)
    asked = controls.rival(question, controls.RIVALS[name]) if name in controls.RIVALS else question
    one = kept.lived(asked)
    if not certainty.has_interval(one):
        return more
    own = name == charts.MINE or name in controls.RIVALS
    low, _, high = (kept.certainty(asked) if own else certainty.line(found, values)).interval
    return f"{more} ({fmt.percent(low, 2, plus=True)} to {fmt.percent(high, 2, plus=True)})"


def traded(found: Backtest) -> None:
    """Show every trade, the turnover and the result of rolls, and offer both tables as CSV."""
    turned = trades.turnover(found)
    st.markdown(
        words(
            TOPIC,
            "trades",
            contracts=f"{turned.contracts:,.0f}",
            premium=fmt.percent(turned.premium, 0),
            stated=fmt.stated(len(found.path)),
        )
    )
    ledger = roll_ledger.rolls(found.ladder)
    if len(ledger.at):
        ends = roll_ledger.ends(ledger, found.ladder)
        st.markdown(
            words(
                TOPIC, "rolls", count=f"{len(ledger.at):,}", realised=fmt.money(float(ledger.realised.sum()), plus=True),
                chains=f"{ends.chains:,}", rolled=fmt.money(ends.rolled, plus=True), stopped=fmt.money(ends.stopped, plus=True),
                held=fmt.money(ends.held, plus=True),
            )
        )  # fmt: skip
    table = trades.table(found).iloc[::-1]
    dated = {name: table[name].dt.strftime("%Y-%m-%d").fillna("") for name in ("opened", "ended", "expiry")}
    money = {name: f"{name.capitalize()} ($)" for name in ("received", "paid", "commission", "result")}
    shown = table.assign(**dated).rename(columns=money).rename(columns=str.capitalize)
    st.dataframe(
        shown, hide_index=True, height=420,
        column_config={name: st.column_config.NumberColumn(format="localized") for name in money.values()},
    )  # fmt: skip
    _download(f"{len(table):,} trades", shown, "backtest_trades.csv")
    daily = pd.DataFrame({
        "Day": found.path.days, "Stocks ($)": found.core.round(2), "Condors ($)": found.condors.round(2),
        "VIX calls ($)": found.hedge.round(2), "Cash ($)": found.cash, "Equity ($)": found.equity.round(2),
        "Hold ($)": found.hold.round(2), "Requirement ($)": found.book.requirement,
        "VIX modelled": found.path.modelled,
    })  # fmt: skip
    _download(f"{len(daily):,} days", daily, "backtest_days.csv")


def _download(what: str, table: pd.DataFrame, name: str) -> None:
    st.download_button(
        f"Download {what} (CSV)", table.to_csv(index=False), file_name=name, mime="text/csv", on_click="ignore",
        icon=":material/download:",
    )  # fmt: skip
