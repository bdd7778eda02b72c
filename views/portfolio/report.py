"""The report of a book: one self-contained, printable HTML page that names the sources of its numbers.

It loads nothing: style and chart are inside. All text that may come from a visitor's file is escaped, and the page's
Content-Security-Policy allows no script and no address.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path
from typing import Final

from overlay.book.exposures import Exposure
from overlay.book.gaps import Gap
from overlay.book.holdings import Portfolio
from overlay.condor.placement import IronCondor
from overlay.condor.pricing import CondorQuote
from overlay.options.market import Market
from overlay.options.surface_error import expiry_error
from views.frame.badge import give_or_take
from views.look import format as fmt
from views.look.palette import COLOURS
from views.look.words import plain

TOPIC: Final = "report"
NAMES: Final = 12  # names listed one by one, so that the report fits on one page
_STYLE: Final = (Path(__file__).parent / "report.css").read_text(encoding="utf-8")
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"
_SERIES: Final = {
    "closes": "Stocks", "index": "Index", "vix": "VIX", "rate": "Riskless rate", "dividend_yield": "Dividend yield",
}  # fmt: skip
_INK: Final = COLOURS["light"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The content of a report: book, risk, condors with their quote, gap test, and the day of the report.

    sources: series of the history -> where it comes from.
    """

    portfolio: Portfolio
    exposure: Exposure
    gap: Gap
    market: Market
    condors: IronCondor | None
    quote: CondorQuote | None
    sources: dict[str, str]
    made: date


def document(report: Report) -> str:
    """The page as one HTML text."""
    parts = (_head(report), _book(report), _risk(report), _overlay(report), _gap(report), _tax(report), _foot(report))
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Overlay report, {fmt.day(report.market.as_of)}</title><style>{_STYLE}</style></head><body>\n"
        + "\n".join(parts)
        + "\n</body></html>\n"
    )


def _head(report: Report) -> str:
    market = report.market
    known = f"Market of {fmt.day(market.as_of)}: index {fmt.level(market.spot)}, VIX {fmt.points(market.vix)}."
    return (
        f"<h1>What the overlay does to this book</h1>\n"
        f'<p class="muted">{_text(report.portfolio.name)}. {known} {_text(market.source)} '
        f"Made on {fmt.day(report.made)}.</p>"
    )


def _book(report: Report) -> str:
    book = report.portfolio
    largest = book.holdings[0].symbol
    slots = {
        "largest": largest,
        "share": fmt.percent(book.weight(largest)),
        "effective": fmt.points(book.effective_names, 1),
    }
    risks = {one.symbol: one for one in report.exposure.names}
    rows = [
        (
            one.symbol,
            fmt.dollars(one.value),
            fmt.percent(book.weight(one.symbol)),
            fmt.points(risks[one.symbol].beta) if one.symbol in risks else "not known",
            fmt.percent(risks[one.symbol].vol) if one.symbol in risks else "not known",
            fmt.dollars(one.gain, plus=True),
        )
        for one in book.holdings[:NAMES]
    ]
    rest = book.holdings[NAMES:]
    if rest:
        value = sum(one.value for one in rest)
        gain = fmt.dollars(sum(one.gain for one in rest), plus=True)
        rows.append((f"{len(rest)} others", fmt.dollars(value), fmt.percent(value / book.invested), "", "", gain))
    heads = ("Name", "Value", "Weight", "Beta", "Volatility a year", "Unrealised gain")
    return f"<h2>The book: {fmt.dollars(book.invested)} of stocks</h2>\n{_words('concentration', **slots)}\n{_table(heads, rows)}"


def _risk(report: Report) -> str:
    found = report.exposure
    said = plain(
        TOPIC,
        "risk",
        market=fmt.percent(found.split.market),
        sector=fmt.percent(found.split.sector),
        single=fmt.percent(found.split.single_name),
        best=fmt.percent(found.best_cut),
    )
    if report.condors is not None:
        change = fmt.percent(-found.vol_cut, plus=True)
        said += " " + plain(TOPIC, "risk.condors", count=f"{report.condors.quantity:,}", change=change)
    figures = {
        "Volatility a year": fmt.percent(found.vol),
        "Beta": f"{fmt.points(found.beta)} ± {fmt.points(found.beta_error)}",
        "Worst fall in the history, at today's weights": fmt.percent(found.worst_drawdown),
    }
    return f"<h2>Where the risk comes from</h2>\n{_split(found)}\n<p>{_text(said)}</p>\n{_figures(figures)}"


