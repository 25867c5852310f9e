"""Figures as plain values: what is sent of them is JSON, and the same as what Plotly's own classes send."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linreg.panels.figure import Figure, bar, scatter, updated

EDGES = [float("inf"), float("-inf"), float("nan")]
values = st.recursive(
    st.floats() | st.sampled_from(EDGES) | st.integers(-5, 5) | st.text(max_size=3) | st.none() | st.booleans(),
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(st.text(max_size=3), parts, max_size=3),
)


@given(columns=st.dictionaries(st.sampled_from(["x", "y", "customdata"]), values), layout=st.dictionaries(st.text(), values))
def test_what_is_sent_is_json(columns: dict[str, Any], layout: dict[str, Any]) -> None:
    """Browsers refuse a message with Infinity or NaN in it: null stands there, as Plotly has it."""
    sent = json.dumps(Figure((scatter(**columns),), layout).to_dict(), allow_nan=False)
    assert json.loads(sent) == _with_null({"data": [{"type": "scatter", **columns}], "layout": layout})


def _with_null(value: Any) -> Any:
    return json.loads(json.dumps(value), parse_constant=lambda _: None)


@pytest.mark.parametrize("dtype", ["float32", "float64", "uint16"])
@pytest.mark.parametrize("shape", [(0,), (3,), (2, 3)])
def test_arrays_are_sent_as_plotly_sends_them(dtype: str, shape: tuple[int, ...]) -> None:
    """The browser reads an array in Plotly's base64 form; an empty one is an empty list, an infinite number stays."""
    column = np.arange(np.prod(shape)).reshape(shape).astype(dtype)
    if column.size and dtype != "uint16":
        column.flat[0] = np.inf
    ours = Figure((scatter(x=column),), {}).to_dict()["data"][0]["x"]
    if not column.size:
        assert ours == []
        return
    theirs = json.loads(Figure((scatter(x=column),), {}).checked().to_json())["data"][0]["x"]
    assert ours == theirs


def test_plotly_names_what_it_does_not_know() -> None:
    """A slip in an attribute is found when the figure is given to Plotly."""
    with pytest.raises(ValueError, match="colour"):
        Figure((bar(x=[1], marker={"colour": "red"}),), {}).checked()


def test_parts_of_a_layout_are_updated() -> None:
    """Only what is named changes, and the layout that was given stays as it was."""
    layout = {"margin": {"l": 46, "t": 6}, "dragmode": False}
    assert updated(layout, margin={"t": 28}, dragmode="pan") == {"margin": {"l": 46, "t": 28}, "dragmode": "pan"}
    assert layout == {"margin": {"l": 46, "t": 6}, "dragmode": False}
