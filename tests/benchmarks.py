"""Speed, as ratios to a yardstick in the same run: `python -m tests.benchmarks`.

Each row times our code and its yardstick in turns, and prints the medians and their ratio. A ratio below the bar is what
the project promises; nothing here fails on a slow machine.
"""

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
from streamlit.testing.v1 import AppTest
from ta.momentum import RSIIndicator
from ta.trend import MACD

from overlay.condor import placement, pnl, scan
from overlay.data import bundled, sample_books as portfolios
from overlay.history import events as event_days
from overlay.options import black, legs
from overlay.options.market import from_history
from overlay.rules.presets import PRESETS
from overlay.signals import gates, oscillators
from overlay.signals.indicator_table import indicators
from overlay.stress import paths
from overlay.stress.simulation import CHUNK
from tests import chains, oracles

APP = Path(__file__).resolve().parents[1] / "app.py"

PATHS = 100_000  # of the simulation


@dataclass(frozen=True)
class Row:
    """One comparison: milliseconds of ours and of the yardstick, and the ratio we promise."""

    name: str
    ours: float
    yardstick: float
    bar: float

    @property
    def ratio(self) -> float:
        """Ours over the yardstick."""
        return self.ours / self.yardstick

    def __str__(self):
        verdict = "holds" if self.ratio <= self.bar else "MISSED"
        return f"{self.name:68} {self.ours:9.2f} {self.yardstick:9.2f} {self.ratio:7.2f} {self.bar:7.2f}  {verdict}"


