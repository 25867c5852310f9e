"""The operations of formulas in PyTorch, and constant folding."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import torch

from linreg.labs.expression import FUNCTIONS, Apply, Formula, Name, Number, Tree

OPERATIONS: Final[Mapping[str, Callable[..., Any]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "**": operator.pow,
    "neg": operator.neg,
    "reciprocal": torch.reciprocal,
    **{name: getattr(torch, name) for name in FUNCTIONS},
}


def fold(formulas: Sequence[Formula]) -> list[Formula]:
    """Return formulas with every operation on constants replaced by its value. Names are not substituted.

    Values are computed by PyTorch in float64, where 1/0 is inf rather than an error.
    """
    numbers: dict[str, float | None] = {}
    folded = []
    for formula in formulas:
        tree = _folded(formula.tree, numbers)
        if formula.name is not None:
            numbers[formula.name] = number_of(tree, numbers)
        folded.append(Formula(formula.name, tree))
    return folded


def number_of(tree: Tree, numbers: Mapping[str, float | None]) -> float | None:
    """Return the value of a folded tree that is a number or a name in `numbers`; None if it depends on w."""
    if isinstance(tree, Name):
        return numbers.get(tree.name)
    return tree.value if isinstance(tree, Number) else None


def _folded(tree: Tree, numbers: Mapping[str, float | None]) -> Tree:
    if not isinstance(tree, Apply):
        return tree
    operands = tuple(_folded(operand, numbers) for operand in tree.operands)
    values = [value for operand in operands if (value := number_of(operand, numbers)) is not None]
    if len(values) < len(operands):
        return Apply(tree.operation, operands)
    tensors = (torch.tensor(value, dtype=torch.float64) for value in values)
    return Number(float(OPERATIONS[tree.operation](*tensors).item()))
