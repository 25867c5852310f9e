"""A run: a config with all its steps as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from linreg.checkpoint import Checkpoint
from linreg.config import RunConfig
from linreg.data import Dataset
from linreg.scaling import Scaling


class States(NamedTuple):
    """All states of a run in order; shape (steps + 1,) each. `time` is in epochs, as `Run.time`; `cost` is over all points."""

    time: NDArray[np.float64]
    W: NDArray[np.float64]
    b: NDArray[np.float64]
    cost: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Run:
    """A config with all its steps.

    Attributes:
        config: the config of the run.
        dataset: the points in their original units.
        points: the points used in training, standardised if `config.scale`. W, b and cost refer to these.
        scaling: how the points were standardised; None if they were not.
        epoch: shape (steps,), int64: 0, 1, 2, ..., each repeated `updates_per_epoch` times.
        W, b, cost: shape (steps,), float64, before each update; the cost is over all points.
        grad_W, grad_b: shape (steps,), float64, the `.grad` used by each update.
        batch_cost: shape (steps,), float64, the cost over each step's batch.
        updates_per_epoch: steps in an epoch.
        final: (W, b) after the last update.
        final_cost: the cost over all points at `final`.
        diverged_at: epoch of the first step with a non-finite W, b, gradient or batch cost, where the run stops; None if all
            are finite.
        checkpoints: state of optimizer and loader at the start of some epochs, the first among them; in order.
    """

    config: RunConfig
    dataset: Dataset
    points: Dataset
    scaling: Scaling | None
    epoch: NDArray[np.int64]
    W: NDArray[np.float64]
    b: NDArray[np.float64]
    cost: NDArray[np.float64]
    grad_W: NDArray[np.float64]
    grad_b: NDArray[np.float64]
    batch_cost: NDArray[np.float64]
    updates_per_epoch: int
    final: tuple[float, float]
    final_cost: float
    diverged_at: int | None
    checkpoints: tuple[Checkpoint, ...]

    def _repr_html_(self) -> str:
        """Return the player as HTML: a notebook shows it for a run that is a cell's last expression.

        It takes about 2 MB in the notebook's file; see `linreg.player.inline`. To keep the file small, end the cell with `;` or
        another expression.
        """
        # By name, when a notebook asks: the core imports nothing that draws.
        html: str = import_module("linreg.player.inline").inline(self)
        return html

    def __len__(self) -> int:
        return len(self.epoch)

    @property
    def time(self) -> NDArray[np.float64]:
        """Time of each step in epochs, shape (steps,): with three batches an epoch, epoch 5 has steps at 5, 5 1/3 and 5 2/3."""
        return np.arange(len(self)) / self.updates_per_epoch

    @cached_property
    def states(self) -> States:
        """The states that the panels draw: those before each update and, last, the one after the last update."""
        return States(
            time=np.arange(len(self) + 1) / self.updates_per_epoch,
            W=np.append(self.W, self.final[0]),
            b=np.append(self.b, self.final[1]),
            cost=np.append(self.cost, self.final_cost),
        )
