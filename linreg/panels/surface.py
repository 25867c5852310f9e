"""The surface panel: cost over the (W, b) plane, as a bowl in 3D or as contour lines, with the path that the run walks on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import numpy as np
import plotly.graph_objects as go

from linreg.panels.palette import BOWL, GRID, RUN, THEORY
from linreg.panels.panel import MovingHead, MovingPath, Panel, flat_layout
from linreg.panels.window import Window
from linreg.theory import Theory
from linreg.training import Run

Surface = Literal["3d", "contour"]
SURFACES: tuple[Surface, ...] = ("3d", "contour")
GRID_POINTS = 35

EYE = {"x": 1.25, "y": -1.55, "z": 0.85}
"""Where the camera stands at first: low and in front, looking along the valley."""


def surface_panel(run: Run, theory: Theory, window: Window, kind: Surface, _: Callable[[str], str]) -> Panel:
    """Return the panel as a bowl ("3d") or as contour lines ("contour"); `_` translates its words."""
    W, b = (np.linspace(*ends, GRID_POINTS) for ends in (window.W, window.b))
    cost = theory.cost_at(*np.meshgrid(W, b))
    figure, moving = (_bowl if kind == "3d" else _contour)(W, b, cost, theory, window, _)
    final_W, final_b = run.final
    return Panel(
        name="surface" if kind == "3d" else "contour",
        title=_("Loss surface"),
        figure=figure,
        moving=moving,
        description=_(
            "The cost over the (W, b) plane: a bowl with its lowest point at W = {W:.4g}, b = {b:.4g}. "
            "The path of the run leads from W = {W0:.4g}, b = {b0:.4g} to W = {W1:.4g}, b = {b1:.4g}."
        ).format(W=theory.W, b=theory.b, W0=run.W[0], b0=run.b[0], W1=final_W, b1=final_b),
    )


def _hover(_: Callable[[str], str]) -> str:
    return "W = %{x:.4g}<br>b = %{y:.4g}<extra>" + _("least squares") + "</extra>"


def _contour(
    W: np.ndarray[Any, Any], b: np.ndarray[Any, Any], cost: np.ndarray[Any, Any], theory: Theory, window: Window, _: Callable[[str], str]
) -> tuple[go.Figure, tuple[MovingPath, MovingHead]]:
    figure = go.Figure(
        data=[
            go.Contour(
                x=W,
                y=b,
                # Equal steps of its square root are equal distances from the optimum, so the lines lie evenly in the bowl.
                z=np.sqrt(cost - theory.cost).astype(np.float32),
                ncontours=14,
                contours={"coloring": "fill", "showlabels": False},
                colorscale=BOWL,
                opacity=0.55,
                line={"width": 1, "color": GRID},
                showscale=False,
                hoverinfo="skip",
            ),
            go.Scatter(
                x=[theory.W],
                y=[theory.b],
                mode="markers",
                marker={"symbol": "x", "size": 10, "color": THEORY},
                name=_("least squares"),
                hovertemplate=_hover(_),
            ),
            go.Scatter(mode="lines", line={"color": RUN, "width": 2.5}, name=_("this run"), hoverinfo="skip"),
            go.Scatter(mode="markers", marker={"color": RUN, "size": 12, "line": {"width": 2}}, hoverinfo="skip"),
        ],
        layout=flat_layout({"range": window.W, "title": {"text": "W"}}, {"range": window.b, "title": {"text": "b", "standoff": 4}}),
    )
    return figure, (MovingPath(2, "W", "b"), MovingHead(3, "W", "b"))


def _bowl(
    W: np.ndarray[Any, Any], b: np.ndarray[Any, Any], cost: np.ndarray[Any, Any], theory: Theory, window: Window, _: Callable[[str], str]
) -> tuple[go.Figure, tuple[MovingPath, MovingHead]]:
    top = float(cost.max())
    axis = {"gridcolor": GRID, "zerolinecolor": GRID, "showbackground": False, "nticks": 5, "showspikes": False}
    figure = go.Figure(
        data=[
            go.Surface(
                x=W,
                y=b,
                z=cost.astype(np.float32),
                # Squared, as the contour lines are: the colour goes by the distance from the optimum.
                colorscale=[(place**2, colour) for place, colour in BOWL],
                opacity=0.85,
                showscale=False,
                hoverinfo="skip",
                contours={"x": {"highlight": False}, "y": {"highlight": False}, "z": {"highlight": False}},
                lighting={"ambient": 0.85, "diffuse": 0.4, "specular": 0.05},
            ),
            go.Scatter3d(
                x=[theory.W],
                y=[theory.b],
                z=[theory.cost],
                mode="markers",
                marker={"symbol": "x", "size": 5, "color": THEORY},
                name=_("least squares"),
                hovertemplate=_hover(_),
            ),
            go.Scatter3d(mode="lines", line={"color": RUN, "width": 6}, name=_("this run"), hoverinfo="skip"),
            go.Scatter3d(mode="markers", marker={"color": RUN, "size": 7}, hoverinfo="skip"),
        ],
        layout=go.Layout(
            template="none",
            margin={"l": 0, "r": 0, "t": 0, "b": 0},
            paper_bgcolor="rgba(0,0,0,0)",
            showlegend=False,
            font={"size": 11},
            scene={
                "xaxis": {**axis, "range": window.W, "title": {"text": "W"}},
                "yaxis": {**axis, "range": window.b, "title": {"text": "b"}},
                "zaxis": {**axis, "range": (theory.cost - 0.02 * (top - theory.cost), top), "title": {"text": _("cost")}},
                "aspectmode": "manual",
                "aspectratio": {"x": 1.1, "y": 1.1, "z": 0.75},
                "camera": {"eye": EYE},
                "dragmode": "turntable",
            },
        ),
    )
    return figure, (MovingPath(2, "W", "b", "cost"), MovingHead(3, "W", "b", "cost"))
