"""What the mathematics says about a run before it is run: the least-squares line, the learning rates, the exact trajectory.

The cost is a quadratic bowl, so gradient descent on it can be solved exactly, one eigen-direction of the Hessian at a time.
With z the distance to the least-squares point along an eigen-direction of eigenvalue L:

- zero_grad on (plain gradient descent): z_t = (1 - lr L)^t z_0.
- zero_grad off: `.grad` is the sum of all gradients so far, which is SGD with momentum 1, so
  z_{t+1} - (2 - lr L) z_t + z_{t-1} = 0 with z_1 = (1 - lr L) z_0. Its roots lie on the unit circle while lr L < 4.

Source for both: G. Goh, "Why Momentum Really Works", Distill, 2017; the closed form for momentum 1 is derived in `_swing`.
SGD with momentum is linear too, and has its own file. What batches and the optimizers that size their steps themselves do,
is not known beforehand: there is no verdict on them.

Everything here is float64; a run is float32 and follows it up to rounding.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
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
    """The exact path: W, b and cost before the update of each epoch, shape (epochs + 1,) each."""

    W: Floats
    b: Floats
    cost: Floats


class Bowl(NamedTuple):
    """The loss surface: cost + (WW dW^2 + 2 Wb dW db + bb db^2) / 2, with dW and db the way from its lowest point (W, b)."""

    W: float
    b: float
    cost: float
    WW: float
    Wb: float
    bb: float


@dataclass(frozen=True, eq=False)
class Theory:
    """The closed forms for a config on a data set, about the points as they are trained on.

    Attributes:
        config: what they are about.
        W, b, cost: the least-squares line and its cost.
        eigenvalues: of the Hessian of the cost, (small, large).
        condition_number: large / small.
        critical_lr: 2 / large. With zero_grad on, a run converges exactly when lr is below it.
        fastest_lr: 2 / (small + large), where both directions shrink equally fast.
        bounded_lr: 4 / large. With zero_grad off, a run swings for ever below it and diverges above. Like the two before it
            it is about SGD without momentum on all points.
        momentum: how the loop moves, where theory knows it: SGD on all points at once. None for the other optimizers and for
            batches.
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
    _directions: Floats = field(repr=False)  # the eigenvectors, as columns
    _distances: Floats = field(repr=False)  # of the start from the optimum, along them

    @property
    def bound(self) -> float | None:
        """The largest lr with which this config does not diverge; 0 where none is small enough; None where theory does not know."""
        return None if self.momentum is None else self.momentum.bound / self.eigenvalues[1]

    @cached_property
    def verdict(self) -> Verdict | None:
        """What the run does; None where theory does not know.

        Worked out when it is first asked for: the learning rates need no trajectory.
        """
        end = self.path
        if self.momentum is None or end is None:
            return None
        first = float(np.hypot(*self._distances))
        if first <= 1e-12 * (1 + math.hypot(self.W, self.b)):
            first = 0.0
        last = math.hypot(end.W[-1] - self.W, end.b[-1] - self.b)
        return judge(self.config.lr, self.eigenvalues, self.momentum, first, last)

    @property
    def bowl(self) -> Bowl:
        """The loss surface."""
        (WW, Wb), (_, bb) = self._hessian.tolist()
        return Bowl(self.W, self.b, self.cost, WW, Wb, bb)

    @property
    def swings(self) -> bool:
        """Whether theory knows that the run swings for ever."""
        return self.verdict is not None and self.verdict.kind == "oscillating"

    def cost_at(self, W: Floats, b: Floats) -> Floats:
        """Return the cost at the points (W, b), arrays of one shape: cost* + d^T H d / 2 with d the way from the optimum."""
        dW, db = W - self.W, b - self.b
        bowl = self.bowl
        cost: Floats = self.cost + (bowl.WW * dW * dW + 2 * bowl.Wb * dW * db + bowl.bb * db * db) / 2
        return cost

    def level_curve(self, rise: float, points: int = 48) -> tuple[Floats, Floats]:
        """Return the (W, b) at which the cost is `rise` above its least, an ellipse, as two arrays of shape (points + 1,)."""
        angle = np.linspace(0.0, 2 * np.pi, points + 1)
        half = np.sqrt(2 * rise / np.array(self.eigenvalues))
        W, b = self._directions @ (half[:, None] * np.array([np.cos(angle), np.sin(angle)]))
        return W + self.W, b + self.b

    @cached_property
    def path(self) -> Trajectory | None:
        """The exact trajectory over the config's own epochs; None where theory has none. Its arrays are read-only."""
        path = self.trajectory(self.config.epochs)
        for column in path or ():
            column.setflags(write=False)
        return path

    def trajectory(self, epochs: int) -> Trajectory | None:
        """Return the exact path over `epochs` (as in RunConfig), not finite where it overflows; None where theory has none."""
        if self.momentum is None:
            return None
        shape = partial(_shape, self.momentum, np.arange(epochs + 1, dtype=np.float64))
        with np.errstate(over="ignore", invalid="ignore"):
            z = [_scaled(shape(self.config.lr * L), z0) for L, z0 in zip(self.eigenvalues, self._distances, strict=True)]
            W, b = (_scaled(z[0], flat) + _scaled(z[1], steep) for flat, steep in self._directions)
            rise = (self.eigenvalues[0] * z[0] ** 2 + self.eigenvalues[1] * z[1] ** 2) / 2
            return Trajectory(W + self.W, b + self.b, self.cost + rise)


