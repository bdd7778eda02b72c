"""The tax rules that could apply to this book and overlay, as `Flag`s with the compared numbers."""

from dataclasses import replace

from overlay.flags import Flag
from overlay.tax.income_tax import Federal, Return, federal
from overlay.tax.section1256 import spread_flags
from overlay.tax.sell_or_hold import Comparison
from overlay.tax.straddle import Overlap, constructive_sale, loss_deferral, overlap_flags


def sale(found: Comparison) -> tuple[Federal, Federal]:
    """The tax return with everything sold today, and the return without a sale."""
    book, outlook = found.book, found.outlook
    without = Return(year=outlook.year, filing=outlook.filing, wages=outlook.wages)
    sold = Return(
        year=outlook.year,
        filing=outlook.filing,
        wages=outlook.wages,
        short_term=book.short_value - book.short_basis,
        long_term=book.long_value - book.long_basis,
    )
    return federal(sold), federal(without)


def rules(found: Comparison, overlapping: Overlap) -> tuple[Flag, ...]:
    """Every rule's flag, the serious ones first."""
    flags = (
        *_overlap(found, overlapping),
        *spread_flags(all_1256=True, larger_straddle=found.outlook.straddle),
        *_straddle(found),
        *_sale(found),
        *_losses(found),
        _wash(),
        _dividends(straddle=found.outlook.straddle or overlapping.overlaps),
        constructive_sale("SPX iron condor"),
        _volatility(),
    )
    order = {"serious": 0, "warning": 1, "note": 2}
    return tuple(sorted(flags, key=lambda flag: order[flag.level]))


def _overlap(found: Comparison, overlapping: Overlap) -> tuple[Flag, ...]:
    flags = overlap_flags(overlapping)
    if not found.outlook.straddle:
        return flags
    return tuple(replace(flag, title=f"By the 70% test alone: {flag.title}") for flag in flags)


def _straddle(found: Comparison) -> tuple[Flag, ...]:
    if not found.outlook.straddle:
        return ()
    losses = -found.overlay.overlay[found.overlay.overlay < 0.0]
    loss = losses[0] if len(losses) else 0.0
    flags = loss_deferral(loss, max(0.0, found.book.gain)).flags
    if found.book.short_value > 0.0:
        why = f"${found.book.short_value:,.0f} of the stock is not long-term yet: its holding period restarts when the overlay ends."
        flags += (
            Flag(level="serious", title="Holding period restarts", why=why, source="Treas. Reg. 1.1092(b)-2T(a)"),
        )
    return flags


def _sale(found: Comparison) -> tuple[Flag, ...]:
    sold, without = sale(found)
    flags = []
    if (extra := sold.amt - without.amt) > 0.0:
        why = f"Selling everything in {found.outlook.year} adds ${extra:,.0f} of minimum tax, as its exemption phases out."
        flags.append(Flag(level="warning", title="Minimum tax on a sale", why=why, source="26 USC 55(d)"))
    if (extra := sold.niit - without.niit) > 0.0:
        why = f"Selling everything adds ${extra:,.0f} of the 3.8% on investment income; its threshold is not indexed."
        flags.append(Flag(level="note", title="Net investment income tax", why=why, source="26 USC 1411"))
    if found.book.gain < 0.0:
        why = f"The stock is ${-found.book.gain:,.0f} below its basis: deferral has no value, and a sale saves tax."
        flags.append(Flag(level="note", title="A loss, not a gain", why=why, source="26 USC 1211(b)"))
    return tuple(flags)


def _losses(found: Comparison) -> tuple[Flag, ...]:
    most = found.overlay.carried[: found.outlook.years + 1].max()
    if most <= 0.0:
        return ()
    why = (
        f"Up to ${most:,.0f} of losses are carried over: beyond gains only $3,000 a year is deductible ($1,500 married "
        "separately). Losses unused at death are lost."
    )
    return (
        Flag(level="warning", title="Losses that cannot be used yet", why=why, source="26 USC 1211(b); 26 USC 1212(b)"),
    )


def _wash() -> Flag:
    why = "Losses on index and VIX options are exempt; selling the stock or a fund at a loss and buying it back is not."
    return Flag(
        level="note", title="Wash sales do not reach the overlay", why=why, source="26 USC 1256(f)(5); 26 USC 1091"
    )


def _dividends(*, straddle: bool) -> Flag:
    source = "26 USC 246(c)(4); 26 USC 1(h)(11)(B)(iii); Treas. Reg. 1.246-5, wording not verified"
    if straddle:
        why = "The 61 required holding days exclude days on which an index position in a straddle diminishes the stock's risk."
        return Flag(level="warning", title="Dividends could lose their low rate", why=why, source=source)
    why = "Without a straddle all days count towards the 61 required holding days."
    return Flag(level="note", title="Dividends stay qualified", why=why, source=source)


def _volatility() -> Flag:
    why = "They refer to implied volatility, not to a firm. No authority was found either way; the app assumes no straddle."
    return Flag(level="note", title="VIX options beside the stock: open", why=why, source="Treas. Reg. 1.246-5(b)")
