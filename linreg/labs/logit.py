"""Logit, sigmoid and softmax: the odds and log-odds of a probability, and the probabilities of several logits."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
import torch
from torch import Tensor

from linreg.aliases import Floats, Translate
from linreg.kinds import ConfigError, Number
from linreg.labs.about import About

LOGITS_MIN: Final = 2
LOGITS_MAX: Final = 5
PROBABILITY: Final = Number(0.0, 1.0)
TEMPERATURE: Final = Number(0.01, 100.0)


@dataclass(frozen=True)
class Probability:
    """A probability, its odds and its logit, computed by PyTorch in float64.

    Attributes:
        p: the probability.
        odds: p / (1 - p).
        logit: log(odds).
        sigmoid: sigmoid(logit), equal to p.
        logit_slope: the derivative of the logit at p, by autograd.
        logit_formula: the same by formula, 1 / (p (1 - p)).
        sigmoid_slope: the derivative of the sigmoid at the logit, by autograd.
        sigmoid_formula: the same by formula, sigmoid (1 - sigmoid).
    """

    p: float
    odds: float
    logit: float
    sigmoid: float
    logit_slope: float
    logit_formula: float
    sigmoid_slope: float
    sigmoid_formula: float


@dataclass(frozen=True)
class Softmax:
    """The softmax of several logits, computed by PyTorch in float64. Tuples hold one number a logit.

    Attributes:
        scaled: the logits divided by the temperature, z below.
        probabilities: `torch.softmax(z)`.
        log_sum_exp: `torch.logsumexp(z)`.
        gradient: gradient of log_sum_exp with respect to z, by autograd.
        naive: exp(z) / sum(exp(z)), without softmax's shift by the maximum.
        sigmoid: sigmoid(z[0] - z[1]) for two logits; None for more.
    """

    scaled: tuple[float, ...]
    probabilities: tuple[float, ...]
    log_sum_exp: float
    gradient: tuple[float, ...]
    naive: tuple[float, ...]
    sigmoid: float | None


class Curves(NamedTuple):
    """The curves (p, logit) and (z, sigmoid), mirror images in the diagonal. All of shape (points,).

    Attributes:
        p: evenly spaced in the open interval (0, 1).
        logit: logit(p).
        z: evenly spaced from -6 to 6.
        sigmoid: sigmoid(z).
    """

    p: Floats
    logit: Floats
    z: Floats
    sigmoid: Floats


def at_probability(p: float) -> Probability:
    """Return the odds and the logit of a probability, and the derivatives of logit and sigmoid there.

    Args:
        p: 0 to 1.

    Raises:
        ConfigError: naming the field, the value and what is allowed.
    """
    at = torch.tensor(_probability(p), dtype=torch.float64)
    logit = torch.logit(at)
    sigmoid = torch.sigmoid(logit)
    return Probability(
        p=at.item(),
        odds=(at / (1 - at)).item(),
        logit=logit.item(),
        sigmoid=sigmoid.item(),
        logit_slope=slope(torch.logit, at).item(),
        logit_formula=(1 / (at * (1 - at))).item(),
        sigmoid_slope=slope(torch.sigmoid, logit).item(),
        sigmoid_formula=(sigmoid * (1 - sigmoid)).item(),
    )


def softmax(logits: Sequence[float], temperature: float = 1.0) -> Softmax:
    """Return the softmax of logits.

    Args:
        logits: 2 to 5 numbers, each finite, inf or -inf.
        temperature: divides the logits first, 0.01 to 100.

    Raises:
        ConfigError: naming the field, the value and what is allowed.
    """
    scaled = torch.tensor(_logits(logits), dtype=torch.float64) / _temperature(temperature)
    two = len(scaled) == 2
    return Softmax(
        scaled=tuple(scaled.tolist()),
        probabilities=tuple(torch.softmax(scaled, dim=0).tolist()),
        log_sum_exp=torch.logsumexp(scaled, dim=0).item(),
        gradient=tuple(slope(lambda z: torch.logsumexp(z, dim=0), scaled).tolist()),
        naive=tuple((scaled.exp() / scaled.exp().sum()).tolist()),
        sigmoid=torch.sigmoid(scaled[0] - scaled[1]).item() if two else None,
    )


def curves(points: int = 399) -> Curves:
    """Return the curves of logit and sigmoid, `points` points each."""
    p = torch.linspace(0, 1, points + 2, dtype=torch.float64)[1:-1]
    z = torch.linspace(-6, 6, points, dtype=torch.float64)
    return Curves(*(column.numpy() for column in (p, torch.logit(p), z, torch.sigmoid(z))))


def slope(function: Callable[[Tensor], Tensor], at: Tensor) -> Tensor:
    """Return the gradient of `function(at).sum()` by autograd, of the shape of `at`: the derivative of an elementwise function."""
    at = at.detach().clone().requires_grad_()
    (found,) = torch.autograd.grad(function(at).sum(), at)
    return found


def _probability(value: Any) -> float:
    return PROBABILITY.check("p", value)


def _temperature(value: Any) -> float:
    return TEMPERATURE.check("temperature", value)


def _logits(value: Any) -> list[float]:
    try:
        if isinstance(value, (list, tuple, np.ndarray)) and LOGITS_MIN <= len(value) <= LOGITS_MAX:
            return [Number().check("logits", logit) for logit in value]
    except ConfigError:
        pass
    raise ConfigError("logits", value, f"{LOGITS_MIN} to {LOGITS_MAX} numbers, each finite, inf or -inf")


def remarks_on_probability(p: float, _: Translate = str) -> list[str]:
    """Return explanations of special values at a probability: at 0 and 1. Otherwise empty.

    Raises:
        ConfigError: as `at_probability`.
    """
    found = at_probability(p)
    if found.p == 0:
        return [_("At p = 0 the odds are 0, and the logarithm of 0 is -inf. The sigmoid of -inf is exactly 0 again.")]
    if found.p == 1:
        return [_("At p = 1 the odds are 1 / 0, which is inf in floating point, and the sigmoid of inf is exactly 1 again.")]
    return []


def remarks_on_softmax(logits: Sequence[float], temperature: float = 1.0, _: Translate = str) -> list[str]:
    """Return explanations of inf and nan in the softmax of logits. Otherwise empty.

    Raises:
        ConfigError: as `softmax`.
    """
    found = softmax(logits, temperature)
    if math.inf in found.scaled:
        return [_("Softmax depends on the differences of the logits, and inf - inf is not a number: the result is nan.")]
    if max(found.scaled) == -math.inf:
        return [_("Every logit is -inf, so every exponential is 0, and so is their sum: 0 / 0 is nan.")]
    said = []
    if any(map(math.isnan, found.naive)):
        said += [
            _(
                "exp() of such logits is too large or too small for a float, so exp / sum is nan. `torch.softmax` first subtracts "
                "the largest logit. The quotients stay the same, and the largest exponential is 1."
            )
        ]
    if -math.inf in found.scaled:
        said += [_("exp(-inf) is exactly 0: a choice with the logit -inf has probability 0. Masks work this way.")]
    return said


_PROGRAM: Final = """\
import torch

