"""Style `linear`: `nn.Linear` holds W and b, `F.mse_loss` is the cost."""

import torch.nn.functional as F
from torch import Tensor, nn

from linreg.styles.initial import linear_at


class LinearStyle:
    """`nn.Linear(1, 1)`: W of shape (1, 1) and b of shape (1,), initialised to the given values."""

    def __init__(self, W: float, b: float) -> None:
        self.model: nn.Linear = linear_at(W, b)
        self.W: Tensor = self.model.weight
        self.b: Tensor = self.model.bias

    def cost(self, x_train: Tensor, y_train: Tensor) -> Tensor:
        """Return the mean squared error as a scalar, for x_train and y_train of shape (points, 1)."""
        prediction = self.model(x_train)
        return F.mse_loss(prediction, y_train)
