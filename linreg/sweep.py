"""Many runs as one PyTorch program: `sweep` trains a config at every learning rate of a sequence together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from linreg.aliases import Floats
from linreg.batches import batches_of
from linreg.config import RunConfig
from linreg.data import Dataset
from linreg.kinds import ConfigError, Integer
from linreg.scaling import tensors
from linreg.training import start_of
from linreg.turns import TURNS
from linreg.updates import UPDATES, Option

EPOCHS_KEPT: Final = 144
"""Number of states kept of each run."""

KEPT_MAX: Final = 200
"""Largest number of states, or of epochs, that may be kept of each run."""

WORK_MAX: Final = 10_500
"""Largest `work`: five times that of the default config at 301 learning rates."""

_BLOCK: Final = 64  # updates between two turns


Indices = NDArray[np.int64]
Columns = NDArray[np.float32]


class SweepTooLarge(ConfigError):  # noqa: N818 - a ConfigError like the others
    """A sweep that would take too long."""


@dataclass(frozen=True, eq=False)
class Sweep:
    """One config trained at many learning rates, or at pairs of a learning rate and an option of the optimizer.

    Attributes:
        config: the config; its own learning rate plays no part.
        dataset: the points in their original units.
        lr: shape (runs,), float64: the learning rate of each run.
        momentum, beta1: shape (runs,), float64: the same for the option that varies too; None if it does not.
        epoch: shape (frames,), float64: the time of each frame in epochs, as in `Run.states`; increasing.
        W, b, cost: shape (runs, frames), float32: the states at those times; the cost is over all points. After its divergence a
            run's states are nan; but in the last frame each run is in its last state.
        final_W, final_b, final_cost: shape (runs,), float32: after the last update of each run, as `Run.final`.
        diverged_at: shape (runs,), int64: as `Run.diverged_at`, -1 where the run stayed finite.
    """

    config: RunConfig
    dataset: Dataset
    lr: Floats
    momentum: Floats | None
    beta1: Floats | None
    epoch: Floats
    W: NDArray[np.float32]
    b: NDArray[np.float32]
    cost: NDArray[np.float32]
    final_W: NDArray[np.float32]
    final_b: NDArray[np.float32]
    final_cost: NDArray[np.float32]
    diverged_at: NDArray[np.int64]


def work(config: RunConfig, runs: int, points: int) -> float:
    """Return the work of a sweep of `runs` runs on `points` points: in updates of a few runs, to which more elements add."""
    updates = (config.epochs + 1) * config.updates_per_epoch(points)
    size = points if config.batch is None else min(config.batch, points)
    # Measured: 20,000 elements take as long as what an update costs anyway, and so does the loader of batches.
    return updates * ((1 if updates == config.epochs + 1 else 2) + runs * size / 20_000)


def sweep(
    config: RunConfig,
    lr: Sequence[float],
    dataset: Dataset | None = None,
    *,
    momentum: Sequence[float] | None = None,
    beta1: Sequence[float] | None = None,
    epochs_kept: int | Sequence[int] = EPOCHS_KEPT,
    work_max: float = WORK_MAX,
    on_progress: Callable[[float], None] = lambda _: None,
) -> Sweep:
    """Train the run of `config` at every learning rate of `lr` together.

    With `momentum` or `beta1`, it is trained at every pair with one of its values: run `i * len(lr) + j` has the i-th of them
    and the j-th learning rate. The results are those of `record` up to the rounding of float32.

    Args:
        config: the run; its own learning rate plays no part.
        lr: learning rates, allowed as in RunConfig.
        dataset: the points to fit; `config.dataset` by default.
        momentum: values of the optimizer's momentum; with "sgd" the optimizer becomes "momentum".
        beta1: values of the optimizer's beta1.
        epochs_kept: the largest number of states kept of each run, at least 2; or the epochs, 0 to config.epochs + 1, of which
            the state is kept that a run has after so many. The first and the last state are kept in any case.
        work_max: the largest `work`; `math.inf` for any.
        on_progress: called repeatedly with the fraction done, 0 to 1. If it raises, the sweep is given up.

    Raises:
        ConfigError: naming the field, if a value is not allowed, or if there is none.
        SweepTooLarge: a ConfigError for `epochs`, if the `work` is more than `work_max`.
        DatasetError: if the points cannot be standardised in float32.

    >>> found = sweep(RunConfig(epochs=100), [0.01, 0.1, 0.2])
    >>> found.W.shape, found.diverged_at.tolist()
    ((3, 102), [-1, -1, -1])
    >>> [f"{cost:.2g}" for cost in found.final_cost]
    ['0.048', '0.00057', '4.1e+18']
    """
    dataset = dataset or config.dataset
    if momentum is not None and config.optimizer == "sgd":
        config = replace(config, optimizer="momentum")
    config.check_updates(len(dataset))
    second = {name: values for name, values in (("momentum", momentum), ("beta1", beta1)) if values is not None}
    columns = _columns(config, lr, second)
    runs = len(columns["lr"])
    if work(config, runs, len(dataset)) > work_max:
        raise SweepTooLarge("epochs", config.epochs, f"fewer for {runs} runs together on {len(dataset)} points")
    training = _Training(config, dataset, columns)
    kept = _kept(config, config.updates_per_epoch(len(dataset)), epochs_kept)
    return training.sweep(kept, on_progress)


def _columns(config: RunConfig, lr: Sequence[float], second: dict[str, Sequence[float]]) -> dict[str, Floats]:
    """Return each varied setting for each run, checked."""
    given = {"lr": lr, **second}
    for name, values in given.items():
        if not len(values):
            raise ConfigError(name, list(values), "at least one value")
        for value in values:
            replace(config, **{name: value})  # type: ignore[arg-type]
    if len(second) > 1:
        raise ConfigError("beta1", list(second["beta1"]), "left out beside momentum")
    grid = np.meshgrid(*(np.array(values, dtype=np.float64) for values in given.values()))
    return {name: column.ravel() for name, column in zip(given, grid, strict=True)}


def _kept(config: RunConfig, updates: int, wanted: int | Sequence[int]) -> Indices:
    """Return the indices of the states kept: so many as `wanted`, or those after the epochs wanted, of `updates` updates each."""
    last = (config.epochs + 1) * updates
    if not isinstance(wanted, Sequence):
        return _spread(last, Integer(2, KEPT_MAX).check("epochs_kept", wanted))
    if len(wanted) > KEPT_MAX:
        raise ConfigError("epochs_kept", len(wanted), f"at most {KEPT_MAX} epochs")
    epochs = [Integer(0, config.epochs + 1).check("epochs_kept", epoch) for epoch in wanted]
    return np.unique([0, *(epoch * updates for epoch in epochs), last])


def _spread(last: int, count: int) -> Indices:
    """Return the indices of `count` states of 0 to `last`: the first and the last ones, and between them fewer and fewer."""
    if last < count:
        return np.arange(last + 1)
    dense, tail = max(1, count // 3), max(1, count // 6)  # the tail is drawn bright if the run swings
    between = count - dense - tail
    parts = (
        np.arange(dense),
        np.geomspace(dense, last, 2 * between // 3),
        np.linspace(dense, last, between // 3),
        np.arange(last - tail + 1, last + 1),
    )
    return np.unique(np.concatenate(parts).round().astype(np.int64))


class _Training:
    """The program: parameters and gradients of all runs in one tensor each, of shape (2, runs)."""

    def __init__(self, config: RunConfig, dataset: Dataset, columns: dict[str, Floats]) -> None:
        self._config = config
        self._dataset = dataset
        self._columns = columns
        self._x, self._y = tensors(dataset, config.scale)
        self._updates = config.updates_per_epoch(len(dataset))
        runs = len(columns["lr"])
        self._theta = torch.tensor(start_of(config), dtype=torch.float32)[:, None].repeat(1, runs)
        self._grad = torch.zeros_like(self._theta)
        # Leaves that share their memory with the tensors above.
        self._W, self._b = (row.requires_grad_() for row in self._theta)
        self._W.grad, self._b.grad = self._grad
        varied: dict[str, Option] = {name: torch.tensor(column, dtype=torch.float32) for name, column in columns.items()}
        self._batches = self._endless(torch.Generator().manual_seed(config.seed))
        self._update = UPDATES[config.optimizer](**{**config.options, **varied})

    def _endless(self, generator: torch.Generator) -> Iterator[tuple[Tensor, Tensor]]:
        batches = batches_of(self._config, self._x, self._y, generator)
        while True:
            yield from batches

    def _costs(self, x: Tensor, y: Tensor, W: Tensor, b: Tensor) -> Tensor:
        """Return the cost of each run, shape (runs,), for x and y of shape (points, 1)."""
        return torch.mean((x * W + b - y) ** 2, dim=0)

    def _step(self, x: Tensor, y: Tensor) -> Tensor:
        """Make an update; return for each run a number that is finite if cost and gradients of its step are, shape (runs,)."""
        cost = self._costs(x, y, self._W, self._b)
        if self._config.zero_grad:
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
        with TURNS.block_of_sweep():
            for i, (x, y) in enumerate(islice(self._batches, count)):
                states[i] = self._theta
                signs[i] = self._step(x, y)
        states[count] = self._theta
        return states, torch.isfinite(signs).numpy()

    def sweep(self, kept: Indices, on_progress: Callable[[float], None]) -> Sweep:
        """Train up to the last of the states `kept`, and return these."""
        last, runs = int(kept[-1]), self._theta.shape[1]
        ended_at = np.full(runs, last + 1)  # the first state without a finite step
        final = np.empty((2, runs), dtype=np.float32)
        frames = np.full((3, runs, len(kept)), np.nan, dtype=np.float32)
        for first in range(0, last, _BLOCK):
            states, finite = self._block(min(_BLOCK, last - first))
            now = (ended_at > last) & ~finite.all(axis=0)
            at = finite.argmin(axis=0)
            ended_at[now] = first + at[now]
            final[:, now] = states.numpy()[at[now] + 1, :, now].T
            self._keep(frames, kept, first, states[:-1], ended_at + 1)
            on_progress((first + len(finite)) / last)
            if (ended_at <= last).all():
                break
        on = ended_at > last
        final[:, on] = self._theta.numpy()[:, on]
        return self._made(kept, frames, final, np.where(on, -1, ended_at // self._updates))

    def _keep(
        self, frames: NDArray[np.float32], kept: NDArray[np.int64], first: int, states: Tensor, end: NDArray[np.int64]
    ) -> None:
        """Put those of `states`, which begin with state `first`, that are kept into `frames`, for each run up to state `end`."""
        for place in np.flatnonzero((kept >= first) & (kept < first + len(states))):
            W, b = states[kept[place] - first]
            state = torch.stack([W, b, self._costs(self._x, self._y, W, b)]).numpy()
            on = kept[place] <= end
            frames[:, on, place] = state[:, on]

    def _made(self, kept: Indices, frames: Columns, final: Columns, diverged_at: Indices) -> Sweep:
        W, b = torch.from_numpy(final)
        frames[:, :, -1] = torch.stack([W, b, self._costs(self._x, self._y, W, b)]).numpy()
        columns, last = self._columns, frames[:, :, -1].copy()
        return Sweep(
            config=self._config,
            dataset=self._dataset,
            lr=columns["lr"],
            momentum=columns.get("momentum"),
            beta1=columns.get("beta1"),
            epoch=kept / self._updates,
            **dict(zip(("W", "b", "cost"), frames, strict=True)),
            **dict(zip(("final_W", "final_b", "final_cost"), last, strict=True)),
            diverged_at=diverged_at,
        )
