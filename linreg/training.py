"""The training loop of the notes: `train` yields steps, `record` returns them as arrays, a `Recording` can be extended."""

from __future__ import annotations

import math
import threading
from array import array
from collections.abc import Callable, Generator, Hashable
from dataclasses import dataclass, replace
from functools import cached_property
from importlib import import_module
from itertools import islice
from sys import getsizeof
from typing import Final, NamedTuple, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from linreg.batches import batches_of
from linreg.checkpoint import Checkpoint
from linreg.config import RunConfig
from linreg.data import Dataset
from linreg.scaling import Scaling, scaling_of, tensors, training_points
from linreg.styles import STYLES, Style
from linreg.styles.initial import draw_initial
from linreg.turns import TURNS


class Step(NamedTuple):
    """One pass of the loop: one update.

    W, b and the costs are those before the update; grad_W and grad_b are the `.grad` used by it. `cost` is over all points,
    so the step lies on the loss surface; `batch_cost` is over the step's batch.
    """

    epoch: int
    W: float
    b: float
    cost: float
    grad_W: float
    grad_b: float
    batch_cost: float


class States(NamedTuple):
    """All states of a run in order; shape (steps + 1,) each. `time` is in epochs, as `Run.time`; `cost` is over all points."""

    time: NDArray[np.float64]
    W: NDArray[np.float64]
    b: NDArray[np.float64]
    cost: NDArray[np.float64]


class End(NamedTuple):
    """The state after the last update; the cost is over all points."""

    W: float
    b: float
    cost: float


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


def start_of(config: RunConfig) -> tuple[float, float]:
    """Return the initial (W, b) of a run of `config`."""
    if config.start is not None:
        return config.start
    return (0.0, 0.0) if config.style == "manual" else draw_initial(config.seed)


def train(config: RunConfig, dataset: Dataset | None = None) -> Generator[Step, None, tuple[float, float]]:
    """Train with PyTorch and yield every step; return (W, b) after the last update.

    Divergence is not an error: the run stops after the first step with a non-finite W, b, gradient or batch cost.

    Args:
        config: the run.
        dataset: the points to fit; `config.dataset` by default.

    Raises:
        ConfigError: if the number of points makes more than UPDATES_MAX updates.
        DatasetError: if the points cannot be standardised in float32.
    """
    dataset = dataset or config.dataset
    config.check_updates(len(dataset))
    end = yield from _steps(config, dataset, config.epochs)
    return end.W, end.b


def _steps(
    config: RunConfig,
    dataset: Dataset,
    epochs: int,
    on_epoch: Callable[[int, torch.optim.Optimizer, torch.Generator], None] = lambda *_: None,
) -> Generator[Step, None, End]:
    """Yield the steps; `on_epoch` is called before each epoch with its number, the optimizer and the shuffling generator."""
    x_train, y_train = tensors(dataset, config.scale)
    generator = torch.Generator().manual_seed(config.seed)
    batches = batches_of(config, x_train, y_train, generator)
    all_at_once = config.updates_per_epoch(len(dataset)) == 1
    model = STYLES[config.style](*start_of(config))
    W, b = model.W, model.b
    optimizer = config.optimizer_kind.make([W, b], config.lr, config.options)

    for epoch in range(epochs + 1):
        on_epoch(epoch, optimizer, generator)
        for x_batch, y_batch in batches:
            cost = model.cost(x_batch, y_batch)
            if config.zero_grad:
                optimizer.zero_grad()
            cost.backward()  # type: ignore[no-untyped-call]
            batch_cost = cost.item()
            whole_cost = batch_cost if all_at_once else _cost_of_all(model, x_train, y_train)
            step = Step(epoch, W.item(), b.item(), whole_cost, W.grad.item(), b.grad.item(), batch_cost)  # type: ignore[union-attr]
            optimizer.step()
            yield step
            # A sum is finite only if every term is.
            if not math.isfinite(step.W + step.b + step.grad_W + step.grad_b + step.batch_cost):
                return _end(model, x_train, y_train)
    return _end(model, x_train, y_train)


def _end(model: Style, x_train: Tensor, y_train: Tensor) -> End:
    return End(model.W.item(), model.b.item(), _cost_of_all(model, x_train, y_train))


def _cost_of_all(model: Style, x_train: Tensor, y_train: Tensor) -> float:
    with torch.no_grad():
        return model.cost(x_train, y_train).item()


_BYTES: Final = 10_000
"""What a recording takes before its first step: the model, the optimizer and the points as tensors. Measured."""


