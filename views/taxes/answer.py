"""The first screen of the Taxes page: headline, picture, three numbers, and the notes of the badge."""

from typing import Final

import streamlit as st

from overlay.tax import law
from overlay.tax.sell_or_hold import Comparison, Future
from views.frame import headline, numbers as figures
from views.frame.headline import Verdict
from views.look import format as fmt, plot
from views.look.amounts import brief
from views.look.words import words
from views.taxes import ahead_chart
from views.taxes.controls import Overlay, Stock
from views.taxes.panels import rated

TOPIC: Final = "taxes"
_CALLED: Final = {"Sell now": "Selling now", "Hold": "Holding", "Hold with overlay": "The overlay"}
_BESIDE: Final = {
    "Sell now": "Holding with the overlay leaves ", "Hold": "With the overlay it is ",
}  # fmt: skip
_EVEN: Final = 0.5  # dollars; a smaller gap is none


def answer(found: Comparison, assumed: Overlay) -> None:
    """Show the headline: what leaves most after tax, under which growth, and how far the overlay is from the best."""
    years = found.outlook.years
    if not years:
        headline.show(*_today(found))
        return
    best, second = sorted(found.futures, key=found.ends, reverse=True)[:2]
    stock, index = (
        fmt.percent(one, plus=best is found.sell) for one in (found.outlook.growth, found.outlook.index_growth)
    )
    growth = f": stock {stock}, index {index} a year. " if best is found.sell else f", at {stock} growth a year. "
    headline.show(
        f"{_CALLED[best.name]} leaves most after {fmt.number_of(years, 'year')}, {brief(found.ends(best))}{growth}",
        *_overlay(found, best, second, assumed),
    )


def _overlay(found: Comparison, best: Future, second: Future, assumed: Overlay) -> tuple[str | Verdict, ...]:
    """The overlay against the best other choice; "more" is a gain only where its years earn something on average."""
    if best is not found.overlay:
        short = found.ends(best) - found.ends(found.overlay)
        said = Verdict("short", f"{brief(short)} less") if short > _EVEN else Verdict("even", "the same")
        return _BESIDE[best.name], said, "."
    more, than = f"{brief(found.ends(best) - found.ends(second))} more", _CALLED[second.name].lower()
    if sum(assumed.results) > 0.0:
        return Verdict("spare", more), f" than {than}."
    return Verdict("even", more), f" than {than}, but earns nothing on average."


def _today(found: Comparison) -> tuple[str | Verdict, ...]:
    """The headline at a horizon of zero years."""
    left, tax = brief(found.ends(found.sell)), found.sale_tax
    taxed = f"after {brief(tax)} of federal tax" if tax >= 0.0 else f"with {brief(-tax)} of federal tax saved"
    said = f"Selling today leaves {left} {taxed}. "
    if not found.outlook.step_up:
        return said, Verdict("even", "All three leave the same"), "."
    gap = found.ends(found.hold) - found.ends(found.sell)
    return said, f"Left to heirs today, it is {brief(abs(gap))} {'more' if gap >= 0.0 else 'less'}."


def picture(found: Comparison) -> plot.Drawing:
    """The chart of the lead over selling now by year."""
    figure, table = ahead_chart.ahead(found)
    return plot.Drawing(figure=figure, key="ahead", alt=ahead_chart.ahead_finding(found), table=table)


def numbers(found: Comparison) -> tuple[figures.KeyNumber, ...]:
    """The three numbers: what each future leaves after tax, and its lead over selling now."""
    sale, rate = found.sale_tax, found.effective_rate
    taxed = f"after {brief(sale)} of tax now" if sale >= 0.0 else f"saves {brief(-sale)} of tax now"
    why = (
        "The tax now is that of the return with the sale, less that without it: regular tax, minimum tax and the 3.8%."
    )
    share = "" if rate is None else f" It is {fmt.percent(rate)} of the gain."
    return (
        figures.KeyNumber("Sell now", _left(found, found.sell), taxed, f"{_why(found, found.sell)} {why}{share}"),
        figures.KeyNumber("Hold", _left(found, found.hold), _against(found, found.hold), _why(found, found.hold)),
        figures.KeyNumber(
            "With overlay", _left(found, found.overlay), _against(found, found.overlay), _why(found, found.overlay)
        ),
    )


def _left(found: Comparison, future: Future) -> str:
    return brief(found.ends(future), exact=1e7)


def _against(found: Comparison, future: Future) -> str:
    return f"{brief(found.ends(future) - found.ends(found.sell), plus=True)} against selling"


def _why(found: Comparison, future: Future) -> str:
    return (
        f"Dollars left after federal tax, after {fmt.number_of(found.outlook.years, 'year')}. Yearly after-tax return on "
        f"today's value (XIRR): {rated(found.irr(future))}."
    )


def notes(found: Comparison, held: Stock) -> tuple[str, ...]:
    """The caveats for the badge's sheet: assumptions, federal tax only, the law of later years, the day of the lots."""
    told = [words(TOPIC, "assumed"), words(TOPIC, "education_line")]
    if found.outlook.year + found.outlook.years > law.last_year():
        told.append(words(TOPIC, "flat_law", year=law.last_year()))
    if held.priced_on is not None:
        told.append(words(TOPIC, "priced_on", day=fmt.day(held.priced_on)))
    return tuple(told)


def scope() -> None:
    """Say in a line that the numbers cover federal tax only."""
    st.caption(words(TOPIC, "scope"))
