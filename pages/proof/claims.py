"""Claims: which claims of the article hold on this portfolio, and the number that decides each."""

from views.claims import charts, controls as asked, panels as show
from views.controls.later import later
from views.frame import numbers, page
from views.market import bar
from views.stress import panels as book
from views.whole_book import cached as once, controls as laid

frame = page.begin("claims", "Claims")

with frame.controls, later():
    wanted = laid.asked()
    verdict, topic = asked.filters()

with frame.headline, page.explained():
    market = bar.market()
    known = once.known(wanted, market)
    found = known.judged
    show.answer(found)
frame.marked(market, "model", notes=(book.laid(known.facts.overlaid),))

frame.lead(charts.picture(found))
with frame.numbers:
    numbers.show(*show.numbers(found))
with frame.below:
    show.untested(found)
    show.table(asked.passing(found, verdict, topic))

frame.more(show.PART, show.parts(found))
frame.end()
