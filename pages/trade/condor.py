"""Condor: what one iron condor collects, risks, and how likely each is."""

import streamlit as st

from overlay import profile
from overlay.condor import quote as quoted
from overlay.costs import Costs
from views import condor as show
from views import condor_cached as cached
from views import condor_charts as charts
from views import condor_controls as asked
from views import controls, page, plot
from views.words import words

st.title("Condor")
st.caption(words("condor", "question"))
headline = st.container()
left, right = st.columns([2, 3], gap="large")

with left:
    place = asked.placement()
    with st.expander("More: skew, ratio, size"):
        shape = asked.shape()
with right:
    picture = st.container()
    scenario = asked.scenario()

with headline, page.explained():
    market = controls.market()
    condor = place(market, shape)
    quote = quoted(condor, market, costs=Costs())
    scenario = asked.possible(scenario, market)
    curves = profile.curves(condor.legs, market, quote.credit_dollars, scenario)
    show.answer(condor, quote)
    page.badge(market)

with picture:
    figure, table = charts.payoff(curves, condor, quote, market, scenario)
    plot.show(figure, key="payoff", alt=charts.payoff_finding(condor, quote), table=table, height=350)
with right:
    show.what_if(curves, condor, market, scenario)
    show.metrics(condor, quote)
    figure, table = charts.ruler(condor, quote, market)
    plot.show(figure, key="ruler", alt=charts.ruler_finding(quote), table=table, height=320)

heat, greeks, odds, legs, costs, smile, scanned = controls.tabs(
    "details", ("By day", "Greeks", "Odds", "Legs", "Costs and margin", "Smile", "Scan")
)
if heat.open:
    with heat:
        grid = profile.grid(condor.legs, market, quote.credit_dollars, scenario)
        figure, table = charts.heat_map(grid, quote, market, scenario)
        plot.show(figure, key="heat", alt=charts.heat_finding(grid), table=table, height=460)
if greeks.open:
    with greeks:
        show.greeks(quote)
if odds.open:
    with odds:
        show.odds(quote)
if legs.open:
    with legs:
        show.legs(condor, quote, market)
if costs.open:
    with costs:
        show.costs(condor, quote)
if smile.open:
    with smile:
        figure, table = charts.smile(condor, market)
        plot.show(figure, key="smile_chart", alt=charts.smile_finding(condor, market), table=table, height=380)
        show.smile(condor, market)
if scanned.open:
    with scanned, page.explained():
        st.markdown(words("condor", "scan"))
        score, limits = asked.limits()
        show.scan(cached.found(market, condor.expiry, score, limits, count=10), score, asked.take_over)

page.leaves_out("condor", market, "leaves_out" if market.listing is None else "leaves_out.quoted")
