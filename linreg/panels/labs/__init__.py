"""The static panels of the labs, one module a lab."""

from linreg.panels.labs.accumulate import bars_of_passes
from linreg.panels.labs.autograd import curve_with_tangent
from linreg.panels.labs.graph import draw_graph
from linreg.panels.labs.logit import compared, mirror_images, shares
from linreg.panels.labs.pitfalls import costs_of_programs, lines_of_programs

__all__ = [
    "bars_of_passes",
    "compared",
    "costs_of_programs",
    "curve_with_tangent",
    "draw_graph",
    "lines_of_programs",
    "mirror_images",
    "shares",
]
