"""Entry gates: which rules open, close or cut the size on a day, with the reason and the source.

Each gate gives two results: `factors` for every day of the history (0 closed, 1 open, in between a smaller size, NaN
unknown), and a sentence for one day. A gate uses `Indicators` up to its day and nothing later. An unknown gate neither
opens nor closes: it is shown as unknown, and the known gates set the size.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, assert_never

import numpy as np

from overlay.arrays import FloatArray
from overlay.flags import Flag
from overlay.rules import presets
from overlay.rules.rule_set import NEVER, RuleSet, VixBand, band_of
from overlay.signals import daily_range
from overlay.signals.breadth import divergence, z_score
from overlay.signals.indicator_table import BOOK, INDEX, OVERLAY, Indicators

Light = Literal["yes", "no", "smaller", "unknown", "not asked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GateReading:
    """One gate on one day: its light, its size factor (NaN if unknown), the reason with its number, and the source."""

    gate: str
    light: Light
    factor: float
    reason: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRuling:
    """A rule set on one day: every gate, the combined size, the open tiers, and the hedge's weight."""

    rules: str
    verdicts: tuple[GateReading, ...]
    size: float
    tiers: tuple[str, ...]
    word: str
    hedge_weight: float

    @property
    def opens(self) -> bool:
        """Whether a new condor may open today."""
        return self.size > 0.0


class _Gate(NamedTuple):
    name: str
    source: str
    asked: Callable[[RuleSet], bool]
    factors: Callable[[Indicators, RuleSet], FloatArray]
    reason: Callable[[Indicators, RuleSet, int], str]


def factors(known: Indicators, rules: RuleSet) -> dict[str, FloatArray]:
    """Every gate's factor on every day (D,), by name; a gate that the rule set does not use is always open."""
    ones = np.ones(len(known.index))
    return {gate.name: gate.factors(known, rules) if gate.asked(rules) else ones for gate in _GATES}


def asked(rules: RuleSet) -> tuple[str, ...]:
    """The names of the gates that a rule set uses."""
    return tuple(gate.name for gate in _GATES if gate.asked(rules))


def size(gates: dict[str, FloatArray], known: Indicators) -> FloatArray:
    """The combined size of all gates (D,): the product of the known factors; NaN where the VIX is unknown."""
    product = np.where(np.isnan(known.vix), np.nan, 1.0)
    for one in gates.values():
        product *= np.where(np.isnan(one), 1.0, one)
    return product


def decision(known: Indicators, rules: RuleSet, at: int) -> DayRuling:
    """The decision of a rule set on the day at position `at` of the history."""
    verdicts = tuple(_verdict(gate, known, rules, at) for gate in _GATES)
    vix = known.vix[at]
    if np.isnan(vix):
        return DayRuling(rules=rules.name, verdicts=verdicts, size=0.0, tiers=(), word="no VIX", hedge_weight=np.nan)
    band = rules.band(vix)
    together = math.prod((one.factor for one in verdicts if not np.isnan(one.factor)), start=1.0)
    return DayRuling(
        rules=rules.name,
        verdicts=verdicts,
        size=together,
        tiers=band.tiers,
        word=band.word,
        hedge_weight=rules.hedge.weight(vix),
    )


def _verdict(gate: _Gate, known: Indicators, rules: RuleSet, at: int) -> GateReading:
    asked = gate.asked(rules)
    factor = float(gate.factors(known, rules)[at]) if asked else 1.0
    light: Light = "unknown" if asked else "not asked"
    if asked and not np.isnan(factor):
        light = "no" if factor <= 0.0 else "yes" if factor >= 1.0 else "smaller"
    return GateReading(
        gate=gate.name,
        light=light,
        factor=factor,
        reason=gate.reason(known, rules, at),
        source=rules.source(gate.source),
    )


def scales(vix: float) -> dict[str, VixBand]:
    """The band of each page's VIX scale at a level (points), by source code. The scales contradict each other."""
    return {code: band_of(bands, vix) for code, bands in presets.VIX_SCALES.items()}


def call_put_ratio(z: float, rules: RuleSet) -> float:
    """Call spreads for each put spread: 1 + slope x (-z), clipped. The formula is ours; the article gives none.

    NaN for an unknown z. Unequal counts add direction, so show the delta beside the ratio.
    """
    rule = rules.breadth
    return float(np.clip(1.0 - rule.slope * z, rule.least, rule.most))


