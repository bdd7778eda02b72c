"""The rule sets that ship (article, glossary, steward, promoter, custom) and the VIX scales of single pages.

If a page gives a number, the page's code stands beside it. If pages contradict each other, we took one number and the
comparison shows the others. If no page gives a number, it is ours. Steward and promoter run on the same path, and
neither is tuned to win.
"""

from dataclasses import replace
from typing import Any, Final

from overlay.rules.rule_set import (
    EVENT_KINDS,
    NEVER,
    BreadthRule,
    EventRule,
    ExitRule,
    HedgeLayerRule,
    HedgeRule,
    MacdRule,
    Placement,
    RollRule,
    RsiRule,
    RuleSet,
    Sizing,
    StrikeRule,
    Tier,
    VixBand,
    VolatilityRule,
)

_ALL: Final = ("Conservative", "Balanced", "Aggressive")
_PAIR: Final = ("Conservative", "Balanced")

#: G1: below 15 all tiers; up to 20 all but Aggressive; above 20 HOLD; above 25 no trades
G1: Final = (
    VixBand(top=15.0, includes_top=False, tiers=_ALL, size=1.0, word="all tiers"),
    VixBand(top=20.0, includes_top=True, tiers=_PAIR, size=1.0, word="no Aggressive"),
    VixBand(top=25.0, includes_top=True, tiers=(), size=0.0, word="HOLD"),
    VixBand(top=NEVER, includes_top=True, tiers=(), size=0.0, word="no trades", rolls=False),
)
#: A39 gives a VIX of 17.95 only and allows all tiers there; we extend this to every level
A39: Final = (VixBand(top=NEVER, includes_top=True, tiers=_ALL, size=1.0, word="all tiers"),)
#: A39b: a higher VIX allows nearer strikes, the reverse of G1; the page puts the second step at 23 to 25, we take 23
A39B: Final = (
    VixBand(top=18.0, includes_top=False, tiers=_PAIR, size=1.0, word="Conservative and Balanced preferred"),
    VixBand(top=23.0, includes_top=True, tiers=("Balanced",), size=1.0, word="Balanced"),
    VixBand(top=NEVER, includes_top=True, tiers=("Aggressive",), size=1.0, word="Aggressive"),
)
#: A39c: size is cut only above 28, and trading never stops; the cut to one half is ours
A39C: Final = (
    VixBand(top=28.0, includes_top=True, tiers=_ALL, size=1.0, word="all tiers"),
    VixBand(top=NEVER, includes_top=True, tiers=_ALL, size=0.5, word="all tiers at half size"),
)
VIX_SCALES: Final = {"G1": G1, "A39": A39, "A39b": A39B, "A39c": A39C}

ALWAYS: Final = ((NEVER, 1.0),)


def _tiers(width: float) -> tuple[Tier, ...]:
    return tuple(
        Tier(name=name, credit_points=credit, width_points=width)
        for name, credit in zip(_ALL, (0.70, 1.15, 1.60), strict=True)
    )


def _layers(near: float, middle: float, far: float) -> tuple[HedgeLayerRule, ...]:
    return tuple(
        HedgeLayerRule(tenor_days=days, contracts_per_ten=count, strike=StrikeRule(by="points_above", amount=points))
        for days, count, points in zip((30, 110, 220), (4, 4, 2), (near, middle, far), strict=True)
    )


_SOURCES: Final = {
    "tiers": "A8",
    "tiers.Conservative.width_points": "ours: no page gives a width",
    "tiers.Balanced.width_points": "ours: no page gives a width",
    "tiers.Aggressive.width_points": "ours: no page gives a width",
    "vix_bands": "ours: the article names no level",
    "entry_days": "A0: 7 to 21, the middle taken",
    "expiry_days": "ours: the article says short-term only",
    "placement": "A0",
    "placement.wing_points": "ours: the article gives no width",
    "placement.tilt": "ours: both sides alike",
    "sizing.layer_cap": "A0: 2 to 3%, the middle taken",
    "sizing.aggregate_cap": "A0: the number of layers is not bounded",
    "hedge": "A25",
    "hedge.weights": "A0: always on",
    "hedge.layers.1.strike": "A27b: 4 to 6 points out",
    "hedge.layers.2.strike": "A27b: 7 to 9 points higher",
    "hedge.layers.3.strike": "A27b: 30 to 35 at a VIX of 18",
    "hedge.target_ratio": "ours",
    "events": "A85: size cut by 40 to 60%, the middle taken",
    "events.kinds": "A0",
    "events.days_before": "A60b: no new premium a day before",
    "rsi": "ours: 70 and 30, the usual levels",
    "macd": "A0: layers timed by MACD; which sign is ours",
    "breadth": "ours: no page gives a ratio or a formula",
    "breadth.divergence_days": "A73: 5 to 8 days",
    "breadth.divergence_size": "A74: cut by 25 to 40%",
    "volatility": "ours: the article names no level",
    "volatility.blend_weight": "A2: 60 to 70% implied",
    "exits": "ours: the article names no exit",
    "roll": "A0: every 7 to 21 days, no trigger",
    "roll.new_days": "ours",
}


