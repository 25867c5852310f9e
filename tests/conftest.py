"""Shared settings: one thread for PyTorch, deterministic Hypothesis examples, and how tests go to processes."""

from pathlib import Path

import pytest
import torch
from hypothesis import settings

# On tensors this small, threads only cost; and the tests run in several processes.
torch.set_num_threads(1)
settings.register_profile("linreg", deadline=None, derandomize=True, database=None, max_examples=50)
settings.load_profile("linreg")

BROWSER = Path(__file__).parent / "browser"


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the browser tests in one process, with one server and one browser; of the others, each file in one."""
    for item in items:
        in_browser = BROWSER in item.path.parents
        if in_browser:
            item.add_marker(pytest.mark.browser)
        item.add_marker(pytest.mark.xdist_group("browser" if in_browser else str(item.path)))
