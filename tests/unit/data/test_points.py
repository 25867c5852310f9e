"""The user's own points: parsing of text, files and tables, and the errors."""

from __future__ import annotations

import codecs
import csv
import io
import pickle
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import linreg.data.points
from linreg import Dataset, DatasetError
from linreg.data.points import (
    LONGEST_NAME,
    MAX_BYTES,
    MAX_COLUMNS,
    MAX_POINTS,
    PointsError,
    Table,
    check_points,
    read_csv,
    read_text,
)

SOURCE = Path(linreg.data.points.__file__).read_text(encoding="utf-8")
POINTS = [(1.0, 5.0), (2.5, -7.0), (3.0, 0.25)]
MANY = MAX_POINTS + 1


def pairs(dataset: Dataset) -> list[tuple[float, float]]:
    """Return the points of a data set."""
    return list(zip(dataset.x.tolist(), dataset.y.tolist(), strict=True))


def first_two(table: Table) -> list[tuple[float, float]]:
    """Return the points of the first two columns."""
    return pairs(table.points(*table.columns[:2]))


def outcome(read: Callable[[], object]) -> object:
    """Return the parsed points, or the error, whose message must be short, on one line and harmless."""
    try:
        return read()
    except PointsError as error:
        caught = error
    message = str(caught)
    assert message.isprintable()
    assert len(message) < 250
    assert message.endswith((".", "?"))
    return caught


def refused(read: Callable[[], object]) -> PointsError:
    """Return the error that parsing raises."""
    error = outcome(read)
    assert isinstance(error, PointsError)
    return error


def refused_text(text: str) -> tuple[str, int | None, str | int | None]:
    """Return message, line and column of the error that parsing a text raises."""
    error = refused(lambda: first_two(read_text(text)))
    return str(error), error.line, error.column


@contextmanager
def quickly(seconds: float = 3.0) -> Iterator[None]:
    """Fail if the block uses much processor time: far more than linear parsing needs, far less than quadratic."""
    begun = time.process_time()
    yield
    assert time.process_time() - begun < seconds


# Lines, cells and delimiters


@pytest.mark.parametrize("delimiter", [",", ", ", " , ", ";", "; ", "\t", " ", "    ", ",\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("header", [True, False], ids=["header", "no header"])
def test_delimiters_and_line_ends(delimiter: str, end: str, header: bool) -> None:
    """Comma, semicolon, tab and spaces are recognised, with any line ending, with or without a header."""
    lines = ["a" + delimiter + "b"] * header + [f"{x}{delimiter}{y}" for x, y in POINTS]
    for text in (end.join(lines), end.join(lines) + end):
        for table in (read_text(text), read_csv(text.encode())):
            assert table.columns == (("a", "b") if header else ("1", "2"))
            assert first_two(table) == POINTS
            assert [row.line for row in table.rows] == [1 + header, 2 + header, 3 + header]


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("1,5\n2,7", [(1, 5), (2, 7)]),
        ("1,5;2,75\n3;4", [(1.5, 2.75), (3, 4)]),
        ("1,234;5\n1;5,678", [(1.234, 5), (1, 5.678)]),
        ("x;y\n1;2,5\n2;3,5", [(1, 2.5), (2, 3.5)]),
        ("1,5\t2,75\n3\t4", [(1.5, 2.75), (3, 4)]),
        ("0,125\t1\n1\t0,250", [(0.125, 1), (1, 0.25)]),
        ("1,5 2,75\n3 4,25", [(1.5, 2.75), (3, 4.25)]),
        ("x y\n1,5 2,75\n3 4", [(1.5, 2.75), (3, 4)]),
        ('"1,5","2,75"\n"3","4"', [(1.5, 2.75), (3, 4)]),
        ("-1,5e1;+,5\n1;2", [(-15, 0.5), (1, 2)]),
    ],
)
def test_decimal_commas(text: str, points: list[tuple[float, float]]) -> None:
    """A comma is a decimal comma if it is unambiguous; between two integers it is a delimiter."""
    assert first_two(read_text(text)) == points


