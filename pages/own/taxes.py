"""Taxes: sell now, hold, or hold with the overlay, after federal tax; and the tax rules that may apply."""

from dataclasses import replace

from overlay.tax import sell_or_hold
from views.controls.later import fold, later
from views.frame import numbers, page
from views.market import bar
from views.taxes import answer as show, controls as asked, details

frame = page.begin("taxes", "Taxes")

with frame.controls, later():
    years, growth = asked.horizon()
    stock = asked.stock()
    with fold("My tax: filing status, wages"):
        filing, wages = asked.person()
    with fold("The overlay"):
        overlay = asked.overlay()
    with fold("Year, dividends, heirs, straddle"):
        weight = asked.index_weight()
        outlook = asked.outlook(filing, wages, years, growth)

with frame.headline, page.explained():
    market = bar.market()
    with frame.below:
        held = stock(market)
    overlap = asked.overlap(held, market, weight)
    found = sell_or_hold.compare(held.book, outlook(overlap), overlay.results)
    show.answer(found, overlay)
frame.marked(market, "model", show.notes(found, held))

frame.lead(
    show.picture(found),
    asked.YEARS,
    lambda years: show.picture(sell_or_hold.compare(held.book, replace(found.outlook, years=years), overlay.results)),
)
with frame.numbers:
    numbers.show(*show.numbers(found))
with frame.below:
    show.scope()
frame.more("tx_details", details.parts(found, overlap, overlay, held, market))
frame.end()
