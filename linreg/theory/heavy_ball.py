"""The fastest heavy ball: SGD with momentum on a quadratic cost, with the momentum and the learning rate that suit it best.

Along an eigenvector with eigenvalue L, with a = lr L, the roots of r^2 - (1 + mu - a) r + mu = 0 decide. Their product is mu:

- for mu >= (1 - sqrt(a))^2 they are conjugates of modulus sqrt(mu), which grows with mu;
- for smaller mu they are real. The larger one in modulus is above sqrt(mu) there and shrinks as mu grows: its derivative
  (r - 1) / (2 r - (1 + mu - a)) is negative if r is positive, which is then below 1, and positive if r is negative.

So along one eigenvector (1 - sqrt(a))^2 is best. Of two, the one for which this is larger is the slower one up to there, and beyond
it both are as slow as sqrt(mu). Source: B. T. Polyak, "Some methods of speeding up the convergence of iteration methods", 1964;
G. Goh, "Why Momentum Really Works", Distill, 2017.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from linreg.aliases import Floats


class Pair(NamedTuple):
    """A learning rate and a momentum, and by how much each step multiplies the distance with them in the long run."""

    lr: float
    momentum: float
    factor: float


def best_momentum(lr: Floats, eigenvalues: tuple[float, float]) -> Floats:
    """Return the momentum with which the distance shrinks fastest in the long run, for each learning rate.

    Args:
        lr: learning rates, any shape.
        eigenvalues: of the Hessian.

    Returns:
        Of the shape of `lr`, 0 to 1. From 4 / (the large eigenvalue) on every momentum diverges: there it is nan.

    >>> best_momentum(np.array([0.01, 1.0, 5.0]), (0.25, 1.0)).tolist()
    [0.9025, 0.25, nan]
    """
    best = np.max([(1 - np.sqrt(lr * eigenvalue)) ** 2 for eigenvalue in eigenvalues], axis=0)
    return np.where(lr * max(eigenvalues) < 4, best, np.nan)


def fastest_pair(eigenvalues: tuple[float, float]) -> Pair:
    """Return the fastest pair of all: there the momentum is best along both eigenvectors.

    >>> fastest_pair((1.0, 9.0))
    Pair(lr=0.25, momentum=0.25, factor=0.5)
    """
    small, large = (math.sqrt(eigenvalue) for eigenvalue in eigenvalues)
    factor = (large - small) / (large + small)
    return Pair((2 / (small + large)) ** 2, factor**2, factor)
