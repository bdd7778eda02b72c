"""The currency and the symbol of an answer: the app reckons in dollars, and never converts.

The rule: an answer in another currency is refused by name, because its closes would pass as dollars. A stock without a
currency is used with a flag. An answer under another symbol than the one asked for is refused.
"""

from collections.abc import Mapping
from typing import Any, Final

from overlay.errors import OverlayError
from overlay.flags import Flag

DOLLARS: Final = "USD"
_NAMES: Final = {
    "EUR": "euros", "GBP": "pounds", "GBp": "pence, hundredths of a pound", "GBX": "pence, hundredths of a pound",
    "JPY": "yen", "CHF": "Swiss francs", "CAD": "Canadian dollars", "AUD": "Australian dollars", "NZD": "New Zealand dollars",
    "HKD": "Hong Kong dollars", "SGD": "Singapore dollars", "TWD": "Taiwan dollars", "CNY": "yuan", "KRW": "won",
    "INR": "rupees", "SEK": "Swedish kronor", "NOK": "Norwegian kroner", "DKK": "Danish kroner", "PLN": "zloty",
    "BRL": "reais", "MXN": "Mexican pesos", "ZAR": "rand", "ZAc": "South African cents", "ILS": "shekels",
    "ILA": "agorot, hundredths of a shekel", "TRY": "lira",
}  # fmt: skip
_SHOWN: Final = 20  # characters of a foreign text


def check(symbol: str, answer: Mapping[str, Any]) -> tuple[Flag, ...]:
    """Flags on an answer's money; OverlayError for another currency than dollars, or for another symbol.

    `symbol` is in Yahoo's spelling. An older saved answer states neither, and passes.
    """
    why = another(symbol, answer)
    if why:
        raise OverlayError(why)
    return () if symbol.startswith("^") or "currency" not in answer else _unstated(symbol, answer["currency"])


def another(symbol: str, answer: Mapping[str, Any]) -> str:
    """Why an answer is of another symbol or in another currency; empty if it is not."""
    said, currency = answer.get("symbol"), answer.get("currency")
    if said not in (None, "") and str(said).upper() != symbol.upper():
        return f"Yahoo answered under the symbol {_short(said)} and not {symbol}: look up the present symbol"
    if currency not in (None, "", DOLLARS):
        return f"{symbol} is quoted in {named(currency)}, not in dollars: choose a listing in dollars, or upload closes in dollars"
    return ""


def named(currency: Any) -> str:
    """A currency in words with its code, such as euros (EUR); an unknown one by its code."""
    code = _short(currency)
    return f"{_NAMES[code]} ({code})" if code in _NAMES else code


def _unstated(symbol: str, currency: Any) -> tuple[Flag, ...]:
    if currency not in (None, ""):
        return ()
    return (
        Flag(
            level="warning",
            title=f"{symbol}: Yahoo states no currency, so its closes are read as dollars",
            why="If they are in other money, its value in the book is wrong: compare its last close with your broker's.",
            source="Yahoo by yfinance",
        ),
    )


def _short(text: Any) -> str:
    return "".join(c for c in str(text) if c.isprintable())[:_SHOWN]
