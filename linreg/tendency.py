"""What became of each run of a sweep, in one word: by the verdict of theory, or where there is none, by what happened."""

from __future__ import annotations

import math
from typing import Final, Literal

import numpy as np

from linreg.outcome import NEAR
from linreg.sweep import Sweep
from linreg.theory import Theory
from linreg.theory.verdict import Kind, judge

Tendency = Kind | Literal["arrived", "closer", "farther", "higher"]

TENDENCIES: Final[tuple[Tendency, ...]] = (
    "converging",
    "crawling",
    "oscillating",
    "diverging",
    "arrived",
    "closer",
    "farther",
    "higher",
)
"""All of them: four verdicts of theory, and four things that are observed, as `linreg.words.sentence` tells them apart."""


def tendencies(sweep: Sweep, theory: Theory) -> list[Tendency]:
    """Return the word for each run of `sweep`; `theory` must be of the same config and data set, at any learning rate."""
    with np.errstate(over="ignore", invalid="ignore"):
        first = float(np.hypot(sweep.W[0, 0] - theory.W, sweep.b[0, 0] - theory.b))
        last = np.hypot(sweep.final_W - theory.W, sweep.final_b - theory.b)
    if first <= 1e-12 * (1 + math.hypot(theory.W, theory.b)):
        first = 0.0
    if theory.momentum is None:
        costs = zip(sweep.final_cost.tolist(), last.tolist(), strict=True)
        return [_observed(cost, float(sweep.cost[0, 0]), end, first) for cost, end in costs]
    momentum, eigenvalues = theory.momentum, theory.eigenvalues
    return [judge(float(lr), eigenvalues, momentum, first, float(end)).kind for lr, end in zip(sweep.lr, last, strict=True)]


def _observed(last_cost: float, first_cost: float, last: float, first: float) -> Tendency:
    if last <= NEAR:
        return "arrived"
    if not (math.isfinite(last_cost) and last_cost <= first_cost):
        return "higher"
    return "closer" if last < first else "farther"
