"""Parser of formulas in w: text to expression trees. The text is never executed.

The text is untrusted. Every token is checked before `ast.parse`, which is used only for operator precedence, sees it; of its
result only the node types in an allow-list are accepted.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from keyword import iskeyword
from typing import Final, NamedTuple

from linreg.aliases import Translate
from linreg.data.dataset import excerpt

FUNCTIONS: Final = ("sin", "cos", "exp", "log", "sqrt", "tanh", "sigmoid", "relu", "abs")
MAX_CHARACTERS: Final = 500
MAX_FORMULAS: Final = 10
MAX_NESTING: Final = 40
MAX_NUMBER: Final = 1e30
MAX_EXPONENT: Final = 100
LONGEST_NAME: Final = 20
TAKEN: Final = ("torch", "print")
"""Names used by the generated program."""

# A number includes adjacent word characters, so that errors quote 1_000, 0x10 and 2w whole.
_TOKEN: Final = re.compile(
    r"(?P<space>[ \t]+)|(?P<end>\r\n|[\r\n;])|(?P<number>(\d+\.?\d*|\.\d+)(e[+-]?\d+)?[\w.]*)"
    r"|(?P<name>[a-z_]\w*)|(?P<sign>\*\*|[-+*/=()])|(?P<other>.)",
    re.ASCII | re.DOTALL | re.IGNORECASE,
)
_NUMBER: Final = re.compile(r"((0|[1-9]\d*)(\.\d*)?|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
_SIGNS: Final = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}


class ExpressionError(ValueError):
    """A formula that cannot be used. The message is a translated sentence.

    Attributes:
        line, column: position of the error, from 1; None if it concerns the whole text.
    """

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


@dataclass(frozen=True)
class Number:
    """A number."""

    value: float


@dataclass(frozen=True)
class Name:
    """w, or a name assigned by an earlier formula."""

    name: str


@dataclass(frozen=True)
class Apply:
    """An operation applied to operands: + - * / ** (two), neg or a name in FUNCTIONS (one)."""

    operation: str
    operands: tuple[Tree, ...]


Tree = Number | Name | Apply


@dataclass(frozen=True)
class Formula:
    """A formula: the name that it assigns, None if it has none, and its tree."""

    name: str | None
    tree: Tree


class _Token(NamedTuple):
    """A token: its text, its offset in the source, and its line and column from 1."""

    kind: str
    text: str
    offset: int
    line: int
    column: int

    @property
    def end(self) -> int:
        """Offset of its end, exclusive."""
        return self.offset + len(self.text)

    def part(self, start: int, text: str) -> _Token:
        """Return a token with this text, `start` characters to the right, on the same line."""
        return self._replace(text=text, offset=self.offset + start, column=self.column + start)


def parse(source: str, _: Translate = str) -> tuple[Formula, ...]:
    """Parse a text into its formulas: at least one; only the last may be without a name.

    Formulas are separated by line breaks or semicolons. They may use w, names assigned before, + - * / **, unary minus,
    parentheses, numbers and FUNCTIONS, with Python's precedence. A name may be reassigned.

    Args:
        source: the text, at most MAX_CHARACTERS characters.
        _: translates the errors.

    Raises:
        ExpressionError: if the text contains anything else or exceeds a limit of this module.
    """
    if len(source) > MAX_CHARACTERS:
        sentence = _("This is too long: {count} characters. At most {limit} are allowed.")
        raise ExpressionError(sentence.format(count=len(source), limit=MAX_CHARACTERS))
    pieces = list(_split(source, _))
    if not pieces:
        raise ExpressionError(_("There is no formula here. Write one in w, such as w**2."))
    if len(pieces) > MAX_FORMULAS:
        sentence = _("Line {line}, column {column}: this is one formula too many. At most {limit} can be used.")
        raise _error(sentence, pieces[MAX_FORMULAS][0], limit=MAX_FORMULAS)
    known = ["w"]
    formulas = []
    for number, tokens in enumerate(pieces, start=1):
        named = len(tokens) > 1 and tokens[0].kind == "name" and tokens[1].text == "="
        if named:
            _check_target(tokens[0], _)
        elif number < len(pieces):
            sentence = _("Line {line}, column {column}: give this formula a name, as in y = w**2. Only the last may go without.")
            raise _error(sentence, tokens[0])
        name = tokens[0].text if named else None
        formulas.append(Formula(name, _read(source, tokens[2:] if named else tokens, tokens[-1], known, _)))
        if name is not None and name not in known:
            known.append(name)
    return tuple(formulas)


def _error(sentence: str, at: _Token, **values: object) -> ExpressionError:
    text = sentence.format(line=at.line, column=at.column, text=excerpt(at.text, 30), **values)
    return ExpressionError(text, at.line, at.column)


def _split(source: str, _: Translate) -> Iterator[list[_Token]]:
    """Yield the tokens of each non-empty formula; an invalid token raises an ExpressionError."""
    tokens: list[_Token] = []
    line, start = 1, 0
    for match in _TOKEN.finditer(source):
        kind = match.lastgroup or ""
        token = _Token(kind, match[0], match.start(), line, match.start() - start + 1)
        if kind == "end":
            if tokens:
                yield tokens
            tokens = []
            if token.text != ";":
                line, start = line + 1, match.end()
        elif kind != "space":
            _check_token(token, _)
            tokens.append(token)
    if tokens:
        yield tokens


def _check_token(token: _Token, _: Translate) -> None:
    kind, text = token.kind, token.text
    if text == "^":
        raise _error(_("Line {line}, column {column}: a power is written with **, not with ^."), token)
    if kind == "other":
        sentence = _(
            "Line {line}, column {column}: {text} cannot be used here. A formula is made of numbers, w, names in English "
            "letters, + - * / ** ( ) and {functions}."
        )
        raise _error(sentence, token, functions=", ".join(FUNCTIONS))
    if kind == "number" and not _NUMBER.fullmatch(text):
        sentence = _("Line {line}, column {column}: {text} is not a plain number. Write 2, 0.5 or 1e-3, and 2*w for 2 times w.")
        raise _error(sentence, token)
    if kind == "number" and float(text) > MAX_NUMBER:
        sentence = _("Line {line}, column {column}: the number {text} is too large. At most {limit} can be used.")
        raise _error(sentence, token, limit=f"{MAX_NUMBER:g}".replace("+", ""))
    if kind == "name" and len(text) > LONGEST_NAME:
        sentence = _("Line {line}, column {column}: the name {text} is too long. At most {limit} characters are allowed.")
        raise _error(sentence, token, limit=LONGEST_NAME)
    if kind == "name" and iskeyword(text):
        raise _error(_("Line {line}, column {column}: {text} is a Python keyword and cannot be used here."), token)


def _check_target(token: _Token, _: Translate) -> None:
    if token.text == "w":
        raise _error(_("Line {line}, column {column}: w is the input and cannot be set here. Choose another name."), token)
    if token.text in FUNCTIONS:
        raise _error(_("Line {line}, column {column}: {text} is the name of a function. Choose another name."), token)
    if token.text in TAKEN or token.text.startswith("__"):
        raise _error(_("Line {line}, column {column}: {text} is a reserved name. Choose another name."), token)


def _read(source: str, tokens: list[_Token], last: _Token, known: list[str], _: Translate) -> Tree:
    """Return the tree of the tokens after the equals sign. `last` is the formula's last token, which may be that sign."""
    _check_order(tokens, last, known, _)
    _check_parentheses(tokens, _)
    whole = tokens[0]._replace(text=source[tokens[0].offset : last.end])
    return _tree(ast.parse(whole.text, mode="eval").body, whole, 1, _)


