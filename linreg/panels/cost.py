"""The cost panel: cost over epochs on a logarithmic axis, with the predicted cost behind it."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from linreg.aliases import Floats, Translate
from linreg.panels.figure import Figure, Trace, scatter
from linreg.panels.frames import Indices, drawn_cost, drawn_note, in_uint16, states_of_cost, trembles
from linreg.panels.palette import ENVELOPE, RUN, THEORY
from linreg.panels.panel import (
    GHOST,
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
from linreg.panels.window import Window
from linreg.run import Run
from linreg.theory import Theory

STRETCHES: Final = 32
"""Number of stretches of an envelope."""


def cost_panel(run: Run, theory: Theory, window: Window, drawn: Indices, _: Translate) -> Panel:
    """Return the panel; `drawn` are the indices of the drawn states, and `_` translates the texts."""
    until = states_of_cost(run, window, drawn)
    # One epoch more than the run: the state after the last update.
    exact = theory.trajectory(run.config.epochs + 1)
    predicted = drawn_cost(exact.cost[drawn], window) if exact else np.array([])
    crossing = trembles(run, theory)
    names = _names(run, window, drawn, predicted, crossing, _)
    drawing = Figure(
        data=(_theory(drawn, predicted, crossing, _), *_curves(crossing, _), *names),
        layout=flat_layout(
            {"range": window.epoch, "title": {"text": _("epoch")}, "nticks": 5},
            {
                "type": "log",
                "range": [math.log10(end) for end in window.cost],
                "title": {"text": _("cost"), "standoff": 4},
                "exponentformat": "power",
                "dtick": max(1, math.ceil(math.log10(window.cost[1] / window.cost[0]) / 6)),
            },
            left=60,  # room for labels such as 10^-12
        ),
    )
    return Panel(
        name="cost",
        title=_("Cost"),
        drawing=drawing,
        moving=(OfRun(0), *_moving(until, crossing), *(OfRun(len(drawing.data) - 1 - i) for i in range(len(names)))),
        description=_describe(exact is not None, _).format(
            epochs=int(run.epoch[-1]), first=float(run.cost[0]), last=run.final_cost
        ),
        note=drawn_note(run, drawn, _),
    )


def _theory(drawn: Indices, predicted: Floats, crossing: bool, _: Translate) -> Trace:
    """Return the predicted cost at the drawn states; of a run that swings, its envelope."""
    x, y = in_uint16(drawn)[: len(predicted)], in_float32(predicted)
    if crossing and len(predicted):
        x, y = _envelope(x, y)
    return scatter(
        x=x,
        y=y,
        mode="lines",
        line={"color": THEORY, "width": 2 if crossing else 4.5},
        name=_("theory"),
        hoverinfo="skip",
    )


def _envelope(x: NDArray[np.uint16], y: NDArray[np.float32]) -> tuple[NDArray[np.uint16], NDArray[np.float32]]:
    """Return the largest y of each stretch of x and, on the way back, the smallest.

    The stretches and their places are those of the run's own band (player/static/envelope.js), so that the two coincide.
    """
    starts = np.arange(0, len(x), max(2, math.ceil(len(x) / STRETCHES)))
    ends = np.append(starts[1:], len(x)) - 1
    ends[0] = 0  # the first is placed at its beginning
    places = x[ends]
    top, bottom = (pick.reduceat(y, starts) for pick in (np.maximum, np.minimum))
    return np.concatenate([places, places[::-1]]), np.concatenate([top, bottom[::-1]])


def _moving(until: int, crossing: bool) -> tuple[Moving, ...]:
    """Return what moves, in the order of `_curves`."""
    parts: tuple[Part, ...] = ("whole", "past", "latest") if crossing else ("whole", "latest")
    own = (MovingPath(2 + i, "time", "cost", None, part, until) for i, part in enumerate(parts))
    after = 2 + len(parts)
    return (
        MovingPath(1, "time", "cost", None, "whole", run=GHOST),
        *own,
        MovingArrow(after, "time", "cost"),
        MovingHead(after + 1, "time", "cost", until=until),
    )


def _curves(crossing: bool, _: Translate) -> list[Trace]:
    """Return the empty traces: the run before, all of this run, its past if it crosses itself, its latest part, arrow, head."""
    envelope = scatter(
        mode="lines", line={"color": RUN, "width": 1}, opacity=0.8, hoverinfo="skip", fill="toself", fillcolor=ENVELOPE
    )
    return [
        scatter(**ghost_line(1.6)),
        scatter(mode="lines", line={"color": RUN, "width": 1.2}, opacity=0.4 if crossing else 0.6, hoverinfo="skip"),
        *([envelope] if crossing else []),
        scatter(
            mode="lines",
            line={"color": RUN, "width": 1.8 if crossing else 2.5},
            name=_("this run"),
            hovertemplate=_("epoch") + " %{x}<br>" + _("cost") + " %{y:.4g}<extra></extra>",
        ),
        arrow_trace(),
        scatter(mode="markers", marker={"color": RUN, "size": 11, "line": {"width": 2}}, hoverinfo="skip"),
    ]


def _names(run: Run, window: Window, drawn: Indices, predicted: Floats, crossing: bool, _: Translate) -> list[Trace]:
    """Return the labels of the curves, beside them where they are in the window; those of a run that crosses itself above."""
    cost, time = drawn_cost(run.states.cost[drawn], window), run.states.time[drawn]
    low, high = window.cost
    seen = np.flatnonzero((cost > low * (high / low) ** 0.03) & (cost < high / (high / low) ** 0.03))
    end = int(seen[-1]) if len(seen) else 0
    beside = "top right" if cost[end] <= cost[0] else "bottom right"

    def name(text: str, colour: str, share: float, curve: Floats) -> Trace:
        at = min(int(np.searchsorted(time, share * time[end])), end)
        height = float(curve[at:].max()) if crossing else float(curve[at])
        return scatter(
            x=[float(time[at])],
            y=[min(max(height, low), high)],
            mode="text",
            text=[text],
            textposition="top center" if crossing else beside,
            textfont={"color": colour},
            hoverinfo="skip",
        )

    theory = [name(_("theory"), THEORY, 0.65, predicted)] if len(predicted) else []
    return [name(_("this run"), RUN, 0.3, cost), *theory]


def _describe(predicted: bool, _: Translate) -> str:
    if predicted:
        return _(
            "Cost over {epochs} epochs on a logarithmic axis, from {first:.4g} to {last:.4g}, with the cost that theory predicts."
        )
    return _("Cost over {epochs} epochs on a logarithmic axis, from {first:.4g} to {last:.4g}.")
