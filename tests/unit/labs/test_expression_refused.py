"""Refused formulas: the errors, and that nothing is executed."""

from __future__ import annotations

import ast
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
from formulas import refused

import linreg.labs.expression
from linreg.labs.expression import (
    FUNCTIONS,
    MAX_CHARACTERS,
    MAX_NESTING,
    ExpressionError,
    parse,
)

SOURCE = Path(linreg.labs.expression.__file__).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("source", "message", "line", "column"),
    [
        ("y = w^2", "a power is written with **, not with ^.", 1, 6),
        ("a = w\nb = 2a", "'2a' is not a plain number. Write 2, 0.5 or 1e-3, and 2*w for 2 times w.", 2, 5),
        ("1_000", "'1_000' is not a plain number. Write 2, 0.5 or 1e-3, and 2*w for 2 times w.", 1, 1),
        ("w + 007", "'007' is not a plain number. Write 2, 0.5 or 1e-3, and 2*w for 2 times w.", 1, 5),
        ("1e999", "the number '1e999' is too large. At most 1e30 can be used.", 1, 1),
        ("y = w\r\n\r\nz = y y", "an operator such as * is missing before 'y'.", 3, 7),
        ("(w)(w)", "an operator such as * is missing before '('.", 1, 4),
        ("2 (w)", "an operator such as * is missing before '('.", 1, 3),
        ("w(2)", "an operator such as * is missing before '('.", 1, 2),
        ("w 2", "an operator such as * is missing before '2'.", 1, 3),
        ("y = w; +y", "a number, a name or a parenthesis is missing before '+'.", 1, 8),
        ("w * / 2", "a number, a name or a parenthesis is missing before '/'.", 1, 5),
        ("w // 2", "a number, a name or a parenthesis is missing before '/'.", 1, 4),
        ("w * * 2", "a number, a name or a parenthesis is missing before '*'.", 1, 5),
        ("sin()", "a number, a name or a parenthesis is missing before ')'.", 1, 5),
        ("w +", "a number, a name or a parenthesis is missing at the end.", 1, 4),
        ("w\n=", "give this formula a name, as in y = w**2. Only the last may go without.", 1, 1),
        ("=", "an equals sign can only follow one name at the beginning of a formula.", 1, 1),
        ("y =", "a number, a name or a parenthesis is missing at the end.", 1, 4),
        ("y = = w", "an equals sign can only follow one name at the beginning of a formula.", 1, 5),
        ("w + 1 = y", "an equals sign can only follow one name at the beginning of a formula.", 1, 7),
        ("a = b = w", "'b' has no value yet. Names you can use: w.", 1, 5),
        ("((w)", "this parenthesis is never closed.", 1, 1),
        ("y = (w +\n1)", "a number, a name or a parenthesis is missing at the end.", 1, 9),
        ("w) + (w", "this parenthesis was never opened.", 1, 2),
        ("y = w; w = 3", "w is the input and cannot be set here. Choose another name.", 1, 8),
        ("sin = w", "'sin' is the name of a function. Choose another name.", 1, 1),
        ("torch = w", "'torch' is a reserved name. Choose another name.", 1, 1),
        ("a = w; print = a", "'print' is a reserved name. Choose another name.", 1, 8),
        ("__debug__ = w", "'__debug__' is a reserved name. Choose another name.", 1, 1),
        ("a = w; z = a + y", "'y' has no value yet. Names you can use: w, a.", 1, 16),
        ("a = w; a = a; b = y", "'y' has no value yet. Names you can use: w, a.", 1, 19),
        ("y = y + w", "'y' has no value yet. Names you can use: w.", 1, 5),
        ("W", "'W' has no value yet. Names you can use: w.", 1, 1),
        ("sin w", "'sin' is a function and needs parentheses, as in sin(w).", 1, 1),
        ("w + relu", "'relu' is a function and needs parentheses, as in relu(w).", 1, 5),
        ("tan(w)", "'tan' is not a function here. The functions are " + ", ".join(FUNCTIONS) + ".", 1, 1),
        ("abcdefghijklmnopqrstu = w", "the name 'abcdefghijklmnopqrstu' is too long. At most 20 characters are allowed.", 1, 1),
        ("a = w; lambda = a", "'lambda' is a Python keyword and cannot be used here.", 1, 8),
        ("2 * True", "'True' is a Python keyword and cannot be used here.", 1, 5),
        ("w**99999", "the exponent '99999' is out of range. A number there goes from -100 to 100.", 1, 4),
        ("10**-400", "the exponent '-400' is out of range. A number there goes from -100 to 100.", 1, 5),
        ("a = w\n2 ** ( --100.5)", "the exponent '--100.5' is out of range. A number there goes from -100 to 100.", 2, 8),
        ("w; w", "give this formula a name, as in y = w**2. Only the last may go without.", 1, 1),
        ("a = w;" * 10 + "\nb = w", "this is one formula too many. At most 10 can be used.", 2, 1),
    ],
)
def test_errors_name_the_place(source: str, message: str, line: int, column: int) -> None:
    """Invalid input is refused with an error that names line, column and problem."""
    error = refused(source)
    assert (str(error), error.line, error.column) == (f"Line {line}, column {column}: {message}", line, column)


