"""The axis ranges of the panels: the data and the path of the run, limited if it diverges."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from linreg.aliases import Floats
from linreg.theory import Theory
from linreg.training import Run

Range = tuple[float, float]

REACH = 4.0
"""Reach of the window for a diverging path, as a multiple of the initial distance from the optimum."""

COST_REACH = 1e3
"""Highest cost shown of a diverging path, as a multiple of the first cost."""

COST_DEPTH = 1e-15
"""Lowest cost shown, as a fraction of the first cost: below it is float32 rounding error."""


class Window(NamedTuple):
    """The ranges of the axes, each (low, high). `cost` is positive: its axis is logarithmic."""

    x: Range
    y: Range
    W: Range
    b: Range
    epoch: Range
    cost: Range


def joined(windows: Sequence[Window]) -> Window:
    """Return the smallest window that contains all `windows`."""
    return Window(*((min(low for low, _ in ranges), max(high for _, high in ranges)) for ranges in zip(*windows, strict=True)))


def window_of(run: Run, theory: Theory) -> Window:
    """Return the window of the data and the path of `run`."""
    x = run.points.x
    leaves = _leaves(run, theory)
    distance = np.hypot(run.W - theory.W, run.b - theory.b)
    reach = REACH * (float(distance[0]) if np.isfinite(distance[0]) and distance[0] > 0 else 1.0)
    near = distance <= reach if leaves else np.isfinite(distance)
    # Balances W and b of different magnitude: a change of `weight` in b weighs as much as a change of 1 in W.
    weight = math.sqrt(theory.eigenvalues[1] / 2) if theory.eigenvalues[1] > 2 else 1.0
    half_W, half_b = (_farthest(path[near], middle) for path, middle in ((run.W, theory.W), (run.b, theory.b)))
    if not half_W and not half_b:  # a run that stands at the optimum
        half_W, half_b = (0.5 * max(1.0, abs(middle)) for middle in (theory.W, theory.b))
    half_W, half_b = max(half_W, 0.5 * half_b / weight), max(half_b, 0.5 * half_W * weight)
    shown_x = _padded(float(x.min()), float(x.max()), 0.18)
    cost = _cost_range(run.cost, leaves)
    return Window(
        x=shown_x,
        y=_heights(run, near, shown_x),
        W=(theory.W - 1.12 * half_W, theory.W + 1.12 * half_W),
        b=(theory.b - 1.12 * half_b, theory.b + 1.12 * half_b),
        epoch=_epoch_range(run, cost[1]),
        cost=cost,
    )


def _leaves(run: Run, theory: Theory) -> bool:
    """Return whether the run diverges: by theory, or by its cost if there is no theory."""
    if run.diverged_at is not None:
        return True
    if theory.verdict is not None:
        return theory.verdict.kind == "diverging"
    return not run.cost[-1] <= COST_REACH * run.cost[0]


def _padded(low: float, high: float, share: float) -> Range:
    pad = share * (high - low) or max(1.0, abs(high) * share)
    return low - pad, high + pad


def _farthest(path: Floats, middle: float) -> float:
    return float(np.abs(path - middle).max(initial=0.0))


def _heights(run: Run, near: NDArray[np.bool_], x: Range) -> Range:
    """Return the range of y: the points, and the lines of the run up to 0.6 times the points' height above and below them."""
    low, high = float(run.points.y.min()), float(run.points.y.max())
    span = (high - low) or max(1.0, abs(high))
    ends = np.concatenate([run.W[near] * end + run.b[near] for end in x] or [run.points.y])
    inside = np.clip(ends, low - 0.6 * span, high + 0.6 * span)
    return _padded(min(low, float(inside.min(initial=low))), max(high, float(inside.max(initial=high))), 0.06)


def _cost_range(cost: Floats, leaves: bool) -> Range:
    first = float(cost[0]) if np.isfinite(cost[0]) and cost[0] > 0 else 1.0
    shown = cost[np.isfinite(cost) & (cost > 0)]
    high = min(float(shown.max(initial=first)), COST_REACH * first if leaves else math.inf)
    low = max(float(shown.min(initial=high)), COST_DEPTH * first)
    margin = max((high / low) ** 0.05, 1.3)
    return low / margin, high * margin


def _epoch_range(run: Run, highest_cost: float) -> Range:
    last = float(run.time[-1])
    if run.diverged_at is not None:
        # After the cost has left the window, the rest would be empty.
        inside = np.flatnonzero(run.cost <= highest_cost)
        last = min(last, 1.25 * float(run.time[inside[-1]] if len(inside) else 0) + 4)
    return -0.01 * last, max(1.0, last) * 1.02
