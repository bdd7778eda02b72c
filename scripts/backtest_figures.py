"""Print tables of docs/backtest.md and docs/costs.md: `python -m scripts.backtest_figures`.

They are "How sure" and "Why it came out so" of the first, and "What it decides" of the second.

The sample index fund with 5% of cash under the rules Article and Steward, as on the Backtest page: widths that follow the
index, slippage as measured, before tax. Every figure has its 95% interval.
"""

from dataclasses import replace
from datetime import date

import numpy as np

from overlay.backtest import less_stock, volatility_premium, yearly
from overlay.backtest.attribution import added
from overlay.backtest.certainty import certainty
from overlay.backtest.condor_greeks import condors
from overlay.backtest.engine import Conduct
from overlay.backtest.sweep import BacktestQuestion
from overlay.backtest.three_parts import three_parts
from overlay.data import bundled, sample_books
from overlay.history.inference import Interval
from overlay.history.path import from_history
from overlay.ladder.layers import WIDTH_LEVEL
from overlay.options.costs import FLAT_POINTS, Costs
from overlay.rules.presets import ARTICLE, STEWARD
from overlay.rules.rule_set import RuleSet

HISTORY = bundled.history()
CASH_SHARE = 0.05
SPANS = ((date(2000, 1, 3), date(2009, 12, 31)), (date(2019, 1, 2), HISTORY.last))
STRETCHES = (
    (ARTICLE, HISTORY.first, HISTORY.last),
    (ARTICLE, date(2014, 1, 3), date(2018, 12, 31)),
    (STEWARD, HISTORY.first, HISTORY.last),
    (STEWARD, date(2014, 1, 3), date(2018, 12, 31)),
    (STEWARD, date(2019, 7, 1), date(2020, 12, 31)),
)


def question(rules: RuleSet, first: date = HISTORY.first, last: date = HISTORY.last) -> BacktestQuestion:
    """The question that the Backtest page asks by default, for a rule set and days."""
    book = sample_books.sample("Index fund", HISTORY, HISTORY.last)
    book = replace(book, cash=round(CASH_SHARE * book.invested, 2))
    conduct = Conduct(width_level=WIDTH_LEVEL)
    return BacktestQuestion(history=HISTORY, portfolio=book, rules=rules, first=first, last=last, conduct=conduct)


def how_sure(rules: RuleSet, first: date, last: date) -> str:
    """A row of the table: difference, interval, both errors and the years it would take."""
    found = certainty(question(rules, first, last))
    low, _, high = found.interval
    signed = [f"{100.0 * one:+.2f}" for one in (found.estimate, low, high)]
    errors = [f"{100.0 * one:.2f}" for one in (found.sampling, found.model)]
    return f"{rules.name} {first} to {last}: " + ", ".join((*signed, *errors, f"{found.years_needed:.1f} years"))


def why(rules: RuleSet) -> dict[str, Interval]:
    """Each row of the table for a rule set: a yearly share of the book with its interval."""
    found = question(rules).lived()
    seen = condors(found)
    effects = seen.effects
    rows = three_parts(found, seen)._asdict()
    rows |= {"costs": effects.roll + effects.cost, "theta": effects.theta, "gamma": effects.gamma, "rest": effects.rest}
    worth = yearly.intervals(found, np.array([yearly.shares(found, one) for one in rows.values()]))
    table = dict(zip(rows, worth, strict=True))
    books = {"volatility": less_stock.equal_volatility(found), "delta": less_stock.equal_delta(found, seen.exposure)}
    for name, other in books.items():
        table[f"less {100 * other.share:.1f}% stocks, equal {name}"] = less_stock.apart(found, other)
    return table


def decided(rules: RuleSet, level: float | None, costs: Costs) -> list[float]:
    """What the overlay adds to growth, percent a year: all days, 2000 to 2009, and 2019 to 2022; NaN if all is lost."""
    found = []
    for first, last in ((HISTORY.first, HISTORY.last), *SPANS):
        lived = replace(question(rules, first, last), costs=costs, conduct=Conduct(width_level=level)).lived()
        found.append(100.0 * added(lived) if lived.ruined is None else np.nan)
    return found


def main() -> None:
    """Print the tables, and the years with a premium above zero."""
    for stretch in STRETCHES:
        print(how_sure(*stretch))
    for rules in (ARTICLE, STEWARD):
        print(rules.name)
        for name, one in why(rules).items():
            print(f"  {name:40s} {100 * one.estimate:6.2f} ({100 * one.low:.2f} to {100 * one.high:.2f})")
    for rules in (ARTICLE, STEWARD):
        for level in (WIDTH_LEVEL, None):
            for costs in (Costs(), Costs(slippage_points=FLAT_POINTS)):
                found = ", ".join(f"{one:+.2f}" for one in decided(rules, level, costs))
                print(f"{rules.name}, widths {level}, slippage {costs.slippage_points}: {found}")
    premium = volatility_premium.by_year(from_history(HISTORY, HISTORY.first, HISTORY.last))
    print(f"premium above zero in {int((premium.mean > 0).sum())} of {len(premium.years)} years")


if __name__ == "__main__":
    main()
