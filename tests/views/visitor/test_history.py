"""Caches that all visitors share, and the history that each has for himself."""

import ast

import pytest
import streamlit as st

from tests import house
from views.visitor import history

VIEWS = house.files("views/**/*.py")


def calls(node):
    """The dotted names that are called or mentioned in a node."""
    return {ast.unparse(one) for one in ast.walk(node) if isinstance(one, ast.Attribute | ast.Name)}


@pytest.mark.parametrize("path", [one for one in VIEWS if house.name(one) != "views.visitor.history"], ids=house.name)
def test_no_shared_cache_reads_a_history_without_being_keyed_by_it(path):
    """`st.cache_...` on a function that asks for the visitor's history must stand inside `cached.by_history`."""
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.FunctionDef):
            continue
        kept = [ast.unparse(one) for one in node.decorator_list if "cache_" in ast.unparse(one)]
        if kept and "cached.history" in calls(node):
            assert all("cached.by_history" in one for one in kept), f"{node.name}: {kept}"


@pytest.mark.parametrize("path", VIEWS, ids=house.name)
def test_every_cache_that_hangs_on_a_history_is_bounded(path):
    """Visitors bring histories of their own, and memory is one."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef):
            kept = [ast.unparse(one) for one in node.decorator_list if "by_history(" in ast.unparse(one)]
            assert all("max_entries" in one for one in kept)


@pytest.fixture
def two_histories(monkeypatch):
    """A switch between two visitors' histories."""
    here = {"now": "mine"}
    monkeypatch.setattr(history, "identity", lambda: here["now"])
    return here


def test_a_cache_answers_each_history_with_its_own(two_histories):
    """And computes each once; two functions do not answer for one another."""
    counted = []

    @history.by_history(st.cache_resource(max_entries=4, show_spinner=False))
    def one(number):
        counted.append(number)
        return two_histories["now"], number

    @history.by_history(st.cache_resource(max_entries=4, show_spinner=False))
    def other(number):
        return "other", number

    assert one(1) == ("mine", 1)
    two_histories["now"] = "theirs"
    assert one(1) == ("theirs", 1)
    two_histories["now"] = "mine"
    assert one(1) == ("mine", 1)
    assert other(1) == ("other", 1)
    assert counted == [1, 1]