def analyse(config: RunConfig, dataset: Dataset | None = None) -> Theory:
    """Return the closed forms for `config` on `dataset` (by default the config's own), whose points are taken as float32 has them.

    Raises:
        DatasetError: if the points cannot be standardised.
    """
    points = training_points(config, dataset)
    x, y = (column.astype(np.float32).astype(np.float64) for column in (points.x, points.y))
    mean_x, mean_y = x.mean(), y.mean()
    # Centred, which loses no digits where x lies far from 0.
    W = float(((x - mean_x) * (y - mean_y)).sum() / ((x - mean_x) ** 2).sum())
    b = float(mean_y - W * mean_x)
    hessian = 2 * np.array([[np.mean(x * x), mean_x], [mean_x, 1.0]])
    large = float(hessian.trace() / 2 + math.hypot((hessian[0, 0] - hessian[1, 1]) / 2, hessian[0, 1]))
    # The product of the eigenvalues is the determinant, 4 var(x): no difference of large numbers.
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
    # Both rows of (A - L I) are normal to it; the longer one is the more exact.
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
    """Plain gradient descent: z_t / z_0 for a = lr * eigenvalue."""
    return np.power(1 - a, t)


def _swing(a: float, t: Floats) -> Floats:
    """zero_grad off: z_t / z_0 for a = lr * eigenvalue, the solution of z_{t+1} - (2 - a) z_t + z_{t-1} = 0, z_1 = (1 - a) z_0.

    With cos(p) = 1 - a/2 it is cos(p (t + 1/2)) / cos(p/2): at t = 0 it is 1, at t = 1 it is 2 cos(p) - 1 = 1 - a, and
    cos(p (t + 3/2)) + cos(p (t - 1/2)) = 2 cos(p) cos(p (t + 1/2)). Beyond a = 4, p becomes pi + i q with
    cosh(q) = a/2 - 1; at a = 4 itself the limit is (-1)^t (2 t + 1).
    """
    half = math.sqrt(a) / 2
    if half < 1:
        p = 2 * math.asin(half)
        return np.cos(p * (t + 0.5)) / math.cos(p / 2)
    sign = np.where(t % 2 == 0, 1.0, -1.0)
    if half == 1:
        return sign * (2 * t + 1)
    q = 2 * math.acosh(half)
    # sinh(q (t + 1/2)) / sinh(q/2), written so that it overflows no sooner than its value does.
    return sign * np.exp(q * t) * -np.expm1(-q * (2 * t + 1)) / -math.expm1(-q)


def _scaled(shape: Floats, distance: float) -> Floats:
    # 0 * inf is nan: a direction in which there is no distance stays at 0.
    return shape * distance if distance else np.zeros_like(shape)
