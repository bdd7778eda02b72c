"""`RuleSet`: all numbers of a trading method as plain data, each with its source or marked as ours.

The method's pages contradict each other and leave gaps, so we had to choose some numbers. Every number therefore
carries its origin: `rules.source("sizing.layer_cap")` is a code of docs/method_map.md ("G1") or begins with "ours".
`overlay.rules.presets` holds the presets and the VIX scales of single pages.

VIX levels are points, credits and widths are index points, shares are decimals. Days are calendar days unless stated.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from itertools import pairwise
from typing import Any, Final, Literal, get_args

from overlay.errors import OverlayError, one_of, whole, within, yes_or_no

OURS: Final = "ours"
NEVER: Final = math.inf
EVENT_KINDS: Final = ("FOMC", "CPI", "PPI")

By = Literal["sigmas", "breakevens", "delta", "credit"]
StrikeBy = Literal["points_above", "share_above", "delta"]
Needs = Literal["nothing", "above signal", "above zero"]
Policy = Literal["none", "credit_share", "credit_multiple", "days_left", "delta", "distance"]
Trigger = Literal["none", "calendar", "edr", "vix", "distance"]

#: word -> the smallest and largest value allowed for its number
TARGETS: Final[dict[By, tuple[float, float]]] = {
    "sigmas": (0.05, 10.0),
    "breakevens": (0.05, 10.0),
    "delta": (0.01, 0.49),
    "credit": (0.01, 1000.0),
}
STRIKES: Final[dict[StrikeBy, tuple[float, float]]] = {
    "points_above": (-10.0, 100.0),
    "share_above": (-0.5, 5.0),
    "delta": (0.01, 0.95),
}
EXITS: Final[dict[Policy, tuple[float, float]]] = {
    "none": (0.0, NEVER),
    "credit_share": (0.01, 1.0),
    "credit_multiple": (0.01, 100.0),
    "days_left": (1.0, 120.0),
    "delta": (0.01, 0.99),
    "distance": (-5.0, 5.0),
}
ROLLS: Final[dict[Trigger, tuple[float, float]]] = {
    "none": (0.0, NEVER),
    "calendar": (1.0, 120.0),
    "edr": (0.0001, 0.2),
    "vix": (1.0, 250.0),
    "distance": (-5.0, 5.0),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """A condor defined by its required credit (points) and the width of its wings (points)."""

    name: str
    credit_points: float
    width_points: float

    def __post_init__(self) -> None:
        within(f"A {self.name} width", self.width_points, 0.1, 1000.0, "choose another width", "points")
        within(
            f"A {self.name} credit",
            self.credit_points,
            0.01,
            self.width_points,
            "ask for less than the width",
            "points",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class VixBand:
    """The rules up to a VIX level `top`: allowed tiers by name, a size factor, and a word for the band.

    `includes_top`: whether the level itself belongs to this band. `rolls`: whether open condors may roll.
    """

    top: float
    includes_top: bool
    tiers: tuple[str, ...]
    size: float
    word: str
    rolls: bool = True

    def __post_init__(self) -> None:
        within("A VIX band's top", self.top, 1.0, NEVER, "choose a VIX in points, or NEVER")
        within("A VIX band's size", self.size, 0.0, 2.0, "choose a factor in between")
        yes_or_no("A VIX band's includes_top", self.includes_top)
        yes_or_no("A VIX band's rolls", self.rolls)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """How strikes are chosen: the criterion, its target, the wing width (points), and the tilt of the puts outward."""

    by: By
    target: float
    wing_points: float
    tilt: float

    def __post_init__(self) -> None:
        one_of("A placement by", self.by, TARGETS)
        within("A wing", self.wing_points, 0.1, 50_000.0, "choose a width in index points", "points")
        low, high = TARGETS[self.by]
        if self.by == "credit":
            high = min(high, self.wing_points)
        within(f"A target by {self.by}", self.target, low, high, "choose a target in between")
        within("A tilt", self.tilt, -0.99, 0.99, "a tilt of 1 would put one side at the money")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizing:
    """Largest loss of one layer and of all layers together, as shares of capital; `NEVER` (infinite) means no cap."""

    layer_cap: float
    aggregate_cap: float

    def __post_init__(self) -> None:
        within("A cap on all layers", self.aggregate_cap, 0.0, NEVER, "choose a share of the capital, or NEVER")
        within("A layer's risk cap", self.layer_cap, 0.0, 1.0, "no layer may lose more than the capital")
        within("A layer's risk cap", self.layer_cap, 0.0, self.aggregate_cap, "keep it below the cap on all layers")


@dataclass(frozen=True, slots=True, kw_only=True)
class StrikeRule:
    """The strike of a hedge's VIX call: points or a share above the matching future, or a delta."""

    by: StrikeBy = "points_above"
    amount: float = 5.0

    def __post_init__(self) -> None:
        one_of("A strike by", self.by, STRIKES)
        within(f"A strike by {self.by}", self.amount, *STRIKES[self.by], "choose an amount in between")


