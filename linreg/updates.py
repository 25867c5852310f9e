"""The updates of `torch.optim`, written out for many runs at once: each run has a learning rate of its own, and options too.

`torch.optim` has one learning rate a parameter group, and hundreds of groups would be slow. The formulas and the order of the
operations are those of PyTorch's documentation and of its `_single_tensor_...` functions; tests compare each with the real one.

Parameters and gradients have the shape (2, runs): W and b of each run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, Protocol

import torch
from torch import Tensor

Option = float | Tensor
"""The value of an option for all runs, or a tensor of shape (runs,)."""


class Update(Protocol):
    """An update with its state. Constructed from the learning rates, shape (runs,), and the optimizer's options by name."""

    def step(self, theta: Tensor, grad: Tensor) -> None:
        """Update the parameters `theta` in place by the gradients `grad`, which are left as they are."""
        ...


class SGD:
    """`torch.optim.SGD`: theta <- theta - lr v with v <- momentum v + grad; Nesterov: theta - lr (grad + momentum v)."""

    def __init__(self, lr: Tensor, momentum: Option = 0.0, nesterov: bool = False) -> None:
        self._rate = -lr
        self._momentum = momentum
        self._nesterov = nesterov
        self._velocity: Tensor | None = None

    def step(self, theta: Tensor, grad: Tensor) -> None:
        """Update `theta` in place."""
        theta.addcmul_(self._direction(grad), self._rate)

    def _direction(self, grad: Tensor) -> Tensor:
        if isinstance(self._momentum, float) and self._momentum == 0:
            return grad
        self._velocity = grad.clone() if self._velocity is None else self._velocity.mul_(self._momentum).add_(grad)
        return grad + self._velocity * self._momentum if self._nesterov else self._velocity


class Adagrad:
    """`torch.optim.Adagrad`: theta <- theta - lr / (1 + (t - 1) lr_decay) grad / (sqrt(sum of grad^2) + eps)."""

    def __init__(self, lr: Tensor, lr_decay: Option, eps: Option) -> None:
        self._rate = -lr
        self._decay = lr_decay
        self._eps = eps
        self._steps = 0
        self._sum: Tensor | float = 0.0

    def step(self, theta: Tensor, grad: Tensor) -> None:
        """Update `theta` in place."""
        self._sum = self._sum + grad * grad
        rate = self._rate / (1 + self._steps * self._decay)
        theta.addcmul_(grad / self._sum.sqrt().add_(self._eps), rate)
        self._steps += 1


class RMSprop:
    """`torch.optim.RMSprop`: s <- alpha s + (1 - alpha) grad^2; theta <- theta - lr grad / (sqrt(s) + eps), or with momentum."""

    def __init__(self, lr: Tensor, alpha: Option, momentum: Option, eps: Option) -> None:
        self._rate = -lr
        self._alpha = alpha
        self._momentum = momentum
        self._eps = eps
        self._square: Tensor | None = None
        self._velocity: Tensor | None = None

    def step(self, theta: Tensor, grad: Tensor) -> None:
        """Update `theta` in place."""
        square = torch.zeros_like(grad) if self._square is None else self._square
        self._square = square.mul_(self._alpha).add_((1 - self._alpha) * grad * grad)
        scaled = grad / self._square.sqrt().add_(self._eps)
        if isinstance(self._momentum, float) and self._momentum == 0:
            theta.addcmul_(scaled, self._rate)
            return
        self._velocity = scaled if self._velocity is None else self._velocity.mul_(self._momentum).add_(scaled)
        theta.addcmul_(self._velocity, self._rate)


class Adam:
    """`torch.optim.Adam`, and with a weight decay other than 0 `torch.optim.AdamW`.

    m <- m + (1 - beta1)(grad - m), v <- beta2 v + (1 - beta2) grad^2;
    theta <- theta - lr / (1 - beta1^t) m / (sqrt(v) / sqrt(1 - beta2^t) + eps), after theta <- theta (1 - lr weight_decay).
    """

    def __init__(self, lr: Tensor, beta1: Option, beta2: Option, eps: Option = 1e-8, weight_decay: Option = 0.0) -> None:
        self._lr = lr
        # In float64, as PyTorch computes the powers.
        self._beta1 = beta1.double() if isinstance(beta1, Tensor) else beta1
        self._beta2 = beta2.double() if isinstance(beta2, Tensor) else beta2
        self._weights = [_single(1 - self._beta1), _single(self._beta2), _single(1 - self._beta2)]
        self._eps = eps
        self._kept = None if isinstance(weight_decay, float) and weight_decay == 0 else 1 - lr * weight_decay
        self._steps = 0
        self._mean: Tensor | None = None
        self._square: Tensor | None = None

    def step(self, theta: Tensor, grad: Tensor) -> None:
        """Update `theta` in place."""
        if self._mean is None or self._square is None:
            self._mean, self._square = torch.zeros_like(grad), torch.zeros_like(grad)
        self._steps += 1
        first, kept, second = self._weights
        if self._kept is not None:
            theta.mul_(self._kept)
        self._mean.add_((grad - self._mean) * first)
        self._square.mul_(kept).add_(grad * grad * second)
        scale = _single((1 - self._beta2**self._steps) ** 0.5)
        rate = -self._lr / _single(1 - self._beta1**self._steps)
        theta.addcmul_(self._mean / (self._square.sqrt() / scale).add_(self._eps), rate)


def _single(value: Option) -> Option:
    return value.float() if isinstance(value, Tensor) else value


UPDATES: Final[Mapping[str, Callable[..., Update]]] = MappingProxyType(
    {
        "sgd": SGD,
        "momentum": SGD,
        "nesterov": lambda lr, momentum: SGD(lr, momentum, nesterov=True),
        "adagrad": Adagrad,
        "rmsprop": RMSprop,
        "adam": Adam,
        "adamw": Adam,
    }
)
"""The updates by the names in `linreg.optimizers.OPTIMIZERS`."""
