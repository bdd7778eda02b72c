"""Stock symbols in Yahoo's spelling: class shares with a dash, other exchanges with a dot.

The rule: brokers write BRK.B or BRK/B, and Yahoo writes BRK-B. One letter after a dot is a share class, unless Yahoo uses
that letter for an exchange (.L is London). Two or more letters are an exchange (.DE is Frankfurt), which stays.

Source: Yahoo's list of exchanges and their suffixes.
"""

import re
from typing import Final

_EXCHANGES: Final = "FLTV"  # Frankfurt, London, Tokyo, Toronto Venture: the suffixes of one letter
_CLASS: Final = re.compile(rf"([A-Z0-9]+)(?:/|\.(?![{_EXCHANGES}]$))([A-Z])")


def spelled(symbol: str) -> str:
    """A broker's symbol as Yahoo spells it: BRK.B and BRK/B become BRK-B; SAP.DE, 7203.T and ^GSPC stay."""
    found = _CLASS.fullmatch(symbol)
    return f"{found[1]}-{found[2]}" if found else symbol.replace("/", "-")
