"""The list of mutations cannot rot: each stands in its file exactly once, and its tests are there."""

import ast
from collections import Counter

import pytest

from scripts.mutations import BACKTEST, CONDOR, LADDER, MUTATIONS, TAX
from tests.house import ROOT

IDS = [f"{number}-{one.file}" for number, one in enumerate(MUTATIONS, 1)]


@pytest.mark.parametrize("one", MUTATIONS, ids=IDS)
def test_a_mutation_can_be_applied_in_one_place_only(one):
    """Its old text stands in its file once, and the new text is another that Python can read."""
    text = (ROOT / "overlay" / one.file).read_text()
    assert text.count(one.old) == 1
    assert ast.dump(ast.parse(text.replace(one.old, one.new))) != ast.dump(ast.parse(text))


@pytest.mark.parametrize("one", MUTATIONS, ids=IDS)
def test_the_tests_that_should_kill_a_mutation_are_there(one):
    """Files below tests/overlay/, or a test in one."""
    assert one.tests
    for test in one.tests:
        file, _, function = test.partition("::")
        assert f"def {function or 'test_'}" in (ROOT / "tests" / "overlay" / file).read_text()


def test_each_room_of_money_has_its_fifteen():
    """Sixty in all, no two alike."""
    assert Counter(one.file.partition("/")[0] for one in MUTATIONS) == dict.fromkeys(
        ("condor", "tax", "ladder", "backtest"), 15
    )
    assert [len(one) for one in (CONDOR, TAX, LADDER, BACKTEST)] == [15] * 4
    assert len({(one.file, one.old) for one in MUTATIONS}) == 60
