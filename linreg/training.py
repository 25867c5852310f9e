"""The training loop of the notes: `train` yields its steps."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator
from typing import NamedTuple

import torch
from torch import Tensor

from linreg.batches import batches_of
from linreg.config import RunConfig
from linreg.data import Dataset
from linreg.scaling import tensors
from linreg.styles import STYLES, Style
from linreg.styles.initial import draw_initial


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


class End(NamedTuple):
    """The state after the last update; the cost is over all points."""

    W: float
    b: float
    cost: float


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
    end = yield from steps_of(config, dataset, config.epochs)
    return end.W, end.b


def steps_of(
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
