"""Theory of a run in closed form: the least-squares line, the learning rates, the exact trajectory.

The cost is quadratic in (W, b), so gradient descent has an exact solution along each eigenvector of the Hessian.
With z the distance from the least-squares point along an eigenvector with eigenvalue L:

- zero_grad on (plain gradient descent): z_t = (1 - lr L)^t z_0.
- zero_grad off: `.grad` is the sum of all gradients so far. This equals SGD with momentum 1:
  z_{t+1} - (2 - lr L) z_t + z_{t-1} = 0 with z_1 = (1 - lr L) z_0. Its roots lie on the unit circle while lr L < 4.

Source for both: G. Goh, "Why Momentum Really Works", Distill, 2017; the closed form for momentum 1 is derived in `_swing`.
SGD with momentum is linear too; see `momentum.py`. Mini-batches and adaptive optimizers have no closed form: no verdict.

All values are float64; a run is float32 and agrees up to rounding.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import NamedTuple

import numpy as np

from linreg.aliases import Floats
from linreg.config import RunConfig
from linreg.data import Dataset
from linreg.scaling import training_points
from linreg.theory.momentum import Momentum
from linreg.theory.verdict import Verdict, judge
from linreg.training import start_of


class Trajectory(NamedTuple):
    """The exact trajectory: W, b and cost before the update of each epoch; shape (epochs + 1,) each."""

    W: Floats
    b: Floats
    cost: Floats


class Bowl(NamedTuple):
    """The loss surface: cost + (WW dW^2 + 2 Wb dW db + bb db^2) / 2, with (dW, db) the offset from its minimum (W, b)."""

    W: float
    b: float
    cost: float
    WW: float
    Wb: float
    bb: float


@dataclass(frozen=True, eq=False)
class Theory:
    """The closed forms of a config on a data set, standardised if `config.scale`.

    Attributes:
        config: the config.
        W, b, cost: the least-squares line and its cost.
        eigenvalues: eigenvalues of the Hessian of the cost, (small, large).
        condition_number: large / small.
        critical_lr: 2 / large. Plain gradient descent converges if and only if lr is below it.
        fastest_lr: 2 / (small + large). Plain gradient descent is fastest: both directions shrink at the same rate.
        bounded_lr: 4 / large. SGD without momentum and with zero_grad off oscillates for ever below it and diverges from it on.
        momentum: the momentum parameters of full-batch SGD; None for other optimizers and for mini-batches.
    """

    config: RunConfig
    W: float
    b: float
    cost: float
    eigenvalues: tuple[float, float]
    condition_number: float
    critical_lr: float
    fastest_lr: float
    bounded_lr: float
    momentum: Momentum | None
    _hessian: Floats = field(repr=False)
    _directions: Floats = field(repr=False)  # eigenvectors as columns
    _distances: Floats = field(repr=False)  # start minus optimum, along the eigenvectors

    @property
    def bound(self) -> float | None:
        """The largest lr that does not diverge; 0 if every lr diverges; None if there is no closed form."""
        return None if self.momentum is None else self.momentum.bound / self.eigenvalues[1]

    @cached_property
    def verdict(self) -> Verdict | None:
        """The verdict; None if there is no closed form. Computed on first access, because it needs the trajectory."""
        end = self.path
        return None if end is None else self.verdict_at(self.config.lr, float(end.W[-1]), float(end.b[-1]))

    def verdict_at(self, lr: float, W: float, b: float) -> Verdict | None:
        """Return the verdict on a run with another learning rate that ended at (W, b); None if there is no closed form."""
        if self.momentum is None:
            return None
        first = float(np.hypot(*self._distances))
        if first <= 1e-12 * (1 + math.hypot(self.W, self.b)):
            first = 0.0
        return judge(lr, self.eigenvalues, self.momentum, first, math.hypot(W - self.W, b - self.b))

    @property
    def bowl(self) -> Bowl:
        """The loss surface."""
        (WW, Wb), (_, bb) = self._hessian.tolist()
        return Bowl(self.W, self.b, self.cost, WW, Wb, bb)

    @property
    def swings(self) -> bool:
        """Whether the verdict is endless oscillation."""
        return self.verdict is not None and self.verdict.kind == "oscillating"

    def cost_at(self, W: Floats, b: Floats) -> Floats:
        """Return the cost at the points (W, b), arrays of one shape: cost* + d^T H d / 2 with d the offset from the optimum."""
        dW, db = W - self.W, b - self.b
        bowl = self.bowl
        cost: Floats = self.cost + (bowl.WW * dW * dW + 2 * bowl.Wb * dW * db + bowl.bb * db * db) / 2
        return cost

    def level_curve(self, rise: float, points: int = 48) -> tuple[Floats, Floats]:
        """Return W and b along the ellipse where the cost is `rise` above its minimum; shape (points + 1,) each, closed."""
        angle = np.linspace(0.0, 2 * np.pi, points + 1)
        half = np.sqrt(2 * rise / np.array(self.eigenvalues))
        W, b = self._directions @ (half[:, None] * np.array([np.cos(angle), np.sin(angle)]))
        return W + self.W, b + self.b

    def reach(self, start: tuple[float, float]) -> tuple[float, float]:
        """Return how far in W and in b a run from `start` can get from the optimum, if neither eigen-direction grows.

        Along each eigenvector it stays within its first distance; the two may be out of step.
        """
        along = np.abs(self._directions.T @ (np.array(start) - np.array([self.W, self.b])))
        W, b = np.abs(self._directions) @ along
        return float(W), float(b)

    @cached_property
    def path(self) -> Trajectory | None:
        """The exact trajectory over the config's epochs, as read-only arrays; None if there is no closed form."""
        path = self.trajectory(self.config.epochs)
        for column in path or ():
            column.setflags(write=False)
        return path

    def trajectory(self, epochs: int) -> Trajectory | None:
        """Return the exact trajectory over `epochs` (as in RunConfig), inf or nan on overflow; None if there is no closed form."""
        if self.momentum is None:
            return None
        shape = partial(_shape, self.momentum, np.arange(epochs + 1, dtype=np.float64))
        with np.errstate(over="ignore", invalid="ignore"):
            z = [_scaled(shape(self.config.lr * L), z0) for L, z0 in zip(self.eigenvalues, self._distances, strict=True)]
            W, b = (_scaled(z[0], flat) + _scaled(z[1], steep) for flat, steep in self._directions)
            rise = (self.eigenvalues[0] * z[0] ** 2 + self.eigenvalues[1] * z[1] ** 2) / 2
            return Trajectory(W + self.W, b + self.b, self.cost + rise)

    def costs_after(self, lr: Floats, updates: int) -> Floats | None:
        """Return the exact cost after so many updates at other learning rates, shape (lr,); None if there is no closed form.

        inf where it overflows.
        """
        if self.momentum is None:
            return None
        shapes = (self.momentum.shape_after(lr * L, updates) for L in self.eigenvalues)
        with np.errstate(over="ignore", invalid="ignore"):
            z = [_scaled(shape, z0) for shape, z0 in zip(shapes, self._distances, strict=True)]
            rise = (self.eigenvalues[0] * z[0] ** 2 + self.eigenvalues[1] * z[1] ** 2) / 2
        return self.cost + np.where(np.isnan(rise), np.inf, rise)

    def bounds_of(self, momentum: Floats) -> Floats | None:
        """Return `bound` for other values of the momentum, shape (momentum,); None if there is no closed form."""
        if self.momentum is None:
            return None
        return np.array([replace(self.momentum, mu=mu).bound for mu in momentum.tolist()]) / self.eigenvalues[1]


