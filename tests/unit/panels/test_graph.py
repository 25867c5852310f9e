"""What is written on the drawing of an autograd graph."""

from __future__ import annotations

import json
import math

import pytest
from formulas import formulas, is_tame, quarters
from hypothesis import assume, given

from linreg.labs.autograd import DEFAULT, differentiate
from linreg.panels.labs import draw_graph
from linreg.panels.labs.graph import Drawing


def drawn(source: str = DEFAULT, w: float = 2.0, gradients: bool = True) -> Drawing:
    """Return the drawing of formulas."""
    return draw_graph(differentiate(source, w).graph, gradients)


def test_the_notes_formula() -> None:
    """Each box has its formula, value and gradient, and each line the product that is passed on."""
    drawing = drawn()
    assert [(box.text, box.value, box.grad, box.operation) for box in drawing.boxes] == [
        ("w", "2", "8", "AccumulateGrad"),
        ("y = w**2", "4", "2", "PowBackward0"),
        ("2*y", "8", "1", "MulBackward0"),
        ("z = 2*y + 5", "13", "1", "AddBackward0"),
    ]
    assert [line.label for line in drawing.lines] == [("2 × 4", "= 8"), ("1 × 2", "= 2"), ("1 × 1", "= 1")]
    assert drawing.backward == (3, 2, 1, 0)


def test_the_derivative_of_each_operation() -> None:
    """The details have the operands, the derivative with its value, and what is passed on to whom."""
    details = [box.details for box in drawn("a = w*w; b = 2*w; a*b", 3.0).boxes]
    assert details[1] == (
        ("u*v, u = w = 3, v = w = 3", ""),
        ("d(u*v)/du = v = 3", "   w ← 6 × 3 = 18"),
        ("d(u*v)/dv = u = 3", "   w ← 6 × 3 = 18"),
    )
    assert details[2] == (("u*v, u = 2, v = w = 3", ""), ("d(u*v)/dv = u = 2", "   w ← 9 × 2 = 18"))
    assert details[0] == (("", "w.grad = 18 + 18 + 18 = 54"),)
    assert drawn("w + 1").boxes[1].details[1] == ("d(u + v)/du = 1", "   w ← 1 × 1 = 1")


def test_before_backward_there_are_no_gradients() -> None:
    """Without backward() there are values and derivatives, but no gradients."""
    drawing = drawn(gradients=False)
    assert {box.grad for box in drawing.boxes} == {""}
    assert {line.label for line in drawing.lines} == {()}
    assert {added for box in drawing.boxes for _line, added in box.details} == {""}
    assert drawing.backward == ()
    assert ("d(u*v)/dv = u = 2", "") in drawing.boxes[2].details


@given(formulas(), quarters)
def test_what_is_written_is_what_flows(source: str, w: float) -> None:
    """The numbers on each line are a true product to the digits shown, and those that arrive at w add up to w.grad."""
    found = differentiate(source, w)
    assume(found.grad is not None and is_tame(found))
    drawing = draw_graph(found.graph)
    arrived = 0.0
    for line in drawing.lines:
        *factors, result = " ".join(line.label).split(" ")
        if factors:
            grad, _times, local, _equals = factors
            assert float(grad) * float(local) == pytest.approx(float(result), rel=2e-2, abs=1e-3)
        arrived += float(result) * (line.source == 0)
    if drawing.lines and all(math.isfinite(float(line.label[-1].split(" ")[-1])) for line in drawing.lines):
        assert arrived == pytest.approx(found.grad, rel=5e-2, abs=0.05 * len(drawing.lines) * max(1.0, abs(found.grad)))


def test_a_product_that_is_none_is_not_written() -> None:
    """Where PyTorch does not pass on the product, only what it passed on is written."""
    (line,) = (line for line in drawn("relu(w) * (1/0)", -1.0).lines if line.target == 1)
    assert line.label == (f"→ {differentiate('relu(w) * (1/0)', -1.0).grad:g}",)


def test_long_numbers_take_lines_of_their_own() -> None:
    """Factors too long for one line are written below each other."""
    assert drawn("sin(w)", 1.57).lines[0].label == ("1 × 0.000796", "= 0.000796")
    assert drawn("10*sin(w)", 1.57).lines[0].label == ("10", "× 0.000796", "= 0.00796")


def test_long_texts_are_cut() -> None:
    """Formulas are cut to 40 characters."""
    text = drawn("+".join(["w"] * 30)).boxes[-1].text
    assert len(text) == 40
    assert text.endswith("…")


@pytest.mark.parametrize("source", ["5", "w", "y = w", "log(w)*(1/0)", "c = 2; w*c"])
def test_every_drawing_is_json(source: str) -> None:
    """Any drawing is valid JSON, as inf and nan are texts; numbers are no boxes."""
    drawing = drawn(source, -1.0)
    json.dumps(drawing.to_dict(), allow_nan=False)
    assert all(box.operation for box in drawing.boxes) == (source != "5")
