"""The panels of the Ladder page's parts under "More": each shows one thing about a ladder on its path."""

from dataclasses import replace
from math import isfinite, isnan
from typing import Final

import numpy as np
import pandas as pd
import streamlit as st

from overlay.condor import sizing
from overlay.condor.sizing import Together
from overlay.ladder import accounts as books, liquidity, roll_ledger
from overlay.ladder.accounts import LadderResult
from overlay.ladder.decision_log import KINDS, Shut, decisions
from overlay.ladder.engine import Ladder
from overlay.ladder.liquidity import Means, Needs, Waterfall
from overlay.ladder.roll_ledger import Ends, Rolls
from overlay.options.market import Market
from overlay.signals import daily_range
from views.controls import costs
from views.controls.kinds import Choice
from views.ladder import cached as kept, controls
from views.ladder.cached import Walk
from views.ladder.controls import Account, LadderAsked
from views.look import format as fmt, sources
from views.look.words import words

TOPIC: Final = "ladder"
_LIGHTS: Final = {"yes": ("▲", "blue"), "no": ("▼", "orange"), "smaller": ("◆", "orange"), "unknown": ("?", "gray")}
LOG: Final = Choice(
    key="lad_log", label="Show", options=("All", *KINDS), default="All", help="One kind of decision, or all of them."
)


def month_and_friction(walk: Walk, found: LadderResult) -> None:
    """Show the worst month and the share of the credit that trading costs."""
    with st.container(horizontal=True, key="metrics"):
        st.metric(
            "Worst month",
            fmt.percent(found.worst_month, plus=True),
            help="The worst 21 trading days, as a share of capital.",
        )
        st.metric(
            "Friction",
            "none" if isnan(found.friction) else fmt.percent(found.friction, 0),
            help="Commission and slippage from the mid, as a share of the credit at mid. It is "
            f"{costs.said(walk.ladder.terms.costs)}.",
        )


def book_today(walk: Walk) -> None:
    """Show the layers open on the last day with their greeks, and the sum."""
    ladder = walk.ladder
    found, last = books.greeks(ladder), len(ladder.path) - 1
    rows = np.flatnonzero(found.rows.at == last)
    if not len(rows):
        st.markdown("No layer is open on the last day.")
        return
    level = ladder.path.index[last]
    table = pd.DataFrame({
        "Layer": [str(number) for number in found.rows.layer[rows]],
        "Opened": [fmt.day(ladder.path.day(int(ladder.layers.opened[n]))) for n in found.rows.layer[rows]],
        "Expiry": [fmt.day(ladder.path.day(int(ladder.layers.settles[n]))) for n in found.rows.layer[rows]],
        "Condors": ladder.layers.quantity[found.rows.layer[rows]],
        "Delta ($ a point)": found.delta[rows],
        "Gamma ($ per 1%)": found.gamma[rows] * 0.01 * level,
        "Vega ($ a vol point)": found.vega[rows],
        "Theta ($ a day)": found.theta[rows],
    }).sort_values("Opened", key=lambda days: pd.to_datetime(days, format="%d %b %Y"))  # fmt: skip
    total = table.select_dtypes("number").sum()
    table.loc[len(table)] = {"Layer": "all", "Opened": "", "Expiry": "", **total}
    one_digit = {name: st.column_config.NumberColumn(format="%.1f") for name in table.columns[4:]}
    st.dataframe(table, hide_index=True, column_config=one_digit)
    st.caption(words(TOPIC, "greeks", day=fmt.day(ladder.path.day(last))))


def money_table(table: pd.DataFrame) -> None:
    """Show a table whose dollar columns are whole dollars with separators."""
    dollars = [name for name in table.columns if name.endswith("($)")]
    whole = {name: st.column_config.NumberColumn(format="localized") for name in dollars}
    st.dataframe(table.round(dict.fromkeys(dollars, 0)), hide_index=True, column_config=whole)


def all_lose(walk: Walk) -> tuple[int, Together]:
    """The path's position with the largest open loss, and the largest loss of all layers open on that day."""
    ladder = walk.ladder
    at = int(np.argmax(walk.book.open_loss))
    standing = ladder.standing(at)
    losses = ladder.layers.quantity[standing] * ladder.layers.loss(ladder.terms)[standing] / 100.0
    return at, sizing.all_lose(losses, ladder.terms.capital_dollars)


def sizes(walk: Walk) -> None:
    """Show how many SPX and XSP condors like the last layer fit under the common caps."""
    ladder = walk.ladder
    if not len(ladder.layers):
        st.markdown("No condor was opened on these days.")
        return
    loss = last_loss(ladder)
    capital = ladder.terms.capital_dollars
    rows = []
    for cap in (0.01, 0.02, 0.025, 0.03, 0.10):
        fits = sizing.offer(cap * capital, loss)
        exact = cap * capital / loss
        rows.append((fmt.percent(cap), fmt.dollars(cap * capital), f"{exact:,.2f}", f"{fits.spx:,}", f"{fits.xsp:,}"))
    st.markdown(words(TOPIC, "sizing", loss=fmt.money(loss)))
    st.dataframe(
        pd.DataFrame(rows, columns=["Cap", "Budget", "Exactly", "Whole SPX condors", "Whole XSP condors"]),
        hide_index=True,
    )


