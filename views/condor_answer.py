"""What follows the placement sliders of the Condor page: at a move of one only this runs again, not the page around it."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from overlay import profile
from overlay.condor import CondorQuote, IronCondor, Shape
from overlay.condor import quote as quoted
from overlay.costs import Costs
from overlay.market import Market
from overlay.scenarios import Scenario
from views import condor as show
from views import condor_cached as cached
from views import condor_charts as charts
from views import condor_controls as asked
from views import controls, page, plot, state
from views.words import words


@st.fragment
def follow(
    market: Market,
    shape: Shape,
    scenario: Scenario,
    *,
    placement: DeltaGenerator,
    headline: DeltaGenerator,
    picture: DeltaGenerator,
    numbers: DeltaGenerator,
    details: DeltaGenerator,
) -> None:
    """Show the placement sliders and all that depends on them, each in its place on the page."""
    state.remember()
    # A fragment may fill only what it touched when the whole page ran, even if an error left nothing to show there.
    headline, picture, numbers, details = (one.container() for one in (headline, picture, numbers, details))
    with placement:
        place = asked.placement()
    with headline, page.explained():
        condor = place(market, shape)
        quote = quoted(condor, market, costs=Costs())
        scenario = asked.possible(scenario, market)
        curves = profile.curves(condor.legs, market, quote.credit_dollars, scenario)
        show.answer(condor, quote)
    with picture:
        figure, table = charts.payoff(curves, condor, quote, market, scenario)
        plot.show(figure, key="payoff", alt=charts.payoff_finding(condor, quote), table=table, height=350)
    with numbers:
        show.what_if(curves, condor, market, scenario)
        show.metrics(condor, quote)
        figure, table = charts.ruler(condor, quote, market)
        plot.show(figure, key="ruler", alt=charts.ruler_finding(quote), table=table, height=320)
    with details:
        _tabs(condor, quote, market, scenario)


def _tabs(condor: IronCondor, quote: CondorQuote, market: Market, scenario: Scenario) -> None:
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
