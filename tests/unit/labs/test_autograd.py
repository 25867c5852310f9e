"""The autograd lab: values, gradients and graph of formulas, held against PyTorch itself, sympy and finite differences."""

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
from hypothesis import assume, given
from hypothesis import strategies as st
from torch import Tensor

import linreg.labs.autograd
from linreg.labs.autograd import (
    DEFAULT,
    MAX_PASSES,
    MAX_POINTS,
    Differentiation,
    Graph,
    Named,
    Node,
    accumulate,
    curve,
    differentiate,
    error_of_second_backward,
    to_dot,
)
from linreg.labs.expression import FUNCTIONS, ExpressionError

SOURCE = Path(linreg.labs.autograd.__file__).read_text(encoding="utf-8")
COLOURS = {"leaf": "#bcd9f2", "operation": "#e6ebf2", "number": "white", "text": "#111", "line": "#7a7f8c"}
REFUSED_TWICE = "Trying to backward through the graph a second time"


def of_tensors_and_numbers(name: str) -> Callable[[Tensor | float], Tensor | float]:
    """Return a function of PyTorch's that takes plain numbers as well."""
    function = getattr(torch, name)
    return lambda x: function(x) if isinstance(x, Tensor) else function(torch.tensor(x, dtype=torch.float64)).item()


TORCH = {name: of_tensors_and_numbers(name) for name in FUNCTIONS}


def typed_into_python(source: str, w: float) -> tuple[Tensor, Tensor]:
    """Return w and the result of a formula without a name, as a person gets them who runs the same text."""
    leaf = torch.tensor(w, requires_grad=True)
    numbers = re.sub(r"(?<![\w.])\d+(?![\w.])", lambda match: match[0] + ".0", source)
    return leaf, eval(numbers, {**TORCH, "w": leaf})


# Formulas, and second ways to differentiate them

quarters = st.integers(-32, 32).map(lambda steps: steps / 4)


def formulas() -> st.SearchStrategy[str]:
    """Draw formulas of tame size, most of them with w in them."""
    leaves = st.just("w") | st.just("w") | st.integers(-12, 12).map(lambda steps: f"{steps / 4:g}")
    power = st.tuples(st.sampled_from(["w", "(w + 2)", "(2*w - 1)"]), st.sampled_from(["2", "3", "-1", "0.5", "0", "w"]))

    def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        chain = st.tuples(inner, st.sampled_from(["+", "-", "*", "/"]), inner).map(" ".join)
        call = st.tuples(st.sampled_from(FUNCTIONS), inner).map(lambda parts: f"{parts[0]}({parts[1]})")
        return chain | call | chain.map("({})".format) | inner.map("-{}".format)

    return st.recursive(leaves | power.map("**".join), larger, max_leaves=6)


def plain(source: str, w: float) -> float:
    """Return the value of a formula in plain Python, in float64; nan where it has none."""
    scope = {name: getattr(math, name, abs) for name in FUNCTIONS}
    scope |= {"sigmoid": lambda x: 1 / (1 + math.exp(-x)), "relu": lambda x: max(x, 0.0), "w": w}
    try:
        value = eval(source, scope)
    except (ArithmeticError, ValueError, TypeError):
        return math.nan
    return math.nan if isinstance(value, complex) else float(value)


def central_difference(source: str, w: float, h: float) -> float:
    """Return the slope between two points at a distance of h on both sides of w."""
    return (plain(source, w + h) - plain(source, w - h)) / (2 * h)


def symbolic(source: str, w: float) -> float:
    """Return the derivative of a formula as sympy finds it; nan where it is not a real number."""
    x = sympy.Symbol("w", real=True)
    scope = {name: getattr(sympy, name, None) for name in FUNCTIONS}
    scope |= {"sigmoid": lambda y: 1 / (1 + sympy.exp(-y)), "abs": lambda y: sympy.sqrt(y**2)}
    scope |= {"relu": lambda y: (y + sympy.sqrt(y**2)) / 2, "w": x, "R": sympy.Rational}
    exact = re.sub(r"(?<![\w.])\d[\d.]*", lambda match: f"R('{match[0]}')", source)
    derivative = sympy.sympify(eval(exact, scope)).diff(x).subs(x, sympy.Rational(Fraction(w))).evalf(30)
    return float(derivative) if derivative.is_Float or derivative.is_Rational else math.nan