def last_loss(ladder: Ladder) -> float:
    """The largest loss in dollars of the last condor opened, on SPX; the ladder has a layer."""
    newest = int(np.argmax(ladder.layers.opened))
    return float(ladder.layers.loss(ladder.terms)[newest]) / 100.0 / ladder.terms.contract.index_share


def liquid(walk: Walk, account: Account) -> Waterfall:
    """The account day by day under the stress."""
    return liquidity.waterfall(
        account.cash + account.bills,
        walk.book.result,
        books.stressed(walk.ladder, account.fall, account.jump),
        walk.book.requirement,
        account.buffer,
    )


def quick(walk: Walk, account: Account) -> None:
    """Show the quick ratio of the options book on the last day, with its light and its parts."""
    ladder, book = walk.ladder, walk.book
    posted = book.requirement[-1]
    means = Means(
        cash_dollars=account.cash + book.cash_cents[-1] / 100.0 - posted,
        bills_dollars=account.bills,
        hedge_dollars=account.hedge,
    )
    needs = Needs(
        open_loss_dollars=book.open_loss[-1],
        posted_dollars=posted,
        next_roll_dollars=_next_roll(ladder),
        stressed_margin_dollars=account.buffer * posted,
    )
    ratio = liquidity.quick_ratio(means, needs)
    sign, colour = _LIGHTS[liquidity.light(ratio)]
    shown = fmt.points(ratio) if isfinite(ratio) else "no need"
    st.markdown(
        f":{colour}[{sign}] **Quick ratio of the options book: {shown}.** "
        + words(
            TOPIC, "quick", liquid=fmt.money(means.liquid_dollars), roll=fmt.money(needs.next_roll_dollars),
            margin=fmt.money(needs.stressed_margin_dollars), day=fmt.day(ladder.path.day(len(ladder.path) - 1)),
        )
    )  # fmt: skip


def _next_roll(ladder: Ladder) -> float:
    """The cost in dollars of buying back the layer that expires next, at the last day's mid; 0 without layers."""
    last = len(ladder.path) - 1
    standing = ladder.standing(last)
    if not len(standing):
        return 0.0
    nearest = int(standing[np.argmin(ladder.layers.settles[standing])])
    rows = books.open_rows(ladder)
    mine = (rows.layer == nearest) & (rows.at == last)
    points = float(rows.cost[mine][0])
    return max(points, 0.0) * float(ladder.layers.quantity[nearest]) * ladder.terms.points_cents / 100.0


def requirements(walk: Walk) -> None:
    """Show the margin requirement of each layer on the last day, as brokers compute it."""
    ladder = walk.ladder
    layers = [ladder.layer(int(number)) for number in ladder.standing(len(ladder.path) - 1)]
    if not layers:
        return
    money_table(
        pd.DataFrame({
            "Layer": [one.number for one in layers],
            "Condors": [one.condor.quantity for one in layers],
            "Widest side (points)": [one.condor.widest_points for one in layers],
            "Requirement, one side ($)": [liquidity.requirement(one.condor) for one in layers],
            "Requirement, both sides ($)": [liquidity.separate_requirement(one.condor) for one in layers],
        })
    )  # fmt: skip
    st.caption(words(TOPIC, "requirement"))


def ledger(walk: Walk) -> tuple[Rolls, Ends]:
    """The roll ledger and its sums."""
    found = roll_ledger.rolls(walk.ladder)
    return found, roll_ledger.ends(found, walk.ladder)


def chains(walk: Walk, found: Rolls) -> None:
    """Show the distribution of the rolled chains' results: median, worst, share with a gain."""
    rows = [
        (name, fmt.dollars(np.median(one), plus=True), fmt.dollars(one.min(), plus=True),
         fmt.percent((one > 0.0).mean(), 0), fmt.dollars(one.sum(), plus=True))
        for name, one in roll_ledger.chains(found, walk.ladder).items()
        if len(one)
    ]  # fmt: skip
    if rows:
        st.dataframe(
            pd.DataFrame(rows, columns=["The chain", "Median", "Worst", "With a gain", "All together"]), hide_index=True
        )
    vix = walk.ladder.path.vix
    st.caption(
        words(
            TOPIC, "trigger", level=fmt.points(daily_range.vix_at(daily_range.THRESHOLD), 1),
            share=fmt.percent((daily_range.plain(vix) > daily_range.THRESHOLD).mean(), 0),
            sixteen=fmt.percent((vix > 16.0).mean(), 0),
        )
    )  # fmt: skip


def rolls(found: Rolls, ends: Ends) -> None:
    """Show the result of the rolls, and how often a roll beat the two alternatives."""
    if not ends.chains:
        st.markdown(words(TOPIC, "rolls.none"))
        return
    losses = found.realised < 0.0
    st.markdown(
        words(
            TOPIC, "rolls", count=len(found.at), losses=int(losses.sum()), lost=fmt.money(float(-found.realised[losses].sum())),
            credit=fmt.money(float(found.new_credit.sum())), risk=fmt.money(float(found.new_loss.sum())),
            stopping=fmt.percent(ends.beat_stopping, 0), holding=fmt.percent(ends.beat_holding, 0),
        )
    )  # fmt: skip


