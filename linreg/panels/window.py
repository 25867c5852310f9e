"""The axis ranges of the panels. Those of x, y, W and b belong to the data, so that runs can be compared by eye."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from linreg.aliases import Floats
from linreg.data import Dataset
from linreg.run import Run
from linreg.theory import Theory
from linreg.training import start_of

Range = tuple[float, float]

ORIGIN: Final = (0.0, 0.0)
"""The usual start: that of the style with tensors."""

COMPARABLE: Final = 4.0
"""PyTorch's initial values, -1 to 1, are in the window of W or b if it is not larger than this many times without them."""

BEYOND: Final = 0.6
"""How far lines are shown above and below the points, as a share of the points' height."""

COST_REACH: Final = 1e3
"""Highest cost shown of a diverging path, as a multiple of the first cost."""

COST_DEPTH: Final = 1e-15
"""Lowest cost shown, as a fraction of the first cost: below it is float32 rounding error."""


class Window(NamedTuple):
    """The ranges of the axes, each (low, high). `cost` is positive: its axis is logarithmic."""

    x: Range
    y: Range
    W: Range
    b: Range
    epoch: Range
    cost: Range


def window_of(run: Run, theory: Theory, kept: Sequence[tuple[Run, Theory]] = ()) -> Window:
    """Return the window of a run.

    x, y, W and b depend on the points alone, or also on a start outside of their window. `epoch` belongs to the number of
    epochs. `cost` is the range of these runs; the player keeps it as long as the points are the same.
    """
    W, b = plane_of(theory, start_of(run.config))
    x = _padded(float(run.points.x.min()), float(run.points.x.max()), 0.18)
    runs = [(run, theory), *kept]
    lows, highs = zip(_usual_cost(theory), *(_cost_range(each, of) for each, of in runs), strict=True)
    last = max((each.config.epochs + 1) for each, _ in runs)
    return Window(x, _heights(run.points, theory, x), W, b, (-0.01 * last, 1.02 * last), (min(lows), max(highs)))


def plane_of(theory: Theory, start: tuple[float, float]) -> tuple[Range, Range]:
    """Return the ranges of W and b: where swings from the origin reach, PyTorch's initial values, and room to click.

    A start outside extends them to where swings from it reach.
    """
    centre = (theory.W, theory.b)
    reach = theory.reach(ORIGIN)
    # Balances W and b of different magnitude: a change of `weight` in b weighs as much as a change of 1 in W.
    weight = math.sqrt(theory.eigenvalues[1] / 2) if theory.eigenvalues[1] > 2 else 1.0
    if max(reach) <= 1e-9 * (1 + math.hypot(*centre)):  # the origin is the optimum
        reach = (1.0, 1.0)
    reach = (max(reach[0], 0.5 * reach[1] / weight), max(reach[1], 0.5 * reach[0] * weight))
    ranges = tuple(_padded(*_usual(middle, half), 0.08) for middle, half in zip(centre, reach, strict=True))
    if any(not low <= value <= high for value, (low, high) in zip(start, ranges, strict=True)):
        wide = zip(ranges, centre, theory.reach(start), strict=True)
        ranges = tuple((min(low, middle - 1.12 * half), max(high, middle + 1.12 * half)) for (low, high), middle, half in wide)
    return ranges[0], ranges[1]


def _usual(middle: float, half: float) -> Range:
    low, high = middle - half, middle + half
    wide = (min(low, -1.0), max(high, 1.0))
    return wide if wide[1] - wide[0] <= COMPARABLE * (high - low) else (low, high)


def _padded(low: float, high: float, share: float) -> Range:
    pad = share * (high - low) or max(1.0, abs(high) * share)
    return low - pad, high + pad


def _heights(points: Dataset, theory: Theory, x: Range) -> Range:
    """Return the range of y: the points, and swings of the line y = 0 about the least-squares line, up to BEYOND the points."""
    low, high = float(points.y.min()), float(points.y.max())
    span = (high - low) or max(1.0, abs(high))
    ends = np.array([(0.0, best, 2 * best) for best in (theory.W * end + theory.b for end in x)])
    shown = np.clip(np.nan_to_num(ends), low - BEYOND * span, high + BEYOND * span)
    return _padded(min(low, float(shown.min())), max(high, float(shown.max())), 0.07)


def leaves(run: Run, theory: Theory) -> bool:
    """Return whether the run diverges: by theory, or by its cost if there is no theory."""
    if run.diverged_at is not None:
        return True
    if theory.verdict is not None:
        return theory.verdict.kind == "diverging"
    return not run.final_cost <= COST_REACH * run.cost[0]


def _usual_cost(theory: Theory) -> Range:
    """Return the range of the cost from the origin down to a thousandth or the lowest cost."""
    first = float(theory.cost_at(np.array(0.0), np.array(0.0)))
    if not (math.isfinite(first) and first > 0):
        return math.inf, -math.inf
    return max(theory.cost, 1e-3 * first) / 1.3, 1.3 * first


def _cost_range(run: Run, theory: Theory) -> Range:
    cost: Floats = run.states.cost
    first = float(cost[0]) if np.isfinite(cost[0]) and cost[0] > 0 else 1.0
    shown = cost[np.isfinite(cost) & (cost > 0)]
    high = min(float(shown.max(initial=first)), COST_REACH * first if leaves(run, theory) else math.inf)
    low = max(float(shown.min(initial=high)), COST_DEPTH * first)
    below, above = max((high / low) ** 0.05, 1.3), max((high / low) ** 0.1, 1.5)  # above is room for a label
    return low / below, high * above
