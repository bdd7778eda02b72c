"""A page: its places in the order in which they are read, whatever the order in which they are filled.

Title line, headline, picture, three numbers, controls, what stands below, "More", what is left out. The places are
Streamlit containers, so their order in the browser's document is this one at every width. Where they stand on the screen
is decided by `views/look/inside/frame.css`.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

import streamlit as st

from overlay.errors import OverlayError
from overlay.options.market import Market
from views.controls import ahead, later, thumb
from views.controls.rows import Row
from views.frame import badge, more
from views.frame.badge import Shown
from views.look import format as fmt, plot
from views.look.inside.names import Container
from views.look.words import plain, words


@dataclass(frozen=True, slots=True)
class Frame:
    """The places of a page.

    topic: the name of its file of words. question: what the page answers, without links.
    """

    topic: str
    question: str
    badge: Container
    headline: Container
    picture: Container
    numbers: Container
    controls: Container
    below: Container

    def marked(
        self,
        market: Market,
        shown: Shown = "prices",
        notes: tuple[str, ...] = (),
        *,
        expiry: date | None = None,
        walks: bool = False,
    ) -> None:
        """Show the badge: how far the numbers can be trusted, as one word and an error; its sheet says the rest.

        shown: what the page's numbers are. notes: further sentences for the sheet, as markdown. expiry: that of
        the page's condor, whose error the badge tells; without it that of 30 days.
        walks: whether the page walks the history and so does not use typed levels, which it then says on the first screen.
        """
        with self.badge:
            badge.show(market, shown, self.question, notes, expiry)
        if walks and market.typed:
            with self.below:
                st.caption(f":material/info: {plain('badge', 'history_alone')}")

    def lead(self, drawing: plot.Drawing, row: Row | None = None, draw: ahead.Draw | None = None) -> None:
        """Show the page's picture; while the slider `row` moves, the browser asks `draw` for the picture ahead."""
        with self.picture:
            if row is None:
                replace(drawing, lead=True).show()
            else:
                thumb.leads(row, replace(drawing, lead=True), None if draw is None else _leading(draw))

    def more(self, key: str, parts: Mapping[str, Callable[[], object]]) -> None:
        """Show the fold with the page's other parts; only the chosen one is computed."""
        more.show(key, parts)

    def end(self, heading: str = "leaves_out") -> None:
        """Show at the foot what the page leaves out; then draw the deferred controls."""
        with st.expander("What this leaves out"):
            st.markdown(words(self.topic, heading))
        st.caption(words(self.topic, "education"))
        later.draw()


def begin(topic: str, name: str, *, pictured: bool = True) -> Frame:
    """Draw the title line of a page and reserve its places; a page without a picture has words or a table in its place."""
    with st.container(key="title", horizontal=True, gap="small", vertical_alignment="center"):
        st.title(name, anchor=False, width="content")
        with st.container(key="question"):
            st.caption(words(topic, "question"))
        mark = st.container(key="badge", width="content")
    with st.container(key="stage" if pictured else "stage_words"):
        with st.container(key="lead"):
            headline, picture = st.container(key="headline"), st.container(key="picture" if pictured else "prose")
        numbers = st.container(key="numbers")
        controls = st.container(key="controls")
    return Frame(topic, plain(topic, "question"), mark, headline, picture, numbers, controls, st.container(key="below"))


def kept(key: str) -> Container:
    """A place whose room `frame.css` keeps from the first moment, so that what stands below does not jump when it fills."""
    with st.container(key=key):
        return st.empty().container()  # an empty container takes no room, so nest a second one


def _leading(draw: ahead.Draw) -> ahead.Draw:
    return lambda value: replace(draw(value), lead=True)


@contextmanager
def explained(*, stops: bool = True) -> Iterator[None]:
    """Show an `OverlayError` raised inside as a message; the controls stay usable.

    The page stops there, unless the error concerns one part alone.
    """
    try:
        yield
    except OverlayError as error:
        st.error(fmt.escaped(str(error)), icon=":material/error:")
        if stops:
            later.draw()  # a stopped page can draw nothing more
            st.stop()
