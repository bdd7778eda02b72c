"""The panels of the Stress page: each shows one thing about the whole book in a scenario or over many paths."""

from functools import partial
from math import isnan
from typing import Final

import pandas as pd
import streamlit as st

from overlay.claims.facts import Facts
from overlay.options.market import Market
from overlay.options.scenarios import EPISODES, GAP, Scenario, one_name_gap
from overlay.stress.overlaid import BookParts, Overlaid
from overlay.stress.simulation import CHUNK, VARIANTS, Estimate, Simulation
from views.frame import headline
from views.frame.badge import Shown
from views.frame.headline import Verdict
from views.frame.numbers import KeyNumber
from views.look import format as fmt, plot
from views.look.inside.names import Container
from views.look.words import words
from views.stress import charts
from views.whole_book.cached import Known, Run

TOPIC: Final = "stress"
_PARTIAL: Final = "st_partial"  # the results of a stopped run
_SMALL: Final = CHUNK  # up to this number, paths run without a button


def picture(book: Overlaid, scenario: Scenario, name: str) -> plot.Drawing:
    """The chart of the chosen scenario and the best known ones."""
    parts = book.result(scenario)
    figure, table = charts.few_scenarios(shipped(book, name, parts), book, name)
    alt = charts.scenarios_finding(parts, name)
    return plot.Drawing(figure=figure, key="st_scenarios", alt=alt, table=table)


def every(book: Overlaid, scenario: Scenario, name: str) -> plot.Drawing:
    """The chart of the chosen scenario and all bundled ones, layer by layer."""
    parts = book.result(scenario)
    figure, table = charts.scenarios(shipped(book, name, parts), book, name)
    return plot.Drawing(
        figure=figure, key="st_every", alt=charts.scenarios_finding(parts, name), table=table, height=430
    )


def shipped(book: Overlaid, name: str = "", parts: BookParts | None = None) -> dict[str, BookParts]:
    """P&L of every part in every bundled scenario, and `parts` under `name` if they are given; names move by beta."""
    every = {one.name: one.scenario for one in EPISODES} | {GAP: one_name_gap(book.portfolio.symbols[0])}
    own = {} if parts is None else {name: parts}
    return {label: book.result(one) for label, one in every.items()} | own


def answer(parts: BookParts, book: Overlaid, name: str) -> None:
    """Show the headline: P&L of the stocks, and what the overlay does to it."""
    stocks = parts.names.sum()
    moved = f"{name}: the stocks {'lose' if stocks < 0.0 else 'gain'} {fmt.dollars(abs(stocks))}"
    if not book.condors and not book.calls:
        headline.show(f"{moved}. There is no overlay.")
        return
    overlay = parts.total - stocks
    as_much = f", {fmt.percent(abs(overlay / stocks))} as much" if stocks and abs(overlay) <= abs(stocks) else ""
    headline.show(f"{moved}. The overlay ", _verdict(overlay, stocks), f"{as_much}, at modelled prices.")


def _verdict(overlay: float, stocks: float) -> Verdict:
    """What the overlay does; a gain in one scenario is no gain expected after costs, so it is never "spare"."""
    dollars = fmt.dollars(abs(overlay))
    if overlay < 0.0:
        return Verdict("short", f"loses {dollars} {'more' if stocks <= 0.0 else 'of it'}")
    return Verdict("even", f"gives {dollars} back" if stocks < 0.0 else f"gains {dollars} more")


def laid(book: Overlaid) -> str:
    """The overlay's positions in one line, as markdown."""
    layers = " and ".join(f"{one.quantity} of {book.market.days(one.expiry)} days" for one in book.condors)
    condors = (
        f"Condors: {layers}."
        if layers
        else "There are no condors: none fits under the cap, or the number of layers is 0."
    )
    calls = " / ".join(f"{one.contracts:g}" for one in book.calls)
    days = " / ".join(f"{one.days}" for one in book.calls)
    hedge = f" VIX calls: {calls} of {days} days." if calls else " No VIX calls."
    return f"{fmt.money(book.portfolio.invested)} of stocks. {condors}{hedge}"


def shown(market: Market) -> Shown:
    """What the badge tells: prices after a move are modelled, also where those before it are quoted."""
    return "prices" if market.listing is None else "model"


def numbers(parts: BookParts, book: Overlaid) -> tuple[KeyNumber, ...]:
    """The three numbers: P&L of stocks, overlay and both in dollars."""
    stocks, total = parts.names.sum(), parts.total
    condors, hedge = (fmt.dollars(one.sum(), plus=True) for one in (parts.condors, parts.hedge))
    rows = (
        ("Stocks", stocks, f"{_of_stocks(stocks, book)} of their value"),
        ("Overlay", total - stocks, f"condors {condors}, VIX calls {hedge}"),
        ("Together", total, f"{_of_stocks(total, book)} of the stocks, modelled"),
    )
    return tuple(
        KeyNumber(label, fmt.dollars(dollars, plus=True), note, _why(dollars, book)) for label, dollars, note in rows
    )


def overlay_parts(parts: BookParts, book: Overlaid) -> None:
    """Show the P&L of condors and of VIX calls in dollars."""
    with st.container(horizontal=True, key="st_metrics"):
        for label, dollars in (("Condors", parts.condors.sum()), ("VIX calls", parts.hedge.sum())):
            st.metric(label, fmt.dollars(dollars, plus=True), help=_why(dollars, book))


def _why(dollars: float, book: Overlaid) -> str:
    return f"P&L in the scenario, {_of_stocks(dollars, book)} of the stocks' value."


