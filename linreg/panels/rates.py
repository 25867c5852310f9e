"""The panel of all learning rates: the cost reached at each of them, after few epochs and after many."""

from __future__ import annotations

import math
from typing import Any, Final, NamedTuple

import numpy as np

from linreg.aliases import Floats, Translate
from linreg.panels.figure import Figure, Trace, scatter, updated
from linreg.panels.palette import RUN, THEORY
from linreg.panels.panel import Panel, flat_layout, in_float32
from linreg.panels.window import COST_DEPTH, Range
from linreg.sweeps import Sweep
from linreg.theory import Theory
from linreg.words.numbers import number, plain

HEIGHT: Final = 100.0
"""Highest cost shown, as a multiple of the first cost."""

DASHES: Final = {1: "dot", 10: "dashdot", 100: "8px,5px", 1000: "14px,4px"}
"""How the curves are drawn, by their epochs; the last one is solid. So they are told apart without colour."""


class Costs(NamedTuple):
    """What is drawn.

    Attributes:
        lr: shape (runs,): the learning rates.
        epochs: the epochs of each curve; the last is after all of them.
        cost: shape (curves, runs): the cost of the runs after these epochs; inf after divergence.
        exact: shape (curves, runs): the cost that theory predicts; None if it predicts none.
        wall: the bound, if it is among the learning rates.
        is_critical: whether the bound is that of plain gradient descent.
        low, high: range of the cost.
    """

    lr: Floats
    epochs: tuple[int, ...]
    cost: Floats
    exact: Floats | None
    wall: float | None
    is_critical: bool
    low: float
    high: float

    @property
    def lrs(self) -> Range:
        """The range of the learning rates, with a margin of 2 % of their logarithms at either end."""
        margin = (self.lr[-1] / self.lr[0]) ** 0.02
        return float(self.lr[0] / margin), float(self.lr[-1] * margin)


def costs_of(sweep: Sweep, theory: Theory) -> Costs:
    """Return what is drawn of a sweep over learning rates. It does not depend on the config's own one.

    Args:
        sweep: the runs, in ascending order of lr.
        theory: of its config and data set.
    """
    cost = np.nan_to_num(sweep.cost[:, 1:].T.astype(np.float64), nan=np.inf)
    updates = np.round(sweep.epoch[1:] * sweep.config.updates_per_epoch(len(sweep.dataset))).astype(int)
    exact = [theory.costs_after(sweep.lr, int(each)) for each in updates]
    first = float(sweep.cost[0, 0])
    first = first if math.isfinite(first) and first > 0 else 1.0
    seen = cost[np.isfinite(cost) & (cost > 0)]
    low = max(float(seen.min(initial=first)), COST_DEPTH * first)
    momentum, bound = theory.momentum, theory.bound
    return Costs(
        lr=sweep.lr,
        epochs=(*(int(epoch) for epoch in sweep.epoch[1:-1]), sweep.config.epochs),
        cost=cost,
        exact=None if theory.momentum is None else np.array(exact),
        wall=bound if bound and sweep.lr[0] <= bound <= sweep.lr[-1] else None,
        is_critical=momentum is not None and momentum.zero_grad and not momentum.mu,
        low=low / 3,
        high=HEIGHT * max(first, low),
    )


def rates_panel(sweep: Sweep, theory: Theory, here: tuple[float, float], _: Translate) -> Panel:
    """Return the panel.

    Args:
        sweep: the runs at all learning rates, in ascending order.
        theory: of the sweep's config and data set.
        here: the learning rate and the final cost of the current run. Nothing but the last two traces depends on it.
        _: translates the texts.
    """
    costs = costs_of(sweep, theory)
    data = [*_theory(costs, _), *_curves(costs, _), *_wall(costs), *_here(costs, *here, _)]
    layout = flat_layout(
        rates_axis(costs.lrs),
        {
            "type": "log",
            "range": _log((costs.low, costs.high)),
            "title": {"text": _("cost"), "standoff": 4},
            "exponentformat": "power",
            "dtick": max(1, math.ceil(math.log10(costs.high / costs.low) / 6)),
        },
        left=60,
    )
    legend = {"orientation": "h", "y": 1, "yanchor": "bottom", "x": 0, "title": {"text": _("epochs") + ":"}}
    margin = {"t": 48, "autoexpand": False}
    layout = updated(layout, showlegend=True, legend=legend, margin=margin, annotations=_name_of_wall(costs, _))
    return Panel("rates", _("Cost at every learning rate"), Figure(tuple(data), layout), (), _describe(costs, *here, _))


def rates_axis(ends: Range) -> dict[str, Any]:
    """Return the logarithmic axis of the learning rates between two of them."""
    return {"type": "log", "range": _log(ends), "title": {"text": "lr"}, "dtick": 1, "exponentformat": "none"}


def _log(ends: Range) -> Range:
    return math.log10(ends[0]), math.log10(ends[1])


