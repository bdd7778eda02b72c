"""Write tests/data/taxcalc_returns.json: 200 random tax returns with the figures of PSLmodels' Tax-Calculator 6.8.0.

Tax-Calculator brings numba and its own version of pandas, so it is not among our requirements: run this script in a
separate environment (`pip install taxcalc==6.8.0`). tests/overlay/tax/test_income_tax.py compares our figures with the
table. Tax-Calculator covers more than we do (credits, payroll tax, surtaxes on earned income); we take its income tax
before credits, its minimum tax and its NIIT.
"""

import json
import random
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd
from taxcalc import Calculator, Policy, Records

FILE = Path(__file__).resolve().parents[1] / "tests" / "data" / "taxcalc_returns.json"
RETURNS = 200
STATUS = {"single": 1, "mfj": 2, "mfs": 3, "hoh": 4}
YEARS = (2025, 2026)


def drawn(dice: random.Random) -> dict[str, Any]:
    """Return one random tax return; a third are very large, and short-term losses are as likely as gains."""
    scale = dice.choice((1e5, 1e6, 3e6))
    return {
        "year": dice.choice(YEARS),
        "filing": dice.choice(tuple(STATUS)),
        "wages": round(dice.choice((0.0, dice.uniform(0, 1e5), dice.uniform(0, 1e6))), 2),
        "short_term": round(dice.choice((0.0, dice.uniform(-0.3, 0.3) * scale)), 2),
        "long_term": round(dice.choice((0.0, dice.uniform(-0.3, 1.0) * scale)), 2),
        "qualified_dividends": round(dice.choice((0.0, dice.uniform(0, 0.1) * scale)), 2),
        "interest": round(dice.choice((0.0, dice.uniform(0, 0.05) * scale)), 2),
    }


def taxed(rows: list[dict[str, Any]], year: int) -> list[dict[str, Any]]:
    """Return the year's rows with Tax-Calculator's figures."""
    mine = [row for row in rows if row["year"] == year]
    dividends = [row["qualified_dividends"] for row in mine]
    frame = pd.DataFrame(
        {
            "RECID": range(1, len(mine) + 1),
            "MARS": [STATUS[row["filing"]] for row in mine],
            "e00200": [row["wages"] for row in mine],
            "e00200p": [row["wages"] for row in mine],
            "p22250": [row["short_term"] for row in mine],
            "p23250": [row["long_term"] for row in mine],
            "e00600": dividends,
            "e00650": dividends,
            "e00300": [row["interest"] for row in mine],
            "age_head": 45,
            "age_spouse": [45 if row["filing"] == "mfj" else 0 for row in mine],
        }
    )
    policy = Policy()
    records = Records(data=frame, start_year=year, gfactors=None, weights=None, adjust_ratios=None)
    calculator = Calculator(policy=policy, records=records, verbose=False)
    calculator.advance_to_year(year)
    calculator.calc_all()
    names = {"agi": "c00100", "taxable_income": "c04800", "regular_tax": "taxbc", "amt": "c09600", "niit": "niit"}
    columns = {ours: calculator.array(theirs) for ours, theirs in names.items()}
    return [row | {ours: round(float(columns[ours][at]), 2) for ours in names} for at, row in enumerate(mine)]


def main() -> None:
    """Draw the returns, compute their tax and write the table."""
    dice = random.Random(1256)  # noqa: S311
    rows = [drawn(dice) for _ in range(RETURNS)]
    table = {"taxcalc": version("taxcalc"), "returns": [row for year in YEARS for row in taxed(rows, year)]}
    FILE.write_text(json.dumps(table, indent=0) + "\n", encoding="utf-8")
    print(f"{len(table['returns'])} returns in {FILE}")


if __name__ == "__main__":
    main()
