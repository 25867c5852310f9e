"""The map of all pairs: how far runs came, over the learning rate and the second option of the optimizer."""

from __future__ import annotations

import math
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from linreg.aliases import Floats, Translate
from linreg.outcome import NEAR
from linreg.panels.figure import Figure, Trace, scatter, updated
from linreg.panels.palette import DATA, HALO, HALO_DARK, REACHED, REACHED_DARK, RUN, THEORY
from linreg.panels.panel import Panel, flat_layout, in_float32
from linreg.panels.rates import rates_axis
from linreg.panels.window import Range
from linreg.sweeps import Sweep
from linreg.theory import Theory, best_momentum, fastest_pair
from linreg.words.numbers import percent, plain

CLOSEST: Final = 1e-6
"""Smallest share of the way left that has a colour of its own: float32 knows little below it."""

_BLOCK: Final = 4  # cells
_SCALE: Final = dict(zip((0, -2, -4, -6), ("100%", "1%", "0.01%", "0.0001%"), strict=True))


class Line(NamedTuple):
    """A line of theory: x and y, shape (points,) each."""

    lr: Floats
    other: Floats


class Map(NamedTuple):
    """What is drawn.

    Attributes:
        name: the second option.
        lr, other: shape (columns,) and (rows,): the values of both settings.
        left: shape (rows, columns): the share of the way to the least-squares point that is left at the end; inf or nan if a run
            did not stay finite.
        bound: the bound of each momentum; None if theory knows none. With zero_grad off only momentum 0 has a bound: the line
            leads along it up to there.
        best: the momentum that is fastest in the long run for each learning rate; None if theory does not know it.
        fastest: the pair of learning rate and momentum that is fastest of all; None if it is not known, or outside.
    """

    name: str
    lr: Floats
    other: Floats
    left: Floats
    bound: Line | None
    best: Line | None
    fastest: tuple[float, float] | None

    @property
    def farther(self) -> NDArray[np.bool_]:
        """Whether each run ended farther away than it began, or did not stay finite; shape (rows, columns)."""
        return ~(self.left <= 1)

    @property
    def ends(self) -> tuple[Range, Range]:
        """The ranges of both axes: to the outer edges of the cells."""
        lr, other = np.log(self.lr), self.other
        half = [(values[1] - values[0]) / 2 for values in (lr, lr[::-1], other, other[::-1])]
        return (
            (math.exp(lr[0] - half[0]), math.exp(lr[-1] - half[1])),
            (float(other[0] - half[2]), float(other[-1] - half[3])),
        )


def map_of(sweep: Sweep, theory: Theory) -> Map:
    """Return what is drawn of a sweep over pairs. It does not depend on the config's own pair.

    Args:
        sweep: the runs.
        theory: of its config and data set.
    """
    name, column = ("momentum", sweep.momentum) if sweep.momentum is not None else ("beta1", sweep.beta1)
    lr, other = np.unique(sweep.lr), np.unique(sweep.lr if column is None else column)
    with np.errstate(over="ignore", invalid="ignore"):
        left = np.hypot(sweep.final_W.astype(np.float64) - theory.W, sweep.final_b.astype(np.float64) - theory.b)
    first = math.hypot(sweep.W[0, 0] - theory.W, sweep.b[0, 0] - theory.b)
    # A run that begins at the least-squares point has no way to go: it stays, or it does not.
    share = left / first if first > 0 else np.where(left <= NEAR, 0.0, np.inf)
    best, fastest = _best(theory, float(lr[0]), float(lr[-1]))
    return Map(name, lr, other, share.reshape(len(other), len(lr)), _bound(theory, lr), best, fastest)


def _bound(theory: Theory, lr: Floats) -> Line | None:
    """Return the line of the bound, where it is within the learning rates."""
    momentum = np.linspace(0, 1, 201)
    bounds = theory.bounds_of(momentum)
    if bounds is None:
        return None
    if (bounds[1:] == 0).all():
        return Line(np.array([lr[0], bounds[0]]), np.zeros(2)) if lr[0] < bounds[0] <= lr[-1] else None
    inside = (bounds >= lr[0]) & (bounds <= lr[-1])
    return Line(bounds[inside], momentum[inside]) if inside.any() else None


