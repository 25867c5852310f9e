"""The lab of logit, sigmoid and softmax, checked by numpy, closed forms and a new Python process; and the limits of floats."""

from __future__ import annotations

import math

import numpy as np
import pytest
from fresh import printed_by
from hypothesis import given
from hypothesis import strategies as st

from linreg.labs.logit import (
    about,
    at_probability,
    curves,
    program,
    remarks_on_probability,
    remarks_on_softmax,
    softmax,
)

INF, NAN = math.inf, math.nan
ROUNDING = 1e-12

inside = st.floats(1e-9, 1 - 1e-9)
several = st.lists(st.floats(-50, 50), min_size=2, max_size=5)
temperatures = st.floats(0.1, 100)


def by_hand(logits: list[float], temperature: float) -> np.ndarray:
    """Return the softmax by numpy, with the largest logit subtracted."""
    scaled = np.array(logits) / temperature
    powers = np.exp(scaled - scaled.max())
    return powers / powers.sum()


# One probability


def test_three_to_one() -> None:
    """At p = 3/4 the odds are 3, the logit is log 3, and the slopes are 16/3 and 3/16."""
    found = at_probability(0.75)
    assert (found.p, found.odds) == (0.75, 3.0)
    assert found.logit == pytest.approx(math.log(3))
    assert found.sigmoid == pytest.approx(0.75)
    assert found.logit_slope == pytest.approx(16 / 3)
    assert found.sigmoid_slope == pytest.approx(3 / 16)


@given(inside)
def test_any_probability(p: float) -> None:
    """Odds, logit and sigmoid agree with Python's math module, and sigmoid(logit(p)) is p."""
    found = at_probability(p)
    assert found.odds == pytest.approx(p / (1 - p), rel=ROUNDING)
    assert found.logit == pytest.approx(math.log(p) - math.log1p(-p), rel=1e-9, abs=1e-12)
    assert found.sigmoid == pytest.approx(p, rel=1e-9)


@given(inside)
def test_slopes(p: float) -> None:
    """Slopes by autograd, by formula and by difference quotient agree; those of logit and sigmoid are reciprocal."""
    found = at_probability(p)
    assert found.logit_slope == pytest.approx(found.logit_formula, rel=1e-9)
    assert found.sigmoid_slope == pytest.approx(found.sigmoid_formula, rel=1e-9)
    assert found.logit_slope * found.sigmoid_slope == pytest.approx(1, rel=1e-6)
    step = 1e-5
    below, above = (1 / (1 + math.exp(-found.logit + sign * step)) for sign in (1, -1))
    assert found.sigmoid_slope == pytest.approx((above - below) / (2 * step), rel=1e-4, abs=1e-10)


@given(inside)
def test_mirror_images(p: float) -> None:
    """The probabilities p and 1 - p have opposite logits and reciprocal odds."""
    one, other = at_probability(p), at_probability(1 - p)
    assert one.logit == pytest.approx(-other.logit, abs=1e-6)
    assert one.odds * other.odds == pytest.approx(1, rel=1e-6)


def test_never_and_always() -> None:
    """At 0 and 1 the logit is -inf and inf, the sigmoid exactly 0 and 1 with slope 0, the slope of the logit inf."""
    for p, odds, logit in ((0, 0.0, -INF), (1, INF, INF)):
        found = at_probability(p)
        assert (found.odds, found.logit, found.sigmoid) == (odds, logit, p)
        assert found.logit_slope == found.logit_formula == INF
        assert found.sigmoid_slope == found.sigmoid_formula == 0


def test_minus_zero_is_zero() -> None:
    """The slope of the logit at -0.0 is inf as at 0.0."""
    assert at_probability(-0.0) == at_probability(0.0)


@pytest.mark.parametrize("p", [5e-324, 1e-300, 1 - 2**-53])
def test_nearly_never_and_nearly_always(p: float) -> None:
    """The probabilities next to 0 and 1 have finite logits."""
    assert math.isfinite(at_probability(p).logit)


# Several logits


@given(several, temperatures)
def test_softmax(logits: list[float], temperature: float) -> None:
    """The probabilities agree with numpy and sum to 1, and log-sum-exp normalises them."""
    found = softmax(logits, temperature)
    expected = by_hand(logits, temperature)
    assert found.probabilities == pytest.approx(expected, rel=1e-9, abs=1e-15)
    assert sum(found.probabilities) == pytest.approx(1)
    assert np.exp(np.array(found.scaled) - found.log_sum_exp) == pytest.approx(expected, rel=1e-9, abs=1e-15)
    assert found.scaled == pytest.approx([logit / temperature for logit in logits])


