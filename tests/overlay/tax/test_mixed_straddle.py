"""Mixed straddles: the examples of the temporary regulations."""

import pytest

from overlay.errors import OverlayError
from overlay.tax.mixed_straddle import CHOICES, identified, unelected_loss


def test_an_unelected_loss_becomes_sixty_forty():
    """Treas. Reg. 1.1092(b)-2T(f) example 5."""
    found = unelected_loss(-1000.0)
    assert (found.long_term, found.short_term) == (-600, -400)


@pytest.mark.parametrize(("unrecognised", "now", "released"), [(1000, 0, 1000), (400, 600, 400), (-50, 1000, 0)])
def test_an_identified_straddle_defers_to_the_other_side(unrecognised, now, released):
    """Treas. Reg. 1.1092(b)-3T: 1,000 waits, then meets 1,000 short-term and 500 long-term gain."""
    found = identified(1000, unrecognised, 1500, 500)
    assert (found.deducted_now, found.released_short_term) == (now, released)
    assert (found.gain.short_term, found.gain.long_term) == (1000, 500)


def test_every_choice_says_why_and_whence():
    """Five of them."""
    assert len(CHOICES) == 5
    assert all(flag.why and flag.source for flag in CHOICES)


def test_a_gain_is_no_loss():
    """A sentence for a wrong sign."""
    with pytest.raises(OverlayError, match="negative"):
        unelected_loss(1.0)
    with pytest.raises(OverlayError, match="positive"):
        identified(1, 1, 1, 2)