@dataclass(frozen=True, slots=True, kw_only=True)
class HedgeLayerRule:
    """One layer of VIX calls: days to expiry, contracts per ten condors, strike."""

    tenor_days: int
    contracts_per_ten: int
    strike: StrikeRule

    def __post_init__(self) -> None:
        whole("A hedge layer's tenor", self.tenor_days, 1, 730, "choose a listed expiry", "days")
        whole("Calls for ten condors", self.contracts_per_ten, 0, 1000, "choose a count in between")


@dataclass(frozen=True, slots=True, kw_only=True)
class HedgeRule:
    """The layers, the share of each layer to hold at each VIX level, and the target share of the book's delta."""

    layers: tuple[HedgeLayerRule, ...]
    weights: tuple[tuple[float, float], ...]
    target_ratio: float

    def __post_init__(self) -> None:
        _reaching("hedge weights", [top for top, _ in self.weights])
        for _, weight in self.weights:
            within("A hedge weight", weight, 0.0, 10.0, "1 holds the whole layer")
        within("A hedge's target ratio", self.target_ratio, 0.0, 1.0, "choose a share of the book's delta")

    def weight(self, vix: float) -> float:
        """The share to hold at a VIX level (points); each weight applies up to and including its own level."""
        if math.isnan(vix):
            return float("nan")
        return next(weight for top, weight in self.weights if vix <= top)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRule:
    """The events that cut the size, how many calendar days before the event, and the size factor (0 blocks)."""

    kinds: tuple[str, ...]
    days_before: int
    size: float

    def __post_init__(self) -> None:
        for kind in self.kinds:
            one_of("An event", kind, EVENT_KINDS)
        whole("Days before an event", self.days_before, 0, 60, "choose a count in between")
        within("An event's size", self.size, 0.0, 1.0, "0 blocks, 1 changes nothing")


@dataclass(frozen=True, slots=True, kw_only=True)
class RsiRule:
    """RSI levels beyond which size is cut, and whether the cut at the high level also needs breadth to turn."""

    low: float
    high: float
    low_size: float
    high_size: float
    needs_breadth: bool

    def __post_init__(self) -> None:
        within("The high RSI level", self.high, 0.0, 100.0, "an RSI runs from 0 to 100")
        within("The low RSI level", self.low, 0.0, self.high, "keep it below the high level")
        for name, size in (("low", self.low_size), ("high", self.high_size)):
            within(f"The size at a {name} RSI", size, 0.0, 1.0, "0 blocks, 1 changes nothing")
        yes_or_no("An RSI rule's needs_breadth", self.needs_breadth)


@dataclass(frozen=True, slots=True, kw_only=True)
class MacdRule:
    """The MACD condition for a new layer: none, the line above its signal, or the line above zero."""

    needs: Needs

    def __post_init__(self) -> None:
        one_of("A MACD that must show", self.needs, get_args(Needs))


@dataclass(frozen=True, slots=True, kw_only=True)
class BreadthRule:
    """Ratio of calls to puts, 1 + slope x (-z) between `least` and `most`, and the size during a divergence.

    A divergence: the breadth line and the price have moved apart for `divergence_days`.
    """

    window_days: int
    slope: float
    least: float
    most: float
    divergence_days: int
    divergence_size: float

    def __post_init__(self) -> None:
        whole("A breadth window", self.window_days, 2, 1000, "choose a count in between", "days")
        within("A breadth slope", self.slope, 0.0, 10.0, "0 sells as many calls as puts")
        within("The most calls for a put", self.most, 0.0, 10.0, "choose a ratio in between")
        within("The least calls for a put", self.least, 0.0, self.most, "keep it below the maximum")
        whole("A divergence", self.divergence_days, 1, 250, "choose a count in between", "days")
        within("The size in a divergence", self.divergence_size, 0.0, 1.0, "0 blocks, 1 changes nothing")


