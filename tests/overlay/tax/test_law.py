"""The law on file: each number has a source, and a damaged file is a sentence."""

import json

import pytest

from overlay.errors import OverlayError
from overlay.tax import law as module
from overlay.tax.law import FILE, FILINGS, first_year, last_year, law, sources


@pytest.mark.parametrize("year", [2025, 2026])
def test_every_group_of_numbers_names_its_source(year):
    """Brackets, deduction, gains, minimum tax, 3.8% and loss cap."""
    found = sources(year)
    assert {"ordinary_tops", "standard_deduction", "gain_0_top", "gain_15_top", "amt", "niit_threshold"} <= set(found)
    assert all(found.values())


@pytest.mark.parametrize("filing", FILINGS)
@pytest.mark.parametrize("year", [2025, 2026])
def test_brackets_rise(year, filing):
    """Tops in order, one rate more than tops, the gains' brackets in order."""
    rules = law(year, filing)
    assert sorted(rules.ordinary_tops) == list(rules.ordinary_tops)
    assert len(rules.ordinary_rates) == len(rules.ordinary_tops) + 1
    assert 0 < rules.gain_0_top < rules.gain_15_top


def test_the_file_covers_two_years():
    """2025 and 2026; sources of later years are those of the last."""
    assert (first_year(), last_year()) == (2025, 2026)
    assert sources(2040) == sources(2026)
    assert json.loads(FILE.read_text())["rates"]["source"]


@pytest.mark.parametrize("year", [2024, True, 2026.0, "2026", 9999])
def test_a_year_that_is_none_gets_a_sentence(year):
    """Before the file, beyond reason, or no whole number."""
    with pytest.raises(OverlayError, match="is not on file"):
        law(year, "single")


def test_a_damaged_file_gets_a_sentence(tmp_path, monkeypatch):
    """What to do stands in it."""
    (tmp_path / "bad.json").write_text("{")
    monkeypatch.setattr(module, "FILE", tmp_path / "bad.json")
    for kept in (module._file, first_year):
        kept.cache_clear()
    with pytest.raises(OverlayError, match="reinstall"):
        first_year()
    monkeypatch.undo()
    assert first_year() == 2025
