"""Print the table "Why it came out so" of docs/backtest.md: `python -m scripts.why_figures`.

An index fund with 5% of cash over all days, under the rules Article and Steward; every figure with its 95% interval.
"""

from datetime import date

import numpy as np

from overlay.backtest import less_stock, volatility_premium, yearly
from overlay.backtest.condor_greeks import condors
from overlay.backtest.engine import run
from overlay.backtest.three_parts import three_parts
from overlay.book.holdings import INDEX_FUND, of_lots
from overlay.book.lots import Lot
from overlay.data import bundled
from overlay.history.inference import Interval
from overlay.history.path import from_history
from overlay.options.costs import Costs
from overlay.rules.presets import ARTICLE, STEWARD
from overlay.rules.rule_set import RuleSet


def figures(rules: RuleSet) -> dict[str, Interval]:
    """Each row of the table for a rule set: a yearly share of the book with its interval."""
    lot = Lot(symbol=INDEX_FUND, shares=2500.0, basis=300.0, acquired=date(2001, 1, 2))
    found = run(bundled.history(), of_lots([lot], {INDEX_FUND: 400.0}, cash=50_000.0), rules, Costs())
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


def main() -> None:
    """Print both rule sets, and the years with a premium above zero."""
    for rules in (ARTICLE, STEWARD):
        print(rules.name)
        for name, one in figures(rules).items():
            print(f"  {name:40s} {100 * one.estimate:6.2f} ({100 * one.low:.2f} to {100 * one.high:.2f})")
    history = bundled.history()
    premium = volatility_premium.by_year(from_history(history, history.first, history.last))
    print(f"premium above zero in {int((premium.mean > 0).sum())} of {len(premium.years)} years")


if __name__ == "__main__":
    main()
