"""What PyTorch recorded: the local derivatives of the operations, and the gradients that backward() passed along the edges."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import Any

import numpy as np
import pytest
import torch
from formulas import TORCH, any_formulas, formulas, is_tame, quarters
from hypothesis import assume, given

from linreg.labs.autograd import DEFAULT, Differentiation, differentiate
from linreg.labs.derivatives import RULES
from linreg.labs.graph import Node

APPLIED = {**TORCH, "sign": lambda x: math.copysign(1, x) if x else 0.0}


def computed(text: str, operands: list[Any]) -> Any:
    """Return the value of a rule's Python code for its operands u and v."""
    return eval(text, {**APPLIED, **dict(zip("uv", operands, strict=False))})


def operations(found: Differentiation) -> list[tuple[Node, list[float]]]:
    """Return the operations of a graph, each with the values of its operands."""
    nodes = found.graph.nodes
    return [(node, [nodes[source].value for source in node.inputs]) for node in nodes if node.inputs]


@given(formulas(), quarters)
def test_local_derivatives_are_autograd_s(source: str, w: float) -> None:
    """Each local derivative is the one that autograd finds for the operation alone, on new tensors."""
    for node, values in operations(differentiate(source, w)):
        leaves = [torch.tensor(value, requires_grad=local is not None) for value, local in zip(values, node.local, strict=True)]
        tensors = [leaf if leaf.requires_grad else leaf.item() for leaf in leaves]
        slopes = iter(torch.autograd.grad(computed(RULES[node.operation].form, tensors), [x for x in leaves if x.requires_grad]))
        expected = [None if local is None else next(slopes).item() for local in node.local]
        assert [local is None for local in node.local] == [slope is None for slope in expected]
        for local, slope in zip(node.local, expected, strict=True):
            if local is not None:
                assert local == pytest.approx(slope, rel=1e-5, abs=1e-30, nan_ok=True)


@given(formulas(), quarters)
def test_local_derivatives_are_difference_quotients(source: str, w: float) -> None:
    """Each local derivative is the difference quotient of the operation in float64, where two distances agree."""
    for node, values in operations(differentiate(source, w)):
        for place, local in enumerate(node.local):
            if local is None or not abs(values[place]) < 1e3:
                continue

            def at(shift: float, place: int = place, values: list[float] = values, node: Node = node) -> float:
                moved = [value + shift * (index == place) for index, value in enumerate(values)]
                try:
                    value = computed(RULES[node.operation].form, moved)
                except ArithmeticError:
                    return math.nan
                return math.nan if isinstance(value, complex) else float(value)

            near, far = ((at(h) - at(-h)) / (2 * h) for h in (1e-5, 2e-5))
            if near == pytest.approx(far, rel=1e-4, abs=1e-4):
                assert local == pytest.approx(near, rel=1e-3, abs=1e-3)


@given(formulas(), quarters)
def test_the_rules_give_the_local_derivatives(source: str, w: float) -> None:
    """The formula shown for a derivative has the value of the recorded one."""
    found = differentiate(source, w)
    assume(is_tame(found))
    for node, values in operations(found):
        for rule, local in zip(RULES[node.operation].derivatives, node.local, strict=False):
            if local is not None and math.isfinite(local):
                try:
                    value = computed(rule, values)
                except (ArithmeticError, TypeError):  # 0 to a negative power, times 0
                    continue
                assert isinstance(value, complex) or value == pytest.approx(local, rel=1e-4, abs=1e-5)


@given(formulas(), quarters)
def test_the_flow_is_the_product_and_adds_up(source: str, w: float) -> None:
    """What passes along an edge is gradient times local derivative, and what arrives at a node adds up to its gradient."""
    found = differentiate(source, w)
    assume(found.grad is not None and is_tame(found))
    nodes = found.graph.nodes
    arrived: dict[int, list[float]] = defaultdict(list)
    for node in nodes:
        for source_of, local, sent in zip(node.inputs, node.local, node.sent, strict=True):
            assert (local is None) == (sent is None) == (nodes[source_of].operation is None)
            if local is not None:
                assert sent == pytest.approx(node.grad * local, rel=1e-5, abs=1e-30, nan_ok=True)
                arrived[source_of].append(sent)
    for node in nodes[:-1]:
        if node.operation and all(map(math.isfinite, arrived[node.id])):
            assert node.grad == pytest.approx(math.fsum(arrived[node.id]), rel=1e-4, abs=1e-4)
    leaf = next(node for node in nodes if node.operation == "AccumulateGrad")
    assert leaf.grad == found.grad


@given(any_formulas(), quarters)
def test_backward_visits_each_node_once_and_after_all_that_use_it(source: str, w: float) -> None:
    """The order of backward() begins at the result, ends at w, and has every recorded node after those that send to it."""
    found = differentiate(source, w)
    order = found.graph.backward
    recorded = [node.id for node in found.graph.nodes if node.operation]
    assert sorted(order) == recorded
    for node in found.graph.nodes:
        for source_of in node.inputs:
            if source_of in order:
                assert order.index(node.id) < order.index(source_of)


def test_the_order_is_that_in_which_pytorch_called() -> None:
    """For the notes' formulas backward() goes from z back to w."""
    graph = differentiate(DEFAULT, 2.0).graph
    assert [graph.nodes[node].text for node in graph.backward] == ["2*y + 5", "2*y", "w**2", "w"]
    assert differentiate("w", 2.0).graph.backward == (0,)


@pytest.mark.parametrize("source", ["5", "y = w**2; 3"])
def test_without_a_gradient_there_is_no_flow(source: str) -> None:
    """If backward() raises an error, nothing was visited."""
    assert differentiate(source, 2.0).graph.backward == ()


def test_what_pytorch_makes_of_infinity() -> None:
    """What is shown is what PyTorch passed on, also where the product has no value."""
    found = differentiate("relu(w) * (1/0)", -1.0)
    relu = next(node for node in found.graph.nodes if node.operation == "ReluBackward0")
    assert relu.grad == math.inf
    assert relu.local == (0.0,)
    np.testing.assert_array_equal(relu.sent, [found.grad])


def test_every_recorded_operation_has_a_rule() -> None:
    """Each operation that a formula can record has its rule."""
    sources = ["w + w", "w - w", "5 - w", "w*w", "w/w", "2/w", "-w", "w**2", "w**w", "2**w", *(f"{name}(w)" for name in TORCH)]
    met = {node.operation for source in sources for node in differentiate(source, 0.5).graph.nodes if node.inputs}
    assert met == set(RULES)
