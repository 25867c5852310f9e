"""Time of `record` compared with the notes' loop in the same style, measured alternately in one process."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import nn

from linreg import RunConfig, record

EPOCHS = 1999
PAIRS = 15

x_train = torch.tensor([[1.0], [2.0], [3.0]])
y_train = torch.tensor([[2.0], [4.0], [6.0]])


def manual() -> None:
    """Run the notes' loop on tensors W and b."""
    W = torch.zeros(1, requires_grad=True)
    b = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.SGD([W, b], lr=0.01)
    for _epoch in range(EPOCHS + 1):
        hypothesis = x_train * W + b
        cost = torch.mean((hypothesis - y_train) ** 2)
        optimizer.zero_grad()
        cost.backward()
        optimizer.step()


def loop(model: nn.Module) -> None:
    """Run the notes' loop on a model."""
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    for _epoch in range(EPOCHS + 1):
        prediction = model(x_train)
        cost = F.mse_loss(prediction, y_train)
        optimizer.zero_grad()
        cost.backward()
        optimizer.step()


class LinearRegressionModel(nn.Module):
    """The notes' class."""

    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Linear(1, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return the predictions."""
        prediction: torch.Tensor = self.linear(x)
        return prediction


BARE: dict[str, Callable[[], None]] = {
    "manual": manual,
    "linear": lambda: loop(nn.Linear(1, 1)),
    "module": lambda: loop(LinearRegressionModel()),
}


def seconds(work: Callable[[], object]) -> float:
    """Return the duration of `work`."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> None:
    """Print a line for each style."""
    torch.set_num_threads(1)
    print(f"record({EPOCHS} epochs) against the bare loop, median of {PAIRS} pairs in turns")
    for style, bare in BARE.items():
        config = RunConfig(style=style, epochs=EPOCHS)
        bare(), record(config)
        pairs = [(seconds(bare), seconds(lambda config=config: record(config))) for _pair in range(PAIRS)]  # type: ignore[misc]
        alone, recorded = (statistics.median(column) for column in zip(*pairs, strict=True))
        ratio = statistics.median(second / first for first, second in pairs)
        print(f"  {style:7} bare {1000 * alone:6.1f} ms   record {1000 * recorded:6.1f} ms   ratio {ratio:.3f}   (at most 1.10)")


if __name__ == "__main__":
    main()