@pytest.mark.parametrize(
    ("text", "value", "line", "column"),
    [
        ("1,234,567;5\n2;3", "'1,234,567'", 1, 1),
        ("1;2\n3;1.234,5", "'1.234,5'", 2, 2),
        ("1;2\n3;1,234.5", "'1,234.5'", 2, 2),
        ("1.5;2\n3;1,234", "'1,234'", 2, 2),
        ("1,5;2\n3;1.234", "'1,5'", 1, 1),
        ("1,234\t5\n2,345\t6", "'1,234'", 1, 1),
        ("1,234 5\n12,345 6", "'1,234'", 1, 1),
        ('"1,234",5\n2,6', "'1,234'", 1, 1),
        ('x,y\n1,2\n3,"1,234.50"', "'1,234.50'", 3, "y"),
        ("1,5;2\n1,234,567;2", "'1,234,567'", 2, 1),
    ],
)
def test_thousands_separators(text: str, value: str, line: int, column: str | int) -> None:
    """A comma that may be a thousands separator is refused, and so are commas beside decimal points."""
    message = f"Line {line}, column {column!r}: {value} has a comma. Use a decimal point, and no thousands separators."
    assert refused_text(text) == (message, line, column)


@pytest.mark.parametrize("thousand", ["1 234", "1'234", "1\u202f234", "1.234.567"])
def test_other_thousands_separators(thousand: str) -> None:
    """A number with another thousands separator is refused."""
    assert refused_text(f"1;2\n2;{thousand}") == (f"Line 2, column 2: {thousand!r} is not a number.", 2, 2)


def test_decimal_commas_of_the_chosen_columns() -> None:
    """Columns that are not used do not affect how numbers are parsed."""
    table = read_text("day;note;x;y\n1.2.2024;see 1.5;1,5;2\n2.2;n.a.;2;3,25")
    assert table.columns == ("day", "note", "x", "y")
    assert pairs(table.points("x", "y")) == [(1.5, 2), (2, 3.25)]
    assert refused_text("1,5;2\n3;n.a.") == ("Line 2, column 2: 'n.a.' is not a number.", 2, 2)


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("name,x,y\nKim;a,1,2\nLee b,3,4\nO c;d,5,6", ","),
        ("Seoul, Korea;1,5;2,5\nParis, France;2,5;3,5", ";"),
        ("first name\tx y\t3\t4\nA B\t1,5\t2\t3\nC D\t2,5\t3\t4", "\t"),
        ("Kim 1,5 2,5\nLee 3,5 4,5", " "),
        ("height, weight\nlow, high\nhigh, low", ","),
        ("x y,z w\n1 a,2 b\n3 c,4 d", ","),
    ],
)
def test_delimiters_inside_cells(text: str, delimiter: str) -> None:
    """The delimiter is the one that gives the most lines of numbers, or the most split lines, even if others occur."""
    assert read_text(text).delimiter == delimiter


def test_one_wrong_line_does_not_change_the_delimiter() -> None:
    """If one line has another delimiter or text, the error names that line."""
    assert refused_text("1 2\n3 4\n5, 6, 7\n")[1] == 3
    assert refused_text("1, 2\n3 4\n5, 6")[:2] == ("Line 2: the number of values is 1. It must be 2, as in line 1.", 2)
    assert refused_text("1, abc\n3, 4")[:2] == ("Line 1, column 2: 'abc' is not a number.", 1)
    assert refused_text("x, y\n1, abc\n2, def")[1:] == (2, "y")


def test_quoted_cells() -> None:
    """Cells may be quoted; quoted delimiters and line breaks belong to the cell, and line numbers stay right."""
    table = read_text('"height, cm","weight\n(kg) ""net"""\n"1","2"\n3, "4"\n')
    assert table.columns == ("height, cm", 'weight (kg) "net"')
    assert first_two(table) == [(1, 2), (3, 4)]
    assert [row.line for row in table.rows] == [3, 4]


def test_blank_lines_comments_and_trailing_delimiters() -> None:
    """Blank lines, lines of delimiters, comments and trailing delimiters are skipped but counted."""
    table = read_text("# made by linreg, in 2 columns\r\n\r\n  \r\nx,y,\r\n1,2\r  # 9,9\n,,\n3,4,\n5,6,,,\n\n")
    assert table.columns == ("x", "y")
    assert [row.line for row in table.rows] == [5, 8, 9]
    assert first_two(table) == [(1, 2), (3, 4), (5, 6)]
    assert refused_text("# a\n\nx,y\n1,2\n\n# b\n3,?\n")[1:] == (7, "y")


