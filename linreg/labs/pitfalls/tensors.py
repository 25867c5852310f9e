"""Mistakes with tensors: the autograd graph, shapes and dtypes."""

from __future__ import annotations

from typing import Final

from linreg.aliases import Translate
from linreg.labs.pitfalls.pitfall import PROGRAM, Pitfall, Words, edited

_MSE_LOSS: Final = edited(
    PROGRAM,
    ("import torch\n", "import torch\nimport torch.nn.functional as F\n"),
    ("torch.mean((hypothesis - y_train) ** 2)", "F.mse_loss(hypothesis, y_train)"),
    ("\nprint(", "\nprint(hypothesis.shape, y_train.shape, (hypothesis - y_train).shape)\nprint("),
)

_LINEAR: Final = edited(
    PROGRAM,
    ("import torch\n", "import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n"),
    ("W = torch.zeros(1, requires_grad=True)\n", "model = nn.Linear(1, 1)\nW, b = model.weight, model.bias\n"),
    # PyTorch's initial values would differ in every run.
    ("b = torch.zeros(1, requires_grad=True)\n", "nn.init.zeros_(W)\nnn.init.zeros_(b)\n"),
    ("SGD([W, b]", "SGD(model.parameters()"),
    ("hypothesis = x_train * W + b", "prediction = model(x_train)"),
    ("torch.mean((hypothesis - y_train) ** 2)", "F.mse_loss(prediction, y_train)"),
)

_BY_HAND: Final = edited(
    PROGRAM,
    ("optimizer = torch.optim.SGD([W, b], lr=0.1)\n", "lr = 0.1\n"),
    ("    optimizer.zero_grad()\n", "    W.grad = b.grad = None\n"),
    ("    optimizer.step()\n", "    with torch.no_grad():\n        W -= lr * W.grad\n        b -= lr * b.grad\n"),
)


def _requires_grad(_: Translate) -> Words:
    return Words(
        title=_("`requires_grad` missing"),
        symptom=_("`cost.backward()` stops with an error in the first pass."),
        why=_(
            "PyTorch records only what is computed from a tensor with `requires_grad=True`. "
            "Here there is none, so there is nothing to differentiate."
        ),
        fix=_("Create W and b with `requires_grad=True`."),
    )


def _shapes(_: Translate) -> Words:
    return Words(
        title=_("`y_train` in one dimension"),
        symptom=_("Only a warning, and then a wrong line: flat, at 4, the mean of y."),
        why=_(
            "Predictions of shape (3, 1) minus y of shape (3,) give shape (3, 3) by broadcasting: "
            "every prediction is compared with every y."
        ),
        fix=_("Give y the shape of the predictions, (3, 1)."),
    )


def _integers(_: Translate) -> Words:
    return Words(
        title=_("Integers as data"),
        symptom=_("`model(x_train)` stops with an error in the first pass."),
        why=_(
            "`torch.tensor` turns whole numbers into integers (Long), but the weight of `nn.Linear` is a Float, "
            "and a matrix product needs one dtype for both."
        ),
        fix=_("Use `torch.FloatTensor` as the notes do, or write `1.0` instead of `1`."),
    )


def _cut(_: Translate) -> Words:
    return Words(
        title=_("`.data` or `detach()` cuts the graph"),
        symptom=_("No error, but W never moves. Only b learns, and the line stays flat."),
        why=_("`W.data`, like `W.detach()`, has the value of W but not its history, so the gradient finds no way back to W."),
        fix=_("Compute with W itself. `detach()` is for looking at values."),
    )


def _in_place(_: Translate) -> Words:
    return Words(
        title=_("W changed in place"),
        symptom=_("`W -= lr * W.grad` stops with an error in the first pass."),
        why=_(
            "W requires a gradient and is a leaf of the graph. "
            "While PyTorch records, it does not allow in-place changes of such tensors."
        ),
        fix=_("Update inside `with torch.no_grad():`, or leave it to an optimizer."),
    )


def _item(_: Translate) -> Words:
    return Words(
        title=_("`item()` before `backward()`"),
        symptom=_("`cost.backward()` stops with an error in the first pass."),
        why=_("`item()` returns a plain Python number. Only the tensor remembers how it was computed."),
        fix=_("Keep `cost` a tensor, and call `item()` only to print or store its value."),
    )


TENSORS: Final = (
    Pitfall(
        "requires_grad",
        edited(
            PROGRAM,
            ("W = torch.zeros(1, requires_grad=True)", "W = torch.zeros(1)"),
            ("b = torch.zeros(1, requires_grad=True)", "b = torch.zeros(1)"),
        ),
        PROGRAM,
        _requires_grad,
    ),
    Pitfall("shapes", edited(_MSE_LOSS, ("[[2], [4], [6]]", "[2, 4, 6]")), _MSE_LOSS, _shapes),
    Pitfall(
        "integers", edited(_LINEAR, ("FloatTensor([[1]", "tensor([[1]"), ("FloatTensor([[2]", "tensor([[2]")), _LINEAR, _integers
    ),
    Pitfall("cut", edited(PROGRAM, ("x_train * W + b", "x_train * W.data + b")), PROGRAM, _cut),
    Pitfall(
        "in_place",
        edited(
            _BY_HAND,
            ("    with torch.no_grad():\n", ""),
            ("        W -= lr * W.grad\n        b -= lr * b.grad\n", "    W -= lr * W.grad\n    b -= lr * b.grad\n"),
        ),
        _BY_HAND,
        _in_place,
    ),
    Pitfall("item", edited(PROGRAM, (" ** 2)\n", " ** 2).item()\n"), ("(cost.item(), W", "(cost, W")), PROGRAM, _item),
)
