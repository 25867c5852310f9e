"""The surface panel: the cost over the (W, b) plane in 3D or as contour lines, with the path of the run."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal, NamedTuple

import numpy as np

from linreg.aliases import Floats, Translate
from linreg.panels.figure import NO_TEMPLATE, Figure, Trace, scatter, scatter3d
from linreg.panels.frames import Indices, drawn_note, states_on_plane, trembles
from linreg.panels.palette import BOWL, BOWL_DARK, DATA, ENVELOPE, LEVEL_LINE, RUN, THEORY, shade
from linreg.panels.panel import (
    GHOST,
    TAIL,
    Moving,
    MovingArrow,
    MovingHead,
    MovingPath,
    OfRun,
    Panel,
    Part,
    arrow_trace,
    flat_layout,
    ghost_line,
    in_float32,
)
from linreg.panels.window import ORIGIN, Range, Window
from linreg.run import Run
from linreg.settings import Surface
from linreg.theory import Theory
from linreg.training import start_of

GRID_POINTS = 33
LEVELS = 10

BRIGHT = 10
"""Number of latest states drawn brightest if the run crosses itself: with TAIL, its light fades."""

LIFT = 0.025
"""Height of path and marker above the surface, as a share of the bowl's. A marker is a flat disc: half of it would be hidden."""

EYE = {"x": 1.6, "y": -1.95, "z": 1.1}
"""Direction of the initial camera: in front, looking along the valley. The player moves it so that the bowl fills the panel."""


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
    crossing = trembles(run, theory)
    if kind == "3d":
        bowl = _bowl_of(theory, window)
        lift = LIFT * (bowl.ends_cost[1] - bowl.ends_cost[0])
        names = _names_in_3d(bowl, run, _)
        figure, moving = _draw_bowl(bowl, crossing, names, _), _walk("cost", until, lift, crossing)
    else:
        label = _name_of_run(run, theory, window, _)
        figure, moving = _draw_contour(_contour_of(theory, window), crossing, label, _), _walk(None, until, 0.0, crossing)
    final_W, final_b = run.final
    return Panel(
        name="surface" if kind == "3d" else "contour",
        title=_("Loss surface"),
        drawing=figure,
        moving=tuple(replace(part, trace=part.trace + len(figure.data)) for part in moving),
        description=_(
            "The cost over the (W, b) plane: a bowl with its lowest point at W = {W:.4g}, b = {b:.4g}. "
            "The path of the run leads from W = {W0:.4g}, b = {b0:.4g} to W = {W1:.4g}, b = {b1:.4g}."
        ).format(W=theory.W, b=theory.b, W0=run.W[0], b0=run.b[0], W1=final_W, b1=final_b),
        note=drawn_note(run, drawn, _),
    )


def _walk(z: Literal["cost"] | None, until: int, lift: float, crossing: bool) -> tuple[Moving, ...]:
    """Return what moves, by traces counted from the last one: the paths in the order of `_paths`, the arrow and the head."""

    def path(trace: int, part: Part, run: int = 0, tail: int = TAIL) -> MovingPath:
        return MovingPath(trace, "W", "b", z, part, until=until if run == 0 else 0, tail=tail, lift=lift, run=run)

    parts: tuple[Part, ...] = ("whole", "past", "latest", "latest") if crossing else ("whole", "latest")
    tails = (TAIL,) * (len(parts) - 1) + (BRIGHT,)
    first = -3 - len(parts)
    return (
        path(first, "whole", GHOST),
        *(path(first + 1 + i, part, tail=tail) for i, (part, tail) in enumerate(zip(parts, tails, strict=True))),
        MovingArrow(-2, "W", "b", z),
        MovingHead(-1, "W", "b", z, until=until, lift=2.5 * lift),
        *((OfRun(first - 1),) if z is None else ()),  # its name; in 3D it is no trace
    )


