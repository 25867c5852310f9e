"""Initial values of a model: PyTorch's own, without the global random generator."""

import math

import torch
from torch import nn


def linear_at(W: float, b: float) -> nn.Linear:
    """Return an `nn.Linear(1, 1)` with the given weight and bias.

    `skip_init` avoids drawing from the global random generator, which all threads share.
    """
    linear: nn.Linear = nn.utils.skip_init(nn.Linear, 1, 1)  # type: ignore[no-untyped-call]
    nn.init.constant_(linear.weight, W)
    nn.init.constant_(linear.bias, b)
    return linear


def draw_initial(seed: int) -> tuple[float, float]:
    """Return the initial (W, b) of `torch.manual_seed(seed); nn.Linear(1, 1)`.

    Source: `torch.nn.Linear.reset_parameters`: `kaiming_uniform_(weight, a=sqrt(5))`, then `bias` uniform in +-1/sqrt(fan_in),
    where fan_in is 1 here.
    """
    generator = torch.Generator().manual_seed(seed)
    weight, bias = torch.empty(1, 1), torch.empty(1)
    nn.init.kaiming_uniform_(weight, a=math.sqrt(5), generator=generator)
    nn.init.uniform_(bias, -1.0, 1.0, generator=generator)
    return weight.item(), bias.item()
