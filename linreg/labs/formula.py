"""The program of formulas in w, as one would type it into Python, and the words of the lab about autograd."""

from __future__ import annotations

import math
from typing import Final

from linreg.aliases import Translate
from linreg.labs.about import About
from linreg.labs.autograd import value_of_numbers
from linreg.labs.expression import Apply, Name, Tree, parse

# How strongly Python binds them, from the loosest.
_SUM, _PRODUCT, _SIGN, _POWER, _ATOM = 1, 2, 3, 4, 5
_BINDS: Final = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT}


def program(source: str, w: float) -> str:
    """Return the lines of PyTorch that differentiate formulas at w; run, they print the result and `w.grad`.

    They are written anew from what was read. A part of numbers alone is written as what it comes to: Python has no logarithm
    of torch's for a plain number, and where 1/0 is inf for PyTorch, Python stops.

    Args:
        source: the formulas, as `expression.parse` reads them.
        w: where.

    Raises:
        ExpressionError: if the formulas cannot be used.
    """
    formulas = parse(source)
    numbers: dict[str, float] = {}
    lines = []
    for place, formula in enumerate(formulas, start=1):
        name = formula.name or "result"
        value = value_of_numbers(formula.tree, numbers)
        text = _text(formula.tree, numbers)
        numbers.pop(name, None)
        if value is not None:
            numbers[name] = value
            if place == len(formulas):
                text = f"torch.tensor({float(value)!r})" if math.isfinite(value) else f"torch.tensor({text})"
        lines.append(f"{name} = {text}")
    end = [f"{name}.backward()", f"print({name}.item(), w.grad)"]
    return "\n".join(["import torch", "", f"w = torch.tensor({w!r}, requires_grad=True)", *lines, *end]) + "\n"


def _text(tree: Tree, numbers: dict[str, float], binding: int = 0) -> str:
    """Return a part of a formula in Python, in parentheses where it binds less than `binding`."""
    value = value_of_numbers(tree, numbers)
    if isinstance(tree, Name):
        return tree.name
    if value is not None:
        text, binds = _number(value), _SIGN if math.copysign(1, value) < 0 else _ATOM
    elif isinstance(tree, Apply) and len(tree.operands) == 1:
        text, binds = _of_one(tree.operation, tree.operands[0], numbers)
    elif isinstance(tree, Apply):
        left, right = tree.operands
        text, binds = _of_two(tree.operation, left, right, numbers)
    return f"({text})" if binds < binding else text


def _of_one(operation: str, operand: Tree, numbers: dict[str, float]) -> tuple[str, int]:
    if operation == "neg":
        return "-" + _text(operand, numbers, _SIGN), _SIGN
    return f"torch.{operation}({_text(operand, numbers)})", _ATOM


def _of_two(operation: str, left: Tree, right: Tree, numbers: dict[str, float]) -> tuple[str, int]:
    if operation == "**":
        return f"{_text(left, numbers, _ATOM)}**{_text(right, numbers, _SIGN)}", _POWER
    binds = _BINDS[operation]
    sign = f" {operation} " if binds == _SUM else operation
    return f"{_text(left, numbers, binds)}{sign}{_text(right, numbers, binds + 1)}", binds


def _number(value: float) -> str:
    """Return a number in Python: whole ones without a point, as far as a float tells them apart."""
    if not math.isfinite(value):
        return "torch.nan" if math.isnan(value) else "torch.inf" if value > 0 else "-torch.inf"
    whole = value.is_integer() and abs(value) < 2**53 and math.copysign(1, value) == math.copysign(1, int(value) or 1)
    return str(int(value)) if whole else repr(value)


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
