"""The same facts with the modelled VIX in place of the recorded one: the day's market, the hedge, and the whole past.

The model gives the right level within 7% in the median (`overlay.vix.from_index`). A verdict that such an error turns
is none, so claims are judged with both.
"""

from dataclasses import replace
from functools import lru_cache

from overlay.claims.facts import Facts
from overlay.errors import OverlayError
from overlay.history.daily import History
from overlay.options.market import from_history
from overlay.stress.overlaid import laid
from overlay.vix.from_index import modelled_vix
from overlay.vix.market import beside


def with_modelled_vix(facts: Facts) -> Facts | None:
    """The facts as they would be if no VIX were recorded; condors and calls are laid anew by the same rule.

    None where there is nothing to exchange: a market that does not stand on the history's day, a day whose VIX is
    modelled anyway, or a rule that lays nothing at the other VIX.
    """
    one, past = facts.overlaid, facts.history
    market = one.market
    if market.listing is not None or not past.first <= market.as_of <= past.last:
        return None
    at = past.at(past.nearest(market.as_of))
    if past.vix_modelled.iloc[at] or past.levels(at).vix != market.vix:
        return None
    other = modelled(past)
    try:
        moved = replace(from_history(other, market.as_of), sticky=market.sticky, contract=market.contract)
        book = laid(one.portfolio, one.betas, moved, beside(moved, other), facts.laying)
    except OverlayError:
        return None
    return replace(facts, overlaid=book, history=other)


@lru_cache(maxsize=4)
def modelled(history: History) -> History:
    """The history with the modelled VIX on every day; the first days, which the model cannot reach, keep theirs."""
    vix = modelled_vix(history.index).fillna(history.vix)
    return replace(
        history, vix=vix, vix_modelled=history.vix_modelled | True, vix_range=None, vix_doubtful=None,
        sources={**history.sources, "vix": "Modelled from the index on every day."},
    )  # fmt: skip
