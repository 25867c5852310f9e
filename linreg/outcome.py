"""The outcome of a run, computed from its steps: valid for every optimizer, also without a theory."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from linreg.run import Run
from linreg.theory import Theory

NEAR = 1e-3
"""Distance from the least-squares point, in the (W, b) plane, that counts as arrived."""


Observed = Literal["arrived", "higher", "closer", "farther"]
"""What became of a run: at the least-squares point, at a higher cost, or at a lower one closer to the point or farther away."""


def observed(costs: tuple[float, float], distances: tuple[float, float]) -> Observed:
    """Return what became of a run, given its (first, last) cost and distance from the least-squares point."""
    (first_cost, last_cost), (first, last) = costs, distances
    if last <= NEAR:
        return "arrived"
    if not (math.isfinite(last_cost) and last_cost <= first_cost):
        return "higher"
    return "closer" if last < first else "farther"


@dataclass(frozen=True)
class Outcome:
    """The outcome of a run.

    Attributes:
        first_distance, last_distance: distance of (W, b) from the least-squares point, at the start and after the last
            update; not finite if W or b is not.
        last_cost: cost over all points after the last update.
        lowest_cost: lowest finite cost of all states, the last included; inf if there is none.
        arrived: first epoch from which (W, b) stays within NEAR of the least-squares point; None if it does not.
        rose: whether `last_cost` is higher than the first cost, or not finite.
    """

    first_distance: float
    last_distance: float
    last_cost: float
    lowest_cost: float
    arrived: int | None
    rose: bool


def outcome(run: Run, theory: Theory) -> Outcome:
    """Return the outcome of `run`; `theory` must be of the same config and data set."""
    _, W, b, cost = run.states
    with np.errstate(over="ignore", invalid="ignore"):
        distance = np.hypot(W - theory.W, b - theory.b)
        near = distance <= NEAR
    away = np.flatnonzero(~near)
    arrived = int(away[-1]) + 1 if len(away) else 0
    finite = cost[np.isfinite(cost)]
    return Outcome(
        first_distance=float(distance[0]),
        last_distance=float(distance[-1]),
        last_cost=run.final_cost,
        lowest_cost=float(finite.min()) if len(finite) else math.inf,
        arrived=-(-arrived // run.updates_per_epoch) if near[-1] else None,
        rose=not (math.isfinite(run.final_cost) and run.final_cost <= run.cost[0]),
    )
