"""Inside one step of a run: what each of the loop's four lines found and left behind."""

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
from linreg.scaling import tensors
from linreg.styles import STYLES, Style
from linreg.training import Run

Pair = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Inside:
    """One step, line by line. A pair is of W and b.

    Attributes:
        epoch, batch: when it was made; `batch` counts from 0 within the epoch.
        W, b: before the update.
        found: `.grad` as the step found it; None where there is none yet.
        after_zero_grad: `.grad` after the line of `optimizer.zero_grad()`: None where it was called, else as found.
        x, y: the points of the step's batch, shape (points,), as they are trained on.
        prediction, error: shape (points,): W x + b, and how much it is above y.
        cost: of the batch.
        fresh: the gradient that `backward()` computed.
        grad: what `.grad` then holds, and the update used.
        state: what the optimizer remembers of W and of b after its step, by PyTorch's names for it; all but its count of steps.
        after: W and b after the update.
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
    """Return what happened in a step of a run, computed by PyTorch from where the step began.

    Args:
        run: the run.
        step: the index of the step.

    Raises:
        IndexError: if the run has no such step.
    """
    if not 0 <= step < len(run):
        raise IndexError(f"step must be from 0 to {len(run) - 1}, got {step}")
    W, b = float(run.W[step]), float(run.b[step])
    # From here on batches and optimizer are gone through again. To go through 20,000 steps of Adam from the first takes seconds.
    checkpoint = next(before for before in reversed(run.checkpoints) if before.step <= step)
    x_batch, y_batch = _batch_of(run, step, checkpoint)
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
        state=_state_after(run, step, checkpoint),
        after=run.final if last else (float(run.W[step + 1]), float(run.b[step + 1])),
    )


def _batch_of(run: Run, step: int, checkpoint: Checkpoint) -> tuple[Tensor, Tensor]:
    """Return the points of a step's batch, which a loader draws again from the last checkpoint on.

    How a loader shuffles depends only on how many points there are: one of their indices draws the same batches.
    """
    x_train, y_train = tensors(run.dataset, run.config.scale)
    if run.config.batch is None:
        return x_train, y_train
    indices: DataLoader[Tensor] = DataLoader(
        range(len(run.dataset)),  # type: ignore[arg-type]  # a sequence is enough for a loader
        batch_size=run.config.batch,
        shuffle=True,
        generator=checkpoint.generator(),
    )
    drawn = next(islice(chain.from_iterable(repeat(indices)), step - checkpoint.step, None))
    return x_train[drawn], y_train[drawn]


def _predict(model: Style, x: Tensor) -> Tensor:
    return x * model.W.flatten() + model.b


def _column(values: Tensor) -> Floats:
    return np.array(values.flatten().tolist())


def _state_after(run: Run, step: int, checkpoint: Checkpoint) -> dict[str, Pair]:
    """Return what the optimizer remembers: PyTorch's own, given the recorded `.grad` of each step since the last checkpoint."""
    model = STYLES[run.config.style](float(run.W[checkpoint.step]), float(run.b[checkpoint.step]))
    optimizer = run.config.optimizer_kind.make([model.W, model.b], run.config.lr, run.config.options)
    checkpoint.load_optimizer(optimizer)
    for taken in range(checkpoint.step, step + 1):
        model.W.grad = torch.full_like(model.W, run.grad_W[taken])
        model.b.grad = torch.full_like(model.b, run.grad_b[taken])
        optimizer.step()
    of_W, of_b = (optimizer.state[parameter] for parameter in (model.W, model.b))
    # PyTorch writes None for what an optimizer might remember but does not: SGD's buffer without momentum.
    names = [name for name, value in of_W.items() if name != "step" and value is not None]
    return {name: (of_W[name].item(), of_b[name].item()) for name in names}