def test_the_line_in_which_excel_names_the_delimiter() -> None:
    """A first line such as sep=; is ignored."""
    table = read_csv(b"sep=;\r\nx;y\r\n1;2\r\n3;4\r\n")
    assert table.columns == ("x", "y")
    assert [row.line for row in table.rows] == [3, 4]


def test_only_an_editors_line_ends_count() -> None:
    """Characters that only Python treats as line breaks are part of a cell."""
    assert refused_text("1,2\n3,4\u20285,6\x0b\x855")[:2] == ("Line 2: the number of values is 3. It must be 2, as in line 1.", 2)


def test_byte_order_mark_in_pasted_text() -> None:
    """A byte order mark is not part of the first number."""
    assert first_two(read_text("\ufeff1,2\n3,4")) == [(1, 2), (3, 4)]


# Columns and their names


def test_more_columns() -> None:
    """Any two columns can be chosen by name or number, in any order, and also the same one twice."""
    table = read_text("t,a,b\n1,2,3\n4,5,6")
    assert pairs(table.points("b", "t")) == [(3, 1), (6, 4)]
    assert pairs(table.points("a", "a")) == [(2, 2), (5, 5)]
    assert pairs(read_text("1,2,3\n4,5,6").points("3", "2")) == [(3, 2), (6, 5)]
    assert table.points("t", "a").name == "own"
    assert table.points("t", "a", "mine").name == "mine"


def test_an_unknown_column() -> None:
    """An unknown column is refused with an error that lists the columns."""
    table = read_text("a,b\n1,2\n3,4")
    for x, y in (("c", "a"), ("a", "c")):
        error = refused(lambda x=x, y=y: table.points(x, y))
        assert (str(error), error.line, error.column) == ("There is no column 'c'. The columns are 'a, b'.", None, "c")


@pytest.mark.parametrize(
    ("header", "names"),
    [
        ("x,x,x", ("x", "x (2)", "x (3)")),
        ("x,x (2),x", ("x", "x (2)", "x (3)")),
        (",x,", ("1", "x", "3")),
        (" a  b , c\td ,e", ("a b", "c d", "e")),
        ("몸무게(kg),키 (cm),나이", ("몸무게(kg)", "키 (cm)", "나이")),
        ("1st,2nd,3D", ("1st", "2nd", "3D")),
        ("a\x00b,\u202ec,\u200b", ("a b", "c", "3")),
        ("n" * 5000 + "," + "n" * 6000 + ",z", ("n" * LONGEST_NAME, "n" * LONGEST_NAME + " (2)", "z")),
    ],
)
def test_names(header: str, names: tuple[str, ...]) -> None:
    """Names are unique, short and printable; a column without a name is called by its number."""
    assert read_text(header + "\n1,2,3\n4,5,6").columns == names


@pytest.mark.parametrize("cell", ["5", "1e300", "nan", "-inf", "1_000", "0x10", "１", "٣", ".5", "5.", "−3", '"1,234"', "2001"])
def test_a_first_line_with_a_number_is_no_header(cell: str) -> None:
    """A first line with a number, even a malformed one, is not a header."""
    for line in (f"a,{cell}", f"{cell},{cell}", f"{cell},b"):
        table = read_text(line + "\n1,2\n3,4")
        assert table.columns == ("1", "2")
        assert len(table.rows) == 3


def test_a_first_line_without_a_letter_is_no_header() -> None:
    """A first line without letters is not a header: it is refused."""
    assert refused_text("(1, 2)\n(3, 4)")[:2] == ("Line 1, column 1: '(1' is not a number.", 1)
    assert refused_text("5%,6%\n7,8\n9,9")[:2] == ("Line 1, column 1: '5%' is not a number.", 1)


def test_empty_columns_at_the_end() -> None:
    """A trailing column counts if it has a name or a value anywhere."""
    assert read_text("a,b,\n1,2,3\n4,5,").columns == ("a", "b", "3")
    assert read_text("a,b,c\n1,2,\n4,5,").columns == ("a", "b", "c")
    assert read_text("a,b,\n1,2,\n4,5,").columns == ("a", "b")
    assert read_text("1,2,\n4,5,6").columns == ("1", "2", "3")
    assert refused(lambda: read_text("1,2,\n4,5,6").points("1", "3")).line == 1


