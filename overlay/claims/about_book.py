"""The article's claims about the book: the overlay's effect on single names, sectors, beta and the worst day."""

import math
from typing import Final

import numpy as np

from overlay.arrays import FloatArray
from overlay.book.betas import WindowBetas, window_betas
from overlay.book.returns import Window
from overlay.claims.facts import BY_NAME, INDEX_WEIGHT, RECENT, Facts
from overlay.claims.verdicts import NOT_TESTABLE, Claim, Finding, at_least, at_most
from overlay.errors import OverlayError
from overlay.history.standard_errors import (
    correlation_influence,
    deviation_ratio_influence,
    mean_error,
    slope_influence,
)  # fmt: skip
from overlay.units import TRADING_DAYS_PER_YEAR

_WINDOWS: Final = tuple(Window(years=years) for years in (1, 2, 3, 5))


def single_name(facts: Facts) -> Finding:
    """Share of the variance not explained by the index that the overlay removes, over the last two years."""
    return at_least(facts.own_risk_removed, 0.25, 0.1, facts.own_risk_error)


def reach(facts: Facts) -> Finding:
    """The largest share of this book's volatility that any index hedge can remove."""
    stocks, index = facts.past.stocks[-RECENT:], facts.pool.index[-RECENT:]
    explained = min(facts.exposure.r_squared, 1.0 - 1e-9)
    steepness = math.sqrt(explained / (1.0 - explained))  # of 1 - sqrt(1 - R2), in the correlation
    error = steepness * mean_error(correlation_influence(index, stocks))
    return at_least(facts.exposure.best_cut, 0.5, 0.2, error)


def volatility(facts: Facts) -> Finding:
    """Share of the stocks' volatility that condors and hedge remove, over the last two years."""
    alone, together = facts.volatility
    past = facts.past
    error = mean_error(deviation_ratio_influence(past.stocks[-RECENT:], past.together[-RECENT:]))
    return at_least(1.0 - together / alone if alone else np.nan, 0.05, 0.0, error)


def worst_day(facts: Facts) -> Finding:
    """Share of the loss on the stocks' worst day on record that condors and hedge pay for; one day has no error."""
    at = int(np.argmin(facts.past.stocks))
    return at_least(-(facts.past.together[at] / facts.past.stocks[at] - 1.0), 0.25, 0.05)


def gap_paid(facts: Facts) -> Finding:
    """Share of a 30% fall of the largest name that the condors pay for, at an unchanged index."""
    found = facts.gap()
    return at_least(found.coverage, 0.5, 0.1) if found and facts.overlaid.condors else NOT_TESTABLE


def same_way(facts: Facts) -> Finding:
    """The condors' immediate result if the index falls with the book's largest name, as a share of the name's loss."""
    found = facts.gap(INDEX_WEIGHT)
    if found is None or not facts.overlaid.condors:
        return NOT_TESTABLE
    return at_least(found.overlay_now / found.core_loss, 0.0, -0.01)


def balanced(facts: Facts) -> Finding:
    """Share of the book's beta-weighted delta that the condors remove."""
    found = facts.exposure
    if not found.before.dollars:
        return NOT_TESTABLE
    removed = -found.legs.dollars / found.before.dollars
    return at_least(removed, 0.2, 0.05, abs(removed * facts.delta_error / found.before.dollars))


def steady_beta(facts: Facts) -> Finding:
    """Spread of the book's betas over one to five years, as a share of their mean."""
    try:
        found = window_betas(facts.overlaid.portfolio, facts.history, facts.overlaid.market.as_of, _WINDOWS)
    except OverlayError:
        return NOT_TESTABLE
    betas = np.array([one.book for one in found])
    if len(betas) < 2 or not betas.mean():
        return NOT_TESTABLE
    return at_most(np.ptp(betas) / abs(betas.mean()), 0.15, 0.4, _spread_error(facts, found, betas))


def _spread_error(facts: Facts, found: tuple[WindowBetas, ...], betas: FloatArray) -> float:
    """Standard error of the spread of betas (K,) over their mean; the windows overlap, so their days are counted once."""
    mean, spread = betas.mean(), np.ptp(betas)
    weights = np.full(len(betas), -spread * np.sign(mean) / mean**2 / len(betas))
    weights[betas.argmax()] += 1.0 / abs(mean)
    weights[betas.argmin()] -= 1.0 / abs(mean)
    stocks = facts.past.stocks / facts.overlaid.portfolio.invested
    counts = [min(round(one.window.years * TRADING_DAYS_PER_YEAR), len(stocks)) for one in found]
    longest = max(counts)
    together = np.zeros(longest)
    for weight, count in zip(weights, counts, strict=True):
        influence = slope_influence(facts.pool.index[-count:], stocks[-count:])
        together[longest - count :] += weight * influence * (longest / count)
    return mean_error(together)


