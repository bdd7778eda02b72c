"""`import overlay`: what it costs, what it opens, and that each face keeps its promises."""

import ast
import importlib
import inspect
import subprocess
import sys

import pytest

import overlay
from overlay.errors import OverlayError
from tests.house import ROOT, files
from tests.test_architecture import ROOMS

FACES = [one for one in ROOMS["overlay"] if one != "data"]
#: what could be imported from `overlay.<word>` before the rooms
BEFORE = {
    "rules": "NEVER OURS Tier VixBand Placement Sizing StrikeRule HedgeLayerRule HedgeRule EventRule RsiRule MacdRule "
    "BreadthRule VolatilityRule ExitRule RollRule RuleSet band_of",
    "history": "Origin BUNDLED History",
    "condor": "CondorQuote IronCondor Odds Shape breakevens by_breakevens by_credit by_delta by_sigmas by_strikes quote "
    "two_outcome_value win_rate_needed NO_COSTS",
    "tax": "FILINGS DividendDays Federal Filing Netted Purchase Return WashSale carryback cost federal mark_to_market net "
    "niit qualified_dividend_days section_1256 wash_sale",
    "ladder": "Ladder walk distance rolls_allowed",
    "backtest": "Conduct Backtest run year_ends",
    "signals": "Help against_random Oscillators rsi macd realised_vols variance_risk_premium contango rolling_mean "
    "portfolio_value",
    "claims": "ALL TOPICS VERDICTS Claim Finding Judged Verdict judged tally",
}


def test_importing_the_package_loads_nothing_else():
    """No thread, no socket, no process, no numpy."""
    code = (
        "import sys, threading; before = set(sys.modules); import overlay; "
        "print(sorted(one for one in set(sys.modules) - before if one.partition('.')[0] in "
        "('overlay', 'numpy', 'pandas', 'socket', 'subprocess', 'multiprocessing')), threading.active_count())"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['overlay'] 1"


@pytest.mark.parametrize("name", overlay.__all__)
def test_every_job_and_room_opens_when_it_is_named(name):
    """And is listed by dir()."""
    assert getattr(overlay, name) is not None
    assert name in dir(overlay)


def test_a_name_that_does_not_exist_is_an_attribute_error():
    """With the names that do."""
    with pytest.raises(AttributeError, match="'markt'.*market"):
        overlay.markt  # noqa: B018  # asking is the test


@pytest.mark.parametrize("room", FACES)
def test_a_face_says_in_three_lines_what_its_room_is_for(room):
    """A line of title, a blank one, a line more."""
    face = importlib.import_module(f"overlay.{room}")
    assert len(inspect.getdoc(face).splitlines()) == 3
    assert face.__all__


@pytest.mark.parametrize("room", FACES)
def test_no_module_has_a_name_that_its_face_exports(room):
    """Else the import of the module would hide the function."""
    face = importlib.import_module(f"overlay.{room}")
    assert not {path.stem for path in files(f"overlay/{room}/*.py")} & set(face.__all__)


@pytest.mark.parametrize("room", FACES)
def test_a_face_only_re_exports(room):
    """No function, no class of its own."""
    tree = ast.parse((ROOT / "overlay" / room / "__init__.py").read_text())
    assert not [node for node in tree.body if not isinstance(node, ast.ImportFrom | ast.Expr | ast.Assign)]


@pytest.mark.parametrize("word", BEFORE)
def test_what_was_importable_from_a_word_still_is(word):
    """The old modules are rooms now."""
    face = importlib.import_module(f"overlay.{word}")
    assert not [name for name in BEFORE[word].split() if not hasattr(face, name)]


def test_the_courier_starts_without_pandas_or_a_face():
    """It is a process of its own at every click on live data."""
    code = (
        "import sys; import overlay.data.yahoo.courier; "
        "print([one for one in sys.modules if one in ('overlay.options', 'overlay.condor', 'scipy')])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_error_of_the_face_is_the_error_of_the_house():
    """One exception for the learner."""
    assert overlay.OverlayError is OverlayError