def test_a_table_is_a_value() -> None:
    """A table is frozen and hashable."""
    table = read_text("1,2\n3,4")
    assert hash(table) == hash(read_csv(b"1,2\n3,4"))
    assert table == read_csv(b"1,2\n3,4") == pickle.loads(pickle.dumps(table))
    with pytest.raises(AttributeError):
        table.columns = ()


# Numbers


@pytest.mark.parametrize(
    ("text", "number"),
    [(".5", 0.5), ("5.", 5), ("+3", 3), ("-1e-3", -0.001), (" 7 ", 7), ("2E+2", 200), ("007", 7), ("\xa08", 8), ("1e-300", 0)],
)
def test_numbers(text: str, number: float) -> None:
    """Numbers may be written in any common notation."""
    assert first_two(read_text(f"{text},1\n-9,{text}")) == [(number, 1), (-9, number)]
    assert check_points([text, "-9"], [1, text]).x[0] == number


NO_NUMBERS = [
    "abc", "1_000", "0x10", "１", "٣", "²", "½", "nan", "NaN", "inf", "-Infinity", "1e", "e5", ".", "-", "+-1", "1.2.3", "5%", "$5",
    "1e5.0", "(3)", "1/2", "−3", "1 2", "None", "True", "=A1+1", "2024-01-01", "\x00", "\x1b[31m1", "1\u200b", "\ud800", "1#",
]  # fmt: skip


@pytest.mark.parametrize("text", NO_NUMBERS, ids=ascii)
def test_not_a_number(text: str) -> None:
    """Anything else is refused with an error that names the line, the column and the value."""
    message = f"Line 3, column {{}}: {text!r} is not a number."
    assert refused_text(f"a;b\n1;2\n{text};4") == (message.format("'a'"), 3, "a")
    assert refused_text(f"0;2\n1;2\n3;{text}") == (message.format(2), 3, 2)
    assert str(refused(lambda: check_points([1, 2, 3], ["1", "2", text]))) == message.format("'y'")


def test_a_long_value_is_cut() -> None:
    """The message stays short however long a value or a name is."""
    message, line, column = refused_text("n" * 4000 + ";b\n1;2\n" + "z" * 90_000 + ";4")
    assert message == f"Line 3, column '{'n' * LONGEST_NAME}': '{'z' * 58}… is not a number."
    assert (line, column) == (3, "n" * LONGEST_NAME)


@pytest.mark.parametrize("text", ["1e300", "-1e300", "1e999", "3.5e38", "9" * 400])
def test_out_of_range(text: str) -> None:
    """A number beyond float32 is refused with an error that names it and the range."""
    shown = f"'{text}'" if len(text) < 60 else f"'{text[:58]}…"
    message = f"Line 2, column 'y': {shown} is out of range. float32 goes from -3.4e38 to 3.4e38."
    assert refused_text(f"x,y\n1,{text}\n2,3") == (message, 2, "y")


@pytest.mark.parametrize("text", ["x;y\n1;2\n;3", "x;y\n1;2\n  ;3", 'x;y\n1;2\n"";3', "x;y\n1;2\n \xa0;3"])
def test_a_missing_number(text: str) -> None:
    """An empty cell is refused with an error that names its line and column."""
    assert refused_text(text) == ("Line 3, column 'x': the number is missing.", 3, "x")
    assert refused_text("x,y\n1,\n3,4") == ("Line 2, column 'y': the number is missing.", 2, "y")


def test_the_first_trouble_is_told() -> None:
    """The error is about the first wrong cell, row by row, x before y."""
    assert refused_text("1,2\n3,?\n!,4")[1:] == (2, 2)
    assert refused_text("1,2\n!,?\n3,4")[1:] == (2, 1)


