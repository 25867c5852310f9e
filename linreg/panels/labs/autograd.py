"""The curve of a formula, with its tangent."""

from __future__ import annotations

from linreg.aliases import Translate
from linreg.labs.autograd import Curve, Differentiation
from linreg.panels.labs.still import dot, line, span, still
from linreg.panels.palette import RUN, THEORY
from linreg.panels.panel import Panel, flat_layout


def curve_with_tangent(curve: Curve, w: float, found: Differentiation, _: Translate) -> Panel:
    """Return the result over w, and the tangent whose slope backward() found."""
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
        flat_layout({"title": {"text": "w"}}, {"range": span(curve.value)}, left=60),
        said.format(w=w, value=found.value, slope=slope),
        legend=True,
    )
