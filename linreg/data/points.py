"""The user's own points: parsed from pasted text or an uploaded CSV file, or checked as cells of an edited table.

The input is untrusted: its size is limited, ambiguous numbers are refused rather than guessed, and errors name line and column.
"""

from __future__ import annotations

import codecs
import csv
import io
import math
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from numbers import Real
from typing import Final, NamedTuple

import numpy as np

from linreg.aliases import Translate
from linreg.data.dataset import Dataset, DatasetError, excerpt

Cell = float | str | None
Column = str | int

MAX_POINTS: Final = 500
MAX_BYTES: Final = 1_000_000
MAX_COLUMNS: Final = 100
LONGEST_NAME: Final = 40

# Stricter than float(), which also accepts 1_000, nan and non-ASCII digits.
_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
# Anything meant as a number, well-formed or not.
_MEANT: Final = re.compile(r"[+−-]?(nan|inf|infinity|0x[0-9a-f]+|[.,]?\d[\d_]*([.,]\d[\d_]*)*\.?(e[+-]?\d+)?)", re.IGNORECASE)
_THOUSANDS: Final = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_DELIMITERS: Final = ("\t", ";", ",", " ")  # in order of preference: the least likely inside a cell first


class PointsError(DatasetError):
    """Points that cannot be used. The message is a translated sentence.

    Attributes:
        line: line of the text or row of the table, from 1; None if the error has no line.
        column: name of the column, or its number from 1 if it has no name; None if the error has no column.
    """

    def __init__(self, message: str, line: int | None = None, column: Column | None = None) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class Row(NamedTuple):
    """A row of a table: the line of the text it starts on, from 1, and its cells."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A text split into cells, not yet parsed as numbers.

    Attributes:
        columns: at least two unique, printable names, cut to LONGEST_NAME characters; "1", "2", ... for columns without one.
        rows: 2 to MAX_POINTS rows, each with one cell a column.
        delimiter: comma, semicolon, tab or space.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    delimiter: str

    def points(self, x: str, y: str, name: str = "own", _: Translate = str) -> Dataset:
        """Return the points in the columns named `x` and `y`.

        Raises:
            PointsError: if there is no such column, or as `check_points`.
        """
        for column in (x, y):
            if column not in self.columns:
                sentence = _("There is no column {column}. The columns are {columns}.")
                there_are = excerpt(", ".join(self.columns))
                raise PointsError(sentence.format(column=excerpt(column), columns=there_are), column=column)
        i, j = self.columns.index(x), self.columns.index(y)
        xs, ys = [row.cells[i] for row in self.rows], [row.cells[j] for row in self.rows]
        called = [index + 1 if column == str(index + 1) else column for index, column in ((i, x), (j, y))]
        commas = _has_decimal_commas(xs + ys, self.delimiter)
        return check_points(xs, ys, name, lines=[row.line for row in self.rows], columns=called, decimal_comma=commas, _=_)


def read_text(text: str, _: Translate = str) -> Table:
    """Parse a pasted text: one point a line, delimited by comma, semicolon, tab or spaces.

    Raises:
        PointsError: if the text exceeds MAX_BYTES in UTF-8, or is not a table of 2 to MAX_POINTS rows and at least two columns.
    """
    _check_size(len(text.encode(errors="surrogatepass")), _)
    return _table(text.removeprefix("\ufeff"), _)


def read_csv(content: bytes, _: Translate = str) -> Table:
    """Parse a CSV file encoded in UTF-8, UTF-16 with a byte order mark, cp949 or cp1252.

    Raises:
        PointsError: if the file is not text, or as `read_text`.
    """
    _check_size(len(content), _)
    return _table(_decode(content, _), _)


def check_points(
    x: Sequence[Cell],
    y: Sequence[Cell],
    name: str = "own",
    *,
    lines: Sequence[int] | None = None,
    columns: Sequence[Column] = ("x", "y"),
    decimal_comma: bool = False,
    _: Translate = str,
) -> Dataset:
    """Parse two columns of cells and return them as a Dataset.

    Each number becomes the shortest decimal with the same float32 value, which keeps links and programs short without
    changing the training. -0.0 becomes 0.0.

    Args:
        x: cells, numbers or text. None, NaN and blank text are missing numbers.
        y: the same, equal in length.
        name: name of the data set.
        lines: line of each point, for errors; 1, 2, ... by default.
        columns: names of the two columns, for errors.
        decimal_comma: whether text may use a decimal comma.
        _: translates the errors.

    Raises:
        PointsError: if a cell is not a number finite in float32, there are fewer than 2 or more than MAX_POINTS points, or
            all x are equal in float32.
    """
    lines = range(1, len(x) + 1) if lines is None else lines
    _check_count(lines, _)
    points = [
        [_number(cell, line, column, decimal_comma, _) for cell, column in zip(cells, columns, strict=True)]
        for line, *cells in zip(lines, x, y, strict=True)
    ]
    xs, ys = zip(*points, strict=True)
    if len(set(xs)) == 1:
        sentence = _("Column {column}: in float32 every value is {value}. At least two points must differ in x.")
        raise PointsError(sentence.format(column=excerpt(columns[0]), value=excerpt(xs[0])), column=columns[0])
    return Dataset(name, xs, ys)


def _number(cell: Cell, line: int, column: Column, decimal_comma: bool, _: Translate) -> float:
    number, sentence = math.nan, _("Line {line}, column {column}: {value} is not a number.")
    text = cell.strip() if isinstance(cell, str) else ""
    plain = text.replace(",", ".", 1) if decimal_comma else text
    if _NUMBER.fullmatch(plain):
        number = _in_float32(float(plain))
    elif "," in text and _MEANT.fullmatch(text):
        sentence = _("Line {line}, column {column}: {value} has a comma. Use a decimal point, and no thousands separators.")
    elif isinstance(cell, Real) and not isinstance(cell, bool):
        number = math.inf
        with suppress(OverflowError):  # an int too large for float
            cell = float(cell)
            number = _in_float32(cell)
    if math.isfinite(number):
        return number
    if math.isinf(number):
        sentence = _("Line {line}, column {column}: {value} is out of range. float32 goes from -3.4e38 to 3.4e38.")
    elif cell is None or (isinstance(cell, float | str) and not text):  # a float is NaN here
        sentence = _("Line {line}, column {column}: the number is missing.")
    raise PointsError(sentence.format(line=line, column=excerpt(column), value=excerpt(cell)), line, column)


def _in_float32(number: float) -> float:
    with np.errstate(over="ignore"):
        single = np.float32(number)
        short = float(str(single))
        # `short` is float64: rounded twice, a few decimals such as 7.038531e-26 become the neighbouring float32.
        same = np.float32(short) == single
    return (short if same else float(single)) + 0.0


def _has_decimal_commas(cells: Sequence[str], delimiter: str) -> bool:
    """Return whether the numbers use decimal commas.

    False if any number has a decimal point. True in a semicolon-delimited file. Otherwise 1,234 is ambiguous, so at least
    one number must have a comma that cannot be a thousands separator.
    """
    numbers = [cell for cell in cells if _MEANT.fullmatch(cell)]
    if any("." in number for number in numbers):
        return False
    return delimiter == ";" or any("," in number and not _THOUSANDS.fullmatch(number) for number in numbers)


def _check_size(size: int, _: Translate) -> None:
    if size > MAX_BYTES:
        sentence = _("This is too large: {size:,} bytes. At most {limit:,} bytes can be read.")
        raise PointsError(sentence.format(size=size, limit=MAX_BYTES))


def _check_count(lines: Sequence[int], _: Translate) -> None:
    if len(lines) == 0:
        raise PointsError(_("There are no points here. Write each point on a line of its own: x, y."))
    if len(lines) == 1:
        raise PointsError(_("There is only one point. A line needs at least two."), lines[0])
    if len(lines) > MAX_POINTS:
        sentence = _("Line {line} is one point too many: at most {limit} points can be used.")
        raise PointsError(sentence.format(line=lines[MAX_POINTS], limit=MAX_POINTS), lines[MAX_POINTS])


def _decode(content: bytes, _: Translate) -> str:
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    # Strictest first: almost any bytes are valid cp1252.
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp949", "cp1252"):
        with suppress(UnicodeDecodeError):
            text = content.decode(encoding)
            if not _CONTROL.search(text):
                return text
    raise PointsError(_("This is not a text file. Choose a CSV file; a spreadsheet can be saved as one."))


def _table(text: str, _: Translate) -> Table:
    # StringIO splits lines as an editor does; str.splitlines also splits elsewhere. Comments and Excel's "sep=" line become
    # empty lines, which keeps the line numbers.
    lines = ["\n" if line.lstrip().startswith(("#", "sep=")) else line for line in io.StringIO(text, newline=None)]
    delimiter = _delimiter(lines)
    rows = list(islice(_rows(lines, delimiter, _), 1 + MAX_POINTS + 1))  # a header, and one row over the limit to detect
    if not rows:
        _check_count([], _)
    width = max(len(row.cells) for row in rows)
    if width == 1:
        sentence = _("Line {line} has only one value. A point needs two: x, y.")
        raise PointsError(sentence.format(line=rows[0].line), rows[0].line)
    rows = [Row(line, cells + ("",) * (width - len(cells))) for line, cells in rows]
    cells = rows[0].cells
    header = any(map(str.isalpha, "".join(cells))) and not any(_MEANT.fullmatch(cell) for cell in cells)
    names = _names(rows.pop(0).cells if header else [""] * width)
    _check_count([row.line for row in rows], _)
    return Table(names, tuple(rows), delimiter)


def _rows(lines: Sequence[str], delimiter: str, _: Translate) -> Iterator[Row]:
    """Yield the non-empty rows without trailing empty cells; a row of another length than the first raises a PointsError."""
    first = None
    line = 1
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
    try:
        for texts in reader:
            start, line = line, reader.line_num + 1
            cells = [text.strip() for text in texts]
            while cells and not cells[-1]:
                cells.pop()
            if len(cells) > MAX_COLUMNS:
                sentence = _("Line {line} has {count} columns. At most {limit} can be read.")
                raise PointsError(sentence.format(line=start, count=len(cells), limit=MAX_COLUMNS), start)
            if not cells:
                continue
            # A trailing empty cell of the first row is either an extra delimiter or a column: later rows may omit or fill it.
            first = first or (start, len(cells), len(texts))
            if len(texts) < first[1] or len(cells) > first[2]:
                sentence = _("Line {line}: the number of values is {count}. It must be {expected}, as in line {first}.")
                raise PointsError(sentence.format(line=start, count=len(cells), expected=first[1], first=first[0]), start)
            yield Row(start, tuple(cells))
    except csv.Error:  # a cell over csv.field_size_limit(), usually an unclosed quotation mark
        sentence = _("Line {line} has a value that is far too long. A quotation mark may be missing.")
        raise PointsError(sentence.format(line=line), line) from None


def _delimiter(lines: Sequence[str]) -> str:
    """Return the best delimiter of the first 20 lines: by lines of numbers only, then lines with two numbers, then split lines."""
    sample = [line[:5000] for line in islice((line for line in lines if line.strip()), 20)]

    def fit(delimiter: str) -> tuple[int, int, int]:
        rows = [[cell.strip() for cell in row] for row in csv.reader(sample, delimiter=delimiter, skipinitialspace=True)]
        rows = [row for row in rows if len(row) > 1]
        numbers = [sum(bool(_MEANT.fullmatch(cell)) for cell in row) for row in rows]
        alone = [1 < number == sum(map(bool, row)) for number, row in zip(numbers, rows, strict=True)]
        return sum(alone), sum(number > 1 for number in numbers), len(rows)

    return max(_DELIMITERS, key=fit)


def _names(cells: Sequence[str]) -> tuple[str, ...]:
    """Return printable, unique names of the columns; an empty cell gives the column's number."""
    names: list[str] = []
    for number, cell in enumerate(cells, start=1):
        shown = "".join(character if character.isprintable() else " " for character in cell)
        name = " ".join(shown.split())[:LONGEST_NAME] or str(number)
        alternatives = (f"{name} ({count})" for count in range(2, MAX_COLUMNS + 2))
        names.append(next(other for other in (name, *alternatives) if other not in names))
    return tuple(names)
