"""What the VIX hedge page says at first sight: headline, picture, three numbers, one line below, the badge's notes."""

from math import isnan
from typing import Final

import streamlit as st

from overlay.hedge.calls import TENORS
from overlay.hedge.plan import Plan
from overlay.vix.market import FittedVols
from views.frame import headline
from views.frame.badge import Shown
from views.frame.headline import Verdict
from views.frame.numbers import KeyNumber
from views.hedge import charts
from views.look import format as fmt, plot
from views.look.words import words

TOPIC: Final = "vix_hedge"


def answer(plan: Plan) -> None:
    """Show the headline: the cost a year against the budget, and the gain in the shock."""
    if not plan.premium_dollars:
        headline.show("Buys no calls: ", Verdict("even", "costs nothing, pays nothing"), ".")
        return
    after = f". {_gain(plan)} if the VIX {_shock(plan)}."
    if unstated(plan):
        risk = fmt.dollars(plan.premium_dollars)
        headline.show(f"Risks {risk} of premium: ", Verdict("even", "the yearly cost is not known today"), after)
        return
    headline.show(f"Costs {fmt.dollars(plan.net_dollars)} a year if the market stands still: ", _verdict(plan), after)


def unstated(plan: Plan) -> bool:
    """Whether the cost in a still market is not known, because the VIX lies far above its futures."""
    return isnan(plan.net_dollars)


def _verdict(plan: Plan) -> Verdict:
    """Whether the cost keeps within the budget. A hedge is never "to spare": nobody states the odds of its gain."""
    over = plan.net_dollars - plan.wanted.budget * plan.wanted.capital_dollars
    if over > 0.0:
        return Verdict("short", f"{fmt.dollars(over)} over budget")
    return Verdict("even", "within budget")


def _gain(plan: Plan) -> str:
    gain = plan.gains.sum()
    if abs(gain) < 0.5:
        return "Neither gains nor loses"
    return f"{'Gains' if gain > 0.0 else 'Loses'} {fmt.dollars(abs(gain))}"


def _shock(plan: Plan) -> str:
    """What the VIX does in the what-if: rises 20 points in 30 days."""
    points, days = plan.vix_points, plan.wanted.shock.days
    when = f" in {fmt.days(days)}" if days else ""
    if not points:
        return f"stays{when}"
    return f"{'rises' if points > 0.0 else 'falls'} {charts.vix_move(abs(points))} points{when}"


def shown(plan: Plan) -> Shown:
    """What the badge says of the numbers: prices of the market only where index and VIX options are both quoted.

    The error on the badge of a modelled market is that of a 30-day condor, not of VIX calls; their error is a note.
    """
    quoted = isinstance(plan.vix.vols, FittedVols) and plan.market.listing is not None
    return "prices" if quoted else "model"


def notes(plan: Plan) -> tuple[str, ...]:
    """The sentences for the badge's sheet: where VIX futures and VIX options come from, and how far they may be off."""
    futures = " / ".join(fmt.points(plan.vix.curve.future(one.days), 1) for one in plan.calls)
    listed = " / ".join(fmt.day(day) for day in plan.expiries)
    name = "Modelled VIX futures" if plan.vix.curve.modelled else "VIX futures from your file"
    source = fmt.escaped(plan.vix.source)
    told = [f"**{name}**: {futures} of {listed}, the VIX expiries nearest to 30 / 110 / 220 days. {source}"]
    quoted = isinstance(plan.vix.vols, FittedVols)
    options = "Quoted VIX options" if quoted else "Modelled VIX options"
    told.append(f"**{options}.** {words(TOPIC, 'notes.quoted' if quoted else 'notes.modelled')}")
    return (*told, *map(fmt.flag, plan.vix.flags))


def picture(plan: Plan) -> plot.Drawing:
    """The chart of the calls' P&L by move of the VIX."""
    figure, table = charts.payoff(plan)
    return plot.Drawing(figure=figure, key="vix_payoff", alt=charts.payoff_finding(plan), table=table)


def numbers(plan: Plan) -> tuple[KeyNumber, ...]:
    """The three numbers: net cost a year, premium at risk, gain in the shock."""
    days = plan.wanted.shock.days
    move = f"VIX {charts.vix_move(plan.vix_points, plus=True)} points{f', {fmt.days(days)}' if days else ''}, modelled"
    return (
        KeyNumber(
            "Net cost", "not known" if unstated(plan) else fmt.dollars(plan.net_dollars),
            f"a year; budget {fmt.dollars(plan.wanted.budget * plan.wanted.capital_dollars)}",
            "Premium paid in a year without market moves, less the proceeds of rolling. The budget is "
            f"{fmt.percent(plan.wanted.budget)} of {fmt.dollars(plan.wanted.capital_dollars)} of capital.",
        ),
        KeyNumber(
            "At risk", fmt.dollars(plan.premium_dollars), "the premium now, at the mid",
            "The calls' price today at the mid: the most they can lose before they are rolled.",
        ),
        KeyNumber(
            "In a shock", fmt.dollars(plan.gains.sum(), plus=True), move,
            f"All layers, VIX {charts.vix_move(plan.vix_points, plus=True)} points, in {fmt.days(days)}. You gain less if you "
            "cannot sell at the mid.",
        ),
    )  # fmt: skip


def below(plan: Plan) -> None:
    """Show which calls are bought, and what changes the meaning of the numbers: no cost to state, a shock cut short."""
    if not plan.premium_dollars:
        st.caption(words(TOPIC, "verdict.none"))
        return
    st.caption(_bought(plan))
    if unstated(plan):
        curve = plan.vix.curve
        levels = {"vix": fmt.points(curve.spot, 1), "future": fmt.points(float(curve.future(TENORS[0])), 1)}
        st.caption(words(TOPIC, "unstated", **levels))
    if plan.vix_points != plan.wanted.shock.vix_points:
        st.caption(
            f"The VIX has never closed below 9, so the fall is limited to {fmt.points(plan.vix_points, 1)} points."
        )


def _bought(plan: Plan) -> str:
    bought = [
        f"{one.contracts:g} of {fmt.day(day)} ({fmt.days(one.days)}) at {fmt.level(one.strike)}"
        for one, day in zip(plan.calls, plan.expiries, strict=True)
        if one.contracts
    ]
    return f"VIX calls bought: {'; '.join(bought)}. Premium now {fmt.money(plan.premium_dollars)}."