def _sourced(**own: str) -> tuple[tuple[str, str], ...]:
    """The article's sources with some replaced; in a keyword "__" stands for a dot."""
    changed = {path.replace("__", "."): code for path, code in own.items()}
    kept = {p: c for p, c in _SOURCES.items() if not any(p.startswith(f"{new}.") for new in changed)}
    return tuple(sorted((kept | changed).items()))


ARTICLE: Final = RuleSet(
    name="Article",
    meaning="The article's numbers; where it gives none, a middle value of ours.",
    tiers=_tiers(10.0),
    vix_bands=A39,
    entry_days=14,
    expiry_days=30,
    placement=Placement(by="breakevens", target=1.5, wing_points=50.0, tilt=0.0),
    sizing=Sizing(layer_cap=0.025, aggregate_cap=NEVER),
    hedge=HedgeRule(layers=_layers(5.0, 13.0, 14.5), weights=ALWAYS, target_ratio=0.5),
    events=EventRule(kinds=EVENT_KINDS, days_before=1, size=0.5),
    rsi=RsiRule(low=30.0, high=70.0, low_size=1.0, high_size=0.85, needs_breadth=False),
    macd=MacdRule(needs="above signal"),
    breadth=BreadthRule(window_days=60, slope=0.5, least=0.5, most=2.0, divergence_days=8, divergence_size=0.7),
    volatility=VolatilityRule(least_premium=None, above_mean=False, least_contango=None, blend_weight=0.6),
    exits=ExitRule(policy="none", amount=0.0),
    roll=RollRule(trigger="calendar", level=14.0, new_days=30),
    sources=_sourced(),
)

GLOSSARY: Final = replace(
    ARTICLE,
    name="Glossary",
    meaning="The glossary's VIX scale and the pages that fit it best: one-day condors by credit, no stop.",
    vix_bands=G1,
    entry_days=7,
    expiry_days=1,
    placement=Placement(by="credit", target=1.15, wing_points=10.0, tilt=0.0),
    sizing=Sizing(layer_cap=0.10, aggregate_cap=NEVER),
    macd=MacdRule(needs="nothing"),
    rsi=RsiRule(low=0.0, high=100.0, low_size=1.0, high_size=1.0, needs_breadth=False),
    events=EventRule(kinds=EVENT_KINDS, days_before=0, size=1.0),
    breadth=replace(ARTICLE.breadth, slope=0.0, divergence_size=1.0),
    roll=RollRule(trigger="edr", level=0.0094, new_days=7),
    sources=_sourced(
        vix_bands="G1",
        entry_days="ours: the pages enter daily, the article every 7 days at most",
        expiry_days="A61: one day, entered after the close",
        placement="A8: Balanced",
        placement__wing_points="ours: no page gives a width",
        placement__tilt="ours: both sides alike",
        sizing__layer_cap="A65: 10% of the account per condor",
        hedge__weights="G1: always on",
        macd="ours: the glossary asks for nothing",
        rsi="ours: the glossary asks for nothing",
        events="ours: the glossary asks for nothing",
        breadth="ours: the glossary asks for nothing",
        exits="A61: set and forget",
        roll="A41",
        roll__new_days="A41: 1 to 7 days",
    ),
)