def _paths(of: Callable[..., Trace], crossing: bool) -> list[Trace]:
    """Return the empty traces of the paths: the run before, all of this run, and its latest part.

    If the run crosses itself: the envelope of its past after all of it, and the latest part twice, faint and bright. In 3D
    lines are drawn thicker, because their unit is smaller there.
    """
    flat = of is scatter
    scale = 1.0 if flat else 2.5
    looks: list[dict[str, Any]] = [{"width": 1.2, "opacity": 0.45}, {"width": 2.6}]
    if crossing:
        envelope = {"fill": "toself", "fillcolor": ENVELOPE} if flat else {}
        looks[1:1] = [{"width": 1.0, "opacity": 0.7, **envelope}, {"width": 1.3, "opacity": 0.45}]
    own = [of(mode="lines", line={"color": RUN, "width": look.pop("width") * scale}, hoverinfo="skip", **look) for look in looks]
    return [of(**ghost_line(1.6 * scale)), *own]


def _name_of_run(run: Run, theory: Theory, window: Window, _: Translate) -> Trace:
    """Return the label of the path at its start, on the side away from the optimum unless that is outside of the plot."""
    W, b = float(run.W[0]), float(run.b[0])
    share = (W - window.W[0]) / (window.W[1] - window.W[0])
    left = share > 0.22 if W < theory.W else share > 0.78
    return scatter(
        x=[W],
        y=[b],
        mode="text",
        text=[_("this run")],
        textposition=f"{'bottom' if b <= theory.b else 'top'} {'left' if left else 'right'}",
        textfont={"color": RUN},
        hoverinfo="skip",
    )


def _names_in_3d(bowl: _DrawnBowl, run: Run, _: Translate) -> list[dict[str, Any]]:
    """Return the labels of path and optimum. As annotations they are not hidden by the surface."""
    places = (
        (_("least squares"), THEORY, (bowl.W, bowl.b, bowl.cost), -16),
        (_("this run"), RUN, (float(run.W[0]), float(run.b[0]), min(float(run.cost[0]), bowl.ends_cost[1])), 14),
    )
    return [
        {"x": x, "y": y, "z": z, "text": text, "showarrow": False, "yshift": shift, "font": {"color": colour}}
        for text, colour, (x, y, z), shift in places
    ]


def _optimum(_: Translate) -> str:
    return "W = %{x:.4g}<br>b = %{y:.4g}<extra>" + _("least squares") + "</extra>"


class _LevelCurves(NamedTuple):
    """Data of the contour plot: the minimum (W, b), the ranges of the axes, W and b along each level curve, the label's place."""

    W: float
    b: float
    ends_W: Range
    ends_b: Range
    curves: list[tuple[Floats, Floats]]
    label: str


def _contour_of(theory: Theory, window: Window) -> _LevelCurves:
    """Return the level curves: exact ellipses, evenly spaced along each ray from the optimum."""
    corners = theory.cost_at(*np.meshgrid(np.array(window.W), np.array(window.b)))
    farthest = math.sqrt(float(corners.max()) - theory.cost)
    levels = [(farthest * step / LEVELS) ** 2 for step in range(LEVELS, 0, -1)]
    # Across the valley, where no path arrives.
    label = "top right" if theory.bowl.Wb >= 0 else "bottom right"
    return _LevelCurves(theory.W, theory.b, window.W, window.b, [theory.level_curve(level) for level in levels], label)


