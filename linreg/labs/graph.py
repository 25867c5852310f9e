"""The graph that PyTorch records of a computation, and Graphviz source that draws it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Node:
    """A node of the graph that PyTorch recorded, or a plain number beside it.

    Attributes:
        id: its place in the graph's nodes.
        operation: what PyTorch calls the function that it recorded, such as "PowBackward0"; "AccumulateGrad" of w; None of a
            number, for which it records none.
        name: what the person called it, "w" of w, several joined by commas, None where it has no name.
        value: what it came to.
        grad: the derivative of the result by it, left by backward(); None of a number.
        inputs: the ids of its operands as they were written, one twice where it is used twice.
    """

    id: int
    operation: str | None
    name: str | None
    value: float
    grad: float | None
    inputs: tuple[int, ...]


@dataclass(frozen=True)
class Graph:
    """What leads to a result: each node after its inputs, the result last."""

    nodes: tuple[Node, ...]


def to_dot(graph: Graph, *, leaf: str, operation: str, number: str, text: str, line: str, gradients: bool = True) -> str:
    """Return a graph as Graphviz source, values flowing down to the result, with what backward() left or without.

    The five colours: `leaf`, `operation` and `number` fill w, what was computed, and plain numbers; the words on them are in
    `text`; borders and arrows are in `line`. The ground is left transparent: `line` must stand out from light and from dark.
    """
    rows = [
        "digraph {",
        # Round corners and bent arrows look no better, and make a browser six times as slow with a large graph.
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