def _best(theory: Theory, low: float, high: float) -> tuple[Line | None, tuple[float, float] | None]:
    """Return the line of the fastest momentum, and the fastest pair: those of a heavy ball."""
    momentum = theory.momentum
    if momentum is None or momentum.nesterov or not momentum.zero_grad:
        return None, None
    lr = np.geomspace(low, min(high, 4 / theory.eigenvalues[1]), 400)
    best = best_momentum(lr, theory.eigenvalues)
    known = np.isfinite(best)
    pair = fastest_pair(theory.eigenvalues)
    return Line(lr[known], best[known]) if known.any() else None, (pair.lr, pair.momentum) if low <= pair.lr <= high else None


def rates_map_panel(sweep: Sweep, theory: Theory, here: tuple[float, float], _: Translate) -> Panel:
    """Return the panel.

    Args:
        sweep: the runs at all pairs.
        theory: of the sweep's config and data set.
        here: the learning rate and the second option of the current run. Nothing but the last trace depends on it.
        _: translates the texts.
    """
    found = map_of(sweep, theory)
    lrs, others = found.ends
    layout = flat_layout(
        rates_axis(lrs),
        {"range": others, "title": {"text": found.name, "standoff": 4}},
        left=60,
    )
    legend = {"orientation": "h", "y": 1, "yanchor": "bottom", "x": 0}
    margin = {"t": 48, "r": 66, "autoexpand": False}
    layout = updated(layout, showlegend=True, legend=legend, margin=margin, xaxis={"showgrid": False}, yaxis={"showgrid": False})
    data = (_cells(found, _), _crosses(found, _), *_lines(found, _), _here(found, here))
    title = _("Learning rate and {option}").format(option=found.name)
    return Panel("rates-map", title, Figure(data, layout), (), _describe(found, here, _))


def _cells(found: Map, _: Translate) -> Trace:
    shown = np.where(found.farther, np.nan, np.clip(found.left, CLOSEST, 1))
    low = math.log10(CLOSEST)
    light, dark = ([list(stop) for stop in scale] for scale in (REACHED, REACHED_DARK))
    return {
        "type": "heatmap",
        "x": found.lr,
        "y": found.other,
        "z": in_float32(np.log10(shown)),
        "customdata": in_float32(shown),
        "zmin": low,
        "zmax": 0,
        "colorscale": light,
        "meta": {"dark": {"colorscale": dark}},
        "colorbar": {
            "thickness": 10,
            "len": 1,
            "outlinewidth": 0,
            "tickvals": list(_SCALE),
            "ticktext": list(_SCALE.values()),
            "x": 1.02,
            "xpad": 0,
            "tickfont": {"size": 10},
        },
        "hovertemplate": f"lr %{{x:.4g}}<br>{found.name} %{{y:.3g}}<br>" + _("way left") + " %{customdata:.2p}<extra></extra>",
        "hoverongaps": False,
    }


