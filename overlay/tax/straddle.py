"""The rules that could apply: straddles (26 USC 1092), qualified covered calls, constructive sales (1259).

Every result is a `Flag` with a level, a reason and a source. The wording of the overlap test (Treas. Reg.
1.246-5(c)(1)) was not read in the original: secondary sources agree on 70% and 20 issuers, and each flag says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from overlay.book.lots import is_long_term
from overlay.errors import OverlayError
from overlay.flags import Flag

OVERLAP_SHARE: Final = 0.70
PORTFOLIO_ISSUERS: Final = 20
UNREAD: Final = "Treas. Reg. 1.246-5(c)(1), wording not verified; Treas. Reg. 1.1092(d)-2(a); TAM-117588-99"


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """Result of the substantial overlap test; shares are decimals."""

    #: the holdings inside the whole index position, as a share of the position
    ratio_full: float
    #: whether the index position, or a part of it, substantially overlaps the holdings
    overlaps: bool
    #: the largest part of the position that substantially overlaps the holdings
    max_fraction: float
    #: the dollars of holdings compared with this part
    subportfolio_dollars: float
    #: the index weight of all names held: the ratio's upper bound at any size
    combined_weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Deferral:
    """A straddle loss in positive dollars: the part deductible this year, and the deferred part."""

    allowed: float
    deferred: float
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldingPeriod:
    """Whether a straddle restarts a lot's holding period, and the day from which the period counts."""

    reset: bool
    starts: date
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoveredCall:
    """Whether a written call is a qualified covered call, and the lowest strike that qualifies, in dollars a share."""

    qualified: bool
    in_the_money: bool
    lowest_strike: float
    flags: tuple[Flag, ...]


def overlap(
    position_dollars: float, index_weights: Mapping[str, float], holdings_dollars: Mapping[str, float]
) -> Overlap:
    """The 70% test of an index position against the names held, by name.

    The position shrinks to a part f until sum(min(f x position x weight, holding)) reaches 70% of it. OverlayError for
    a position that is not above zero, a negative holding, and weights outside 0 to 1 or that sum above 1.
    """
    _check_overlap(position_dollars, index_weights, holdings_dollars)
    held = {name: amount for name, amount in holdings_dollars.items() if amount > 0.0 and index_weights.get(name)}
    weights = {name: index_weights[name] for name in held}
    combined = sum(weights.values())

    def inside(fraction: float) -> float:
        """Dollars of holdings inside a part of the position."""
        return sum(min(fraction * position_dollars * weights[name], held[name]) for name in held)

    most = 1.0
    if combined < OVERLAP_SHARE - 1e-12:
        most = 0.0
    elif inside(1.0) < (OVERLAP_SHARE - 1e-12) * position_dollars:
        most = _largest_part(position_dollars, weights, held)
    return Overlap(
        ratio_full=inside(1.0) / position_dollars,
        overlaps=most > 0.0,
        max_fraction=most,
        subportfolio_dollars=inside(most),
        combined_weight=combined,
    )


def _largest_part(position: float, weights: Mapping[str, float], held: Mapping[str, float]) -> float:
    """The largest f with a ratio of 70%.

    As f grows, names are used up in order of holding per weight, smallest first.
    """
    order = sorted(held, key=lambda name: held[name] / weights[name])
    ends = [
        held[name] / weights[name] / position for name in order[1:]
    ]  # the part f at which each next name is used up
    used, free, fraction = 0.0, sum(weights.values()), 1.0
    for name, end in zip(order, [*ends, float("inf")], strict=True):
        used += held[name]
        free -= weights[name]
        if free < OVERLAP_SHARE:
            fraction = used / position / (OVERLAP_SHARE - free)
            if fraction <= end:
                break
    return min(1.0, fraction)


def _check_overlap(position: float, weights: Mapping[str, float], holdings: Mapping[str, float]) -> None:
    if not 0.0 < position < 1e15:
        raise OverlayError(f"An index position of {position:,g} dollars cannot be tested: enter dollars above zero.")
    for name, amount in holdings.items():
        if not 0.0 <= amount < 1e15:
            raise OverlayError(f"A holding of {amount:,g} dollars in {name} cannot be tested: enter zero or more.")
    for name, weight in weights.items():
        if not 0.0 <= weight <= 1.0:
            raise OverlayError(f"An index weight of {weight:g} for {name} is impossible: enter 0 to 1.")
    if sum(weights.values()) > 1.0 + 1e-9:
        raise OverlayError(
            f"Index weights that sum to {sum(weights.values()):g} exceed the index: enter shares that sum to 1 at most."
        )