def is_tame(found: Differentiation) -> bool:
    """Return whether rounding does little harm: no number on the way is huge, and none stands at the kink of abs or relu."""
    nodes = found.graph.nodes
    sizes = [abs(number) for node in nodes for number in (node.value, node.grad or 0.0)]
    kinks = [nodes[node.inputs[0]].value for node in nodes if node.operation in ("AbsBackward0", "ReluBackward0")]
    return all(size < 1e3 for size in sizes) and all(abs(value) > 0.01 for value in kinks)


# Values and gradients


def test_the_notes() -> None:
    """At w = 2 the notes' formulas come to 13, and the gradient to 8.0."""
    found = differentiate(DEFAULT, 2.0)
    assert (found.value, found.grad, found.error) == (13.0, 8.0, None)
    assert found.names == {"y": Named(4.0, 2.0), "z": Named(13.0, 1.0)}


@given(formulas(), quarters)
def test_the_same_digits_as_in_python(source: str, w: float) -> None:
    """Value and gradient are, to the last digit, those of a person who runs the text with PyTorch."""
    try:
        leaf, result = typed_into_python(source, w)
    except (ArithmeticError, TypeError):  # numbers among themselves: 1/0, or the root of a negative one
        assume(False)
    assume(isinstance(result, Tensor))
    result.backward()
    found = differentiate(source, w)
    np.testing.assert_array_equal([found.value, found.grad], [result.item(), leaf.grad.item()])


@given(formulas(), quarters)
def test_sympy_finds_the_same(source: str, w: float) -> None:
    """Where rounding does little harm, the gradient is sympy's derivative."""
    found = differentiate(source, w)
    assume(found.grad is not None and is_tame(found) and math.isfinite(plain(source, w)))
    exact = symbolic(source, w)
    assume(math.isfinite(exact))
    assert found.grad == pytest.approx(exact, rel=1e-3, abs=1e-3)


@given(formulas(), quarters)
def test_finite_differences_find_the_same(source: str, w: float) -> None:
    """It is also the slope between two points near by, where two distances agree on that."""
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
    """Dividing by zero, the logarithm of a negative number and what is too large for float32 give inf and nan, as in PyTorch."""
    found = differentiate(source, w)
    np.testing.assert_array_equal([found.value, found.grad], [value, grad])


def test_names_have_gradients_of_their_own() -> None:
    """The gradient of a name is what the result gains per unit of it; a name that does not lead to the result has none."""
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
    """A result that is w itself has the gradient 1, and a name given to w has w's."""
    for source in ("w", "(w)", "y = w", "y = w; z = y"):
        found = differentiate(source, 3)
        assert (found.value, found.grad) == (3.0, 1.0)
        assert [(node.operation, node.inputs) for node in found.graph.nodes] == [("AccumulateGrad", ())]
    assert found.names == {"y": Named(3.0, 1.0), "z": Named(3.0, 1.0)}
    assert found.graph.nodes[0].name == "w, y, z"
    assert differentiate("y = w; y = y", 3).graph.nodes[0].name == "w, y"


@pytest.mark.parametrize("source", ["5", "z = 2*3 - 1", "y = w**2; z = 5", "c = 5; c", "sqrt(25)"])
def test_a_result_without_w(source: str) -> None:
    """Where the result does not depend on w there is no gradient, and PyTorch's own word on it."""
    with pytest.raises(RuntimeError) as caught:
        torch.tensor(5.0).backward()
    found = differentiate(source, 2)
    assert (found.value, found.grad, found.error) == (5.0, None, str(caught.value))
    assert "does not require grad" in found.error
    name = source[0] if source[0].isalpha() and source[1] == " " else None
    assert found.graph == Graph((Node(0, None, {"c": "c", "y": "z", "z": "z"}.get(name), 5.0, None, ()),))
    assert all(named.grad is None for named in found.names.values())


