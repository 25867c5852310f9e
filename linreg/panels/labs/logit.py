"""Logit and sigmoid as mirror images, and the probabilities of softmax."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from linreg.aliases import Translate
from linreg.labs.logit import Curves, Probability, Softmax
from linreg.panels.labs.still import dot, line, still
from linreg.panels.palette import DATA, KEPT, RUN
from linreg.panels.panel import Panel, flat_layout

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
    ticks = {"range": (-_REACH, _REACH), "dtick": 1}
    # The curves look like mirror images only with an equal aspect ratio.
    layout = flat_layout({**ticks, "constrain": "domain"}, {**ticks, "constrain": "domain", "scaleanchor": "x"})
    return still("mirror", _("Mirror images in the diagonal"), data, layout, description, legend=True)


def shares(found: Softmax, labels: Sequence[str], description: str) -> Panel:
    """Return a bar chart of the probabilities of softmax."""
    bar = go.Bar(x=list(labels), y=found.probabilities, marker={"color": RUN}, hovertemplate="%{y:.6g}<extra></extra>")
    layout = flat_layout({"type": "category"}, {"range": (0, 1.02)})
    return still("softmax", "softmax", [bar], layout, description, legend=False)