def _check_order(tokens: list[_Token], last: _Token, known: list[str], _: Translate) -> None:
    """Raise an ExpressionError at the first token that cannot follow the one before: operands and operators must alternate."""
    value_due = True
    for index, token in enumerate(tokens):
        followed = tokens[index + 1].text if index + 1 < len(tokens) else ""
        if token.text == "=":
            sentence = _("Line {line}, column {column}: an equals sign can only follow one name at the beginning of a formula.")
            raise _error(sentence, token)
        if value_due and token.kind == "name":
            _check_name(token, followed, known, _)
        if not value_due and (token.text == "(" or token.kind != "sign"):
            raise _error(_("Line {line}, column {column}: an operator such as * is missing before {text}."), token)
        if value_due and token.kind == "sign" and token.text not in ("(", "-"):
            sentence = _("Line {line}, column {column}: a number, a name or a parenthesis is missing before {text}.")
            raise _error(sentence, token)
        value_due = token.text != ")" if token.kind == "sign" else token.text in FUNCTIONS
    if value_due:
        sentence = _("Line {line}, column {column}: a number, a name or a parenthesis is missing at the end.")
        raise _error(sentence, last.part(len(last.text), ""))


def _check_name(token: _Token, followed: str, known: list[str], _: Translate) -> None:
    functions = ", ".join(FUNCTIONS)
    if token.text in FUNCTIONS and followed != "(":
        sentence = _("Line {line}, column {column}: {text} is a function and needs parentheses, as in {example}.")
        raise _error(sentence, token, example=f"{token.text}(w)")
    if token.text in FUNCTIONS or token.text in known:
        return
    if followed == "(":
        sentence = _("Line {line}, column {column}: {text} is not a function here. The functions are {functions}.")
        raise _error(sentence, token, functions=functions)
    sentence = _("Line {line}, column {column}: {text} has no value yet. Names you can use: {names}.")
    raise _error(sentence, token, names=", ".join(known))


