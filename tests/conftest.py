"""Shared settings: one thread for PyTorch, and deterministic Hypothesis examples without a deadline."""

import torch
from hypothesis import settings

# On tensors this small, threads only cost; and the tests run in several processes.
torch.set_num_threads(1)
settings.register_profile("linreg", deadline=None, derandomize=True, database=None, max_examples=50)
settings.load_profile("linreg")
