"""SGD with momentum on a quadratic bowl, one eigen-direction of the Hessian at a time.

With a = lr times the eigenvalue, z the distance to the least-squares point, s the sum of the gradients so far and v the
momentum buffer, both times lr, PyTorch's step is

    g = a z;   s <- g (zero_grad on) or s + g (off);   v <- mu v + s;   z <- z - v, with Nesterov's z - (s + mu v).

It is linear: a matrix of (z, s, v), and what it does in the long run are its eigenvalues.
Source: `torch.optim.SGD`; G. Goh, "Why Momentum Really Works", Distill, 2017. float64 throughout.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from linreg.aliases import Floats


@dataclass(frozen=True)
class Momentum:
    """How the loop moves: momentum `mu`, 0 to 1, whether it is Nesterov's, and whether zero_grad is on."""

    mu: float
    nesterov: bool
    zero_grad: bool

    @property
    def undamped(self) -> bool:
        """Whether nothing slows the loop down: momentum 1 without Nesterov's, or zero_grad off alone, which is the same."""
        return (self.mu == 1 and not self.nesterov) if self.zero_grad else self.mu == 0

    @property
    def bound(self) -> float:
        """The a below which z shrinks or, where nothing slows it down, swings for ever; 0 if it grows whatever a is.

        Jury's criterion on the characteristic polynomial. With zero_grad on that is l^2 - (1 + mu - a) l + mu, and
        l^2 - (1 + mu - (1 + mu) a) l + mu (1 - a) with Nesterov's. With zero_grad off and mu above 0 one of its conditions,
        1 - mu^2 > 1 - mu^2 + mu a (mu^2 a with Nesterov's), never holds.
        """
        if not self.zero_grad:
            return 0.0 if self.mu else 4.0
        return 2 * (1 + self.mu) / (1 + 2 * self.mu) if self.nesterov else 2 * (1 + self.mu)

    def matrix(self, a: float) -> Floats:
        """Return the matrix that makes (z, s, v) after a step out of that before it, shape (3, 3)."""
        s = np.array([a, 0.0 if self.zero_grad else 1.0, 0.0])
        v = s + np.array([0.0, 0.0, self.mu])
        z = np.array([1.0, 0.0, 0.0]) - (s + self.mu * v if self.nesterov else v)
        return np.array([z, s, v])

    def leading(self, a: float) -> complex:
        """Return the eigenvalue that decides: by its size the distance is multiplied at each step in the long run."""
        eigenvalues = np.linalg.eigvals(self.matrix(a))
        return complex(eigenvalues[np.argmax(np.abs(eigenvalues))])

    def shape(self, a: float, steps: int) -> Floats:
        """Return z_t / z_0 for t = 0 ... steps - 1; not finite where it overflows."""
        powers = np.eye(3)[None]  # M^0 ... M^(k-1), of which each turn makes twice as many
        matrix = self.matrix(a)
        with np.errstate(over="ignore", invalid="ignore"):
            while len(powers) < steps:
                powers = np.concatenate([powers, powers @ matrix])
                matrix = matrix @ matrix
        found: Floats = powers[:steps, 0, 0]
        return found
