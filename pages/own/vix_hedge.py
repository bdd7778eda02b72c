"""VIX hedge: what layered VIX calls cost, and what they pay."""

import streamlit as st

from views.controls import thumb as slider
from views.controls.later import later
from views.frame import page
from views.hedge import charts, controls as asked, panels as show, second_engine
from views.look import plot
from views.look.words import words
from views.market import bar

st.title("VIX hedge")
st.caption(words("vix_hedge", "question"))
headline = st.container()
left, right = st.columns([1, 2], gap="large")

with left, later():
    wanted = asked.wanted()
with headline, page.explained():
    market = bar.market()
    plan = asked.plan(wanted, market, asked.prices(market, left))
    show.answer(plan)
    page.badge(market)
    show.badge(plan)

with right, page.explained():
    slider.leads(asked.NEAR, show.picture(plan), lambda count: show.picture(asked.with_near(plan, count)))
    show.metrics(plan)
    show.verdict(plan)
    figure, table = charts.curve(plan)
    plot.show(figure, key="vix_curve", alt=charts.curve_finding(plan), table=table, height=320)

cost, paths, rules, joint, frontier, greeks, calls, engine = st.tabs(
    ["Cost", "Paths", "Rules", "With condors", "Frontier", "Greeks", "Calls", "Second engine"],
    key="vix_details",
    on_change="rerun",
    bind="query-params",
)
if cost.open:
    with cost:
        show.cost(plan)
if paths.open:
    with paths, page.explained():
        path, rule = asked.path(), asked.activation()
        lived = show.replays(plan, rule)
        replay, yardstick = lived[path.name]
        figure, table = charts.path(replay, yardstick, path)
        plot.show(figure, key="vix_path_chart", alt=charts.path_finding(replay, path), table=table, height=380)
        show.paths(plan, rule, lived)
        show.trades(replay)
if rules.open:
    with rules, page.explained():
        path = asked.path()
        results = show.under_each_rule(plan, path)
        figure, table = charts.rules(results, path)
        plot.show(figure, key="vix_rules", alt=charts.rules_finding(results, path), table=table, height=380)
        show.rule_sources()
if joint.open:
    with joint, page.explained():
        bar.STICKY.show()
        found = plan.matrix()
        figure, table = charts.together(found, plan)
        plot.show(figure, key="vix_matrix", alt=charts.together_finding(found), table=table, height=440)
        show.joint(plan)
if frontier.open:
    with frontier:
        figure, table = charts.frontier(plan)
        plot.show(figure, key="vix_frontier", alt=figure.title, table=table, height=420)
        st.markdown(words("vix_hedge", "frontier"))
if greeks.open:
    with greeks:
        show.ledger(plan)
if calls.open:
    with calls:
        show.calls(plan)
if engine.open:
    with engine, page.explained():
        sleeve, readings = asked.sleeve(wanted), second_engine.readings()
        second_engine.sleeve(sleeve, readings)
        figure, table = charts.company(readings)
        plot.show(figure, key="vix_company", alt=charts.company_finding(readings), table=table, height=320)

page.leaves_out("vix_hedge", market)
show.caveats(plan)
