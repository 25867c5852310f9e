"""The graph that PyTorch recorded for formulas, and what backward() passes along it."""

from __future__ import annotations

from functools import partial

import torch
from torch import Tensor
from torch.autograd.graph import Node as Function
from torch.autograd.graph import get_gradient_edge

from linreg.labs.evaluation import Evaluation, Term
from linreg.labs.formula import text_of
from linreg.labs.graph import Graph, Node

Gradients = tuple[Tensor | None, ...]


class Recording:
    """The recorded functions that lead to a result. Create it before backward(), and take its graph afterwards.

    Nothing is computed a second time: the local derivatives are the recorded functions' own, called with a gradient of 1, and
    what they pass on is heard by hooks while backward() runs.
    """

    def __init__(self, evaluation: Evaluation) -> None:
        self._result = evaluation.result
        # The Python object of a function stays the same while it is referenced, so it can be a key.
        met = {_function(term.value): term for term in evaluation.tensors if isinstance(term.value, Tensor)}
        reached = _reached(evaluation.result)
        self._terms = {function: term for function, term in met.items() if function in reached}
        # Before backward(), which frees the saved tensors.
        self._local = {function: _called_with_one(function) for function, term in self._terms.items() if term.operands}
        self._sent: dict[Function, Gradients] = {}
        for function in self._terms:
            function.register_hook(partial(self._hear, function))

    def _hear(self, function: Function, sent: Gradients, _received: Gradients) -> None:
        self._sent[function] = sent

    def graph(self) -> Graph:
        """Return the graph, with the values, names and gradients of its tensors."""
        if not self._terms:
            return Graph((_node(0, None, self._result),))
        nodes: list[Node] = []
        ids: dict[Term, int] = {}

        def add(term: Term, function: Function | None) -> int:
            if term not in ids:
                edges = [] if function is None else self._edges(function, term)
                inputs = tuple(add(operand, None) for operand in term.operands)
                ids[term] = len(nodes)
                columns = ([edge[side] for edge in edges] for side in (0, 1))
                nodes.append(_node(len(nodes), function, term, inputs, *map(tuple, columns)))
            return ids[term]

        for function, term in self._terms.items():
            add(term, function)
        return Graph(tuple(nodes), tuple(ids[self._terms[function]] for function in self._sent))

    def _edges(self, function: Function, term: Term) -> list[tuple[float | None, float | None]]:
        """Return the local derivative of a function and the gradient that it passed on, for each operand of its term."""
        if not term.operands:
            return []
        nothing: Gradients = (None,) * len(function.next_functions)
        sent = self._sent.get(function, nothing)
        recorded = iter(
            (_float(local), _float(passed))
            for (source, _output), local, passed in zip(function.next_functions, self._local[function], sent, strict=True)
            if source is not None
        )  # in the order of the tensor operands
        return [next(recorded) if isinstance(operand.value, Tensor) else (None, None) for operand in term.operands]


def _function(tensor: Tensor) -> Function:
    return get_gradient_edge(tensor).node


def _reached(result: Term) -> set[Function]:
    """Return the recorded functions that lead to a result, its own included; none if it is a number."""
    reached: set[Function] = set()
    waiting = [_function(result.value)] if isinstance(result.value, Tensor) else []
    while waiting:
        function = waiting.pop()
        if function not in reached:
            reached.add(function)
            waiting.extend(source for source, _output in function.next_functions if source is not None)
    return reached


def _called_with_one(function: Function) -> Gradients:
    found = function(torch.tensor(1.0))  # type: ignore[operator]
    return found if isinstance(found, tuple) else (found,)


def _node(
    number: int,
    function: Function | None,
    term: Term,
    inputs: tuple[int, ...] = (),
    local: tuple[float | None, ...] = (),
    sent: tuple[float | None, ...] = (),
) -> Node:
    operation, name = None if function is None else type(function).__name__, ", ".join(term.names) or None
    grad = term.value.grad if isinstance(term.value, Tensor) else None
    value = term.value.item() if isinstance(term.value, Tensor) else term.value
    return Node(number, operation, name, text_of(term.tree), value, _float(grad), inputs, local, sent)


def _float(value: Tensor | None) -> float | None:
    return None if value is None else value.item()
