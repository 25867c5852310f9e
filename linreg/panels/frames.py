"""Selection of the states of a run that become frames, and of those that are drawn: before each update, and after the last."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from linreg.aliases import Floats, Translate
from linreg.panels.window import Window
from linreg.run import Run
from linreg.theory import Theory

Indices = NDArray[np.int64]

FRAMES = 200
"""Largest number of frames."""

WIDEST = 100.0
"""Largest distance of a drawn path from the window, in widths of the window."""

DRAWN = 1100
"""Largest number of states in the path and the cost curve."""


def in_uint16(steps: Indices) -> NDArray[np.uint16]:
    """Return the indices of states as uint16, as sent to the browser; UPDATES_MAX fits.

    Raises:
        OverflowError: if an index does not fit.
    """
    largest = np.iinfo(np.uint16).max
    if len(steps) and not 0 <= steps.min() <= steps.max() <= largest:
        raise OverflowError(f"steps must be from 0 to {largest}, got {steps.min()} to {steps.max()}")
    return steps.astype(np.uint16)


def choose_frames(run: Run, window: Window, limit: int = FRAMES) -> Indices:
    """Return the indices of the states that become frames: increasing, including the first and the last, at most `limit`.

    They are evenly spaced in a weighted sum of three: the distance moved on screen by W, b and log cost (0.55), log time
    (0.3), so that an endless oscillation is visible before it is fast-forwarded, and time (0.15).
    """
    states = len(run.states.time)
    if states <= limit and run.diverged_at is None:
        return np.arange(states)
    # After the run has left the window, movement no longer counts: the clipped path may jump from edge to edge.
    t = np.minimum(run.states.time, _last_look(run, window))
    lengths = np.sqrt((np.diff(_on_screen(run, window), axis=0) ** 2).sum(axis=1))
    moved = np.concatenate([[0.0], np.cumsum(np.where(np.diff(t) > 0, lengths, 0.0))])
    way = 0.55 * _share(moved) + 0.3 * _share(np.log1p(t)) + 0.15 * _share(t)
    # Several marks may fall on one long step. Search for the number of marks that gives `limit` distinct steps.
    low, high = limit, 64 * limit
    while low < high:
        marks = (low + high + 1) // 2
        low, high = (marks, high) if len(_at_marks(way, marks)) <= limit else (low, marks - 1)
    return _at_marks(way, low)


def common_times(runs: Sequence[Run], window: Window, limit: int = FRAMES) -> Floats:
    """Return the times of the common frames of several runs, in epochs: increasing, at most `limit`.

    They are sampled evenly from the frames of the single runs and include the earliest and the latest.
    """
    times = np.unique(np.concatenate([run.states.time[choose_frames(run, window, limit)] for run in runs]))
    if len(times) <= limit:
        return times
    return np.asarray(times[np.linspace(0, len(times) - 1, limit).round().astype(np.int64)])


def steps_at(run: Run, times: Floats) -> Indices:
    """Return the index of the state reached at each of `times`, in epochs; a finished run stays in its last state."""
    return np.searchsorted(run.states.time, times, side="right") - 1


def choose_drawn(run: Run, window: Window, frames: Indices, limit: int = DRAWN) -> Indices:
    """Return the indices of the states to draw: all if there are at most `limit`, otherwise the frames and the extremes between.

    The run is cut into intervals of equal length, and the states with the smallest and largest W, b and cost of each are
    included, so that the amplitude of an oscillation is preserved. Source: U. Jugel et al., "M4", VLDB 2014.

    `frames` are increasing indices of states, possibly repeated.
    """
    states = len(run.states.time)
    if states <= limit:
        return np.arange(states)
    stretches = (limit - len(np.unique(frames))) // 6
    return np.unique(np.concatenate([frames, _extremes(_on_screen(run, window), stretches)]))


def states_on_plane(run: Run, window: Window, drawn: Indices) -> int:
    """Return the number of leading drawn states in the path.

    All, if none is beyond WIDEST: a wide swing leaves the window and returns. Otherwise the path ends where it leaves the
    window for good, because its further zigzags would cover everything.
    """
    W, b = run.states.W[drawn], run.states.b[drawn]
    widest = min(steps_near(W, window.W, WIDEST), steps_near(b, window.b, WIDEST))
    if within(W, window.W, WIDEST).all() and within(b, window.b, WIDEST).all():
        return widest
    inside = np.flatnonzero(within(W, window.W, 0.0) & within(b, window.b, 0.0))
    return min(int(inside[-1]) + 2 if len(inside) else 1, widest)


def states_of_cost(run: Run, window: Window, drawn: Indices) -> int:
    """Return the number of leading drawn states whose cost can be drawn."""
    low, high = (math.log10(end) for end in window.cost)
    return steps_near(np.log10(np.maximum(run.states.cost[drawn], window.cost[0])), (low, high))


def trembles(run: Run, theory: Theory) -> bool:
    """Return whether the path keeps crossing itself: endless oscillation, or batches with different gradients."""
    return theory.swings or run.updates_per_epoch > 1


def drawn_note(run: Run, drawn: Indices, _: Translate) -> str:
    """Return a note of how many states are drawn, the last one included; "" if all are."""
    if len(drawn) == len(run.states.time):
        return ""
    return _("{drawn} of {steps} steps drawn").format(drawn=len(drawn), steps=len(run.states.time))


def drawn_cost(cost: Floats, window: Window) -> Floats:
    """Clip the cost for a logarithmic axis: 0, inf and nan become finite positive values far outside the window."""
    low, high = window.cost
    return np.clip(np.nan_to_num(cost, nan=np.inf), low * (low / high), high * (high / low))


def _on_screen(run: Run, window: Window) -> Floats:
    """Return W, b and log cost in window coordinates, clamped to [0, 1]; shape (states, 3)."""
    _, W, b, cost = run.states
    log_cost = np.log10(np.maximum(np.nan_to_num(cost, nan=np.inf), window.cost[0]))
    ranges = (window.W, window.b, (math.log10(window.cost[0]), math.log10(window.cost[1])))
    columns = (W, b, log_cost)
    placed = [(column - low) / (high - low) for column, (low, high) in zip(columns, ranges, strict=True)]
    return np.clip(np.nan_to_num(np.column_stack(placed), nan=1.0), 0.0, 1.0)


def _extremes(columns: Floats, stretches: int) -> Indices:
    """Return the indices of the smallest and largest value of each column of (states, columns) in each of equal stretches."""
    short, longer = divmod(len(columns), stretches)
    cut = longer * (short + 1)  # the first stretches have one state more
    found = []
    for begin, end, length in ((0, cut, short + 1), (cut, len(columns), short)):
        block = columns[begin:end].reshape(-1, length, columns.shape[1])
        starts = np.arange(begin, end, length)[:, None]
        found += [starts + block.argmin(axis=1), starts + block.argmax(axis=1)]
    return np.concatenate(found, axis=None)


def _last_look(run: Run, window: Window) -> float:
    """Return the time soon after the cost of a diverging run has left the window for good; otherwise the end of the run."""
    time, cost = run.states.time, run.states.cost
    inside = np.flatnonzero(cost <= window.cost[1])
    if run.diverged_at is None:
        return float(time[-1])
    return min(float(time[-1]), 1.25 * float(time[inside[-1]] if len(inside) else 0) + 4)


def _share(growing: Floats) -> Floats:
    return growing / growing[-1] if growing[-1] > 0 else np.linspace(0.0, 1.0, len(growing))


def _at_marks(way: Floats, marks: int) -> Indices:
    at = np.searchsorted(way, np.linspace(0.0, way[-1], marks))
    at[0], at[-1] = 0, len(way) - 1
    return np.asarray(at[np.diff(at, prepend=-1) > 0])  # distinct: `way` does not fall


def within(column: Floats, ends: tuple[float, float], extents: float) -> NDArray[np.bool_]:
    """Return which values are at most `extents` window widths outside of `ends`; nan is not."""
    low, high = ends
    return (column >= low - extents * (high - low)) & (column <= high + extents * (high - low))


def steps_near(column: Floats, ends: tuple[float, float], extents: float = 2.0) -> int:
    """Return the number of leading states, through the first more than `extents` window widths outside of `ends`.

    Plotly cannot draw coordinates such as 1e18.
    """
    far = ~within(column, ends, extents)
    return int(np.argmax(far)) + 1 if far.any() else len(column)
