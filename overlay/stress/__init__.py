"""The whole book with its overlay in one scenario, and over many joint paths.

Every part of the book is valued in the same scenario with the same models as on every other page.
"""

from overlay.stress.overlaid import BookParts, Laying, Overlaid, known_betas, laid
from overlay.stress.paths import Model, Paths, Pool, bootstrap, pool, stated
from overlay.stress.simulation import Estimate, Simulation, simulate

__all__ = [
    "BookParts",
    "Estimate",
    "Laying",
    "Model",
    "Overlaid",
    "Paths",
    "Pool",
    "Simulation",
    "bootstrap",
    "known_betas",
    "laid",
    "pool",
    "simulate",
    "stated",
]
