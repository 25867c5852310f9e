"""Shared settings: one thread for PyTorch, deterministic Hypothesis examples, distribution of the tests to processes."""

from pathlib import Path

import pytest
import torch
from hypothesis import settings

# Tensors this small gain nothing from threads, and the tests run in several processes.
torch.set_num_threads(1)
settings.register_profile("linreg", deadline=None, derandomize=True, database=None, max_examples=50)
settings.load_profile("linreg")

BROWSER = Path(__file__).parent / "browser"


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run all browser tests in one process, with one server and one browser, and each other file in one process."""
    for item in items:
        in_browser = BROWSER in item.path.parents
        if in_browser:
            item.add_marker(pytest.mark.browser)
        item.add_marker(pytest.mark.xdist_group("browser" if in_browser else str(item.path)))
