"""The three numbers of a page: label, value with unit, and a note with the error or the condition."""

from typing import Final, NamedTuple

import streamlit as st

from views.look import format as fmt

MOST: Final = 3


class KeyNumber(NamedTuple):
    """One number.

    label: one or two words. value: with its unit. note: its error or its condition. why: how it is measured.
    """

    label: str
    value: str
    note: str
    why: str


def show(*numbers: KeyNumber) -> None:
    """Show at most three numbers side by side; ValueError for more."""
    if len(numbers) > MOST:
        raise ValueError(f"{len(numbers)} numbers, at most {MOST} fit")
    with st.container(key="number_row", horizontal=True):
        for one in numbers:
            with st.container(gap=None):
                st.metric(one.label, one.value, help=one.why)
                st.caption(fmt.prose(one.note))
