"""Links inside the app, and what the settings of an older link mean now.

A link names only what differs from the defaults, so a change of a default would change the numbers of every older link.
Therefore each link states its version (`v=2`). A link with settings but without a version was made when the app opened
on 3 January 2019: the defaults of that time are added to it here, and options that have a new name since get it. A saved
file follows the same rule by its own version.
"""

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote, urlencode

KEY: Final = "v"
NOW: Final = "2"
FIRST_FILE: Final = 3  # the first version of saved files whose settings have the defaults of `NOW`

#: key -> the default of a link without a version, as text
OLD_DEFAULTS: Final[Mapping[str, str]] = {
    "day": "2019-01-03",
    "bt_book": "As on the other pages",
    "bt_widths": "In points",
    "lad_slippage": "In points",
}
#: key -> the old name of an option -> its name now
RENAMED: Final[Mapping[str, Mapping[str, str]]] = {
    "book": {"Index fund": "Index fund and Apple"},
    "bt_span": {"Recorded VIX": "2014 to 2018"},
}


def upgraded(texts: Mapping[str, str]) -> dict[str, str]:
    """Settings (key -> text) of a link or file without a version, as settings of today: same numbers, new names."""
    renamed = {key: RENAMED.get(key, {}).get(text, text) for key, text in texts.items()}
    return dict(OLD_DEFAULTS) | renamed


def to(page: str, settings: Mapping[str, str]) -> str:
    """The address of a page with settings (key -> text), as a link of today."""
    return f"{page}?{urlencode({KEY: NOW} | dict(settings), quote_via=quote)}"
