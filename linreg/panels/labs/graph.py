"""The drawing of an autograd graph: its boxes, its lines, and what is written on them."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any, Final

from linreg.labs.derivatives import RULES
from linreg.labs.graph import Graph, Node
from linreg.panels.labs.layout import place
from linreg.words.numbers import number

NARROW: Final = 136
WIDE: Final = 176
"""Widths of a box with one line into it and with two, in pixels: what is written on a line needs half of the latter."""

_LONGEST: Final = 12  # characters of a product on one line
_MOST_TERMS: Final = 4
_LONGEST_TEXT: Final = 40


@dataclass(frozen=True)
class Box:
    """A node of the drawing.

    Attributes:
        row: its row from the top.
        x, width: its centre and its width in pixels.
        text: what it computes, with its name if it has one.
        operation: PyTorch's name of the recorded function.
        value: its value.
        grad: its gradient; "" without backward().
        details: lines about its derivatives, each with what backward() adds to it.
    """

    row: int
    x: int
    width: int
    text: str
    operation: str
    value: str
    grad: str
    details: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Line:
    """An edge of the drawing: from an operand down to the operation that uses it.

    Attributes:
        source, target: indices of the boxes.
        x: where it enters its target, in pixels from the left of the drawing.
        label: lines of text: the incoming gradient, times the local derivative, and what is passed on; empty without backward().
    """

    source: int
    target: int
    x: int
    label: tuple[str, ...]


@dataclass(frozen=True)
class Drawing:
    """A graph as it is drawn. Plain numbers are no boxes of their own: for PyTorch they are part of the operation.

    Attributes:
        boxes: in the order in which the values were computed.
        lines: the edges, by target.
        trunks: for a box whose lines pass several rows, the place of their common trunk in each row, from the one below it on.
        width: in pixels.
        backward: indices of the boxes in the order in which backward() visited them.
    """

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    trunks: dict[int, tuple[int, ...]]
    width: int
    backward: tuple[int, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the drawing as JSON-serialisable values."""
        return asdict(self)


def draw_graph(graph: Graph, gradients: bool = True) -> Drawing:
    """Return the drawing of a graph, with what backward() did if `gradients`."""
    shown = [node for node in graph.nodes if node.operation is not None] or list(graph.nodes)
    index = {node.id: place for place, node in enumerate(shown)}
    sources = [[index[source] for source in node.inputs if source in index] for node in shown]
    widths = [WIDE if len(found) > 1 else NARROW for found in sources]
    layout = place(sources, widths)
    boxes = tuple(
        Box(
            layout.row[at],
            layout.x[at],
            widths[at],
            _headline(node),
            node.operation or "",
            _short(node.value),
            _short(node.grad) if gradients and node.grad is not None else "",
            tuple(_details(node, graph, gradients)),
        )
        for at, node in enumerate(shown)
    )
    lines = []
    for at, node in enumerate(shown):
        entries = [place for place, source in enumerate(node.inputs) if source in index]
        for turn, entry in enumerate(entries):
            shift = (2 * turn + 1 - len(entries)) * widths[at] / 4
            label = _label(node, entry) if gradients else ()
            lines.append(Line(index[node.inputs[entry]], at, round(layout.x[at] + shift), label))
    order = tuple(index[node] for node in graph.backward if node in index) if gradients else ()
    return Drawing(boxes, tuple(lines), dict(layout.trunks), layout.width, order)


def _short(value: float, digits: int = 4) -> str:
    """Return a number with few digits, and its exponent without zeros."""
    mantissa, mark, exponent = number(value, digits).partition("e")
    return f"{mantissa}e{int(exponent)}" if mark else mantissa


def _headline(node: Node) -> str:
    names = [name for name in (node.name or "").split(", ") if name not in ("", node.text)]
    return _cut(" = ".join([*names, node.text]))


def _called(node: Node) -> str:
    """Return a node as it is called in a formula."""
    return _cut(node.name.split(", ")[-1] if node.name else node.text)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1] + "…"


def _label(node: Node, entry: int) -> tuple[str, ...]:
    """Return what is written on the line to an operand."""
    grad, local, sent = node.grad, node.local[entry], node.sent[entry]
    if grad is None or local is None or sent is None:
        return ()
    if not _is_product(grad, local, sent):
        return (f"→ {_short(sent, 3)}",)
    first, second, result = _short(grad, 3), f"× {_short(local, 3)}", f"= {_short(sent, 3)}"
    return (f"{first} {second}", result) if len(first + second) < _LONGEST else (first, second, result)


def _is_product(grad: float, local: float, sent: float) -> bool:
    """Return whether what was passed on is the product: where a factor is inf or nan, PyTorch may pass on 0."""
    return math.isclose(grad * local, sent, rel_tol=1e-5, abs_tol=1e-37)


def _details(node: Node, graph: Graph, gradients: bool) -> list[tuple[str, str]]:
    """Return the operands of a node, then for each operand the derivative, and what was passed on to it."""
    rule = RULES.get(node.operation or "")
    if rule is None:  # w, or a number
        return [("", _arrivals(node, graph))] if gradients and node.grad is not None else []
    operands = [graph.nodes[source] for source in node.inputs]
    letters = "uv"[: len(operands)]
    values = (f"{letter} = {_with_value(operand)}" for letter, operand in zip(letters, operands, strict=True))
    lines = [(f"{rule.form}, " + ", ".join(values), "")]
    for entry, (letter, operand) in enumerate(zip(letters, operands, strict=True)):
        if (local := node.local[entry]) is None:
            continue
        derivative, slope = rule.derivatives[entry], _short(local)
        equation = f"d({rule.form})/d{letter} = " + (slope if derivative == slope else f"{derivative} = {slope}")
        label = _label(node, entry) if gradients else ()
        lines.append((equation, f"   {_called(operand)} ← {' '.join(label).removeprefix('→ ')}" if label else ""))
    return lines


def _with_value(operand: Node) -> str:
    called, value = _called(operand), _short(operand.value)
    return value if called == value else f"{called} = {value}"


def _arrivals(leaf: Node, graph: Graph) -> str:
    """Return the gradient of w as the sum of those that arrived."""
    arrived = [
        sent
        for node in reversed(graph.nodes)
        for source, sent in zip(node.inputs, node.sent, strict=True)
        if source == leaf.id and sent is not None
    ]
    total = f"w.grad = {_short(leaf.grad or 0.0)}"
    if not 1 < len(arrived) <= _MOST_TERMS or not math.isclose(math.fsum(arrived), leaf.grad or 0.0, rel_tol=1e-4, abs_tol=1e-6):
        return total
    return "w.grad = " + " + ".join(map(_short, arrived)) + f" = {_short(leaf.grad or 0.0)}"
