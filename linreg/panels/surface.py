"""The surface panel: the cost over the (W, b) plane in 3D or as contour lines, with the path of the run."""

from __future__ import annotations

import math
from typing import Any, Literal, NamedTuple

import numpy as np
import plotly.graph_objects as go

from linreg.aliases import Floats, Translate
from linreg.panels.frames import Indices, drawn_note, states_on_plane, trembles
from linreg.panels.palette import BOWL, DATA, LEVEL_FILL, LEVEL_LINE, RUN, THEORY
from linreg.panels.panel import Moving, MovingHead, MovingPath, Panel, flat_layout, in_float32
from linreg.panels.window import Range, Window
from linreg.settings import Surface
from linreg.theory import Theory
from linreg.training import Run

GRID_POINTS = 33
LEVELS = 10

TAIL = 25
"""Number of latest steps drawn strongly if the path keeps crossing itself; otherwise the whole path is."""

EYE = {"x": 1.6, "y": -1.95, "z": 1.1}
"""Initial camera position: in front, looking along the valley."""

CENTER = {"x": -0.11, "y": -0.09, "z": -0.12}
"""Point the camera looks at: a little to the left, to make room for the title of the cost axis."""


def surface_panel(run: Run, theory: Theory, window: Window, drawn: Indices, kind: Surface, _: Translate) -> Panel:
    """Return the panel in 3D ("3d") or with contour lines ("contour").

    Args:
        run: the run.
        theory: of the run.
        window: the ranges of the axes.
        drawn: indices of the drawn steps.
        kind: how the surface is drawn.
        _: translates the texts.
    """
    until = states_on_plane(run, window, drawn)
    tail = TAIL if trembles(run, theory) else None
    if kind == "3d":
        bowl = _bowl_of(run, theory, window)
        figure, lift = _draw_bowl(bowl, _), bowl.lift
    else:
        figure, lift = _draw_contour(_contour_of(theory, window), _), 0.0
    final_W, final_b = run.final
    return Panel(
        name="surface" if kind == "3d" else "contour",
        title=_("Loss surface"),
        figure=figure,
        moving=_walk(len(figure.data) - 1, tail, until, "cost" if kind == "3d" else None, lift),
        description=_(
            "The cost over the (W, b) plane: a bowl with its lowest point at W = {W:.4g}, b = {b:.4g}. "
            "The path of the run leads from W = {W0:.4g}, b = {b0:.4g} to W = {W1:.4g}, b = {b1:.4g}."
        ).format(W=theory.W, b=theory.b, W0=run.W[0], b0=run.b[0], W1=final_W, b1=final_b),
        note=drawn_note(run, drawn, _),
    )


def _walk(head: int, tail: int | None, until: int, z: Literal["cost"] | None, lift: float) -> tuple[Moving, ...]:
    """Return the moving traces: the path, its strongly drawn part and the head. They are the traces `head` - 2 to `head`."""
    return (
        MovingPath(head - 2, "W", "b", z, until=until, lift=lift),
        MovingPath(head - 1, "W", "b", z, until=until, tail=tail, lift=lift),
        MovingHead(head, "W", "b", z, until=until, lift=lift),
    )


def _optimum(_: Translate) -> str:
    return "W = %{x:.4g}<br>b = %{y:.4g}<extra>" + _("least squares") + "</extra>"


class _LevelCurves(NamedTuple):
    """Data of the contour plot: the minimum (W, b), the ranges of the axes, and W and b along each level curve."""

    W: float
    b: float
    ends_W: Range
    ends_b: Range
    curves: list[tuple[Floats, Floats]]


def _contour_of(theory: Theory, window: Window) -> _LevelCurves:
    """Return the level curves: exact ellipses, evenly spaced along each ray from the optimum."""
    corners = theory.cost_at(*np.meshgrid(np.array(window.W), np.array(window.b)))
    farthest = math.sqrt(float(corners.max()) - theory.cost)
    levels = [(farthest * step / LEVELS) ** 2 for step in range(LEVELS, 0, -1)]
    return _LevelCurves(theory.W, theory.b, window.W, window.b, [theory.level_curve(level) for level in levels])


