"""Style `module`: a subclass of `nn.Module` whose `forward` calls its own `nn.Linear`."""

import torch.nn.functional as F
from torch import Tensor, nn

from linreg.styles.initial import linear_at


class LinearRegressionModel(nn.Module):
    """The notes' class: one `nn.Linear(1, 1)`, called by `forward`."""

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self.linear = linear

    def forward(self, x: Tensor) -> Tensor:
        """Return the predictions, shape (points, 1), for x of shape (points, 1)."""
        prediction: Tensor = self.linear(x)
        return prediction


class ModuleStyle:
    """A LinearRegressionModel: W of shape (1, 1) and b of shape (1,), initialised to the given values."""

    def __init__(self, W: float, b: float) -> None:
        self.model = LinearRegressionModel(linear_at(W, b))
        self.W: Tensor = self.model.linear.weight
        self.b: Tensor = self.model.linear.bias

    def cost(self, x_train: Tensor, y_train: Tensor) -> Tensor:
        """Return the mean squared error as a scalar, for x_train and y_train of shape (points, 1)."""
        prediction = self.model(x_train)
        return F.mse_loss(prediction, y_train)
