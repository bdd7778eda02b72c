"""The panels of the Portfolio page: each shows one thing about the book and the condors over it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st

from overlay.book.betas import window_betas
from overlay.book.exposures import Exposure
from overlay.book.gaps import Gap
from overlay.book.holdings import Holding, Portfolio
from overlay.book.lots import Lot, Sale, fifo, gains, highest_basis, least_tax, sales
from overlay.book.returns import Window
from overlay.condor.placement import IronCondor
from overlay.condor.pricing import quote as quoted
from overlay.history.daily import History
from overlay.options.costs import Costs
from overlay.options.market import Market
from overlay.options.surface_error import expiry_error
from views.controls import costs
from views.frame.badge import give_or_take
from views.look import format as fmt
from views.look.words import words
from views.portfolio import report as reports

TOPIC: Final = "portfolio"
_WINDOWS: Final = (1, 2, 3, 5)


def _which(condors: IronCondor) -> str:
    return "this condor" if condors.quantity == 1 else f"these {condors.quantity} condors"


def exposures(found: Exposure, market: Market) -> None:
    """Show the beta with its error, and the stocks' exposure to the index in contracts."""
    with st.container(horizontal=True, key="book_metrics"):
        st.metric(
            "Beta",
            f"{fmt.points(found.beta)} ± {fmt.points(found.beta_error)}",
            help="The percentage by which the stocks move when the index moves 1%, with its standard error.",
        )
        st.metric(
            f"In {market.contract.symbol} contracts",
            fmt.points(found.before.spx_contracts),
            help="Beta-weighted: a long position of this number of contracts moves like the stocks; dollars x beta / (100 x the index).",
        )


def report(
    portfolio: Portfolio,
    found: Exposure,
    gap: Gap,
    market: Market,
    condors: IronCondor | None,
    sources: Mapping[str, str],
) -> None:
    """Show the download button of the book's report; a click writes the report."""
    asked = partial(_report, portfolio, found, gap, market, condors, dict(sources), paid=costs.held())
    st.download_button(
        "Report to print", data=asked, type="tertiary", file_name=f"overlay-report-{market.as_of}.html", mime="text/html",
        on_click="ignore", icon=":material/print:", key="book_report",
        help="One page to print or keep: the book, its risk, the condors, the gap and the tax, with sources and date.",
    )  # fmt: skip


def _report(
    portfolio: Portfolio,
    found: Exposure,
    gap: Gap,
    market: Market,
    condors: IronCondor | None,
    sources: dict[str, str],
    *,
    paid: Costs,
) -> str:
    quote = None if condors is None else quoted(condors, market, costs=paid)
    return reports.document(
        reports.Report(
            portfolio=portfolio, exposure=found, gap=gap, market=market, condors=condors, quote=quote, sources=sources,
            made=datetime.now(tz=UTC).date(),
        )
    )  # fmt: skip


def method(found: Exposure, condors: IronCondor | None) -> None:
    """Show the article's claim and the measurement."""
    done = words(TOPIC, "condors.none")
    if condors is not None:
        share = found.legs.dollars / found.before.dollars if found.before.dollars else 0.0
        done = words(
            TOPIC,
            "condors.some",
            which=_which(condors).capitalize(),
            verb="changes" if condors.quantity == 1 else "change",
            whose="its" if condors.quantity == 1 else "their",
            change=fmt.percent(-found.vol_cut, plus=True),
            delta=fmt.percent(share, plus=True),
            periods=f"{found.periods:,}",
            correlation=fmt.points(found.legs_correlation, plus=True),
        )
    st.markdown(
        words(
            TOPIC,
            "method",
            market=fmt.percent(found.split.market),
            sector=fmt.percent(found.split.sector),
            single=fmt.percent(found.split.single_name),
            best=fmt.percent(found.best_cut),
            condors=done,
        )
    )


def gap(found: Gap, condors: IronCondor | None, market: Market) -> None:
    """Show the cost of the gap and the condors' payment in a sentence."""
    slots = {
        "symbol": found.symbol,
        "drop": fmt.percent(found.drop, 0),
        "loss": fmt.money(found.core_loss),
    }
    if condors is None:
        st.markdown(words(TOPIC, "gap.none", **slots))
        return
    off = give_or_take(expiry_error(market, condors.expiry))
    slots |= {"gain": fmt.money(found.overlay_gain) + off, "coverage": fmt.percent(found.coverage)}
    if not found.index_return:
        st.markdown(words(TOPIC, "gap.flat", **slots))
        return
    breach = (
        words(TOPIC, "gap.breached", strike=fmt.level(found.breached[0].strike))
        if found.wrong_way
        else words(TOPIC, "gap.held")
    )
    slots |= {
        "index_move": fmt.percent(-found.index_return, 2),
        "index_points": fmt.points(found.index_points, 1),
        "sigmas": fmt.points(found.index_sigmas),
        "breach": breach,
    }
    st.markdown(words(TOPIC, "gap.moved", **slots))


