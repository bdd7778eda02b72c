"""The panels of the Condor page: each shows one thing about a quoted condor."""

from collections.abc import Callable, Sequence
from math import isnan
from typing import Final

import pandas as pd
import streamlit as st

from overlay.condor.placement import IronCondor
from overlay.condor.pnl import Curves
from overlay.condor.pricing import CondorQuote, Odds
from overlay.condor.scan import Score
from overlay.options.costs import Costs
from overlay.options.fit_check import fit_check
from overlay.options.legs import prices
from overlay.options.market import Market
from overlay.options.scenarios import Scenario
from overlay.options.surface_error import expiry_error
from views.condor.cached import Found
from views.controls import costs as trading
from views.frame import headline
from views.frame.badge import give_or_take
from views.frame.headline import Verdict
from views.frame.numbers import KeyNumber
from views.look import format as fmt
from views.look.words import words

TOPIC: Final = "condor"
_UNITS: Final = {
    "delta": "$ per index point",
    "gamma": "$ per point, per point",
    "vega": "$ per point of volatility",
    "theta": "$ per calendar day",
    "rho": "$ per 1% of rate",
}
_SECOND_ORDER: Final = {
    "vanna": "delta gained per point of volatility",
    "charm": "delta gained per calendar day",
    "vomma": "vega gained per point of volatility",
}
_LIGHTS: Final = {"+": "▲", "-": "▼", "0": "●"}
_COLOURS: Final = {"+": "blue", "-": "orange", "0": "gray"}


def answer(quote: CondorQuote, off: float = 0.0) -> None:
    """Show the headline: credit, largest loss, and wins against the wins needed; `off` is the credit's relative error."""
    wins, needed = quote.probability_of_profit, quote.win_rate_needed
    headline.show(
        f"Takes in {fmt.dollars(quote.credit_dollars)}, can lose {fmt.dollars(quote.max_loss_dollars)}. "
        f"Wins {_of_hundred(wins)} of 100 and needs {_of_hundred(needed)} at worst: ",
        *verdict(wins, needed, (1.0 - needed) * off, quote.expected_value_dollars - quote.costs_dollars),
    )


def verdict(wins: float, needed: float, error: float, expected: float) -> tuple[Verdict | str, ...]:
    """Whether the wins suffice if every loss is the largest, counted of a hundred.

    wins, needed, error: shares; the error is that of the share needed. expected: the mean result after costs, in dollars.
    There is something "to spare" only if that is above zero.
    """
    gap = round(100.0 * wins) - round(100.0 * needed)
    within = f", within ± {max(round(100.0 * error), 1)}." if abs(gap) < 100.0 * error else "."
    if gap < 0:
        return Verdict("short", f"{-gap} too few"), within
    if not gap:
        return Verdict("even", "just even" if expected > 0.0 else "even before costs, short after"), within
    if expected > 0.0:
        return Verdict("spare", f"{gap} to spare"), within
    return Verdict("even", f"{gap} to spare before costs, none after"), within


def _of_hundred(share: float) -> str:
    """A chance as a whole count of a hundred."""
    return fmt.points(100.0 * share, 0)


def numbers(quote: CondorQuote, off: float = 0.0) -> tuple[KeyNumber, ...]:
    """The three numbers; `off` is the relative error of a modelled credit."""
    points = fmt.points(quote.credit_points)
    expected = quote.expected_value_dollars - quote.costs_dollars
    return (
        KeyNumber(
            "Taken in", fmt.dollars(quote.credit_dollars),
            f"± {fmt.dollars(round(quote.credit_dollars * off))}, modelled" if off else "at the mid of the quotes",
            f"The credit: {points} points at the mid of bid and ask. It is the largest possible gain. After ±: one standard "
            "error of the model; two markets in three lie within it.",
        ),
        KeyNumber(
            "Most lost", fmt.dollars(quote.max_loss_dollars), "at expiry, all legs together",
            "The largest payout of the worse side (width times number of spreads), less the whole credit.",
        ),
        KeyNumber(
            "Expected", fmt.dollars(expected, plus=True), "after costs, by the market's odds",
            "The mean result by the odds that option prices imply. A fairly priced condor has a mean of zero before costs, "
            "so this is the cost of trading.",
        ),
    )  # fmt: skip


