"""A checkpoint: the state of optimizer and loader at the start of an epoch. With W, b and `.grad`, training can resume from it."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, NamedTuple

import torch
from torch import Tensor

_BYTES, _BYTES_OF_TENSOR = 1_000, 500
"""What a checkpoint and each tensor of its optimizer take besides the state of the generator. Measured."""


class Checkpoint(NamedTuple):
    """The state of a training loop at the start of an epoch, besides W, b and `.grad`.

    Attributes:
        step: index of the first step of the epoch.
        optimizer: the optimizer's `state_dict`.
        shuffling: state of the generator that shuffles the points.
    """

    step: int
    optimizer: dict[str, Any]
    shuffling: Tensor

    @classmethod
    def of(cls, step: int, optimizer: torch.optim.Optimizer, generator: torch.Generator) -> Checkpoint:
        """Return a checkpoint with copies of the states before `step`."""
        return cls(step, deepcopy(optimizer.state_dict()), generator.get_state())

    @property
    def nbytes(self) -> int:
        """The memory that it takes, in bytes, about."""
        states = self.optimizer["state"].values()
        tensors = [value for state in states for value in state.values() if isinstance(value, Tensor)]
        return _BYTES + self.shuffling.nbytes + len(tensors) * _BYTES_OF_TENSOR

    def load_optimizer(self, optimizer: torch.optim.Optimizer) -> None:
        """Load the stored state into an optimizer of the same kind."""
        # Copied: load_state_dict keeps the given tensors, and step() writes into them.
        optimizer.load_state_dict(deepcopy(self.optimizer))

    def generator(self) -> torch.Generator:
        """Return a generator in the stored state: it shuffles as the loop's did from here on."""
        return torch.Generator().set_state(self.shuffling)
