"""The autograd graph of a computation: what each operation computed, and what it passed on in backward()."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Node:
    """A node of the autograd graph, or a plain number used in it.

    Attributes:
        id: index in the graph's nodes.
        operation: PyTorch's name of the recorded function, such as "PowBackward0"; "AccumulateGrad" for w; None for a number.
        name: name in the formulas, several joined by commas; None if it has none.
        text: the part of the formulas that it computes, such as "w**2".
        value: its value.
        grad: derivative of the result with respect to it, from backward(); None for a number.
        inputs: ids of its operands in order, repeated if an operand is used twice.
        local: derivative of its operation with respect to each operand, from the recorded function; None for a number.
        sent: the gradient that backward() passed to each operand: `grad` times `local`; None for a number.
    """

    id: int
    operation: str | None
    name: str | None
    text: str
    value: float
    grad: float | None
    inputs: tuple[int, ...] = ()
    local: tuple[float | None, ...] = ()
    sent: tuple[float | None, ...] = ()


@dataclass(frozen=True)
class Graph:
    """The operations that lead to a result.

    Attributes:
        nodes: the nodes in topological order, the result last.
        backward: ids of the nodes in the order in which backward() visited them; empty if it raised an error.
    """

    nodes: tuple[Node, ...]
    backward: tuple[int, ...] = ()
