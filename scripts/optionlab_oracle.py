"""Write tests/data/optionlab_condors.json: random flat-vol condors with the figures of optionlab 1.9.1.

optionlab pins pandas below 3 and brings Jupyter, so it is not among our requirements: run this script in a separate
environment (`pip install optionlab==1.9.1`). tests/overlay/condor/test_pricing.py compares our figures with the table.
"""

import json
import random
from pathlib import Path

from optionlab import Inputs, run_strategy
from optionlab.black_scholes import get_bs_info

FILE = Path(__file__).resolve().parents[1] / "tests" / "data" / "optionlab_condors.json"
CONDORS = 200
DAYS_PER_YEAR = 365


def condor(dice: random.Random) -> dict[str, float]:
    """Return a random condor on a flat-vol market, strikes on a five-point grid."""
    spot = round(dice.uniform(1000, 7000), 2)
    vol, days = round(dice.uniform(0.08, 0.6), 4), dice.randint(1, 60)
    sd = spot * vol * (days / DAYS_PER_YEAR) ** 0.5
    put = 5 * round((spot - dice.uniform(0.6, 2.2) * sd) / 5) - 5
    call = 5 * round((spot + dice.uniform(0.6, 2.2) * sd) / 5) + 5
    return {
        "spot": spot, "vol": vol, "days": days, "rate": round(dice.uniform(0.0, 0.06), 4),
        "dividend_yield": round(dice.uniform(0.0, 0.03), 4),
        "long_put": put - 5 * dice.randint(1, 20), "short_put": put,
        "short_call": call, "long_call": call + 5 * dice.randint(1, 20),
    }  # fmt: skip


def judged(one: dict[str, float]) -> dict[str, float]:
    """Return the condor with optionlab's prices, deltas, probability of profit and expected value per share."""
    legs = [("put", "long_put", "buy"), ("put", "short_put", "sell"),
            ("call", "short_call", "sell"), ("call", "long_call", "buy")]  # fmt: skip
    years = one["days"] / DAYS_PER_YEAR
    strategy, deltas, premiums = [], [], []
    for kind, strike, action in legs:
        info = get_bs_info(one["spot"], one[strike], one["rate"], one["vol"], years, one["dividend_yield"])
        premium = float(getattr(info, f"{kind}_price"))
        delta = float(getattr(info, f"{kind}_delta"))
        deltas.append(delta if action == "buy" else -delta)
        premiums.append(premium)
        strategy.append({"type": kind, "strike": one[strike], "premium": premium, "n": 1, "action": action})
    inputs = Inputs(
        stock_price=one["spot"],
        volatility=one["vol"],
        interest_rate=one["rate"],
        dividend_yield=one["dividend_yield"],
        days_to_target_date=int(one["days"]),
        discard_nonbusiness_days=False,
        business_days_in_year=DAYS_PER_YEAR,
        min_stock=0.0,
        max_stock=3 * one["spot"],
        strategy=strategy,
    )
    out = run_strategy(inputs)
    win = out.probability_of_profit
    return one | {
        "credit": premiums[1] + premiums[2] - premiums[0] - premiums[3],
        "delta": sum(deltas),
        "probability_of_profit": win,
        "expected_value": win * out.expected_profit_if_profitable + (1 - win) * out.expected_loss_if_unprofitable,
    }


if __name__ == "__main__":
    generator = random.Random(1256)  # noqa: S311  # a fixed table of examples, not a secret
    table = [judged(condor(generator)) for _ in range(CONDORS)]
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(json.dumps(table, indent=0) + "\n")
    print(f"{len(table)} condors written to {FILE}")
