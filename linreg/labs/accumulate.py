"""Gradient accumulation: the notes' loop of `z = 2*w` and `z.backward()`, with `w.grad` after each pass."""

from __future__ import annotations

from typing import Final, NamedTuple

import torch
from torch import Tensor

from linreg.aliases import Translate
from linreg.kinds import Flag, Integer
from linreg.labs.about import About

PASSES: Final = Integer(1, 100)
PASSES_DEFAULT: Final = 21
"""Length of the notes' `range(nb_epochs + 1)` with nb_epochs = 20."""


class Pass(NamedTuple):
    """One pass of the loop.

    Attributes:
        number: 1, 2, 3, ...
        carried: `w.grad` before `backward()`; 0 if it was None.
        fresh: the gradient computed by this `backward()`.
        grad: `w.grad` after it.
    """

    number: int
    carried: float
    fresh: float
    grad: float


def accumulate(passes: int = PASSES_DEFAULT, zero_grad: bool = False) -> list[Pass]:
    """Run the notes' loop and return its passes.

    Args:
        passes: number of passes, 1 to 100.
        zero_grad: whether each pass begins with `optimizer.zero_grad()`. In the notes it does not.

    Raises:
        ConfigError: naming the field, the value and what is allowed.
    """
    passes, zero_grad = PASSES.check("passes", passes), Flag().check("zero_grad", zero_grad)
    w = torch.tensor(2.0, requires_grad=True)
    optimizer = torch.optim.SGD([w])
    fresh: list[Tensor] = []
    # The hook receives the new gradient before autograd adds it to w.grad.
    w.register_hook(fresh.append)  # type: ignore[no-untyped-call]

    found = []
    for number in range(1, passes + 1):
        if zero_grad:
            optimizer.zero_grad()
        z = 2 * w
        carried = 0.0 if w.grad is None else w.grad.item()
        z.backward()  # type: ignore[no-untyped-call]
        found.append(Pass(number, carried, fresh[-1].item(), w.grad.item()))  # type: ignore[union-attr]
    return found


def program(passes: int = PASSES_DEFAULT, zero_grad: bool = False, _: Translate = str) -> str:
    """Return the program of that loop in the style of the notes; it prints `w.grad` after each pass.

    Args:
        passes: as for `accumulate`.
        zero_grad: as for `accumulate`.
        _: translates the printed text.

    Raises:
        ConfigError: as `accumulate`.
    """
    passes, zero_grad = PASSES.check("passes", passes), Flag().check("zero_grad", zero_grad)
    text = _("z differentiated with respect to w: {}")
    lines = [
        "import torch",
        "",
        "w = torch.tensor(2.0, requires_grad=True)",
        *(["optimizer = torch.optim.SGD([w])"] if zero_grad else []),
        "",
        f"nb_epochs = {passes - 1}",
        "for epoch in range(nb_epochs + 1):",
        *(["    optimizer.zero_grad()"] if zero_grad else []),
        "    z = 2 * w",
        "    z.backward()",
        f"    print({text!r}.format(w.grad))",
    ]
    return "\n".join(lines) + "\n"


def about(_: Translate = str) -> About:
    """Return the texts of the lab."""
    return About(
        notes=_("Why optimizer.zero_grad() is needed"),
        shows=_("PyTorch adds each new gradient to what `.grad` already holds, until `zero_grad()` clears it."),
        question=_("The slope of `z = 2 * w` is 2 everywhere. Why does PyTorch add at all, instead of replacing?"),
        answer=_(
            "So that several calls of `backward()` can share one step: the gradients of two costs add up to the gradient of their "
            "sum, so a batch can be computed in two halves. "
            "Only you know when the sum is complete, and `zero_grad()` is how you say so."
        ),
    )
