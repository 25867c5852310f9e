"""Logit, sigmoid and softmax: what one probability is in odds and log-odds, what several logits are as probabilities."""

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
    """One probability, and what it is called elsewhere. By PyTorch, in float64.

    Attributes:
        p: the probability.
        odds: p / (1 - p).
        logit: the logarithm of the odds.
        sigmoid: of the logit: p again.
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
    """Several logits as probabilities. By PyTorch, in float64; where a tuple, one number for each logit.

    Attributes:
        scaled: the logits divided by the temperature. All that follows is of these.
        probabilities: by `torch.softmax`.
        log_sum_exp: the logarithm of the sum of their exponentials, by `torch.logsumexp`.
        gradient: of log_sum_exp, by autograd.
        naive: exp / sum, written out.
        sigmoid: of two logits, the sigmoid of their difference; None for more.
    """

    scaled: tuple[float, ...]
    probabilities: tuple[float, ...]
    log_sum_exp: float
    gradient: tuple[float, ...]
    naive: tuple[float, ...]
    sigmoid: float | None


class Curves(NamedTuple):
    """What is drawn, shape (points,) each. Mirrored in the diagonal, (p, logit) lies on (z, sigmoid).

    Attributes:
        p: from 0 to 1, both excluded.
        logit: of p.
        z: from -6 to 6.
        sigmoid: of z.
    """

    p: Floats
    logit: Floats
    z: Floats
    sigmoid: Floats


def at_probability(p: float) -> Probability:
    """Return what a probability is in odds and log-odds, and the slopes there.

    Args:
        p: from 0 to 1.

    Raises:
        ValueError: naming the field, its value and what is allowed.
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
    """Return what logits are as probabilities.

    Args:
        logits: 2 to 5 numbers, each finite, inf or -inf.
        temperature: what they are divided by first, 0.01 to 100.

    Raises:
        ValueError: naming the field, its value and what is allowed.
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
    """Return the curves of logit and sigmoid."""
    p = torch.linspace(0, 1, points + 2, dtype=torch.float64)[1:-1]
    z = torch.linspace(-6, 6, points, dtype=torch.float64)
    return Curves(*(column.numpy() for column in (p, torch.logit(p), z, torch.sigmoid(z))))


def slope(function: Callable[[Tensor], Tensor], at: Tensor) -> Tensor:
    """Return the derivative of a function by autograd, where each element of its result depends on one of `at`; else the gradient
    of the sum of its result. Shape as `at`.
    """
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
    """Return why PyTorch says what it says at a probability; nothing where nothing is remarkable.

    Raises:
        ValueError: as `at_probability` does.
    """
    found = at_probability(p)
    if found.p == 0:
        return [_("At p = 0 the odds are 0, and the logarithm of 0 is -inf. The sigmoid of -inf is exactly 0 again.")]
    if found.p == 1:
        return [_("At p = 1 the odds are 1 / 0. Floating point says inf to that, and the sigmoid of inf is exactly 1 again.")]
    return []


def remarks_on_softmax(logits: Sequence[float], temperature: float = 1.0, _: Translate = str) -> list[str]:
    """Return why PyTorch says what it says of logits; nothing where nothing is remarkable.

    Raises:
        ValueError: as `softmax` does.
    """
    found = softmax(logits, temperature)
    if math.inf in found.scaled:
        return [_("Softmax looks at the differences of the logits, and inf - inf is not a number: the result is nan.")]
    if max(found.scaled) == -math.inf:
        return [_("Every choice is ruled out by its -inf, so nothing is left to share out: 0 / 0 is nan.")]
    said = []
    if any(map(math.isnan, found.naive)):
        said += [
            _(
                "exp() of such logits is too large or too small for a float, so exp / sum is nan. `torch.softmax` first subtracts "
                "the largest logit. That changes no quotient, and the largest exponential is then 1."
            )
        ]
    if -math.inf in found.scaled:
        said += [_("exp(-inf) is exactly 0: a logit of -inf rules its choice out. This is how masks are made.")]
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
        ValueError: as these do.
    """
    numbers = [repr(logit) if math.isfinite(logit) else f"float('{logit}')" for logit in _logits(logits)]
    return _PROGRAM.format(p=_probability(p), logits=", ".join(numbers), temperature=_temperature(temperature))


def about(_: Translate = str) -> About:
    """Return the words of the lab."""
    return About(
        shows=_(
            "Probability, odds and logit say the same thing in three ways; the sigmoid leads back, and softmax does so for several."
        ),
        question=_("Adding 1 to a logit: what does it do to the odds, and to the probability?"),
        answer=_(
            "The odds become e = 2.718... times as large, wherever one starts. The probability goes from 0.5 to 0.73, "
            "but hardly moves near 0 and 1, where the sigmoid is flat."
        ),
    )
