"""The values of formulas, computed by PyTorch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from torch import Tensor

from linreg.labs.expression import Apply, Formula, Name, Number, Tree
from linreg.labs.operations import OPERATIONS, fold


@dataclass(eq=False)
class Term:
    """An intermediate value: a tensor if it depends on w, otherwise a number. Holding the tensor keeps its graph alive.

    Attributes:
        tree: the part of the formulas that it computes.
        value: its value.
        operands: the terms that it was computed from, in order.
        names: its names in the formulas.
    """

    tree: Tree
    value: Tensor | float
    operands: tuple[Term, ...] = ()
    names: list[str] = field(default_factory=list)


@dataclass(eq=False)
class Evaluation:
    """The result of formulas, the final term of each name, and all tensors in the order of their creation."""

    result: Term
    named: dict[str, Term]
    tensors: list[Term]


def evaluate(formulas: Sequence[Formula], w: Tensor) -> Evaluation:
    """Evaluate formulas with PyTorch after constant folding; w may have any shape."""
    result = Term(Name("w"), w, names=["w"])
    named, tensors = {"w": result}, [result]
    for formula in fold(formulas):
        result = _term(formula.tree, named, tensors)
        if formula.name is not None:
            named[formula.name] = result
            if formula.name not in result.names:
                result.names.append(formula.name)
    return Evaluation(result, named, tensors)


def _term(tree: Tree, named: Mapping[str, Term], tensors: list[Term]) -> Term:
    match tree:
        case Number(value):
            return Term(tree, value)
        case Name(name):
            return named[name]
        case Apply(operation, parts):
            operands = tuple(_term(part, named, tensors) for part in parts)
            if operation == "/" and not isinstance(operands[0].value, Tensor):
                # PyTorch divides a number by a tensor as reciprocal and product, and records both.
                reciprocal = _applied("reciprocal", Apply("/", (Number(1.0), parts[1])), operands[1:], tensors)
                return _applied("*", tree, (reciprocal, operands[0]), tensors)
            return _applied(operation, tree, operands, tensors)


def _applied(operation: str, tree: Tree, operands: tuple[Term, ...], tensors: list[Term]) -> Term:
    value: Tensor = OPERATIONS[operation](*(operand.value for operand in operands))
    if value.requires_grad:
        value.retain_grad()
    term = Term(tree, value, operands)
    tensors.append(term)
    return term
