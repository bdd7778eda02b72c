"""The lead picture of the Backtest page: the book with the overlay against holding alone, by day, as one line."""

from dataclasses import replace

import numpy as np
import pandas as pd

from overlay.backtest.engine import Backtest, year_ends
from overlay.backtest.sweep import BacktestQuestion
from overlay.book.holdings import Portfolio
from views.backtest import cached as kept, controls
from views.backtest.charts import shade_in_words, shaded
from views.controls import ahead as preview
from views.controls.kinds import share
from views.ladder.charts import dates, panels, series, thinned
from views.look import format as fmt, palette, parts, plot
from views.look.parts import Chart


def picture(question: BacktestQuestion) -> plot.Drawing:
    """The lead picture of a question. OverlayError as `cached.lived`."""
    found = kept.lived(question)
    figure, table = gap(found)
    return plot.Drawing(figure=figure, key="gap", alt=gap_finding(found), table=table)


def ahead(question: BacktestQuestion, held: Portfolio) -> preview.Draw:
    """How to draw the picture for another cash share (%) beside the same stocks."""
    return lambda percent: picture(replace(question, portfolio=controls.with_cash(held, share(percent))))


def gap(found: Backtest) -> Chart:
    """The account with the overlay, less that of holding alone, in percent of holding, up to the day of ruin: (D,)."""
    path, stop = found.path, found.ruined
    percent = 100.0 * (found.account / found.hold - 1.0)
    percent[len(path) if stop is None else stop :] = np.nan
    take = thinned(len(path))
    line = series(
        dates(path, take), percent[take], "against holding", palette.CONDOR, "y", hover="%{y:.1f}%", dash="dash"
    )
    line |= {"fill": "tozeroy", "fillcolor": palette.faded(palette.CONDOR, 0.12)}
    layout = panels(path, [1.0], ["Ahead of holding (%)"]) | {
        "title": {"text": gap_finding(found), "subtitle": {"text": gap_subtitle(found)}},
        "showlegend": False,
        "shapes": [*shaded(found), parts.across(0.0, palette.CORE)],
        "annotations": [
            parts.label(0, 0.0, "holding alone", palette.CORE, xref="paper", yref="y", xanchor="left", yanchor="bottom", xshift=4)
        ],
    }  # fmt: skip
    layout["yaxis"] |= {"range": parts.padded(np.append(percent, 0.0)), "ticksuffix": "%", "nticks": 5}
    rows = year_ends(path)
    table = {
        "Day": dates(path, rows),
        "With the overlay ($)": found.account[rows].round(),
        "Holding alone ($)": found.hold[rows].round(),
        "Ahead of holding (%)": percent[rows].round(2),
    }
    return parts.Figure([line], layout), pd.DataFrame(table).iloc[::-1]


def gap_finding(found: Backtest) -> str:
    """The title: where the account with the overlay ends against holding, in percent and dollars, or the day of ruin."""
    if found.ruined is not None:
        return f"Nothing was left by {fmt.day(found.path.day(found.ruined))}"
    last, alone = float(found.account[-1]), float(found.hold[-1])
    if last == alone:
        return "The overlay ends level with holding"
    word = "ahead of" if last > alone else "behind"
    return (
        f"The overlay ends {fmt.percent(abs(last / alone - 1.0))} {word} holding: {fmt.dollars(round(last))}, "
        f"not {fmt.dollars(round(alone))}"
    )


def gap_subtitle(found: Backtest) -> str:
    """The subtitle: what is drawn, and the meaning of shading."""
    return f"Stocks, cash and overlay against the same stocks and cash alone. Modelled prices.{shade_in_words(found)}"
