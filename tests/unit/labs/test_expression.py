"""Parsing of formulas: syntax and precedence."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from formulas import any_formulas
from hypothesis import assume, given

import linreg.labs.expression
from linreg.labs.expression import (
    FUNCTIONS,
    MAX_CHARACTERS,
    MAX_NESTING,
    Apply,
    Formula,
    Name,
    Number,
    Tree,
    parse,
)

SOURCE = Path(linreg.labs.expression.__file__).read_text(encoding="utf-8")
W = 1.75
SCOPE = {name: getattr(math, name, abs) for name in FUNCTIONS} | {
    "sigmoid": lambda x: 1 / (1 + math.exp(-x)),
    "relu": lambda x: max(x, 0.0),
    "w": W,
}


def value(tree: Tree, names: dict[str, float]) -> float:
    """Return the value of a tree in plain Python."""
    match tree:
        case Number(number):
            return number
        case Name(name):
            return names[name]
        case Apply("neg", (operand,)):
            return -value(operand, names)
        case Apply(operation, (operand,)):
            return SCOPE[operation](value(operand, names))
        case Apply(operation, (left, right)):
            a, b = value(left, names), value(right, names)
            return {"+": a.__add__, "-": a.__sub__, "*": a.__mul__, "/": a.__truediv__, "**": a.__pow__}[operation](b)


def result(source: str) -> float:
    """Return the value of the last formula at W."""
    names = {"w": W}
    for formula in parse(source):
        last = value(formula.tree, names)
        names[formula.name or ""] = last
    return last


# What is read


def test_the_notes() -> None:
    """The notes' two formulas are parsed, also on separate lines."""
    y = Formula("y", Apply("**", (Name("w"), Number(2))))
    z = Formula("z", Apply("+", (Apply("*", (Number(2), Name("y"))), Number(5))))
    for source in ("y = w**2; z = 2*y + 5", "y=w**2\nz=2*y+5", "  y = w ** 2 ;;\r\n\r\n\tz\t=\t2 * y + 5 ;\r"):
        assert parse(source) == (y, z)


@pytest.mark.parametrize(
    "source",
    [
        *["w", "2", "0", "0.5", ".5", "5.", "1e3", "1E-3", "2.5e+2", "(w)", "-w", "--w", "- - -w", "w - -w", "w*-w"],
        *["w - 2 - 3", "w - (2 - 3)", "8 / w / 2", "8 / (w / 2)", "2*w**2", "(2*w)**2", "-w**2", "(-w)**2", "w**-1", "2**-w"],
        *[
            "2**w**0.5",
            "(2**w)**0.5",
            "-2**-w**-2",
            "1 + 2*w - 3/w",
            "sin(w)",
            "-sin(-w)",
            "sin(w)**2 + cos (w)**2",
            "sqrt(abs(-w))",
        ],
        *["exp(log(w))", "tanh(sigmoid(w))", "relu(w - 2) - relu(2 - w)", "((((w))))", "w**w**w", "w+w*w-w/w"],
    ],
)
def test_it_binds_as_in_python(source: str) -> None:
    """A formula has the value that Python gives the same text."""
    assert result(source) == eval(source, dict(SCOPE))


@given(any_formulas())
def test_any_formula_binds_as_in_python(source: str) -> None:
    """Any generated formula has the value that Python gives the same text."""
    assume(len(source) <= MAX_CHARACTERS)
    try:
        expected = eval(source, dict(SCOPE))
    except ArithmeticError:
        assume(False)
    except (ValueError, TypeError):  # of the logarithm of a negative number, or of a complex number
        assume(False)
    assume(not isinstance(expected, complex))
    # Python computes integers exactly, the parser's numbers are floats.
    assert result(source) == pytest.approx(expected, rel=1e-12, nan_ok=True)


def test_names() -> None:
    """A name has its last assigned value; the last formula may be without one."""
    assert result("a = w + 1; b = a * a; a = b - w; a / 2") == ((W + 1) ** 2 - W) / 2
    assert [formula.name for formula in parse("a = w; _b2 = a\na")] == ["a", "_b2", None]
    assert parse("W = w; match = W; list = match")[-1] == Formula("list", Name("match"))
    assert parse("abcdefghijklmnopqrst = w")[0].name == "abcdefghijklmnopqrst"


def test_limits_are_reached() -> None:
    """Formulas exactly at the limits are accepted."""
    assert len(parse("\n" * 30 + "a = w;" * 9 + "\n\na")) == 10
    assert len(parse("w" + " " * (MAX_CHARACTERS - 1))) == 1
    assert result("(" * MAX_NESTING + "w" + ")" * MAX_NESTING) == W
    assert result("+".join(["w"] * MAX_NESTING)) == W * MAX_NESTING
    assert result("-" * (MAX_NESTING - 1) + "w") == -W
    assert result("w**100 + w**-100 + w**--100 + 1e30") == W**100 + W**-100 + W**100 + 1e30
    assert result("w ** (60 + 60)") == W**120
