"""The notes' claim about logit and softmax fails, the true identities hold, and numpy confirms both."""

from __future__ import annotations

import numpy as np
import pytest

from linreg.labs.logit_claim import NOTES_CLAIM, TOLERANCE, Check, about, claim


def sigmoid(z: np.ndarray) -> np.ndarray:
    """Return the sigmoid by numpy."""
    return 1 / (1 + np.exp(-z))


def logit(p: np.ndarray) -> np.ndarray:
    """Return the logit by numpy."""
    return np.log(p / (1 - p))


def softplus(z: np.ndarray) -> np.ndarray:
    """Return the softplus by numpy."""
    return np.log1p(np.exp(z))


def softmax(z: np.ndarray) -> np.ndarray:
    """Return the softmax by numpy."""
    return np.exp(z) / np.exp(z).sum()


# Closed forms in numpy, by formula.
FORMS = {
    "logit'(p)": lambda p: 1 / p / (1 - p),
    "softmax(p, 0)": sigmoid,
    "∫ softmax(t, 0) dt, t = 1/2 ... p": lambda p: softplus(p) - softplus(np.array(0.5)),
    "logit(p)": logit,
    "sigmoid(logit(p))": lambda p: p,
    "p": lambda p: p,
    "1 / (p (1 - p))": lambda p: 1 / p / (1 - p),
    "∫ 1 / (t (1 - t)) dt, t = 1/2 ... p": logit,
    "sigmoid'(z)": lambda z: sigmoid(z) * sigmoid(-z),
    "sigmoid(z) (1 - sigmoid(z))": lambda z: sigmoid(z) * sigmoid(-z),
    "softplus'(z)": sigmoid,
    "sigmoid(z)": sigmoid,
    "∫ sigmoid(t) dt, t = 0 ... z": lambda z: softplus(z) - np.log(2),
    "softplus(z) - softplus(0)": lambda z: softplus(z) - np.log(2),
    "grad log-sum-exp(z)": softmax,
    "softmax(z)": softmax,
    "softmax(z, 1)": lambda z: sigmoid(z - 1),
    "sigmoid(z - 1)": lambda z: sigmoid(z - 1),
}
CHECKS = {f"{check.left} = {check.right}": check for check in (*claim().claimed, *claim().true)}
each_check = pytest.mark.parametrize("name", CHECKS)


def test_the_claim_is_quoted_in_full() -> None:
    """The quotation is the notes' two lines, as they stand there."""
    assert NOTES_CLAIM.splitlines() == ["logit을 미분하면 softmax", "softmax 적분하면 logit"]


@each_check
def test_every_number(name: str) -> None:
    """Both sides of every check agree with their closed forms in numpy."""
    check = CHECKS[name]
    at = np.array(check.at)
    for side, values in ((check.left, check.left_values), (check.right, check.right_values)):
        assert len(values) == len(at)
        assert values == pytest.approx(FORMS[side](at), abs=TOLERANCE)


def test_what_the_notes_claim_is_not_so() -> None:
    """Neither claim of the notes holds, by a wide margin."""
    derivative, integral = claim().claimed
    assert not derivative.holds
    assert not integral.holds
    assert derivative.gap == pytest.approx(1 / 0.09 - sigmoid(np.array(0.1)))
    assert integral.gap > 1


def test_what_is_so() -> None:
    """All true identities hold within the tolerance."""
    assert len(claim().true) == 8
    assert all(check.holds for check in claim().true)


def test_the_answer_is_true() -> None:
    """As the answer says, the derivative of logit is at least 4, and a softmax at most 1."""
    derivative = claim().claimed[0]
    assert min(derivative.left_values) == 4
    assert max(derivative.right_values) <= 1
    p = np.linspace(0.001, 0.999, 999)
    assert (1 / p / (1 - p)).min() >= 4


@pytest.mark.parametrize(("off", "holds"), [(0.0, True), (TOLERANCE / 2, True), (TOLERANCE * 2, False), (float("nan"), False)])
def test_holds(off: float, holds: bool) -> None:
    """A check holds if its largest difference is within the tolerance."""
    check = Check("a", "b", (1.0, 2.0), (0.0, off), (0.0, 0.0))
    assert check.holds == holds
    assert check.gap == pytest.approx(off, nan_ok=True)


def test_all_words_are_translated() -> None:
    """Every text is translated."""
    assert about(str.upper) == tuple(text.upper() for text in about())