STEWARD: Final = replace(
    ARTICLE,
    name="Steward",
    meaning="Smaller size, more rules: puts further out, size cuts on events, breadth and RSI, half the delta hedged.",
    vix_bands=G1,
    entry_days=21,
    placement=Placement(by="breakevens", target=1.75, wing_points=50.0, tilt=0.1),
    sizing=Sizing(layer_cap=0.02, aggregate_cap=0.06),
    events=EventRule(kinds=EVENT_KINDS, days_before=5, size=0.5),
    rsi=RsiRule(low=30.0, high=70.0, low_size=0.5, high_size=0.85, needs_breadth=True),
    volatility=VolatilityRule(least_premium=0.18, above_mean=False, least_contango=None, blend_weight=0.6),
    exits=ExitRule(policy="credit_share", amount=0.5),
    roll=RollRule(trigger="none", level=0.0, new_days=30),
    sources=_sourced(
        vix_bands="G1",
        entry_days="A0: 7 to 21, the longest taken",
        placement="A0: 1.5 to 2, the middle taken",
        placement__wing_points="ours: the article gives no width",
        placement__tilt="A68: respects skew; how far is ours",
        sizing__layer_cap="A63: at most 2.5%; A0: from 2%",
        sizing__aggregate_cap="ours: three layers",
        hedge__target_ratio="A69: 40 to 60% of delta",
        events="A85",
        events__days_before="A85: none within 5 days",
        rsi="A78",
        rsi__low="A69",
        rsi__low_size="A69: 40 to 60%",
        volatility="ours: not asked",
        volatility__least_premium="A50: 18% over realised, VIX for the future",
        volatility__blend_weight="A2: 60 to 70% implied",
        exits="A60b: half the profit",
        roll="ours: closes instead",
    ),
)

PROMOTER: Final = replace(
    ARTICLE,
    name="Promoter",
    meaning="Larger size, fewer rules: symmetric 16-delta condors every week at almost any VIX, no review, full hedge.",
    vix_bands=A39C,
    entry_days=7,
    placement=Placement(by="delta", target=0.16, wing_points=50.0, tilt=0.0),
    sizing=Sizing(layer_cap=0.10, aggregate_cap=NEVER),
    hedge=replace(ARTICLE.hedge, target_ratio=1.0),
    events=EventRule(kinds=EVENT_KINDS, days_before=0, size=1.0),
    rsi=RsiRule(low=0.0, high=100.0, low_size=1.0, high_size=1.0, needs_breadth=False),
    macd=MacdRule(needs="nothing"),
    breadth=replace(ARTICLE.breadth, slope=0.0, divergence_size=1.0),
    exits=ExitRule(policy="none", amount=0.0),
    roll=RollRule(trigger="none", level=0.0, new_days=30),
    sources=_sourced(
        vix_bands="A39c: cut above 28 only; the half is ours",
        entry_days="A0: 7 to 21, the shortest taken",
        placement="A68: symmetric, 16 delta",
        placement__wing_points="ours: no page gives a width",
        sizing__layer_cap="A65: 10% of the account per condor",
        hedge__target_ratio="A69: full neutralisation",
        events="A59: no review",
        rsi="A59: no review",
        macd="A59: no review",
        breadth="A59: no review",
        exits="A59: set and forget",
        roll="A59: no review",
    ),
)

CUSTOM: Final = replace(
    ARTICLE,
    name="Custom",
    meaning="The article's set with your own numbers.",
    sources=_sourced(vix_bands="ours: yours", entry_days="ours: yours", events="ours: yours", rsi="ours: yours"),
)

PRESETS: Final = {one.name: one for one in (ARTICLE, GLOSSARY, STEWARD, PROMOTER, CUSTOM)}


def custom(*, hold_above: float, entry_days: int, event_size: float, event_days: int, rsi_high: float) -> RuleSet:
    """The article's set with the user's numbers: VIX to hold above (points), spacing, event cut, RSI level."""
    held: tuple[Any, ...] = (
        VixBand(top=hold_above, includes_top=True, tiers=_ALL, size=1.0, word="all tiers"),
        VixBand(top=NEVER, includes_top=True, tiers=(), size=0.0, word="HOLD"),
    )
    return replace(
        CUSTOM,
        vix_bands=held,
        entry_days=entry_days,
        events=replace(CUSTOM.events, size=event_size, days_before=event_days),
        rsi=replace(CUSTOM.rsi, high=rsi_high),
    )