def beta_words(found: Exposure, window: Window) -> None:
    """Explain how the betas were measured."""
    st.markdown(
        words(
            TOPIC,
            "betas",
            periods=f"{found.periods:,}",
            step="weekly" if window.weekly else "daily",
            first=fmt.day(found.first),
            last=fmt.day(found.last),
            drawdown=fmt.percent(found.worst_drawdown),
        )
    )


def windows(portfolio: Portfolio, history: History, market: Market) -> None:
    """Show the betas of the book and of its largest names over eight windows."""
    choices = [Window(years=years, weekly=weekly) for weekly in (False, True) for years in _WINDOWS]
    rows: dict[str, list[str]] = {}
    for one in window_betas(portfolio, history, market.as_of, choices):
        years = one.window.years
        label = f"{years:g} {'year' if years == 1 else 'years'}, {'weekly' if one.window.weekly else 'daily'}"
        cells = zip([one.book, *one.beta[:5]], [one.book_error, *one.beta_error[:5]], strict=True)
        rows[label] = [f"{fmt.points(beta)} ± {fmt.points(error)}" for beta, error in cells]
        names = ["the book", *one.symbols[:5]]
    table = pd.DataFrame(rows, index=pd.Index(names)).T
    table.index.name = "Beta ± standard error over"
    st.dataframe(table)


def tax_words(portfolio: Portfolio, market: Market) -> None:
    """Say how much tax a sale of the lots would cost."""
    found = portfolio.gains(market.as_of)
    st.markdown(
        words(
            TOPIC,
            "tax",
            day=fmt.day(market.as_of),
            tax=fmt.money(found.tax_at_top_rates),
            share=fmt.percent(found.tax_at_top_rates / portfolio.invested),
        )
    )
    later = sum(lot.acquired > market.as_of for lot in portfolio.lots)
    if later:
        st.warning(
            f"{later} of {len(portfolio.lots)} lots were acquired after {fmt.day(market.as_of)}, the market's day; they "
            "count as short-term here. Choose a later day above, or type the market."
        )


def lots_table(portfolio: Portfolio, market: Market) -> None:
    """Show every lot with its holding period and gain."""
    rows = [(holding, lot) for holding in portfolio.holdings for lot in holding.lots]
    st.dataframe(
        pd.DataFrame(
            {
                "Name": [lot.symbol for _, lot in rows],
                "Shares": [lot.shares for _, lot in rows],
                "Acquired": [lot.acquired for _, lot in rows],
                "Basis ($ a share)": [lot.basis for _, lot in rows],
                "Price ($ a share)": [holding.price for holding, _ in rows],
                "Gain ($)": [round(lot.gain(holding.price)) for holding, lot in rows],
                "Held": ["long-term" if lot.long_term(market.as_of) else "short-term" for _, lot in rows],
            }
        ),
        hide_index=True,
        column_config=_localized("Shares", "Basis ($ a share)", "Price ($ a share)", "Gain ($)"),
    )


def relief(holding: Holding, share: float, market: Market) -> None:
    """Show the gain of selling part of one name, for each way of choosing lots."""
    day, price = market.as_of, holding.price
    sold = [lot for lot in holding.lots if lot.acquired <= day]
    if not sold:
        return
    shares = share * sum(lot.shares for lot in sold)
    st.markdown(words(TOPIC, "relief", shares=fmt.points(shares, 0), symbol=holding.symbol, price=fmt.money(price)))
    orders: dict[str, Sequence[Lot]] = {
        "FIFO, if nothing is said": fifo(sold),
        "Highest basis first": highest_basis(sold),
        "Losses, then long-term gains": least_tax(sold, price, day),
    }
    found = {name: sales(lots, shares, price, day) for name, lots in orders.items()}
    st.dataframe(
        pd.DataFrame(
            {
                "Lots taken": list(found),
                "Short-term gain ($)": [round(gains(one).short) for one in found.values()],
                "Long-term gain ($)": [round(gains(one).long) for one in found.values()],
                "Tax at the top rates ($)": [round(gains(one).tax_at_top_rates) for one in found.values()],
                "From lots of": [_origin(one) for one in found.values()],
            }
        ),
        hide_index=True,
        column_config=_localized("Short-term gain ($)", "Long-term gain ($)", "Tax at the top rates ($)"),
    )


def _localized(*columns: str) -> dict[str, Any]:
    """Numbers with thousands separators."""
    return {name: st.column_config.NumberColumn(format="localized") for name in columns}


def _origin(sold: Sequence[Sale]) -> str:
    return ", ".join(fmt.day(sale.lot.acquired) for sale in sold[:4]) + (" and more" if len(sold) > 4 else "")


def bridge_words(found: Exposure) -> None:
    """Explain the bridge chart."""
    st.markdown(words(TOPIC, "bridge", level=fmt.level(found.index_level)))
