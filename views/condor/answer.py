"""The part of the Condor page that depends on the placement sliders: a move of a slider reruns this part, not the page."""

from dataclasses import replace
from functools import partial

import streamlit as st

from overlay.condor import pnl
from overlay.condor.placement import IronCondor, Shape
from overlay.condor.pnl import Curves
from overlay.condor.pricing import CondorQuote, quote as quoted
from overlay.options.costs import Costs
from overlay.options.market import Market
from overlay.options.scenarios import Scenario
from overlay.options.surface_error import market_error
from views.condor import cached, charts, controls as asked, panels as show, settling
from views.controls import ahead as preview, costs as trading, kinds as controls, page
from views.controls.kinds import Number, Slider
from views.look import plot
from views.look.inside.names import Container
from views.look.words import words
from views.session import state


@st.fragment
def follow(
    market: Market,
    shape: Shape,
    scenario: Scenario,
    *,
    placement: Container,
    headline: Container,
    picture: Container,
    numbers: Container,
    details: Container,
) -> None:
    """Show the placement sliders and everything that depends on them, each in its container."""
    state.remember()
    # A fragment may only fill containers that it wrote to during the full run, even if an error left them empty.
    headline, picture, numbers, details = (one.container() for one in (headline, picture, numbers, details))
    with placement:
        place = asked.placed()
    with placement, page.explained():
        place = replace(place, days=settling.tradable(market, place.days))
        market = settling.chosen(market, place.days)
    with headline, page.explained():
        scenario = asked.possible(scenario, market)
        paid = trading.held()
        for slider in place.chosen:
            preview.offer(
                slider, partial(_ahead, place, slider, market=market, shape=shape, scenario=scenario, paid=paid)
            )
        condor, quote, curves, *_ = judged = _judged(place, market, shape, scenario, paid)
        off = market_error(market, market.days(condor.expiry))
        show.answer(condor, quote, off)
        settling.told(condor, market)
    with picture:
        _payoff(*judged).show(at={slider.key: value for slider, value in place.chosen.items()})
    with numbers:
        show.what_if(curves, condor, market, scenario)
        show.metrics(condor, quote, off)
        figure, table = charts.ruler(condor, quote, market)
        plot.show(figure, key="ruler", alt=charts.ruler_finding(quote), table=table, height=320)
    with details:
        _tabs(condor, quote, market, scenario, paid)


def _ahead(
    place: asked.PlacementControls,
    slider: Slider | Number,
    value: float,
    *,
    market: Market,
    shape: Shape,
    scenario: Scenario,
    paid: Costs,
) -> plot.Drawing:
    return _payoff(*_judged(place.at(slider, value), market, shape, scenario, paid))


def _judged(
    place: asked.PlacementControls, market: Market, shape: Shape, scenario: Scenario, paid: Costs
) -> tuple[IronCondor, CondorQuote, Curves, Market, Scenario]:
    condor = place.condor(market, shape)
    quote = quoted(condor, market, costs=paid)
    return condor, quote, pnl.curves(condor.legs, market, quote.credit_dollars, scenario), market, scenario


def _payoff(condor: IronCondor, quote: CondorQuote, curves: Curves, market: Market, scenario: Scenario) -> plot.Drawing:
    figure, table = charts.payoff(curves, condor, quote, market, scenario)
    return plot.Drawing(figure=figure, key="payoff", alt=charts.payoff_finding(condor, quote), table=table, height=350)


def _tabs(condor: IronCondor, quote: CondorQuote, market: Market, scenario: Scenario, paid: Costs) -> None:
    heat, greeks, odds, legs, costs, smile, scanned = controls.tabs(
        "details", ("By day", "Greeks", "Odds", "Legs", "Costs and margin", "Smile", "Scan")
    )
    if heat.open:
        with heat:
            grid = pnl.grid(condor.legs, market, quote.credit_dollars, scenario)
            figure, table = charts.heat_map(grid, quote, market, scenario)
            plot.show(figure, key="heat", alt=charts.heat_finding(grid), table=table, height=460)
    if greeks.open:
        with greeks:
            show.greeks(quote, market.days_left(condor.expiry))
    if odds.open:
        with odds:
            show.odds(quote)
    if legs.open:
        with legs:
            show.legs(condor, quote, market)
    if costs.open:
        with costs:
            show.costs(condor, quote, paid)
    if smile.open:
        with smile:
            figure, table = charts.smile(condor, market)
            plot.show(figure, key="smile_chart", alt=charts.smile_finding(condor, market), table=table, height=380)
            show.smile(condor, market)
    if scanned.open:
        with scanned, page.explained():
            st.markdown(words("condor", "scan"))
            score, limits = asked.limits()
            show.scan(cached.found(market, condor.expiry, score, limits, count=10), score, market, asked.take_over)
