"""How far runs that are trained together get, in every direction of the (W, b) plane."""

from __future__ import annotations

from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

DIRECTIONS: Final = 16
"""Number of directions. The convex hull of the states farthest in them is that of all states, but for a pixel of a picture."""


class Extremes:
    """The state of each run that is farthest in each direction, found block by block.

    A swing is at its ends in few of its steps, and at others for each learning rate: states kept at the same times for all runs
    miss them.

    Args:
        x: the points, shape (points, 1). A change of W counts by how much it changes the predictions for them.
        runs: the number of runs.
        directions: the number of directions.
    """

    def __init__(self, x: Tensor, runs: int, directions: int = DIRECTIONS) -> None:
        angles = torch.arange(directions) * 2 * torch.pi / directions
        self._directions = torch.stack([angles.cos() * x.square().mean().sqrt(), angles.sin()], dim=1)
        self._reached = torch.full((directions, runs), -torch.inf)
        self._theta = torch.full((2, directions, runs), torch.nan)
        self._step = torch.zeros(directions, runs, dtype=torch.int64)

    def take(self, first: int, states: Tensor) -> None:
        """Look at the states with the indices from `first` on, shape (states, 2, runs)."""
        W, b = states.unbind(dim=1)
        for place, (along_W, along_b) in enumerate(self._directions):
            reached, at = (along_W * W + along_b * b).max(dim=0)
            # Never true of nan: a run that has diverged gets no farther.
            farther = (reached > self._reached[place]).nonzero()[:, 0]
            self._reached[place, farther] = reached[farther]
            self._theta[:, place, farther] = states[at[farther], :, farther].T
            self._step[place, farther] = first + at[farther]

    @property
    def theta(self) -> Tensor:
        """W and b, shape (2, runs, directions); nan of a run that is never finite."""
        return self._theta.transpose(1, 2)

    @property
    def step(self) -> NDArray[np.int64]:
        """The indices of these states, shape (runs, directions)."""
        return self._step.T.numpy()
