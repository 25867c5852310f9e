"""Results of the programs with and without a mistake: their lines and costs."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from linreg.aliases import Translate
from linreg.data import Dataset
from linreg.labs.pitfalls import Result
from linreg.panels.figure import scatter
from linreg.panels.labs.still import decades, line, still
from linreg.panels.palette import DATA, KEPT, RUN
from linreg.panels.panel import Panel, flat_layout

_COLOURS = (RUN, KEPT[0].colour)
_LOWEST, _HIGHEST = 1e-14, 1e12


def costs_of_programs(results: Mapping[str, Result], _: Translate) -> Panel:
    """Return the cost over epochs of programs, given by their legend names."""
    data, heights = [], [np.array([])]
    for (name, result), colour in zip(results.items(), _COLOURS, strict=False):
        # 0, inf and nan cannot be drawn on a logarithmic axis.
        cost = np.clip(np.nan_to_num(np.array(result.cost), nan=np.inf), _LOWEST, _HIGHEST)
        data.append(line(np.arange(len(cost), dtype=np.float64), cost, colour, name))
        heights.append(np.log10(cost))
    layout = flat_layout(
        {"title": {"text": _("epoch")}},
        {**decades(np.concatenate(heights)), "title": {"text": _("cost")}},
        left=60,
    )
    last = ", ".join(f"{name}: {result.cost[-1]:.4g}" if result.cost else f"{name}: –" for name, result in results.items())
    return still("costs", _("Cost"), data, layout, _("The cost at the end. {last}").format(last=last), legend=True)


def lines_of_programs(results: Mapping[str, Result], dataset: Dataset, _: Translate) -> Panel:
    """Return the points and the final lines of programs, given by their legend names."""
    ends = np.array([dataset.x.min() - 0.5, dataset.x.max() + 0.5])
    data = [scatter(x=dataset.x, y=dataset.y, mode="markers", marker={"color": DATA, "size": 10}, name=_("data"))]
    for (name, result), colour in zip(results.items(), _COLOURS, strict=False):
        W, b = result.final
        if math.isfinite(W) and math.isfinite(b):
            data.append(line(ends, W * ends + b, colour, name))
    layout = flat_layout({"title": {"text": "x"}}, {"title": {"text": "y"}, "range": (0, 8)})
    lines = ", ".join(f"{name}: y = {result.final[0]:.4g} x + {result.final[1]:.4g}" for name, result in results.items())
    return still(
        "lines", _("The lines at the end"), data, layout, _("The lines at the end. {lines}").format(lines=lines), legend=True
    )
