"""The PyTorch program of formulas in w, and the texts of the autograd lab."""

from __future__ import annotations

import math
from typing import Final

from linreg.aliases import Translate
from linreg.labs.about import About
from linreg.labs.expression import Apply, Name, Number, Tree, parse
from linreg.labs.operations import fold, number_of

# Python's operator precedence, from the lowest.
_SUM, _PRODUCT, _SIGN, _POWER, _ATOM = 1, 2, 3, 4, 5
_BINDS: Final = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT}


def program(source: str, w: float) -> str:
    """Return a PyTorch program that differentiates formulas at w and prints the result and `w.grad`.

    It is generated from the parsed formulas. Constants are folded: `torch.log` takes no plain number, and 1/0, inf in
    PyTorch, raises an error in Python.

    Args:
        source: formulas in the syntax of `expression.parse`.
        w: the value of w.

    Raises:
        ExpressionError: if the formulas cannot be used.
    """
    numbers: dict[str, float | None] = {}
    lines = []
    for formula in fold(parse(source)):
        name = formula.name or "result"
        numbers[name] = value = number_of(formula.tree, numbers)
        lines.append(f"{name} = {_text(formula.tree)}")
    if value is not None:
        # backward() needs a tensor; its error is then the one shown on the page.
        lines[-1] = f"{name} = torch.tensor({repr(value) if math.isfinite(value) else _number(value)})"
    end = [f"{name}.backward()", f"print({name}.item(), w.grad)"]
    return "\n".join(["import torch", "", f"w = torch.tensor({w!r}, requires_grad=True)", *lines, *end]) + "\n"


def text_of(tree: Tree) -> str:
    """Return a folded tree as it would be typed: Python code without `torch.`."""
    return _text(tree).replace("torch.", "")


def _text(tree: Tree, binding: int = 0) -> str:
    """Return a folded tree as Python code, parenthesised if its precedence is lower than `binding`."""
    match tree:
        case Name(name):
            return name
        case Number(value):
            text, binds = _number(value), _SIGN if math.copysign(1, value) < 0 else _ATOM
        case Apply("neg", (operand,)):
            text, binds = "-" + _text(operand, _SIGN), _SIGN
        case Apply(operation, (operand,)):
            text, binds = f"torch.{operation}({_text(operand)})", _ATOM
        case Apply("**", (base, exponent)):
            text, binds = f"{_text(base, _ATOM)}**{_text(exponent, _SIGN)}", _POWER
        case Apply(operation, operands):
            left, right = operands
            binds = _BINDS[operation]
            sign = f" {operation} " if binds == _SUM else operation
            text = f"{_text(left, binds)}{sign}{_text(right, binds + 1)}"
    return f"({text})" if binds < binding else text


def _number(value: float) -> str:
    """Return a number as Python code; integers below 2**53 without a decimal point."""
    if not math.isfinite(value):
        return "torch.nan" if math.isnan(value) else "torch.inf" if value > 0 else "-torch.inf"
    whole = value.is_integer() and abs(value) < 2**53 and math.copysign(1, value) == math.copysign(1, int(value) or 1)
    return str(int(value)) if whole else repr(value)


def about(_: Translate = str) -> About:
    """Return the texts of the lab."""
    return About(
        notes=_("Practising automatic differentiation (Autograd)"),
        shows=_("While PyTorch computes, it records a graph; `backward()` walks it back and leaves the slope in `w.grad`."),
        question=_("How does PyTorch know the derivative of a formula that you have just made up?"),
        answer=_(
            "It does not know the formula, only its steps: each recorded operation knows its own derivative, and the chain rule "
            "multiplies them along the graph, from the result back to w. If several paths lead to w, their gradients add up."
        ),
    )
