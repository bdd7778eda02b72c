"""Start: what the overlay does to this portfolio, on one screen, and three doors to the other pages."""

from views.controls.later import later
from views.frame import numbers, page
from views.market import bar
from views.start import answer, panels as show
from views.stress import panels as stress
from views.whole_book import cached as once, controls as laid

frame = page.begin("start", "Overlay Explorer")
with frame.numbers:
    figures = answer.places()
with frame.controls, later():
    asked = laid.asked()

with frame.headline, page.explained():
    market = bar.market()
    known = once.known(asked, market)
    book = known.facts.overlaid
    answer.answer(known.facts)
frame.marked(market, stress.shown(market), notes=(stress.laid(book),), expiry=book.expiry)

frame.lead(show.picture(book), laid.UNITS, lambda units: show.picture(book.with_units(units)))
with figures:
    numbers.show(*answer.numbers(known.facts))

frame.more("start_details", show.parts(known))
frame.end()
