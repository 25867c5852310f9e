"""Kinds of values: checking, parsing and formatting."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linreg import PRESETS, Dataset
from linreg.data.points import check_points
from linreg.kinds import FLOAT32_MAX, Choice, ConfigError, Flag, Integer, Kind, Number, Pair, Points, Text

finite = st.floats(-FLOAT32_MAX, FLOAT32_MAX)
VALUES: dict[str, tuple[Kind[Any], st.SearchStrategy[Any]]] = {
    "choice": (Choice({"3d": "3D", "contour": "Contour"}), st.sampled_from(["3d", "contour"])),
    "number": (Number(), st.floats(allow_nan=False, allow_infinity=False)),
    "integer": (Integer(-5, 10**11), st.integers(-5, 10**11)),
    "flag": (Flag(), st.booleans()),
    "text": (Text("a text without x", lambda text: text.index("y")), st.text().map(lambda text: text + "y")),
    "pair": (Pair(), st.tuples(finite, finite)),
    "points": (
        Points(),
        st.sampled_from(sorted(PRESETS))
        | st.lists(st.tuples(finite, finite), min_size=2, max_size=9, unique_by=lambda point: np.float32(point[0])).map(
            lambda points: check_points(*zip(*points, strict=True))
        ),
    ),
}


@pytest.mark.parametrize("kind", VALUES)
@given(data=st.data())
def test_parse_gives_back_what_format_writes(kind: str, data: st.DataObject) -> None:
    """A formatted value parses to exactly the same value, which is still allowed."""
    of, values = VALUES[kind]
    value = data.draw(values)
    again = of.parse(of.format(value))
    assert again == value
    assert of.check("field", again) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        *[(Number(), text) for text in ("", "nan", "inf", "1_000", "0x10", "１", "1e9999", "1,5", "1 2", "--1", ".")],
        *[(Integer(0, 9), text) for text in ("", "1.0", "1e3", "nan", "1_0", "9" * 13)],
        *[(Flag(), text) for text in ("", "2", "truee", "t")],
        *[(Choice.of(("a", "b")), text) for text in ("", "c", "a b", " a")],
        *[(Pair(), text) for text in ("", "1", "1,", "1,2,3", "1;2", "(1,2)", "nan,1", "1,inf", "1 2", "a,b")],
        *[(Points(), text) for text in ("", "zz", "1~2", "1~2_1~3", "1~2~3_4~5~6", "1~2_3~nan", "1,2_3,4")],
    ],
)
def test_a_text_that_says_no_value_is_a_value_error(kind: Kind[Any], text: str) -> None:
    """Text that cannot be parsed raises a ValueError."""
    with pytest.raises(ValueError):  # noqa: PT011 - nobody reads its words
        kind.parse(text)


def test_a_text_may_say_what_is_not_allowed() -> None:
    """Parsing ignores limits; checking raises an error with the field, the value and what is allowed."""
    assert Number(0.0, 1.0).parse("5") == 5.0
    with pytest.raises(ConfigError, match=r"^p must be a number from 0 to 1, got 5\.0$"):
        Number(0.0, 1.0).check("p", 5.0)


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (Number(), 1e-6, "0.000001"),
        (Number(), 1e22, "10000000000000000000000"),
        (Number(), 0.1, "0.1"),
        (Number(), 2.0, "2"),
        (Integer(0, 500), 200, "200"),
        (Flag(), True, "true"),
        (Flag(), False, "false"),
        (Pair(), (0.5, -1.0), "0.5,-1"),
        (Points(), Dataset("own", [1.0, 2.5, 1e30], [-2.0, 1e-30, 0.1]), "1~-2_2.5~1e-30_1e30~0.1"),
        (Points(), "cars", "cars"),
    ],
)
def test_a_value_is_written_plainly(kind: Kind[Any], value: object, text: str) -> None:
    """Numbers are written with all digits, without exponent; integral ones without a decimal point."""
    assert kind.format(value) == text


def test_zero_has_no_sign() -> None:
    """-0.0 becomes 0.0, so that equal values have equal texts and digests."""
    assert math.copysign(1, Number().check("w", -0.0)) == 1
    assert [math.copysign(1, part) for part in Pair().check("start", (-0.0, 0.0))] == [1, 1]
