"""`RuleSet`: every number of a way of trading, as plain data, each with its source or marked as ours.

The method is no single rule set: its pages contradict one another, and where they are silent a number had to be chosen.
So a number never travels without its origin: `rules.source("sizing.layer_cap")` is a code of docs/method_map.md ("G1",
"A62") or begins with "ours". Presets and the VIX scales of single pages stand in `overlay.rules.presets`.

Levels of the VIX are points, credits and widths index points, shares decimals, days calendar days unless said.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Final, Literal

from overlay.errors import OverlayError

OURS: Final = "ours"
NEVER: Final = math.inf


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """A condor by the credit it must bring (points) and the width of its wings (points)."""

    name: str
    credit_points: float
    width_points: float

    def __post_init__(self) -> None:
        _within(
            f"A {self.name} credit",
            self.credit_points,
            0.01,
            self.width_points,
            "points",
            "ask for less than the width",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class VixBand:
    """What is allowed up to a VIX level: tiers by name, a size factor, and the word for it.

    `includes_top`: whether the level itself still belongs to this band. `rolls` says whether open condors may roll.
    """

    top: float
    includes_top: bool
    tiers: tuple[str, ...]
    size: float
    word: str
    rolls: bool = True

    def __post_init__(self) -> None:
        _within("A VIX band's size", self.size, 0.0, 2.0, "", "choose a factor in between")


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """How strikes are chosen: by what, how far, how wide (points), and how much further out the puts stand."""

    by: Literal["sigmas", "breakevens", "delta", "credit"]
    target: float
    wing_points: float
    tilt: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizing:
    """Largest loss as a share of capital: of one layer, and of all together (`NEVER`, infinite, where nothing bounds it)."""

    layer_cap: float
    aggregate_cap: float

    def __post_init__(self) -> None:
        _within(
            "A layer's risk cap", self.layer_cap, 0.0, self.aggregate_cap, "", "keep it below the cap on all layers"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StrikeRule:
    """Where a hedge's VIX call stands: points or a share above the matching future, or by delta."""

    by: Literal["points_above", "share_above", "delta"]
    amount: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HedgeLayerRule:
    """One layer of VIX calls: days to expiry, contracts for ten condors, strike."""

    tenor_days: int
    contracts_per_ten: int
    strike: StrikeRule


