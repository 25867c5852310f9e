"""What became of each run of a sweep, in one word: by the verdict of theory, or where there is none, by what happened."""

from __future__ import annotations

from typing import Final

import numpy as np

from linreg.outcome import Observed, observed
from linreg.sweeps import Sweep
from linreg.theory import Theory
from linreg.theory.verdict import Kind

Tendency = Kind | Observed

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
    ends = zip(sweep.lr.tolist(), sweep.final_W.tolist(), sweep.final_b.tolist(), sweep.final_cost.tolist(), strict=True)
    return [_tendency(sweep, theory, *end) for end in ends]


def _tendency(sweep: Sweep, theory: Theory, lr: float, W: float, b: float, cost: float) -> Tendency:
    if verdict := theory.verdict_at(lr, W, b):
        return verdict.kind
    first_W, first_b, first_cost = (float(column[0, 0]) for column in (sweep.W, sweep.b, sweep.cost))
    distances = np.hypot([first_W - theory.W, W - theory.W], [first_b - theory.b, b - theory.b])
    return observed((first_cost, cost), (float(distances[0]), float(distances[1])))