def legs_in_words(condor: IronCondor, quote: CondorQuote) -> None:
    """Say what is sold: strikes, count, expiry, the size of one standard deviation, and the natural credit of a chain."""
    ratio = (
        "" if condor.put_spreads == condor.call_spreads else f", {condor.put_spreads} put to {condor.call_spreads} call"
    )
    natural = (
        ""
        if quote.natural_credit_points is None
        else f" Natural credit (sell at the bid, buy at the ask): {fmt.points(quote.natural_credit_points)} points."
    )
    st.caption(
        f"Sells the {fmt.level(condor.long_put)}/{fmt.level(condor.short_put)} puts and "
        f"{fmt.level(condor.short_call)}/{fmt.level(condor.long_call)} calls{ratio}: "
        f"{fmt.number_of(condor.quantity, 'condor')} for {fmt.points(quote.credit_points)} points each, expiring "
        f"{condor.expiry:%A}, {fmt.day(condor.expiry)}. One standard deviation until then: "
        f"{fmt.points(quote.one_sd_points, 0)} points.{natural}"
    )


def what_if(curves: Curves, condor: IronCondor, market: Market, scenario: Scenario) -> None:
    """Show the P&L of the what-if in one sentence; nothing without one."""
    if scenario.is_nothing:
        return
    left = market.days(condor.expiry)
    shifted = "the VIX" if market.listing is None else "every volatility"
    when = f"{fmt.days(scenario.days)} on" if scenario.days < max(left, 1) else f"at expiry, {fmt.days(left)} on"
    beyond = " (the condor expires then)" if scenario.days > left else ""
    pnl = fmt.money(curves.what_if_pnl, plus=True)
    st.markdown(
        f"**What if** the index stands {fmt.percent(scenario.index_return, plus=True)}, {shifted} "
        f"{fmt.points(scenario.vol_shift * 100, 1, plus=True)} points, {when}{beyond}: **{pnl}** on the condor."
    )


def greeks(quote: CondorQuote, days_left: float) -> None:
    """Show each first-order greek with a mark for its sign and a sentence, and the second order in a table.

    With less than a day left theta is stated by the hour, since a day's theta may be more than is left to earn.
    """
    values = quote.greeks._asdict()
    short = days_left < 1.0
    for name, unit in _UNITS.items():
        value, said = values[name], unit
        sign = _sign(name, quote)
        told = f"{name}.{sign}"
        if name == "theta" and short:
            value, said, told = value / 24.0, "$ per hour, at this moment", f"{told}.hours"
        left, right = st.columns([1, 3], vertical_alignment="center")
        left.metric(f"{name.capitalize()} ({said})", fmt.points(value, plus=True))
        right.markdown(f":{_COLOURS[sign]}[{_LIGHTS[sign]}] {words(TOPIC, told)}")
    st.dataframe(
        pd.DataFrame(
            {
                "Second order": [name.capitalize() for name in _SECOND_ORDER],
                "Value": [fmt.points(values[name], 4, plus=True) for name in _SECOND_ORDER],
                "Meaning": list(_SECOND_ORDER.values()),
            }
        ),
        hide_index=True,
    )


def _sign(name: str, quote: CondorQuote) -> str:
    """The sign of a greek: +, - or 0; 0 if the net is under a twentieth of the largest leg's value."""
    net = quote.greeks._asdict()[name]
    largest = abs(quote.leg_greeks._asdict()[name]).max()
    if abs(net) < 0.05 * largest:
        return "0"
    return "+" if net > 0.0 else "-"


def odds(quote: CondorQuote) -> None:
    """Show the odds under each measure, with sample size and standard error."""
    past = next((one for one in quote.odds if one.sample_size is not None), None)
    st.dataframe(
        pd.DataFrame(
            {
                "Measure": [one.measure for one in quote.odds],
                "Chance of profit": [
                    _with_error(
                        fmt.percent(one.probability_of_profit), fmt.percent(one.probability_error), one.sample_size
                    )
                    for one in quote.odds
                ],
                "Touches short put": [_touch(one, 0) for one in quote.odds],
                "Touches short call": [_touch(one, 1) for one in quote.odds],
                "Expected value before costs": [
                    _with_error(
                        fmt.dollars(one.expected_value_dollars, plus=True),
                        fmt.dollars(one.expected_value_error_dollars),
                        one.sample_size,
                    )
                    for one in quote.odds
                ],
                "Sample": [
                    one.kind if one.sample_size is None else f"{one.sample_size:,} windows" for one in quote.odds
                ],
            }
        ),
        hide_index=True,
    )
    st.markdown(
        words(
            TOPIC, "win_rate", needed=fmt.percent(quote.win_rate_needed), given=fmt.percent(quote.probability_of_profit)
        )
    )
    if past is None:
        st.markdown(words(TOPIC, "odds.no_history"))
    else:
        st.markdown(words(TOPIC, "odds", windows=f"{past.sample_size:,}", independent=f"{past.independent:,.0f}"))