def _within(cost: Floats, costs: Costs) -> Floats:
    """Return costs for a logarithmic axis: 0 and inf become finite values outside the picture."""
    return np.clip(np.nan_to_num(cost, nan=np.inf), costs.low / 10, costs.high * 1e3)


def _theory(costs: Costs, _: Translate) -> list[Trace]:
    """Return theory's curves as one trace, faint; between two curves there is a gap. What leaves the picture is left out."""
    if costs.exact is None:
        return []
    gap = np.full((len(costs.exact), 1), np.nan)
    lr = np.hstack([np.tile(costs.lr, (len(costs.exact), 1)), gap]).ravel()
    cost = np.hstack([_within(costs.exact, costs), gap]).ravel()
    look: dict[str, Any] = {"line": {"color": THEORY, "width": 5}, "opacity": 0.4, "hoverinfo": "skip"}
    return [scatter(x=in_float32(lr), y=in_float32(cost), mode="lines", name=_("theory"), legendrank=2000, **look)]


def _curves(costs: Costs, _: Translate) -> list[Trace]:
    looks = [{"width": 1.7, "dash": DASHES.get(epochs, "dash")} for epochs in costs.epochs[:-1]] + [{"width": 2.4}]
    names = [*(str(epochs) for epochs in costs.epochs[:-1]), _("all {epochs}").format(epochs=costs.epochs[-1])]
    return [
        scatter(
            x=in_float32(costs.lr),
            y=in_float32(_within(cost, costs)),
            mode="lines",
            line={"color": RUN, **look},
            name=name,
            hovertemplate="lr %{x:.4g}<br>" + _("cost") + " %{y:.4g}<extra>%{fullData.name}</extra>",
        )
        for look, name, cost in zip(looks, names, costs.cost, strict=True)
    ]


def _wall(costs: Costs) -> list[Trace]:
    """Return the bound as a vertical line."""
    if costs.wall is None:
        return []
    look: dict[str, Any] = {"line": {"color": THEORY, "width": 2}, "hoverinfo": "skip", "showlegend": False}
    return [scatter(x=[costs.wall] * 2, y=[costs.low, costs.high], mode="lines", **look)]


def _name_of_wall(costs: Costs, _: Translate) -> list[dict[str, Any]]:
    """Return the bound's name, written upwards: low at the right of the wall, where no curve is; high at its left without room."""
    if costs.wall is None:
        return []
    text = (_("critical {lr}") if costs.is_critical else _("bound {lr}")).format(lr=plain(costs.wall, 4))
    place = math.log(costs.wall / costs.lr[0]) / math.log(costs.lr[-1] / costs.lr[0])
    low = {"xanchor": "left", "yanchor": "bottom", "y": 0.02}
    high = {"xanchor": "right", "yanchor": "top", "y": 0.98}
    upright = {"textangle": -90, "yref": "paper", **(low if place < 0.9 else high)}
    return [{"x": math.log10(costs.wall), "text": text, "showarrow": False, "font": {"color": THEORY}, **upright}]


def _here(costs: Costs, lr: float, cost: float, _: Translate) -> list[Trace]:
    """Return the current run: a line at its learning rate and a marker at its cost, at the edge if that is outside."""
    x = min(max(lr, costs.lrs[0]), costs.lrs[1])
    y = min(max(cost if math.isfinite(cost) else math.inf, costs.low), costs.high)
    symbol = "triangle-up" if y != cost and y == costs.high else "circle"
    marker = {"color": RUN, "size": 12, "symbol": symbol, "line": {"width": 2}}
    shown: dict[str, Any] = {"hoverinfo": "skip", "showlegend": False}
    return [
        scatter(x=[x, x], y=[costs.low, costs.high], mode="lines", line={"color": RUN, "width": 1}, opacity=0.6, **shown),
        scatter(x=[x], y=[y], mode="markers", marker=marker, cliponaxis=False, **shown),
    ]


def _describe(costs: Costs, lr: float, cost: float, _: Translate) -> str:
    """Return the text alternative: for each curve where the cost is lowest, the bound, and the current run."""
    texts = [*(_("epoch {epochs}").format(epochs=epochs) for epochs in costs.epochs[:-1]), _("the end")]
    lowest = [
        _("{cost} at lr {lr} ({when})").format(when=when, cost=number(cost.min()), lr=plain(float(costs.lr[np.argmin(cost)]), 4))
        for when, cost in zip(texts, costs.cost, strict=True)
    ]
    parts = [
        _("Cost against learning rate from {low} to {high}, both logarithmic, for {runs} runs.").format(
            low=plain(float(costs.lr[0]), 4), high=plain(float(costs.lr[-1]), 4), runs=len(costs.lr)
        ),
        _("The lowest cost is {lowest}.").format(lowest="; ".join(lowest)),
    ]
    if costs.wall is not None:
        parts.append(_("Theory's bound is {lr}.").format(lr=plain(costs.wall, 4)))
    return " ".join([*parts, _("The current run, lr {lr}, ends at cost {cost}.").format(lr=plain(lr, 4), cost=number(cost))])
