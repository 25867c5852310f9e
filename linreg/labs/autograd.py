"""What PyTorch records of a formula in w, and what backward() makes of it: the notes' `y = w**2; z = 2*y + 5`.

Everything is computed by PyTorch in float32, its default and the notes': typed into Python, the same formulas give the same digits.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from numbers import Real
from typing import Final, NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.autograd.graph import Node as Function
from torch.autograd.graph import get_gradient_edge

from linreg.aliases import Floats, Translate
from linreg.data.dataset import excerpt
from linreg.kinds import Integer
from linreg.labs.expression import Apply, ExpressionError, Formula, Name, Number, Tree, parse
from linreg.labs.graph import Graph, Node
from linreg.labs.operations import OPERATIONS, fold

DEFAULT: Final = "y = w**2; z = 2*y + 5"
MAX_W: Final = 1e6
MAX_PASSES: Final = 100
MAX_POINTS: Final = 10_000


class Named(NamedTuple):
    """What a name of the person's stands for, and the derivative of the result by it: None where the result has none."""

    value: float
    grad: float | None


@dataclass(frozen=True)
class Differentiation:
    """A result, its derivative by w, and all between.

    Attributes:
        value: of the last formula; inf or nan where PyTorch finds that.
        grad: `w.grad` after backward(); None where the result does not depend on w.
        names: every name that was given, as it is at the end.
        graph: what PyTorch recorded on the way to the result. What does not lead there is not in it.
        error: what PyTorch says when backward() is called on a result that does not depend on w, else None.
    """

    value: float
    grad: float | None
    names: Mapping[str, Named]
    graph: Graph
    error: str | None


class Curve(NamedTuple):
    """The result over a range of w, and its tangent in the middle: three arrays of one shape, nan where there is no number."""

    w: Floats
    value: Floats
    tangent: Floats


@dataclass(eq=False)
class _Term:
    """A value met on the way: a tensor that depends on w, or a number that does not. It is kept, and its graph with it."""

    value: Tensor | float
    operands: tuple[_Term, ...] = ()
    names: list[str] = field(default_factory=list)


@dataclass(eq=False)
class _Evaluation:
    """The result of formulas, what each name stands for at the end, and every tensor on the way in the order of its making."""

    result: _Term
    named: dict[str, _Term]
    tensors: list[_Term]


def differentiate(source: str, w: float, _: Translate = str) -> Differentiation:
    """Return what backward() finds for formulas at w.

    Args:
        source: the formulas, as `expression.parse` reads them.
        w: finite, at most MAX_W in size.
        _: translates the errors.

    Raises:
        ExpressionError: if the formulas cannot be used; it says where and why.
        ValueError: if w cannot be used.
    """
    evaluation = _evaluate(parse(source, _), _leaf(w, _))
    result = evaluation.result
    error = _error_of_backward(result.value if isinstance(result.value, Tensor) else torch.tensor(result.value))
    named = {name: Named(_number(term.value), _grad(term.value)) for name, term in evaluation.named.items()}
    grad = named.pop("w").grad
    return Differentiation(_number(result.value), grad, named, _graph(evaluation), error)


def accumulate(source: str, w: float, passes: int, _: Translate = str) -> list[float]:
    """Return `w.grad` after each of some calls of backward(), each on a graph made anew, with no zero_grad() between.

    There are 1 to MAX_PASSES passes; the rest is as of `differentiate`.

    Raises:
        ExpressionError: if the formulas cannot be used, or their result does not depend on w.
        ValueError: if w or passes cannot be used.
    """
    Integer(1, MAX_PASSES).check("passes", passes)
    formulas, leaf = parse(source, _), _leaf(w, _)
    grads = []
    for _pass in range(passes):
        _result(formulas, leaf, _).backward()  # type: ignore[no-untyped-call]
        grads.append(_grad(leaf) or 0.0)  # backward() has left one: `or` is for the type checker
    return grads


def error_of_second_backward(source: str, w: float, _: Translate = str) -> str | None:
    """Return what PyTorch says when backward() is called a second time on one graph; None where it does not mind.

    The first call frees what the graph had saved for it. Only where something was saved is that missed: in w + 3 nothing was,
    and the second call adds the gradient once more.

    Raises:
        ExpressionError: if the formulas cannot be used, or their result does not depend on w.
        ValueError: if w cannot be used.
    """
    result = _result(parse(source, _), _leaf(w, _), _)
    result.backward()  # type: ignore[no-untyped-call]
    return _error_of_backward(result)


