"""A checkpoint: what a loop holds at the beginning of an epoch besides W, b and `.grad`, enough to go on from there."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, NamedTuple

import torch
from torch import Tensor


class Checkpoint(NamedTuple):
    """What a loop holds at the beginning of an epoch.

    Attributes:
        step: the index of the epoch's first step.
        optimizer: the `state_dict` of its optimizer.
        shuffling: the state of the generator that shuffles the points.
    """

    step: int
    optimizer: dict[str, Any]
    shuffling: Tensor

    @classmethod
    def of(cls, step: int, optimizer: torch.optim.Optimizer, generator: torch.Generator) -> Checkpoint:
        """Return a copy of what a loop holds before `step`."""
        return cls(step, deepcopy(optimizer.state_dict()), generator.get_state())

    def load_optimizer(self, optimizer: torch.optim.Optimizer) -> None:
        """Give an optimizer of the same kind the state of that time."""
        # Copied: an optimizer goes on with the very tensors that it is given, and writes into them.
        optimizer.load_state_dict(deepcopy(self.optimizer))

    def generator(self) -> torch.Generator:
        """Return a generator that shuffles as that of the loop did from there on."""
        return torch.Generator().set_state(self.shuffling)
