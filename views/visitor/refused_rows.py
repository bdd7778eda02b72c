"""What is shown of a visitor's file before it counts: its rows that make no sense, and what the others hold."""

from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd
import streamlit as st

from overlay.data.files.findings import FromFile, Refused
from overlay.history.events import Events
from overlay.signals.breadth import Breadth
from views.look import format as fmt

_FEW: Final = 5  # findings that are shown without scrolling
_TALL: Final = 260  # pixels for more


def refused(rows: Mapping[str, Sequence[Refused]], title: str) -> None:
    """Show the refused rows of files, by name, with line and reason; the name where there are several."""
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
    """Show the rows of a file that are left out; nothing where none is. Of very many the last line says how many more."""
    refused({name: found}, "Left out; the other rows count")


def events(name: str, found: FromFile[Events]) -> None:
    """Show what a file of event days holds."""
    table = pd.DataFrame([{"Event": one.kind, "Day": pd.Timestamp(one.day)} for one in found.held.dates])
    kinds = table.groupby("Event")["Day"].agg(["count", "min", "max"]).reset_index()
    st.caption(f"{fmt.escaped(name)} joins the list that ships; taken away above, that list stands alone again.")
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
    """Show what a breadth file holds."""
    days, net = found.held.days, found.held.net
    st.caption(
        f"{fmt.escaped(found.held.source)} It replaces the count from the stocks at hand; taken away above, that count is back."
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
    """Show what a file of VIX futures settlements holds."""
    st.caption(f"{fmt.escaped(name)} prices the calls; taken away above, futures are modelled again.")
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
