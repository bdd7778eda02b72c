"""The panels of the Signals page: each shows one thing about a day's gates and indicators."""

import re
from datetime import date
from typing import Final

import numpy as np
import pandas as pd
import streamlit as st

from overlay.arrays import FloatArray
from overlay.book.returns import known_day
from overlay.condor import placement
from overlay.condor.placement import Shape
from overlay.history.events import KINDS
from overlay.options.legs import greeks
from overlay.options.market import Market
from overlay.rules import presets
from overlay.rules.rule_set import RuleSet
from overlay.signals import breadth as breadths, daily_range, gates, random_entries
from overlay.signals.gates import DayRuling
from overlay.signals.indicator_table import BOOK, INDEX, OVERLAY, Indicators
from views.look import format as fmt, sources
from views.look.words import words
from views.signals import cached as kept
from views.signals.controls import SignalsAsked
from views.visitor import history as cached, refused_rows as findings

TOPIC: Final = "signals"
_LIGHTS: Final = {
    "yes": ("▲", "blue"), "no": ("▼", "orange"), "smaller": ("◆", "orange"), "unknown": ("?", "gray"),
    "not asked": ("·", "gray"),
}  # fmt: skip
_PRESETS: Final = tuple(one for name, one in presets.PRESETS.items() if name != "Custom")


def brought(events_file: kept.File, breadth_file: kept.File) -> None:
    """Show the content of the visitor's files, and their rejected rows."""
    if events_file is not None:
        findings.events(events_file[0], kept.events_in(*events_file))
    if breadth_file is not None:
        findings.breadth(breadth_file[0], kept.breadth_in(*breadth_file))


def position(market: Market) -> int:
    """The position of the market's day in the history, or of the history's last day if the market is later.

    OverlayError for a day before the history.
    """
    history = cached.history()
    return history.at(known_day(history, market.as_of))


def ruling(known: Indicators, rules: RuleSet, at: int) -> DayRuling:
    """The decision of a rule set on the day at position `at`."""
    return gates.decision(known, rules, at)


def compared(known: Indicators, asked: SignalsAsked, at: int) -> tuple[DayRuling, ...]:
    """The decision of the chosen rule set, then those of the other presets."""
    others = [one for one in _PRESETS if one.name != asked.rules.name]
    return tuple(ruling(known, rules, at) for rules in (asked.rules, *others))


def others(decisions: tuple[DayRuling, ...], rules: RuleSet) -> None:
    """Say what the chosen rule set means, how much of its hedge it holds, and what the other sets say."""
    first, *rest = decisions
    told = " · ".join(f"{other.rules}: {_in_short(other)}" for other in rest)
    st.caption(f"{rules.meaning} VIX hedge held at {_share(first.hedge_weight)}. The others: {told}.")


def _in_short(one: DayRuling) -> str:
    if one.opens:
        return "full size" if one.size == 1.0 else f"{fmt.percent(one.size, 0)} size"
    return one.word if not one.tiers else "nothing"


def over_hedge(known: Indicators, asked: SignalsAsked, at: int) -> None:
    """Say why a hedge above its target is flagged while the RSI of book or overlay is extreme."""
    for name, row in (("book", BOOK), ("overlay", OVERLAY)):
        flag = gates.over_hedged(known.rsi[row, at], asked.hedge, asked.rules)
        if flag is not None:
            st.markdown(f"**{flag.title}** (RSI of the {name}). {flag.why} *Source: {sources.linked(flag.source)}*")
            return


def metrics(known: Indicators, asked: SignalsAsked, at: int) -> None:
    """Show breadth and the MACD gap, with units."""
    z = breadths.z_score(known.line[: at + 1], asked.rules.breadth.window_days)[-1]
    with st.container(horizontal=True, key="metrics"):
        st.metric(
            "Breadth (SD)",
            _number(z, 2),
            help=f"z-score of the advance-decline line over {asked.rules.breadth.window_days} days.",
        )
        st.metric(
            "MACD gap (points)",
            _number(known.macd.histogram[at], 1),
            help="MACD less its signal, 12/26/9 of the index, in points; by the library ta.",
        )


def glance(decision: DayRuling) -> None:
    """Show the gates' lights only, for the first screen; the part Gates gives the reasons."""
    lines = []
    for one in decision.verdicts:
        sign, colour = _LIGHTS[one.light]
        factor = f" ({fmt.percent(one.factor, 0)})" if one.light == "smaller" else ""
        lines.append(f":{colour}[{sign}] {one.gate}: {one.light}{factor}")
    st.markdown("  \n".join(lines))