# How many points, and which


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("", "There are no points here. Write each point on a line of its own: x, y.", None),
        (" \n\t\n\r\n", "There are no points here. Write each point on a line of its own: x, y.", None),
        ("# x, y", "There are no points here. Write each point on a line of its own: x, y.", None),
        (",,\n,,", "There are no points here. Write each point on a line of its own: x, y.", None),
        ("x,y\n", "There are no points here. Write each point on a line of its own: x, y.", None),
        ("1,2", "There is only one point. A line needs at least two.", 1),
        ("\nx,y\n1,2", "There is only one point. A line needs at least two.", 3),
        ("\n5\n6", "Line 2 has only one value. A point needs two: x, y.", 2),
        ("hello", "Line 1 has only one value. A point needs two: x, y.", 1),
        ("1,2\n3", "Line 2: the number of values is 1. It must be 2, as in line 1.", 2),
        ("\nx,y\n1,2\n3,4,5", "Line 4: the number of values is 3. It must be 2, as in line 2.", 4),
        ("1,2,3\n4,5", "Line 2: the number of values is 2. It must be 3, as in line 1.", 2),
        ("1," * MAX_COLUMNS + "1", f"Line 1 has {MAX_COLUMNS + 1} columns. At most {MAX_COLUMNS} can be read.", 1),
    ],
)
def test_no_table_of_points(text: str, message: str, line: int | None) -> None:
    """Text without two points, or with rows of different lengths, is refused with an error that says so."""
    assert refused_text(text) == (message, line, None)
    error = refused(lambda: read_csv(text.encode()))
    assert (str(error), error.line) == (message, line)


def test_the_most_columns() -> None:
    """The largest number of columns is accepted, at any width."""
    wide = "\n".join(",".join(f"{row + column / 7}" for column in range(MAX_COLUMNS)) for row in range(3))
    assert len(read_text(wide).columns) == MAX_COLUMNS
    assert read_text(wide).delimiter == ","


@pytest.mark.parametrize("header", ["", "x,y\n"], ids=["no header", "header"])
def test_the_most_points(header: str) -> None:
    """The largest number of points is accepted; one more is refused with an error that names its line."""
    lines = [f"{i},{i}\n" for i in range(MANY)]
    assert len(first_two(read_text(header + "".join(lines[:MAX_POINTS])))) == MAX_POINTS
    line = MANY + bool(header)
    message = f"Line {line} is one point too many: at most 500 points can be used."
    assert refused_text(header + "".join(lines)) == (message, line, None)
    assert refused_text(header + "".join(lines * 3)) == (message, line, None)


@pytest.mark.parametrize("xs", ["77", ["1", "1.000000001"], ["0", "-0"], ["0", "1e-60"], ["16777216", "16777217"]])
def test_equal_x(xs: list[str]) -> None:
    """Points with equal x in float32 are refused: no line fits them best."""
    value = str(float(np.float32(xs[0])))
    message = f"Column 'a': in float32 every value is {value}. At least two points must differ in x."
    assert refused_text(f"a,b\n{xs[0]},1\n{xs[1]},2") == (message, None, "a")


# An edited table


def test_cells_of_a_table() -> None:
    """Cells may be numbers of any type, or text."""
    dataset = check_points([1, 2.5, "3", np.float64(4), np.int64(5)], [0.0, "1e3", 2, np.float32(0.1), -1], "edited")
    assert dataset == Dataset("edited", [1, 2.5, 3, 4, 5], [0, 1000, 2, 0.1, -1])


