"""The sweep of the Backtest page: two parameters over a grid of backtests, with progress; it can be stopped and continued."""

from typing import Final

import streamlit as st

from overlay.backtest import sweep
from overlay.backtest.sweep import BacktestQuestion, Sweep
from views.backtest import cached as kept, charts, controls
from views.controls.kinds import Pick
from views.frame import page
from views.look import format as fmt, plot
from views.look.inside.names import Container
from views.look.words import words

TOPIC: Final = "backtest"
_DISTANCE: Final = "rules.placement.target"


def swept(question: BacktestQuestion) -> None:
    """Show the controls, run the cells on request, and draw the map of the finished cells."""
    st.markdown(words(TOPIC, "sweep"))
    across, up, measure = (_shown(column, row) for column, row in zip(
        st.columns(3, gap="medium"), (controls.ACROSS, controls.UP, controls.MEASURE), strict=True
    ))  # fmt: skip
    if across == up:
        st.info(words(TOPIC, "sweep.same"))
        return
    sides = (controls.MOVED[across], controls.MOVED[up])
    if _DISTANCE in {path for path, _ in sides} and question.rules.placement.by not in {"breakevens", "sigmas"}:
        st.info(words(TOPIC, "sweep.sd"))
        return
    grid = dict(sides)
    done = kept.done(question.name())
    found = _asked(grid, question, done)
    if found.finished:
        axes = (sides[0][0], sides[1][0])
        figure, table = charts.heat(found, axes, (across, up), (measure, controls.SHOWN[measure]))
        plot.show(figure, key="sweep", alt=charts.heat_finding(found), table=table, height=380)
        judged = sweep.verdict(found)
        if judged is not None:
            st.markdown(words(TOPIC, "verdict", **charts.deflated_words(judged)))
    _failures(found)


def _shown(column: Container, row: Pick) -> str:
    with column:
        return row.show()


def _asked(
    grid: dict[str, tuple[float, ...]], question: BacktestQuestion, done: dict[sweep.Values, sweep.Cell]
) -> Sweep:
    """The settled cells of the grid; a click on the button runs the others too.

    The stop button needs no callback: a click on any widget ends the run, and settled cells are kept.
    """
    cells = sweep.cells(grid)
    left = sum(one not in done for one in cells)
    place = st.container(horizontal=True, vertical_alignment="center")
    with place:
        word = "Run" if left == len(cells) else "Go on with"
        go = left > 0 and st.button(
            f"{word} {fmt.number_of(left, 'backtest')}", key="bt_run", icon=":material/play_arrow:"
        )
    if go:
        with place:
            st.button("Stop here", key="bt_stop", icon=":material/stop:")
        bar = st.progress(0.0, text="Starting the workers")
        with page.explained(), kept.executor() as executor:
            found = sweep.run(
                grid, executor, question, done=done,
                progress=lambda at, count: bar.progress(at / count, text=f"{at} of {count} backtests"),
            )  # fmt: skip
        bar.empty()
        if not any(one.lost for one in found.cells):
            st.rerun()  # so that the button counts the remaining cells
        kept.pool.clear()
        return found
    known = tuple(done.get(one) or sweep.Cell(one) for one in cells)
    return Sweep(grid={path: tuple(values) for path, values in grid.items()}, cells=known)


def _failures(found: Sweep) -> None:
    """Say which cells failed and why; the other cells are kept."""
    for one in found.failed[:5]:
        st.warning(f"{controls.choice(one.choice)}. {fmt.escaped(str(one.error))}")
    if len(found.failed) > 5:
        st.warning(f"{fmt.number_of(len(found.failed) - 5, 'more cell')} failed.")