def lights(decision: DayRuling, known: Indicators, at: int) -> None:
    """Show each gate with its light, reason and source, then the result of each page's VIX scale."""
    st.caption(words(TOPIC, "gates"))
    for one in decision.verdicts:
        sign, colour = _LIGHTS[one.light]
        name, why = st.columns([1, 3])
        factor = f" ({fmt.percent(one.factor, 0)})" if one.light == "smaller" else ""
        name.markdown(f":{colour}[{sign}] **{one.gate}**: {one.light}{factor}")
        why.markdown(f"{_minus(one.reason)} *Source: {sources.linked(one.source)}*")
    vix = known.vix[at]
    if not np.isnan(vix):
        st.markdown(words(TOPIC, "scales", vix=fmt.points(vix)))
        bands = gates.scales(vix)
        sources.table(
            pd.DataFrame(
                {
                    "Page": list(bands),
                    "Says": [band.word for band in bands.values()],
                    "Tiers": [", ".join(band.tiers) or "none" for band in bands.values()],
                    "Size": [fmt.percent(band.size, 0) for band in bands.values()],
                }
            ),
            column="Page",
        )


def paths(known: Indicators, at: int) -> dict[str, FloatArray]:
    """The yardstick's running result and size (2, D) by preset, at the preset's spacing.

    Only outcomes known by the day count.
    """
    settled = np.where(np.arange(len(known.days)) < kept.settled(at), kept.outcomes(), np.nan)
    return {
        rules.name: random_entries.walked(
            gates.size(gates.factors(known, rules), known), settled, cached.history().numbers, rules.entry_days
        )
        for rules in _PRESETS
    }


def comparison(decisions: tuple[DayRuling, ...], known: Indicators, asked: SignalsAsked, at: int) -> None:
    """Show all rule sets gate by gate, and every parameter of the chosen one with its source."""
    st.markdown(words(TOPIC, "compare"))
    table = {"Gate": [*gates.NAMES, "Together", "Open on days so far", "VIX hedge held"]}
    by_name = {one.name: one for one in (*_PRESETS, asked.rules)}
    for one in decisions:
        size = gates.size(gates.factors(known, by_name[one.rules]), known)[: at + 1]
        known_days = size[~np.isnan(size)]
        share = (known_days > 0.0).mean() if len(known_days) else np.nan
        cells = [
            f"{verdict.light}" if verdict.light != "smaller" else f"{verdict.factor:.0%}" for verdict in one.verdicts
        ]
        table[one.rules] = [*cells, fmt.percent(one.size, 0), _share(share), _share(one.hedge_weight)]
    st.dataframe(pd.DataFrame(table), hide_index=True, height="content")


def parameters(rules: RuleSet) -> None:
    """Show every number of the rule set with its source."""
    with st.expander(f"Every number of {rules.name}, with its source"):
        rows = [(path, _shown(value), rules.source(path)) for path, value in rules.parameters()]
        sources.table(pd.DataFrame(rows, columns=["Parameter", "Value", "Source"]))


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(_shown(one) for one in value) or "none"
    return {np.inf: "no limit", None: "not asked"}.get(value, str(value))  # type: ignore[call-overload,no-any-return]


def ratio(known: Indicators, rules: RuleSet, market: Market, at: int) -> None:
    """Show the call : put ratio of the breadth rule, and the delta that it adds."""
    rule = rules.breadth
    z = breadths.z_score(known.line[: at + 1], rule.window_days)[-1]
    if np.isnan(z):
        st.markdown(words(TOPIC, "ratio.unknown"))
        return
    asked = gates.call_put_ratio(z, rules)
    even, uneven = (_delta(market, calls) for calls in (10, round(10 * asked)))
    st.markdown(
        words(
            TOPIC, "ratio", slope=f"{rule.slope:g}", least=f"{rule.least:g}", most=f"{rule.most:g}", z=fmt.points(z),
            ratio=fmt.points(asked), delta=fmt.points(uneven - even, plus=True),
        )
    )  # fmt: skip
    st.caption(words(TOPIC, "breadth", source=known.breadth.source, days=rule.divergence_days))


def _delta(market: Market, calls: int) -> float:
    """Delta in dollars a point of ten put spreads and `calls` call spreads, divided by ten, at the article's placement."""
    placed = placement.by_sigmas(market, 1.5, 50.0, 30, Shape(put_spreads=10, call_spreads=max(calls, 1)))
    return greeks(placed.legs, market).total().delta / 10.0