def overlap_flags(found: Overlap, *, issuers: int = 500) -> tuple[Flag, ...]:
    """The result of the overlap test; a position on fewer than 20 issuers is a straddle with each stock."""
    if issuers < PORTFOLIO_ISSUERS:
        why = f"It reflects {issuers} issuers, fewer than {PORTFOLIO_ISSUERS}: treated as a separate position in each stock."
        return (Flag(level="serious", title="A straddle with each stock", why=why, source=UNREAD),)
    weight = f"{100.0 * found.combined_weight:.1f}%"
    if not found.overlaps:
        why = (
            f"The names held make up {weight} of the index, below 70%: an index position of any size does not substantially "
            "overlap them, so losses are not deferred and holding periods continue."
        )
        return (Flag(level="note", title="No straddle with the stock", why=why, source=UNREAD),)
    part = f"{100.0 * found.max_fraction:.0f}%"
    why = (
        f"The names held make up {weight} of the index, 70% or more: {part} of the index position is substantially "
        "similar to the stock. If it also diminishes risk, losses are deferred and holding periods can restart."
    )
    return (Flag(level="serious", title="The overlay may be a straddle with the stock", why=why, source=UNREAD),)


def loss_deferral(realised_loss: float, unrecognised_gain: float) -> Deferral:
    """A straddle loss counts only beyond the unrecognised gain of the offsetting positions, all dollars positive.

    All of the stock's gain counts, even what it gained before the straddle began.
    """
    if not (realised_loss >= 0.0 and unrecognised_gain >= 0.0):
        raise OverlayError(
            f"A loss of {realised_loss:g} against a gain of {unrecognised_gain:g} cannot be computed: enter positive dollars."
        )
    allowed = max(0.0, realised_loss - unrecognised_gain)
    waiting = realised_loss - allowed
    why = (
        f"${waiting:,.0f} of the loss is deferred until the ${unrecognised_gain:,.0f} of unrealised gain is recognised."
    )
    flag = Flag(
        level="serious", title="A loss is deferred", why=why, source="26 USC 1092(a)(1),(3); Treas. Reg. 1.1092(b)-1T"
    )
    return Deferral(allowed=allowed, deferred=waiting, flags=(flag,) if waiting > 0.0 else ())


def holding_period(acquired: date, opened: date, closed: date) -> HoldingPeriod:
    """The effect of a straddle from `opened` to `closed` on a lot: none if long-term before, else a new holding period."""
    if closed < opened:
        raise OverlayError(f"A straddle from {opened} to {closed} ends before it begins: swap the two days.")
    source = "Treas. Reg. 1.1092(b)-2T(a)(1),(2)"
    if is_long_term(acquired, opened):
        why = "The lot was long-term before the straddle began, so its holding period is untouched."
        note = Flag(level="note", title="Holding period kept", why=why, source=source)
        return HoldingPeriod(reset=False, starts=acquired, flags=(note,))
    why = f"The lot was not long-term when the straddle began: its holding period restarts on {closed}, when the straddle ended."
    flag = Flag(level="serious", title="Holding period restarts", why=why, source=source)
    return HoldingPeriod(reset=True, starts=closed, flags=(flag,))


def covered_call(price: float, strike: float, strikes: Sequence[float], days: int) -> CoveredCall:
    """The qualified-covered-call test of 26 USC 1092(c)(4).

    `price` is the applicable stock price (the close before the grant), `strikes` those listed, `days` calendar days to
    expiry. For more than 90 days and strikes above 50 the benchmark is the second strike below the price. OverlayError
    for prices that are not above zero.
    """
    if not (price > 0.0 and strike > 0.0 and days >= 0):
        raise OverlayError(
            f"A call with strike {strike:g}, stock price {price:g} and {days} days is not valid: enter numbers above zero."
        )
    below = sorted({one for one in strikes if one < price}, reverse=True)
    place = 1 if days > 90 and strike > 50.0 else 0
    benchmark = below[min(place, len(below) - 1)] if below else price
    if price <= 25.0:
        benchmark = max(benchmark, 0.85 * price)
    elif price <= 150.0:
        benchmark = max(benchmark, price - 10.0)
    found = _covered_call_flags(strike, benchmark, days)
    serious = any(flag.level != "note" for flag in found)
    return CoveredCall(qualified=not serious, in_the_money=strike < price, lowest_strike=benchmark, flags=found)


