"""What a panel is: a Plotly figure, what of it moves, and words for those who cannot see it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from linreg.panels.palette import GRID

Column = Literal["time", "W", "b", "cost"]


@dataclass(frozen=True)
class MovingPath:
    """A trace that grows: the steps up to the one shown, or the last `tail` of them.

    x, y and z name the columns that it is drawn from; z is drawn `lift` higher. Of the drawn steps, those from `until` on
    lie so far outside that they are left out. `run` is the place of its run among those shown together: 0 is the person's own.
    """

    trace: int
    x: Column
    y: Column
    z: Column | None = None
    until: int = 0
    tail: int | None = None
    lift: float = 0.0
    run: int = 0
    kind: str = "path"


@dataclass(frozen=True)
class MovingHead:
    """A trace of one point: the step shown. Its columns, `until`, `lift` and `run` are those of a MovingPath."""

    trace: int
    x: Column
    y: Column
    z: Column | None = None
    until: int = 0
    lift: float = 0.0
    run: int = 0
    kind: str = "head"


@dataclass(frozen=True)
class MovingLine:
    """The line y = W x + b of the step shown, drawn between the two x of `x`."""

    trace: int
    x: tuple[float, float]
    run: int = 0
    kind: str = "line"


@dataclass(frozen=True)
class MovingResiduals:
    """The way from each point (x, y) up or down to the line of the step shown."""

    trace: int
    x: tuple[float, ...]
    y: tuple[float, ...]
    run: int = 0
    kind: str = "residuals"


Moving = MovingPath | MovingHead | MovingLine | MovingResiduals


@dataclass(frozen=True)
class Panel:
    """One picture of the page.

    Attributes:
        name: fit, contour, surface or cost.
        title: its heading.
        figure: an ordinary Plotly figure. The traces that move are in it, empty.
        moving: what fills them.
        description: a text alternative, saying what the picture shows.
        note: says so where not every step is drawn; else nothing.
    """

    name: str
    title: str
    figure: go.Figure
    moving: tuple[Moving, ...]
    description: str
    note: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the panel in values that JSON knows, arrays in Plotly's own base64 form."""
        return {
            "name": self.name,
            "title": self.title,
            "figure": json.loads(self.figure.to_json()),
            "moving": [asdict(part) for part in self.moving],
            "description": self.description,
            "note": self.note,
        }


def in_float32(values: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return values as the browser gets them, in float32: what is larger than it can hold is held at its largest number."""
    largest = np.finfo(np.float32).max
    return np.clip(values, -largest, largest).astype(np.float32)


def flat_layout(x: dict[str, Any], y: dict[str, Any], left: int = 46) -> go.Layout:
    """Return the layout of a 2D panel with the given axes, `left` pixels from its edge: still, transparent, without ornament."""
    axis: dict[str, Any] = {
        "fixedrange": True,
        "gridcolor": GRID,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "automargin": False,
        "nticks": 6,
    }
    return go.Layout(
        template="none",
        margin={"l": left, "r": 10, "t": 6, "b": 38},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        showlegend=False,
        dragmode=False,
        hovermode="closest",
        font={"size": 12},
        xaxis={**axis, **x},
        yaxis={**axis, **y},
    )
