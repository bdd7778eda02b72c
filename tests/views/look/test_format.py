"""Numbers as the reader sees them."""

from datetime import date

import pytest

from views.look import format as fmt


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (0.0, "$0"),
        (-0.001, "$0"),
        (12.3, "$12.30"),
        (7.0, "$7"),
        (99.999, "$100"),
        (1234.5, "$1,234"),
        (-4501.4, "−$4,501"),
    ],
)
def test_dollars(amount, text):
    """Cents only below a hundred, a true minus sign, no minus before zero."""
    assert fmt.dollars(amount) == text


@pytest.mark.parametrize(("share", "text"), [(0.0465, "4.7%"), (-0.05, "−5.0%"), (0.0, "0.0%"), (1.0, "100.0%")])
def test_percent(share, text):
    """One decimal."""
    assert fmt.percent(share) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.88, "88 in 100"), (0.9986, "999 in 1,000"), (0.004, "4 in 1,000"), (0.99992, "over 9,999 in 10,000"),
     (0.0004, "4 in 10,000"), (0.00001, "under 1 in 10,000"), (0.0, "0 in 100"), (1.0, "100 in 100")],
)  # fmt: skip
def test_probabilities_never_round_to_certainty(share, text):
    """Natural frequencies; what is merely likely is never called certain."""
    assert fmt.in_hundred(share) == text


def test_signs_are_shown_where_asked():
    """Plus for gains, nothing for zero."""
    assert (fmt.points(1.5, plus=True), fmt.points(-1.5, plus=True), fmt.points(0.0, plus=True)) == (
        "+1.50",
        "−1.50",
        "0.00",
    )


def test_levels_days_and_dates():
    """Strikes bare, one day singular, dates as prose writes them."""
    assert (fmt.level(4275.0), fmt.level(4275.5)) == ("4,275", "4,275.50")
    assert (fmt.days(1), fmt.days(29)) == ("1 day", "29 days")
    assert (fmt.number_of(1, "backtest"), fmt.number_of(1200, "backtest")) == ("1 backtest", "1,200 backtests")
    assert fmt.day(date(2019, 1, 3)) == "3 Jan 2019"
    assert (fmt.sigmas(1.537), fmt.sigmas(None)) == ("1.54 SD", "none")


@pytest.mark.parametrize("unit", ["share", "dollars", "sd", "count", "ratio"])
def test_what_has_no_bound_or_is_unknown_is_no_number(unit):
    """A dash for what is not known; words for a ratio to nothing."""
    assert fmt.measured(float("nan"), unit) == "\N{EN DASH}"
    assert fmt.measured(float("inf"), unit) == "without bound"


def test_a_minus_stays_with_its_dollars_where_a_text_wraps():
    """A word joiner stands between."""
    assert fmt.unbroken(fmt.dollars(-1234.0)) == "−\N{WORD JOINER}$1,234"


@pytest.mark.parametrize(("plus", "sign"), [(False, ""), (True, "+")])
def test_money_in_markdown_is_escaped_and_keeps_its_sign(plus, sign):
    """A bare dollar sign would open a formula."""
    assert fmt.money(-1234.0, plus=plus) == "−\N{WORD JOINER}\\$1,234"
    assert fmt.money(1234.0, plus=plus) == f"{sign}\\$1,234"


def test_a_figure_of_too_few_days_names_them():
    """A quarter is enough for a year."""
    assert (fmt.stated(62), fmt.stated(63)) == ("over 62 days", "a year")


def test_text_from_a_file_is_shown_unchanged_but_for_half_characters():
    """Markup is escaped; what cannot be sent to a browser is replaced."""
    assert fmt.escaped("a*b\ud800") == "a\\*b\ufffd"
