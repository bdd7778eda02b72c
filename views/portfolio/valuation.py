"""The part "Valuation": fundamentals of one name, typed or loaded live, with ratios and dividend models."""

from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd
import streamlit as st

from overlay.book import valuation
from overlay.book.exposures import Exposure
from overlay.book.holdings import Holding
from overlay.data.yahoo import prices as yahoo
from overlay.data.yahoo.prices import Fundamentals
from overlay.errors import OverlayError
from overlay.options.market import Market
from views.controls.kinds import Number, Slider, in_columns
from views.look import format as fmt
from views.look.words import words

TOPIC: Final = "portfolio"
_LOADED: Final = "fundamentals"
_APART_DAYS: Final = 100  # about a quarter: the most days between the fundamentals' day and the market's day

EARNINGS: Final = Number(
    key="value_eps", label="Earnings per share ($ a year)", low=-1e6, high=1e6, placeholder="not known",
    help="Net income over the last four quarters, per share.",
)  # fmt: skip
CASH: Final = Number(
    key="value_cash", label="Operating cash flow per share ($ a year)", low=-1e6, high=1e6, placeholder="not known",
    help="Over the last four quarters, before investments.",
)  # fmt: skip
DIVIDEND: Final = Number(
    key="value_dividend", label="Dividend per share ($ a year)", low=-1e6, high=1e6, placeholder="not known",
    help="Dividends paid over the last four quarters.",
)  # fmt: skip

PREMIUM: Final = Slider(
    key="value_premium", label="Market premium (% a year)", low=0.0, high=12.0, default=5.0, step=0.5, format="%.1f",
    help="The expected return of the market above the riskless rate. Nobody knows it; 3 to 6 is the common range.",
)  # fmt: skip
GROWTH: Final = Slider(
    key="value_growth", label="Dividend growth for ever (% a year)", low=-5.0, high=12.0, default=2.0, step=0.5,
    format="%.1f", help="Must be below the cost of equity; otherwise the sum is infinite.",
)  # fmt: skip
FIRST: Final = Slider(
    key="value_first", label="Dividend growth in the first years (% a year)", low=-10.0, high=40.0, default=2.0, step=0.5,
    format="%.1f", help="The first of two stages.",
)  # fmt: skip
YEARS: Final = Slider(
    key="value_years", label="Length of the first stage (years)", low=0, high=30, default=5, step=1,
    help="After these years the dividend grows at the rate above.",
)  # fmt: skip


def valued(holding: Holding, found: Exposure, market: Market) -> None:
    """Show the inputs, the ratios, the dividend models, and the values under other assumptions."""
    st.markdown(words(TOPIC, "valuation", symbol=holding.symbol))
    earnings, cash, dividend = _typed(_live(holding.symbol, market))
    growth, first, years, premium = _assumed()
    risk = next((one for one in found.names if one.symbol == holding.symbol), None)
    if risk is None:
        st.info(f"The beta of {holding.symbol} is not known here, so its cost of equity cannot be computed.")
        return
    cost = valuation.cost_of_equity(market.rate, risk.beta, premium)
    with st.container(horizontal=True, key="value_metrics"):
        st.metric(
            "P/E", _times(valuation.price_earnings(holding.price, earnings)), help="Price over earnings per share."
        )
        st.metric(
            "P/CF",
            _times(valuation.price_cash_flow(holding.price, cash)),
            help="Price over operating cash flow per share.",
        )
        st.metric("Price", fmt.dollars(holding.price), help="The price that the book uses.")
        if growth < cost:
            _models(dividend, cost, growth, first, years)
    st.markdown(
        words(
            TOPIC,
            "valuation.cost",
            rate=fmt.percent(market.rate),
            beta=fmt.points(risk.beta),
            premium=fmt.percent(premium),
            cost=fmt.percent(cost),
        )
    )
    if not growth < cost:
        st.warning(
            f"A growth of {fmt.percent(growth)} for ever is not below the cost of equity of {fmt.percent(cost)}: the "
            "dividends' sum is infinite. Choose a lower growth or a higher premium."
        )
    _sensitivity(dividend, cost, growth)


