"""The panels of the VIX hedge page's parts under "More": each shows one thing about a plan."""

from typing import Final

import pandas as pd
import streamlit as st

from overlay.hedge import replays as vix_paths
from overlay.hedge.activation import ACTIVATIONS, Activation
from overlay.hedge.calls import TENORS, listed_strike, premium
from overlay.hedge.plan import Plan
from overlay.hedge.replays import NamedStretch, Replay
from overlay.options.costs import VIX_SLIPPAGE_POINTS
from overlay.options.surface_error import market_error
from overlay.rules.rule_set import StrikeRule
from views.frame.badge import give_or_take
from views.hedge import cached as once
from views.hedge.answer import unstated
from views.look import format as fmt, sources
from views.look.words import words

TOPIC: Final = "vix_hedge"


def shares(plan: Plan) -> None:
    """Show the yearly cost as a share of the capital and of the condors' credit."""
    net, capital = plan.net_dollars, plan.wanted.capital_dollars
    with st.container(horizontal=True, key="vix_metrics"):
        st.metric(
            "Share of capital a year",
            "not known" if unstated(plan) else fmt.percent(net / capital),
            help=f"Of {fmt.dollars(capital)}; the article says 1 to 2%.",
        )
        st.metric(
            "Share of condor credit",
            "not known" if unstated(plan) else fmt.percent(net / plan.yearly_credit_dollars),
            help=f"{plan.wanted.condors} condors collect {fmt.dollars(plan.yearly_credit_dollars)}"
            f"{give_or_take(market_error(plan.market, 30))} a year if each batch follows the last, before losses and costs (modelled).",
        )


def verdict(plan: Plan) -> None:
    """Show the verdict on the claimed cost in a sentence with its number."""
    if not plan.premium_dollars:
        return
    asked = plan.wanted
    if unstated(plan):
        curve = plan.vix.curve
        st.markdown(
            words(
                TOPIC,
                "verdict.unstated",
                vix=fmt.points(curve.spot, 1),
                future=fmt.points(float(curve.future(TENORS[0])), 1),
                premium=fmt.money(plan.premium_dollars),
            )
        )
        return
    share = plan.net_dollars / asked.capital_dollars
    heading = "verdict.over" if share > asked.budget else "verdict.within"
    st.markdown(
        words(
            TOPIC,
            heading,
            share=fmt.percent(share),
            capital=fmt.money(asked.capital_dollars),
            budget=fmt.percent(asked.budget),
            fit=fmt.money(plan.net_dollars / asked.budget),
        )
    )


def cost(plan: Plan) -> None:
    """Show the yearly cost by layer: premium, recovered amount, net cost."""
    found = plan.cost
    gross, back, net = (one.sum() for one in (found.gross, found.recovered, found.net))
    rows = [
        {
            "Layer": f"{layer.tenor_days} days",
            "Rolls a year": fmt.points(found.rolls[at], 1),
            "Premium a year": fmt.measured(found.gross[at], "dollars"),
            "Recovered a year": fmt.measured(found.recovered[at], "dollars"),
            "Net cost a year": fmt.measured(found.net[at], "dollars"),
        }
        for at, layer in enumerate(plan.hedge.layers)
    ]
    whole = {"Layer": "All", "Rolls a year": ""} | {
        f"{name} a year": fmt.measured(value, "dollars")
        for name, value in (("Premium", gross), ("Recovered", back), ("Net cost", net))
    }
    st.dataframe(pd.DataFrame([*rows, whole]), hide_index=True)
    told = {"gross": fmt.money(gross)}
    if not unstated(plan):
        told |= {"recovered": fmt.money(back), "net": fmt.money(net)}
    st.markdown(words(TOPIC, "cost.unstated" if unstated(plan) else "cost", **told))
    st.markdown(words(TOPIC, "cost.how", slippage=VIX_SLIPPAGE_POINTS))
    st.caption(_roll(plan))


def calls(plan: Plan) -> None:
    """Show the calls bought, and the same layers under the three ways of choosing strikes."""
    days = [float(one.days) for one in plan.calls]
    strikes = [one.strike for one in plan.calls]
    raw = plan.vix.greeks(strikes, days)
    futures = plan.vix.curve.future(days)
    vols = plan.vix.vols.vol(strikes, days, futures)
    dollars = premium(plan.calls, plan.vix)
    st.dataframe(
        pd.DataFrame(
            {
                "Layer": [f"{tenor} days" for tenor in TENORS],
                "Expires": [fmt.day(day) for day in plan.expiries],
                "Days": [one.days for one in plan.calls],
                "Calls": [f"{one.contracts:g}" for one in plan.calls],
                "Strike (points)": [fmt.level(one.strike) for one in plan.calls],
                "Future (points)": [fmt.points(float(one)) for one in futures],
                "Price (points)": [fmt.points(float(one)) for one in raw.price],
                "Volatility": [fmt.percent(float(one)) for one in vols],
                "Delta to the future": [fmt.points(float(one)) for one in raw.delta],
                "Premium": [fmt.dollars(float(one)) for one in dollars],
            }
        ),
        hide_index=True,
    )
    reading = plan.wanted.reading
    st.caption(words(TOPIC, "reading", meaning=fmt.prose(reading.meaning), source=sources.linked(reading.source)))
    habits = [
        StrikeRule(by="points_above", amount=5.0),
        StrikeRule(by="share_above", amount=0.25),
        StrikeRule(by="delta", amount=0.3),
    ]
    st.dataframe(
        pd.DataFrame(
            {"Struck": ["5 points out", "25% out", "30 delta"]}
            | {
                f"{fmt.day(day)}: strike, price (points)": [
                    _struck(plan, rule, plan.market.days(day)) for rule in habits
                ]
                for day in plan.expiries
            }
        ),
        hide_index=True,
    )


