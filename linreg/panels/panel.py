"""The type of a panel: a Plotly figure, its moving traces, and a text alternative."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from linreg.panels import palette
from linreg.panels.figure import NO_TEMPLATE, Figure, Layout, Trace, scatter
from linreg.panels.palette import GRID, RUN

if TYPE_CHECKING:
    import plotly.graph_objects as go

Column = Literal["time", "W", "b", "cost"]


Part = Literal["whole", "past", "latest"]

GHOST: Final = -1
"""The index of the run before this one, which only the browser knows."""

TAIL: Final = 25
"""Number of latest states drawn brightly if a run crosses itself."""


@dataclass(frozen=True)
class MovingPath:
    """A path through the states of a run.

    Attributes:
        trace: index of the trace in the figure.
        x, y, z: columns of the coordinates.
        part: "whole" is all of it at any time; "past" and "latest" grow with the current state. If the run crosses itself
            over and over, "past" is its envelope, "latest" the last `tail` states, and "whole" is its envelope, too, unless it
            is the path of batches in the plane.
        until: number of drawn states to use; the ones after it are too far outside the window.
        tail: see `part`.
        lift: added to z.
        run: index of the run: 0 is the current run, kept runs follow; GHOST is the run before this one.
        kind: discriminator for the JavaScript.
    """

    trace: int
    x: Column
    y: Column
    z: Column | None = None
    part: Part = "latest"
    until: int = 0
    tail: int = TAIL
    lift: float = 0.0
    run: int = 0
    kind: str = "path"


@dataclass(frozen=True)
class MovingHead:
    """A marker at the current state. Attributes as for MovingPath."""

    trace: int
    x: Column
    y: Column
    z: Column | None = None
    until: int = 0
    lift: float = 0.0
    run: int = 0
    kind: str = "head"


@dataclass(frozen=True)
class MovingArrow:
    """An arrow at the edge of the plot, towards what is outside of it: the line of `line`, or the state (x, y)."""

    trace: int
    x: Column | None = None
    y: Column | None = None
    z: Column | None = None
    line: tuple[float, float] | None = None
    run: int = 0
    kind: str = "arrow"


@dataclass(frozen=True)
class MovingLine:
    """The line y = W x + b of the current state, drawn between the two values of `x`."""

    trace: int
    x: tuple[float, float]
    run: int = 0
    kind: str = "line"


@dataclass(frozen=True)
class MovingLabel:
    """A text at the left end of a MovingLine, kept inside the plot."""

    trace: int
    x: tuple[float, float]
    run: int = 0
    kind: str = "label"


@dataclass(frozen=True)
class MovingResiduals:
    """The residuals: vertical segments from each point (x, y) to the line of the current state."""

    trace: int
    x: tuple[float, ...]
    y: tuple[float, ...]
    run: int = 0
    kind: str = "residuals"


@dataclass(frozen=True)
class OfRun:
    """A trace that stands still and belongs to the current run, such as its label: hidden while other states are previewed."""

    trace: int
    run: int = 0
    kind: str = "own"


Moving = MovingPath | MovingHead | MovingArrow | MovingLine | MovingLabel | MovingResiduals | OfRun


@dataclass(frozen=True)
class Panel:
    """A figure of the page.

    Attributes:
        name: fit, contour, surface or cost; labs use names of their own.
        title: heading.
        drawing: the figure. Its moving traces are empty.
        moving: how the moving traces are filled.
        description: text alternative.
        note: how many steps are drawn if not all are, otherwise "".
    """

    name: str
    title: str
    drawing: Figure
    moving: tuple[Moving, ...]
    description: str
    note: str = ""

    @cached_property
    def figure(self) -> go.Figure:
        """The figure as an object of Plotly, checked by it."""
        return self.drawing.checked()

    def to_dict(self) -> dict[str, Any]:
        """Return the panel as JSON-serialisable values, arrays in Plotly's base64 form."""
        return {
            "name": self.name,
            "title": self.title,
            "figure": self.drawing.to_dict(),
            "moving": [vars(part) for part in self.moving],
            "description": self.description,
            "note": self.note,
        }


def in_float32(values: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return values as float32 for the browser, clipped to the range of float32."""
    largest = np.finfo(np.float32).max
    return np.clip(values, -largest, largest).astype(np.float32)


def flat_layout(x: dict[str, Any], y: dict[str, Any], left: int = 46) -> Layout:
    """Return the layout of a 2D panel with the given axes and left margin in pixels: no zoom or pan, transparent background."""
    axis: dict[str, Any] = {
        "fixedrange": True,
        "gridcolor": GRID,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "automargin": False,
        "nticks": 6,
    }
    return {
        "template": NO_TEMPLATE,
        "margin": {"l": left, "r": 10, "t": 6, "b": 38},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "font": {"size": 12},
        "xaxis": {**axis, **x},
        "yaxis": {**axis, **y},
    }


def ghost_line(width: float) -> dict[str, Any]:
    """Return the attributes of a line of the run before this one, on light and dark backgrounds."""
    line = {"width": width, "dash": "dash"}
    return {
        "mode": "lines",
        "line": {**line, "color": palette.GHOST},
        "meta": {"dark": {"line": {**line, "color": palette.GHOST_DARK}}},
        "hoverinfo": "skip",
    }


def arrow_trace() -> Trace:
    """Return the empty trace of a MovingArrow."""
    marker = {"symbol": "triangle-up", "color": RUN, "size": 13, "line": {"width": 1}}
    return scatter(mode="markers", marker=marker, hoverinfo="skip", cliponaxis=False)