def curve(source: str, around: float, points: int = 201, _: Translate = str) -> Curve:
    """Return the result over a window of w that reaches 3 to both sides, or 1.5 times as far as 0 is where that is more.

    In the middle, at `around`, the tangent touches. There are 2 to MAX_POINTS points; the rest is as of `differentiate`.

    Raises:
        ExpressionError: if the formulas cannot be used.
        ValueError: if around or points cannot be used.
    """
    Integer(2, MAX_POINTS).check("points", points)
    touch = differentiate(source, around, _)
    half = max(3.0, 1.5 * abs(around))
    grid = np.linspace(around - half, around + half, points)
    grid[np.abs(grid) < 1e-9 * half] = 0.0  # what misses 0 by rounding alone: beside a pole at 0 it would be huge
    w = torch.from_numpy(grid).to(torch.float32)
    value = _evaluate(parse(source, _), w).result.value
    x = w.numpy().astype(np.float64)
    y = value.numpy().astype(np.float64) if isinstance(value, Tensor) else np.full(points, value)
    slope = math.nan if touch.grad is None else touch.grad
    with np.errstate(over="ignore", invalid="ignore"):
        tangent = touch.value + slope * (x - _number(_leaf(around, _)))
    return Curve(x, *(np.where(np.isfinite(line), line, math.nan) for line in (y, tangent)))


def _error_of_backward(result: Tensor) -> str | None:
    try:
        result.backward()  # type: ignore[no-untyped-call]
    except RuntimeError as refusal:
        return str(refusal)
    return None


def _leaf(w: float, _: Translate) -> Tensor:
    if not isinstance(w, Real) or isinstance(w, bool) or not abs(w) <= MAX_W:
        sentence = _("w must be a number from {low} to {high}, not {value}.")
        raise ValueError(sentence.format(low=f"{-MAX_W:,.0f}", high=f"{MAX_W:,.0f}", value=excerpt(w)))
    return torch.tensor(float(w), dtype=torch.float32, requires_grad=True)


def _result(formulas: Sequence[Formula], leaf: Tensor, _: Translate) -> Tensor:
    value = _evaluate(formulas, leaf).result.value
    if isinstance(value, Tensor):
        return value
    raise ExpressionError(_("The result does not depend on w, so backward() has nothing to differentiate."))


def _evaluate(formulas: Sequence[Formula], w: Tensor) -> _Evaluation:
    """Return what formulas come to, by PyTorch, those of numbers alone folded; w may be of any shape."""
    result = _Term(w, names=["w"])
    named, tensors = {"w": result}, [result]
    for formula in fold(formulas):
        result = _term(formula.tree, named, tensors)
        if formula.name is not None:
            named[formula.name] = result
            if formula.name not in result.names:
                result.names.append(formula.name)
    return _Evaluation(result, named, tensors)


def _term(tree: Tree, named: Mapping[str, _Term], tensors: list[_Term]) -> _Term:
    match tree:
        case Number(value):
            return _Term(value)
        case Name(name):
            return named[name]
        case Apply(operation, operands):
            return _apply(operation, tuple(_term(operand, named, tensors) for operand in operands), tensors)


def _apply(operation: str, operands: tuple[_Term, ...], tensors: list[_Term]) -> _Term:
    values = [operand.value for operand in operands]
    if operation == "/" and not isinstance(values[0], Tensor):
        # PyTorch divides a number by a tensor in two steps, and records both.
        return _apply("*", (_apply("reciprocal", operands[1:], tensors), operands[0]), tensors)
    value: Tensor = OPERATIONS[operation](*values)
    if value.requires_grad:
        value.retain_grad()
    term = _Term(value, operands)
    tensors.append(term)
    return term


def _graph(evaluation: _Evaluation) -> Graph:
    """Walk the functions that PyTorch recorded, from the result back, and tell of each what was met when it was made."""
    if not isinstance(evaluation.result.value, Tensor):
        return Graph((_node(0, None, evaluation.result, ()),))
    # Python's objects for the functions are the same as long as they are kept, and so can be looked up.
    met = {_function(term.value): term for term in evaluation.tensors if isinstance(term.value, Tensor)}
    reached: set[Function] = set()
    waiting = [_function(evaluation.result.value)]
    while waiting:
        function = waiting.pop()
        if function not in reached:
            reached.add(function)
            waiting.extend(_next(function))
    nodes: list[Node] = []
    ids: dict[_Term, int] = {}

    def add(term: _Term, operation: str | None, inputs: tuple[int, ...] = ()) -> int:
        if term not in ids:
            ids[term] = len(nodes)
            nodes.append(_node(len(nodes), operation, term, inputs))
        return ids[term]

    for function in (function for function in met if function in reached):
        term = met[function]
        recorded = iter(_next(function))  # in the order of the operands, of which plain numbers are left out
        inputs = [
            ids[met[next(recorded)]] if isinstance(operand.value, Tensor) else add(operand, None) for operand in term.operands
        ]
        add(term, type(function).__name__, tuple(inputs))
    return Graph(tuple(nodes))


def _function(tensor: Tensor) -> Function:
    return get_gradient_edge(tensor).node


def _next(function: Function) -> list[Function]:
    return [function for function, _output in function.next_functions if function is not None]


def _node(number: int, operation: str | None, term: _Term, inputs: tuple[int, ...]) -> Node:
    return Node(number, operation, ", ".join(term.names) or None, _number(term.value), _grad(term.value), inputs)


def _number(value: Tensor | float) -> float:
    return value.item() if isinstance(value, Tensor) else value


def _grad(value: Tensor | float) -> float | None:
    return value.grad.item() if isinstance(value, Tensor) and value.grad is not None else None