def lights(walk: Walk) -> None:
    """Show the three gates of the theta press on the last day, and how often each was open along the path."""
    known, path = kept.known(), walk.ladder.path
    take = known.days.searchsorted(path.days)
    at = int(take[-1])
    gates = (
        ("VIX over its 200-day mean", known.vix > known.vix_mean, np.isnan(known.vix_mean), _pair(known.vix[at], known.vix_mean[at])),
        ("VIX 18% over realised volatility", known.premium >= 0.18, np.isnan(known.premium), _shown(known.premium[at])),
        ("Contango of 12%", known.contango >= 0.12, np.isnan(known.contango), _shown(known.contango[at])),
    )  # fmt: skip
    for name, on, unknown, value in gates:
        light = "unknown" if unknown[at] else "yes" if on[at] else "no"
        sign, colour = _LIGHTS[light]
        seen = ~unknown[take]
        often = f"on {fmt.percent(on[take][seen].mean(), 0)} of days" if seen.any() else "no futures data"
        told = light if light == "unknown" else f"{light} ({value})"
        st.markdown(f":{colour}[{sign}] **{name}**: {told}; {often}.")
    st.caption(words(TOPIC, "press"))


def _pair(one: float, other: float) -> str:
    return "unknown" if isnan(other) else f"{one:.1f} against {other:.1f} points"


def _shown(value: float) -> str:
    return "unknown" if isnan(value) else fmt.percent(float(value), 0, plus=True)


def both(asked: LadderAsked, market: Market, walk: Walk) -> dict[str, Walk]:
    """The chosen ladder, the steward's and the promoter's, on the same days and terms."""
    first, last = controls.stretch(asked.span, market)
    found = {} if asked.rules in controls.PAIR else {asked.rules.name: walk}
    for rules in controls.PAIR:
        found[rules.name] = kept.walked(rules, rules.name, first, last, asked.terms)
    return found


def capitals(walks: dict[str, Walk]) -> dict[str, float]:
    """The capital of each ladder, in dollars."""
    return {name: walk.ladder.terms.capital_dollars for name, walk in walks.items()}


def comparison(walks: dict[str, Walk]) -> None:
    """Show the numbers of each rule set, including the core's turnover."""
    found = {name: books.outcome(walk.ladder, walk.book) for name, walk in walks.items()}
    stated = fmt.stated(min(len(walk.ladder.path) for walk in walks.values()))
    rows = {
        f"Result (% of capital {stated})": [
            "all lost" if one.ruined is not None else fmt.percent(one.a_year, plus=True) for one in found.values()
        ],
        "Result ($)": [fmt.dollars(one.result, plus=True) for one in found.values()],
        "Worst fall (% of capital)": [fmt.percent(one.drawdown) for one in found.values()],
        "Worst month (% of capital)": [fmt.percent(one.worst_month, plus=True) for one in found.values()],
        "Most at risk at once (%)": [fmt.percent(one.most_at_risk) for one in found.values()],
        "Layers, rolls": [f"{one.layers:,}, {one.rolls:,}" for one in found.values()],
        "Turnover of the core": [fmt.percent(one.core_turnover, 0) for one in found.values()],
        f"Turnover of the overlay (contracts {stated})": [f"{one.contracts_a_year:,.0f}" for one in found.values()],
        "Friction (% of credit)": ["none" if isnan(o.friction) else fmt.percent(o.friction, 0) for o in found.values()],
    }
    st.dataframe(pd.DataFrame.from_dict(rows, orient="index", columns=list(found)))
    st.caption(words(TOPIC, "compare"))


def _shut(asked: LadderAsked, ladder: Ladder) -> tuple[Shut, ...]:
    """The gates of new layers on the days of the path."""
    if asked.gates is None:
        return ()
    take = kept.known().days.searchsorted(ladder.path.days)
    return tuple(replace(one, days=one.days[take]) for one in kept.shut(asked.gates))


def log(walk: Walk, asked: LadderAsked) -> None:
    """Show every decision with its rule, with a filter and a download."""
    st.markdown(words(TOPIC, "log"))
    wanted = LOG.show()
    found = decisions(walk.ladder, _shut(asked, walk.ladder))
    table = pd.DataFrame(
        [
            (one.day, one.what, "" if one.layer < 0 else str(one.layer), one.rule, one.source, one.saw)
            for one in found
            if wanted in ("All", one.what)
        ],
        columns=["Day", "What", "Layer", "Rule", "Source", "Saw"],
    )
    sources.table(table.iloc[::-1], height=420, column_config={"Saw": st.column_config.TextColumn(width="large")})
    st.download_button(
        f"Download {len(table):,} decisions (CSV)", table.to_csv(index=False), file_name="ladder_log.csv",
        mime="text/csv", on_click="ignore", icon=":material/download:",
    )  # fmt: skip