@dataclass(frozen=True, slots=True, kw_only=True)
class VolatilityRule:
    """Least variance risk premium, whether the VIX must exceed its 200-day mean, least contango; None means no rule."""

    least_premium: float | None
    above_mean: bool
    least_contango: float | None
    blend_weight: float

    def __post_init__(self) -> None:
        for name, least in (("premium", self.least_premium), ("contango", self.least_contango)):
            if least is not None:
                within(f"The least {name}", least, -1.0, 10.0, "choose a decimal, 0.18 for 18%")
        yes_or_no("A volatility rule's above_mean", self.above_mean)
        within("The weight of implied volatility", self.blend_weight, 0.0, 1.0, "choose a share")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExitRule:
    """When an open condor is closed: never, or at a share of the credit won, a multiple lost, days left, or delta."""

    policy: Policy
    amount: float

    def __post_init__(self) -> None:
        one_of("An exit by", self.policy, EXITS)
        within(f"An exit by {self.policy}", self.amount, *EXITS[self.policy], "choose an amount in between")


@dataclass(frozen=True, slots=True, kw_only=True)
class RollRule:
    """When a condor is rolled, and to how many days: never, by calendar, daily range, VIX, or sigmas from a strike."""

    trigger: Trigger
    level: float
    new_days: int

    def __post_init__(self) -> None:
        one_of("A roll by", self.trigger, ROLLS)
        within(f"A roll by {self.trigger}", self.level, *ROLLS[self.trigger], "choose a level in between")
        whole("Days to expiry after a roll", self.new_days, 1, 120, "choose a number of days in between", "days")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """A full set of parameters; `sources` pairs a path ("exits.policy", or its parent "exits") with its source.

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
        whole("Days between entries", self.entry_days, 7, 21, "the method adds a layer every 7 to 21", "days")
        whole("Days to expiry", self.expiry_days, 1, 120, "choose a number of days in between", "days")
        _reaching(f"VIX bands of {self.name}", [band.top for band in self.vix_bands])
        for tier in (tier for band in self.vix_bands for tier in band.tiers):
            one_of("A VIX band's tier", tier, [one.name for one in self.tiers])
        for path, _ in self.parameters():
            self.source(path)

    def parameters(self) -> Iterator[tuple[str, Any]]:
        """Every number and choice with its path: ("exits.policy", "none"), ("tiers.Balanced.credit_points", 1.15)."""
        for one in fields(self):
            if one.name not in {"name", "meaning", "sources"}:
                yield from _leaves(one.name, getattr(self, one.name))

    def source(self, path: str) -> str:
        """The source of a parameter: its own entry, or that of its nearest parent. OverlayError if neither exists."""
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
        """Whether we chose this parameter because no page gives it."""
        return self.source(path).startswith(OURS)

    def band(self, vix: float) -> VixBand:
        """The band of a VIX level in points. OverlayError for nan."""
        return band_of(self.vix_bands, vix)


def band_of(bands: tuple[VixBand, ...], vix: float) -> VixBand:
    """The band that contains a VIX level (points). OverlayError for nan."""
    if math.isnan(vix):
        raise OverlayError("No VIX is known on this day (nan), so no VIX rule can be applied: pick a later day.")
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


def _reaching(what: str, tops: list[float]) -> None:
    """OverlayError unless the VIX levels (points) rise and end with `NEVER`, so that every VIX has a band."""
    if not tops or tops[-1] != NEVER:
        raise OverlayError(f"The {what} ({_listed(tops)}) do not cover every VIX level: make the last level infinite.")
    if not all(low < high for low, high in pairwise(tops)):
        raise OverlayError(f"The levels of the {what} ({_listed(tops)}) must rise: sort them.")


def _listed(levels: list[float]) -> str:
    return ", ".join(f"{one:g}" for one in levels) or "none"
