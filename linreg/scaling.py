"""The points as training uses them: float32 columns, standardised if the config says so."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from linreg.config import RunConfig
from linreg.data import Dataset, DatasetError


class Scaling(NamedTuple):
    """How points were standardised: means and population standard deviations of x and y, in their original units.

    std_y is 1 if all y are equal.
    """

    mean_x: float
    std_x: float
    mean_y: float
    std_y: float

    def unscaled(self, W: float, b: float) -> tuple[float, float]:
        """Return W and b in the original units, given those on the standardised points."""
        slope = W * self.std_y / self.std_x
        return slope, self.mean_y + b * self.std_y - slope * self.mean_x


def tensors(dataset: Dataset, scale: bool) -> tuple[Tensor, Tensor]:
    """Return x_train and y_train, float32 of shape (points, 1); standardised to mean 0 and standard deviation 1 if `scale`.

    If all y are equal, they are only centred.

    Raises:
        DatasetError: if the points cannot be standardised in float32.
    """
    x_train = torch.tensor(dataset.x, dtype=torch.float32).unsqueeze(1)
    y_train = torch.tensor(dataset.y, dtype=torch.float32).unsqueeze(1)
    if not scale:
        return x_train, y_train
    x_train = (x_train - x_train.mean()) / x_train.std(correction=0)
    y_train = y_train - y_train.mean()
    if y_varies(dataset):
        y_train = y_train / y_train.std(correction=0)
    if not (x_train.isfinite().all() and y_train.isfinite().all() and x_train.max() > x_train.min()):
        raise DatasetError("x and y must be smaller to be standardised in float32")
    return x_train, y_train


def y_varies(dataset: Dataset) -> bool:
    """Return whether y has distinct values in float32. If not, its standard deviation is 0 and cannot be divided by."""
    y = torch.tensor(dataset.y, dtype=torch.float32)
    return bool((y != y[0]).any())


def training_points(config: RunConfig, dataset: Dataset | None = None) -> Dataset:
    """Return the points used in training: the data set, standardised if `config.scale`.

    Raises:
        DatasetError: if the points cannot be standardised in float32.
    """
    dataset = dataset or config.dataset
    if not config.scale:
        return dataset
    x_train, y_train = tensors(dataset, scale=True)
    return Dataset(dataset.name, x_train.flatten().tolist(), y_train.flatten().tolist())


def scaling_of(config: RunConfig, dataset: Dataset | None = None) -> Scaling | None:
    """Return how a run of `config` standardises its points; None if it does not."""
    if not config.scale:
        return None
    dataset = dataset or config.dataset
    x, y = (torch.tensor(column, dtype=torch.float32) for column in (dataset.x, dataset.y))
    std_y = y.std(correction=0).item() if y_varies(dataset) else 1.0
    return Scaling(x.mean().item(), x.std(correction=0).item(), y.mean().item(), std_y)
