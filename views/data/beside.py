"""The switch that adds the longer single names to the bundled data, and what is said of them.

The rule: the switch is a control like others, so links and saved files bring the same history back. A history that the
visitor loaded comes before it.
"""

from typing import Final

import streamlit as st

from overlay.data import single_names
from views.controls.kinds import Switch
from views.look import format as fmt
from views.look.words import words
from views.visitor import history as cached

TOPIC: Final = "data"
USE: Final = Switch(
    key=cached.BESIDE,
    label="Add NVDA to the bundled data",
    help="Every page then uses the bundled data with this name beside the twenty stocks, AAPL among them, from the first day that "
    "all names share. Breadth and the sample books stay as they are. The switch is part of a link and of a saved file. An index of "
    "your own, within a name's days, gets the name without the switch.",
)


def offer() -> None:
    """Show which names ship beside the panel, from when to when, and the switch that uses them."""
    found, panel = single_names.names().values(), cached.bundled_history()
    with st.container(border=True, key="data_names"):
        st.markdown(
            words(
                TOPIC,
                "names",
                spans="; ".join(f"{one.symbol}, {fmt.day(one.first)} to {fmt.day(one.last)}" for one in found),
            )
        )
        on = USE.show()
        added = cached.beside_panel()
        st.caption(
            words(
                TOPIC,
                "names_use",
                added=" and ".join(sorted(added.beside)),
                first=fmt.day(added.first),
                last=fmt.day(panel.last),
            )
        )
        if on and cached.own() is not None:
            st.caption(words(TOPIC, "names_later"))