def _split(found: Exposure) -> str:
    """The variance as one bar, as SVG."""
    pieces = (
        ("market", found.split.market, _INK["market"], "#ffffff"),
        ("sector", found.split.sector, "#b5bfcc", _INK["text"]),
        ("single names", found.split.single_name, _INK["core"], "#ffffff"),
    )
    total = sum(max(share, 0.0) for _, share, _, _ in pieces)
    left, drawn = 0.0, []
    for name, share, colour, ink in pieces:
        width = 600.0 * max(share, 0.0) / total
        label = f"{name} {fmt.percent(share, 0)}" if width > 70.0 else ""
        drawn.append(
            f'<rect x="{left:.1f}" y="0" width="{width:.1f}" height="26" fill="{colour}"/>'
            f'<text x="{left + 6:.1f}" y="17" style="fill:{ink}">{label}</text>'
        )
        left += width
    told = ", ".join(f"{name} {fmt.percent(share)}" for name, share, _, _ in pieces)
    return f'<svg viewBox="0 0 600 26" role="img" aria-label="Variance of the stocks: {told}">{"".join(drawn)}</svg>'


def _overlay(report: Report) -> str:
    condor, quote = report.condors, report.quote
    if condor is None or quote is None:
        return "<h2>The overlay</h2>\n<p>No condors are laid over the book.</p>"
    legs = (
        f"{condor.quantity:,} x {condor.contract.symbol} {fmt.level(condor.long_put)}/{fmt.level(condor.short_put)} puts, "
        f"{fmt.level(condor.short_call)}/{fmt.level(condor.long_call)} calls, expiring {fmt.day(condor.expiry)}"
    )
    kind = "quoted" if report.market.listing is not None else "modelled"
    figures = {
        f"Credit ({kind})": fmt.dollars(quote.credit_dollars)
        + give_or_take(expiry_error(report.market, condor.expiry)),
        "Largest loss": fmt.dollars(quote.max_loss_dollars),
        "Chance of profit, market-implied": fmt.percent(quote.probability_of_profit),
        "Win rate needed": fmt.percent(quote.win_rate_needed),
        "Expected value after costs": fmt.dollars(quote.expected_value_dollars - quote.costs_dollars, plus=True),
    }
    return f"<h2>The overlay</h2>\n<p>{_text(legs)}.</p>\n{_figures(figures)}"


def _gap(report: Report) -> str:
    found = report.gap
    heading = "gap.none" if report.condors is None else "gap.moved" if found.index_return else "gap"
    slots = {
        "symbol": found.symbol,
        "drop": fmt.percent(found.drop, 0),
        "loss": fmt.dollars(found.core_loss),
        "gain": fmt.dollars(found.overlay_gain),
        "coverage": fmt.percent(found.coverage),
        "index_move": fmt.percent(-found.index_return, 2),
    }
    return f"<h2>A gap in one name</h2>\n{_words(heading, **slots)}"


def _tax(report: Report) -> str:
    book = report.portfolio
    gains = book.gains(report.market.as_of)
    slots = {
        "tax": fmt.dollars(gains.tax_at_top_rates),
        "share": fmt.percent(gains.tax_at_top_rates / book.invested),
        "short": fmt.dollars(gains.short, plus=True),
        "long": fmt.dollars(gains.long, plus=True),
    }
    return f"<h2>Tax in the lots</h2>\n{_words('tax', **slots)}"


def _foot(report: Report) -> str:
    found = report.exposure
    sources = " ".join(
        f"{_SERIES[name]}: {source.removesuffix('.')}." for name, source in report.sources.items() if name in _SERIES
    )
    flags = " ".join(f"{flag.title}: {flag.why}" for flag in (*report.market.flags, *found.flags))
    return (
        f"<footer>{_words('leaves_out', periods=f'{found.periods:,}', last=fmt.day(found.last))}\n"
        f"<p>{_text(flags)}</p>\n<p>Sources. {_text(sources)}</p>\n{_words('education')}</footer>"
    )


def _words(heading: str, **slots: str) -> str:
    return f"<p>{_text(plain(TOPIC, heading, **slots))}</p>"


def _text(text: str) -> str:
    """Text escaped for HTML."""
    return escape(text, quote=True)


def _figures(figures: dict[str, str]) -> str:
    """Labelled numbers in a row."""
    return "<dl>" + "".join(f"<div><dt>{_text(k)}</dt><dd>{_text(v)}</dd></div>" for k, v in figures.items()) + "</dl>"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{_text(one)}</th>' for one in heads)
    body = "".join("<tr>" + "".join(f"<td>{_text(one)}</td>" for one in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
