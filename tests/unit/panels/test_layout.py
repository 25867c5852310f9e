"""The places of an autograd graph: any formula fits, no box touches another, and no line crosses a box."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from formulas import any_formulas, formulas, quarters
from hypothesis import given
from hypothesis import strategies as st

from linreg.labs.autograd import DEFAULT, differentiate
from linreg.panels.labs import draw_graph
from linreg.panels.labs.graph import NARROW, WIDE, Drawing
from linreg.panels.labs.layout import GAP, Layout, place

sources = (
    formulas()
    | any_formulas()
    | st.lists(formulas(), min_size=2, max_size=6).map(
        lambda found: "\n".join(
            [f"a{n} = {text}" for n, text in enumerate(found)] + [" + ".join(f"a{n}" for n in range(len(found)))]
        )
    )
)


def assert_placed(inputs: Sequence[Sequence[int]], layout: Layout, widths: Sequence[float]) -> None:
    """Check that rows follow the edges, that trunks pass between the boxes, and that all is inside."""
    spans = [(layout.row[node], layout.x[node], width / 2) for node, width in enumerate(widths)]
    spans += [(layout.row[node] + 1 + n, x, 0) for node, trunk in layout.trunks.items() for n, x in enumerate(trunk)]
    assert all(x - half >= -1 and x + half <= layout.width + 1 for _row, x, half in spans)
    for row in range(max(layout.row) + 1):
        found = sorted((x - half, x + half) for at, x, half in spans if at == row)
        assert all(right - left >= GAP - 2 for (_a, left), (right, _b) in pairwise(found))
    for node, found in enumerate(inputs):
        for source in found:
            passed = layout.row[node] - layout.row[source] - 1
            assert passed >= 0
            assert len(layout.trunks.get(source, ())) >= passed


@given(sources, quarters)
def test_any_formula_fits(source: str, w: float) -> None:
    """Boxes of a row are apart, also from the trunks that pass between them."""
    drawing = draw_graph(differentiate(source, w).graph)
    inputs: list[list[int]] = [[] for _box in drawing.boxes]
    for line in drawing.lines:
        inputs[line.target].append(line.source)
        box = drawing.boxes[line.target]
        assert abs(line.x - box.x) <= box.width / 4 + 1
    layout = Layout(tuple(box.row for box in drawing.boxes), tuple(box.x for box in drawing.boxes), drawing.trunks, drawing.width)
    assert_placed(inputs, layout, [box.width for box in drawing.boxes])


@given(st.data())
def test_any_graph_fits(data: st.DataObject) -> None:
    """The same holds for graphs of any shape."""
    size = data.draw(st.integers(1, 30))
    inputs = [[]] + [data.draw(st.lists(st.integers(0, node - 1), min_size=1, max_size=3)) for node in range(1, size)]
    used = {source for found in inputs for source in found}
    inputs[-1] += [node for node in range(size - 1) if node not in used]
    widths = data.draw(st.lists(st.sampled_from([NARROW, WIDE]), min_size=size, max_size=size))
    assert_placed(inputs, place(inputs, widths), widths)


def drawn(source: str, w: float = 2.0) -> Drawing:
    """Return the drawing of formulas."""
    return draw_graph(differentiate(source, w).graph)


def test_the_notes_formula_is_one_column() -> None:
    """A chain of operations is a straight column, narrow enough for a phone."""
    drawing = drawn(DEFAULT)
    assert drawing.width == NARROW
    assert [box.row for box in drawing.boxes] == [0, 1, 2, 3]
    assert len({box.x for box in drawing.boxes}) == 1


@pytest.mark.parametrize("source", ["w*w + w", "sin(w) * cos(w)", "a = w*w\nb = exp(a)\na*b", "1/w + w"])
def test_usual_formulas_fit_a_phone(source: str) -> None:
    """Formulas of a few operations are at most 340 pixels wide."""
    assert drawn(source).width <= 340


def test_many_terms_stay_narrow() -> None:
    """A sum of many terms goes down in steps instead of one wide row, and w's lines share a trunk."""
    drawing = drawn(" + ".join(["sin(w)"] * 20))
    assert drawing.width < 4 * WIDE
    assert set(drawing.trunks) == {0}


def test_the_largest_graph() -> None:
    """The graph of the longest formulas is placed, whatever its size."""
    lines = ["a = " + "*".join(["w"] * 23), *["a = " + "*".join(["a"] * 22)] * 9]
    drawing = drawn("\n".join(lines), 1.0)
    assert len(drawing.boxes) == 1 + 22 + 9 * 21
    assert drawing.width < 4 * WIDE
