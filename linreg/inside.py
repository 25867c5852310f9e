"""Inside one step of a run: what each of the loop's four lines found and left behind."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate, islice

import numpy as np
import torch
from torch import Tensor

from linreg.aliases import Floats
from linreg.scaling import tensors
from linreg.styles import STYLES, Style
from linreg.training import Run, shuffled

Pair = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Inside:
    """One step, line by line. A pair is of W and b.

    Attributes:
        epoch, batch: when it was made; `batch` counts from 0 within the epoch.
        W, b: before the update.
        found: `.grad` as the step found it; None where there is none yet.
        kept: `.grad` after the line of `optimizer.zero_grad()`: None where it was called, else as found.
        x, y: the points of the step's batch, shape (points,), as they are trained on.
        prediction, error: shape (points,): W x + b, and how much it is above y.
        cost: of the batch.
        fresh: the gradient that `backward()` computed.
        grad: what `.grad` then holds, and the update used.
        state: what the optimizer remembers, after it has taken in `grad`, by PyTorch's names for it. Worked out in float64 from
            the `.grad` of all steps so far.
        after: W and b after the update.
    """

    epoch: int
    batch: int
    W: float
    b: float
    found: Pair | None
    kept: Pair | None
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
    x_batch, y_batch = _batch_of(run, step)
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
        kept=None if run.config.zero_grad else found,
        x=_column(x_batch),
        y=_column(y_batch),
        prediction=_column(prediction),
        error=_column(prediction - y_batch),
        cost=cost.item(),
        fresh=(fresh[0].item(), fresh[1].item()),
        grad=(float(run.grad_W[step]), float(run.grad_b[step])),
        state=_state(run, step),
        after=run.final if last else (float(run.W[step + 1]), float(run.b[step + 1])),
    )


def _batch_of(run: Run, step: int) -> tuple[Tensor, Tensor]:
    """Return the points of a step's batch.

    The shuffling of the epochs before is gone through again, for it cannot be skipped: what an epoch draws from the
    generator is a seed for the loader's iterator, and what its sampler takes.
    """
    x_train, y_train = tensors(run.dataset, run.config.scale)
    if run.config.batch is None:
        return x_train, y_train
    loader = shuffled(run.config, x_train, y_train)
    for _epoch in range(int(run.epoch[step])):
        iter(loader)
        deque(loader.sampler, maxlen=0)
    x_batch, y_batch = next(islice(loader, step % run.updates_per_epoch, None))
    return x_batch, y_batch


def _predict(model: Style, x: Tensor) -> Tensor:
    return x * model.W.flatten() + model.b


def _column(values: Tensor) -> Floats:
    return np.array(values.flatten().tolist())


def _state(run: Run, step: int) -> dict[str, Pair]:
    options = run.config.options
    recorded = np.column_stack([run.grad_W[: step + 1], run.grad_b[: step + 1]])
    ages = np.arange(step, -1, -1)[:, None]  # how many steps ago

    def faded(values: Floats, decay: float) -> Floats:
        return np.asarray((values * decay**ages).sum(axis=0))

    with np.errstate(over="ignore", invalid="ignore"):
        match run.config.optimizer:
            case "momentum" | "nesterov" if options["momentum"]:
                state = {"momentum_buffer": faded(recorded, options["momentum"])}
            case "adagrad":
                state = {"sum": (recorded**2).sum(axis=0)}
            case "rmsprop":
                averages = _running_mean(recorded**2, options["alpha"])
                state = {"square_avg": averages[-1]}
                if options["momentum"]:
                    state["momentum_buffer"] = faded(recorded / (np.sqrt(averages) + options["eps"]), options["momentum"])
            case "adam" | "adamw":
                state = {
                    "exp_avg": (1 - options["beta1"]) * faded(recorded, options["beta1"]),
                    "exp_avg_sq": (1 - options["beta2"]) * faded(recorded**2, options["beta2"]),
                }
            case _:
                state = {}
    return {name: (float(pair[0]), float(pair[1])) for name, pair in state.items()}


def _running_mean(values: Floats, decay: float) -> Floats:
    """Return the exponential running mean, from 0, after each row of values, shape as theirs."""
    return np.array(list(accumulate(values, lambda mean, value: decay * mean + (1 - decay) * value, initial=np.zeros(2))))[1:]
