"""Dollars in few characters, for headlines, large figures and the labels of bars."""

from typing import Final

from views.look import format as fmt

#: unit, letter, decimals
_UNITS: Final = ((1e12, "T", 2), (1e9, "B", 2), (1e6, "M", 2), (1e3, "k", 0))


def brief(amount: float, *, plus: bool = False, exact: float = 1e6) -> str:
    """Return dollars: whole below `exact`, above it in millions and more with two decimals: $162,009, $1.85M, $27k.

    Thousands have no decimals. Amounts from a quadrillion up are powers of ten: $2e+15.
    """
    size = abs(amount)
    if round(size) < exact:
        return fmt.dollars(amount, plus=plus)
    sign = fmt.MINUS if amount < 0.0 else "+" if plus else ""
    if size >= 1e15:
        return f"{sign}${size:.0e}"
    # A unit begins a little early, so that 999,600 is $1.00M and not $1000k.
    unit, letter, digits = next((one for one in _UNITS if size >= 0.9995 * one[0]), _UNITS[-1])
    return f"{sign}${size / unit:,.{digits}f}{letter}"


def about(amount: float, digits: int = 2) -> float:
    """Return an amount rounded to so many significant digits: 10,826 is about 11,000; zero stays zero."""
    return float(f"{amount:.{digits}g}")