def analyse(config: RunConfig, dataset: Dataset | None = None) -> Theory:
    """Return the closed forms of `config` on `dataset` (the config's own by default), with the points rounded to float32.

    Raises:
        DatasetError: if the points cannot be standardised in float32.
    """
    points = training_points(config, dataset)
    x, y = (column.astype(np.float32).astype(np.float64) for column in (points.x, points.y))
    mean_x, mean_y = x.mean(), y.mean()
    # Centred, to lose no digits if x is far from 0.
    W = float(((x - mean_x) * (y - mean_y)).sum() / ((x - mean_x) ** 2).sum())
    b = float(mean_y - W * mean_x)
    hessian = 2 * np.array([[np.mean(x * x), mean_x], [mean_x, 1.0]])
    large = float(hessian.trace() / 2 + math.hypot((hessian[0, 0] - hessian[1, 1]) / 2, hessian[0, 1]))
    # From the determinant, 4 var(x) = small * large: this avoids subtracting large numbers.
    small = float(4 * np.var(x)) / large
    steep = _unit_eigenvector(hessian, large)
    directions = np.column_stack([[-steep[1], steep[0]], steep])
    start = np.array(start_of(config)).astype(np.float32).astype(np.float64)
    return Theory(
        config=config,
        W=W,
        b=b,
        cost=float(np.mean((W * x + b - y) ** 2)),
        eigenvalues=(small, large),
        condition_number=large / small,
        critical_lr=2 / large,
        fastest_lr=2 / (small + large),
        bounded_lr=4 / large,
        momentum=_momentum(config, len(points)),
        _hessian=hessian,
        _directions=directions,
        _distances=directions.T @ (start - np.array([W, b])),
    )