@dataclass(frozen=True, slots=True, kw_only=True)
class HedgeRule:
    """The layers, the share of each that is held by VIX level, and the share of book delta aimed at."""

    layers: tuple[HedgeLayerRule, ...]
    weights: tuple[tuple[float, float], ...]
    target_ratio: float

    def weight(self, vix: float) -> float:
        """The share held at a VIX level (points): each weight holds up to and with its level."""
        if math.isnan(vix):
            return float("nan")
        return next(weight for top, weight in self.weights if vix <= top)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRule:
    """Which days cut the size, from how many calendar days before, and to which factor (0 blocks)."""

    kinds: tuple[str, ...]
    days_before: int
    size: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RsiRule:
    """RSI levels beyond which size is cut, and whether a cut at the high needs breadth to turn as well."""

    low: float
    high: float
    low_size: float
    high_size: float
    needs_breadth: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MacdRule:
    """What MACD must show before a layer opens: nothing, a line above its signal, or one above zero."""

    needs: Literal["nothing", "above signal", "above zero"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BreadthRule:
    """Call : put ratio 1 + slope x (-z) between `least` and `most`; size while the line parts from price for so many days."""

    window_days: int
    slope: float
    least: float
    most: float
    divergence_days: int
    divergence_size: float


@dataclass(frozen=True, slots=True, kw_only=True)
class VolatilityRule:
    """Least variance risk premium, whether the VIX must top its 200-day mean, least contango; None where not asked."""

    least_premium: float | None
    above_mean: bool
    least_contango: float | None
    blend_weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ExitRule:
    """When an open condor is closed: never, or at a share of the credit earned, a multiple of it lost, days left, delta."""

    policy: Literal["none", "credit_share", "credit_multiple", "days_left", "delta", "distance"]
    amount: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RollRule:
    """When a condor is rolled (never, by the calendar, at a daily range, a VIX, or sigmas from a strike), and how far out."""

    trigger: Literal["none", "calendar", "edr", "vix", "distance"]
    level: float
    new_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """A full vector of parameters; `sources` pairs a path ("exits.policy", or a parent of it) with where it is from.

    Plain, hashable, picklable. OverlayError for impossible values or a number without a source.
    """

    name: str
    meaning: str
    tiers: tuple[Tier, ...]
    vix_bands: tuple[VixBand, ...]
    entry_days: int
    expiry_days: int
    placement: Placement
    sizing: Sizing
    hedge: HedgeRule
    events: EventRule
    rsi: RsiRule
    macd: MacdRule
    breadth: BreadthRule
    volatility: VolatilityRule
    exits: ExitRule
    roll: RollRule
    sources: tuple[tuple[str, str], ...]

    def __post_init__(self) -> None:
        _within("Days between entries", self.entry_days, 7, 21, "days", "the method adds a layer every 7 to 21")
        _within("Days to expiry", self.expiry_days, 1, 120, "days", "choose a shorter or longer condor")
        _within("An event's size", self.events.size, 0.0, 1.0, "", "0 blocks, 1 changes nothing")
        _within("The low RSI level", self.rsi.low, 0.0, self.rsi.high, "", "keep it below the high one")
        if not self.vix_bands or self.vix_bands[-1].top != NEVER:
            raise OverlayError(f"The VIX bands of {self.name} do not reach every level: end with one without a top.")
        for path, _ in self.parameters():
            self.source(path)

    def parameters(self) -> Iterator[tuple[str, Any]]:
        """Every number and choice, by its path: ("exits.policy", "none"), ("tiers.Balanced.credit_points", 1.15)."""
        for one in fields(self):
            if one.name not in {"name", "meaning", "sources"}:
                yield from _leaves(one.name, getattr(self, one.name))

    def source(self, path: str) -> str:
        """Where a parameter is from: its own entry, or its nearest parent's. OverlayError where there is none."""
        known = dict(self.sources)
        part = path
        while part not in known:
            if "." not in part:
                raise OverlayError(
                    f"The rule set {self.name} gives no source for {path}: name one, or mark it as ours."
                )
            part = part.rpartition(".")[0]
        return known[part]

    def is_ours(self, path: str) -> bool:
        """Whether a parameter was chosen here, where the pages are silent."""
        return self.source(path).startswith(OURS)

    def band(self, vix: float) -> VixBand:
        """The band of a VIX level in points. OverlayError where none is known."""
        return band_of(self.vix_bands, vix)


def band_of(bands: tuple[VixBand, ...], vix: float) -> VixBand:
    """The band that a VIX level (points) falls into. OverlayError for a level that is not known."""
    if math.isnan(vix):
        raise OverlayError("No VIX is known on this day (nan), so no VIX rule can speak: pick a later day.")
    return next(
        band for band in bands if vix < band.top or (band.includes_top and vix == band.top) or band.top == NEVER
    )


def _leaves(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            if one.name != "name":
                yield from _leaves(f"{path}.{one.name}", getattr(value, one.name))
    elif isinstance(value, tuple) and value and is_dataclass(value[0]):
        for place, one in enumerate(value):
            yield from _leaves(f"{path}.{getattr(one, 'name', place + 1)}", one)
    else:
        yield path, value


def _within(what: str, value: float, low: float, high: float, unit: str, way_out: str) -> None:
    if not low <= value <= high:
        shown = f"{value:g} {unit}".strip()
        raise OverlayError(f"{what} of {shown} must lie between {low:g} and {high:g}: {way_out}.")
