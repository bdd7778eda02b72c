"""The controls that Start, Stress and Claims share: the book, the overlay's size, and the taxpayer."""

from dataclasses import dataclass
from typing import Final

from overlay.stress.overlaid import Laying
from overlay.tax.sell_or_hold import Outlook
from views.controls.kinds import Slider
from views.controls.later import fold
from views.portfolio import controls as portfolio_controls
from views.taxes import controls as taxes_controls

LAYERS: Final = Slider(
    key="ov_layers",
    label="Condor layers at once",
    low=0,
    high=4,
    default=2,
    step=1,
    help="A new SPX condor every 14 days, 30 days to expiry; older ones have 16 and 2 days left. There are never more "
    "than three at once.",
)
CAP: Final = Slider(
    key="ov_cap",
    label="Largest loss of a layer (% of the stocks)",
    low=0.5,
    high=10.0,
    default=2.5,
    step=0.5,
    format="%.1f%%",
    help="The article's 2 to 3%. Only whole condors are sold: if one is too large, the layer is empty.",
)
UNITS: Final = Slider(
    key="ov_units",
    label="VIX hedge (units of 4/4/2 calls)",
    low=0,
    high=20,
    default=1,
    step=1,
    help="One unit is four 30-day, four 110-day and two 220-day VIX calls, 5 points above their future: the article's "
    "hedge for ten condors.",
)
SIGMAS: Final = Slider(
    key="ov_sigmas",
    label="Short strikes (standard deviations out)",
    low=0.5,
    high=3.0,
    default=1.5,
    step=0.1,
    format="%.1f",
    help="Each layer uses its own standard deviation, measured from the forward.",
)
WING: Final = Slider(
    key="ov_wing",
    label="Wing width (points)",
    low=10,
    high=200,
    default=50,
    step=5,
    help="Points between the short and the long strike. The article gives no width.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeBookAsked:
    """The learner's choices: a book by name, its overlay, and the taxpayer."""

    book: str
    laying: Laying
    outlook: Outlook


def asked(*, few: bool = False) -> WholeBookAsked:
    """Show the controls of portfolio and overlay, the others behind "More", and return the choices.

    few: only the portfolio and the VIX hedge stand open, for a page with controls of its own.
    """
    book = portfolio_controls.BOOK.show()
    open_layers = None if few else (LAYERS.show(), CAP.show())
    units = UNITS.show()
    with fold("Layers, strikes, wings, tax" if few else "Strikes, wings, tax"):
        layers, cap = open_layers or (LAYERS.show(), CAP.show())
        sigmas, wing = SIGMAS.show(), WING.show()
        filing, wages = taxes_controls.person()
    return WholeBookAsked(
        book=book,
        laying=Laying(
            sigmas=sigmas, wing_points=float(wing), layers=int(layers), layer_cap=cap / 100.0, units=float(units)
        ),
        outlook=Outlook(filing=filing, wages=wages),
    )
