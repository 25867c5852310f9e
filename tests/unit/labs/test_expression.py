"""Formulas that a person types: what is read, what is refused and how it says so, and that nothing in them is ever run."""

from __future__ import annotations

import ast
import math
import pickle
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

import linreg.labs.expression
from linreg.labs.expression import (
    FUNCTIONS,
    MAX_CHARACTERS,
    MAX_NESTING,
    Apply,
    ExpressionError,
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
    """Return what a tree comes to in plain Python."""
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
    """Return what the last formula comes to at W."""
    names = {"w": W}
    for formula in parse(source):
        last = value(formula.tree, names)
        names[formula.name or ""] = last
    return last


def refused(source: str) -> ExpressionError:
    """Return the error that reading ends with, whose message must be short, of one line and harmless."""
    with pytest.raises(ExpressionError) as caught:
        parse(source)
    error = caught.value
    assert str(error).isprintable()
    assert len(str(error)) < 250
    assert str(error).endswith(".")
    if error.line is not None:
        assert str(error).startswith(f"Line {error.line}, column {error.column}: ")
    return error


@contextmanager
def bounded(seconds: float = 2.0, size: int = 5_000_000) -> Iterator[None]:
    """Fail if what is inside takes the processor long, or takes much memory: many times what it needs."""
    tracemalloc.start()
    begun = time.process_time()
    try:
        yield
        assert time.process_time() - begun < seconds
        assert tracemalloc.get_traced_memory()[1] < size
    finally:
        tracemalloc.stop()


# What is read


def test_the_notes() -> None:
    """The notes' two formulas are read, and so are they on lines of their own."""
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
    """A formula comes to what Python finds for the same text."""
    assert result(source) == eval(source, dict(SCOPE))


def formulas(functions: tuple[str, ...] = FUNCTIONS) -> st.SearchStrategy[str]:
    """Draw formulas, with parentheses where they are needed and where they are not, and chains without any."""
    leaves = st.just("w") | st.integers(-8, 8).map(lambda quarters: f"{quarters / 4:g}")
    between = st.sampled_from(["+", "-", "*", "/", "**", " + ", " ** ", " - "])

    def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        chain = st.tuples(inner, between, inner).map("".join)
        call = st.tuples(st.sampled_from(functions), st.just("("), inner, st.just(")")).map("".join)
        return chain | call | inner.map("({})".format) | inner.map("-{}".format)

    return st.recursive(leaves, larger, max_leaves=8)


@given(formulas())
def test_any_formula_binds_as_in_python(source: str) -> None:
    """So does any other."""
    assume(len(source) <= MAX_CHARACTERS)
    try:
        expected = eval(source, dict(SCOPE))
    except ArithmeticError:
        assume(False)
    except (ValueError, TypeError):  # of the logarithm of a negative number, or of a complex number
        assume(False)
    assume(not isinstance(expected, complex))
    # Python works out whole numbers exactly, and this in floats.
    assert result(source) == pytest.approx(expected, rel=1e-12, nan_ok=True)


def test_names() -> None:
    """A name stands for what it was last given; the last formula may do without one."""
    assert result("a = w + 1; b = a * a; a = b - w; a / 2") == ((W + 1) ** 2 - W) / 2
    assert [formula.name for formula in parse("a = w; _b2 = a\na")] == ["a", "_b2", None]
    assert parse("W = w; match = W; list = match")[-1] == Formula("list", Name("match"))
    assert parse("abcdefghijklmnopqrst = w")[0].name == "abcdefghijklmnopqrst"


def test_limits_are_reached() -> None:
    """As much as is allowed is read."""
    assert len(parse("\n" * 30 + "a = w;" * 9 + "\n\na")) == 10
    assert len(parse("w" + " " * (MAX_CHARACTERS - 1))) == 1
    assert result("(" * MAX_NESTING + "w" + ")" * MAX_NESTING) == W
    assert result("+".join(["w"] * MAX_NESTING)) == W * MAX_NESTING
    assert result("-" * (MAX_NESTING - 1) + "w") == -W
    assert result("w**100 + w**-100 + w**--100 + 1e30") == W**100 + W**-100 + W**100 + 1e30
    assert result("w ** (60 + 60)") == W**120


# What is refused


@pytest.mark.parametrize(
    ("source", "message", "line", "column"),
    [
        ("y = w^2", "a power is written with **, not with ^.", 1, 6),
        ("a = w\nb = 2a", "'2a' is not a plain number. Write 2, 0.5 or 1e-3, and 2*w for 2 times w.", 2, 5),
        ("1_000", "'1_000' is not a plain number. Write 2, 0.5 or 1e-3, and 2*w for 2 times w.", 1, 1),
        ("w + 007", "'007' is not a plain number. Write 2, 0.5 or 1e-3, and 2*w for 2 times w.", 1, 5),
        ("1e999", "the number '1e999' is too large. At most 1e30 can be used.", 1, 1),
        ("y = w\r\n\r\nz = y y", "a sign such as * is missing before 'y'.", 3, 7),
        ("(w)(w)", "a sign such as * is missing before '('.", 1, 4),
        ("2 (w)", "a sign such as * is missing before '('.", 1, 3),
        ("w(2)", "a sign such as * is missing before '('.", 1, 2),
        ("w 2", "a sign such as * is missing before '2'.", 1, 3),
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
        ("a = b = w", "'b' has no value yet. What has one is w.", 1, 5),
        ("((w)", "this parenthesis is never closed.", 1, 1),
        ("y = (w +\n1)", "a number, a name or a parenthesis is missing at the end.", 1, 9),
        ("w) + (w", "this parenthesis was never opened.", 1, 2),
        ("y = w; w = 3", "w is the input and cannot be set here. Choose another name.", 1, 8),
        ("sin = w", "'sin' is the name of a function. Choose another name.", 1, 1),
        ("torch = w", "'torch' means something to Python already. Choose another name.", 1, 1),
        ("a = w; print = a", "'print' means something to Python already. Choose another name.", 1, 8),
        ("__debug__ = w", "'__debug__' means something to Python already. Choose another name.", 1, 1),
        ("a = w; z = a + y", "'y' has no value yet. What has one is w, a.", 1, 16),
        ("a = w; a = a; b = y", "'y' has no value yet. What has one is w, a.", 1, 19),
        ("y = y + w", "'y' has no value yet. What has one is w.", 1, 5),
        ("W", "'W' has no value yet. What has one is w.", 1, 1),
        ("sin w", "'sin' is a function and needs parentheses, as in sin(w).", 1, 1),
        ("w + relu", "'relu' is a function and needs parentheses, as in relu(w).", 1, 5),
        ("tan(w)", "'tan' is not a function here. The functions are " + ", ".join(FUNCTIONS) + ".", 1, 1),
        ("abcdefghijklmnopqrstu = w", "the name 'abcdefghijklmnopqrstu' is too long. At most 20 characters are allowed.", 1, 1),
        ("a = w; lambda = a", "'lambda' is a word of Python's own and cannot be used here.", 1, 8),
        ("2 * True", "'True' is a word of Python's own and cannot be used here.", 1, 5),
        ("w**99999", "the exponent '99999' is out of range. A number there goes from -100 to 100.", 1, 4),
        ("10**-400", "the exponent '-400' is out of range. A number there goes from -100 to 100.", 1, 5),
        ("a = w\n2 ** ( --100.5)", "the exponent '--100.5' is out of range. A number there goes from -100 to 100.", 2, 8),
        ("w; w", "give this formula a name, as in y = w**2. Only the last may go without.", 1, 1),
        ("a = w;" * 10 + "\nb = w", "this is one formula too many. At most 10 can be used.", 2, 1),
    ],
)
def test_errors_name_the_place(source: str, message: str, line: int, column: int) -> None:
    """What cannot be used is refused with an error that names line and column and says what is wrong there."""
    error = refused(source)
    assert (str(error), error.line, error.column) == (f"Line {line}, column {column}: {message}", line, column)


@pytest.mark.parametrize(
    "character", [*"'\".,[]{}:!@#$%&|~<>?`\\", "\0", "\f", "\v", "\u2028", "×", "−", "ｗ", "가", "𝒘", "\ud800", "\xa0"]
)
def test_characters_without_a_meaning(character: str) -> None:
    """A character that has no meaning here is refused at its place, whatever Python would make of it."""
    for source, column in (("w + " + character, 5), (character, 1), (f"w{character}", 2), (f"2 * {character}w", 5)):
        error = refused(source)
        assert "cannot be used here. A formula is made of numbers" in str(error) or "not a plain number" in str(error)
        assert (error.line, error.column) == (1, column)


def test_nothing_to_read() -> None:
    """A text without a formula, or one too long, is refused as a whole."""
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
    """What is nested more deeply than is allowed is refused at the place, with a way out."""
    error = refused(source)
    advice = "more than 40 operations stand inside one another here. Give a part of them a name, on a line before."
    assert (str(error), error.column) == (f"Line 1, column {column}: {advice}", column)


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
    """Whatever else Python could do is refused."""
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
    """A text full of anything is read or refused quickly, in little memory; so is a far longer one."""
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
    """The deepest formula is read even where the caller stands deep in calls of its own."""
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


@given(texts | formulas())
@example("\ud800")
@example("w\u2028w")
@example("007")
def test_any_text(source: str) -> None:
    """Whatever is typed is read, and then is Python too, of as many statements, or is refused with an ExpressionError."""
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
    """Even if the tokens let it through, what Python's parser returns is taken only where it is on the list."""
    token = linreg.labs.expression._Token("", source, 0, 1, 1)
    with pytest.raises(ExpressionError, match=r"^Line 1, column 1: .* cannot be used in a formula\.$"):
        linreg.labs.expression._tree(ast.parse(source, mode="eval").body, token, 1, str)


# The person's language


def test_an_error_can_be_stored() -> None:
    """An error is a ValueError, and keeps its place in a pickle."""
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
    """Every sentence is translated as it stands in the source, and filled in afterwards."""
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
    """Return the error that reading ends with, in another language."""
    with pytest.raises(ExpressionError) as caught:
        parse(source, translate)
    return str(caught.value)


def is_marked(node: ast.AST) -> bool:
    """Return whether a node of the source is a call of `_`."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_"
