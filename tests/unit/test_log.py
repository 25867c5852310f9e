"""format_log: the notes' own lines, to the last digit."""

import re

import pytest
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import optim

from linreg import RunConfig, format_log, record


def typed_in_manual() -> list[str]:
    """Return what the notes' first program prints, as anyone would type it in."""
    lines = []
    x_train = torch.FloatTensor([[1], [2], [3]])
    y_train = torch.FloatTensor([[2], [4], [6]])
    W = torch.zeros(1, requires_grad=True)
    b = torch.zeros(1, requires_grad=True)
    optimizer = optim.SGD([W, b], lr=0.01)

    nb_epochs = 1999
    for epoch in range(nb_epochs + 1):
        hypothesis = x_train * W + b
        cost = torch.mean((hypothesis - y_train) ** 2)
        optimizer.zero_grad()
        cost.backward()
        optimizer.step()
        if epoch % 100 == 0:
            lines.append(f"Epoch {epoch:4d}/{nb_epochs} W: {W.item():.3f}, b: {b.item():.3f} Cost: {cost.item():.6f}")
    return lines


class LinearRegressionModel(nn.Module):
    """The notes' class."""

    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Linear(1, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return the predictions."""
        return self.linear(x)


def typed_in_nn(as_class: bool) -> list[str]:
    """Return what the notes' programs with `nn.Linear` print for seed 1, W and b put in the same form."""
    lines = []
    with torch.random.fork_rng():
        torch.manual_seed(1)
        x_train = torch.FloatTensor([[1], [2], [3]])
        y_train = torch.FloatTensor([[2], [4], [6]])
        model = LinearRegressionModel() if as_class else nn.Linear(1, 1)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.01)

        nb_epochs = 2000
        for epoch in range(nb_epochs + 1):
            prediction = model(x_train)
            cost = F.mse_loss(prediction, y_train)
            optimizer.zero_grad()
            cost.backward()
            optimizer.step()
            if epoch % 100 == 0:
                W, b = model.parameters()
                lines.append(f"Epoch {epoch:4d}/{nb_epochs} W: {W.item():.3f}, b: {b.item():.3f} Cost: {cost.item():.6f}")
    return lines


def test_manual_as_typed_in() -> None:
    """The notes' first program, typed in, prints the same twenty lines, digit for digit."""
    expected = typed_in_manual()
    assert len(expected) == 20
    assert format_log(record(RunConfig(style="manual", lr=0.01, epochs=1999))) == expected


@pytest.mark.parametrize(("style", "as_class"), [("linear", False), ("module", True)])
def test_nn_as_typed_in(style: str, as_class: bool) -> None:
    """The notes' programs with `nn.Linear`, typed in with seed 1, print the same, digit for digit."""
    expected = typed_in_nn(as_class)
    assert len(expected) == 21
    assert format_log(record(RunConfig(style=style, lr=0.01, epochs=2000, seed=1))) == expected


def test_published_lines() -> None:
    """The numbers that were published for the notes' first program come out."""
    lines = format_log(record(RunConfig(style="manual", lr=0.01, epochs=1999)))
    assert lines[0] == "Epoch    0/1999 W: 0.187, b: 0.080 Cost: 18.666666"
    assert lines[1] == "Epoch  100/1999 W: 1.746, b: 0.578 Cost: 0.048171"
    assert lines[19] == "Epoch 1900/1999 W: 1.997, b: 0.008 Cost: 0.000008"


@pytest.mark.parametrize("style", ["linear", "module"])
def test_published_costs(style: str) -> None:
    """So do the costs published for `nn.Linear` after `torch.manual_seed(1)`."""
    lines = format_log(record(RunConfig(style=style, lr=0.01, epochs=2000, seed=1)))
    assert lines[0].startswith("Epoch    0/2000 W: ")
    assert lines[0].endswith(" Cost: 13.103541")
    assert lines[1].startswith("Epoch  100/2000 W: ")
    assert lines[1].endswith(" Cost: 0.002791")


@pytest.mark.parametrize(("epochs", "every"), [(1, 1), (10, 1), (10, 3), (99, 100), (100, 100), (101, 100), (250, 7), (5, 10**9)])
def test_every(epochs: int, every: int) -> None:
    """There is a line for epoch 0 and each multiple of `every` that was run."""
    lines = format_log(record(RunConfig(epochs=epochs)), every)
    assert [int(line.split()[1].partition("/")[0]) for line in lines] == list(range(0, epochs + 1, every))


def test_after_and_before() -> None:
    """W and b are those after the update, in the last line too; the cost is the one before it."""
    run = record(RunConfig(epochs=3))
    lines = format_log(run, every=1)
    after = [*zip(run.W[1:], run.b[1:], strict=True), run.final]
    assert lines == [
        f"Epoch    {epoch}/3 W: {W:.3f}, b: {b:.3f} Cost: {cost:.6f}"
        for epoch, ((W, b), cost) in enumerate(zip(after, run.cost, strict=True))
    ]


def test_long_runs_keep_the_columns() -> None:
    """Epochs of five digits are written out, as Python's own format does."""
    lines = format_log(record(RunConfig(epochs=10_000)), every=10_000)
    assert lines[1] == "Epoch 10000/10000 W: 2.000, b: 0.000 Cost: 0.000000"


@pytest.mark.parametrize("config", [RunConfig(lr=1.0), RunConfig(lr=1.0, zero_grad=False), RunConfig(start=(1e30, 0.0))])
def test_diverged(config: RunConfig) -> None:
    """A run that diverges has a line up to where it stops, with Python's words for what is not finite."""
    run = record(config)
    lines = format_log(run, every=1)
    assert len(lines) == len(run) < 100
    assert re.search(r"\b(inf|nan)\b", lines[-1])
    assert f"/{config.epochs} " in lines[-1]


@pytest.mark.parametrize("every", [0, -1, 1.5, 100.0, True, False, "100", None])
def test_bad_every(every: object) -> None:
    """An `every` that is no positive whole number is refused with its value and what is allowed."""
    run = record(RunConfig(epochs=1))
    with pytest.raises(ValueError, match=f"^every must be a whole number from 1, got {every!r}$"):
        format_log(run, every)
