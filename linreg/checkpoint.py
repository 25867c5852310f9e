"""A checkpoint: the state of optimizer and loader at the start of an epoch. With W, b and `.grad`, training can resume from it."""

from __future__ import annotations

import pickle
from typing import NamedTuple

import torch


class Checkpoint(NamedTuple):
    """The state of a training loop at the start of an epoch, besides W, b and `.grad`.

    The states are bytes: thousands of checkpoints may be in memory, and the garbage collector passes over bytes.

    Attributes:
        step: index of the first step of the epoch.
        optimizer: the optimizer's `state_dict`, pickled.
        shuffling: state of the generator that shuffles the points.
    """

    step: int
    optimizer: bytes
    shuffling: bytes

    @classmethod
    def of(cls, step: int, optimizer: torch.optim.Optimizer, generator: torch.Generator, before: Checkpoint | None) -> Checkpoint:
        """Return the states before `step`; those that have not changed since the checkpoint `before` share its memory."""
        states = pickle.dumps(optimizer.state_dict()), generator.get_state().numpy().tobytes()
        same = before[1:] if before else ()
        return cls(step, *(next((old for old in same if old == state), state) for state in states))

    def load_optimizer(self, optimizer: torch.optim.Optimizer) -> None:
        """Load the stored state into an optimizer of the same kind."""
        optimizer.load_state_dict(pickle.loads(self.optimizer))

    def generator(self) -> torch.Generator:
        """Return a generator in the stored state: it shuffles as the loop's did from here on."""
        return torch.Generator().set_state(torch.frombuffer(bytearray(self.shuffling), dtype=torch.uint8))
