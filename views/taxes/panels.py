"""The panels of the Taxes page: each shows one thing about the three futures, or one part of the law."""

import re
from typing import Final

import pandas as pd
import streamlit as st

from overlay.condor.pricing import CondorQuote
from overlay.flags import Flag
from overlay.options.market import Market
from overlay.options.surface_error import market_error
from overlay.tax import deferral, law, sell_or_hold
from overlay.tax.alternatives import ALTERNATIVES, CLAIMS
from overlay.tax.cashflows import yearly
from overlay.tax.deferral import Deferred
from overlay.tax.income_tax import Return, cost, net
from overlay.tax.mixed_straddle import CHOICES
from overlay.tax.section1256 import CLASSES, last_business_day, section_1256
from overlay.tax.sell_or_hold import Comparison, Future
from overlay.tax.straddle import HEDGES, constructive_sale
from views.frame.badge import give_or_take
from views.look import format as fmt
from views.look.words import words
from views.taxes.controls import Overlay, Stock

TOPIC: Final = "taxes"
_MARKS: Final = {"note": ":blue[●]", "warning": ":orange[▲]", "serious": ":orange[■]"}
_LEVELS: Final = {"note": "Note", "warning": "Careful", "serious": "Serious"}
_USC: Final = re.compile(r"26 USC (\d+[A-Z]?)")
_REG: Final = re.compile(r"Treas\. Reg\. (1\.\d+(?:\([a-z]\))?-\d+T?)")
_CORNELL: Final = "https://www.law.cornell.edu"


def starting_point(quote: CondorQuote, held: Stock, market: Market, contracts: int) -> None:
    """Show credit, costs and risk of today's default condors, compared with the stock."""
    share = contracts / held.book.value
    st.caption(
        words(
            TOPIC,
            "condor_start",
            contracts=contracts,
            collected=fmt.percent(12.0 * quote.credit_dollars * share) + give_or_take(market_error(market, 30)),
            costs=fmt.percent(12.0 * quote.costs_dollars * share),
            largest=fmt.percent(quote.max_loss_dollars * share),
        )
        + f" Market of {fmt.day(market.as_of)}, {'modelled' if market.listing is None else 'quoted'} prices."
    )


def year_end(found: Comparison, closed: float, open_mark: float) -> None:
    """Show the tax of the year-end mark if it were due today."""
    outlook, total = found.outlook, closed + open_mark
    split = section_1256(total)
    base = Return(year=outlook.year, filing=outlook.filing, wages=outlook.wages)
    changed = Return(
        year=outlook.year,
        filing=outlook.filing,
        wages=outlook.wages,
        short_term=split.short_term,
        long_term=split.long_term,
    )
    tax = cost(base, changed)
    day = last_business_day(outlook.year)
    st.markdown(
        words(
            TOPIC,
            "year_end",
            day=fmt.day(day),
            year=outlook.year,
            closed=fmt.money(closed, plus=True),
            open=fmt.money(open_mark, plus=True),
            total=fmt.money(total, plus=True),
            short=fmt.money(split.short_term, plus=True),
            long=fmt.money(split.long_term, plus=True),
            verb="cost" if tax >= 0.0 else "save",
            tax=fmt.money(abs(tax)),
        )
    )
    gain = fmt.money(found.book.gain, plus=True)
    if total > 0.0:
        ordinary = Return(year=outlook.year, filing=outlook.filing, wages=outlook.wages, short_term=total)
        st.markdown(words(TOPIC, "year_end.gain", ordinary=fmt.money(cost(base, ordinary)), gain=gain))
    elif total < 0.0:
        usable = outlook.wages - law.law(outlook.year, outlook.filing).standard_deduction
        netted = net(split.short_term, split.long_term, outlook.filing, year=outlook.year, usable=usable)
        kept = netted.carry_short + netted.carry_long
        st.markdown(
            words(TOPIC, "year_end.loss", deduction=fmt.money(netted.deduction), carried=fmt.money(kept), gain=gain)
        )
    else:
        st.markdown(words(TOPIC, "year_end.nothing"))


def flags(found: tuple[Flag, ...]) -> None:
    """Show tax rules that may apply: level, reason, and a link to the source."""
    for one in found:
        mark, level = _MARKS[one.level], _LEVELS[one.level]
        st.markdown(f"{mark} **{level}: {one.title}.** {fmt.prose(one.why)} *{cited(one.source)}*")


def more_rules() -> None:
    """Show the choices for mixed straddles and the screen of constructive sales."""
    with st.expander("Mixed straddles: the choices"):
        flags(CHOICES)
    with st.expander("Constructive sales: the screen of hedges"):
        flags(tuple(constructive_sale(hedge) for hedge in HEDGES))
    with st.expander("Which instruments are section 1256 contracts"):
        instruments()


def instruments() -> None:
    """Show which instruments are taxed as section 1256 contracts."""
    answers = {True: "Yes", False: "No", None: "Contested"}
    st.dataframe(
        pd.DataFrame(
            {
                "Instrument": [row.instrument + ("" if row.settled else " †") for row in CLASSES],
                "60/40?": [answers[row.section_1256] for row in CLASSES],
                "How it is taxed": [row.taxed for row in CLASSES],
                "Source": [row.source for row in CLASSES],
            }
        ),
        hide_index=True,
    )
    st.caption(words(TOPIC, "unverified"))


