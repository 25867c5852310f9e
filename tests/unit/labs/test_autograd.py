"""The autograd lab: values and gradients of formulas, checked against PyTorch, sympy and finite differences."""

from __future__ import annotations

import ast
import math
import re
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import sympy
import torch
from formulas import formulas, is_tame, quarters, typed_into_python
from hypothesis import assume, given
from torch import Tensor

import linreg.labs.autograd
from linreg.labs.autograd import (
    DEFAULT,
    MAX_PASSES,
    MAX_POINTS,
    Named,
    accumulate,
    curve,
    differentiate,
    error_of_second_backward,
)
from linreg.labs.expression import FUNCTIONS, ExpressionError
from linreg.labs.graph import Graph, Node

REFUSED_TWICE = "Trying to backward through the graph a second time"


# Second ways to differentiate formulas


def plain(source: str, w: float) -> float:
    """Return the value of a formula in plain Python, in float64; nan if it has none."""
    scope = {name: getattr(math, name, abs) for name in FUNCTIONS}
    scope |= {"sigmoid": lambda x: 1 / (1 + math.exp(-x)), "relu": lambda x: max(x, 0.0), "w": w}
    try:
        value = eval(source, scope)
    except (ArithmeticError, ValueError, TypeError):
        return math.nan
    return math.nan if isinstance(value, complex) else float(value)


def central_difference(source: str, w: float, h: float) -> float:
    """Return the central difference quotient at w with distance h."""
    return (plain(source, w + h) - plain(source, w - h)) / (2 * h)


def symbolic(source: str, w: float) -> float:
    """Return the derivative of a formula by sympy; nan if it is not real."""
    x = sympy.Symbol("w", real=True)
    scope = {name: getattr(sympy, name, None) for name in FUNCTIONS}
    scope |= {"sigmoid": lambda y: 1 / (1 + sympy.exp(-y)), "abs": lambda y: sympy.sqrt(y**2)}
    scope |= {"relu": lambda y: (y + sympy.sqrt(y**2)) / 2, "w": x, "R": sympy.Rational}
    exact = re.sub(r"(?<![\w.])\d[\d.]*", lambda match: f"R('{match[0]}')", source)
    derivative = sympy.sympify(eval(exact, scope)).diff(x).subs(x, sympy.Rational(Fraction(w))).evalf(30)
    return float(derivative) if derivative.is_Float or derivative.is_Rational else math.nan


# Values and gradients


def test_the_notes() -> None:
    """At w = 2 the notes' formulas give 13, and the gradient 8.0."""
    found = differentiate(DEFAULT, 2.0)
    assert (found.value, found.grad, found.error) == (13.0, 8.0, None)
    assert found.names == {"y": Named(4.0, 2.0), "z": Named(13.0, 1.0)}


@given(formulas(), quarters)
def test_the_same_digits_as_in_python(source: str, w: float) -> None:
    """Value and gradient are identical to those of the same text run with PyTorch."""
    try:
        leaf, result = typed_into_python(source, w)
    except (ArithmeticError, TypeError):  # constants such as 1/0 or the root of a negative number
        assume(False)
    assume(isinstance(result, Tensor))
    result.backward()
    found = differentiate(source, w)
    np.testing.assert_array_equal([found.value, found.grad], [result.item(), leaf.grad.item()])


@given(formulas(), quarters)
def test_sympy_finds_the_same(source: str, w: float) -> None:
    """The gradient is sympy's derivative where rounding errors are small."""
    found = differentiate(source, w)
    assume(found.grad is not None and is_tame(found) and math.isfinite(plain(source, w)))
    exact = symbolic(source, w)
    assume(math.isfinite(exact))
    assert found.grad == pytest.approx(exact, rel=1e-3, abs=1e-3)


@given(formulas(), quarters)
def test_finite_differences_find_the_same(source: str, w: float) -> None:
    """The gradient is the difference quotient where two distances agree."""
    found = differentiate(source, w)
    near, far = (central_difference(source, w, h) for h in (1e-5, 2e-5))
    assume(found.grad is not None and is_tame(found) and near == pytest.approx(far, rel=1e-5, abs=1e-5))
    assert found.grad == pytest.approx(near, rel=1e-3, abs=1e-3)
    assert found.value == pytest.approx(plain(source, w), rel=1e-3, abs=1e-3)


