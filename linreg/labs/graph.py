"""The autograd graph of a computation, and its Graphviz source."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Node:
    """A node of the autograd graph, or a plain number used in it.

    Attributes:
        id: index in the graph's nodes.
        operation: PyTorch's name of the recorded function, such as "PowBackward0"; "AccumulateGrad" for w; None for a number.
        name: name in the formulas, several joined by commas; None if it has none.
        value: its value.
        grad: derivative of the result with respect to it, from backward(); None for a number.
        inputs: ids of its operands in order, repeated if an operand is used twice.
    """

    id: int
    operation: str | None
    name: str | None
    value: float
    grad: float | None
    inputs: tuple[int, ...]


@dataclass(frozen=True)
class Graph:
    """The nodes that lead to a result in topological order, the result last."""

    nodes: tuple[Node, ...]


def to_dot(graph: Graph, *, leaf: str, operation: str, number: str, text: str, line: str, gradients: bool = True) -> str:
    """Return a graph as Graphviz source, from w down to the result, with gradients if `gradients`.

    Colours: `leaf`, `operation` and `number` fill w, computed values and plain numbers; `text` is that of the labels; `line` of
    borders and arrows. The background is transparent, so `line` must be visible on light and dark.
    """
    rows = [
        "digraph {",
        # Rounded corners and splines make a browser six times slower with a large graph.
        "bgcolor=transparent splines=line",
        f'node [shape=box style=filled color={_quote(line)} fontcolor={_quote(text)} fontname="sans-serif" fontsize=13]',
        f"edge [color={_quote(line)}]",
    ]
    for node in graph.nodes:
        words = [f"{node.value:.6g}" if node.name is None else f"{node.name} = {node.value:.6g}"]
        if node.operation is not None:
            words.append(node.operation)
        if gradients and node.grad is not None:
            words.append(f"grad = {node.grad:.6g}")
        fill = number if node.operation is None else operation if node.inputs else leaf
        rows.append(f"{node.id} [label={_quote(*words)} fillcolor={_quote(fill)}]")
    rows += [f"{source} -> {node.id}" for node in graph.nodes for source in node.inputs]
    return "\n".join([*rows, "}"])


def _quote(*lines: str) -> str:
    escaped = [line.replace("\\", "\\\\").replace('"', '\\"') for line in lines]
    return '"' + "\\n".join(escaped) + '"'