@pytest.mark.parametrize(
    "character", [*"'\".,[]{}:!@#$%&|~<>?`\\", "\0", "\f", "\v", "\u2028", "×", "−", "ｗ", "가", "𝒘", "\ud800", "\xa0"]
)
def test_characters_without_a_meaning(character: str) -> None:
    """An unknown character is refused at its position, whatever it means to Python."""
    for source, column in (("w + " + character, 5), (character, 1), (f"w{character}", 2), (f"2 * {character}w", 5)):
        error = refused(source)
        assert "cannot be used here. A formula is made of numbers" in str(error) or "not a plain number" in str(error)
        assert (error.line, error.column) == (1, column)


def test_nothing_to_read() -> None:
    """A text without a formula, or one too long, is refused without a position."""
    for source in ("", " \t", ";;\n;"):
        error = refused(source)
        assert (str(error), error.line) == ("There is no formula here. Write one in w, such as w**2.", None)
    error = refused("w" + " " * MAX_CHARACTERS)
    assert (str(error), error.line) == ("This is too long: 501 characters. At most 500 are allowed.", None)


@pytest.mark.parametrize(
    ("source", "column"),
    [
        ("(" * (MAX_NESTING + 1) + "w" + ")" * (MAX_NESTING + 1), MAX_NESTING + 1),
        ("-" * MAX_NESTING + "w", MAX_NESTING + 1),
        ("w" + "+w" * MAX_NESTING, 1),
        ("w" + "**w" * MAX_NESTING, 3 * MAX_NESTING - 2),
        ("sin(" * 41 + "w" + ")" * 41, 164),
    ],
)
def test_too_much_nesting(source: str, column: int) -> None:
    """Nesting beyond the limit is refused at its position, with advice."""
    error = refused(source)
    advice = "more than 40 operations are nested here. Give a part of the formula a name on a line before."
    assert (str(error), error.column) == (f"Line 1, column {column}: {advice}", column)


# The person's language


def test_an_error_can_be_stored() -> None:
    """An error is a ValueError, and keeps line and column when pickled."""
    error = refused("y = w\n z")
    copy = pickle.loads(pickle.dumps(error))
    assert isinstance(copy, ValueError)
    assert (str(copy), copy.line, copy.column) == (str(error), 2, 2)


@pytest.mark.parametrize(
    "source",
    [
        *[
            "",
            " " * 501,
            "a = w;" * 11,
            "w; w",
            "^",
            "?",
            "2w",
            "1e31",
            "a" * 21,
            "if",
            "w = 1",
            "exp = 1",
            "w w",
            "*",
            "w*",
            "w = = w",
        ],
        *["a = = w", "log", "f(w)", "f", "(w", "w)", "-" * 99 + "w", "w**101"],
    ],
    ids=lambda source: source[:10],
)
def test_sentences_are_translated_whole(source: str) -> None:
    """Every sentence is translated before it is formatted."""
    asked: list[str] = []

    def translate(sentence: str) -> str:
        asked.append(sentence)
        return "번역: " + sentence

    message = translated(source, translate)
    assert message == "번역: " + str(refused(source))
    assert len(asked) == 1
    marked = [node.args[0].value for node in ast.walk(ast.parse(SOURCE)) if is_marked(node)]
    assert asked[0] in marked


def translated(source: str, translate: Callable[[str], str]) -> str:
    """Return the error of a parse with another translation."""
    with pytest.raises(ExpressionError) as caught:
        parse(source, translate)
    return str(caught.value)


def is_marked(node: ast.AST) -> bool:
    """Return whether a node of the source is a call of `_`."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_"
