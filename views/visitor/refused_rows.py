"""The check of a visitor's file: its rejected rows, and the content of the others."""

from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd
import streamlit as st

from overlay.data.files.findings import FromFile, Refused
from overlay.history.events import Events
from overlay.signals.breadth import Breadth
from views.look import format as fmt

_FEW: Final = 5  # up to this number, findings are shown without scrolling
_TALL: Final = 260  # pixels of the scrolled list


def refused(rows: Mapping[str, Sequence[Refused]], title: str) -> None:
    """Show the rejected rows of files with line and reason, and with the file's name if there are several files."""
    lines = [
        f"- {f'{fmt.escaped(name)}, line' if len(rows) > 1 else 'Line'} {one.line}: {fmt.escaped(one.why)}"
        for name, found in rows.items()
        for one in found
    ]
    if lines:
        st.markdown(f"**{title}**")
        with st.container(height=_TALL if len(lines) > _FEW else "content", border=False):
            st.markdown("\n".join(lines))


def left_out(name: str, found: Sequence[Refused]) -> None:
    """Show the rejected rows of a file, if there are any.

    The file's reader ends a long list with a row that counts those not listed.
    """
    refused({name: found}, "These rows are left out; all others are used")


def events(name: str, found: FromFile[Events]) -> None:
    """Show the content of a file of event days."""
    table = pd.DataFrame([{"Event": one.kind, "Day": pd.Timestamp(one.day)} for one in found.held.dates])
    kinds = table.groupby("Event")["Day"].agg(["count", "min", "max"]).reset_index()
    st.caption(
        f"{fmt.escaped(name)} is added to the bundled list. Remove the file above to use the bundled list alone."
    )
    st.dataframe(
        pd.DataFrame(
            {
                "Event": kinds["Event"],
                "Days": kinds["count"],
                "First": [fmt.day(day) for day in kinds["min"]],
                "Last": [fmt.day(day) for day in kinds["max"]],
            }
        ),
        hide_index=True,
    )
    left_out(name, found.refused)


def breadth(name: str, found: FromFile[Breadth]) -> None:
    """Show the content of a breadth file."""
    days, net = found.held.days, found.held.net
    st.caption(
        f"{fmt.escaped(found.held.source)} It replaces the count from the stocks of the history. Remove the file above to use that count again."
    )
    held = {
        "Days": f"{len(days):,}",
        "First": fmt.day(days[0]),
        "Last": fmt.day(days[-1]),
        "Lowest net advance": fmt.level(net.min()),
        "Highest": fmt.level(net.max()),
    }
    st.dataframe(pd.DataFrame({"What it holds": list(held), "": list(held.values())}), hide_index=True)
    left_out(name, found.refused)


def settlements(name: str, found: FromFile[pd.Series]) -> None:
    """Show the content of a file of VIX futures settlements."""
    st.caption(f"{fmt.escaped(name)} prices the calls. Remove the file above to model the futures again.")
    st.dataframe(
        pd.DataFrame(
            {
                "Expires": [fmt.day(day) for day in pd.DatetimeIndex(found.held.index)],
                "Settled at (VIX points)": [fmt.points(float(one)) for one in found.held],
            }
        ),
        hide_index=True,
    )
    left_out(name, found.refused)