Replays = dict[str, tuple[Replay, Replay]]


def replays(plan: Plan, rule: Activation) -> Replays:
    """Replays of the plan's layers on every path, and of Cboe's tail hedge rule with the same capital."""
    return {
        name: (
            vix_paths.replay(plan.hedge, days, plan.wanted.roll, rule),
            vix_paths.tail_hedge_index(days, plan.wanted.capital_dollars),
        )
        for name, days in once.stretches().items()
    }


def paths(plan: Plan, rule: Activation, lived: Replays) -> None:
    """Show cost and P&L of every path in a table."""
    rows = []
    for name, (found, index) in lived.items():
        capital = plan.wanted.capital_dollars
        rows.append(
            {
                "Path": name,
                "VIX": "modelled" if found.stretch.modelled.any() else "recorded",
                "Index": fmt.percent(found.stretch.index[-1] / found.stretch.index[0] - 1.0, plus=True),
                "Premium paid": fmt.dollars(found.gross),
                "Brought back": fmt.dollars(found.recovered),
                "P&L at the end": fmt.dollars(found.gain[-1], plus=True),
                "Of capital": fmt.percent(found.gain[-1] / capital, plus=True),
                "Best P&L on the way": fmt.dollars(found.gain.max(), plus=True),
                "Worst within a day": fmt.dollars(found.within_days[0], plus=True),
                "Best within a day": fmt.dollars(found.within_days[1], plus=True),
                "Most premium at risk": fmt.dollars(found.at_risk.max()),
                "VXTH rule, P&L": fmt.dollars(index.gain[-1], plus=True),
            }
        )
    st.dataframe(pd.DataFrame(rows), hide_index=True)
    kind = "the table says which paths have a recorded VIX and which a modelled one"
    st.markdown(words(TOPIC, "paths", vix=kind))
    st.caption(f"{words(TOPIC, 'paths.rule', source=sources.linked(rule.source))} {_roll(plan)}")


def trades(replay: Replay) -> None:
    """Show the roll log: every purchase and its outcome."""
    with st.expander(f"Roll log: {len(replay.trades)} purchases"):
        st.dataframe(
            pd.DataFrame(
                {
                    "Bought": [fmt.day(one.bought) for one in replay.trades],
                    "Layer": [f"{one.tenor_days} days" for one in replay.trades],
                    "Strike (points)": [fmt.level(one.strike) for one in replay.trades],
                    "Calls": [f"{one.contracts:.2f}".rstrip("0").rstrip(".") for one in replay.trades],
                    "Premium": [fmt.dollars(one.premium) for one in replay.trades],
                    "Closed": [fmt.day(one.sold) for one in replay.trades],
                    "How": [one.reason for one in replay.trades],
                    "Brought back": [fmt.dollars(one.proceeds) for one in replay.trades],
                    "P&L": [fmt.dollars(one.proceeds - one.premium, plus=True) for one in replay.trades],
                }
            ),
            hide_index=True,
        )


def under_each_rule(plan: Plan, path: NamedStretch) -> dict[str, Replay]:
    """Replays of one path under every activation rule, and under Cboe's index rule."""
    days = once.stretches()[path.name]
    found = {one.name: vix_paths.replay(plan.hedge, days, plan.wanted.roll, one) for one in ACTIVATIONS}
    return found | {"VXTH index": vix_paths.tail_hedge_index(days, plan.wanted.capital_dollars)}


def rule_sources() -> None:
    """Show each rule in words, with its source."""
    st.markdown(words(TOPIC, "rules"))
    sources.table(
        pd.DataFrame({"Rule": [one.name for one in ACTIVATIONS], "Source": [one.source for one in ACTIVATIONS]})
    )


def ledger(plan: Plan) -> None:
    """Show the greeks of each layer and of the condors, with separate columns for the two vegas."""
    found, condor = plan.ledger(), plan.condor_greeks()
    rows = [
        {
            "Position": f"Calls of {fmt.day(plan.expiries[at])}",
            "Own future ($ a point)": fmt.points(found.vix_delta[at], plus=True),
            "VIX ($ a point)": fmt.points(found.spot_delta[at], plus=True),
            "VIX vega ($)": fmt.points(found.vix_vega[at], plus=True),
            "SPX delta ($)": "",
            "SPX vega ($)": "",
            "Theta ($ a day)": fmt.points(found.theta[at], plus=True),
        }
        for at, one in enumerate(plan.calls)
    ]
    rows.append(
        {
            "Position": f"{plan.wanted.condors} condors",
            "Own future ($ a point)": "",
            "VIX ($ a point)": "",
            "VIX vega ($)": "",
            "SPX delta ($)": fmt.points(condor.delta, plus=True),
            "SPX vega ($)": fmt.points(condor.vega, plus=True),
            "Theta ($ a day)": fmt.points(condor.theta, plus=True),
        }
    )
    st.dataframe(pd.DataFrame(rows), hide_index=True)
    st.markdown(
        f"One VIX point up moves all layers by **{fmt.money(float(found.spot_delta.sum()))}** and, through the volatility of the "
        f"S&P 500, the condors by about **{fmt.money(float(condor.vega))}**."
    )
    st.markdown(words(TOPIC, "ledger"))


def joint(plan: Plan) -> None:
    """Explain the joint chart."""
    st.markdown(words(TOPIC, "joint", condors=plan.wanted.condors))


def _roll(plan: Plan) -> str:
    return words(TOPIC, "roll", source=sources.linked(plan.wanted.roll.source))


def _struck(plan: Plan, rule: StrikeRule, days: int) -> str:
    strike = listed_strike(rule, plan.vix, days)
    return f"{fmt.level(strike)}, {fmt.points(float(plan.vix.price(strike, days)))}"
