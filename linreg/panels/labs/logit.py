"""Logit and sigmoid as mirror images, and the probabilities of softmax."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from linreg.aliases import Translate
from linreg.labs.logit import Curves, Probability, Softmax
from linreg.labs.logit_claim import Check
from linreg.panels.figure import bar, updated
from linreg.panels.labs.still import beside, dot, line, still
from linreg.panels.palette import DATA, KEPT, RUN
from linreg.panels.panel import Panel, flat_layout
from linreg.words.numbers import number

_REACH = 4.4


def mirror_images(curves: Curves, found: Probability, description: str, _: Translate) -> Panel:
    """Return the curves of sigmoid and logit, mirror images in the diagonal, with the point of one probability on each."""
    sigmoid, logit = RUN, KEPT[0].colour
    diagonal = np.array([-_REACH, _REACH])
    data = [
        line(diagonal, diagonal, DATA, _("diagonal"), dash="dot"),
        line(curves.z, curves.sigmoid, sigmoid, "sigmoid"),
        line(curves.p, curves.logit, logit, "logit"),
        dot(found.logit, found.sigmoid, sigmoid),
        dot(found.p, found.logit, logit),
    ]
    ticks = {"range": (-_REACH, _REACH), "dtick": 2}
    # The curves look like mirror images only with an equal aspect ratio.
    layout = flat_layout({**ticks, "constrain": "domain"}, {**ticks, "constrain": "domain", "scaleanchor": "x"})
    layout = updated(layout, annotations=[beside(-2.9, 0.6, "sigmoid", xanchor="center"), beside(1.15, 3.6, "logit")])
    return still("mirror", _("Mirror images in the diagonal"), data, layout, description, legend=False)


def compared(name: str, drawn: Check, read: Check, _: Translate) -> Panel:
    """Return both sides of a claimed identity as curves, one drawn over the other.

    Args:
        name: name of the panel.
        drawn: the sides at enough points to draw them.
        read: the sides at a few points, for the description.
    """
    sides = ((drawn.left, drawn.left_values), (drawn.right, drawn.right_values))
    looks: tuple[tuple[str, str, float], ...] = ((RUN, "solid", 6.0), (KEPT[0].colour, "dash", 2.5))
    at = np.array(drawn.at)
    data = [
        line(at, np.array(values), colour, side, dash, width)
        for (side, values), (colour, dash, width) in zip(sides, looks, strict=True)
    ]
    variable = "z" if "(z)" in drawn.left else "p"
    points, left, right = (
        ", ".join(number(value) for value in values) for values in (read.at, read.left_values, read.right_values)
    )
    said = _("At {variable} = {points}: {left} = {left_values}; {right} = {right_values}.").format(
        variable=variable, points=points, left=read.left, left_values=left, right=read.right, right_values=right
    )
    title = f"{drawn.left} {'=' if drawn.holds else '≠'} {drawn.right}"
    return still(name, title, data, flat_layout({"title": {"text": variable}}, {}), said, legend=True)


def shares(found: Softmax, labels: Sequence[str], description: str) -> Panel:
    """Return a bar chart of the probabilities of softmax."""
    bars = bar(x=list(labels), y=found.probabilities, marker={"color": RUN}, hovertemplate="%{y:.6g}<extra></extra>")
    layout = flat_layout({"type": "category"}, {"range": (0, 1.02)})
    return still("softmax", "softmax", [bars], layout, description, legend=False)
