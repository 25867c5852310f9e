"""The autograd lab's graph: the functions that PyTorch recorded."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from formulas import TORCH, formulas, is_tame, quarters, typed_into_python
from hypothesis import assume, given
from torch import Tensor

from linreg.labs.autograd import DEFAULT, Named, differentiate
from linreg.labs.graph import Node

# The graph


def test_the_graph_of_the_notes() -> None:
    """The graph of the notes' formulas: w, the square, the product, the sum, and the three numbers between."""
    assert differentiate(DEFAULT, 2.0).graph.nodes == (
        Node(0, "AccumulateGrad", "w", "w", 2.0, 8.0),
        Node(1, None, None, "2", 2.0, None),
        Node(2, "PowBackward0", "y", "w**2", 4.0, 2.0, (0, 1), (4.0, None), (8.0, None)),
        Node(3, None, None, "2", 2.0, None),
        Node(4, "MulBackward0", None, "2*y", 8.0, 1.0, (3, 2), (None, 2.0), (None, 2.0)),
        Node(5, None, None, "5", 5.0, None),
        Node(6, "AddBackward0", "z", "2*y + 5", 13.0, 1.0, (4, 5), (1.0, None), (1.0, None)),
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
    """Operations have PyTorch's names; constants and unused names are not in the graph."""
    nodes = differentiate(source, 0.5).graph.nodes
    assert [node.operation for node in nodes if node.operation] == ["AccumulateGrad", *operations]


def seen_from_the_end(function: object) -> tuple[str, float | None, list[object]]:
    """Return the recorded functions up to a function as a tree of names."""
    return type(function).__name__, [seen_from_the_end(source) for source, _output in function.next_functions if source]


@given(formulas(), quarters)
def test_the_graph_is_what_pytorch_recorded(source: str, w: float) -> None:
    """The graph is that of the same text run with PyTorch, in topological order."""
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
    """The value of each node is its operation applied to the values of its inputs, in order."""
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
    """The gradient of the result is 1, and every other is the sum of the contributions along its edges."""
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
    """A name is one node however often it is used; a number written twice is two."""
    nodes = differentiate("c = 2; y = w*w; y*y + c*y + c + 2", 3).graph.nodes
    assert [node.name for node in nodes if node.name] == ["w", "y", "c"]
    assert [node.inputs for node in nodes if node.name == "y"] == [(0, 0)]
    assert [node.value for node in nodes if node.operation is None] == [2.0, 2.0]


def test_a_name_given_anew() -> None:
    """A reassigned name labels every node that it was assigned to; `names` has the last."""
    found = differentiate("y = w**2; y = y + 1", 2)
    assert [(node.name, node.value) for node in found.graph.nodes if node.name] == [("w", 2.0), ("y", 4.0), ("y", 5.0)]
    assert found.names == {"y": Named(5.0, 1.0)}
