"""Plotly's figures as plain values: traces and layouts are dicts with the names of Plotly's own attributes.

Plotly's Python classes check each value each time that a figure is made, which took half the time of a change. These values are
the same each time but for the numbers, so they are checked by tests: `Figure.checked` gives a figure to Plotly.
"""

from __future__ import annotations

import math
from base64 import b64encode
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import plotly.graph_objects as go

Trace: TypeAlias = dict[str, Any]
"""A trace: its attributes by Plotly's names, its columns as lists or arrays."""

Layout: TypeAlias = dict[str, Any]
"""A layout: its attributes by Plotly's names."""

NO_TEMPLATE: Final = {"data": {"scatter": [{"type": "scatter"}]}}
"""Plotly's template "none": the defaults of plotly.js."""

_SHORT: Final = {"float32": "f4", "float64": "f8", "uint16": "u2"}
"""plotly.js's name for each type of number that a column may have."""


def scatter(**attributes: Any) -> Trace:
    """Return a trace of lines, markers or texts in the plane.

    >>> scatter(x=[1], y=[2], mode="markers")
    {'type': 'scatter', 'x': [1], 'y': [2], 'mode': 'markers'}
    """
    return {"type": "scatter", **attributes}


def scatter3d(**attributes: Any) -> Trace:
    """Return a trace of lines, markers or texts in space."""
    return {"type": "scatter3d", **attributes}


def bar(**attributes: Any) -> Trace:
    """Return a trace of bars."""
    return {"type": "bar", **attributes}


def updated(layout: Layout, **changes: Any) -> Layout:
    """Return a layout with attributes changed; of an attribute that has parts, only those that are named.

    >>> updated({"margin": {"l": 46, "t": 6}, "dragmode": False}, margin={"t": 28})
    {'margin': {'l': 46, 't': 28}, 'dragmode': False}
    """
    both = {name: (layout.get(name), value) for name, value in changes.items()}
    return layout | {
        name: old | new if isinstance(old, dict) and isinstance(new, dict) else new for name, (old, new) in both.items()
    }


class Figure(NamedTuple):
    """A figure: traces and layout."""

    data: tuple[Trace, ...]
    layout: Layout

    def to_dict(self) -> dict[str, Any]:
        """Return the figure as JSON-serialisable values: arrays in Plotly's base64 form, null in place of infinity and NaN."""
        return {"data": [_plain(trace) for trace in self.data], "layout": _plain(self.layout)}

    def checked(self) -> go.Figure:
        """Return the figure as an object of Plotly.

        Raises:
            ValueError: naming the attribute, if Plotly does not know it or its value.
        """
        # Slow to import, and no page needs it.
        import plotly.graph_objects as go

        return go.Figure(list(self.data), self.layout)


def _plain(value: Any) -> Any:
    match value:
        case float():
            return value if math.isfinite(value) else None
        case dict():
            return {name: _plain(part) for name, part in value.items()}
        case list() | tuple():
            return [_plain(part) for part in value]
        case np.ndarray():
            return _packed(value)
    return value


def _packed(column: NDArray[Any]) -> Any:
    if not column.size:
        return []
    little_endian = column.astype(column.dtype.newbyteorder("<"), copy=False)
    packed = {"dtype": _SHORT[column.dtype.name], "bdata": b64encode(little_endian.tobytes()).decode("ascii")}
    return packed if column.ndim == 1 else {**packed, "shape": ", ".join(map(str, column.shape))}
