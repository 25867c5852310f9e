"""SGD with momentum on a quadratic cost, along one eigenvector of the Hessian.

With a = lr times the eigenvalue, z the distance from the least-squares point, s = lr times `.grad` and v = lr times the
momentum buffer, PyTorch's step is

    g = a z;   s <- g (zero_grad on) or s + g (off);   v <- mu v + s;   z <- z - v, with Nesterov's z - (s + mu v).

The step is a linear map of (z, s, v); its eigenvalues determine the long run.
Source: `torch.optim.SGD`; G. Goh, "Why Momentum Really Works", Distill, 2017. float64 throughout.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from linreg.aliases import Floats


@dataclass(frozen=True)
class Momentum:
    """Parameters of the step.

    Attributes:
        mu: momentum, 0 to 1.
        nesterov: whether it is Nesterov's momentum.
        zero_grad: whether zero_grad is on.
    """

    mu: float
    nesterov: bool
    zero_grad: bool

    @property
    def undamped(self) -> bool:
        """Whether there is no damping: momentum 1 (not Nesterov's) with zero_grad on, or the equivalent, zero_grad off alone."""
        return (self.mu == 1 and not self.nesterov) if self.zero_grad else self.mu == 0

    @property
    def bound(self) -> float:
        """The largest a without divergence: below it z shrinks or, undamped, oscillates for ever. 0 if every a diverges.

        From Jury's criterion. With zero_grad on the characteristic polynomial is l^2 - (1 + mu - a) l + mu, and
        l^2 - (1 + mu - (1 + mu) a) l + mu (1 - a) with Nesterov's momentum. With zero_grad off and mu > 0 one condition,
        1 - mu^2 > 1 - mu^2 + mu a (mu^2 a with Nesterov's), never holds.
        """
        if not self.zero_grad:
            return 0.0 if self.mu else 4.0
        return 2 * (1 + self.mu) / (1 + 2 * self.mu) if self.nesterov else 2 * (1 + self.mu)

    def matrix(self, a: float) -> Floats:
        """Return the matrix of one step on (z, s, v), shape (3, 3)."""
        s = np.array([a, 0.0 if self.zero_grad else 1.0, 0.0])
        v = s + np.array([0.0, 0.0, self.mu])
        z = np.array([1.0, 0.0, 0.0]) - (s + self.mu * v if self.nesterov else v)
        return np.array([z, s, v])

    def leading(self, a: float) -> complex:
        """Return the eigenvalue of largest modulus: in the long run each step multiplies the distance by its modulus."""
        eigenvalues = np.linalg.eigvals(self.matrix(a))
        return complex(eigenvalues[np.argmax(np.abs(eigenvalues))])

    def shape(self, a: float, steps: int) -> Floats:
        """Return z_t / z_0 for t = 0 ... steps - 1, shape (steps,); inf or nan on overflow."""
        powers = np.eye(3)[None]  # M^0 ... M^(k-1); each iteration doubles k
        matrix = self.matrix(a)
        with np.errstate(over="ignore", invalid="ignore"):
            while len(powers) < steps:
                powers = np.concatenate([powers, powers @ matrix])
                matrix = matrix @ matrix
        found: Floats = powers[:steps, 0, 0]
        return found

    def shape_after(self, a: Floats, steps: int) -> Floats:
        """Return z_t / z_0 at t = `steps` for each a; shape (a,); inf or nan on overflow."""
        with np.errstate(over="ignore", invalid="ignore"):
            found: Floats = np.linalg.matrix_power(np.array([self.matrix(each) for each in a]), steps)[:, 0, 0]
        return found
