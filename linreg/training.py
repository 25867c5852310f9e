"""The notes' loop, once: `train` yields its steps, a `Recording` collects them, `record` gives them as arrays."""

from __future__ import annotations

import math
import threading
from array import array
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from itertools import islice
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from linreg.config import EPOCHS_MAX, RunConfig
from linreg.data import Dataset, load_dataset
from linreg.styles import STYLES
from linreg.styles.initial import draw_initial


class Step(NamedTuple):
    """One pass of the loop. W, b and cost are those before the update; grad_W and grad_b the `.grad` that the update used."""

    epoch: int
    W: float
    b: float
    cost: float
    grad_W: float
    grad_b: float


@dataclass(frozen=True, eq=False)
class Run:
    """A config with all its steps.

    Attributes:
        config: what was run.
        dataset: the points it was fitted to.
        epoch: shape (steps,), int64, 0, 1, 2, ...
        W, b, cost: shape (steps,), float64, before each update.
        grad_W, grad_b: shape (steps,), float64, the `.grad` that each update used.
        final: (W, b) after the last update.
        diverged_at: the epoch of the first step that is not finite, after which the run stops; None if there is none.
    """

    config: RunConfig
    dataset: Dataset
    epoch: NDArray[np.int64]
    W: NDArray[np.float64]
    b: NDArray[np.float64]
    cost: NDArray[np.float64]
    grad_W: NDArray[np.float64]
    grad_b: NDArray[np.float64]
    final: tuple[float, float]
    diverged_at: int | None

    def __len__(self) -> int:
        return len(self.epoch)


def start_of(config: RunConfig) -> tuple[float, float]:
    """Return the (W, b) at which a run of `config` begins."""
    if config.start is not None:
        return config.start
    return (0.0, 0.0) if config.style == "manual" else draw_initial(config.seed)


def train(config: RunConfig, dataset: Dataset | None = None) -> Generator[Step, None, tuple[float, float]]:
    """Train with PyTorch and yield every step; return (W, b) after the last update.

    A run that diverges is not an error: it stops after the first step that is not finite.

    Args:
        config: what to run.
        dataset: the points to fit; by default the preset that the config names.
    """
    dataset = dataset or load_dataset(config.data)
    x_train = torch.tensor(dataset.x, dtype=torch.float32).unsqueeze(1)
    y_train = torch.tensor(dataset.y, dtype=torch.float32).unsqueeze(1)
    model = STYLES[config.style](*start_of(config))
    W, b = model.W, model.b
    optimizer = torch.optim.SGD([W, b], lr=config.lr)

    for epoch in range(config.epochs + 1):
        cost = model.cost(x_train, y_train)
        if config.zero_grad:
            optimizer.zero_grad()
        cost.backward()  # type: ignore[no-untyped-call]
        step = Step(epoch, W.item(), b.item(), cost.item(), W.grad.item(), b.grad.item())  # type: ignore[union-attr]
        optimizer.step()
        yield step
        # A sum is finite only if every part of it is.
        if not math.isfinite(step.W + step.b + step.cost + step.grad_W + step.grad_b):
            break
    return W.item(), b.item()


class Recording:
    """A run that can be made longer: it trains only what is missing and keeps what it has.

    Threads may share one. If two ask at once, the second waits for the first; if the first is abandoned (its `on_progress`
    raised), the second goes on where it stopped.
    """

    _CHUNK = 200  # steps between two calls of on_progress, some 15 ms of training

    def __init__(self, config: RunConfig, dataset: Dataset | None = None) -> None:
        self._config = config
        self._dataset = dataset or load_dataset(config.data)
        self._lock = threading.Lock()
        self._columns = [array("d") for _ in Step._fields]
        self._end: tuple[float, float] | None = None
        self._steps = self._train()

    def _train(self) -> Generator[Step, None, None]:
        self._end = yield from train(replace(self._config, epochs=EPOCHS_MAX), self._dataset)

    def __len__(self) -> int:
        return len(self._columns[0])

    def run(self, epochs: int, on_progress: Callable[[float], None] = lambda _: None) -> Run:
        """Return the run of `epochs`, training first what of it is missing.

        Args:
            epochs: as in RunConfig.
            on_progress: called with the share that is done, 0 to 1, again and again while training or waiting. If it raises,
                training stops there, nothing is lost, and the exception goes on to the caller.

        Raises:
            ConfigError: if epochs is not allowed.
        """
        config = replace(self._config, epochs=epochs)
        # One step more than the run has: its W and b are those after the last update.
        wanted = config.epochs + 2
        while not self._lock.acquire(timeout=0.05):
            on_progress(self._share(wanted))
        try:
            while len(self) < wanted and self._end is None:
                block = list(islice(self._steps, min(self._CHUNK, wanted - len(self))))
                for column, values in zip(self._columns, zip(*block, strict=True), strict=False):
                    column.extend(values)
                on_progress(self._share(wanted))
            return self._first(config)
        finally:
            self._lock.release()

    def _share(self, wanted: int) -> float:
        # A run that has ended, by diverging or at the limit of epochs, is done whatever was wanted.
        return min(1.0, len(self) / wanted) if self._end is None else 1.0

    def _first(self, config: RunConfig) -> Run:
        steps = min(len(self), config.epochs + 1)
        _, W, b, cost, grad_W, grad_b = (np.array(column[:steps]) for column in self._columns)
        final = (self._columns[1][steps], self._columns[2][steps]) if steps < len(self) else self._end
        last_is_finite = bool(np.isfinite([W[-1], b[-1], cost[-1], grad_W[-1], grad_b[-1]]).all())
        return Run(
            config=config,
            dataset=self._dataset,
            epoch=np.arange(steps),
            W=W,
            b=b,
            cost=cost,
            grad_W=grad_W,
            grad_b=grad_b,
            final=final,  # type: ignore[arg-type]  # a run that has no step after its last has ended
            diverged_at=None if last_is_finite else steps - 1,
        )


def record(config: RunConfig, dataset: Dataset | None = None) -> Run:
    """Train and return all steps as arrays. Arguments as for `train`."""
    return Recording(config, dataset).run(config.epochs)