@pytest.mark.parametrize(
    ("source", "w", "value", "grad"),
    [
        ("1/w", 0, math.inf, -math.inf),
        ("log(w)", -1, math.nan, -1),
        ("log(w)", 0, -math.inf, math.inf),
        ("sqrt(w)", 0, 0, math.inf),
        ("sqrt(w)", -1, math.nan, math.nan),
        ("exp(w)", 89, math.inf, math.inf),
        ("w**w", -0.5, math.nan, math.nan),
        ("abs(w) + relu(w)", 0, 0, 0),
        ("w * (1/0)", 2, math.inf, math.inf),
        ("w * 10**100", 1, math.inf, math.inf),
        ("w + log(-1)", 2, math.nan, 1),
        ("0*w", 5, 0, 0),
        ("(-8)**(1/3) * w", 1, math.nan, math.nan),
        ("w**0.5", 4, 2, 0.25),
    ],
)
def test_where_there_is_no_number(source: str, w: float, value: float, grad: float) -> None:
    """Division by zero, log of a negative number and overflow give inf and nan, as in PyTorch."""
    found = differentiate(source, w)
    np.testing.assert_array_equal([found.value, found.grad], [value, grad])


def test_names_have_gradients_of_their_own() -> None:
    """The gradient of a name is the derivative with respect to it; None if the result does not depend on it."""
    found = differentiate("a = 3; b = a*w; c = sin(b); d = b*c; unused = d*w; d + b", 0.5)
    b = 1.5
    assert found.names["b"].grad == pytest.approx(math.sin(b) + b * math.cos(b) + 1)
    assert found.names["c"].grad == pytest.approx(b)
    assert found.names["d"].grad == 1.0
    assert found.names["a"] == Named(3.0, None)
    assert found.names["unused"].grad is None
    assert found.grad == pytest.approx(3 * found.names["b"].grad)
    assert list(found.names) == ["a", "b", "c", "d", "unused"]


def test_another_name_for_w() -> None:
    """A result that is w has the gradient 1, and an alias of w has w's gradient."""
    for source in ("w", "(w)", "y = w", "y = w; z = y"):
        found = differentiate(source, 3)
        assert (found.value, found.grad) == (3.0, 1.0)
        assert [(node.operation, node.inputs) for node in found.graph.nodes] == [("AccumulateGrad", ())]
    assert found.names == {"y": Named(3.0, 1.0), "z": Named(3.0, 1.0)}
    assert found.graph.nodes[0].name == "w, y, z"
    assert differentiate("y = w; y = y", 3).graph.nodes[0].name == "w, y"


@pytest.mark.parametrize("source", ["5", "z = 2*3 - 1", "y = w**2; z = 5", "c = 5; c", "sqrt(25)"])
def test_a_result_without_w(source: str) -> None:
    """If the result does not depend on w, there is no gradient, and PyTorch's error is returned."""
    with pytest.raises(RuntimeError) as caught:
        torch.tensor(5.0).backward()
    found = differentiate(source, 2)
    assert (found.value, found.grad, found.error) == (5.0, None, str(caught.value))
    assert "does not require grad" in found.error
    name = source[0] if source[0].isalpha() and source[1] == " " else None
    assert found.graph == Graph((Node(0, None, {"c": "c", "y": "z", "z": "z"}.get(name), "5", 5.0, None),))
    assert all(named.grad is None for named in found.names.values())


def test_numbers_among_themselves() -> None:
    """Constants are folded in float64."""
    assert differentiate("0.1 + 0.2", 2).value == 0.1 + 0.2
    assert differentiate("w * (16777216 + 1 - 16777216)", 2).value == 2.0


# backward() again


def test_gradients_add_up() -> None:
    """Without zero_grad() each backward() adds the gradient once more."""
    assert accumulate(DEFAULT, 2.0, 4) == [8.0, 16.0, 24.0, 32.0]
    assert accumulate("z = 2*w", 2.0, 21) == [2.0 * times for times in range(1, 22)]
    assert accumulate("w", 2.0, MAX_PASSES)[-1] == MAX_PASSES


def test_backward_twice_on_one_graph() -> None:
    """A second backward() on a graph with saved tensors returns PyTorch's error."""
    w = torch.tensor(2.0, requires_grad=True)
    z = 2 * w**2 + 5
    z.backward()
    with pytest.raises(RuntimeError) as caught:
        z.backward()
    assert error_of_second_backward(DEFAULT, 2.0) == str(caught.value)
    for source in ("w*w", "2*w + 3", "w/2", "sin(w)", "w**2"):
        assert error_of_second_backward(source, 2.0).startswith(REFUSED_TWICE)


@pytest.mark.parametrize("source", ["w + 3", "w", "-w", "5 - w", "w + w - 1"])
def test_backward_twice_where_nothing_was_saved(source: str) -> None:
    """Sums and differences save no tensors, so backward() can be called repeatedly."""
    assert error_of_second_backward(source, 2.0) is None


