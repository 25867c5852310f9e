"""Style `manual`: tensors W and b with requires_grad, and the mean squared error written by hand."""

import torch
from torch import Tensor


class ManualStyle:
    """W and b of shape (1,), initialised to the given values."""

    def __init__(self, W: float, b: float) -> None:
        self.W = torch.tensor([W], requires_grad=True)
        self.b = torch.tensor([b], requires_grad=True)

    def cost(self, x_train: Tensor, y_train: Tensor) -> Tensor:
        """Return the mean squared error as a scalar, for x_train and y_train of shape (points, 1)."""
        hypothesis = x_train * self.W + self.b
        return torch.mean((hypothesis - y_train) ** 2)
