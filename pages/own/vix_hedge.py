"""VIX hedge: what layered VIX calls cost, and what they pay."""

from views.controls.later import later
from views.frame import numbers, page
from views.hedge import answer as show, controls as asked, details
from views.market import bar

frame = page.begin("vix_hedge", "VIX hedge")

with frame.controls, later():
    wanted = asked.wanted()
with frame.headline, page.explained():
    market = bar.market()
    plan = asked.plan(wanted, market, asked.prices(market, frame.controls))
    show.answer(plan)
frame.marked(market, show.shown(plan), notes=show.notes(plan))
frame.lead(show.picture(plan), asked.NEAR, lambda count: show.picture(asked.with_near(plan, count)))
with frame.numbers:
    numbers.show(*show.numbers(plan))
with frame.below:
    show.below(plan)

frame.more("vix_details", details.parts(plan))
frame.end()
