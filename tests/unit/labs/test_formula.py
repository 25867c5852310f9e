"""The program of formulas: what a person would type into Python, and what it prints."""

import pytest
from fresh import printed_by

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
]


def test_the_notes_program() -> None:
    """Of the notes' formulas it is the notes' program."""
    assert program(DEFAULT, 2.0) == (
        "import torch\n\nw = torch.tensor(2.0, requires_grad=True)\ny = w**2\nz = 2*y + 5\nz.backward()\nprint(z.item(), w.grad)\n"
    )


def test_a_fresh_python_finds_the_same() -> None:
    """Every program, run by plain Python, prints the value and the gradient of the page, to the last digit."""
    printed = printed_by([program(source, w) + "print(w.grad.item())\n" for source, w in CASES])
    for (source, w), (said, grad) in zip(CASES, printed, strict=True):
        found = differentiate(source, w)
        assert said.startswith(f"{found.value!r} tensor("), source
        assert grad == repr(found.grad), source


def test_what_cannot_be_used_has_no_program() -> None:
    """Formulas that are refused are refused here too."""
    with pytest.raises(ExpressionError):
        program("__import__('os')", 1.0)


def test_about() -> None:
    """The words go through the translator."""
    assert about(lambda text: f"<{text}>").shows.startswith("<While PyTorch computes")
