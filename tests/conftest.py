"""Shared settings: one thread for PyTorch, deterministic Hypothesis examples, distribution of the tests to processes."""

from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

# Tensors this small gain nothing from threads, and the tests run in several processes.
torch.set_num_threads(1)
settings.register_profile("linreg", deadline=None, derandomize=True, database=None, max_examples=50)
settings.load_profile("linreg")

BROWSER = Path(__file__).parent / "browser"


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark the browser tests."""
    if BROWSER in item.path.parents:
        item.add_marker(pytest.mark.browser)


class ByFile(LoadScopeScheduling):
    """Tests of one file share a process; all browser tests do, so that one server and one browser serve them."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", 1)[0]
        return "browser" if file.startswith("tests/browser/") else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    """Give the tests to processes by file, in their order: the browser first, for it takes longest."""
    config.option.loadscopereorder = False
    return ByFile(config, log)


@pytest.fixture
def updates(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """Count the updates made by PyTorch."""
    made: list[None] = []
    step = torch.optim.SGD.step

    def counted(optimizer: torch.optim.SGD, *arguments: object) -> object:
        made.append(None)
        return step(optimizer, *arguments)

    monkeypatch.setattr(torch.optim.SGD, "step", counted)
    return made
