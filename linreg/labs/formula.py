"""The program of formulas in w, as one would type it into Python, and the words of the lab about autograd."""

from __future__ import annotations

import re
from typing import Final

from linreg.aliases import Translate
from linreg.labs.about import About
from linreg.labs.expression import FUNCTIONS, parse

_CALL: Final = re.compile(rf"\b({'|'.join(FUNCTIONS)})\s*\(")


def program(source: str, w: float) -> str:
    """Return the lines of PyTorch that differentiate formulas at w; run, they print the result and `w.grad`.

    Args:
        source: the formulas, as `expression.parse` reads them.
        w: where.

    Raises:
        ExpressionError: if the formulas cannot be used.
    """
    names = [formula.name for formula in parse(source)]
    texts = [text.strip() for text in re.split(r"[\r\n;]+", source) if text.strip()]
    lines = [_CALL.sub(r"torch.\1(", text) for text in texts]
    if names[-1] is None:
        lines[-1] = f"result = {lines[-1]}"
    result = names[-1] or "result"
    end = [f"{result}.backward()", f"print({result}.item(), w.grad)"]
    return "\n".join(["import torch", "", f"w = torch.tensor({w!r}, requires_grad=True)", *lines, *end]) + "\n"


def about(_: Translate = str) -> About:
    """Return the words of the lab."""
    return About(
        shows=_("While PyTorch computes, it records a graph; `backward()` walks it back and leaves the slope in `w.grad`."),
        question=_("How does PyTorch know the derivative of a formula that you have only just made up?"),
        answer=_(
            "It does not know the formula, only its steps: each recorded operation knows its own derivative, and the chain rule "
            "multiplies them along the graph, from the result back to w. Where two ways lead to w, their parts add up."
        ),
    )
