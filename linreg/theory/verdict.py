"""The verdict: what theory says a run does, with the numbers that say why."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from linreg.theory.momentum import Momentum

Kind = Literal["converging", "crawling", "oscillating", "diverging"]

CRAWLING_REMAINS = 0.1
"""A run that converges but keeps more than this share of its first distance after its epochs is called crawling."""

_ON_THE_EDGE = 1e-7
"""Learning rates closer to the bound than this, relatively, cannot be told from it in float32."""


@dataclass(frozen=True)
class Verdict:
    """What a run does in the long run, with the numbers that say why.

    Attributes:
        kind: converging, crawling (converging, but far from there when its epochs end), oscillating (for ever) or diverging.
        bound: the largest lr with which this config does not diverge; 0 where none is small enough.
        factor: by how much the slowest distance is multiplied each epoch: below 1 it shrinks, above 1 it grows. 1 where it
            swings for ever, and where zero_grad is off at the bound itself, where it grows linearly.
        zigzag: the direction that decides changes sides at every step. Only for SGD without momentum.
        remains: distance to the least-squares point after the config's epochs, as a share of the first distance; inf
            where it overflows.
        halving: epochs in which the slowest distance halves; inf where it does not shrink.
        on_edge: it swings for ever because lr is the bound itself, as near as float32 can tell, not because nothing slows it down.
        periods: epochs in one swing along the steep and the flat direction, where nothing slows it down and lr is below the
            bound; else None.
        at_optimum: the run starts at the least-squares point, where there is nothing to move it.
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
        eigenvalues: of the Hessian, (small, large).
        momentum: how the loop moves.
        first: distance from the least-squares point at the start; 0 if the run starts there.
        last: the same after its epochs; nan or inf where it overflows.
    """
    flat, steep = (lr * eigenvalue for eigenvalue in eigenvalues)
    factor, zigzag = _factor(steep, flat, momentum)
    remains = last / first if first else 0.0
    kind: Kind = _kind(momentum, steep, remains) if first else "converging"
    return Verdict(
        kind=kind,
        bound=momentum.bound / eigenvalues[1],
        factor=factor,
        zigzag=zigzag,
        remains=math.inf if math.isnan(remains) else remains,
        halving=math.log(0.5) / math.log(factor) if 0 < factor < 1 else (0.0 if factor == 0 else math.inf),
        on_edge=kind == "oscillating" and not momentum.undamped,
        periods=(_period(steep), _period(flat)) if momentum.undamped and steep < momentum.bound else None,
        at_optimum=first == 0,
    )


def _factor(steep: float, flat: float, momentum: Momentum) -> tuple[float, bool]:
    """Return the growth of the slowest distance in an epoch, and whether its direction changes sides at every step."""
    if momentum.undamped:
        return (1.0, False) if steep < 4 else (math.exp(2 * math.acosh(math.sqrt(steep) / 2)), True)
    if momentum.mu:
        return max(abs(momentum.leading(steep)), abs(momentum.leading(flat))), False
    zigzag = steep > 1 and abs(1 - steep) >= abs(1 - flat)
    return max(abs(1 - steep), abs(1 - flat)), zigzag


def _kind(momentum: Momentum, steep: float, remains: float) -> Kind:
    ratio = steep / momentum.bound if momentum.bound else math.inf
    on_edge = abs(ratio - 1) <= _ON_THE_EDGE
    if momentum.undamped:
        # On the edge each step lands further out by the same length: that grows, though no longer exponentially.
        return "diverging" if on_edge or ratio > 1 else "oscillating"
    if on_edge:
        return "oscillating"
    if ratio > 1:
        return "diverging"
    return "crawling" if remains > CRAWLING_REMAINS else "converging"


def _period(a: float) -> float:
    return math.pi / math.asin(math.sqrt(a) / 2)
