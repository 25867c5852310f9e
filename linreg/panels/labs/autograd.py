"""The curve of a formula, with its tangent."""

from __future__ import annotations

import numpy as np

from linreg.aliases import Floats, Translate
from linreg.labs.autograd import Curve, Differentiation
from linreg.panels.labs.still import dot, line, span, still
from linreg.panels.palette import RUN, THEORY
from linreg.panels.panel import Panel, flat_layout

_OUTSIDE = 0.05
"""Quantile at either end beyond which values may be cut off, so that a pole does not flatten the rest of the curve."""


def curve_with_tangent(curve: Curve, w: float, found: Differentiation, _: Translate) -> Panel:
    """Return the curve of the result over w, and its tangent at w with the slope from backward()."""
    data = [
        line(curve.w, curve.value, RUN, _("the result")),
        line(curve.w, curve.tangent, THEORY, _("the tangent"), dash="dot"),
        dot(w, found.value, RUN),
    ]
    slope = _("none") if found.grad is None else f"{found.grad:.6g}"
    said = _("At w = {w:g} the result is {value:.6g} and the slope of the tangent {slope}.")
    return still(
        "curve",
        _("The result over w, and its slope"),
        data,
        flat_layout({"title": {"text": "w"}}, {"range": _heights(curve.value, found.value)}, left=60),
        said.format(w=w, value=found.value, slope=slope),
        legend=True,
    )


def _heights(values: Floats, value: float) -> tuple[float, float]:
    """Return the axis range of the values, outliers clipped; it always contains `value`."""
    finite = values[np.isfinite(values)]
    if len(finite):
        low, high = np.quantile(finite, (_OUTSIDE, 1 - _OUTSIDE))
        finite = np.clip(finite, low - 2 * (high - low), high + 2 * (high - low))
    return span(np.append(finite, value))