@given(several, temperatures)
def test_softmax_is_the_gradient_of_log_sum_exp(logits: list[float], temperature: float) -> None:
    """Autograd's gradient of log-sum-exp is the softmax."""
    found = softmax(logits, temperature)
    assert found.gradient == pytest.approx(found.probabilities, rel=1e-9, abs=1e-15)


@given(several, temperatures)
def test_the_naive_quotient_is_the_same_while_floats_last(logits: list[float], temperature: float) -> None:
    """The quotient exp / sum agrees with softmax unless it overflows."""
    found = softmax(logits, temperature)
    assert found.naive == pytest.approx(found.probabilities, rel=1e-9, abs=1e-15)


@given(st.lists(st.floats(-50, 50), min_size=2, max_size=2), temperatures)
def test_two_are_a_sigmoid(logits: list[float], temperature: float) -> None:
    """For two logits, the first probability is the sigmoid of their difference; for more it is None."""
    found = softmax(logits, temperature)
    assert found.probabilities[0] == pytest.approx(found.sigmoid, rel=1e-9)
    assert softmax([*logits, 0.0], temperature).sigmoid is None


def test_temperature() -> None:
    """A low temperature sharpens the distribution, a high one flattens it, and 1 leaves it unchanged."""
    cold, usual, hot = (softmax([1, 2, 3], temperature).probabilities for temperature in (0.01, 1, 100))
    assert usual == softmax([1, 2, 3]).probabilities
    assert cold == pytest.approx((0, 0, 1), abs=1e-9)
    assert hot == pytest.approx((1 / 3, 1 / 3, 1 / 3), abs=0.01)
    assert cold[2] > usual[2] > hot[2]


@pytest.mark.parametrize("shift", [0, 1000, -1000])
def test_large_logits(shift: float) -> None:
    """Logits of 1000 and -1000 are fine for torch.softmax; exp / sum is nan."""
    found = softmax([shift + 1, shift])
    assert found.probabilities == pytest.approx(by_hand([1, 0], 1))
    assert found.gradient == pytest.approx(by_hand([1, 0], 1))
    assert found.log_sum_exp == pytest.approx(shift + math.log(1 + math.e))
    assert all(map(math.isnan, found.naive)) == (shift != 0)


@pytest.mark.parametrize(
    ("logits", "probabilities", "log_sum_exp"),
    [
        ([-INF, 0], (0, 1), 0),
        ([-INF, 2, 2, -INF], (0, 0.5, 0.5, 0), 2 + math.log(2)),
        ([-INF, -INF], (NAN, NAN), -INF),
        ([INF, 0], (NAN, NAN), INF),
        ([INF, INF, 1], (NAN, NAN, NAN), INF),
        ([INF, -INF], (NAN, NAN), INF),
    ],
)
def test_infinite_logits(logits: list[float], probabilities: tuple[float, ...], log_sum_exp: float) -> None:
    """A logit of -inf gives probability 0; if all are -inf, or one is inf, softmax is nan, as in PyTorch."""
    found = softmax(logits)
    assert found.probabilities == pytest.approx(probabilities, nan_ok=True)
    assert found.log_sum_exp == pytest.approx(log_sum_exp)


# What is drawn