def ranges(known: Indicators, asked: SignalsAsked, at: int) -> None:
    """Show how often the next close was inside the daily range up to this day."""
    index = known.index[: at + 1]
    plain = known.range_share()[: at + 1]
    hits, blend = (
        daily_range.hit_rate(index, plain),
        daily_range.hit_rate(index, known.range_share(asked.weight)[: at + 1]),
    )
    above = plain[~np.isnan(plain)] > daily_range.THRESHOLD
    within = cached.history().vix_range
    highs = np.full(len(index), np.nan) if within is None else within["high"].to_numpy()[: at + 1]
    touched = daily_range.crossed(known.vix[: at + 1], highs, daily_range.TRIGGER_VIX)
    st.markdown(
        words(
            TOPIC, "volatility", plain=_share(hits.two_sided, 1), count=f"{hits.days:,}", blend=_share(blend.two_sided, 1),
            trigger=fmt.points(daily_range.vix_at(daily_range.THRESHOLD), 1), always=_share(above.mean() if len(above) else np.nan),
        )
    )  # fmt: skip
    if touched.days:
        at_close, within_day = _share(touched.at_close), _share(touched.within)
        st.markdown(words(TOPIC, "within", closed=at_close, within=within_day, ranged=f"{touched.days:,}"))


def cases() -> None:
    """Show the calculations on the pages, recomputed."""
    with st.expander(words(TOPIC, "cases")):
        sources.table(
            pd.DataFrame(
                [
                    (one.code, one.inputs, one.page, f"{one.value:,.2f} {one.unit}")
                    for one in daily_range.worked_cases()
                ],
                columns=["Source", "Inputs", "The page says", "The sum gives"],
            )
        )


def overlay_artefact(known: Indicators, at: int) -> None:
    """Show the share of days with the overlay's RSI above 70."""
    shares = []
    for row in (OVERLAY, INDEX):
        values = known.rsi[row, : at + 1]
        values = values[~np.isnan(values)]
        shares.append(_share((values > 70.0).mean() if len(values) else np.nan))
    st.markdown(words(TOPIC, "overlay", share=shares[0], index=shares[1]))


def calendar(known: Indicators, day: date) -> None:
    """Show the known events of the year, the next events, and how event days differed."""
    st.markdown(words(TOPIC, "events"))
    st.markdown(f"**{known.events.said_of(day.year)}** {known.events.source}")
    coming = known.events.following(day) if known.events.knows(day.year) else ()
    if coming:
        said = "; ".join(f"{one.kind} on {fmt.day(one.day)} ({one.agency})" for one in coming)
        st.markdown(f"Next: {said}.")
    st.dataframe(_event_table(known, day), hide_index=True)


def _event_table(known: Indicators, day: date) -> pd.DataFrame:
    """Moves on event days and on other days of known years, and condors entered before events; all up to the day."""
    count = int(known.days.searchsorted(pd.Timestamp(day), side="right"))
    moves = np.abs(np.concatenate([[np.nan], known.index[1:] / known.index[:-1] - 1.0]))[:count]
    usual = np.concatenate([[np.nan], known.range_share()[:-1]])[:count]
    settled = np.where(np.arange(count) < kept.settled(count - 1), kept.outcomes()[:count], np.nan)
    rows = []
    for kind in KINDS:
        on, near = (known.events.within(known.days, ahead, (kind,))[:count] for ahead in (0, 5))
        for name, mark in (("yes", 1.0), ("no", 0.0)):
            here, entered = on == mark, near == mark
            rows.append(
                (
                    kind, name, f"{int(here.sum()):,}", _share(_mean(moves[here]), 2),
                    _share(_mean(moves[here] / usual[here])), f"{int(np.isfinite(settled[entered]).sum()):,}",
                    _share(_mean(settled[entered]), 1),
                )
            )  # fmt: skip
    return pd.DataFrame(
        rows,
        columns=[
            "Kind", "Event", "Days", "Mean move", "of the daily range", "Condors entered within 5 days",
            "Their mean result",
        ],
    )  # fmt: skip


def _minus(text: str) -> str:
    """Replace the hyphen of negative numbers by a minus sign; dates keep their hyphens."""
    return re.sub(r"(?<!\w)-(?=\d)", fmt.MINUS, text)


def _mean(values: FloatArray) -> float:
    values = values[np.isfinite(values)]
    return values.mean() if len(values) else np.nan


def _number(value: float, digits: int = 0) -> str:
    return "unknown" if np.isnan(value) else fmt.points(float(value), digits)


def _share(value: float, digits: int = 0) -> str:
    return "unknown" if np.isnan(value) else fmt.percent(float(value), digits)
