"""Colours have jobs, every chart takes them from the palette, and no reader is left unable to tell them apart."""

import re
from itertools import combinations

import numpy as np
import pytest

from tests import house
from views.look import palette

CHARTS = house.files("views/*/charts.py", "views/*/*_charts.py", "views/look/matrix.py", "views/look/parts.py")
JOBS = ("core", "condor", "hedge", "tax")
# Machado, Oliveira and Fernandes (2009), severity 1: what is left of linear red, green and blue.
SEEN = {
    "every cone": np.eye(3),
    "no red": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    "no green": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]),
    "no blue": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]),
}  # fmt: skip
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def lab(colour, cones):
    """A colour in CIE L*a*b*, as seen without some cones."""
    parts = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255.0
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    x, y, z = np.cbrt(XYZ @ np.clip(SEEN[cones] @ linear, 0.0, 1.0) / [0.9505, 1.0, 1.089])
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def apart(first, second, theme, cones):
    """The distance of two named colours (CIE 1976)."""
    colours = palette.COLOURS[theme]
    return float(np.linalg.norm(lab(colours[first], cones) - lab(colours[second], cones)))


@pytest.mark.parametrize("cones", SEEN)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_gain_and_loss_are_told_apart_by_everyone(theme, cones):
    """Blue and vermilion: far apart for every eye; signs and shapes say it once more."""
    assert apart("gain", "loss", theme, cones) > 40


@pytest.mark.parametrize("cones", SEEN)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_four_jobs_are_told_apart_by_everyone(theme, cones):
    """Core, condor, hedge and tax: two of them beside each other are two, whichever cone is missing."""
    nearest = min(apart(*pair, theme, cones) for pair in combinations(JOBS, 2))
    assert nearest > 12


@pytest.mark.parametrize("path", CHARTS, ids=house.name)
def test_charts_take_their_colours_from_the_palette(path):
    """No colour is written where figures are made, so that one job has one colour on every page and in both themes."""
    source = path.read_text(encoding="utf-8")
    assert not re.search(r"#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b|rgba?\(|hsla?\(", source)
    assert not re.search(r'"(?:red|green|blue|orange|black|white|gr[ae]y|purple|yellow)"', source)
