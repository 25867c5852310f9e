"""What all tests share: one thread for PyTorch, and the same examples of Hypothesis each time, however long one takes."""

import torch
from hypothesis import settings

# On tensors this small, threads only cost; and the tests run in several processes.
torch.set_num_threads(1)
settings.register_profile("linreg", deadline=None, derandomize=True, database=None, max_examples=50)
settings.load_profile("linreg")
