"""The bar chart of `w.grad`."""

from __future__ import annotations

from collections.abc import Sequence

from linreg.aliases import Translate
from linreg.labs.accumulate import Pass
from linreg.panels.figure import bar, updated
from linreg.panels.labs.still import still
from linreg.panels.palette import DATA, RUN
from linreg.panels.panel import Panel, flat_layout


def bars_of_passes(passes: Sequence[Pass], _: Translate) -> Panel:
    """Return stacked bars of `w.grad` after each pass: the carried-over part below, the fresh gradient on top."""
    numbers = [step.number for step in passes]
    parts = ((_("carried over"), DATA, [step.carried for step in passes]), (_("new"), RUN, [step.fresh for step in passes]))
    bars = [
        bar(x=numbers, y=heights, name=name, marker={"color": colour}, hovertemplate=f"%{{y}} {name}<extra></extra>")
        for name, colour, heights in parts
    ]
    layout = flat_layout({"title": {"text": _("pass")}, "nticks": 12}, {"title": {"text": "w.grad"}})
    said = _("Bars of w.grad after {count} passes; the last is {grad:g}, of which {fresh:g} is new.")
    return still(
        "passes",
        _("What w.grad holds after each pass"),
        bars,
        updated(layout, barmode="stack", bargap=0.25),
        said.format(count=len(passes), grad=passes[-1].grad, fresh=passes[-1].fresh),
        legend=True,
    )