def loaded() -> dict[str, Fundamentals]:
    """The fundamentals loaded in this session, by symbol."""
    found: dict[str, Fundamentals] = st.session_state.get(_LOADED, {})
    return found


def _live(symbol: str, market: Market) -> Fundamentals | None:
    """Show the button that asks Yahoo, and the result: live, with its day; or the reason why it failed.

    None also if the market's day differs too much from that of the fundamentals: their ratio would mean nothing.
    """
    if st.button(
        "Load from Yahoo", icon=":material/cloud_download:", key="value_load", help="Asked once, on this click only."
    ):
        try:
            with st.spinner("Asking Yahoo"):
                st.session_state[_LOADED] = loaded() | {symbol: yahoo.fundamentals(symbol)}
        except OverlayError as error:
            st.error(fmt.escaped(str(error)), icon=":material/error:")
    found = loaded().get(symbol)
    if found is not None:
        quarter = f", last quarter to {fmt.day(found.quarter)}" if found.quarter else ""
        stands = (
            f" The last request failed ({fmt.escaped(found.why)}), so the saved numbers are used."
            if found.standing_in
            else ""
        )
        kind = "Saved" if found.standing_in else "Live"
        st.caption(
            f"{kind} from Yahoo, {fmt.day(found.asked)}{quarter}. Typed numbers take precedence.{stands} {fmt.escaped(' '.join(found.notes))}"
        )
    if found is not None and abs((found.asked - market.as_of).days) > _APART_DAYS:
        st.warning(
            f"These fundamentals are not compared with a price of {fmt.day(market.as_of)}: load live prices on the Data page first, or type the numbers "
            "known then."
        )
        return None
    return found


def _typed(live: Fundamentals | None) -> list[float | None]:
    """Show fields for earnings, cash flow and dividend; return each value: typed, else loaded live, else None."""
    came = (None, None, None) if live is None else (live.earnings, live.cash_flow, live.dividend)
    drawn = []
    for column, number, loaded_one in zip(st.columns(3), (EARNINGS, CASH, DIVIDEND), came, strict=True):
        with column:
            hint = number.placeholder if loaded_one is None else f"loaded: {loaded_one:,.2f}"
            typed = replace(number, placeholder=hint).show()
        drawn.append(loaded_one if typed is None else typed)
    return drawn


def _assumed() -> tuple[float, float, int, float]:
    """Show the four assumptions: lasting growth, first growth, years of first growth, and premium."""
    growth, first, years, premium = in_columns(GROWTH, FIRST, YEARS, PREMIUM)
    return growth / 100.0, first / 100.0, int(years), premium / 100.0


def _models(dividend: float | None, cost: float, growth: float, first: float, years: int) -> None:
    known = dividend if dividend is not None and dividend >= 0.0 else None
    coming = None if known is None else known * (1.0 + growth)
    st.metric(
        "Gordon value",
        _dollars(valuation.gordon(coming, cost, growth)),
        help="Next dividend / (cost of equity - growth); modelled.",
    )
    st.metric(
        "Two-stage value",
        _dollars(valuation.two_stage(known, cost, first, years, growth)),
        help="Dividends of the first years, then Gordon's value, all discounted; modelled.",
    )


def _times(ratio: float | None) -> str:
    return "not known" if ratio is None else f"{fmt.points(ratio, 1)} times"


def _dollars(amount: float | None) -> str:
    return "not known" if amount is None else fmt.dollars(amount)


def _sensitivity(dividend: float | None, cost: float, growth: float) -> None:
    """Show Gordon's value by cost of equity and growth, in steps of one percentage point."""
    if dividend is None or dividend < 0.0:
        st.caption("Enter a dividend to see how the value depends on the cost of equity and on growth.")
        return
    steps = np.array([-0.02, -0.01, 0.0, 0.01, 0.02])
    values = valuation.sensitivity(dividend, cost + steps, growth + steps)
    table = pd.DataFrame(
        [["infinite" if np.isnan(one) else fmt.dollars(float(one)) for one in row] for row in values],
        index=pd.Index([fmt.percent(float(one)) for one in cost + steps], name="Cost of equity"),
        columns=[f"growth {fmt.percent(float(one))}" for one in growth + steps],
    )
    st.dataframe(table)