def _draw_contour(contour: _LevelCurves, crossing: bool, label: Trace, _: Translate) -> Figure:
    shades = [(index - 0.5) / LEVELS for index in range(LEVELS, 0, -1)]
    return Figure(
        data=(
            *(
                scatter(
                    x=in_float32(W),
                    y=in_float32(b),
                    mode="lines",
                    line={"color": LEVEL_LINE, "width": 1},
                    fill="toself",
                    fillcolor=shade(BOWL, place),
                    meta={"part": "level", "dark": {"fillcolor": shade(BOWL_DARK, place)}},
                    hoverinfo="skip",
                )
                for place, (W, b) in zip(shades, contour.curves, strict=True)
            ),
            scatter(
                x=[contour.W],
                y=[contour.b],
                mode="markers+text",
                marker={"symbol": "cross-thin-open", "size": 16, "color": THEORY, "line": {"width": 2, "color": THEORY}},
                text=[_("least squares")],
                textposition=contour.label,
                textfont={"color": THEORY},
                name=_("least squares"),
                meta={"part": "optimum"},
                hovertemplate=_optimum(_),
            ),
            label,
            *_paths(scatter, crossing),
            arrow_trace(),
            scatter(mode="markers", marker={"color": RUN, "size": 11, "line": {"width": 2}}, hoverinfo="skip"),
        ),
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


def _bowl_of(theory: Theory, window: Window) -> _DrawnBowl:
    """Return the bowl. It depends on the data and the window alone, not on the run.

    It is cut off at 35 % of its highest cost, or higher where the usual start needs it, or the start of the run.
    """
    W, b = (np.linspace(*ends, GRID_POINTS) for ends in (window.W, window.b))
    cost = theory.cost_at(*np.meshgrid(W, b))
    highest = float(cost.max())
    usual, start = (float(theory.cost_at(*np.array(point))) for point in (ORIGIN, start_of(theory.config)))
    top = max(0.35 * highest, 1.6 * usual)
    top = min(highest, top if start <= top else 1.05 * start)
    return _DrawnBowl(theory.W, theory.b, theory.cost, W, b, cost, window.W, window.b, (theory.cost, top))


def _draw_bowl(bowl: _DrawnBowl, crossing: bool, names: list[dict[str, Any]], _: Translate) -> Figure:
    low, top = bowl.ends_cost
    # Squared: the colour is even in the distance from the optimum, as the contour lines are.
    light, dark = ([(place**2, colour) for place, colour in scale] for scale in (BOWL, BOWL_DARK))
    return Figure(
        data=(
            {
                "type": "surface",
                "x": bowl.grid_W,
                "y": bowl.grid_b,
                "z": in_float32(bowl.grid_cost),
                "cmin": low,
                "cmax": float(bowl.grid_cost.max()),
                "colorscale": light,
                "meta": {"dark": {"colorscale": dark}},
                "opacity": 0.9,
                "showscale": False,
                "hoverinfo": "skip",
                "contours": {"x": {"highlight": False}, "y": {"highlight": False}, "z": {"highlight": False}},
                "lighting": {"ambient": 0.9, "diffuse": 0.35, "specular": 0.03},
            },
            scatter3d(
                x=[bowl.W],
                y=[bowl.b],
                z=[low + LIFT * (top - low)],
                mode="markers",
                marker={"symbol": "diamond-open", "size": 7, "color": THEORY, "line": {"width": 2}},
                name=_("least squares"),
                meta={"part": "optimum"},
                hovertemplate=_optimum(_),
            ),
            *_paths(scatter3d, crossing),
            scatter3d(mode="markers", marker={"color": RUN, "size": 6, "symbol": "diamond-open"}, hoverinfo="skip"),
            scatter3d(mode="markers", marker={"color": RUN, "size": 7}, hoverinfo="skip"),
        ),
        layout={
            "template": NO_TEMPLATE,
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "showlegend": False,
            "font": {"size": 12},
            "scene": {**_scene(bowl, _), "annotations": names},
        },
    )


def _scene(bowl: _DrawnBowl, _: Translate) -> dict[str, Any]:
    axis = {"gridcolor": DATA, "zerolinecolor": DATA, "showbackground": False, "nticks": 5, "showspikes": False}
    return {
        "xaxis": {**axis, "range": bowl.ends_W, "title": {"text": "W"}},
        "yaxis": {**axis, "range": bowl.ends_b, "title": {"text": "b"}},
        "zaxis": {**axis, "range": bowl.ends_cost, "title": {"text": _("cost")}},
        "aspectmode": "manual",
        "aspectratio": {"x": 1.1, "y": 1.1, "z": 0.75},
        "camera": {"eye": EYE},
        "dragmode": "turntable",
    }