def claims() -> None:
    """Show the article's claims beside the law, with links."""
    rows = ["| The article says | The law says |", "|---|---|"]
    rows += [f"| {one.article} | **{one.verdict}.** {fmt.prose(one.law)} *{cited(one.source)}* |" for one in CLAIMS]
    st.markdown("\n".join(rows))


def alternatives() -> None:
    """Show the alternatives for appreciated stock, and their taxation."""
    rows = ["| What | How it is taxed | What can bite |", "|---|---|---|"]
    rows += [
        f"| **{one.name}**{'' if one.verified else ' †'} | *Now:* {fmt.prose(one.now)} *Later:* {fmt.prose(one.later)} "
        f"| {fmt.prose(one.bites)} *{cited(one.source)}* |"
        for one in ALTERNATIVES
    ]
    st.markdown("\n".join(rows))
    st.caption(words(TOPIC, "unverified"))


def overlay_alone(found: Comparison, assumed: Overlay) -> None:
    """Show the overlay as a separate investment: return on margin, present value, hurdle rate."""
    if not found.outlook.years:
        st.markdown(words(TOPIC, "overlay_alone.none"))
        return
    own = sell_or_hold.overlay_return(found, assumed.margin_share, assumed.cost_of_capital)
    st.markdown(
        words(
            TOPIC,
            "overlay_alone",
            margin=fmt.money(assumed.margin_share * found.book.value),
            pnl=fmt.money(own.pnl_dollars, plus=True),
            after=fmt.money(own.pnl_dollars - own.tax_dollars, plus=True),
            years=_years(found.outlook.years),
            on_margin=rated(own.on_peak_margin),
            irr=rated(own.irr),
            cost=fmt.percent(assumed.cost_of_capital),
            value=fmt.money(own.present_value_dollars, plus=True),
            hurdle=fmt.percent(own.hurdle),
        )
    )
    st.caption(words(TOPIC, "hurdle", compounded=fmt.percent(yearly(0.18, 45), 0)))


def breakevens(found: Comparison) -> None:
    """Show the years after which selling now beats each other choice, and the closed forms at a flat rate."""
    outlook, rate = found.outlook, found.effective_rate
    st.markdown(
        words(
            TOPIC,
            "breakeven.lines",
            hold=_crossing(found.breakeven_years(found.hold)),
            overlay=_crossing(found.breakeven_years(found.overlay)),
        )
    )
    if not rate or not outlook.years:
        st.markdown(words(TOPIC, "breakeven.none"))
        return
    held = Deferred(
        value=found.book.value, basis=found.book.basis, rate=rate, growth=outlook.growth, years=outlook.years
    )
    step_up = outlook.step_up
    short = deferral.tolerable_drag(held)
    st.markdown(
        words(
            TOPIC,
            "breakeven.flat",
            rate=fmt.percent(rate),
            growth=fmt.percent(outlook.growth),
            years=_years(outlook.years),
            value=fmt.money(deferral.deferral_value(held, step_up=step_up)),
            drag=rated(deferral.breakeven_drag(held, step_up=step_up), 2),
            short=fmt.percent(short, 2),
            required=rated(deferral.required_return(held, step_up=step_up), 2),
        )
    )


def numbers(found: Comparison) -> None:
    """Show the three futures side by side."""
    years = found.outlook.years

    def row(future: Future) -> dict[str, str]:
        """One row of the table of futures."""
        return {
            "": future.name,
            "Left after tax": fmt.dollars(found.ends(future)),
            "Against selling": fmt.dollars(found.ends(future) - found.ends(found.sell), plus=True),
            "Federal tax in all": fmt.dollars(future.tax_by_year(years).sum()),
            "Yearly return (XIRR)": rated(found.irr(future)),
        }

    st.dataframe(pd.DataFrame([row(one) for one in found.futures]), hide_index=True)


def cited(source: str) -> str:
    """A source with links to the statute and the regulations it names."""
    linked = _USC.sub(lambda hit: f"[{hit[0]}]({_CORNELL}/uscode/text/26/{hit[1]})", source)

    def regulation(hit: re.Match[str]) -> str:
        """A link to one section, its brackets encoded."""
        section = hit[1].replace("(", "%28").replace(")", "%29")
        return f"[{hit[0]}]({_CORNELL}/cfr/text/26/{section})"

    return _REG.sub(regulation, linked)


def rated(rate: float | None, digits: int = 1) -> str:
    """A yearly rate as text; n/a for None."""
    return "n/a" if rate is None else fmt.percent(rate, digits)


def _years(count: int) -> str:
    return "1 year" if count == 1 else f"{count} years"


def _crossing(years: float | None) -> str:
    if years is None:
        return f"at no time in {sell_or_hold.FURTHEST} years"
    return f"after {years:.1f} years" if years > 0.0 else "at once"
