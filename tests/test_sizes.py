"""Samples of big checks: fixed, even, with every value of every axis, and whole in the long run."""

from itertools import product

import pytest

from tests import sizes
from tests.sizes import crossed, some


@pytest.fixture
def long_run(monkeypatch):
    """As `python -m tests.long` asks."""
    monkeypatch.setattr(sizes, "LONG", True)


@pytest.fixture
def suite(monkeypatch):
    """As plain `pytest` asks."""
    monkeypatch.setattr(sizes, "LONG", False)


@pytest.mark.usefixtures("suite")
def test_some_cases_run_from_the_first_to_the_last():
    """Evenly between."""
    assert some(range(101), 5) == [0, 25, 50, 75, 100]
    assert some("abc", 5) == ["a", "b", "c"]


@pytest.mark.usefixtures("suite")
@pytest.mark.parametrize("rounds", [1, 2, 3])
@pytest.mark.parametrize("lengths", [(7, 4), (4, 7), (6, 4, 3), (6, 3), (5, 5), (1, 3)])
def test_every_value_of_every_axis_is_in_each_round(lengths, rounds):
    """And no combination twice, so that more rounds are more cases where there are more."""
    axes = [[f"{number}{at}" for at in range(length)] for number, length in enumerate(lengths)]
    found = crossed(*axes, rounds=rounds)
    assert {one for case in found for one in case} == {one for axis in axes for one in axis}
    assert len(found) == len(set(found)) <= rounds * max(lengths)
    assert set(found) <= set(product(*axes))
    if rounds * max(lengths) < len(list(product(*axes))):
        assert len(found) > (rounds - 1) * max(lengths)


@pytest.mark.usefixtures("long_run")
def test_the_long_run_takes_everything():
    """All cases and all combinations."""
    assert some(range(101), 5) == list(range(101))
    assert crossed("abc", "de") == list(product("abc", "de"))
