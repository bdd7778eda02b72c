"""One palette for the light and dark themes. Each colour has a role, and figures name the role.

Figures are built with tokens such as `CONDOR` ("var(--condor)"): plotly's validators accept CSS variables wherever they
accept a colour, also in colour scales and lists. The browser (plot.js) replaces the tokens by the colours of the
current theme, and again at each theme switch; `resolve` does the same in Python.

`faded(CONDOR, 0.2)` is the token for the same colour at 20% opacity ("var(--condor-20)"), for fills and bands.

On both backgrounds of a theme (page and panel), text and role colours have a contrast of at least 4.5:1, and lines that
carry meaning 3:1. The pale colours of the diverging scale are for areas without text.
"""

import re
from typing import Final, Literal, TypeVar, cast

Theme = Literal["light", "dark"]
_Figure = TypeVar("_Figure")

# The page's own colours, the same as in .streamlit/config.toml; the browser reads them from Streamlit's theme.
_LIGHT: Final = {
    "background": "#ffffff",
    "panel": "#f5f5f3",
    "border": "#d8d9d6",
    "primary": "#3f4fa0",
    "text": "#16181b",
    "muted": "#5b6168",
    "grid": "#e6e6e2",
    "axis": "#868b93",
    "core": "#46607f",
    "condor": "#9a5b00",
    "hedge": "#0b7a75",
    "tax": "#6a1650",
    "market": "#6b6f76",
    "gain": "#0068a8",
    "loss": "#bb4a00",
    "fan-today": "#be7d18",
    "fan-soon": "#a1640a",
    "fan-late": "#7f4b00",
    "fan-expiry": "#553200",
    "loss-deep": "#b84a00",
    "loss-pale": "#f0bd9c",
    "neutral": "#f3f3f1",
    "gain-pale": "#a9cbe6",
    "gain-deep": "#00639f",
}
_DARK: Final = {
    "background": "#15181c",
    "panel": "#20242a",
    "border": "#3a4048",
    "primary": "#a9b6ff",
    "text": "#e9eaec",
    "muted": "#a9afb7",
    "grid": "#2d3239",
    "axis": "#767e88",
    "core": "#9db4d0",
    "condor": "#f2b544",
    "hedge": "#45c2b1",
    "tax": "#dd66d8",
    "market": "#a0a6ae",
    "gain": "#62b4f2",
    "loss": "#f5793b",
    "fan-today": "#96722f",
    "fan-soon": "#bb8b33",
    "fan-late": "#e2ae4c",
    "fan-expiry": "#ffd98f",
    "loss-deep": "#e8702f",
    "loss-pale": "#83462a",
    "neutral": "#262a30",
    "gain-pale": "#2c5b80",
    "gain-deep": "#4fa6ea",
}
COLOURS: Final[dict[Theme, dict[str, str]]] = {"light": _LIGHT, "dark": _DARK}

TEXT: Final = "var(--text)"
MUTED: Final = "var(--muted)"
GRID: Final = "var(--grid)"
AXIS: Final = "var(--axis)"
BACKGROUND: Final = "var(--background)"
PANEL: Final = "var(--panel)"

CORE: Final = "var(--core)"
CONDOR: Final = "var(--condor)"
HEDGE: Final = "var(--hedge)"
TAX: Final = "var(--tax)"
MARKET: Final = "var(--market)"
GAIN: Final = "var(--gain)"
LOSS: Final = "var(--loss)"

# One hue from today (nearest the page) to expiry (furthest from it).
FAN_TODAY: Final = "var(--fan-today)"
FAN_SOON: Final = "var(--fan-soon)"
FAN_LATE: Final = "var(--fan-late)"
FAN_EXPIRY: Final = "var(--fan-expiry)"
FAN: Final = (FAN_TODAY, FAN_SOON, FAN_LATE, FAN_EXPIRY)

# For heat maps; put the neutral middle on zero with zmid=0.
DIVERGING: Final = (
    (0.0, "var(--loss-deep)"),
    (0.25, "var(--loss-pale)"),
    (0.5, "var(--neutral)"),
    (0.75, "var(--gain-pale)"),
    (1.0, "var(--gain-deep)"),
)

_TOKEN: Final = re.compile(r"var\(--([a-z]+(?:-[a-z]+)*)(?:-(\d{1,2}))?\)")


def faded(token: str, opacity: float) -> str:
    """Return the token for the same colour at an opacity of 0.01 to 0.99."""
    return f"{token.removesuffix(')')}-{round(opacity * 100):02d})"


def resolve(figure: _Figure, theme: Theme) -> _Figure:
    """Return the figure (JSON text, or dict of dicts and lists) with each token replaced by the theme's colour."""
    if isinstance(figure, str):
        return cast("_Figure", _TOKEN.sub(lambda found: _colour(found, theme), figure))
    if isinstance(figure, dict):
        return cast("_Figure", {name: resolve(value, theme) for name, value in figure.items()})
    if isinstance(figure, list | tuple):
        return cast("_Figure", [resolve(value, theme) for value in figure])
    return figure


def for_both_themes(rules: str) -> str:
    """Return CSS in which each token is `light-dark(...)` of its two colours: the browser takes that of its theme."""
    return _TOKEN.sub(
        lambda found: (
            f"light-dark({_colour(found, 'light')},{_colour(found, 'dark')})" if found[1] in _LIGHT else found[0]
        ),
        rules,
    )


def _colour(found: re.Match[str], theme: Theme) -> str:
    """Return the colour of one matched token: hexadecimal, or rgba() when it is faded."""
    colour = COLOURS[theme][found[1]]
    if found[2] is None:
        return colour
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{int(found[2]) / 100})"
