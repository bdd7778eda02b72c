"""Property tests draw the same examples in every run of the suite; `HYPOTHESIS_PROFILE=thorough` explores at random."""

import sys
from importlib import util

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from tests.sizes import USUAL_EXAMPLES, examples

pytestmark = pytest.mark.skipif(not settings.default.derandomize, reason="the thorough profile explores")


def steady(one):
    """Whether these settings draw the same each time, whatever the machine is doing."""
    return (
        one.derandomize
        and one.database is None
        and one.deadline is None
        and HealthCheck.too_slow in one.suppress_health_check
    )


def draws():
    """What a property over numbers and words is shown, in order."""
    seen = []

    @given(st.integers(), st.floats(), st.text())
    def collect(number, share, word):
        seen.append(repr((number, share, word)))

    collect()
    return seen


def test_the_loaded_profile_is_steady():
    """The one of the suite."""
    assert steady(settings.default)
    assert settings.default.max_examples == USUAL_EXAMPLES


@given(st.booleans())
def test_a_property_is_among_the_collected(value):
    """So that the next test always finds one, also when this file runs alone."""
    assert value in {True, False}


def test_every_property_test_is_steady(request):
    """Its own settings, where it has some, take nothing of the profile back."""
    found = [one for one in request.session.items if hasattr(getattr(one, "obj", None), "hypothesis")]
    assert found
    own = {one.nodeid: getattr(one.obj, "_hypothesis_internal_use_settings", settings.default) for one in found}
    assert not [name for name, one in own.items() if not steady(one)]


def test_the_code_that_happens_to_be_loaded_changes_no_draw(tmp_path, monkeypatch):
    """A module full of constants, loaded between two runs of a property, which Hypothesis would else try."""
    before = draws()
    file = tmp_path / "many_constants.py"
    file.write_text("KNOWN = [" + ", ".join(f"{at}, {at}.5, 'word {at}'" for at in range(12_345, 12_545)) + "]\n")
    spec = util.spec_from_file_location(file.stem, file)
    module = util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, file.stem, module)
    spec.loader.exec_module(module)
    assert draws() == before


@pytest.mark.parametrize(("profile", "count"), [("suite", 15), ("thorough", 300)])
def test_the_thorough_profile_takes_more_of_dear_examples_too(profile, count):
    """Twenty times as many as the suite, also where a test names its number."""
    try:
        settings.load_profile(profile)
        assert examples(15).max_examples == count
    finally:
        settings.load_profile("suite")
