"""Many runs as one PyTorch program: `sweep` trains a config at every learning rate of a sequence together."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from linreg.aliases import Floats
from linreg.config import RunConfig
from linreg.data import Dataset
from linreg.extremes import DIRECTIONS
from linreg.kinds import ConfigError, Integer
from linreg.together import Indices, parts_of, train_together

EPOCHS_KEPT: Final = 150
"""Number of states kept of each run: so many that a picture of 400 pixels shows a run that is not faster than they are."""

KEPT_MAX: Final = 200
"""Largest number of states, or of epochs, that may be kept of each run."""

WORK_MAX: Final = 10_500
"""Largest `work`: five times that of the default config at 301 learning rates."""

RUNS_MAX: Final = 4096
"""Largest number of runs in a sweep, 64 x 64: the states kept of them take 10 MB at most."""


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
        far_epoch: shape (runs, directions), float64: the time at which each run is farthest in each of 16 directions of the
            (W, b) plane; no directions, unless they were asked for.
        far_W, far_b, far_cost: shape (runs, directions), float32: the states at those times; nan if later than a divergence.
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
    far_epoch: Floats
    far_W: NDArray[np.float32]
    far_b: NDArray[np.float32]
    far_cost: NDArray[np.float32]
    final_W: NDArray[np.float32]
    final_b: NDArray[np.float32]
    final_cost: NDArray[np.float32]
    diverged_at: NDArray[np.int64]


def work(config: RunConfig, runs: int, points: int) -> float:
    """Return the work of a sweep of `runs` runs on `points` points: in updates of a few runs, to which more elements add."""
    updates = (config.epochs + 1) * config.updates_per_epoch(points)
    size = points if config.batch is None else min(config.batch, points)
    # Measured: 20,000 elements take as long as what an update costs anyway, and so does the loader of batches.
    each = 1 if config.batch is None else 2
    return updates * (each * len(parts_of(runs, size)) + runs * size / 20_000)


def sweep(
    config: RunConfig,
    lr: Sequence[float],
    dataset: Dataset | None = None,
    *,
    momentum: Sequence[float] | None = None,
    beta1: Sequence[float] | None = None,
    epochs_kept: int | Sequence[int] = EPOCHS_KEPT,
    outline: bool = False,
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
        outline: whether to keep the farthest states, too: a swing faster than the states kept is drawn as their convex hull.
        work_max: the largest `work`; `math.inf` for any.
        on_progress: called repeatedly with the fraction done, 0 to 1. If it raises, the sweep is given up.

    Raises:
        ConfigError: naming the field, if a value is not allowed, there is none, or there are more than RUNS_MAX runs.
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
    updates = config.updates_per_epoch(len(dataset))
    kept = _kept(config, updates, epochs_kept)
    trained = train_together(config, dataset, columns, kept, DIRECTIONS if outline else 0, on_progress)
    W, b, cost = trained.frames
    far_W, far_b, far_cost = trained.extremes
    final_W, final_b, final_cost = trained.frames[:, :, -1].copy()
    return Sweep(
        config=config,
        dataset=dataset,
        lr=columns["lr"],
        momentum=columns.get("momentum"),
        beta1=columns.get("beta1"),
        epoch=kept / updates,
        W=W,
        b=b,
        cost=cost,
        far_epoch=trained.step / updates,
        far_W=far_W,
        far_b=far_b,
        far_cost=far_cost,
        final_W=final_W,
        final_b=final_b,
        final_cost=final_cost,
        diverged_at=np.where(trained.diverged < 0, -1, trained.diverged // updates),
    )


def _columns(config: RunConfig, lr: Sequence[float], second: dict[str, Sequence[float]]) -> dict[str, Floats]:
    """Return each varied setting for each run, checked."""
    given = {"lr": lr, **second}
    for name, values in given.items():
        if not len(values):
            raise ConfigError(name, list(values), "at least one value")
    if (runs := math.prod(map(len, given.values()))) > RUNS_MAX:
        raise ConfigError("lr", runs, f"values for at most {RUNS_MAX} runs")
    for name, values in given.items():
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
    """Return the indices of `count` states of 0 to `last`, or of all if these are fewer.

    The first half are all kept, because there a run moves most, and the last ones, which are drawn bright if it swings. Between
    them the gaps grow, and are odd: of a run that jumps from side to side, both sides are kept in turns.
    """
    if last < count:
        return np.arange(last + 1)
    dense, tail = max(1, count // 2), max(1, count // 12)
    kept = list(range(dense))
    for mark in np.geomspace(dense, last - tail, count - dense - tail + 1)[1:]:
        gap = max(1, int(mark) - kept[-1])
        kept.append(kept[-1] + gap - (gap + 1) % 2)
    return np.array([*kept, *range(last - tail + 1, last + 1)])