def over_hedged(rsi: float, hedge_ratio: float, rules: RuleSet) -> Flag | None:
    """A flag if the hedge is above its target (shares of book delta) while an RSI is extreme; None otherwise."""
    extreme = rsi > max(rules.rsi.high, 50.0) or rsi < rules.rsi.low
    if not extreme or hedge_ratio <= rules.hedge.target_ratio:
        return None
    return Flag(
        level="warning",
        title="Over-hedged",
        why=f"The hedge covers {hedge_ratio:.0%} of the book's delta, above the target of {rules.hedge.target_ratio:.0%}, "
        f"while an RSI is at {rsi:.0f}. Judge by the hedge ratio; the RSI of an option P&L is a poor measure.",
        source=f"A0; target: {rules.source('hedge.target_ratio')}",
    )


# -- the gates ----------------------------------------------------------------------------------------------------

VIX_LEVEL: Final = "VIX level"


def _vix_level(known: Indicators, rules: RuleSet) -> FloatArray:
    result = np.full(len(known.vix), np.nan)
    low = -np.inf
    for band in rules.vix_bands:
        top = band.top if band.includes_top or band.top == NEVER else np.nextafter(band.top, -np.inf)
        result[(known.vix > low) & (known.vix <= top)] = band.size
        low = top
    return result


def _vix_reason(known: Indicators, rules: RuleSet, at: int) -> str:
    vix = known.vix[at]
    if np.isnan(vix):
        return "The VIX is unknown on this day."
    band = rules.band(vix)
    return f"VIX {vix:.2f}: {band.word}; open {', '.join(band.tiers) or 'none'}."


def _premium(known: Indicators, rules: RuleSet) -> FloatArray:
    return _at_least(known.premium, rules.volatility.least_premium)


def _premium_reason(known: Indicators, rules: RuleSet, at: int) -> str:
    return _asked(
        f"VIX over 21-day realised volatility, less one: {_share(known.premium[at])}", rules.volatility.least_premium
    )


def _mean(known: Indicators, _: RuleSet) -> FloatArray:
    return np.where(np.isnan(known.vix_mean), np.nan, (known.vix > known.vix_mean).astype(np.float64))


def _mean_reason(known: Indicators, rules: RuleSet, at: int) -> str:
    said = f"VIX {_number(known.vix[at], 2)}, 200-day mean {_number(known.vix_mean[at], 2)}"
    return said + ("; must be above." if rules.volatility.above_mean else ".")


def _contango(known: Indicators, rules: RuleSet) -> FloatArray:
    return _at_least(known.contango, rules.volatility.least_contango)


def _contango_reason(known: Indicators, rules: RuleSet, at: int) -> str:
    return _asked(
        f"Second VIX future over the first, less one: {_share(known.contango[at])}", rules.volatility.least_contango
    )


def _rsi_asked(rules: RuleSet) -> bool:
    return min(rules.rsi.low_size, rules.rsi.high_size) < 1.0


def _rsi(known: Indicators, rules: RuleSet) -> FloatArray:
    value = known.rsi[INDEX]
    high = value > rules.rsi.high
    if rules.rsi.needs_breadth:
        high &= divergence(known.index, known.line, rules.breadth.divergence_days) < 0.0
    result = np.where(high, rules.rsi.high_size, np.where(value < rules.rsi.low, rules.rsi.low_size, 1.0))
    return np.where(np.isnan(value), np.nan, result)


def _rsi_reason(known: Indicators, rules: RuleSet, at: int) -> str:
    index, book, overlay = (known.rsi[row, at] for row in (INDEX, BOOK, OVERLAY))
    also = " with breadth falling" if rules.rsi.needs_breadth else ""
    cut = f"; cut above {rules.rsi.high:g}{also} or below {rules.rsi.low:g}" if _rsi_asked(rules) else ""
    return f"RSI 14 of the index {_number(index)}{cut}. Book {_number(book)}, overlay {_number(overlay)}."


def _macd(known: Indicators, rules: RuleSet) -> FloatArray:
    match rules.macd.needs:
        case "nothing":
            return np.ones(len(known.index))
        case "above signal":
            above = known.macd.histogram
        case "above zero":
            above = known.macd.line
        case unknown:
            assert_never(unknown)
    return np.where(np.isnan(above), np.nan, (above > 0.0).astype(np.float64))