def test_numbers_among_themselves() -> None:
    """Numbers are worked out among themselves in Python's precision, before PyTorch sees them."""
    assert differentiate("0.1 + 0.2", 2).value == 0.1 + 0.2
    assert differentiate("w * (16777216 + 1 - 16777216)", 2).value == 2.0


# The graph


def test_the_graph_of_the_notes() -> None:
    """The graph of the notes' formulas: w, the square, the product, the sum, and the three numbers between."""
    assert differentiate(DEFAULT, 2.0).graph.nodes == (
        Node(0, "AccumulateGrad", "w", 2.0, 8.0, ()),
        Node(1, None, None, 2.0, None, ()),
        Node(2, "PowBackward0", "y", 4.0, 2.0, (0, 1)),
        Node(3, None, None, 2.0, None, ()),
        Node(4, "MulBackward0", None, 8.0, 1.0, (3, 2)),
        Node(5, None, None, 5.0, None, ()),
        Node(6, "AddBackward0", "z", 13.0, 1.0, (4, 5)),
    )


@pytest.mark.parametrize(
    ("source", "operations"),
    [
        ("w + w", ["AddBackward0"]),
        ("5 - w", ["RsubBackward1"]),
        ("w / 2", ["DivBackward0"]),
        ("2 / w", ["ReciprocalBackward0", "MulBackward0"]),
        ("w**2", ["PowBackward0"]),
        ("w**w", ["PowBackward1"]),
        ("2**w", ["PowBackward2"]),
        ("-w", ["NegBackward0"]),
        ("relu(abs(tanh(sigmoid(w))))", ["SigmoidBackward0", "TanhBackward0", "AbsBackward0", "ReluBackward0"]),
        ("sin(cos(exp(w)))", ["ExpBackward0", "CosBackward0", "SinBackward0"]),
        ("log(sqrt(w))", ["SqrtBackward0", "LogBackward0"]),
        ("w * (2 + 3*4)", ["MulBackward0"]),
        ("unused = exp(w); w - 1", ["SubBackward0"]),
    ],
)
def test_operations_are_called_as_in_pytorch(source: str, operations: list[str]) -> None:
    """An operation is called what PyTorch calls it; what only numbers or unused names are for was not recorded."""
    nodes = differentiate(source, 0.5).graph.nodes
    assert [node.operation for node in nodes if node.operation] == ["AccumulateGrad", *operations]


def seen_from_the_end(function: object) -> tuple[str, float | None, list[object]]:
    """Return what PyTorch recorded up to a function, as a tree: what it is called, and those that lead to it."""
    return type(function).__name__, [seen_from_the_end(source) for source, _output in function.next_functions if source]


@given(formulas(), quarters)
def test_the_graph_is_what_pytorch_recorded(source: str, w: float) -> None:
    """The graph is, seen from the result, that of a person who runs the text; every node comes after its inputs."""
    try:
        _, result = typed_into_python(source, w)
    except (ArithmeticError, TypeError):
        assume(False)
    assume(isinstance(result, Tensor) and result.grad_fn is not None)
    nodes = differentiate(source, w).graph.nodes

    def seen(node: Node) -> tuple[str | None, list[object]]:
        return node.operation, [seen(nodes[source]) for source in node.inputs if nodes[source].operation]

    assert seen(nodes[-1]) == seen_from_the_end(result.grad_fn)
    assert [node.id for node in nodes] == list(range(len(nodes)))
    assert all(source < node.id for node in nodes for source in node.inputs)
    used = {source for node in nodes for source in node.inputs}
    assert used == set(range(len(nodes) - 1))


OPERATIONS: dict[str, Callable[..., float]] = {
    "AddBackward0": lambda a, b: a + b,
    "SubBackward0": lambda a, b: a - b,
    "RsubBackward1": lambda a, b: a - b,
    "MulBackward0": lambda a, b: a * b,
    "DivBackward0": lambda a, b: a / b,
    "ReciprocalBackward0": lambda a: 1 / a,
    "NegBackward0": lambda a: -a,
    **{f"PowBackward{kind}": lambda a, b: a**b for kind in range(3)},
    **{f"{name.capitalize()}Backward0": function for name, function in TORCH.items()},
}


