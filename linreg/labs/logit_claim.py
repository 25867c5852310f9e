"""The notes' claim about logit and softmax, checked numerically, and the identities that hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from linreg.aliases import Translate
from linreg.labs.about import About
from linreg.labs.logit import slope

NOTES_CLAIM: Final = "logit을 미분하면 softmax\nsoftmax 적분하면 logit"
"""Quoted from the notes: differentiate logit, get softmax; integrate softmax, get logit."""

TOLERANCE: Final = 1e-7
"""Largest difference between equal values: the error of the trapezoidal rule with 10000 intervals is smaller."""

_PIECES: Final = 10_000
_EXACT: Final = torch.float64
_TRUE_INTEGRAL: Final = "∫ 1 / (t (1 - t)) dt, t = 1/2 ... p"


@dataclass(frozen=True)
class Check:
    """A claimed identity, checked at several points in float64.

    Attributes:
        left, right: the two sides, as formulas.
        at: the points of comparison, shape (n,).
        left_values, right_values: values of the two sides at these points, shape (n,).
    """

    left: str
    right: str
    at: tuple[float, ...]
    left_values: tuple[float, ...]
    right_values: tuple[float, ...]

    @property
    def gap(self) -> float:
        """Largest absolute difference; nan if any value is nan."""
        return float(np.abs(np.subtract(self.left_values, self.right_values)).max())

    @property
    def holds(self) -> bool:
        """Whether `gap` is at most TOLERANCE."""
        return self.gap <= TOLERANCE


@dataclass(frozen=True)
class Claim:
    """The notes' claim and the true identities.

    Attributes:
        claimed: checks of the derivative and the integral claimed by the notes.
        true: checks of the identities that hold.
    """

    claimed: tuple[Check, ...]
    true: tuple[Check, ...]


def claim() -> Claim:
    """Return the check of the notes' claim: derivatives by autograd, integrals by the trapezoidal rule.

    The claim is checked with softmax(z, 0), which has one variable like the logit.
    """
    return _claim(torch.tensor([0.1, 0.25, 0.5, 0.75, 0.9], dtype=_EXACT), torch.tensor([-4.0, -1.0, 0.0, 1.0, 4.0], dtype=_EXACT))


@cache
def curves() -> Claim:
    """Return both parts of the claim, and a true derivative and integral, at enough points to draw them."""
    found = _claim(torch.linspace(0.05, 0.95, 91, dtype=_EXACT), torch.linspace(-6, 6, 91, dtype=_EXACT))
    by_left = {check.left: check for check in found.true}
    return Claim(found.claimed, (by_left["softplus'(z)"], by_left[_TRUE_INTEGRAL]))


def _claim(p: Tensor, z: Tensor) -> Claim:
    logits = torch.tensor([2.0, 1.0, -0.5], dtype=_EXACT)
    one_minus = 1 - p
    return Claim(
        claimed=(
            _check("logit'(p)", "softmax(p, 0)", p, slope(torch.logit, p), _softmax_of_two(p)),
            _check("∫ softmax(t, 0) dt, t = 1/2 ... p", "logit(p)", p, _integral(_softmax_of_two, 0.5, p), torch.logit(p)),
        ),
        true=(
            _check("sigmoid(logit(p))", "p", p, torch.sigmoid(torch.logit(p)), p),
            _check("logit'(p)", "1 / (p (1 - p))", p, slope(torch.logit, p), 1 / (p * one_minus)),
            _check(_TRUE_INTEGRAL, "logit(p)", p, _integral(_inverse, 0.5, p), torch.logit(p)),
            _check(
                "sigmoid'(z)", "sigmoid(z) (1 - sigmoid(z))", z, slope(torch.sigmoid, z), torch.sigmoid(z) * (1 - torch.sigmoid(z))
            ),
            _check("softplus'(z)", "sigmoid(z)", z, slope(F.softplus, z), torch.sigmoid(z)),
            _check(
                "∫ sigmoid(t) dt, t = 0 ... z",
                "softplus(z) - softplus(0)",
                z,
                _integral(torch.sigmoid, 0.0, z),
                F.softplus(z) - F.softplus(torch.zeros_like(z)),
            ),
            _check("grad log-sum-exp(z)", "softmax(z)", logits, slope(_log_sum_exp, logits), torch.softmax(logits, dim=0)),
            _check("softmax(z, 1)", "sigmoid(z - 1)", z, _softmax_of_two(z, 1.0), torch.sigmoid(z - 1)),
        ),
    )


def _check(left: str, right: str, at: Tensor, left_values: Tensor, right_values: Tensor) -> Check:
    return Check(left, right, tuple(at.tolist()), tuple(left_values.tolist()), tuple(right_values.tolist()))


def _softmax_of_two(z: Tensor, other: float = 0.0) -> Tensor:
    return torch.softmax(torch.stack([z, torch.full_like(z, other)]), dim=0)[0]


def _inverse(t: Tensor) -> Tensor:
    return 1 / (t * (1 - t))


def _log_sum_exp(z: Tensor) -> Tensor:
    return torch.logsumexp(z, dim=0)


def _integral(function: Callable[[Tensor], Tensor], low: float, high: Tensor) -> Tensor:
    """Return the integrals of a function from `low` to each element of `high`, shape (n,), by the trapezoidal rule."""
    share = torch.linspace(0, 1, _PIECES + 1, dtype=torch.float64)
    t = low + (high[:, None] - low) * share
    return torch.trapezoid(function(t), t, dim=1)


def about(_: Translate = str) -> About:
    """Return the texts of the check."""
    return About(
        notes=_("Cost function"),
        shows=_("The notes say: differentiate logit, get softmax; integrate softmax, get logit. Autograd gives something else."),
        question=_("Why can the derivative of logit not be a softmax?"),
        answer=_(
            "It is 1 / (p (1 - p)), which is at least 4, and a softmax is at most 1. What is true: sigmoid is the inverse of "
            "logit and the derivative of softplus, and softmax is the gradient of log-sum-exp."
        ),
    )
