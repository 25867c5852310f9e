"""Many runs as one PyTorch program: W and b are tensors with a value for each run, and otherwise it is the loop of the notes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from linreg.aliases import Floats
from linreg.batches import batches_of
from linreg.config import RunConfig
from linreg.data import Dataset
from linreg.extremes import Extremes
from linreg.scaling import tensors
from linreg.training import start_of
from linreg.turns import TURNS
from linreg.updates import UPDATES, Option

Indices = NDArray[np.int64]
Columns = NDArray[np.float32]

ELEMENTS: Final = 2**18
"""Largest number of predictions made at once, 1 MB, unless those of a single run are more: larger sweeps are made in parts."""

_BLOCK: Final = 64  # updates between two turns


def parts_of(runs: int, points: int) -> list[slice]:
    """Return slices that divide so many runs evenly, each with at most ELEMENTS predictions on so many points.

    >>> parts_of(4096, 100)
    [slice(0, 2048, None), slice(2048, 4096, None)]
    """
    most = max(1, ELEMENTS // points)
    ends = np.linspace(0, runs, -(-runs // most) + 1).round().astype(int).tolist()
    return [slice(first, end) for first, end in pairwise(ends)]


@dataclass(frozen=True, eq=False)
class Trained:
    """What is kept of runs that were trained together.

    Attributes:
        frames: W, b and cost at the kept states, shape (3, runs, frames): nan after the divergence of a run, but the last frame is
            always the state after its last update.
        extremes: the same at the states that get farthest, shape (3, runs, directions).
        step: the indices of those states, shape (runs, directions).
        diverged: index of the update with which each run diverged, shape (runs,), -1 if none.
    """

    frames: Columns
    extremes: Columns
    step: Indices
    diverged: Indices

    @classmethod
    def empty(cls, runs: int, frames: int, directions: int) -> Trained:
        """Return the place for so many runs, frames and directions."""
        kept, extremes = (np.full((3, runs, states), np.nan, dtype=np.float32) for states in (frames, directions))
        return cls(kept, extremes, step=np.zeros((runs, directions), dtype=np.int64), diverged=np.full(runs, -1))

    def part(self, runs: slice) -> Trained:
        """Return a view of some of the runs."""
        return Trained(self.frames[:, runs], self.extremes[:, runs], self.step[runs], self.diverged[runs])


def train_together(
    config: RunConfig,
    dataset: Dataset,
    columns: dict[str, Floats],
    kept: Indices,
    directions: int,
    on_progress: Callable[[float], None],
) -> Trained:
    """Train a run of `config` for each value of the columns.

    Args:
        config: the config of all runs, but for what the columns say.
        dataset: the points in their original units.
        columns: what differs, by the name of the setting: lr and options of the optimizer, shape (runs,).
        kept: indices of the states to keep, increasing, shape (frames,); the last is the number of updates.
        directions: the number of directions in which the farthest state is kept; 0 is faster.
        on_progress: called after each block of updates with the fraction done.
    """
    runs = len(columns["lr"])
    trained = Trained.empty(runs, len(kept), directions)
    size = len(dataset) if config.batch is None else min(config.batch, len(dataset))
    parts = parts_of(runs, size)
    for number, part in enumerate(parts):
        program = _Program(config, dataset, {name: column[part] for name, column in columns.items()})
        share = lambda done, number=number: on_progress((number + done) / len(parts))  # noqa: E731
        program.train(trained.part(part), kept, share)
    return trained


class _Program:
    """The program: parameters and gradients of all runs in one tensor each, of shape (2, runs)."""

    def __init__(self, config: RunConfig, dataset: Dataset, columns: dict[str, Floats]) -> None:
        self._x, self._y = tensors(dataset, config.scale)
        self._zero_grad = config.zero_grad
        runs = len(columns["lr"])
        self._theta = torch.tensor(start_of(config), dtype=torch.float32)[:, None].repeat(1, runs)
        self._grad = torch.zeros_like(self._theta)
        # Leaves that share their memory with the tensors above.
        self._W, self._b = (row.requires_grad_() for row in self._theta)
        self._W.grad, self._b.grad = self._grad
        varied: dict[str, Option] = {name: torch.tensor(column, dtype=torch.float32) for name, column in columns.items()}
        self._batches = self._endless(config)
        self._update = UPDATES[config.optimizer](**{**config.options, **varied})

    def _endless(self, config: RunConfig) -> Iterator[tuple[Tensor, Tensor]]:
        batches = batches_of(config, self._x, self._y, torch.Generator().manual_seed(config.seed))
        while True:
            yield from batches

    def _costs(self, x: Tensor, y: Tensor, W: Tensor, b: Tensor) -> Tensor:
        """Return the cost of each run, shape (runs,), for x and y of shape (points, 1)."""
        return torch.mean((x * W + b - y) ** 2, dim=0)

    def _state(self, theta: Tensor) -> Columns:
        """Return W, b and the cost over all points, shape (3, runs)."""
        costs = [self._costs(self._x, self._y, *theta[:, part]) for part in parts_of(theta.shape[1], len(self._x))]
        return torch.cat([theta, torch.cat(costs)[None]]).numpy()

    def _step(self, x: Tensor, y: Tensor) -> Tensor:
        """Make an update; return for each run a number that is finite if cost and gradients of its step are, shape (runs,)."""
        cost = self._costs(x, y, self._W, self._b)
        if self._zero_grad:
            self._grad.zero_()
        # One backward() for the sum of all costs: a run's W and b occur in its own cost only, so that each gets just its own
        # gradient, whatever became of the others.
        cost.sum().backward()  # type: ignore[no-untyped-call]
        sign = cost.detach() + self._grad[0] + self._grad[1]
        with torch.no_grad():
            self._update.step(self._theta, self._grad)
        return sign

    def _block(self, count: int) -> tuple[Tensor, NDArray[np.bool_]]:
        """Make `count` updates; return the states, shape (count + 1, 2, runs), and whether each is finite, shape (count, runs)."""
        states = torch.empty(count + 1, *self._theta.shape)
        signs = torch.empty(count, self._theta.shape[1])
        with TURNS.block_of_sweep(count):
            for i, (x, y) in enumerate(islice(self._batches, count)):
                states[i] = self._theta
                signs[i] = self._step(x, y)
        states[count] = self._theta
        return states, torch.isfinite(signs).numpy()

    def train(self, trained: Trained, kept: Indices, on_progress: Callable[[float], None]) -> None:
        """Train, and fill in `trained`."""
        last, runs, directions = int(kept[-1]), *trained.step.shape
        extremes = Extremes(self._x, runs, directions)
        ended_at = np.full(runs, last)  # the first update that is not finite
        final = torch.empty(2, runs)
        for first in range(0, last, _BLOCK):
            states, finite = self._block(min(_BLOCK, last - first))
            now = (ended_at == last) & ~finite.all(axis=0)
            at = finite.argmin(axis=0)
            ended_at[now] = first + at[now]
            final[:, now] = states[at[now] + 1, :, now].T
            extremes.take(first, states)
            for place in np.flatnonzero((kept >= first) & (kept < first + len(finite))):
                known = kept[place] <= ended_at + 1
                trained.frames[:, known, place] = self._state(states[kept[place] - first])[:, known]
            on_progress((first + len(finite)) / last)
            if (ended_at < last).all():
                break
        on = ended_at == last
        final[:, on] = self._theta[:, on]
        trained.frames[:, :, -1] = self._state(final)
        trained.diverged[:] = np.where(on, -1, ended_at)
        trained.step[:] = extremes.step
        for direction in range(directions):
            trained.extremes[:, :, direction] = self._state(extremes.theta[:, :, direction])
        # What comes after a divergence is no state of the run.
        trained.extremes[:, extremes.step > ended_at[:, None] + 1] = np.nan
