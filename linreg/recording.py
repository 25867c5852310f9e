"""Training with all steps recorded: `record` returns a run, a `Recording` can be extended."""

from __future__ import annotations

import threading
from array import array
from collections.abc import Callable, Generator, Hashable
from dataclasses import replace
from itertools import islice
from sys import getsizeof
from typing import Final, cast

import numpy as np
import torch

from linreg.checkpoint import Checkpoint
from linreg.config import RunConfig
from linreg.data import Dataset
from linreg.run import Run
from linreg.scaling import scaling_of, training_points
from linreg.training import End, Step, steps_of
from linreg.turns import TURNS

_BYTES: Final = 10_000
"""What a recording takes before its first step: the model, the optimizer and the points as tensors. Measured."""


class Recording:
    """A run that can be extended: it stores its steps and trains only the missing ones.

    Thread-safe: callers who want it at once train it together, a block of steps each by turns, and each goes when it has what it
    wants. If one is interrupted (its `on_progress` raised), the others go on.
    """

    _CHUNK = 100  # steps in a block and between two calls of on_progress, about 8 ms
    _APART = 250  # smallest distance of two checkpoints in steps; each takes up to 8 KB

    def __init__(self, config: RunConfig, dataset: Dataset | None = None) -> None:
        self._config = config
        self._dataset = dataset or config.dataset
        self._updates = config.updates_per_epoch(len(self._dataset))
        self._points = training_points(config, self._dataset)
        self._lock = threading.Lock()
        # An epoch is known from the number of its step, and with one batch its cost is that of all points.
        stored = Step._fields[1 : -1 if self._updates == 1 else None]
        self._columns = {name: array("d") for name in stored}
        self._checkpoints: list[Checkpoint] = []
        self._end: End | None = None
        self._steps = self._train()

    def _train(self) -> Generator[Step, None, None]:
        # Up to the largest number of epochs; `run` takes as many steps as it needs.
        most = self._config.most_epochs(len(self._dataset))
        self._end = yield from steps_of(self._config, self._dataset, most, self._check)

    def _check(self, epoch: int, optimizer: torch.optim.Optimizer, generator: torch.Generator) -> None:
        step = epoch * self._updates
        before = self._checkpoints[-1] if self._checkpoints else None
        if before is None or step - before.step >= self._APART:
            self._checkpoints.append(Checkpoint.of(step, optimizer, generator, before))

    def __len__(self) -> int:
        return len(self._columns["W"])

    @property
    def nbytes(self) -> int:
        """The memory that it takes now, in bytes, about."""
        states = {id(state): state for checkpoint in list(self._checkpoints) for state in checkpoint[1:]}
        return _BYTES + sum(map(getsizeof, self._columns.values())) + sum(map(getsizeof, states.values()))

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
            for name, column in self._columns.items():
                column.extend(getattr(step, name) for step in block)

    def _share(self, wanted: int) -> float:
        # A run that diverged or reached the largest number of epochs cannot be extended.
        return min(1.0, len(self) / wanted) if self._end is None else 1.0

    def _first(self, config: RunConfig) -> Run:
        steps = min(len(self), (config.epochs + 1) * self._updates)
        columns = {name: np.array(column[:steps]) for name, column in self._columns.items()}
        columns.setdefault("batch_cost", columns["cost"])
        # Without a next step, _end is set.
        end = End(*(self._columns[name][steps] for name in End._fields)) if steps < len(self) else cast("End", self._end)
        last_is_finite = all(np.isfinite(column[-1]) for name, column in columns.items() if name != "cost")
        return Run(
            config=config,
            dataset=self._dataset,
            points=self._points,
            scaling=scaling_of(config, self._dataset),
            epoch=np.arange(steps) // self._updates,
            **columns,
            updates_per_epoch=self._updates,
            final=(end.W, end.b),
            final_cost=end.cost,
            diverged_at=None if last_is_finite else (steps - 1) // self._updates,
            checkpoints=tuple(checkpoint for checkpoint in self._checkpoints if checkpoint.step < steps),
        )


def record(config: RunConfig, dataset: Dataset | None = None) -> Run:
    """Train and return all steps as arrays. Arguments and errors as for `train`."""
    return Recording(config, dataset).run(config.epochs)
