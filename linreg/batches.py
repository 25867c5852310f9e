"""The batches of an epoch, in their order."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor
from torch.utils.data import DataLoader, TensorDataset

from linreg.config import RunConfig


def batches_of(config: RunConfig, x_train: Tensor, y_train: Tensor, generator: torch.Generator) -> Iterable[tuple[Tensor, Tensor]]:
    """Return the batches (x, y) of an epoch; each iteration shuffles them anew with `generator`, if there are several.

    Args:
        config: its `batch` is the size of a batch; None: all points are one, in order.
        x_train: shape (points, 1).
        y_train: shape (points, 1).
        generator: decides the order. One of its own: PyTorch's global one is shared by all sessions.
    """
    if config.batch is None:
        return [(x_train, y_train)]
    return DataLoader(TensorDataset(x_train, y_train), batch_size=config.batch, shuffle=True, generator=generator)
