"""The complete stand-alone program of a config, in the style of the notes; it prints the same log."""

from __future__ import annotations

from collections.abc import Sequence
from inspect import signature
from textwrap import fill, indent

from linreg.aliases import Translate
from linreg.config import RunConfig
from linreg.data import Dataset
from linreg.scaling import y_varies

_IMPORTS = "import torch\nimport torch.nn as nn\nimport torch.nn.functional as F"

_CLASS = """\
class LinearRegressionModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(1, 1)

    def forward(self, x):
        return self.linear(x)"""

_FORWARD_MANUAL = "hypothesis = {x} * W + b\ncost = torch.mean((hypothesis - {y}) ** 2)"
_FORWARD_MODEL = "prediction = model({x})\ncost = F.mse_loss(prediction, {y})"

_LOG = """\
if epoch % 100 == 0:
    print('Epoch {:4d}/{} W: {:.3f}, b: {:.3f} Cost: {:.6f}'.format(
        epoch, nb_epochs, W.item(), b.item(), cost.item()
    ))"""


def program(config: RunConfig, dataset: Dataset | None = None, _: Translate = str) -> str:
    """Return a program that trains exactly as `train(config, dataset)` and prints the lines of `format_log`.

    Args:
        config: the run.
        dataset: the points to fit; `config.dataset` by default.
        _: translates the comments.
    """
    imports = "import torch" if config.style == "manual" else _IMPORTS
    if config.batch is not None:
        imports += "\nfrom torch.utils.data import DataLoader, TensorDataset"
    data = _data(config, dataset or config.dataset, _)
    classes = [_CLASS] if config.style == "module" else []
    model = f"{_model(config, _)}\noptimizer = {_optimizer(config)}"
    loop = f"nb_epochs = {config.epochs}\nfor epoch in range(nb_epochs + 1):\n{indent(_epoch(config, _), '    ')}"
    # notebook.py splits the program into cells at these blank lines.
    return "\n\n\n".join([f"{imports}\n\n{data}", *classes, model, loop]) + "\n"


def _data(config: RunConfig, dataset: Dataset, _: Translate) -> str:
    lines = [_column("x_train", dataset.x.tolist()), _column("y_train", dataset.y.tolist())]
    if config.scale:
        lines += ["x_train = (x_train - x_train.mean()) / x_train.std(correction=0)  # " + _("mean 0, standard deviation 1")]
        lines += ["y_train = y_train - y_train.mean()"]
        lines += ["y_train = y_train / y_train.std(correction=0)"] if y_varies(dataset) else []
    if config.batch is not None:
        lines += [
            "loader = DataLoader(",
            f"    TensorDataset(x_train, y_train), batch_size={config.batch}, shuffle=True,",
            f"    generator=torch.Generator().manual_seed({config.seed}),",
            ")",
        ]
    return "\n".join(lines)


def _optimizer(config: RunConfig) -> str:
    """Return the call that constructs the optimizer, without arguments equal to PyTorch's defaults."""
    kind = config.optimizer_kind
    by_default = signature(kind.torch_class).parameters
    options = [f", {name}={value!r}" for name, value in kind.arguments(config.options).items() if value != by_default[name].default]
    parameters = "[W, b]" if config.style == "manual" else "model.parameters()"
    return f"torch.optim.{kind.torch_name}({parameters}, lr={config.lr!r}{''.join(options)})"


def _epoch(config: RunConfig, _: Translate) -> str:
    """Return the body of the loop over the epochs."""
    step = f"{forward(config)}\n\n{_zero_grad(config, _)}\ncost.backward()\noptimizer.step()"
    stop = "if not torch.isfinite(cost):  # " + _("the run has diverged") + "\n    break"
    if config.batch is not None:
        body = indent(f"{step}\n{stop}", "    ")
        step = f"for x_batch, y_batch in loader:\n{body}"
    return f"{step}\n\n{_LOG}\n{stop}"


def forward(config: RunConfig) -> str:
    """Return the two lines of the loop that compute the prediction and its cost."""
    x, y = ("x_train", "y_train") if config.batch is None else ("x_batch", "y_batch")
    return (_FORWARD_MANUAL if config.style == "manual" else _FORWARD_MODEL).format(x=x, y=y)


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
    """Return the assignment of a tensor of shape (points, 1); integral values are written as integers, as in the notes."""
    rows = ", ".join(f"[{int(value) if value.is_integer() and abs(value) < 1e15 else repr(value)}]" for value in values)
    line = f"{name} = torch.FloatTensor([{rows}])"
    if len(line) <= 100:
        return line
    return f"{name} = torch.FloatTensor([\n{fill(rows, 96, initial_indent='    ', subsequent_indent='    ')}\n])"