@pytest.mark.parametrize(
    "again", [lambda source, _: accumulate(source, 2.0, 3, _), lambda source, _: error_of_second_backward(source, 2.0, _)]
)
def test_backward_without_w(again: Callable[[str, Callable[[str], str]], object]) -> None:
    """If the result does not depend on w, a repeated backward() is refused."""
    with pytest.raises(
        ExpressionError, match=r"^번역: The result does not depend on w, so backward\(\) has nothing to differentiate\.$"
    ):
        again("y = w; 5", "번역: {}".format)


# What is refused


@pytest.mark.parametrize(
    "w",
    [math.nan, math.inf, -math.inf, 1e6 + 1, -1e7, 10**5000, True, "2", None, 1j, np.float32("nan"), [2.0]],
    ids=lambda w: type(w).__name__,
)
@pytest.mark.parametrize(
    "compute",
    [differentiate, curve, error_of_second_backward, lambda source, w: accumulate(source, w, 1)],
    ids=["differentiate", "curve", "second", "accumulate"],
)
def test_a_wrong_w(compute: Callable[[str, object], object], w: object) -> None:
    """A w that is not a finite number of moderate size is refused with an error that names it and what is allowed."""
    with pytest.raises(ValueError, match=r"^w must be a number from -1,000,000 to 1,000,000, not .+\.$"):
        compute(DEFAULT, w)


@pytest.mark.parametrize("w", [2, np.float64(2), np.float32(2), np.int64(2), Fraction(2)])
def test_any_kind_of_number(w: float) -> None:
    """Any real number type is accepted for w."""
    assert differentiate(DEFAULT, w).grad == 8.0
    assert differentiate("w", -1e6).value == -1e6


def test_wrong_counts() -> None:
    """Too few or too many passes or points are refused with an error that names them."""
    for passes in (0, -1, MAX_PASSES + 1):
        with pytest.raises(ValueError, match=f"^passes must be a whole number from 1 to 100, got {passes}$"):
            accumulate(DEFAULT, 2.0, passes)
    for points in (1, MAX_POINTS + 1):
        with pytest.raises(ValueError, match=f"^points must be a whole number from 2 to 10000, got {points}$"):
            curve(DEFAULT, 2.0, points)


def test_errors_of_formulas_come_through() -> None:
    """All functions raise the same translated error for an invalid formula."""
    for compute in (
        lambda: differentiate("y = v", 2.0, "번역: {}".format),
        lambda: accumulate("y = v", 2.0, 1, "번역: {}".format),
        lambda: error_of_second_backward("y = v", 2.0, "번역: {}".format),
        lambda: curve("y = v", 2.0, _="번역: {}".format),
    ):
        with pytest.raises(ExpressionError, match=r"^번역: Line 1, column 5: 'v' has no value yet") as caught:
            compute()
        assert (caught.value.line, caught.value.column) == (1, 5)
    with pytest.raises(ValueError, match=r"^번역: w must be"):
        differentiate(DEFAULT, math.nan, "번역: {}".format)


def test_the_longest_formulas() -> None:
    """Even the most expensive formulas of 500 characters are evaluated and drawn quickly."""
    lines = ["a = " + "*".join(["w"] * 23), *["a = " + "*".join(["a"] * 22)] * 9]
    source = "\n".join(lines)
    assert 450 < len(source) <= 500
    begun = time.process_time()
    found = differentiate(source, 1.0)
    curve(source, 1.0, points=1001)
    accumulate(source, 1.0, MAX_PASSES)
    assert time.process_time() - begun < 5
    assert found.grad == pytest.approx(23 * 22.0**9)
    assert len(found.graph.nodes) == 1 + 22 + 9 * 21


def test_nothing_is_shared() -> None:
    """PyTorch's global settings and random state are unchanged."""
    before = torch.get_default_dtype(), torch.is_grad_enabled(), torch.random.get_rng_state()
    differentiate(DEFAULT, 2.0)
    curve(DEFAULT, 2.0)
    assert (torch.get_default_dtype(), torch.is_grad_enabled()) == before[:2]
    assert torch.equal(torch.random.get_rng_state(), before[2])


def test_no_text_is_run() -> None:
    """The source of the lab calls nothing that executes text."""
    folder = Path(linreg.labs.autograd.__file__).parent
    files = ("autograd", "evaluation", "expression", "formula", "graph", "operations", "recording")
    sources = [(folder / f"{name}.py").read_text(encoding="utf-8") for name in files]
    names = {node.id for source in sources for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
    assert not names & {"eval", "exec", "compile", "__import__", "globals", "locals"}