@given(formulas(), quarters)
def test_every_node_follows_from_its_inputs(source: str, w: float) -> None:
    """The value of each node is its operation on the values of its inputs, as they were written."""
    found = differentiate(source, w)
    assume(is_tame(found))
    nodes = found.graph.nodes
    for node in nodes:
        if node.inputs:
            inputs = [nodes[source].value for source in node.inputs]
            assert node.value == pytest.approx(OPERATIONS[node.operation](*inputs), rel=1e-5, abs=1e-6)
    assert nodes[-1].value == found.value


@given(formulas(), quarters)
def test_gradients_flow_together(source: str, w: float) -> None:
    """The gradient of the result is 1, and each other is the sum of what flows back along its arrows."""
    found = differentiate(source, w)
    assume(found.grad is not None and is_tame(found))
    nodes = found.graph.nodes
    back = dict.fromkeys(range(len(nodes)), 0.0)
    for node in nodes:
        inputs = [torch.tensor(nodes[source].value, dtype=torch.float64, requires_grad=True) for source in node.inputs]
        if inputs:
            local = torch.autograd.grad(OPERATIONS[node.operation](*inputs), inputs)
            for source, slope in zip(node.inputs, local, strict=True):
                back[source] += node.grad * slope.item()
    assume(all(abs(flow) < 1e3 for flow in back.values()))
    for node in nodes[:-1]:
        if node.operation:
            assert node.grad == pytest.approx(back[node.id], rel=1e-3, abs=1e-3)
        else:
            assert node.grad is None
    assert nodes[-1].grad == 1.0


def test_a_value_used_twice_is_one_node() -> None:
    """A name stands for one node however often it is used; a number that is written twice is two."""
    nodes = differentiate("c = 2; y = w*w; y*y + c*y + c + 2", 3).graph.nodes
    assert [node.name for node in nodes if node.name] == ["w", "y", "c"]
    assert [node.inputs for node in nodes if node.name == "y"] == [(0, 0)]
    assert [node.value for node in nodes if node.operation is None] == [2.0, 2.0]


def test_a_name_given_anew() -> None:
    """A name that is given anew stands at every node that it was given to, and in the names for the last."""
    found = differentiate("y = w**2; y = y + 1", 2)
    assert [(node.name, node.value) for node in found.graph.nodes if node.name] == [("w", 2.0), ("y", 4.0), ("y", 5.0)]
    assert found.names == {"y": Named(5.0, 1.0)}


# The picture


def test_the_picture_of_the_notes() -> None:
    """The picture names each node with its value, operation and gradient, and its arrows follow the values."""
    dot = to_dot(differentiate(DEFAULT, 2.0).graph, **COLOURS)
    assert dot.startswith("digraph {\nbgcolor=transparent splines=line\n")
    assert r'0 [label="w = 2\nAccumulateGrad\ngrad = 8" fillcolor="#bcd9f2"]' in dot
    assert r'1 [label="2" fillcolor="white"]' in dot
    assert r'4 [label="8\nMulBackward0\ngrad = 1" fillcolor="#e6ebf2"]' in dot
    assert re.findall(r"^(\d) -> (\d)$", dot, re.MULTILINE) == [tuple(pair) for pair in ("02", "12", "34", "24", "46", "56")]
    assert "grad" not in to_dot(differentiate(DEFAULT, 2.0).graph, **COLOURS, gradients=False).replace("AccumulateGrad", "")


def test_the_picture_escapes_its_words() -> None:
    """Nothing in a label or a colour ends it early."""
    nodes = (Node(0, 'a"b', 'x"]; y [label="\\', 1.0, None, ()),)
    dot = to_dot(Graph(nodes), **COLOURS | {"leaf": 'red" x="'})
    assert dot.splitlines()[-2] == r'0 [label="x\"]; y [label=\"\\ = 1\na\"b" fillcolor="red\" x=\""]'


# The curve


def test_the_curve_of_the_notes() -> None:
    """The curve is the parabola, and the tangent touches it at w."""
    w, value, tangent = curve(DEFAULT, 2.0)
    assert len(w) == len(value) == len(tangent) == 201
    assert (w[0], w[100], w[-1]) == (-1, 2, 5)
    np.testing.assert_allclose(value, 2 * w**2 + 5, rtol=1e-6)
    np.testing.assert_allclose(tangent, 13 + 8 * (w - 2), rtol=1e-6, atol=1e-6)


