"""What a trade costs: commission and slippage, the same controls on every page. The Ladder and the Backtest page show them.

Other pages read them without showing them (`held`), so that one condor costs the same everywhere.
"""

from typing import Final

from overlay.options.costs import FLAT_POINTS, SPREAD_ERROR, Costs
from views.controls.kinds import Choice, Slider
from views.look import format as fmt

MEASURED, POINTS = "As measured", "In points"

COMMISSION: Final = Slider(
    key="lad_commission", label="Commission ($ a contract)", low=0.0, high=5.0, default=1.30, step=0.05, format="%.2f",
    help="Charged on each of the four options, to open and to close; settlement is free.",
)  # fmt: skip
SLIPPAGE: Final = Choice(
    key="lad_slippage", label="Slippage", options=(MEASURED, POINTS), default=MEASURED,
    help="As measured: half of the bid-ask spread on seven public chains; it grows with the option's price, the index and "
    "the VIX, and is never below a tick. In points: the same number on every day, in 1990 as in 2022.",
)  # fmt: skip
SPREAD: Final = Slider(
    key="lad_spread", label="Slippage (times the measured)", low=0.0, high=3.0, default=1.0, step=0.1, format="%.1f",
    help="1 is the natural price as measured. Complex orders often fill inside it; in a crash spreads are wider than measured.",
)  # fmt: skip
FLAT: Final = Slider(
    key="lad_points", label="Slippage (points a leg)", low=0.0, high=1.0, default=FLAT_POINTS, step=0.01, format="%.2f",
    help="Points of the full index from mid to natural price, for each of the four legs. 0.15 is the median of seven public "
    "chains at an index of 2,850 to 6,090.",
)  # fmt: skip


def chosen() -> Costs:
    """Show the controls and return the costs."""
    commission = COMMISSION.show()
    if SLIPPAGE.show() == POINTS:
        return Costs(commission_dollars=commission, slippage_points=FLAT.show())
    return Costs(commission_dollars=commission, spread_times=SPREAD.show())


def held() -> Costs:
    """The costs without showing the controls."""
    commission = COMMISSION.held()
    if SLIPPAGE.held() == POINTS:
        return Costs(commission_dollars=commission, slippage_points=FLAT.held())
    return Costs(commission_dollars=commission, spread_times=SPREAD.held())


def said(costs: Costs) -> str:
    """What the slippage is, in words: for example "slippage as measured on seven public chains"."""
    if costs.slippage_points is not None:
        return f"slippage of {fmt.points(costs.slippage_points, 2)} points a leg"
    times = "" if costs.spread_times == 1.0 else f"{costs.spread_times:g} times "
    return (
        f"slippage {times}as measured on seven public chains, 2019 to 2025; error {fmt.percent(SPREAD_ERROR, 0)} in the median, "
        "a factor of 2.6 at worst"
    )