def _draw_contour(contour: _LevelCurves, _: Translate) -> go.Figure:
    return go.Figure(
        data=[
            *(
                go.Scatter(
                    x=in_float32(W),
                    y=in_float32(b),
                    mode="lines",
                    line={"color": LEVEL_LINE, "width": 1},
                    fill="toself",
                    fillcolor=LEVEL_FILL,
                    hoverinfo="skip",
                )
                for W, b in contour.curves
            ),
            go.Scatter(
                x=[contour.W],
                y=[contour.b],
                mode="markers",
                marker={"symbol": "x", "size": 10, "color": THEORY},
                name=_("least squares"),
                hovertemplate=_optimum(_),
            ),
            go.Scatter(mode="lines", line={"color": RUN, "width": 1.5}, opacity=0.45, hoverinfo="skip"),
            go.Scatter(mode="lines", line={"color": RUN, "width": 2.5}, name=_("this run"), hoverinfo="skip"),
            go.Scatter(mode="markers", marker={"color": RUN, "size": 12, "line": {"width": 2}}, hoverinfo="skip"),
        ],
        layout=flat_layout(
            {"range": contour.ends_W, "title": {"text": "W"}}, {"range": contour.ends_b, "title": {"text": "b", "standoff": 4}}
        ),
    )


class _DrawnBowl(NamedTuple):
    """Data of the 3D plot.

    Attributes:
        W, b, cost: the minimum.
        grid_W, grid_b: the grid, shape (GRID_POINTS,) each.
        grid_cost: cost on the grid, shape (GRID_POINTS, GRID_POINTS), rows along b.
        ends_W, ends_b, ends_cost: ranges of the axes.
        lift: height of the path above the surface. A marker is a flat disc; on the surface its lower half would be hidden.
    """

    W: float
    b: float
    cost: float
    grid_W: Floats
    grid_b: Floats
    grid_cost: Floats
    ends_W: Range
    ends_b: Range
    ends_cost: Range
    lift: float


def _bowl_of(run: Run, theory: Theory, window: Window) -> _DrawnBowl:
    """Return the bowl, cut off above the highest cost of the run on it, at no less than 35 % of its highest cost."""
    W, b = (np.linspace(*ends, GRID_POINTS) for ends in (window.W, window.b))
    cost = theory.cost_at(*np.meshgrid(W, b))
    highest = float(cost.max())
    walked = run.cost[(run.cost <= highest) & np.isfinite(run.cost)]
    top = min(highest, max(1.6 * float(walked.max(initial=0.0)), 0.35 * highest))
    lift = 0.02 * (top - theory.cost)
    return _DrawnBowl(theory.W, theory.b, theory.cost, W, b, cost, window.W, window.b, (theory.cost, top), lift)


def _draw_bowl(bowl: _DrawnBowl, _: Translate) -> go.Figure:
    return go.Figure(
        data=[
            go.Surface(
                x=bowl.grid_W,
                y=bowl.grid_b,
                z=in_float32(bowl.grid_cost),
                # Squared: the colour is even in the distance from the optimum, as the contour lines are.
                colorscale=[(place**2, colour) for place, colour in BOWL],
                opacity=0.85,
                showscale=False,
                hoverinfo="skip",
                contours={"x": {"highlight": False}, "y": {"highlight": False}, "z": {"highlight": False}},
                lighting={"ambient": 0.85, "diffuse": 0.4, "specular": 0.05},
            ),
            go.Scatter3d(
                x=[bowl.W],
                y=[bowl.b],
                z=[bowl.cost + bowl.lift],
                mode="markers",
                marker={"symbol": "diamond", "size": 5, "color": THEORY},
                name=_("least squares"),
                hovertemplate=_optimum(_),
            ),
            go.Scatter3d(mode="lines", line={"color": RUN, "width": 2}, opacity=0.45, hoverinfo="skip"),
            go.Scatter3d(mode="lines", line={"color": RUN, "width": 7}, name=_("this run"), hoverinfo="skip"),
            go.Scatter3d(mode="markers", marker={"color": RUN, "size": 7}, hoverinfo="skip"),
        ],
        layout=go.Layout(
            template="none",
            margin={"l": 0, "r": 0, "t": 0, "b": 0},
            paper_bgcolor="rgba(0,0,0,0)",
            showlegend=False,
            font={"size": 12},
            scene=_scene(bowl, _),
        ),
    )


def _scene(bowl: _DrawnBowl, _: Translate) -> dict[str, Any]:
    axis = {"gridcolor": DATA, "zerolinecolor": DATA, "showbackground": False, "nticks": 5, "showspikes": False}
    return {
        "xaxis": {**axis, "range": bowl.ends_W, "title": {"text": "W"}},
        "yaxis": {**axis, "range": bowl.ends_b, "title": {"text": "b"}},
        "zaxis": {**axis, "range": bowl.ends_cost, "title": {"text": _("cost")}},
        "aspectmode": "manual",
        "aspectratio": {"x": 1.1, "y": 1.1, "z": 0.75},
        "camera": {"eye": EYE, "center": CENTER},
        "dragmode": "turntable",
    }