def _of_stocks(dollars: float, book: Overlaid) -> str:
    return fmt.percent(dollars / book.portfolio.invested, plus=True)


def moves(scenario: Scenario, book: Overlaid) -> None:
    """Show the scenario's moves in a line, and what limits them."""
    points = book.floored(scenario.vix_points)
    told = words(
        TOPIC,
        "moves",
        index=fmt.percent(scenario.index_return, 2, plus=True),
        vix=fmt.points(points, 2, plus=True),
        level=fmt.points(book.vix.curve.spot + points, 1),
        days=fmt.days(scenario.days),
    )
    floored = f" {words(TOPIC, 'floored', asked=fmt.points(scenario.vix_points, 1, plus=True))}"
    st.markdown(told + (floored if points != scenario.vix_points else ""))
    gone = [days for one in book.condors if (days := book.market.days(one.expiry)) <= scenario.days]
    gone += [one.days for one in book.calls if one.days < scenario.days]
    if gone:
        st.caption(words(TOPIC, "expired", count=len(gone)))
    if scenario.names:
        known = ", ".join(f"{symbol} {fmt.percent(own, plus=True)}" for symbol, own in scenario.names)
        st.caption(f"Names with their own return: {known}; the others by beta.")


def source(name: str) -> str:
    """The source of a scenario's moves, as markdown."""
    return f"*{next((one.source for one in EPISODES if one.name == name), words(TOPIC, 'own_source'))}*"


def notes(name: str, book: Overlaid) -> tuple[str, ...]:
    """The notes of the badge's sheet: the overlay's positions, how each part moves, and the source of the moves."""
    return laid(book), words(TOPIC, "how_parts_move"), source(name)


def simulated(known: Known, run: Run) -> Simulation | None:
    """The results of the chosen number of paths: at once, or after a click, with progress and a stop button."""
    if run[1] <= _SMALL or known.finished(run):
        *_, found = known.growing(run)
        return found
    with st.container(horizontal=True, vertical_alignment="center"):
        asked = st.button(f"Run {run[1]:,} paths", type="primary", key="st_go")
        stop = st.empty()
    if asked:
        return _running(known, run, stop)
    kept_run, kept = st.session_state.get(_PARTIAL, (None, None))
    if kept_run != (known.key, run):
        st.info(words(TOPIC, "ready"))
        return None
    st.info(f"Stopped after {kept.count:,} of {run[1]:,} paths; the results are those of the finished paths.")
    return kept  # type: ignore[no-any-return]


def _running(known: Known, run: Run, stop: Container) -> Simulation:
    """Run the paths and store the results after every step, because a click can end the run at any point."""
    stop.button("Stop the run", key="st_stop")
    bar = st.progress(0.0, text="Drawing paths")
    for found in known.growing(run):
        st.session_state[_PARTIAL] = ((known.key, run), found)
        bar.progress(found.count / run[1], text=f"{found.count:,} of {run[1]:,} paths")
    bar.empty()
    stop.empty()
    return found


def statistics(found: Simulation, loss: float) -> None:
    """Show mean, tail losses, drawdown, odds and volatility of the three books with standard errors."""
    worst = partial(found.expected_shortfall, tail=0.01)
    rows = (
        ("Mean result ($)", found.mean),
        ("Loss that 1 path in 20 exceeds ($)", found.loss),
        ("Mean loss of the worst 5%, CVaR ($)", found.expected_shortfall),
        ("Mean loss of the worst 1% ($)", worst),
        ("Fall from a high that 1 path in 20 exceeds ($)", found.drawdown),
    )
    table = {label: [_dollars(measure(book)) for book in range(3)] for label, measure in rows}
    odds = [found.chance_of_losing(book, loss) for book in range(3)]
    table[f"Odds of losing more than {fmt.percent(loss, 0)}"] = [_share(one) for one in odds]
    table["Volatility a year"] = [_share(found.volatility(book)) for book in range(3)]
    shown = pd.DataFrame(table, index=list(VARIANTS)).T
    shown.index.name = "± standard error"
    st.dataframe(shown)
    cost = found.cost_of_protection()
    st.markdown(
        words(
            TOPIC,
            "simulated",
            removed=_removed(found.own_risk_removed()),
            cost=fmt.money(cost.value),
            error=fmt.money(cost.error),
            days=fmt.days(found.days),
        )
    )


def _dollars(one: Estimate) -> str:
    return f"{fmt.dollars(one.value)} ± {fmt.dollars(one.error)}"


def _share(one: Estimate) -> str:
    return f"{fmt.percent(one.value)} ± {fmt.percent(one.error)}"


def _removed(share: float) -> str:
    """What condors and calls did to the single-name variance, as a sentence."""
    if isnan(share):
        return "This portfolio has no single-name risk."
    return f"Condors and calls removed **{fmt.percent(share)}** of the single-name variance."


def drawn_from(found: Facts, run: Run) -> None:
    """Explain the source of the paths."""
    if run[2] is None:
        pool = found.pool
        last = found.history.at(pool.days[-1].date())
        modelled = found.history.vix_modelled.to_numpy(dtype=bool)[last + 1 - len(pool.days) : last + 1].sum()
        st.caption(
            words(
                TOPIC, "past", days=f"{len(pool.days):,}", first=fmt.day(pool.days[0]), last=fmt.day(pool.days[-1]),
                vix=fmt.modelled_vix(int(modelled)),
            )
        )  # fmt: skip
        return
    model = found.model(run[2])
    st.caption(
        words(
            TOPIC, "model", vol=fmt.percent(model.vol), drift=fmt.percent(model.drift, plus=True),
            link=fmt.points(model.link.link, 1),
        )
    )  # fmt: skip
