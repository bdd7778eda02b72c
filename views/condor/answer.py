"""The part of the Condor page that depends on the placement sliders: a move of a slider reruns this part, not the page."""

from collections.abc import Callable
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
from overlay.options.surface_error import expiry_error
from views.condor import cached, charts, controls as asked, panels as show, settling
from views.controls import ahead as preview, costs as trading
from views.controls.kinds import Number, Slider
from views.frame import more as parts, numbers as figures, page
from views.frame.page import Frame
from views.look import plot
from views.look.inside.names import Container
from views.look.words import words
from views.session import state


@st.fragment
def follow(market: Market, shape: Shape, scenario: Scenario, frame: Frame, placement: Container) -> None:
    """Show the placement sliders and everything that depends on them, each in its place of the frame."""
    state.remember()
    # A fragment may only fill containers that it wrote to during the full run, even if an error left them empty.
    badge, headline, picture, numbers, below = (
        one.container() for one in (frame.badge, frame.headline, frame.picture, frame.numbers, frame.below)
    )
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
        off = expiry_error(market, condor.expiry)
        show.answer(quote, off)
    replace(frame, badge=badge).marked(market, expiry=condor.expiry)
    with picture:
        _payoff(*judged).show(at={slider.key: value for slider, value in place.chosen.items()})
    with numbers:
        figures.show(*show.numbers(quote, off))
    with below:
        show.legs_in_words(condor, quote)
        settling.told(condor, market)
        show.what_if(curves, condor, market, scenario)
        parts.show("details", _parts(condor, quote, market, scenario, paid))


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
    alt = charts.payoff_finding(condor, quote)
    return plot.Drawing(figure=figure, key="payoff", alt=alt, table=table, lead=True)


def _parts(
    condor: IronCondor, quote: CondorQuote, market: Market, scenario: Scenario, paid: Costs
) -> dict[str, Callable[[], None]]:
    """The other parts of the page by name."""
    return {
        "By day": partial(_by_day, condor, quote, market, scenario),
        "Greeks": partial(show.greeks, quote, market.days_left(condor.expiry)),
        "Odds": partial(_odds, condor, quote, market),
        "Legs": partial(show.legs, condor, quote, market),
        "Costs and margin": partial(show.costs, condor, quote, paid),
        "Smile": partial(_smile, condor, market),
        "Scan": partial(_scan, condor, market),
    }


def _by_day(condor: IronCondor, quote: CondorQuote, market: Market, scenario: Scenario) -> None:
    grid = pnl.grid(condor.legs, market, quote.credit_dollars, scenario)
    figure, table = charts.heat_map(grid, quote, market, scenario)
    plot.show(figure, key="heat", alt=charts.heat_finding(grid), table=table, height=460)


def _odds(condor: IronCondor, quote: CondorQuote, market: Market) -> None:
    figure, table = charts.ruler(condor, quote, market)
    plot.show(figure, key="ruler", alt=charts.ruler_finding(quote), table=table, height=320)
    show.odds(quote)


def _smile(condor: IronCondor, market: Market) -> None:
    figure, table = charts.smile(condor, market)
    plot.show(figure, key="smile_chart", alt=charts.smile_finding(condor, market), table=table, height=380)
    show.smile(condor, market)


def _scan(condor: IronCondor, market: Market) -> None:
    with page.explained(stops=False):
        st.markdown(words("condor", "scan"))
        score, limits = asked.limits()
        found = cached.found(market, condor.expiry, score, limits, count=10)
        show.scan(found, score, market, asked.take_over)
