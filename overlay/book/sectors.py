"""The GICS sector of each bundled name, as S&P Dow Jones Indices and MSCI classed them at the end of 2022."""

from typing import Final

SECTORS: Final[dict[str, str]] = {
    "AAPL": "Information technology",
    "AMD": "Information technology",
    "BAC": "Financials",
    "BBY": "Consumer discretionary",
    "CVX": "Energy",
    "GE": "Industrials",
    "HD": "Consumer discretionary",
    "JNJ": "Health care",
    "JPM": "Financials",
    "KO": "Consumer staples",
    "LLY": "Health care",
    "MRK": "Health care",
    "MSFT": "Information technology",
    "PEP": "Consumer staples",
    "PFE": "Health care",
    "PG": "Consumer staples",
    "RRC": "Energy",
    "UNH": "Health care",
    "WMT": "Consumer staples",
    "XOM": "Energy",
}


def sector(symbol: str) -> str | None:
    """The sector of a name, or None if it is unknown."""
    return SECTORS.get(symbol)
