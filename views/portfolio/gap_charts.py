"""The picture of a fall of one name, and what the condors pay of it."""

from typing import Final

import numpy as np
import pandas as pd

from overlay.arrays import FloatArray
from overlay.book.gaps import Gap
from overlay.condor.placement import IronCondor
from views.look import format as fmt, palette, parts
from views.look.parts import Chart

_NOTHING: Final = 0.5  # dollars; a smaller amount is none
_ROOM: Final = 0.3  # of the axis, on either side of the bars, for their labels


def gap_bars(found: Gap, condors: IronCondor | None) -> Chart:
    """The stock's loss in the fall, and the condors' P&L: held to expiry, and marked at once."""
    rows = {
        f"{found.symbol} falls": -found.core_loss,
        "condors, held to expiry": found.overlay_gain,
        "condors, marked at once": found.overlay_now,
    }
    sizes = np.array(list(rows.values()))
    trace = {
        "type": "bar", "orientation": "h", "y": [label.replace(", ", ",<br>") for label in rows], "x": sizes,
        "marker": {"color": [palette.CORE, palette.CONDOR, palette.faded(palette.CONDOR, 0.55)]},
        "text": [fmt.dollars(size, plus=True) for size in sizes], "textposition": "outside", "cliponaxis": False,
        "textfont": {"color": palette.TEXT}, "constraintext": "none",
        "hovertemplate": "%{y}: %{x:$,.0f}<extra></extra>",
    }  # fmt: skip
    layout = {
        "title": {
            "text": gap_finding(found, condors),
            "subtitle": {"text": "Profit or loss in dollars; the condors held to expiry, and marked at once"},
        },
        "showlegend": False,
        "margin": {"l": 92, "r": 16, "t": 8, "b": 44},
        "xaxis": {
            "tickformat": parts.SHORT_MONEY,
            "range": _ends(found.core_loss, sizes),
            "nticks": 4,
            "tickangle": 0,
            "title": {"text": "P&L (dollars)"},
        },
        "yaxis": {"range": [2.5, -0.5]},
        "shapes": [parts.upright(0.0, palette.AXIS, "solid")],
    }
    table = pd.DataFrame({"What": list(rows), "P&L ($)": [round(size, 2) for size in sizes]})
    return parts.Figure([trace], layout), table


def _ends(loss: float, sizes: FloatArray) -> list[float]:
    """The ends of the axis, with room for the labels; small results of the condors leave it as it is."""
    low, high = min(-loss, sizes.min()), max(0.1 * loss, sizes.max())
    room = _ROOM * max(high - low, 1.0) / (1.0 - 2.0 * _ROOM)
    return [low - room, high + room]


def gap_finding(found: Gap, condors: IronCondor | None) -> str:
    """The title of the gap test: what the condors do on that day, and by expiry."""
    if condors is None:
        return f"No condors are laid over the stocks: nothing pays for the fall of {found.symbol}"
    one = condors.quantity == 1
    now, then = (_done(amount, found.core_loss, one=one) for amount in (found.overlay_now, found.overlay_gain))
    return f"On that day the {'condor' if one else 'condors'} {now}; held to expiry, {'it' if one else 'they'} {then}"


def _done(amount: float, loss: float, *, one: bool) -> str:
    """What the condors do about the loss, as a verb and a number."""
    if abs(amount) < _NOTHING:
        return "pays nothing" if one else "pay nothing"
    if amount < 0.0:
        return f"{'loses' if one else 'lose'} {fmt.dollars(-amount)} more"
    return f"{'pays' if one else 'pay'} {fmt.percent(amount / loss)} of the loss"
