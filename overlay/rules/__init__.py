"""Trading rules as data: every number of a rule set with its source.

`RuleSet` holds placement, sizing, gates, exits, rolls and the hedge; five of them ship in `PRESETS`.
"""

from overlay.rules.presets import ARTICLE, CUSTOM, GLOSSARY, PRESETS, PROMOTER, STEWARD, custom
from overlay.rules.rule_set import (
    NEVER,
    OURS,
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
    band_of,
)

__all__ = [
    "ARTICLE",
    "CUSTOM",
    "GLOSSARY",
    "NEVER",
    "OURS",
    "PRESETS",
    "PROMOTER",
    "STEWARD",
    "BreadthRule",
    "EventRule",
    "ExitRule",
    "HedgeLayerRule",
    "HedgeRule",
    "MacdRule",
    "Placement",
    "RollRule",
    "RsiRule",
    "RuleSet",
    "Sizing",
    "StrikeRule",
    "Tier",
    "VixBand",
    "VolatilityRule",
    "band_of",
    "custom",
]
