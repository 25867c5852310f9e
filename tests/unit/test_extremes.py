"""The states farthest in each direction, found block by block."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from linreg.extremes import DIRECTIONS, Extremes


@pytest.mark.parametrize("block", [1, 7, 50])
def test_they_are_those_of_all_states_at_once(block: int) -> None:
    """However the states are cut into blocks, the farthest ones are those that numpy finds among all of them."""
    states = torch.randn(50, 2, 3, generator=torch.Generator().manual_seed(1))
    x = torch.tensor([[1.0], [2.0], [3.0]])
    found = Extremes(x, runs=3)
    for first in range(0, 50, block):
        found.take(first, states[first : first + block])
    angles = np.arange(DIRECTIONS) * 2 * np.pi / DIRECTIONS
    directions = np.column_stack([np.cos(angles) * np.sqrt(14 / 3), np.sin(angles)])
    for run in range(3):
        ways = states[:, :, run].numpy() @ directions.T
        assert found.step[run].tolist() == ways.argmax(axis=0).tolist()
        assert found.theta[:, run].T.tolist() == states[ways.argmax(axis=0), :, run].tolist()


def test_what_is_not_finite_is_not_far() -> None:
    """A run keeps the farthest states of the blocks before the one in which it is nan; the others go on."""
    calm = torch.tensor([[1.0, 1.0], [-1.0, -1.0]])[None].repeat(4, 1, 1)
    wild = calm.clone()
    wild[1, :, 0] = torch.nan
    wild[2, :, 1] = 9.0
    found = Extremes(torch.ones(1, 1), runs=2)
    found.take(0, calm)
    found.take(4, wild)
    assert found.theta[:, 0].unique().tolist() == [-1, 1]
    assert found.theta[:, 1].max() == 9
    assert (found.step[0] < 4).all()