class Recording:
    """A run that can be extended: it stores its steps and trains only the missing ones.

    Thread-safe: callers who want it at once train it together, a block of steps each by turns, and each goes when it has what it
    wants. If one is interrupted (its `on_progress` raised), the others go on.
    """

    _CHUNK = 100  # steps in a block and between two calls of on_progress, about 8 ms
    _APART = 250  # smallest distance of two checkpoints in steps; each takes about 8 KB

    def __init__(self, config: RunConfig, dataset: Dataset | None = None) -> None:
        self._config = config
        self._dataset = dataset or config.dataset
        self._updates = config.updates_per_epoch(len(self._dataset))
        self._points = training_points(config, self._dataset)
        self._lock = threading.Lock()
        self._columns = [array("d") for _ in Step._fields]
        self._checkpoints: list[Checkpoint] = []
        self._end: End | None = None
        self._steps = self._train()

    def _train(self) -> Generator[Step, None, None]:
        # Up to the largest number of epochs; `run` takes as many steps as it needs.
        most = self._config.most_epochs(len(self._dataset))
        self._end = yield from _steps(self._config, self._dataset, most, self._check)

    def _check(self, epoch: int, optimizer: torch.optim.Optimizer, generator: torch.Generator) -> None:
        step = epoch * self._updates
        if not self._checkpoints or step - self._checkpoints[-1].step >= self._APART:
            self._checkpoints.append(Checkpoint.of(step, optimizer, generator))

    def __len__(self) -> int:
        return len(self._columns[0])

    @property
    def nbytes(self) -> int:
        """The memory that it takes now, in bytes, about."""
        checkpoints = list(self._checkpoints)
        # All but the first are of the same size: the first one's optimizer has no state yet.
        return _BYTES + sum(map(getsizeof, self._columns)) + sum(one.nbytes for one in checkpoints[-1:]) * len(checkpoints)

    def run(self, epochs: int, on_progress: Callable[[float], None] = lambda _: None, visitor: Hashable = None) -> Run:
        """Return the run of `epochs`, training the missing steps first.

        Args:
            epochs: as in RunConfig.
            on_progress: called repeatedly, while training or waiting, with the fraction done, 0 to 1. If it raises, training
                stops, the steps so far are stored, and the exception propagates.
            visitor: who waits for it, for taking turns fairly; None for somebody else than all others.

        Raises:
            ConfigError: if epochs is not allowed.
        """
        config = replace(self._config, epochs=epochs)
        config.check_updates(len(self._dataset))
        # One step more than the run: its W, b and cost are the run's final ones.
        wanted = (config.epochs + 1) * self._updates + 1

        def left() -> int:
            return 0 if self._end is not None else max(0, wanted - len(self))

        with TURNS.run(left, visitor):
            while count := min(self._CHUNK, left()):
                with TURNS.block(count, lambda: on_progress(self._share(wanted))):
                    self._extend(wanted)
                on_progress(self._share(wanted))
        with self._lock:
            return self._first(config)

    def _extend(self, wanted: int) -> None:
        """Train a block of the missing steps: none if another has trained them meanwhile."""
        with self._lock:
            block = list(islice(self._steps, max(0, min(self._CHUNK, wanted - len(self)))))
            for column, values in zip(self._columns, zip(*block, strict=True), strict=False):
                column.extend(values)

    def _share(self, wanted: int) -> float:
        # A run that diverged or reached the largest number of epochs cannot be extended.
        return min(1.0, len(self) / wanted) if self._end is None else 1.0

    def _first(self, config: RunConfig) -> Run:
        steps = min(len(self), (config.epochs + 1) * self._updates)
        _, W, b, cost, grad_W, grad_b, batch_cost = (np.array(column[:steps]) for column in self._columns)
        # Without a next step, _end is set.
        end = End(*(column[steps] for column in self._columns[1:4])) if steps < len(self) else cast("End", self._end)
        last_is_finite = bool(np.isfinite([W[-1], b[-1], grad_W[-1], grad_b[-1], batch_cost[-1]]).all())
        return Run(
            config=config,
            dataset=self._dataset,
            points=self._points,
            scaling=scaling_of(config, self._dataset),
            epoch=np.arange(steps) // self._updates,
            W=W,
            b=b,
            cost=cost,
            grad_W=grad_W,
            grad_b=grad_b,
            batch_cost=batch_cost,
            updates_per_epoch=self._updates,
            final=(end.W, end.b),
            final_cost=end.cost,
            diverged_at=None if last_is_finite else (steps - 1) // self._updates,
            checkpoints=tuple(checkpoint for checkpoint in self._checkpoints if checkpoint.step < steps),
        )


def record(config: RunConfig, dataset: Dataset | None = None) -> Run:
    """Train and return all steps as arrays. Arguments and errors as for `train`."""
    return Recording(config, dataset).run(config.epochs)