p = torch.tensor({p}, dtype=torch.float64, requires_grad=True)
logit = torch.logit(p)
logit.backward()
print('odds', (p / (1 - p)).item(), 'logit', logit.item())
print("logit'", p.grad.item(), 'formula', (1 / (p * (1 - p))).item())

z = logit.detach().requires_grad_()
sigmoid = torch.sigmoid(z)
sigmoid.backward()
print('sigmoid', sigmoid.item())
print("sigmoid'", z.grad.item(), 'formula', (sigmoid * (1 - sigmoid)).item())

logits = torch.tensor([{logits}], dtype=torch.float64)
scaled = (logits / {temperature}).requires_grad_()
log_sum_exp = torch.logsumexp(scaled, dim=0)
log_sum_exp.backward()
print('softmax', torch.softmax(scaled, dim=0).tolist())
print('log-sum-exp', log_sum_exp.item(), 'gradient', scaled.grad.tolist())
print('exp / sum', (scaled.exp() / scaled.exp().sum()).tolist())
"""


def program(p: float, logits: Sequence[float], temperature: float = 1.0) -> str:
    """Return a program that prints the numbers of `at_probability(p)` and `softmax(logits, temperature)`.

    Raises:
        ConfigError: as these.
    """
    numbers = [repr(logit) if math.isfinite(logit) else f"float('{logit}')" for logit in _logits(logits)]
    return _PROGRAM.format(p=_probability(p), logits=", ".join(numbers), temperature=_temperature(temperature))


def about(_: Translate = str) -> About:
    """Return the texts of the lab."""
    return About(
        notes=_("Cost function"),
        shows=_(
            "Probability, odds and logit express the same thing. Sigmoid turns one logit back into a probability, softmax several."
        ),
        question=_("Add 1 to a logit: what happens to the odds, and to the probability?"),
        answer=_(
            "The odds become e = 2.718... times as large, whatever they were. A probability of 0.5 rises to 0.73; one near "
            "0 or 1, where the sigmoid is flat, hardly changes."
        ),
    )
