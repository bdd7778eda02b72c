"""Parts of a history, as tests ask for them."""

from dataclasses import fields, replace

import pandas as pd


def part(history, first, last):
    """The days of a history from first to last; every series by day is cut alike."""
    every = {one.name: getattr(history, one.name) for one in fields(history)}
    by_day = {name: found for name, found in every.items() if isinstance(found, pd.Series | pd.DataFrame)}
    return replace(history, **{name: found.loc[first:last] for name, found in by_day.items()})
