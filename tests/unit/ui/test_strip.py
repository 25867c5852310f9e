"""The learning rates of the slider, and where on it a value lies."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linreg.config import LEARNING_RATES
from linreg.ui.strip import place_of

grids = st.lists(st.floats(1e-6, 10), min_size=2, max_size=30, unique=True).map(sorted)


def test_the_slider_reaches_from_a_ten_thousandth_to_1() -> None:
    """The learning rates increase from 0.0001 to 1 and include the default and the notable ones of the notes' data."""
    assert LEARNING_RATES[0] == 1e-4
    assert LEARNING_RATES[-1] == 1.0
    assert list(LEARNING_RATES) == sorted(set(LEARNING_RATES))
    assert {0.01, 0.1, 0.18, 0.19, 0.5} <= set(LEARNING_RATES)


def test_its_steps_are_fine_and_nearly_even() -> None:
    """Each learning rate is 2 to 6 % above the one before."""
    ratios = [after / before for before, after in pairwise(LEARNING_RATES)]
    assert min(ratios) > 1.019
    assert max(ratios) < 1.06


def test_its_learning_rates_are_plain_numbers() -> None:
    """No learning rate has more than three significant digits."""
    for lr in LEARNING_RATES:
        assert len(Decimal(repr(lr)).normalize().as_tuple().digits) <= 3


@given(grids, st.floats(1e-7, 20), st.floats(1e-7, 20))
def test_a_larger_value_lies_further_right(options: list[float], one: float, other: float) -> None:
    """Positions go from 0 to 1 monotonically, clamped at the ends."""
    low, high = sorted((one, other))
    assert 0 <= place_of(low, options) <= place_of(high, options) <= 1


@given(grids)
def test_an_option_lies_where_the_slider_puts_it(options: list[float]) -> None:
    """The options are evenly spaced: the first at 0, the last at 1."""
    for index, option in enumerate(options):
        assert place_of(option, options) == pytest.approx(index / (len(options) - 1), abs=1e-12)


def test_between_two_options_a_value_lies_between() -> None:
    """Positions between options are interpolated linearly, and clamped outside."""
    options = (0.0, 1.0, 3.0)
    assert place_of(0.5, options) == 0.25
    assert place_of(2.0, options) == 0.75
    assert place_of(-1.0, options) == 0.0
    assert place_of(9.0, options) == 1.0


def test_the_critical_learning_rate_lies_between_its_neighbours() -> None:
    """The mark of 0.1803 is between 0.18 and 0.185."""
    assert place_of(0.18, LEARNING_RATES) < place_of(0.180295, LEARNING_RATES) < place_of(0.185, LEARNING_RATES)
    assert place_of(0.185, LEARNING_RATES) - place_of(0.18, LEARNING_RATES) == pytest.approx(1 / (len(LEARNING_RATES) - 1))
