"""Ladder: overlapping condors day by day, the cost of rolls, and the loss if all layers lose together."""

from overlay.ladder import accounts as books
from views.controls.later import later
from views.frame import numbers, page
from views.ladder import answer as show, controls as chosen, details
from views.market import bar

frame = page.begin("ladder", "Ladder")

with frame.controls, later():
    asked = chosen.asked(*chosen.chosen())
with frame.headline, page.explained():
    market = bar.market()
    walk = show.walked(asked, market)
    found = books.outcome(*walk)
    show.answer(walk, found)
frame.marked(market, "model", notes=show.notes(walk, market), walks=True)
frame.lead(show.picture(walk), chosen.SPACING, lambda days: show.picture(walk.every(days)))
with frame.numbers:
    numbers.show(*show.numbers(walk, found))
with frame.below:
    show.below(walk, found)

frame.more("lad_tab", details.parts(walk, found, asked, market))
frame.end()
