"""Places the nodes of a graph in rows: no box touches another, and no line crosses a box.

A layered drawing after K. Sugiyama, S. Tagawa, M. Toda, "Methods for Visual Understanding of Hierarchical System Structures",
1981, with one change: the lines of a node that lead past several rows share one trunk, from which they branch off.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

GAP: Final = 20
"""Least distance between neighbours of a row, in pixels."""

_TRUNK: Final = 12.0  # the room that a trunk takes in a row, in pixels
_ROUNDS: Final = 8

# A node, or the place where the trunk of a node passes a row.
_Item = int | tuple[int, int]


@dataclass(frozen=True)
class Layout:
    """The places of nodes. Lengths are in pixels.

    Attributes:
        row: the row of each node from the top, where the leaf is.
        x: the centre of each node.
        trunks: for each node with lines past several rows, the place of its trunk in each row from the one below it on.
        width: the width of the whole.
    """

    row: tuple[int, ...]
    x: tuple[int, ...]
    trunks: Mapping[int, tuple[int, ...]]
    width: int


def place(inputs: Sequence[Sequence[int]], widths: Sequence[float]) -> Layout:
    """Return the places of the nodes of a graph.

    Args:
        inputs: for each node the nodes that it is computed from, all before it; only the last is no node's input.
        widths: the width of each node.
    """
    row = _rows(inputs)
    rows, links = _grid(inputs, row)
    _order(rows, links)
    x = _positions(rows, links, widths)
    left = min(x[item] - _width(item, widths) / 2 for items in rows for item in items)
    right = max(x[item] + _width(item, widths) / 2 for items in rows for item in items)
    at = {item: round(place - left) for item, place in x.items()}
    trunks: dict[int, tuple[int, ...]] = {}
    for items in rows:
        for item in items:
            if isinstance(item, tuple):
                trunks[item[0]] = (*trunks.get(item[0], ()), at[item])
    return Layout(tuple(row), tuple(at[node] for node in range(len(inputs))), trunks, round(right - left))


def _rows(inputs: Sequence[Sequence[int]]) -> list[int]:
    """Return the row of each node: directly above the first that uses it."""
    above = [0] * len(inputs)
    for node in reversed(range(len(inputs))):
        for source in inputs[node]:
            above[source] = max(above[source], above[node] + 1)
    return [max(above) - steps for steps in above]


def _grid(inputs: Sequence[Sequence[int]], row: Sequence[int]) -> tuple[list[list[_Item]], dict[_Item, list[_Item]]]:
    """Return the items of each row, and the neighbours of each item in the rows above and below."""
    rows: list[list[_Item]] = [[] for _row in range(max(row) + 1)]
    links: dict[_Item, list[_Item]] = {}
    for node, place in enumerate(row):
        rows[place].append(node)
        links[node] = []

    def link(above: _Item, below: _Item) -> None:
        links[above].append(below)
        links[below].append(above)

    for node in reversed(range(len(inputs))):
        for source in inputs[node]:
            above: _Item = source
            for passed in range(row[source] + 1, row[node]):
                trunk = (source, passed)
                if trunk not in links:
                    rows[passed].append(trunk)
                    links[trunk] = []
                    link(above, trunk)
                above = trunk
            link(above, node)
    return rows, links


def _order(rows: list[list[_Item]], links: Mapping[_Item, Sequence[_Item]]) -> None:
    """Sort each row by the mean place of its items' neighbours, so that few lines cross."""
    place = {item: float(index) for items in rows for index, item in enumerate(items)}
    level = {item: number for number, items in enumerate(rows) for item in items}
    for turn in range(_ROUNDS):
        down = turn % 2 == 1
        for items in rows if down else reversed(rows):
            wanted = {}
            for item in items:
                near = [place[other] for other in links[item] if (level[other] < level[item]) == down]
                wanted[item] = sum(near) / len(near) if near else place[item]
            items.sort(key=wanted.__getitem__)
            # Centred, so that rows of different lengths can be compared.
            place.update({item: index - (len(items) - 1) / 2 for index, item in enumerate(items)})


def _positions(
    rows: Sequence[Sequence[_Item]], links: Mapping[_Item, Sequence[_Item]], widths: Sequence[float]
) -> dict[_Item, float]:
    """Return the centre of each item: as near to its neighbours as the order and the gaps of its row allow."""
    x: dict[_Item, float] = {}
    for items in rows:
        x.update(_apart(items, dict.fromkeys(items, 0.0), widths))
    for turn in range(_ROUNDS):
        for items in reversed(rows) if turn % 2 else rows:
            wanted = {item: sum(x[other] for other in links[item]) / len(links[item]) if links[item] else x[item] for item in items}
            x.update(_apart(items, wanted, widths))
    return x


def _apart(items: Sequence[_Item], wanted: Mapping[_Item, float], widths: Sequence[float]) -> dict[_Item, float]:
    """Return the places nearest to the wanted ones, by least squares, that keep the order and the gaps of a row.

    Without the gaps this is isotonic regression, which pooling adjacent violators solves.
    """
    offsets = [0.0]
    for left, right in pairwise(items):
        offsets.append(offsets[-1] + (_width(left, widths) + _width(right, widths)) / 2 + GAP)
    pools: list[tuple[float, int]] = []  # mean, size
    for item, offset in zip(items, offsets, strict=True):
        mean, size = wanted[item] - offset, 1
        while pools and pools[-1][0] > mean:
            before, count = pools.pop()
            mean, size = (mean * size + before * count) / (size + count), size + count
        pools.append((mean, size))
    means = [mean for mean, size in pools for _one in range(size)]
    return {item: mean + offset for item, mean, offset in zip(items, means, offsets, strict=True)}


def _width(item: _Item, widths: Sequence[float]) -> float:
    return _TRUNK if isinstance(item, tuple) else widths[item]