def _check_parentheses(tokens: list[_Token], _: Translate) -> None:
    opened: list[_Token] = []
    for token in tokens:
        if token.text == "(":
            opened.append(token)
        elif token.text == ")" and not opened:
            raise _error(_("Line {line}, column {column}: this parenthesis was never opened."), token)
        elif token.text == ")":
            opened.pop()
        if len(opened) > MAX_NESTING:
            raise _too_nested(token, _)
    if opened:
        raise _error(_("Line {line}, column {column}: this parenthesis is never closed."), opened[-1])


def _too_nested(at: _Token, _: Translate) -> ExpressionError:
    sentence = _(
        "Line {line}, column {column}: more than {limit} operations are nested here. Give a part of the formula a name on a "
        "line before."
    )
    return _error(sentence, at, limit=MAX_NESTING)


def _tree(node: ast.expr, whole: _Token, depth: int, _: Translate) -> Tree:
    """Convert a node of Python's syntax tree; `whole` is the parsed text."""
    at = _piece(node, whole)
    if depth > MAX_NESTING:
        raise _too_nested(at, _)

    def inner(operand: ast.expr) -> Tree:
        return _tree(operand, whole, depth + 1, _)

    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return Number(float(value))
        case ast.Name(id=name):
            return Name(name)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return Apply("neg", (inner(operand),))
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _SIGNS:
            operands = inner(left), inner(right)
            if isinstance(op, ast.Pow):
                _check_exponent(operands[1], _piece(right, whole), _)
            return Apply(_SIGNS[type(op)], operands)
        case ast.Call(func=ast.Name(id=name), args=[operand], keywords=[]) if name in FUNCTIONS:
            return Apply(name, (inner(operand),))
    # Unreachable after the checks of the tokens, unless a later version of Python parses them differently.
    raise _error(_("Line {line}, column {column}: {text} cannot be used in a formula."), at)


def _piece(node: ast.expr, whole: _Token) -> _Token:
    return whole.part(node.col_offset, whole.text[node.col_offset : node.end_col_offset])


def _check_exponent(exponent: Tree, at: _Token, _: Translate) -> None:
    while isinstance(exponent, Apply) and exponent.operation == "neg":
        exponent = exponent.operands[0]
    if isinstance(exponent, Number) and exponent.value > MAX_EXPONENT:
        sentence = _("Line {line}, column {column}: the exponent {text} is out of range. A number there goes from {low} to {high}.")
        raise _error(sentence, at, low=-MAX_EXPONENT, high=MAX_EXPONENT)
