"""The generated program of formulas, and its output."""

from typing import Any

import numpy as np
import pytest
from formulas import any_formulas
from fresh import printed_by
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from linreg.labs.autograd import DEFAULT, differentiate
from linreg.labs.expression import FUNCTIONS, ExpressionError
from linreg.labs.formula import about, program

CASES = [
    (DEFAULT, 2.0),
    ("w**2", -1.5),
    ("y = w**2\nz = 2*y + 5", 2.0),
    ("  y=w ;; \n y = y*y\ny ;", 0.1),
    ("sinus = w; cos (sinus) + sin(w)", 0.7),
    ("expw = exp(w)\nexpw * log(expw) / -expw**-2", 0.3),
    *((f"{name}(w)", 0.25) for name in FUNCTIONS),
    *((f"{name}(0.5)*w", 0.25) for name in FUNCTIONS),
    ("a = 2; b = log(a) - 1; a**b*w", 1.5),
    ("a = w; a = 3; b = a*w; a = w; a*b", 1.5),
    ("9**9**9*w", 1.0),
    ("1/0*w + 0/0", 1.0),
    ("0**-1*w", 1.0),
    ("100000000000000000000*w", 1.0),
    ("(10**30)*w", 1.0),
    ("(-8)**(1/3)*w", 1.0),
    ("(9007199254740993-9007199254740992)*w", 1.0),
    ("2 - (w - (1 - w)) - -w", 0.3),
    ("2/(w/(3/w))*-w", 0.3),
    ("-w**2 + (-w)**2*2**-w**2", 0.3),
    ("(w**2)**3 - (-2)**2*w", 0.3),
    ("(0*-1)**w*w", 0.3),
    ("float = w*1e30; float*1e30", 0.3),
]


formulas = st.lists(any_formulas("0", "1", "2", "1e20", "9007199254740993"), min_size=1, max_size=3).map(
    lambda parts: "; ".join(f"y = {part}" for part in parts) + "; y*w + y"
)


def test_the_notes_program() -> None:
    """The notes' formulas give the notes' program."""
    assert program(DEFAULT, 2.0) == (
        "import torch\n\nw = torch.tensor(2.0, requires_grad=True)\ny = w**2\nz = 2*y + 5\nz.backward()\nprint(z.item(), w.grad)\n"
    )


def test_a_fresh_python_finds_the_same() -> None:
    """Run in a new Python process, every program prints the value and the gradient of the page, to the last digit."""
    printed = printed_by([program(source, w) + "print(w.grad.item())\n" for source, w in CASES])
    for (source, w), (said, grad) in zip(CASES, printed, strict=True):
        found = differentiate(source, w)
        assert said.startswith(f"{found.value!r} tensor("), source
        assert grad == repr(found.grad), source


@pytest.mark.parametrize("source", ["3", "y = 3", "y = 3*log(2); y", "1/0", "y = w; y = 0.1"])
def test_a_result_of_numbers_alone_has_the_error_of_the_page(source: str) -> None:
    """If the result does not depend on w, the program raises the error quoted on the page."""
    with pytest.raises(RuntimeError) as caught:
        exec(program(source, 2.0), {})
    assert str(caught.value) == differentiate(source, 2.0).error


@settings(max_examples=300)
@given(formulas, st.floats(-3, 3, width=32))
def test_any_program_does_the_same(source: str, w: float) -> None:
    """For any formulas the program computes the value and the gradient of the page, to the last bit."""
    try:
        found = differentiate(source, w)
    except ExpressionError:  # an exponent that is too large
        assume(False)
    names: dict[str, Any] = {}
    exec(program(source, w).replace("print(", "shown = ("), names)
    value, grad = names["shown"]
    assert np.array_equal([value, grad.item()], [found.value, found.grad], equal_nan=True)


def test_what_cannot_be_used_has_no_program() -> None:
    """Invalid formulas are refused."""
    with pytest.raises(ExpressionError):
        program("__import__('os')", 1.0)


def test_about() -> None:
    """The texts are translated."""
    assert about(lambda text: f"<{text}>").shows.startswith("<While PyTorch computes")
