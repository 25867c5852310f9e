"""What a run did, read off its numbers: for every optimizer, and where theory says nothing beforehand."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from linreg.theory import Theory
from linreg.training import Run

NEAR = 1e-3
"""W and b this close to the least-squares point have arrived."""


@dataclass(frozen=True)
class Outcome:
    """What happened.

    Attributes:
        first_distance, last_distance: of (W, b) from the least-squares point at the start and after the last update; not
            finite where the run is not.
        last_cost: the cost of all points before the last update.
        lowest_cost: the lowest cost on the way; inf where none is finite.
        arrived: the first epoch from which on (W, b) stays within NEAR of the least-squares point; None if it does not.
        rose: whether the cost ended higher than it began, or is no longer finite.
    """

    first_distance: float
    last_distance: float
    last_cost: float
    lowest_cost: float
    arrived: int | None
    rose: bool


def outcome(run: Run, theory: Theory) -> Outcome:
    """Return what `run` did; `theory` is of the same config and data set."""
    W, b = np.append(run.W, run.final[0]), np.append(run.b, run.final[1])
    with np.errstate(over="ignore", invalid="ignore"):
        distance = np.hypot(W - theory.W, b - theory.b)
        near = distance <= NEAR
    away = np.flatnonzero(~near)
    arrived = int(away[-1]) + 1 if len(away) else 0
    finite = run.cost[np.isfinite(run.cost)]
    return Outcome(
        first_distance=float(distance[0]),
        last_distance=float(distance[-1]),
        last_cost=float(run.cost[-1]),
        lowest_cost=float(finite.min()) if len(finite) else math.inf,
        arrived=-(-arrived // run.updates_per_epoch) if near[-1] else None,
        rose=not (math.isfinite(run.cost[-1]) and run.cost[-1] <= run.cost[0]),
    )
