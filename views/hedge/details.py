"""The parts of the VIX hedge page under "More", by name; each is computed only when it is chosen."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from overlay.hedge.plan import Plan
from views.frame import page
from views.hedge import charts, controls as asked, panels as show, second_engine
from views.look import plot
from views.look.words import words
from views.market import bar


def parts(plan: Plan) -> dict[str, Callable[[], None]]:
    """The parts of a plan by name."""
    drawn = {
        "Cost": _cost, "Paths": _paths, "Rules": _rules, "With condors": _with_condors, "Frontier": _frontier,
        "Greeks": show.ledger, "Calls": show.calls, "Second engine": _second_engine, "Futures curve": _curve,
    }  # fmt: skip
    return {name: partial(draw, plan) for name, draw in drawn.items()}


def _cost(plan: Plan) -> None:
    show.shares(plan)
    show.verdict(plan)
    show.cost(plan)


def _paths(plan: Plan) -> None:
    with page.explained(stops=False):
        path, rule = asked.path(), asked.activation()
        lived = show.replays(plan, rule)
        replay, yardstick = lived[path.name]
        figure, table = charts.path(replay, yardstick, path)
        plot.show(figure, key="vix_path_chart", alt=charts.path_finding(replay, path), table=table, height=380)
        show.paths(plan, rule, lived)
        show.trades(replay)


def _rules(plan: Plan) -> None:
    with page.explained(stops=False):
        path = asked.path()
        results = show.under_each_rule(plan, path)
        figure, table = charts.rules(results, path)
        plot.show(figure, key="vix_rules", alt=charts.rules_finding(results, path), table=table, height=380)
        show.rule_sources()


def _with_condors(plan: Plan) -> None:
    with page.explained(stops=False):
        bar.STICKY.show()
        found = plan.matrix()
        figure, table = charts.together(found, plan)
        plot.show(figure, key="vix_matrix", alt=charts.together_finding(found), table=table, height=440)
        show.joint(plan)


def _frontier(plan: Plan) -> None:
    figure, table = charts.frontier(plan)
    plot.show(figure, key="vix_frontier", alt=figure.title, table=table, height=420)
    st.markdown(words("vix_hedge", "frontier"))


def _second_engine(plan: Plan) -> None:
    with page.explained(stops=False):
        sleeve, readings = asked.sleeve(plan.wanted), second_engine.readings()
        second_engine.sleeve(sleeve, readings)
        figure, table = charts.company(readings)
        plot.show(figure, key="vix_company", alt=charts.company_finding(readings), table=table, height=320)


def _curve(plan: Plan) -> None:
    figure, table = charts.curve(plan)
    plot.show(figure, key="vix_curve", alt=charts.curve_finding(plan), table=table, height=320)