@given(formulas(), quarters)
def test_the_curve_is_made_of_results(source: str, w: float) -> None:
    """Each point of the curve is the result there, nan where that is no number; the tangent has its value and slope at w."""
    points = curve(source, w, points=5)
    for x, y in zip(points.w, points.value, strict=True):
        found = differentiate(source, x)
        np.testing.assert_allclose(y, found.value if math.isfinite(found.value) else math.nan, rtol=1e-5, atol=1e-6)
    found = differentiate(source, w)
    slope = math.nan if found.grad is None else found.grad
    finite = math.isfinite(found.value) and math.isfinite(slope)
    expected = found.value + slope * (points.w - w) if finite else np.full(5, math.nan)
    np.testing.assert_allclose(points.tangent, expected, rtol=1e-12)


@pytest.mark.parametrize(("around", "ends"), [(0, (-3, 3)), (-2, (-5, 1)), (10, (-5, 25)), (-1e6, (-2.5e6, 5e5))])
def test_the_window_of_the_curve(around: float, ends: tuple[float, float]) -> None:
    """The window has w in its middle, and 0 in it."""
    w = curve("w", around, points=11).w
    assert (w[0], w[-1]) == ends
    assert w[5] == around


def test_a_curve_without_w() -> None:
    """Where the result does not depend on w, the curve is level and there is no tangent."""
    found = curve("y = w; 5", 2.0, points=3)
    assert found.value.tolist() == [5, 5, 5]
    assert np.isnan(found.tangent).all()
    assert np.isnan(curve("1/0", 2.0).value).all()


# backward() again


def test_gradients_add_up() -> None:
    """Without zero_grad() each backward() adds the gradient once more."""
    assert accumulate(DEFAULT, 2.0, 4) == [8.0, 16.0, 24.0, 32.0]
    assert accumulate("z = 2*w", 2.0, 21) == [2.0 * times for times in range(1, 22)]
    assert accumulate("w", 2.0, MAX_PASSES)[-1] == MAX_PASSES


def test_backward_twice_on_one_graph() -> None:
    """A second backward() on one graph is refused by PyTorch in words of its own, where it had saved something for the first."""
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
    """Sums and differences save nothing, and may be gone back through any number of times."""
    assert error_of_second_backward(source, 2.0) is None


@pytest.mark.parametrize(
    "again", [lambda source, _: accumulate(source, 2.0, 3, _), lambda source, _: error_of_second_backward(source, 2.0, _)]
)
def test_backward_without_w(again: Callable[[str, Callable[[str], str]], object]) -> None:
    """Where the result does not depend on w, backward() cannot be called at all, let alone again."""
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
    """A w that is no finite number of moderate size is refused with an error that names it and what is allowed."""
    with pytest.raises(ValueError, match=r"^w must be a number from -1,000,000 to 1,000,000, not .+\.$"):
        compute(DEFAULT, w)


@pytest.mark.parametrize("w", [2, np.float64(2), np.float32(2), np.int64(2), Fraction(2)])
def test_any_kind_of_number(w: float) -> None:
    """The input may be any kind of real number."""
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
    """A formula that cannot be used is refused by all of them with the same error, in the person's language."""
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
    """The most that 500 characters can ask for is drawn in a moment."""
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
    """What is computed leaves PyTorch's own settings and random numbers as they were."""
    before = torch.get_default_dtype(), torch.is_grad_enabled(), torch.random.get_rng_state()
    differentiate(DEFAULT, 2.0)
    curve(DEFAULT, 2.0)
    assert (torch.get_default_dtype(), torch.is_grad_enabled()) == before[:2]
    assert torch.equal(torch.random.get_rng_state(), before[2])


def test_no_text_is_run() -> None:
    """The source of the lab calls nothing that runs text."""
    sources = [SOURCE, (Path(linreg.labs.autograd.__file__).parent / "expression.py").read_text(encoding="utf-8")]
    names = {node.id for source in sources for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
    assert not names & {"eval", "exec", "compile", "__import__", "globals", "locals"}
