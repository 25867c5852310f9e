"""The complete stand-alone program for a config, as the notes would write it: run by plain Python, it prints the same log."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from textwrap import fill, indent

from linreg.config import RunConfig
from linreg.data import Dataset, load_dataset

Translate = Callable[[str], str]

_IMPORTS = "import torch\nimport torch.nn as nn\nimport torch.nn.functional as F"

_CLASS = """\
class LinearRegressionModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(1, 1)

    def forward(self, x):
        return self.linear(x)"""

_FORWARD_MANUAL = "hypothesis = x_train * W + b\ncost = torch.mean((hypothesis - y_train) ** 2)"
_FORWARD_MODEL = "prediction = model(x_train)\ncost = F.mse_loss(prediction, y_train)"

_LOG = """\
if epoch % 100 == 0:
    print('Epoch {:4d}/{} W: {:.3f}, b: {:.3f} Cost: {:.6f}'.format(
        epoch, nb_epochs, W.item(), b.item(), cost.item()
    ))"""


def program(config: RunConfig, dataset: Dataset | None = None, _: Translate = str) -> str:
    """Return a program that trains exactly as `train(config, dataset)` does and prints what `format_log` says of the run.

    Args:
        config: what to run.
        dataset: the points to fit; by default the preset that the config names.
        _: translates the comments.
    """
    dataset = dataset or load_dataset(config.data)
    manual = config.style == "manual"
    step = "\n".join(
        [
            _FORWARD_MANUAL if manual else _FORWARD_MODEL,
            "",
            _zero_grad(config, _),
            "cost.backward()",
            "optimizer.step()",
            "",
            _LOG,
            "if not torch.isfinite(cost):  # " + _("the run has diverged"),
            "    break",
        ]
    )
    parameters = "[W, b]" if manual else "model.parameters()"
    data = f"{_column('x_train', dataset.x.tolist())}\n{_column('y_train', dataset.y.tolist())}"
    model = f"{_model(config, _)}\noptimizer = torch.optim.SGD({parameters}, lr={config.lr!r})"
    loop = f"nb_epochs = {config.epochs}\nfor epoch in range(nb_epochs + 1):\n{indent(step, '    ')}"
    classes = [_CLASS] if config.style == "module" else []
    # Two empty lines between the sections, as around a class.
    return "\n\n\n".join([f"{'import torch' if manual else _IMPORTS}\n\n{data}", *classes, model, loop]) + "\n"


def _zero_grad(config: RunConfig, _: Translate) -> str:
    if config.zero_grad:
        return "optimizer.zero_grad()"
    return "# " + _("no optimizer.zero_grad() here: backward() adds each new gradient to those before")


def _model(config: RunConfig, _: Translate) -> str:
    if config.style == "manual":
        W, b = config.start or (0.0, 0.0)
        return "\n".join(f"{name} = {_tensor(value)}" for name, value in (("W", W), ("b", b)))
    lines = []
    if config.start is None:
        lines += [f"torch.manual_seed({config.seed})  # " + _("decides the initial values")]
    made, layer = ("nn.Linear(1, 1)", "model") if config.style == "linear" else ("LinearRegressionModel()", "model.linear")
    lines += [f"model = {made}"]
    lines += [f"W, b = {layer}.weight, {layer}.bias"]
    if config.start is not None:
        lines += [f"nn.init.constant_(W, {config.start[0]!r})", f"nn.init.constant_(b, {config.start[1]!r})"]
    return "\n".join(lines)


def _tensor(value: float) -> str:
    return "torch.zeros(1, requires_grad=True)" if value == 0 else f"torch.tensor([{value!r}], requires_grad=True)"


def _column(name: str, values: Sequence[float]) -> str:
    """Return the line that makes a column of shape (points, 1); whole numbers stand as the notes write them."""
    rows = ", ".join(f"[{int(value) if value.is_integer() and abs(value) < 1e15 else repr(value)}]" for value in values)
    line = f"{name} = torch.FloatTensor([{rows}])"
    if len(line) <= 100:
        return line
    return f"{name} = torch.FloatTensor([\n{fill(rows, 96, initial_indent='    ', subsequent_indent='    ')}\n])"
