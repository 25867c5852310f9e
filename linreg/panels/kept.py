"""Kept runs on the picture of the current run: each adds its line, path and cost, with a colour and a symbol of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from linreg.panels.figure import Trace, scatter, scatter3d
from linreg.panels.frames import Indices, states_of_cost, states_on_plane
from linreg.panels.palette import KEPT, Look
from linreg.panels.panel import MovingHead, MovingLine, MovingPath, Panel
from linreg.panels.window import Window
from linreg.run import Run
from linreg.theory import Theory


@dataclass(frozen=True, eq=False)
class Kept:
    """A kept run, with its theory and its name."""

    run: Run
    theory: Theory
    name: str


def with_kept(panel: Panel, kept: Sequence[tuple[Run, Indices]], window: Window) -> Panel:
    """Return a panel with kept runs added.

    Args:
        panel: the panel of the current run.
        kept: the kept runs, each with the indices of its drawn steps.
        window: the axis ranges, covering all runs.
    """
    add = {"fit": _add_line, "surface": _add_path, "contour": _add_path, "cost": _add_cost}[panel.name]
    for place, ((run, drawn), look) in enumerate(zip(kept, KEPT, strict=False), start=1):
        panel = add(panel, _Added(run, drawn, look, place), window)
    return panel


class _Added(NamedTuple):
    run: Run
    drawn: Indices
    look: Look
    place: int


def _add_line(panel: Panel, added: _Added, window: Window) -> Panel:
    # Thinner than the current run's line, so that both are visible where they coincide.
    trace = scatter(mode="lines", line={"color": added.look.colour, "width": 1.5}, hoverinfo="skip")
    return _with(panel, [trace], MovingLine(len(panel.drawing.data), window.x, run=added.place))


def _add_path(panel: Panel, added: _Added, window: Window) -> Panel:
    run, drawn, (colour, symbol), place = added
    until = states_on_plane(run, window, drawn)
    first = len(panel.drawing.data)
    own = next(moving for moving in panel.moving if isinstance(moving, MovingHead))
    of, path, head = (scatter, 1.2, 9) if own.z is None else (scatter3d, 3, 5)
    traces = [
        of(mode="lines", line={"color": colour, "width": path}, hoverinfo="skip"),
        of(mode="markers", marker={"color": colour, "size": head, "symbol": symbol}, hoverinfo="skip"),
    ]
    return _with(
        panel,
        traces,
        MovingPath(first, "W", "b", own.z, "past", until=until, lift=own.lift, run=place),
        MovingHead(first + 1, "W", "b", own.z, until=until, lift=own.lift, run=place),
    )


def _add_cost(panel: Panel, added: _Added, window: Window) -> Panel:
    run, drawn, (colour, symbol), place = added
    until = states_of_cost(run, window, drawn)
    first = len(panel.drawing.data)
    traces = [
        scatter(mode="lines", line={"color": colour, "width": 1.2}, hoverinfo="skip"),
        scatter(mode="markers", marker={"color": colour, "size": 9, "symbol": symbol}, hoverinfo="skip"),
    ]
    return _with(
        panel,
        traces,
        MovingPath(first, "time", "cost", None, "past", until=until, run=place),
        MovingHead(first + 1, "time", "cost", until=until, run=place),
    )


def _with(panel: Panel, traces: list[Trace], *moving: MovingLine | MovingPath | MovingHead) -> Panel:
    drawing = panel.drawing._replace(data=(*panel.drawing.data, *traces))
    return replace(panel, drawing=drawing, moving=(*panel.moving, *moving))
