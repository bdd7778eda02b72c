"""The first screen of the Portfolio page: headline, picture, three numbers, and what must be seen at once."""

from collections.abc import Callable

import streamlit as st

from overlay.book.exposures import Exposure
from overlay.book.gaps import Gap
from overlay.book.holdings import Portfolio
from overlay.book.returns import Window
from overlay.condor.placement import IronCondor
from overlay.options.market import Market
from overlay.options.surface_error import expiry_error
from views.frame import headline, numbers as figures
from views.frame.badge import Shown, give_or_take
from views.frame.headline import Verdict
from views.look import format as fmt, plot
from views.look.amounts import brief
from views.portfolio import gap_charts
from views.portfolio.charts import counted


def answer(found: Gap, condors: IronCondor | None, market: Market) -> None:
    """Show the headline: the cost of the fall in dollars, what the condors pay of it, and the share that is not paid."""
    headline.show(f"If {_fall(found)}, you lose {brief(found.core_loss)}. ", *_paid(found, condors, market))


def _fall(found: Gap) -> str:
    """The fall in words: the name alone, or with the index."""
    drop = fmt.percent(found.drop, 0)
    if not found.index_return:
        return f"{found.symbol} alone falls {drop}"
    return f"{found.symbol} falls {drop}, the index {fmt.percent(-found.index_return)}"


def _paid(found: Gap, condors: IronCondor | None, market: Market) -> tuple[str | Verdict, ...]:
    """What the condors pay at best, with the error of a modelled credit, and the verdict."""
    if condors is None:
        return "No condors are laid over: ", Verdict("short", "none of it is paid"), "."
    verb = "loses" if condors.quantity == 1 else "lose"
    if found.overlay_gain <= 0.0:
        lost = f"At expiry {counted(condors)} {verb} {brief(-found.overlay_gain)} more: "
        return lost, Verdict("short", "none of it is paid"), "."
    off = expiry_error(market, condors.expiry)
    error = give_or_take(off)
    verb = "pays" if condors.quantity == 1 else "pay"
    paid = f"Of that, {counted(condors)} {verb} {brief(found.overlay_gain)}{error} at best: "
    return paid, _left(found.core_loss - found.overlay_gain, found, off), "."


def _left(left: float, found: Gap, off: float) -> Verdict:
    """The verdict on the dollars that are not paid; even where the gain covers the loss, or nearly so within its error."""
    if left > found.overlay_gain * off:
        return Verdict("short", f"{fmt.percent(left / found.core_loss)} stays unpaid")
    return Verdict("even", "nearly all of it" if left > -found.overlay_gain * off else "all of it")


def picture(found: Gap, condors: IronCondor | None) -> plot.Drawing:
    """The chart of the fall and of what the condors pay."""
    figure, table = gap_charts.gap_bars(found, condors)
    return plot.Drawing(figure=figure, key="gap", alt=gap_charts.gap_finding(found, condors), table=table)


def ahead(fallen: Callable[..., Gap], condors: IronCondor | None) -> plot.Drawing:
    """The same chart with another number of condors; `fallen` is the gap test, which lacks the legs."""
    return picture(fallen(legs=() if condors is None else condors.legs), condors)


def numbers(
    portfolio: Portfolio, found: Exposure, condors: IronCondor | None, window: Window
) -> tuple[figures.KeyNumber, ...]:
    """The three numbers: dollars in stocks, their volatility, and the most that an index hedge can cut."""
    largest = portfolio.holdings[0].symbol
    past = f"past {'year' if window.years == 1 else f'{window.years:g} years'}"
    change = "" if condors is None else f"{fmt.percent(-found.vol_cut, plus=True)} with {counted(condors)}, "
    return (
        figures.KeyNumber(
            "Stocks", brief(portfolio.invested, exact=1e7),
            f"{fmt.percent(portfolio.weight(largest), 0)} is {largest}",
            "All lots at the prices of the market's day, without cash; after it, the share of the largest name.",
        ),
        figures.KeyNumber(
            "Volatility", fmt.percent(found.vol), f"{change}{past}",
            f"The stocks' volatility a year at today's weights, over {found.periods:,} returns; the index in the same window: "
            f"{fmt.percent(found.market_vol)}. After it, the change by the condors, repriced with each past move.",
        ),
        figures.KeyNumber(
            "Best hedge", fmt.percent(-found.best_cut), f"of the swings at most, {past}",
            "The largest share of the stocks' volatility that any hedge with the index alone can remove.",
        ),
    )  # fmt: skip


def shown(condors: IronCondor | None) -> Shown:
    """What the page's numbers are: option prices with condors, else recorded closes."""
    return "closes" if condors is None else "prices"


def notes(found: Exposure) -> tuple[str, ...]:
    """The caveats of the measurement, for the badge's sheet, and its window."""
    flags = (f"**{fmt.escaped(one.title)}.** {fmt.escaped(one.why)}" for one in found.flags)
    return (
        *flags,
        f"Betas and volatilities: {found.periods:,} returns from {fmt.day(found.first)} to {fmt.day(found.last)}.",
    )


def unmeasured(portfolio: Portfolio, found: Exposure) -> None:
    """Say in a line which held names have no history, so that the risk shown is that of the others."""
    if len(found.names) < len(portfolio.holdings):
        title = fmt.escaped(found.flags[0].title)
        st.warning(f"{title}: the risk shown is that of the others.", icon=":material/warning:")