def timed(one: Callable[[], object], other: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Median milliseconds of two calls, taken in turns so that both see the same machine."""
    taken: tuple[list[float], list[float]] = ([], [])
    for call in (one, other):
        call()
    for _ in range(rounds):
        for call, times in zip((one, other), taken, strict=True):
            start = time.perf_counter()
            call()
            times.append((time.perf_counter() - start) * 1e3)
    return statistics.median(taken[0]), statistics.median(taken[1])


def book(count: int = 100_000):
    """Random options of a large book, each with more than five cents of time value."""
    rng = np.random.default_rng(1)
    drawn = 2 * count
    right, forward = rng.choice([1.0, -1.0], drawn), rng.uniform(4500, 6500, drawn)
    strike, years = 5500 * rng.uniform(0.6, 1.4, drawn), rng.uniform(0.01, 1.0, drawn)
    vol, discount = rng.uniform(0.08, 0.6, drawn), np.exp(-0.04 * years)
    price = black.price(right, forward, strike, years, vol, discount)
    worth = np.flatnonzero(price - discount * np.maximum(right * (forward - strike), 0.0) > 0.05)[:count]
    return [one[worth] for one in (right, forward, strike, years, vol, discount, price)]


def price_and_greeks(rounds: int) -> Row:
    """Price plus greeks of 100,000 options: ours gives eight greeks, the yardstick five."""
    *options, _ = book()
    times = timed(lambda: black.greeks(*options), lambda: oracles.plain_greeks(*options), rounds)
    return Row("price + 8 greeks, 100,000 options / plain price + 5", *times, 1.0)


def implied_vol(rounds: int) -> Row:
    """Implied vol of 100,000 book options against pricing them."""
    right, forward, strike, years, vol, discount, price = book()
    times = timed(
        lambda: black.implied_vol(right, forward, strike, years, price, discount),
        lambda: black.price(right, forward, strike, years, vol, discount),
        rounds,
    )
    return Row("implied vol, 100,000 options / pricing them", *times, 4.0)


def heat_map(rounds: int) -> Row:
    """201 levels by 60 days, four legs, against the same smile and formula in one plain broadcast."""
    history = bundled.history()
    market = from_history(history, history.last_recorded)
    placed = placement.by_sigmas(market, 1.5, 50, 60)
    grid = pnl.grid(placed.legs, market, 0.0)
    plain = oracles.plain_heat_map(placed.legs, market, grid.levels, grid.days)
    np.testing.assert_allclose(grid.pnl[:-1], plain[:-1], atol=0.02)  # the smile is held within the last hour
    times = timed(
        lambda: legs.value(placed.legs, market, grid.levels, grid.days),
        lambda: oracles.plain_heat_map(placed.legs, market, grid.levels, grid.days),
        rounds,
    )
    return Row("heat map 201 x 60, 4 legs with smile / plain broadcast", *times, 1.0)


def slider_move(rounds: int) -> Row:
    """All server work of one move of the headline slider, in milliseconds against 60."""
    app = AppTest.from_file(str(APP), default_timeout=60).switch_page("pages/understand/condor.py").run()
    values = iter(np.resize([1.4, 1.6, 1.8, 2.0], 2 * rounds + 4))

    def move():
        app.slider(key="sigmas").set_value(float(next(values))).run()

    ours, _ = timed(move, lambda: None, rounds)
    return Row("one slider move on the Condor page, ms / 60 ms", ours, 60.0, 1.0)


def chain_slider_move(rounds: int) -> Row:
    """The same with a full chain loaded: a real one where it is at hand, else a made one of 41 strikes."""
    real = oracles.SHARED / "data" / "chains" / "cboe_spx_2023-09-14.csv"
    content = real.read_bytes() if real.exists() else chains.cboe_csv().encode()
    app = AppTest.from_file(str(APP), default_timeout=60).switch_page("pages/understand/condor.py").run()
    app.segmented_control(key="market_kind").set_value("A chain").run()
    app.file_uploader(key="chain_0").upload("chain.csv", content, "text/csv").run()
    values = iter(np.resize([1.4, 1.6, 1.8, 2.0], 2 * rounds + 4))

    def move():
        app.slider(key="sigmas").set_value(float(next(values))).run()

    ours, _ = timed(move, lambda: None, rounds)
    return Row("one slider move with a full chain loaded, ms / 80 ms", ours, 80.0, 1.0)


def full_scan(rounds: int, score: scan.Score = "expected value over risk") -> Row:
    """The best hundred of the condors of 200 strikes, wings to twenty steps, against scoring the whole outer product."""
    rng = np.random.default_rng(2)
    sides = []
    for right in (-1, 1):
        first, step = (axis.ravel() for axis in np.meshgrid(np.arange(100), np.arange(1, 21), indexing="ij"))
        short, width = 5000.0 + right * 5.0 * (first + 4), 5.0 * step
        price = 60.0 * np.exp(-0.02 * first)
        credit = price * (1.0 - np.exp(-0.02 * step)) * rng.uniform(0.97, 1.03, len(first))
        sides.append(
            scan.Spreads(short, short + right * width, width, credit, credit * rng.uniform(0.8, 1.2, len(first)))
        )
    limits, below = (
        scan.Limits(least_credit=1.0),
        lambda levels: np.clip((np.asarray(levels) - 4000.0) / 2000.0, 0.0, 1.0),
    )

    def plain():
        puts, calls = sides
        credit = puts.credit[:, None] + calls.credit[None, :]
        wide = np.maximum(puts.width[:, None], calls.width[None, :])
        if score == "credit over width":
            value = credit / wide
        elif score == "expected value over risk":
            value = (credit - puts.payout[:, None] - calls.payout[None, :]) / (wide - credit)
        else:
            lost = np.where(credit < puts.width[:, None], below(puts.short[:, None] - credit), 0.0)
            lost += np.where(credit < calls.width[None, :], 1.0 - below(calls.short[None, :] + credit), 0.0)
            value = 1.0 - lost
        value = np.where((wide > credit) & (credit >= 1.0), value, -np.inf).ravel()
        top = np.argpartition(value, -100)[-100:]
        return np.sort(value[top])[::-1]

    np.testing.assert_allclose(scan.best(*sides, score, below, limits).score, plain())
    times = timed(lambda: scan.best(*sides, score, below, limits), plain, max(rounds // 5, 1))
    return Row(f"best 100 of 4,000,000 by {score} / outer product", *times, 0.1)


def scan_by_probability(rounds: int) -> Row:
    """The same by probability of profit, which does not separate."""
    return full_scan(rounds, "probability of profit")


def scan_by_credit(rounds: int) -> Row:
    """The same by credit over width."""
    return full_scan(rounds, "credit over width")


def joint_paths(rounds: int, source: str = "the past") -> Row:
    """100,000 joint paths of 21 days, 20 names, index and VIX, against every day of every name through a Cholesky factor."""
    history = bundled.history()
    market = from_history(history, history.last_recorded)
    held = portfolios.sample("Twenty names", history, market.as_of)
    pool = paths.pool(held, history, pd.Timestamp(market.as_of))
    model = paths.Model(
        vol=0.18, drift=0.05, betas=pool.betas, residual_vols=np.full(20, 0.3), weights=held.weights, link=pool.link
    )

    def ours():
        for seed in np.random.SeedSequence(1).spawn(PATHS // CHUNK):
            random = np.random.Generator(np.random.SFC64(seed))
            if source == "the past":
                paths.bootstrap(pool, market.vix, 21, CHUNK, random)
            else:
                paths.stated(model, market.vix, 21, CHUNK, random)

    rounds = max(rounds // 6, 1)
    times = timed(ours, lambda: oracles.daily_cholesky(model, 21, PATHS, np.random.default_rng(1)), rounds)
    return Row(f"{PATHS:,} joint paths of 20 names from {source} / daily Cholesky", *times, 0.1)


def modelled_paths(rounds: int) -> Row:
    """The same from the stated model."""
    return joint_paths(rounds, "the model")


def indicators_and_gates(rounds: int) -> Row:
    """What the article's gates read of 33 years (index, book, breadth of 20 names), and the gates, against ta's two of the index."""
    one, events = bundled.history(), event_days.shipped()
    times = timed(
        lambda: gates.factors(indicators(one, events=events), PRESETS["Article"]),
        lambda: (RSIIndicator(one.index).rsi(), MACD(one.index).macd_diff()),
        5 * rounds,
    )
    return Row("what gates read of 33 years, and the gates / ta's RSI and MACD of the index", *times, 3.0)


def oscillators_of_each_name(rounds: int) -> Row:
    """RSI and MACD of 20 names over 33 years, as the Holdings tab asks once for a history, against ta's two of as many series."""
    one = bundled.history()
    times = timed(
        lambda: oscillators.by_name(one.closes),
        lambda: [(RSIIndicator(one.index).rsi(), MACD(one.index).macd_diff()) for _ in one.closes],
        rounds,
    )
    return Row("RSI and MACD of 20 names / ta's of the index, 20 times", *times, 1.5)


def opening_the_history(rounds: int) -> Row:
    """Reading and checking what ships, against reading the same file without a check."""
    times = timed(bundled.history, lambda: pq.read_table(bundled.FILE).to_pandas(), rounds)
    return Row("opening the history that ships / its file read without checks", *times, 6.0)


ALL = (
    opening_the_history,
    indicators_and_gates,
    oscillators_of_each_name,
    price_and_greeks,
    implied_vol,
    heat_map,
    full_scan,
    scan_by_probability,
    scan_by_credit,
    joint_paths,
    modelled_paths,
    slider_move,
    chain_slider_move,
)


def main(rounds: int = 30) -> list[Row]:
    """Run and print every row."""
    print(f"{'what / yardstick':68} {'ours ms':>9} {'yard ms':>9} {'ratio':>7} {'bar':>7}")  # noqa: T201
    rows = []
    for benchmark in ALL:
        rows.append(benchmark(rounds))
        print(rows[-1], flush=True)  # noqa: T201
    return rows


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 30)