def _touch(one: Odds, side: int) -> str:
    return _with_error(
        fmt.percent(one.probability_of_touch[side]), fmt.percent(one.touch_errors[side]), one.sample_size
    )


def _with_error(text: str, error: str, sample_size: int | None) -> str:
    return text if sample_size is None else f"{text} ± {error}"


def legs(condor: IronCondor, quote: CondorQuote, market: Market) -> None:
    """Show the four legs with price, volatility and delta per option; on a chain also bid, ask and open interest."""
    each = prices(condor.legs, market)
    table = {
        "Leg": [f"{'Buy' if leg.quantity > 0 else 'Sell'} {abs(leg.quantity):g}" for leg in condor.legs],
        "Option": [f"{fmt.level(leg.strike)} {'call' if leg.right > 0 else 'put'}" for leg in condor.legs],
    }
    if market.listing is None:
        table["Price (points, modelled)"] = [fmt.points(float(one)) for one in each.points]
    else:
        quotes = market.listing.quotes(
            [leg.right for leg in condor.legs], [leg.strike for leg in condor.legs], condor.expiry
        )
        table |= {
            name: [_quoted(float(one), digits) for one in values]
            for name, values, digits in (
                ("Bid (points)", quotes.bid, 2),
                ("Ask (points)", quotes.ask, 2),
                ("Mid (points)", quotes.mid, 3),
                ("Open interest (contracts)", quotes.open_interest, 0),
            )
        }
    table |= {
        "Volatility": [fmt.percent(float(one)) for one in each.vol],
        "Delta": [fmt.points(float(one), 3) for one in each.delta],
        "Theta ($ a day, position)": [fmt.points(float(one), plus=True) for one in quote.leg_greeks.theta],
    }
    st.dataframe(pd.DataFrame(table), hide_index=True)
    if market.listing is not None:
        st.caption(
            "Volatility, delta and theta come from the fitted surface; the part Smile shows how well it fits the quotes."
        )


def _quoted(amount: float, digits: int) -> str:
    return "not quoted" if isnan(amount) else fmt.points(amount, digits)


def smile(condor: IronCondor, market: Market) -> None:
    """Say how well the surface fits the quotes."""
    if market.listing is None:
        st.markdown(words(TOPIC, "smile.modelled"))
        return
    check = fit_check(market, condor.expiry)
    st.markdown(
        words(
            TOPIC,
            "smile.quoted",
            inside=fmt.percent(check.inside),
            vendor="an unknown amount" if isnan(check.vendor_gap) else f"{fmt.points(100 * check.vendor_gap)} points",
        )
    )


def scan(found: Sequence[Found], score: Score, market: Market, take: Callable[[IronCondor], None]) -> None:
    """Show the best condors, each with a button that takes it over."""
    shown = fmt.percent if score == "probability of profit" else fmt.points
    for place, (condor, value, quote) in enumerate(found):
        left, right = st.columns([5, 1], vertical_alignment="center")
        left.markdown(
            f"**{fmt.level(condor.long_put)}/{fmt.level(condor.short_put)}** puts, "
            f"**{fmt.level(condor.short_call)}/{fmt.level(condor.long_call)}** calls: "
            f"{fmt.points(quote.credit_points)} points{give_or_take(expiry_error(market, condor.expiry))}, market-implied chance of profit "
            f"{fmt.percent(quote.probability_of_profit)}, loses up to {fmt.points(quote.max_loss_points)}; "
            f"{score} {shown(value)}"
        )
        right.button("Take", key=f"take_{place}", on_click=take, args=(condor,), help="Use this condor on the page.")


def costs(condor: IronCondor, quote: CondorQuote, paid: Costs) -> None:
    """Show the opening costs at the rates `paid`, and the broker's margin requirement."""
    st.markdown(
        words(
            TOPIC,
            "costs.modelled" if quote.natural_credit_points is None else "costs.quoted",
            contracts=condor.contracts,
            costs=fmt.escaped(fmt.dollars(quote.costs_dollars)),
            commission=fmt.escaped(fmt.dollars(quote.commission_dollars)),
            slippage=fmt.escaped(fmt.dollars(quote.slippage_dollars)),
            share=fmt.percent(quote.costs_dollars / quote.credit_dollars),
            requirement=fmt.escaped(fmt.dollars(quote.requirement_dollars)),
            rate=fmt.escaped(fmt.dollars(paid.commission_dollars)),
            slips=trading.said(paid),
        )
    )
