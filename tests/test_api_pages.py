"""The pages of the docstrings: one a module, made by one command."""

import subprocess
import sys

import pytest

from tests.house import ROOT, files


@pytest.mark.long
def test_every_module_has_a_page_with_its_functions(tmp_path):
    """As the README says: python -m scripts.api_pages."""
    subprocess.run([sys.executable, "-m", "scripts.api_pages", str(tmp_path)], cwd=ROOT, check=True, timeout=600)
    pages = {path.relative_to(tmp_path).with_suffix("") for path in tmp_path.rglob("*.html")}
    modules = [path.relative_to(ROOT).with_suffix("") for path in files("overlay/**/*.py") if path.stem != "__init__"]
    assert not [one for one in modules if one not in pages]
    assert "by_sigmas" in (tmp_path / "overlay" / "condor" / "placement.html").read_text()