def test_curves() -> None:
    """The curves agree with numpy, are finite and have equal lengths."""
    found = curves()
    for column in found:
        assert column.dtype == np.float64
        assert column.shape == (399,)
        assert np.isfinite(column).all()
    assert found.logit == pytest.approx(np.log(found.p / (1 - found.p)))
    assert found.sigmoid == pytest.approx(1 / (1 + np.exp(-found.z)))
    assert (found.z[0], found.z[-1]) == (-6, 6)
    assert found.p[len(found.p) // 2] == pytest.approx(0.5)


def test_the_curves_mirror_each_other() -> None:
    """The points of the logit with x and y exchanged lie on the sigmoid."""
    found = curves()
    assert found.p == pytest.approx(1 / (1 + np.exp(-found.logit)))
    assert np.interp(found.logit, found.z, found.sigmoid) == pytest.approx(found.p, abs=1e-4)


# The program


def test_a_fresh_python_prints_the_same() -> None:
    """Run in a new Python process, the programs print the numbers of the page, to the last digit."""
    cases = [
        (0.3, [1.0, 2.0, 3.0], 1.0),
        (0, [1000, 0], 1),
        (1.0, [-INF, 0.5], 0.01),
        (0.999, [INF, 1, 2, 3, 4], 100),
        (1 / 3, [-1000, -1001.5], 0.7),
    ]
    for (p, logits, temperature), lines in zip(cases, printed_by([program(*case) for case in cases]), strict=True):
        one, all_of_them = at_probability(p), softmax(logits, temperature)
        assert lines == [
            f"odds {one.odds} logit {one.logit}",
            f"logit' {one.logit_slope} formula {one.logit_formula}",
            f"sigmoid {one.sigmoid}",
            f"sigmoid' {one.sigmoid_slope} formula {one.sigmoid_formula}",
            f"softmax {list(all_of_them.probabilities)}",
            f"log-sum-exp {all_of_them.log_sum_exp} gradient {list(all_of_them.gradient)}",
            f"exp / sum {list(all_of_them.naive)}",
        ]


# Bad values


@pytest.mark.parametrize("p", [-0.001, 1.001, INF, -INF, NAN, "0.5", None, True, 10**400, [0.5]])
def test_no_probability(p: object) -> None:
    """An invalid probability is refused with an error that names the field, the value and what is allowed."""
    for function in (at_probability, remarks_on_probability, lambda p: program(p, [1, 2])):
        with pytest.raises(ValueError, match=r"^p must be a number from 0 to 1, got "):
            function(p)


@pytest.mark.parametrize(
    "logits", [[], [1], [1] * 6, [1, NAN], [1, None], [True, 1], "12", b"12", None, 3, [10**400, 1], np.eye(2), {1: 2, 3: 4}]
)
def test_no_logits(logits: object) -> None:
    """Anything but 2 to 5 numbers is refused with such an error."""
    for function in (softmax, remarks_on_softmax, lambda logits: program(0.5, logits)):
        with pytest.raises(ValueError, match=r"^logits must be 2 to 5 numbers, each finite, inf or -inf, got "):
            function(logits)


@pytest.mark.parametrize("temperature", [0, -1, 0.009, 101, INF, NAN, "1", None, True])
def test_no_temperature(temperature: object) -> None:
    """A temperature out of range is refused with such an error."""
    for function in (softmax, remarks_on_softmax, lambda logits, temperature: program(0.5, logits, temperature)):
        with pytest.raises(ValueError, match=r"^temperature must be a number from 0.01 to 100, got "):
            function([1, 2], temperature)


def test_numbers_of_numpy() -> None:
    """Numbers and arrays of numpy are accepted."""
    assert softmax(np.array([1.0, 2.0]), np.float64(2)) == softmax([1, 2], 2)
    assert at_probability(np.float64(0.25)) == at_probability(0.25)


# The words


@pytest.mark.parametrize(("p", "word"), [(0, "-inf"), (1, "1 / 0"), (1e-9, None), (0.5, None)])
def test_remarks_on_a_probability(p: float, word: str | None) -> None:
    """There are remarks at 0 and 1, and none between."""
    said = remarks_on_probability(p)
    assert len(said) == (word is not None)
    assert all(word in text for text in said)
    assert remarks_on_probability(p, str.upper) == [text.upper() for text in said]


@pytest.mark.parametrize(
    ("logits", "beginnings"),
    [
        ([1, 2], []),
        ([1000, 0], ["exp() of such"]),
        ([-1000, -1001], ["exp() of such"]),
        ([-1000, 0], []),
        ([-INF, 0], ["exp(-inf)"]),
        ([-INF, 1000], ["exp() of such", "exp(-inf)"]),
        ([-INF, -INF], ["Every logit"]),
        ([INF, -INF], ["Softmax depends"]),
    ],
)
def test_remarks_on_a_softmax(logits: list[float], beginnings: list[str]) -> None:
    """There are remarks if exp / sum fails, if a logit is -inf, and if softmax itself is nan."""
    said = remarks_on_softmax(logits)
    assert [text.startswith(beginning) for text, beginning in zip(said, beginnings, strict=True)] == [True] * len(said)
    assert remarks_on_softmax(logits, 1.0, str.upper) == [text.upper() for text in said]
    if any(map(math.isnan, softmax(logits).probabilities)):
        assert "nan" in said[0]


def test_the_answer_is_true() -> None:
    """As the answer says, adding 1 to a logit multiplies the odds by e, takes 0.5 to 0.73, and changes little near 1."""
    for p in (0.01, 0.5, 0.9):
        start = at_probability(p)
        after = softmax([start.logit + 1, 0]).probabilities[0]
        assert at_probability(after).odds == pytest.approx(math.e * start.odds)
    assert softmax([1, 0]).probabilities[0] == pytest.approx(0.73, abs=0.005)
    assert softmax([at_probability(0.99).logit + 1, 0]).probabilities[0] - 0.99 < 0.01


def test_all_words_are_translated() -> None:
    """Every text of the lab is translated."""
    assert about(str.upper) == tuple(text.upper() for text in about())
