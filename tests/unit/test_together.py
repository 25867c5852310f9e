"""Runs in one program: in parts of bounded size that together are one sweep."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

import linreg.together
from linreg import ConfigError, Dataset, RunConfig, Sweep, sweep
from linreg.config import LEARNING_RATES
from linreg.sweeps import RUNS_MAX, work
from linreg.together import ELEMENTS, parts_of

GRID = tuple(np.geomspace(1e-3, 1, 64).tolist())
SECOND = tuple(np.linspace(0, 0.99, 64).tolist())


def line_of(points: int) -> Dataset:
    """Return so many points."""
    return Dataset("line", np.linspace(-1, 1, points), np.linspace(-1, 3, points))


@given(st.integers(1, RUNS_MAX), st.integers(1, 300_000))
def test_parts(runs: int, points: int) -> None:
    """They divide all runs in order, as evenly and as few as may be; none but a single run makes more than ELEMENTS predictions."""
    parts = parts_of(runs, points)
    assert [run for part in parts for run in range(runs)[part]] == list(range(runs))
    sizes = [part.stop - part.start for part in parts]
    assert max(sizes) - min(sizes) <= 1
    assert max(sizes) == 1 or max(sizes) * points <= ELEMENTS
    assert (len(parts) - 1) * max(1, ELEMENTS // points) < runs


class Largest(TorchDispatchMode):
    """Watches PyTorch: `largest` is the size in bytes of the largest array that has been made."""

    largest = 0

    def __torch_dispatch__(
        self, func: Callable[..., Any], types: object, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> object:
        """Make what is asked for, and look at its size."""
        made = func(*args, **(kwargs or {}))
        sizes = [leaf.untyped_storage().nbytes() for leaf in tree_leaves(made) if isinstance(leaf, torch.Tensor)]
        self.largest = max([self.largest, *sizes])
        return made


SWEEPS: dict[str, Callable[[], Sweep]] = {
    "the slider": lambda: sweep(RunConfig(epochs=300), LEARNING_RATES),
    "points": lambda: sweep(RunConfig(epochs=3), LEARNING_RATES, line_of(5000)),
    "pairs": lambda: sweep(RunConfig(epochs=70), GRID, momentum=SECOND),
    "Adam": lambda: sweep(RunConfig(epochs=70, optimizer="adam"), GRID, beta1=SECOND),
    "pairs and points": lambda: sweep(RunConfig(epochs=2), GRID, line_of(500), momentum=SECOND),
    "pairs and batches": lambda: sweep(RunConfig(epochs=1, batch=100), GRID, line_of(500), momentum=SECOND),
}


@pytest.mark.parametrize("name", SWEEPS)
def test_no_array_is_large(name: str) -> None:
    """However many runs and points there are, no tensor is much larger than 1 MB, and what is kept takes at most 10 MB.

    The largest are the predictions of a step, and the states of a block of updates.
    """
    with Largest() as watched:
        found = SWEEPS[name]()
    assert watched.largest <= max(4 * ELEMENTS, 65 * 2 * 4 * len(found.lr))
    assert sum(column.nbytes for column in (found.W, found.b, found.cost)) <= 10e6


@pytest.mark.parametrize(
    "config", [RunConfig(epochs=60), RunConfig(data="cars", scale=True, batch=7, epochs=20), RunConfig(optimizer="adam", epochs=60)]
)
def test_parts_are_one_sweep(config: RunConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    """The runs of all parts are those of one program, on the same batches; the fraction done grows to 1."""
    lrs = [0.01, 0.02, 0.3, 4.0, 0.1]
    whole = sweep(config, lrs)
    monkeypatch.setattr(linreg.together, "ELEMENTS", 14)
    assert len(parts_of(5, min(7, len(config.dataset)))) >= 2
    shares: list[float] = []
    parts = sweep(config, lrs, on_progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1)
    for name in ("lr", "W", "b", "cost", "final_W", "final_b", "final_cost", "diverged_at"):
        np.testing.assert_allclose(getattr(parts, name), getattr(whole, name), rtol=1e-4, atol=1e-5)


def test_more_parts_are_more_work() -> None:
    """Each part makes all updates: two parts are twice the work of one, twice the runs in one part less than that."""
    config = RunConfig(epochs=99)
    assert work(config, 2, ELEMENTS) == pytest.approx(2 * work(config, 1, ELEMENTS))
    assert work(config, 2, 3) < 1.1 * work(config, 1, 3)


def test_the_number_of_runs_is_limited() -> None:
    """A grid of 64 x 64 is allowed, and no run more."""
    with pytest.raises(ConfigError, match="lr must be values for at most 4096 runs, got 4097"):
        sweep(RunConfig(epochs=1), [0.1] * (RUNS_MAX + 1))
    with pytest.raises(ConfigError, match="got 4160"):
        sweep(RunConfig(epochs=1), GRID, momentum=[*SECOND, 0.5])
