"""Shared parts of the labs' static panels."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from linreg.aliases import Floats
from linreg.panels.figure import Figure, Layout, Trace, scatter, updated
from linreg.panels.panel import Panel


def line(x: Floats, y: Floats, colour: str, name: str, dash: str = "solid", width: float = 2.5) -> Trace:
    """Return a line through x and y of shape (points,), with its name and coordinates on hover."""
    return scatter(
        x=x,
        y=y,
        mode="lines",
        # Plotly's simplification puts visible corners into smooth curves.
        line={"color": colour, "width": width, "dash": dash, "simplify": False},
        name=name,
        hovertemplate="%{x:.4g}: %{y:.4g}<extra>" + name + "</extra>",
    )


def dot(x: float, y: float, colour: str) -> Trace:
    """Return a large marker."""
    marker = {"color": colour, "size": 12, "line": {"width": 2}}
    return scatter(x=[x], y=[y], mode="markers", marker=marker, hoverinfo="skip", showlegend=False)


def still(name: str, title: str, data: list[Trace], layout: Layout, description: str, legend: bool) -> Panel:
    """Return a panel without moving traces, optionally with a legend above the plot."""
    if legend:
        # In a margin of its own: a share of a phone's plot is too little.
        above = {"orientation": "h", "y": 1, "yanchor": "bottom"}
        layout = updated(layout, showlegend=True, legend=above, margin={"t": 28, "autoexpand": False})
    return Panel(name, title, Figure(tuple(data), layout), (), description)


def beside(x: float, y: float, text: str, **options: Any) -> dict[str, Any]:
    """Return the annotation of a line: a text at (x, y), to the right of it unless `options` of Plotly say otherwise."""
    return {"x": x, "y": y, "text": text, "showarrow": False, "xanchor": "left", "yanchor": "middle", **options}


def decades(values: Floats) -> dict[str, Any]:
    """Return a logarithmic axis for values above 0, given by their logarithms: whole powers of ten, at most seven marked."""
    low, high = span(values)
    low, high = math.floor(low), math.ceil(high)
    return {"type": "log", "range": (low, high), "dtick": math.ceil((high - low) / 6), "exponentformat": "power"}


def span(values: Floats) -> tuple[float, float]:
    """Return the range of the finite values with a margin of 6 % at either end."""
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0)
    margin = 0.06 * (high - low) or 1.0
    return low - margin, high + margin