def _macd_reason(known: Indicators, rules: RuleSet, at: int) -> str:
    line, signal = known.macd.line[at], known.macd.signal[at]
    must = "" if rules.macd.needs == "nothing" else f"; must stand {rules.macd.needs}"
    return f"MACD {_number(line, 2)}, signal {_number(signal, 2)} index points{must}."


def _breadth(known: Indicators, rules: RuleSet) -> FloatArray:
    parting = divergence(known.index, known.line, rules.breadth.divergence_days)
    return np.where(np.isnan(parting), np.nan, np.where(parting < 0.0, rules.breadth.divergence_size, 1.0))


def _breadth_reason(known: Indicators, rules: RuleSet, at: int) -> str:
    count = rules.breadth.divergence_days
    window = slice(max(at - count, 0), at + 1)
    parting = divergence(known.index[window], known.line[window], count)[-1]
    said = {
        -1.0: "price rose and the A/D line fell",
        1.0: "price fell and the A/D line rose",
        0.0: "price and A/D line agree",
    }
    z = z_score(known.line[: at + 1], rules.breadth.window_days)[-1]
    return (
        f"Over {count} days {said.get(parting, 'unknown')}; z-score {_number(z, 2)} ({rules.breadth.window_days} days)."
    )


def _events(known: Indicators, rules: RuleSet) -> FloatArray:
    near = known.events.within(known.days, rules.events.days_before, rules.events.kinds)
    return np.where(np.isnan(near), np.nan, np.where(near > 0.0, rules.events.size, 1.0))


def _events_reason(known: Indicators, rules: RuleSet, at: int) -> str:
    day = known.days[at].date()
    ahead = rules.events.days_before
    near = [
        one
        for one in known.events.following(day, 6)
        if (one.day - day).days <= ahead and one.kind in rules.events.kinds
    ]
    if near:
        return "; ".join(f"{one.kind} on {one.day} ({one.agency})" for one in near) + "."
    if known.events.knows(day.year, rules.events.kinds):
        return f"No {', '.join(rules.events.kinds)} day within {ahead} {'day' if ahead == 1 else 'days'}."
    return known.events.said_of(day.year)


_GATES: Final = (
    _Gate(VIX_LEVEL, "vix_bands", lambda rules: len(rules.vix_bands) > 1, _vix_level, _vix_reason),
    _Gate(
        "Volatility premium",
        "volatility.least_premium",
        lambda rules: rules.volatility.least_premium is not None,
        _premium,
        _premium_reason,
    ),
    _Gate("VIX over its mean", "volatility.above_mean", lambda rules: rules.volatility.above_mean, _mean, _mean_reason),
    _Gate(
        "Contango",
        "volatility.least_contango",
        lambda rules: rules.volatility.least_contango is not None,
        _contango,
        _contango_reason,
    ),
    _Gate("RSI", "rsi", _rsi_asked, _rsi, _rsi_reason),
    _Gate("MACD", "macd", lambda rules: rules.macd.needs != "nothing", _macd, _macd_reason),
    _Gate(
        "Breadth",
        "breadth.divergence_size",
        lambda rules: rules.breadth.divergence_size < 1.0,
        _breadth,
        _breadth_reason,
    ),
    _Gate("Events", "events", lambda rules: rules.events.size < 1.0, _events, _events_reason),
)
NAMES: Final = tuple(gate.name for gate in _GATES)


def roll_trigger(known: Indicators, rules: RuleSet) -> FloatArray:
    """1 on days on which the daily range or the VIX alone triggers a roll, 0 on others, NaN unknown: (D,)."""
    match rules.roll.trigger:
        case "none" | "calendar" | "distance":
            return np.zeros(len(known.vix))
        case "edr":
            watched = daily_range.plain(known.vix)
        case "vix":
            watched = known.vix
        case unknown:
            assert_never(unknown)
    return np.where(np.isnan(watched), np.nan, (watched > rules.roll.level).astype(np.float64))


def _at_least(values: FloatArray, least: float | None) -> FloatArray:
    asked = -np.inf if least is None else least
    return np.where(np.isnan(values), np.nan, (values >= asked).astype(np.float64))


def _asked(said: str, least: float | None) -> str:
    return f"{said}." if least is None else f"{said}; at least {least:.0%} asked."


def _number(value: float, digits: int = 0) -> str:
    return "unknown" if np.isnan(value) else f"{value:,.{digits}f}"


def _share(value: float) -> str:
    return "unknown" if np.isnan(value) else f"{value:.0%}"
