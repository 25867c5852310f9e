"""Independent computations to compare linreg with, test data, and rounding error bounds."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch
from hypothesis import strategies as st
from numpy.typing import NDArray
from torch.optim.optimizer import register_optimizer_step_post_hook

from linreg import Dataset, Run

COLUMNS = ("epoch", "W", "b", "cost", "grad_W", "grad_b", "batch_cost")
UNIT32 = 2.0**-24  # largest relative error of one float32 rounding
UNIT64 = 2.0**-53
FLOAT32_MAX = float(np.finfo(np.float32).max)
TINY32 = float(np.finfo(np.float32).tiny)  # smallest normal number; below it, an absolute rounding error is less than this

Floats = NDArray[np.float64]


def numbers(low: int, high: int) -> st.SearchStrategy[float]:
    """Draw a multiple of 1/64 in the range: exact in float32, and its square does not underflow."""
    return st.integers(64 * low, 64 * high).map(lambda steps: steps / 64)


starts = st.tuples(numbers(-10, 10), numbers(-10, 10))


@st.composite
def datasets(draw: st.DrawFn) -> Dataset:
    """Draw 2 to 8 points: x around any centre with a range of at least a tenth, any y."""
    middle = draw(numbers(-5, 5))
    spread = max(draw(numbers(0, 5)), 1 / 16)
    inner = draw(st.lists(numbers(-1, 1), max_size=6))
    x = [middle + spread * place for place in (-1.0, 1.0, *inner)]
    y = draw(st.lists(numbers(-20, 20), min_size=len(x), max_size=len(x)))
    return Dataset("drawn", x, y)


def points(dataset: Dataset) -> tuple[Floats, Floats]:
    """Return x and y rounded to float32, as float64 arrays."""
    return dataset.x.astype(np.float32).astype(np.float64), dataset.y.astype(np.float32).astype(np.float64)


def hessian(dataset: Dataset) -> Floats:
    """Return the Hessian of the cost, from its definition."""
    x, _ = points(dataset)
    return 2 * np.array([[np.mean(x * x), np.mean(x)], [np.mean(x), 1.0]])


def gradient(dataset: Dataset, W: float, b: float) -> Floats:
    """Return the gradient of the mean squared error with respect to W and b, in float64."""
    x, y = points(dataset)
    residual = W * x + b - y
    return 2 * np.array([np.mean(residual * x), np.mean(residual)])


def descend(dataset: Dataset, lr: float, start: tuple[float, float], zero_grad: bool, epochs: int) -> tuple[Floats, Floats]:
    """Return W and b before each of epochs + 1 steps of gradient descent in a plain float64 loop."""
    W, b = start
    path = []
    added_up = np.zeros(2)
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(epochs + 1):
            path.append((W, b))
            added_up = gradient(dataset, W, b) + (0.0 if zero_grad else added_up)
            W, b = W - lr * added_up[0], b - lr * added_up[1]
    return tuple(np.array(path).T)


def rounding_bound(dataset: Dataset, lr: float, zero_grad: bool, path: tuple[Floats, Floats], unit: float = UNIT32) -> Floats:
    """Return an a priori bound on the distance of the computed (W, b) from the exact `path` before each step.

    New rounding errors of one step, each at most `unit` times the rounded number:

    - a residual x W + b - y has 3 roundings of numbers up to `size` = max|x| |W| + |b| + max|y|, and the mean over n points
      of 2 x residual has n + 3 more: together lr times 2 hypot(max|x|, 1) (n + 6) unit size, even if the gradient is 0;
    - lr, lr times the gradient and the new (W, b) have one each.

    The recursion is linear, so an error propagates like a distance. Along an eigenvector of the Hessian, j steps multiply it,
    with a = lr * eigenvalue, by

    - zero_grad on: (1 - a)^j;
    - zero_grad off: c_j for an error of (W, b), s_j for an error of the summed gradient; both solve
      u_{j+1} = (2 - a) u_j - u_{j-1}, with c_0 = 1, c_1 = 1 - a and s_0 = 0, s_1 = 1.

    The bound is the sum of all propagated errors, plus a tenth for higher-order terms. It is valid while it is well below
    `size`.
    """
    x, y = points(dataset)
    W, b = path
    size = np.abs(x).max() * np.abs(W) + np.abs(b) + np.abs(y).max()
    slope = lr * 2 * np.hypot(np.abs(x).max(), 1) * (len(x) + 6) * unit * size[:-1]
    moved = unit * np.hypot(np.diff(W), np.diff(b))
    placed = unit * np.hypot(W[1:], b[1:]) + 2 * moved
    a = lr * np.linalg.eigvalsh(hessian(dataset))
    steps = len(W) - 1
    if zero_grad:
        shrink = np.abs(1 - a).max() ** np.arange(steps)
        later = np.convolve(shrink, slope + placed)
    else:
        displaced, pushed = [np.ones(2), 1 - a], [np.zeros(2), np.ones(2)]
        for u in (displaced, pushed):
            while len(u) <= steps:
                u.append((2 - a) * u[-1] - u[-2])
        c, s = np.abs(displaced).max(axis=1), np.abs(pushed).max(axis=1)
        later = np.convolve(c[:steps], placed) + np.convolve(s[1 : steps + 1], slope + moved)
    return 1.1 * np.concatenate([[0.0], later[:steps]])


def closed_form_bound(start: tuple[float, float], optimum: tuple[float, float], path: tuple[Floats, Floats]) -> Floats:
    """Return the error bound of a closed form in float64: of its optimum and start, and of lr * eigenvalue, applied t times."""
    steps = np.arange(len(path[0]))
    return 40 * UNIT64 * (steps + 10) * (np.hypot(*path) + np.hypot(*start) + np.hypot(*optimum))


def cost_bound(dataset: Dataset, path: tuple[Floats, Floats], bound: Floats | float, unit: float = UNIT32) -> Floats:
    """Return how far from the exact cost the computed one may be where (W, b) is at most `bound` away from the `path`.

    That moves a residual by at most hypot(max|x|, 1) bound, and its own 3 roundings by 3 unit size; the mean of n squares
    rounds n + 3 times more.
    """
    x, y = points(dataset)
    W, b = path
    size = np.abs(x).max() * np.abs(W) + np.abs(b) + np.abs(y).max()
    off = np.hypot(np.abs(x).max(), 1) * bound + 3 * unit * size
    cost = exact_cost(dataset, W, b)
    return 1.1 * (2 * np.sqrt(cost) * off + off**2 + (len(x) + 3) * unit * cost) + len(x) * TINY32


def exact_cost(dataset: Dataset, W: Floats | float, b: Floats | float) -> Floats:
    """Return the mean squared error in float64, of the shape of W and b."""
    x, y = points(dataset)
    return np.mean((np.asarray(W)[..., None] * x + np.asarray(b)[..., None] - y) ** 2, axis=-1)


def comparable(dataset: Dataset, path: tuple[Floats, Floats], bound: Floats, within: float = 0.05) -> int:
    """Return the number of leading steps of a path that can be compared.

    In them rounding changes a residual by at most `within` times its largest term so far, and no sum of squares overflows
    in float32.
    """
    x, y = points(dataset)
    W, b = path
    with np.errstate(over="ignore", invalid="ignore"):
        size = np.maximum.accumulate(np.abs(x).max() * np.abs(W) + np.abs(b) + np.abs(y).max())
        fine = (np.hypot(np.abs(x).max(), 1) * bound <= within * size) & (len(x) * size**2 < FLOAT32_MAX / 4)
    return len(fine) if fine.all() else int(np.argmin(fine))


def gradient_bound(dataset: Dataset, W: float, b: float) -> Floats:
    """Return the error bounds of the computed gradient with respect to W and b, derived as in `rounding_bound`."""
    x, y = np.abs(points(dataset)).max(axis=1)
    size = x * abs(W) + abs(b) + y
    return 2.2 * np.array([x, 1.0]) * (len(dataset) + 6) * UNIT32 * size + len(dataset) * TINY32


def assert_same(one: Run, other: Run) -> None:
    """Check that two runs have the same numbers, to the last bit."""
    for column in COLUMNS:
        assert np.array_equal(getattr(one, column), getattr(other, column), equal_nan=True), column
    assert np.array_equal([*one.final, one.final_cost], [*other.final, other.final_cost], equal_nan=True)
    assert one.diverged_at == other.diverged_at
    assert one.updates_per_epoch == other.updates_per_epoch
    assert one.points == other.points
    assert one.scaling == other.scaling


@contextmanager
def updates() -> Iterator[list[torch.optim.Optimizer]]:
    """Collect the optimizer of every `optimizer.step()` inside the block, in any thread."""
    made: list[torch.optim.Optimizer] = []
    handle = register_optimizer_step_post_hook(lambda optimizer, _args, _kwargs: made.append(optimizer))
    try:
        yield made
    finally:
        handle.remove()
