"""The verdict of theory on a run, with the numbers that explain it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from linreg.theory.momentum import Momentum

Kind = Literal["converging", "crawling", "oscillating", "diverging"]

CRAWLING_REMAINS = 0.1
"""Share of the initial distance: a converging run that ends with more is called crawling."""

_ON_THE_EDGE = 1e-7
"""Relative distance from the bound below which lr counts as the bound itself: float32 cannot tell them apart."""


@dataclass(frozen=True)
class Verdict:
    """The long-run behaviour of a run, with the numbers that explain it.

    Attributes:
        kind: converging, crawling (converging, but still far away after its epochs), oscillating (for ever) or diverging.
        bound: the largest lr that does not diverge; 0 if every lr diverges.
        factor: growth of the slowest distance per epoch: below 1 it shrinks, above 1 it grows. 1 for endless oscillation,
            and for an undamped run exactly at the bound, which grows linearly.
        zigzag: whether the dominant direction changes sign at every step. Always False with momentum, unless undamped.
        remains: distance from the least-squares point after the config's epochs, as a share of the initial distance; 0 if
            the run starts there, inf on overflow.
        halving: epochs in which the slowest distance halves; 0 if one step suffices to reach 0, inf if it does not shrink.
        on_edge: whether lr is the bound, up to float32. A damped run then oscillates for ever; an undamped one diverges, at
            first linearly.
        periods: epochs per oscillation along the steep and the flat direction, for an undamped run below the bound; else
            None.
        at_optimum: whether the run starts at the least-squares point, where the gradient is zero.
    """

    kind: Kind
    bound: float
    factor: float
    zigzag: bool
    remains: float
    halving: float
    on_edge: bool
    periods: tuple[float, float] | None
    at_optimum: bool


def judge(lr: float, eigenvalues: tuple[float, float], momentum: Momentum, first: float, last: float) -> Verdict:
    """Return the verdict on a run.

    Args:
        lr: learning rate.
        eigenvalues: eigenvalues of the Hessian, (small, large).
        momentum: the momentum parameters.
        first: distance of the start from the least-squares point; 0 if the run starts there.
        last: distance after the run's epochs; nan or inf on overflow.
    """
    flat, steep = (lr * eigenvalue for eigenvalue in eigenvalues)
    factor, zigzag = _factor(steep, flat, momentum)
    remains = last / first if first else 0.0
    on_edge = momentum.bound > 0 and abs(steep / momentum.bound - 1) <= _ON_THE_EDGE
    kind: Kind = _kind(momentum, steep, on_edge, remains) if first else "converging"
    return Verdict(
        kind=kind,
        bound=momentum.bound / eigenvalues[1],
        factor=factor,
        zigzag=zigzag,
        remains=math.inf if math.isnan(remains) else remains,
        halving=math.log(0.5) / math.log(factor) if 0 < factor < 1 else (0.0 if factor == 0 else math.inf),
        on_edge=on_edge,
        periods=(_period(steep), _period(flat)) if momentum.undamped and steep < momentum.bound else None,
        at_optimum=first == 0,
    )


def _factor(steep: float, flat: float, momentum: Momentum) -> tuple[float, bool]:
    """Return the growth of the slowest distance per epoch, and whether it changes sign at every step."""
    if momentum.undamped:
        return (1.0, False) if steep < 4 else (math.exp(2 * math.acosh(math.sqrt(steep) / 2)), True)
    if momentum.mu:
        return max(abs(momentum.leading(steep)), abs(momentum.leading(flat))), False
    zigzag = steep > 1 and abs(1 - steep) >= abs(1 - flat)
    return max(abs(1 - steep), abs(1 - flat)), zigzag


def _kind(momentum: Momentum, steep: float, on_edge: bool, remains: float) -> Kind:
    if momentum.undamped:
        # At the bound the amplitude grows linearly.
        return "diverging" if on_edge or steep > momentum.bound else "oscillating"
    if on_edge:
        return "oscillating"
    if steep > momentum.bound:
        return "diverging"
    return "crawling" if remains > CRAWLING_REMAINS else "converging"


def _period(a: float) -> float:
    return math.pi / math.asin(math.sqrt(a) / 2)
