"""Inside one step of a run: the values before and after each of the loop's four lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain, islice, repeat

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader

from linreg.aliases import Floats
from linreg.checkpoint import Checkpoint
from linreg.run import Run
from linreg.scaling import tensors
from linreg.styles import STYLES, Style

Pair = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Inside:
    """One step, line by line. A pair holds the values of W and b.

    Attributes:
        epoch: the epoch of the step.
        batch: number of the batch within the epoch, from 0.
        W, b: before the update.
        found: `.grad` before the step; None in the first step.
        after_zero_grad: `.grad` after the line `optimizer.zero_grad()`: None with zero_grad on, otherwise `found`.
        x, y: the points of the batch as used in training, standardised if `config.scale`; shape (points,).
        prediction: W x + b, shape (points,).
        error: prediction - y, shape (points,).
        cost: the cost over the batch.
        fresh: the gradient computed by `backward()`.
        grad: `.grad` after `backward()`, used by the update.
        state: the optimizer's state after its step, by PyTorch's names, without its step count.
        after: (W, b) after the update.
    """

    epoch: int
    batch: int
    W: float
    b: float
    found: Pair | None
    after_zero_grad: Pair | None
    x: Floats
    y: Floats
    prediction: Floats
    error: Floats
    cost: float
    fresh: Pair
    grad: Pair
    state: Mapping[str, Pair]
    after: Pair


def look_inside(run: Run, step: int) -> Inside:
    """Return the inside of a step, recomputed by PyTorch from the W and b before it.

    Args:
        run: the run.
        step: the index of the step.

    Raises:
        IndexError: if `step` is negative or not below the number of steps.
    """
    (seen,) = look_inside_each(run, range(step, step + 1))
    return seen


def look_inside_each(run: Run, steps: range) -> list[Inside]:
    """Return the insides of consecutive steps, at the cost of little more than one.

    Args:
        run: the run.
        steps: the indices of the steps: at least one, in steps of 1.

    Raises:
        IndexError: if an index is negative or not below the number of steps.
    """
    for step in (steps[0], steps[-1]):
        if not 0 <= step < len(run):
            raise IndexError(f"step must be from 0 to {len(run) - 1}, got {step}")
    # Batches and optimizer are replayed from the last checkpoint: replaying 20,000 steps of Adam takes seconds.
    checkpoint = next(before for before in reversed(run.checkpoints) if before.step <= steps[0])
    batches = _batches_of(run, steps, checkpoint)
    states = _states_after(run, steps, checkpoint)
    return [_seen(run, *each) for each in zip(steps, batches, states, strict=True)]


def _seen(run: Run, step: int, batch: tuple[Tensor, Tensor], state: Mapping[str, Pair]) -> Inside:
    W, b = float(run.W[step]), float(run.b[step])
    x_batch, y_batch = batch
    model = STYLES[run.config.style](W, b)
    with torch.no_grad():
        prediction = _predict(model, x_batch)
    cost = model.cost(x_batch, y_batch)
    fresh = torch.autograd.grad(cost, [model.W, model.b])
    found = (float(run.grad_W[step - 1]), float(run.grad_b[step - 1])) if step else None
    last = step + 1 == len(run)
    return Inside(
        epoch=int(run.epoch[step]),
        batch=step % run.updates_per_epoch,
        W=W,
        b=b,
        found=found,
        after_zero_grad=None if run.config.zero_grad else found,
        x=_column(x_batch),
        y=_column(y_batch),
        prediction=_column(prediction),
        error=_column(prediction - y_batch),
        cost=cost.item(),
        fresh=(fresh[0].item(), fresh[1].item()),
        grad=(float(run.grad_W[step]), float(run.grad_b[step])),
        state=state,
        after=run.final if last else (float(run.W[step + 1]), float(run.b[step + 1])),
    )


def _batches_of(run: Run, steps: range, checkpoint: Checkpoint) -> list[tuple[Tensor, Tensor]]:
    """Return x and y of the batch of each step, drawn again from the checkpoint.

    Shuffling depends only on the number of points, so a loader of their indices draws the same batches.
    """
    x_train, y_train = tensors(run.dataset, run.config.scale)
    if run.config.batch is None:
        return [(x_train, y_train)] * len(steps)
    indices: DataLoader[Tensor] = DataLoader(
        range(len(run.dataset)),  # type: ignore[arg-type]  # a sequence is enough for a loader
        batch_size=run.config.batch,
        shuffle=True,
        generator=checkpoint.generator(),
    )
    endless = chain.from_iterable(repeat(indices))
    drawn = islice(endless, steps[0] - checkpoint.step, steps[-1] + 1 - checkpoint.step)
    return [(x_train[batch], y_train[batch]) for batch in drawn]


def _predict(model: Style, x: Tensor) -> Tensor:
    return x * model.W.flatten() + model.b


def _column(values: Tensor) -> Floats:
    return np.array(values.flatten().tolist())


def _states_after(run: Run, steps: range, checkpoint: Checkpoint) -> list[dict[str, Pair]]:
    """Return the optimizer's state after each step, by replaying the recorded `.grad` of every step since the checkpoint."""
    model = STYLES[run.config.style](float(run.W[checkpoint.step]), float(run.b[checkpoint.step]))
    optimizer = run.config.optimizer_kind.make([model.W, model.b], run.config.lr, run.config.options)
    checkpoint.load_optimizer(optimizer)
    states = []
    for taken in range(checkpoint.step, steps[-1] + 1):
        model.W.grad = torch.full_like(model.W, run.grad_W[taken])
        model.b.grad = torch.full_like(model.b, run.grad_b[taken])
        optimizer.step()
        if taken >= steps[0]:
            states.append(_state(optimizer, model))
    return states


def _state(optimizer: torch.optim.Optimizer, model: Style) -> dict[str, Pair]:
    of_W, of_b = (optimizer.state[parameter] for parameter in (model.W, model.b))
    # Unused state is None, such as the momentum buffer of SGD without momentum.
    names = [name for name, value in of_W.items() if name != "step" and value is not None]
    return {name: (of_W[name].item(), of_b[name].item()) for name in names}
