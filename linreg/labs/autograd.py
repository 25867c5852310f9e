"""The autograd graph of formulas in w and their gradients, such as the notes' `y = w**2; z = 2*y + 5`.

Everything is computed by PyTorch in float32, so that the same formulas typed into Python give the same digits.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Final, NamedTuple

import numpy as np
import torch
from torch import Tensor

from linreg.aliases import Floats, Translate
from linreg.data.dataset import excerpt
from linreg.kinds import Integer
from linreg.labs.evaluation import evaluate
from linreg.labs.expression import ExpressionError, Formula, parse
from linreg.labs.graph import Graph
from linreg.labs.recording import Recording

DEFAULT: Final = "y = w**2; z = 2*y + 5"
MAX_W: Final = 1e6
MAX_PASSES: Final = 100
MAX_POINTS: Final = 10_000


class Named(NamedTuple):
    """The value of a name, and the derivative of the result with respect to it; None if the result does not depend on it."""

    value: float
    grad: float | None


@dataclass(frozen=True)
class Differentiation:
    """The result of formulas, its derivative with respect to w, and the graph.

    Attributes:
        value: value of the last formula; may be inf or nan.
        grad: `w.grad` after backward(); None if the result does not depend on w.
        names: the assigned names, with their final values.
        graph: the recorded operations that lead to the result.
        error: PyTorch's error from backward() if the result does not depend on w, otherwise None.
    """

    value: float
    grad: float | None
    names: Mapping[str, Named]
    graph: Graph
    error: str | None


class Curve(NamedTuple):
    """The result over a range of w, and the tangent at its centre. All of shape (points,), nan where not finite."""

    w: Floats
    value: Floats
    tangent: Floats


def differentiate(source: str, w: float, _: Translate = str) -> Differentiation:
    """Evaluate formulas at w and differentiate the result with backward().

    Args:
        source: formulas in the syntax of `expression.parse`.
        w: a number from -MAX_W to MAX_W.
        _: translates the errors.

    Raises:
        ExpressionError: if the formulas cannot be used, with line and column.
        ValueError: if w is not allowed.
    """
    evaluation = evaluate(parse(source, _), _leaf(w, _))
    result, recording = evaluation.result, Recording(evaluation)
    error = _error_of_backward(result.value if isinstance(result.value, Tensor) else torch.tensor(result.value))
    named = {name: Named(_number(term.value), _grad(term.value)) for name, term in evaluation.named.items()}
    grad = named.pop("w").grad
    return Differentiation(_number(result.value), grad, named, recording.graph(), error)


def accumulate(source: str, w: float, passes: int, _: Translate = str) -> list[float]:
    """Return `w.grad` after each of `passes` calls of backward(), each on a new graph, without zero_grad().

    `passes` is 1 to MAX_PASSES; the other arguments are as for `differentiate`.

    Raises:
        ExpressionError: if the formulas cannot be used, or their result does not depend on w.
        ValueError: if w or passes is not allowed.
    """
    Integer(1, MAX_PASSES).check("passes", passes)
    formulas, leaf = parse(source, _), _leaf(w, _)
    grads = []
    for _pass in range(passes):
        _result(formulas, leaf, _).backward()  # type: ignore[no-untyped-call]
        grads.append(_grad(leaf) or 0.0)  # never None after backward(); `or` is for mypy
    return grads


def error_of_second_backward(source: str, w: float, _: Translate = str) -> str | None:
    """Return PyTorch's error from a second backward() on the same graph; None if there is none.

    The first call frees the saved tensors. A graph without any, such as that of w + 3, raises no error: the second call adds
    the gradient again.

    Raises:
        ExpressionError: if the formulas cannot be used, or their result does not depend on w.
        ValueError: if w is not allowed.
    """
    result = _result(parse(source, _), _leaf(w, _), _)
    result.backward()  # type: ignore[no-untyped-call]
    return _error_of_backward(result)


def curve(source: str, around: float, points: int = 201, _: Translate = str) -> Curve:
    """Return the result over w within max(3, 1.5 * abs(around)) of `around`, and the tangent at `around`.

    `points` is 2 to MAX_POINTS; `source`, `around` and `_` are as `source`, `w` and `_` of `differentiate`.

    Raises:
        ExpressionError: if the formulas cannot be used.
        ValueError: if around or points is not allowed.
    """
    Integer(2, MAX_POINTS).check("points", points)
    touch = differentiate(source, around, _)
    half = max(3.0, 1.5 * abs(around))
    grid = np.linspace(around - half, around + half, points)
    grid[np.abs(grid) < 1e-9 * half] = 0.0  # undo rounding errors: near a pole at 0 the result would be huge
    w = torch.from_numpy(grid).to(torch.float32)
    value = evaluate(parse(source, _), w).result.value
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
    value = evaluate(formulas, leaf).result.value
    if isinstance(value, Tensor):
        return value
    raise ExpressionError(_("The result does not depend on w, so backward() has nothing to differentiate."))


def _number(value: Tensor | float) -> float:
    return value.item() if isinstance(value, Tensor) else value


def _grad(value: Tensor | float) -> float | None:
    return value.grad.item() if isinstance(value, Tensor) and value.grad is not None else None
