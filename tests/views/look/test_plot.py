"""What is sent to the browser for a chart: the figure and its table, whole."""

import base64
import json

import numpy as np
import pandas as pd
import pytest

from views.look import parts, plot

NO_TABLE = pd.DataFrame({"a": [1]})
TABLES = {
    "numbers, text and a gap": pd.DataFrame({"level": [1.5, np.nan], "name": ['"quoted"', "–"]}),
    "days as a named index": pd.DataFrame(
        {"P&L": [1, -2]}, index=pd.DatetimeIndex(["2022-01-03", "2022-01-04"], name="Day")
    ),
    "columns that are numbers": pd.DataFrame({2023: [0.1], 2024: [0.2]}),
    "texts as an unnamed index": pd.DataFrame({"a": [1, 2]}, index=["x", "y"]),
    "truth and whole numbers": pd.DataFrame({"open": [True, False], "count": [3, 4]}),
    "no row": pd.DataFrame({"a": [], "b": []}),
}


def sent(figure, table=NO_TABLE):
    """The message of a figure, its two JSON texts read as the browser reads them."""
    message = plot.Drawing(figure=figure, key="k", alt="what it shows", table=table, height=300).message()
    read = {name: json.loads(message[name], parse_constant=pytest.fail) for name in ("figure", "table")}
    return message | read


def unpacked(value):
    """An array as Plotly unpacks it."""
    if isinstance(value, dict) and "bdata" in value:
        flat = np.frombuffer(base64.b64decode(value["bdata"]), value["dtype"])
        return flat.reshape([int(size) for size in value.get("shape", str(len(flat))).split(",")])
    return value


@pytest.mark.parametrize(
    "numbers",
    [
        np.linspace(0.0, 1.0, 5),
        np.arange(6.0).reshape(2, 3),
        np.arange(6.0).reshape(2, 3).T,
        np.float32([0.1, 0.2]),
        np.array([1.0, np.nan]),
    ],
    ids=["line", "grid", "grid not contiguous", "half the digits", "a gap"],
)
def test_an_array_arrives_as_it_was(numbers):
    """Bit for bit, whatever its order in memory."""
    trace = {"type": "heatmap", "z": numbers} if numbers.ndim == 2 else {"type": "scatter", "y": numbers}
    figure = sent(parts.Figure([trace], {}))["figure"]
    np.testing.assert_array_equal(unpacked(figure["data"][0]["z" if numbers.ndim == 2 else "y"]), numbers)


def test_what_is_not_an_array_of_floats_is_written_as_plotly_writes_it():
    """Days, whole numbers, empty arrays, lists with a gap."""
    days = pd.date_range("2022-01-03", periods=2).to_numpy()
    figure = parts.Figure(
        [{"type": "scatter", "x": days, "y": np.array([1, 2]), "customdata": [1.0, float("nan")]}, {"y": np.array([])}],
        {},
    )
    first, second = sent(figure)["figure"]["data"]
    assert [day[:10] for day in first["x"]] == ["2022-01-03", "2022-01-04"]
    assert first["y"] == [1, 2]
    assert first["customdata"] == [1.0, None]
    assert second["y"] == []


def test_title_and_subtitle_are_text_and_the_rest_of_the_layout_is_kept():
    """The page writes them above the chart; size is the page's business."""
    title = {"text": "Most days<br>win", "subtitle": {"text": "of 21"}}
    layout = {"title": title, "width": 500, "height": 600, "xaxis": {"range": np.array([0.0, 1.0])}}
    figure = parts.Figure([], layout)
    message = sent(figure)
    assert (message["title"], message["subtitle"]) == ("Most days win", "of 21")
    assert message["figure"]["layout"] == {"xaxis": {"range": [0.0, 1.0]}}
    assert figure.layout["width"] == 500


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_a_table_arrives_as_pandas_writes_it(table):
    """Column names and rows of its `split` form."""
    whole = table if isinstance(table.index, pd.RangeIndex) else table.reset_index()
    expected = json.loads(whole.to_json(orient="split", index=False, date_format="iso"))
    found = sent(parts.Figure([], {}), table)["table"]
    assert found["data"] == expected["data"]
    assert found["columns"] == [str(name) for name in expected["columns"]]


def test_a_long_table_is_cut_and_says_how_long_it_was():
    """Four hundred rows are sent of it."""
    message = sent(parts.Figure([], {}), pd.DataFrame({"a": range(1000)}))
    assert (len(message["table"]["data"]), message["rows"]) == (plot.SENT_ROWS, 1000)