def _unit_eigenvector(symmetric: Floats, eigenvalue: float) -> Floats:
    # The eigenvector is orthogonal to both rows of A - L I; the longer row is more accurate.
    rows = symmetric - eigenvalue * np.eye(2)
    row = rows[int(np.argmax(np.hypot(rows[:, 0], rows[:, 1])))]
    return np.array([-row[1], row[0]]) / math.hypot(*row) if row.any() else np.array([1.0, 0.0])


def _momentum(config: RunConfig, points: int) -> Momentum | None:
    if config.optimizer_kind.torch_name != "SGD" or config.updates_per_epoch(points) > 1:
        return None
    return Momentum(config.options.get("momentum", 0.0), config.optimizer_kind.nesterov, config.zero_grad)


def _shape(momentum: Momentum, t: Floats, a: float) -> Floats:
    """Return z_t / z_0 for a = lr * eigenvalue."""
    if momentum.mu:
        return momentum.shape(a, len(t))
    return _shrink(a, t) if momentum.zero_grad else _swing(a, t)


def _shrink(a: float, t: Floats) -> Floats:
    """Return z_t / z_0 of plain gradient descent for a = lr * eigenvalue."""
    return np.power(1 - a, t)


def _swing(a: float, t: Floats) -> Floats:
    """Return z_t / z_0 with zero_grad off for a = lr * eigenvalue.

    It solves z_{t+1} - (2 - a) z_t + z_{t-1} = 0 with z_1 = (1 - a) z_0. With cos(p) = 1 - a/2 the solution is
    cos(p (t + 1/2)) / cos(p/2): at t = 0 it is 1, at t = 1 it is 2 cos(p) - 1 = 1 - a, and
    cos(p (t + 3/2)) + cos(p (t - 1/2)) = 2 cos(p) cos(p (t + 1/2)). For a > 4, p is pi + i q with cosh(q) = a/2 - 1;
    at a = 4 the limit is (-1)^t (2 t + 1).
    """
    half = math.sqrt(a) / 2
    if half < 1:
        p = 2 * math.asin(half)
        return np.cos(p * (t + 0.5)) / math.cos(p / 2)
    sign = np.where(t % 2 == 0, 1.0, -1.0)
    if half == 1:
        return sign * (2 * t + 1)
    q = 2 * math.acosh(half)
    # sinh(q (t + 1/2)) / sinh(q/2), without intermediate overflow.
    return sign * np.exp(q * t) * -np.expm1(-q * (2 * t + 1)) / -math.expm1(-q)


def _scaled(shape: Floats, distance: float) -> Floats:
    # 0 * inf would be nan; a zero distance stays 0.
    return shape * distance if distance else np.zeros_like(shape)
