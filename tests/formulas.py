"""Formulas in w for the tests of the autograd lab, and their values in plain Python."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import torch
from hypothesis import strategies as st
from torch import Tensor

from linreg.labs.autograd import Differentiation
from linreg.labs.expression import FUNCTIONS, ExpressionError, parse

quarters = st.integers(-32, 32).map(lambda steps: steps / 4)


def formulas() -> st.SearchStrategy[str]:
    """Draw formulas of moderate size, most of them with w."""
    leaves = st.just("w") | st.just("w") | st.integers(-12, 12).map(lambda steps: f"{steps / 4:g}")
    power = st.tuples(st.sampled_from(["w", "(w + 2)", "(2*w - 1)"]), st.sampled_from(["2", "3", "-1", "0.5", "0", "w"]))

    def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        chain = st.tuples(inner, st.sampled_from(["+", "-", "*", "/"]), inner).map(" ".join)
        call = st.tuples(st.sampled_from(FUNCTIONS), inner).map(lambda parts: f"{parts[0]}({parts[1]})")
        return chain | call | chain.map("({})".format) | inner.map("-{}".format)

    return st.recursive(leaves | power.map("**".join), larger, max_leaves=6)


def of_tensors_and_numbers(name: str) -> Callable[[Tensor | float], Tensor | float]:
    """Return a PyTorch function that also accepts plain numbers."""
    function = getattr(torch, name)
    return lambda x: function(x) if isinstance(x, Tensor) else function(torch.tensor(x, dtype=torch.float64)).item()


TORCH = {name: of_tensors_and_numbers(name) for name in FUNCTIONS}


def any_formulas(*numbers: str) -> st.SearchStrategy[str]:
    """Draw formulas with needed and unneeded parentheses, and chains without parentheses.

    Args:
        numbers: drawn in addition to the multiples of a quarter from -2 to 2.
    """
    leaves = st.just("w") | st.integers(-8, 8).map(lambda steps: f"{steps / 4:g}") | st.sampled_from(["w", *numbers])
    between = st.sampled_from(["+", "-", "*", "/", "**", " + ", " ** ", " - "])

    def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        chain = st.tuples(inner, between, inner).map("".join)
        call = st.tuples(st.sampled_from(FUNCTIONS), st.just("("), inner, st.just(")")).map("".join)
        return chain | call | inner.map("({})".format) | inner.map("-{}".format)

    return st.recursive(leaves, larger, max_leaves=8)


def typed_into_python(source: str, w: float) -> tuple[Tensor, Tensor]:
    """Return w and the result of a formula without a name, from executing the same text."""
    leaf = torch.tensor(w, requires_grad=True)
    numbers = re.sub(r"(?<![\w.])\d+(?![\w.])", lambda match: match[0] + ".0", source)
    return leaf, eval(numbers, {**TORCH, "w": leaf})


def is_tame(found: Differentiation) -> bool:
    """Return whether rounding errors stay small: no intermediate value is huge, and none is at a kink of abs or relu."""
    nodes = found.graph.nodes
    sizes = [abs(number) for node in nodes for number in (node.value, node.grad or 0.0)]
    kinks = [nodes[node.inputs[0]].value for node in nodes if node.operation in ("AbsBackward0", "ReluBackward0")]
    return all(size < 1e3 for size in sizes) and all(abs(value) > 0.01 for value in kinks)


def refused(source: str) -> ExpressionError:
    """Return the error of a parse, whose message must be short, on one line and harmless."""
    with pytest.raises(ExpressionError) as caught:
        parse(source)
    error = caught.value
    assert str(error).isprintable()
    assert len(str(error)) < 250
    assert str(error).endswith(".")
    if error.line is not None:
        assert str(error).startswith(f"Line {error.line}, column {error.column}: ")
    return error