def _crosses(found: Map, _: Translate) -> Trace:
    """Return crosses on the runs that ended farther away: one in each block of cells that has such a run, near its middle."""
    rows, columns = np.nonzero(found.farther)
    off = (rows % _BLOCK - _BLOCK // 2) ** 2 + (columns % _BLOCK - _BLOCK // 2) ** 2
    order = np.argsort(off, kind="stable")
    blocks = rows // _BLOCK * len(found.lr) + columns // _BLOCK
    first = np.unique(blocks[order], return_index=True)[1]
    rows, columns = rows[order][first], columns[order][first]
    return scatter(
        x=found.lr[columns],
        y=found.other[rows],
        mode="markers",
        marker={"symbol": "x-thin", "size": 6, "line": {"width": 1.5, "color": DATA}},
        name=_("farther"),
        hoverinfo="skip",
    )


def _lines(found: Map, _: Translate) -> list[Trace]:
    """Return theory: the bound, the best momentum for each learning rate, and the best pair of all."""
    traces = []
    if found.bound:
        traces += _with_halo(found.bound, "solid", _("bound"))
    if found.best:
        traces += _with_halo(found.best, "dash", _("best"))
    if found.fastest:
        lr, momentum = found.fastest
        marker = {"symbol": "star", "size": 15, "color": THEORY, "line": {"width": 1.5}}
        hover = "lr %{x:.4g}<br>momentum %{y:.3g}<extra>" + _("fastest") + "</extra>"
        traces.append(scatter(x=[lr], y=[momentum], mode="markers", marker=marker, name=_("fastest"), hovertemplate=hover))
    return traces


def _with_halo(line: Line, dash: str, name: str) -> list[Trace]:
    """Return a line of theory, and a wider one under it in the colour of the background: it crosses light and dark cells."""
    common: dict[str, Any] = {"x": in_float32(line.lr), "y": in_float32(line.other), "mode": "lines", "hoverinfo": "skip"}
    halo, dark = ({"color": colour, "width": 5} for colour in (HALO, HALO_DARK))
    return [
        scatter(line=halo, meta={"dark": {"line": dark}}, opacity=0.7, showlegend=False, **common),
        scatter(line={"color": THEORY, "width": 2.2, "dash": dash}, name=name, **common),
    ]


def _here(found: Map, here: tuple[float, float]) -> Trace:
    """Return the current run: a marker with a ring round it, at the edge if the run is outside."""
    x, y = (min(max(value, low), high) for value, (low, high) in zip(here, found.ends, strict=True))
    shown: dict[str, Any] = {"x": [x], "y": [y], "mode": "markers", "hoverinfo": "skip", "showlegend": False, "cliponaxis": False}
    # The outline takes the colour of the background, so that the marker is seen on any cell.
    return scatter(marker={"color": RUN, "size": 16, "line": {"width": 4}}, **shown)


def _describe(found: Map, here: tuple[float, float], _: Translate) -> str:
    """Return the text alternative: the axes, how many runs came closer, the lines of theory, and the current run."""
    parts = [
        _(
            "{runs} runs over lr from {low} to {high} and {option} from {bottom} to {top}. {farther} of them ended farther away "
            "than they began."
        ).format(
            runs=found.left.size,
            low=plain(float(found.lr[0]), 4),
            high=plain(float(found.lr[-1]), 4),
            option=found.name,
            bottom=plain(float(found.other[0]), 4),
            top=plain(float(found.other[-1]), 4),
            farther=int(found.farther.sum()),
        )
    ]
    if not found.farther.all():
        row, column = np.unravel_index(np.argmin(np.where(found.farther, np.inf, found.left)), found.left.shape)
        share = float(found.left[row, column])
        parts.append(
            _("The closest, lr {lr} with {option} {value}, has {share} of the way left.").format(
                lr=plain(float(found.lr[column]), 4),
                option=found.name,
                value=plain(float(found.other[row]), 4),
                share=percent(share) if share >= CLOSEST else "< " + percent(CLOSEST),
            )
        )
    if found.bound:
        text = _("Theory's bound is lr {first} at momentum {bottom} and lr {last} at momentum {top}.")
        if found.bound.other[-1] == 0:
            text = _("Theory's bound is lr {last} at momentum 0; with any momentum there is none.")
        first, last = (plain(float(found.bound.lr[place]), 4) for place in (0, -1))
        bottom, top = (plain(float(found.bound.other[place]), 4) for place in (0, -1))
        parts.append(text.format(first=first, last=last, bottom=bottom, top=top))
    if found.fastest:
        lr, momentum = (plain(value, 4) for value in found.fastest)
        parts.append(_("Fastest in theory is lr {lr} with momentum {momentum}.").format(lr=lr, momentum=momentum))
    lr, value = (plain(each, 4) for each in here)
    return " ".join([*parts, _("The current run has lr {lr} and {option} {value}.").format(lr=lr, option=found.name, value=value)])