def limited(facts: Facts) -> Finding:
    """Loss of the whole book in March 2020's moves, as a share of the stocks; the error is that of their betas."""
    moves, invested = BY_NAME["Mar 2020"].scenario, facts.overlaid.portfolio.invested
    error = abs(moves.index_return) * facts.delta_error / invested
    return at_most(-facts.overlaid.result(moves).total / invested, 0.12, 0.2, error)


def independent(facts: Facts) -> Finding:
    """Correlation of the overlay's result with the stocks' on the stocks' worst 5% of days."""
    past = facts.past
    worst = np.sort(np.argsort(past.stocks)[: max(len(past.stocks) // 20, 2)])  # in order of time
    overlay = (past.condors + past.hedge)[worst]
    if not overlay.any():
        return NOT_TESTABLE
    error = mean_error(correlation_influence(past.stocks[worst], overlay))
    return at_most(np.corrcoef(past.stocks[worst], overlay)[0, 1], 0.1, 0.3, error)


CLAIMS: Final = (
    Claim(
        key="single_name", part="P1", source="A0", page="portfolio", unit="share", judge=single_name,
        says="Layered overlays on the index offset the risk of single names.",
        number="single-name variance that the overlay removes", bar="holds from 25%, depends from 10%",
        changes="No index position: the index does not explain a name's own moves. Only options on the name itself, or "
        "selling some of it.",
    ),
    Claim(
        key="reach", part="P1", source="A0", page="portfolio", unit="share", judge=reach,
        says="Index options can take much of the risk out of a stock book.",
        number="volatility that a perfect index hedge would cut", bar="holds from 50%, depends from 20%",
        changes="A book that moves with the index: more names, or an index fund.",
    ),
    Claim(
        key="volatility", part="P1", source="A0", page="stress", unit="share", judge=volatility,
        says="The overlay lowers the book's volatility.",
        number="volatility cut, last two years", bar="holds from 5%, depends from 0%",
        changes="More VIX calls cut it, more condors add to it.",
    ),
    Claim(
        key="worst_day", part="P1", source="A0", page="stress", unit="share", judge=worst_day,
        says="The overlay softens the book's worst days.",
        number="part of the worst day's loss that the overlay pays for", bar="holds from 25%, depends from 5%",
        changes="More VIX calls, fewer condors.",
    ),
    Claim(
        key="gap_paid", part="P1", source="A0", page="portfolio", unit="share", judge=gap_paid,
        says="When one name falls, the overlay makes up for it.",
        number="part of the loss in a 30% fall that the condors pay for", bar="holds from 50%, depends from 10%",
        changes="A smaller position in the name, or many more condors than the cap allows.",
    ),
    Claim(
        key="same_way", part="P1", source="A0", page="portfolio", unit="share", judge=same_way,
        says="The overlay never loses together with a heavy name.",
        number="condors' result over the name's loss, with the index falling too", bar="holds from 0%, depends from -1%",
        changes="A name with a small weight in the index.",
    ),
    Claim(
        key="balanced", part="P2", source="A0", page="portfolio", unit="share", judge=balanced,
        says="Condors balance the book's beta-weighted exposure.",
        number="beta-weighted delta that the condors remove", bar="holds from 20%, depends from 5%",
        changes="A condor with far more calls than puts, which is a bet on a falling index.",
    ),
    Claim(
        key="steady_beta", part="P2", source="A35", page="portfolio", unit="share", judge=steady_beta,
        says="Beta by regression tells how the book moves with the index.",
        number="spread of the betas over 1 to 5 years", bar="holds to 15%, depends to 40%",
        changes="A book closer to the index, or a calmer stretch of history.",
    ),
    Claim(
        key="limited", part="P9", source="A29", page="stress", unit="share", judge=limited,
        says="With the hedge a crash like 2020 costs 10 to 12%.",
        number="loss in the moves of March 2020", bar="holds to 12%, depends to 20%",
        changes="Many more VIX calls, at many times the cost, or a book with a lower beta.",
    ),
    Claim(
        key="independent", part="P17", source="A56", page="stress", unit="ratio", judge=independent,
        says="The overlay is a second engine that runs apart from the book.",
        number="correlation on the stocks' worst 5% of days", bar="holds to 0.1, depends to 0.3",
        changes="Fewer condors and more VIX calls: short premium loses when stocks fall, long volatility gains.",
    ),
)  # fmt: skip