@pytest.mark.parametrize(
    ("cell", "trouble"),
    [
        (None, "the number is missing"),
        (float("nan"), "the number is missing"),
        (np.float64("nan"), "the number is missing"),
        ("", "the number is missing"),
        ("  ", "the number is missing"),
        (float("-inf"), "-inf is out of range. float32 goes from -3.4e38 to 3.4e38"),
        (np.float64(1e300), "1e+300 is out of range. float32 goes from -3.4e38 to 3.4e38"),
        (3.5e38, "3.5e+38 is out of range. float32 goes from -3.4e38 to 3.4e38"),
        (10**5000, "int, too large to write out is out of range. float32 goes from -3.4e38 to 3.4e38"),
        ("x", "'x' is not a number"),
        ("1,5", "'1,5' has a comma. Use a decimal point, and no thousands separators"),
        (True, "True is not a number"),
        ([1], "[1] is not a number"),
        (1j, "1j is not a number"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else type(value).__name__,
)
def test_wrong_cells_of_a_table(cell: object, trouble: str) -> None:
    """A wrong cell of a table is refused with an error that names its row and column."""
    error = refused(lambda: check_points([1, 2, 3], [1, cell, "bad as well"]))
    assert (str(error), error.line, error.column) == (f"Line 2, column 'y': {trouble}.", 2, "y")
    error = refused(lambda: check_points([1, 2, cell], [1, 2, 3], lines=[4, 5, 7], columns=("h", 3)))
    assert (str(error), error.line, error.column) == (f"Line 7, column 'h': {trouble}.", 7, "h")


def test_too_few_or_too_many_rows() -> None:
    """A table with fewer than two rows, too many rows or equal x is refused like a text."""
    assert str(refused(lambda: check_points([], []))) == "There are no points here. Write each point on a line of its own: x, y."
    assert str(refused(lambda: check_points([1], [2]))) == "There is only one point. A line needs at least two."
    assert refused(lambda: check_points(range(MANY), range(MANY))).line == MANY
    assert len(check_points(range(MAX_POINTS), range(MAX_POINTS))) == MAX_POINTS
    assert refused(lambda: check_points([3, 3], [1, 2])).column == "x"


def test_columns_of_unequal_length() -> None:
    """Columns of different lengths raise a ValueError."""
    with pytest.raises(ValueError, match="zip"):
        check_points([1, 2], [1, 2, 3])


# Numbers as training holds them


def test_shortest_decimals() -> None:
    """A number becomes the shortest decimal with the same float32 value; -0.0 becomes 0.0."""
    assert first_two(read_text("0.1000000000000001,16777217\n1e-50,-0.0\n-1e-60,3.40282350e38")) == [
        (0.1, 16777216),
        (0, 0),
        (0, 3.4028235e38),
    ]
    assert not np.signbit(check_points([-0.0, 1, -1e-60], [-0.0, "-0", "-1e-60"]).y).any()
    assert not np.signbit(check_points([-0.0, 1, -1e-60], [-0.0, "-0", "-1e-60"]).x).any()


def test_a_decimal_that_two_roundings_spoil() -> None:
    """Numbers whose shortest decimal would be rounded twice to a neighbouring float32 stay exact."""
    single = np.array([0x15AE43FD], dtype=np.uint32).view(np.float32)[0]
    assert np.float32(float(str(single))) != single
    assert np.float32(check_points([0, float(single)], [1, 2]).x[1]) == single


singles = st.floats(width=32, allow_nan=False, allow_infinity=False)
point_lists = st.lists(st.tuples(singles, singles), min_size=2, max_size=12).filter(lambda points: len({x for x, _ in points}) > 1)


def digits(value: float) -> int:
    """Return the number of significant digits of a float."""
    return len(Decimal(repr(value)).normalize().as_tuple().digits)


@given(point_lists)
@example([(0.0, 0.0), (999999995904.0, 0.0)])
def test_nothing_is_lost_in_float32(points: list[tuple[float, float]]) -> None:
    """Every float32 keeps its value, gets no more digits, and is unchanged by a second pass."""
    x, y = zip(*points, strict=True)
    dataset = check_points(x, y)
    assert dataset.x.astype(np.float32).tolist() == list(x)
    assert dataset.y.astype(np.float32).tolist() == list(y)
    assert all(digits(short) <= digits(given) for short, given in zip(dataset.x.tolist(), x, strict=True))
    assert check_points(dataset.x.tolist(), dataset.y.tolist()) == dataset


@given(point_lists, st.sampled_from([",", ";", "\t", " "]), st.booleans(), st.sampled_from(["", "utf-8-sig", "utf-16", "cp949"]))
def test_written_and_read(points: list[tuple[float, float]], delimiter: str, header: bool, encoding: str) -> None:
    """Points written with any delimiter and encoding, with or without a header, are read back exactly."""
    dataset = check_points(*zip(*points, strict=True))
    text = f"키{delimiter}몸무게\n" * header + "".join(f"{x!r}{delimiter}{y!r}\n" for x, y in pairs(dataset))
    table = read_csv(text.encode(encoding)) if encoding else read_text(text)
    assert table.columns == (("키", "몸무게") if header else ("1", "2"))
    assert table.points(*table.columns) == dataset


@given(point_lists, st.sampled_from([";", "\t", " "]))
def test_written_with_decimal_commas(points: list[tuple[float, float]], delimiter: str) -> None:
    """Points with decimal commas are read back exactly, or refused if the commas are ambiguous."""
    dataset = check_points(*zip(*points, strict=True))
    text = "".join(f"{x!r}{delimiter}{y!r}\n".replace(".", ",") for x, y in pairs(dataset))
    read = outcome(lambda: read_text(text).points("1", "2"))
    assert read == dataset or (delimiter != ";" and "thousands" in str(read))


# Files


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp949"])
@pytest.mark.parametrize("delimiter", [",", "\t"], ids=["comma", "tab"])
def test_encodings(encoding: str, delimiter: str) -> None:
    """Korean names survive in UTF-8 with or without a BOM, UTF-16 with a BOM, and cp949."""
    mark = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}.get(encoding, b"")
    text = f"공부 시간{delimiter}점수(똠)\r\n1{delimiter}2\r\n3{delimiter}4\r\n"
    table = read_csv(mark + text.encode(encoding))
    assert table.columns == ("공부 시간", "점수(똠)")
    assert first_two(table) == [(1, 2), (3, 4)]
    without_names = read_csv(mark + text.partition("\r\n")[2].encode(encoding))
    assert without_names.columns == ("1", "2")
    assert first_two(without_names) == [(1, 2), (3, 4)]


def test_what_may_be_two_encodings_is_utf8() -> None:
    """Bytes that are valid UTF-8 and cp949 are decoded as UTF-8."""
    assert "Durée".encode().decode("cp949") != "Durée"
    assert read_csv("Durée,y\n1,2\n3,4".encode()).columns == ("Durée", "y")


def test_western_files() -> None:
    """A file in cp1252 with decimal commas, as from Western Excel, is read."""
    table = read_csv("Température;Durée\r\n1,5;2\r\n3,5;4\r\n".encode("cp1252"))
    assert table.columns == ("Température", "Durée")
    assert first_two(table) == [(1.5, 2), (3.5, 4)]


def spreadsheet() -> bytes:
    """Return a ZIP archive, like an .xlsx file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", "<row/>")
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        spreadsheet(),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00",
        b"1,2\n3,4\x00\n",
        b"\x00" * 1000,
        "1,2\n3,4".encode("utf-16-le"),
        "1,2\n3,4".encode("utf-32"),
        codecs.BOM_UTF16_LE + b"1",
        b"1,2\n3,4\x81",
    ],
    ids=["PNG", "xlsx", "xls", "NUL", "NULs", "UTF-16 without mark", "UTF-32", "odd UTF-16", "no encoding"],
)
def test_binary_files(content: bytes) -> None:
    """A file that is not text is refused with an error that says so and advises CSV."""
    error = refused(lambda: read_csv(content))
    assert str(error) == "This is not a text file. Choose a CSV file; a spreadsheet can be saved as one."
    assert (error.line, error.column) == (None, None)


# Enormous and malicious input


def test_too_many_bytes() -> None:
    """Input over the limit is refused at once, before parsing; input of exactly the limit is parsed."""
    with quickly(0.5):
        error = refused(lambda: read_csv(b"1,2\n" * 1_250_000))
        assert str(error) == "This is too large: 5,000,000 bytes. At most 1,000,000 bytes can be read."
    with quickly(0.5):
        assert "too large" in str(refused(lambda: read_text("1,2\n" * 1_250_000)))
    assert "1,000,001 bytes" in str(refused(lambda: read_text("가" * 333_333 + "  ")))
    padding = "#" * (MAX_BYTES - 8)
    assert first_two(read_csv(f"1,2\n3,4\n{padding}".encode())) == [(1, 2), (3, 4)]
    assert "too large" in str(refused(lambda: read_csv(f"1,2\n3,4\n#{padding}".encode())))


@pytest.mark.parametrize(
    "unit",
    [
        *",;\t 1\"'a.-+e_#(\n\r",
        "1,",
        "1;",
        "1 ",
        "1\n",
        "1,2\n",
        ",\n",
        '"\n',
        '",',
        '1,"\n',
        "1.",
        "1_",
        "1e",
        "가",
        "a,b\n",
        "x,x,",
        "\x00",
    ],
)
@pytest.mark.parametrize("start", ["", "1,2\n3,4\n", '1,"'])
def test_a_million_of_the_same(unit: str, start: str) -> None:
    """A megabyte of one repeated text is read or refused quickly."""
    text = (start + unit * MAX_BYTES)[: MAX_BYTES // len(unit[-1].encode())]
    with quickly():
        outcome(lambda: first_two(read_text(text)))
        outcome(lambda: first_two(read_csv(text.encode())))


def test_a_missing_quotation_mark() -> None:
    """An unclosed quotation mark is reported with its line, however much text follows."""
    assert refused_text('1,2\n3,"4\n5,6') == (r"Line 2, column 2: '4\n5,6' is not a number.", 2, 2)
    rest = "5,6\n" * 100_000
    message = "Line 3 has a value that is far too long. A quotation mark may be missing."
    assert refused_text(f'1,2\n\n3,"4\n{rest}') == (message, 3, None)


def test_settings_of_the_csv_module_stay() -> None:
    """Parsing does not change the global settings of the csv module."""
    before = csv.field_size_limit(), csv.list_dialects()
    first_two(read_text("1,2\n3,4"))
    refused(lambda: read_text('"' * 900_000))
    assert (csv.field_size_limit(), csv.list_dialects()) == before


texts = st.text() | st.text(alphabet="0123456789.,;\t \"'\n\r-+e_#xy가\ufeff\x00\ud800", max_size=60)


@given(texts)
@example("\ud800,1\n1,2\n2,3")
def test_any_text(text: str) -> None:
    """Any pasted text gives points that can be fitted, or a PointsError."""
    with quickly():
        points = outcome(lambda: first_two(read_text(text)))
    assert isinstance(points, PointsError) or (2 <= len(points) <= MAX_POINTS and len({x for x, _ in points}) > 1)


@given(st.binary(max_size=200) | texts.map(lambda text: text.encode("utf-16", "surrogatepass")))
@example(b"\xff\xfe")
@example(b"\xfe\xff\xd8\x00")
@example(b"\xef\xbb\xbf")
def test_any_bytes(content: bytes) -> None:
    """Any uploaded file gives points or a PointsError with a harmless message."""
    with quickly():
        table = outcome(lambda: read_csv(content))
        if isinstance(table, Table):
            assert len(set(table.columns)) == len(table.columns) > 1
            outcome(lambda: first_two(table))


# The person's language


def test_errors_are_data_set_errors() -> None:
    """A PointsError is a DatasetError, and keeps line and column when pickled."""
    error = refused(lambda: first_two(read_text("x,y\n1,2\n3,?")))
    assert isinstance(error, DatasetError)
    copy = pickle.loads(pickle.dumps(error))
    assert (str(copy), copy.line, copy.column) == (str(error), 3, "y")


@pytest.mark.parametrize(
    "text",
    [
        *["", "1,2", "5\n6", "1,2\n3", "1,2\n3,?", "1,2\n3,", "1,2\n3,1e99", "1;1,2,3\n2;3", "1,2\n1,3"],
        *["1,2\n" * MANY, "1," * 999, '"' * 500_000, "1" * (MAX_BYTES + 1)],
    ],
    ids=lambda text: text[:10],
)
def test_sentences_are_translated_whole(text: str) -> None:
    """Every sentence is translated before it is formatted."""
    asked: list[str] = []

    def translate(sentence: str) -> str:
        asked.append(sentence)
        return "번역: " + sentence

    def read(_: Callable[[str], str]) -> None:
        table = read_text(text, _)
        table.points("1", "2", _=_)

    message = str(refused(lambda: read(translate)))
    assert message == "번역: " + str(refused(lambda: read(str)))
    assert asked
    assert all(f'_("{sentence}")' in SOURCE for sentence in asked)


def test_other_sentences_are_translated_too() -> None:
    """So are the errors about files, columns and the cells of a table."""
    for read in (
        lambda: read_csv(b"\x00", _="번역: {}".format),
        lambda: read_csv(b" " * (MAX_BYTES + 1), _="번역: {}".format),
        lambda: read_csv(b"", _="번역: {}".format),
        lambda: read_text("1,2\n3,4").points("1", "z", _="번역: {}".format),
        lambda: check_points([1, None], [1, 2], _="번역: {}".format),
    ):
        assert str(refused(read)).startswith("번역: ")
