"""The cost panel: cost over epochs on a logarithmic axis, with the predicted cost behind it."""

from __future__ import annotations

import math

import numpy as np
import plotly.graph_objects as go

from linreg.aliases import Translate
from linreg.panels.frames import Indices, drawn_cost, drawn_note, in_uint16, states_of_cost, trembles
from linreg.panels.palette import RUN, THEORY
from linreg.panels.panel import MovingHead, MovingPath, Panel, flat_layout, in_float32
from linreg.panels.window import Window
from linreg.theory import Theory
from linreg.training import Run


def cost_panel(run: Run, theory: Theory, window: Window, drawn: Indices, _: Translate) -> Panel:
    """Return the panel; `drawn` are the indices of the drawn states, and `_` translates the texts."""
    until = states_of_cost(run, window, drawn)
    # One epoch more than the run: the state after the last update.
    exact = theory.trajectory(run.config.epochs + 1)
    predicted = drawn_cost(exact.cost[drawn], window) if exact else np.array([])
    figure = go.Figure(
        data=[
            go.Scatter(
                x=in_uint16(drawn)[: len(predicted)],
                y=in_float32(predicted),
                mode="lines",
                line={"color": THEORY, "width": 6},
                opacity=0.4,
                name=_("theory"),
                hoverinfo="skip",
            ),
            go.Scatter(
                mode="lines",
                line={"color": RUN, "width": 1 if trembles(run, theory) else 2.5},
                name=_("this run"),
                hovertemplate=_("epoch") + " %{x}<br>" + _("cost") + " %{y:.4g}<extra></extra>",
            ),
            go.Scatter(mode="markers", marker={"color": RUN, "size": 11, "line": {"width": 2}}, hoverinfo="skip"),
        ],
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
        figure=figure,
        moving=(MovingPath(1, "time", "cost", until=until), MovingHead(2, "time", "cost", until=until)),
        description=_describe(exact is not None, _).format(
            epochs=int(run.epoch[-1]), first=float(run.cost[0]), last=run.final_cost
        ),
        note=drawn_note(run, drawn, _),
    )


def _describe(predicted: bool, _: Translate) -> str:
    if predicted:
        return _(
            "Cost over {epochs} epochs on a logarithmic axis, from {first:.4g} to {last:.4g}, with the cost that theory predicts."
        )
    return _("Cost over {epochs} epochs on a logarithmic axis, from {first:.4g} to {last:.4g}.")
