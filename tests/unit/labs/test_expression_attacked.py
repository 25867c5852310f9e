"""Malicious formulas: none is executed, and none takes long."""

from __future__ import annotations

import ast
import sys
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from formulas import any_formulas, refused
from hypothesis import example, given
from hypothesis import strategies as st

import linreg.labs.expression
from linreg.labs.expression import (
    FUNCTIONS,
    MAX_CHARACTERS,
    ExpressionError,
    Formula,
    parse,
)

SOURCE = Path(linreg.labs.expression.__file__).read_text(encoding="utf-8")


@contextmanager
def bounded(seconds: float = 2.0, size: int = 5_000_000) -> Iterator[None]:
    """Fail if the block uses far more processor time or memory than it needs."""
    tracemalloc.start()
    begun = time.process_time()
    try:
        yield
        assert time.process_time() - begun < seconds
        assert tracemalloc.get_traced_memory()[1] < size
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "source",
    [
        *["w.__class__", "__import__('os')", "__import__", "lambda: 0", "[w for w in ()]", '"a"*9', "f'{w}'", "w := 3", "(w := 3)"],
        *["w if w else 0", "w < 2", "w == w", "not w", "w and w", "*w", "sin(*w)", "sin(x=w)", "sin(w, w)", "w # type: int", "@w"],
        *["w[0]", "w, w", "{w}", "await w", "yield w", "w; import os", "import os", "del w", "def f(): 0", "w: int = 3", "y += w"],
        *[
            "0x10",
            "1j",
            "0b1",
            "0o7",
            "True",
            "None",
            "...",
            "2**9999",
            "~w",
            "w @ w",
            "w % 2",
            "w << 9",
            "eval(w)",
            "sin.real",
            "w\\\n",
        ],
    ],
)
def test_python_that_is_no_formula(source: str) -> None:
    """Any other Python syntax is refused."""
    refused(source)


@pytest.mark.parametrize(
    "unit",
    [
        *"(-9w+*/)=;.e_#'\"\\\n\r[{:가\0",
        "**",
        "w**",
        "w+",
        "w*",
        "w-",
        "(w)",
        "-(",
        "sin(",
        "9**",
        "a=",
        "a=w;",
        "a=a;",
        "w ",
        "if ",
        "1e",
    ],
)
def test_five_hundred_characters_of_the_same(unit: str) -> None:
    """A text of one repeated part is parsed or refused quickly and in little memory, at any length."""
    with bounded():
        for source in (
            (unit * MAX_CHARACTERS)[:MAX_CHARACTERS],
            (unit * MAX_CHARACTERS)[: MAX_CHARACTERS - 1] + "w",
            unit * 1_000_000,
        ):
            try:
                parse(source)
            except ExpressionError:
                refused(source)


def test_a_deep_call_stack() -> None:
    """The deepest formula is parsed even if the caller's call stack is deep."""
    source = "w" + "**-w" * 19

    def deep(levels: int) -> tuple[Formula, ...]:
        return deep(levels - 1) if levels else parse(source)

    assert deep(sys.getrecursionlimit() // 2) == parse(source)


pieces = st.sampled_from(
    [
        *FUNCTIONS,
        *"wyz29.()()+-*/=;\n ",
        "**",
        "w",
        "0.5",
        "1e9",
        "y = ",
        "(w)",
        "if",
        "^",
        ",",
        "'",
        "#",
        "__",
        "ｗ",
        "\0",
        "for w in",
    ]
)
texts = st.text(max_size=60) | st.lists(pieces, max_size=25).map("".join) | st.lists(pieces, max_size=25).map(" ".join)


@given(texts | any_formulas())
@example("\ud800")
@example("w\u2028w")
@example("007")
def test_any_text(source: str) -> None:
    """Any text is parsed, and is then valid Python with as many statements, or raises an ExpressionError."""
    with bounded():
        try:
            trees = parse(source)
        except ExpressionError:
            refused(source)
            return
    lines = [line.strip(" \t") for line in source.replace("\r", "\n").replace(";", "\n").split("\n")]
    statements = ast.parse("\n".join(line for line in lines if line)).body
    assert [ast.Assign if formula.name else ast.Expr for formula in trees] == [type(statement) for statement in statements]


@pytest.mark.parametrize(
    "source", ["w.x", "+w", "w // 2", "lambda: 0", "[w]", "'w'", "True", "1j", "w(2)", "sin(w, 2)", "sin(w, x=w)", "w < 1"]
)
def test_the_allow_list(source: str) -> None:
    """Syntax tree nodes that are not on the allow-list are refused even if the token checks pass."""
    token = linreg.labs.expression._Token("", source, 0, 1, 1)
    with pytest.raises(ExpressionError, match=r"^Line 1, column 1: .* cannot be used in a formula\.$"):
        linreg.labs.expression._tree(ast.parse(source, mode="eval").body, token, 1, str)