def _covered_call_flags(strike: float, benchmark: float, days: int) -> tuple[Flag, ...]:
    source = "26 USC 1092(c)(4)"
    found = []
    if days <= 30:
        why = f"{days} days to expiry; a qualified call needs more than 30, in or out of the money."
        found.append(
            Flag(level="serious", title="Too short for a qualified covered call", why=why, source=f"{source}(B)(ii)")
        )
    if days > 365:
        why = f"{days} days to expiry; beyond a year the law uses an adjusted stock price, which is not modelled here."
        found.append(Flag(level="warning", title="Term not judged", why=why, source="Treas. Reg. 1.1092(c)-4"))
    if strike < benchmark:
        why = f"The strike {strike:g} lies below the lowest qualified one, {benchmark:g}: deep in the money."
        found.append(Flag(level="serious", title="Too deep in the money", why=why, source=f"{source}(C),(D)"))
    if not found:
        why = "Not a straddle with its stock unless part of a larger one, such as a collar."
        found.append(Flag(level="note", title="Qualified covered call", why=why, source=f"{source}; Rev. Rul. 2002-66"))
    return tuple(found)


#: hedge -> level, the law's treatment, source
_HEDGES: Final = {
    "SPX iron condor": ("note", "Not substantially identical to single names; the stock's loss and upside remain.", "26 USC 1259(c)(1)"),
    "SPX put": ("note", "Not substantially identical to single names, and it removes loss only, not gain.", "26 USC 1259(c)(1)"),
    "VIX call": ("note", "Refers to implied volatility, not to a stock. No authority was found either way.", "26 USC 1259(c)(1)"),
    "Short index future": ("warning", "Against shares of a fund on that index it is arguably substantially identical; unsettled.", "26 USC 1259(c)(1)(C),(e)(2)"),
    "Protective put": ("note", "Removes loss, not gain: no constructive sale by the 1997 legislative history.", "26 USC 1259(c)(1)"),
    "Collar": ("warning", "Only if too tight; no regulations were issued. Practice keeps 15 to 20% between the strikes (unverified).", "26 USC 1259(c)(1)(E)"),
    "Deep in-the-money call or put": ("warning", "Removes nearly all risk and gain: a risk of a constructive sale; unsettled.", "26 USC 1259(c)(1)(E)"),
    "Short against the box": ("serious", "A constructive sale: gain as if sold that day, new basis, new holding period.", "26 USC 1259(c)(1)(A)"),
    "Total return swap": ("serious", "A constructive sale: an offsetting notional principal contract.", "26 USC 1259(c)(1)(B)"),
    "Prepaid variable forward": ("warning", "Not by itself (Rev. Rul. 2003-7); extending one can be (Estate of McKelvey).", "26 USC 1259(c)(1)(C)"),
}  # fmt: skip
HEDGES: Final = tuple(_HEDGES)


def constructive_sale(hedge: str) -> Flag:
    """Whether a hedge of appreciated stock is taxed as if the stock were sold; OverlayError for an unknown hedge."""
    if hedge not in _HEDGES:
        raise OverlayError(f"The hedge {hedge!r} is not in the screen: pick one of {', '.join(HEDGES)}.")
    level, why, source = _HEDGES[hedge]
    titles = {
        "note": "no constructive sale",
        "warning": "could be a constructive sale",
        "serious": "a constructive sale",
    }
    return Flag(level=level, title=f"{hedge}: {titles[level]}", why=why, source=source)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConstructiveSale:
    """The gain recognised (never a loss), and the shares' new basis and acquisition day."""

    gain: float
    basis: float
    holding_from: date


def sold_constructively(
    basis: float, value: float, acquired: date, opened: date, closed: date | None = None
) -> ConstructiveSale:
    """The gain recognised by a constructive sale on `opened`, in dollars.

    The gain is zero if the hedge is `closed` by 30 January after that year (and the stock is then held unhedged for
    60 days, which is assumed), or if the stock has no gain (26 USC 1259(a), (c)(3)).
    """
    in_time = closed is not None and closed <= date(opened.year, 12, 31) + timedelta(days=30)
    if in_time or value <= basis:
        return ConstructiveSale(gain=0.0, basis=basis, holding_from=acquired)
    return ConstructiveSale(gain=value - basis, basis=value, holding_from=opened)
