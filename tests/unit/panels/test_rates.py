"""The panel of all learning rates: its curves are the runs, its wall and its faint curves are theory's."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from pictures import mark, trained

from linreg import RunConfig, Sweep, Theory, analyse, record
from linreg.config import LEARNING_RATES
from linreg.panels import Panel
from linreg.panels.palette import RUN, THEORY
from linreg.panels.rates import costs_of, rates_panel
from linreg.rates import all_rates

CONFIGS = {
    "plain": RunConfig(epochs=1500),
    "short": RunConfig(epochs=1),
    "swinging": RunConfig(epochs=120, zero_grad=False),
    "momentum": RunConfig(epochs=120, optimizer="momentum", momentum=0.8),
    "noisy": RunConfig(epochs=120, data="noisy", style="linear"),
    "adam": RunConfig(epochs=120, optimizer="adam"),
    "batches": RunConfig(epochs=120, data="noisy", batch=5),
    "always-diverging": RunConfig(epochs=120, optimizer="momentum", zero_grad=False),
}
each_config = pytest.mark.parametrize("name", CONFIGS)
SOME = (0, 60, 150, 247, 260, 300)
"""Places of learning rates that are compared one by one, on both sides of the bound."""


@cache
def swept(name: str) -> tuple[Sweep, Theory]:
    """Return the sweep of a config with its theory."""
    sweep = all_rates(CONFIGS[name])
    return sweep, analyse(sweep.config, sweep.dataset)


def panel_of(name: str, here: tuple[float, float] = (0.01, 0.5)) -> Panel:
    """Return the panel of a config."""
    return rates_panel(*swept(name), here, mark)


@each_config
def test_each_point_is_the_run_with_its_learning_rate(name: str) -> None:
    """After each number of epochs the cost is that of the recorded run, or the point is above the picture after divergence."""
    panel, costs = panel_of(name), costs_of(*swept(name))
    curves = [trace for trace in panel.figure.data if trace.line.color == RUN and trace.name]
    assert len(curves) == len(costs.epochs)
    for place in SOME:
        run = record(replace(CONFIGS[name], lr=LEARNING_RATES[place]))
        for curve, epochs in zip(curves, costs.epochs, strict=True):
            index = -1 if curve is curves[-1] else epochs * run.updates_per_epoch
            cost = run.states.cost[index] if index < len(run.states.cost) else math.inf
            assert curve.x[place] == pytest.approx(LEARNING_RATES[place])
            if costs.low < cost < costs.high:
                assert curve.y[place] == pytest.approx(cost, rel=0.02, abs=1e-12 * run.cost[0])
            else:
                assert curve.y[place] <= costs.low if cost <= costs.low else curve.y[place] >= costs.high


def test_there_is_a_curve_for_each_stage_below_the_epochs() -> None:
    """1,500 epochs have curves after 1, 10, 100, 1000 and all; a single epoch has only that."""
    assert costs_of(*swept("plain")).epochs == (1, 10, 100, 1000, 1500)
    assert costs_of(*swept("short")).epochs == (1,)
    names = [trace.name for trace in panel_of("plain").figure.data if trace.name]
    assert names == ["⟦theory⟧", "1", "10", "100", "1000", "⟦all 1500⟧"]
    dashes = [trace.line.dash for trace in panel_of("plain").figure.data if trace.name in names[1:]]
    assert len(set(dashes)) == len(dashes)


@pytest.mark.parametrize("name", ["plain", "swinging", "momentum", "noisy", "short", "always-diverging"])
def test_the_faint_curves_are_theorys_exact_costs(name: str) -> None:
    """Each stretch between two gaps is the exact cost after as many updates, from the trajectory at each learning rate."""
    panel, costs = panel_of(name), costs_of(*swept(name))
    faint = panel.figure.data[0]
    assert faint.line.color == THEORY
    assert faint.opacity < 0.5
    stretches = np.array(faint.y).reshape(len(costs.epochs), -1)
    assert np.isnan(stretches[:, -1]).all()
    for place in SOME:
        path = analyse(replace(CONFIGS[name], lr=LEARNING_RATES[place])).trajectory(CONFIGS[name].epochs + 1)
        for stretch, epochs in zip(stretches, (*costs.epochs[:-1], CONFIGS[name].epochs + 1), strict=True):
            exact = path.cost[epochs]
            if costs.low < exact < costs.high:
                assert stretch[place] == pytest.approx(exact, rel=1e-5)
            else:
                assert not costs.low <= stretch[place] <= costs.high


@pytest.mark.parametrize("name", ["plain", "swinging", "momentum", "noisy"])
def test_runs_on_either_side_of_the_wall(name: str) -> None:
    """The wall stands at the bound: just below it runs of 4,000 epochs stay finite and low, just above it they do not."""
    (wall,) = (trace for trace in panel_of(name).figure.data if trace.line.color == THEORY and len(trace.x) == 2)
    assert wall.x[0] == wall.x[1] == swept(name)[1].bound
    below, above = (record(replace(CONFIGS[name], lr=by * wall.x[0], epochs=4000)) for by in (0.99, 1.01))
    assert below.diverged_at is None
    assert below.final_cost < 200 * below.cost[0]
    assert above.diverged_at is not None or above.final_cost > 1e6 * above.cost[0]


@pytest.mark.parametrize("name", ["adam", "batches"])
def test_where_theory_knows_nothing_nothing_of_it_is_drawn(name: str) -> None:
    """For adaptive optimizers and in batches there is neither a wall nor a faint curve, nor a word of theory."""
    assert all(trace.line.color != THEORY for trace in panel_of(name).figure.data)
    assert "Theory" not in panel_of(name).description


def test_where_every_rate_diverges_there_is_no_wall() -> None:
    """Momentum on a sum of gradients has no bound: theory's curves are there, a wall is not."""
    assert [len(trace.x) == 2 for trace in panel_of("always-diverging").figure.data if trace.line.color == THEORY] == [False]


@pytest.mark.parametrize(
    ("name", "text"), [("plain", "⟦critical 0.1803⟧"), ("swinging", "⟦bound 0.3606⟧"), ("momentum", "⟦bound 0.3245⟧")]
)
def test_the_wall_has_its_name(name: str, text: str) -> None:
    """The name stands at the wall: critical for plain gradient descent only, otherwise bound."""
    (written,) = panel_of(name).figure.layout.annotations
    assert written.text == text
    assert 10**written.x == pytest.approx(swept(name)[1].bound)


@each_config
def test_only_the_marker_moves_with_the_learning_rate(name: str) -> None:
    """For another lr all traces but the last two, and the axes, are the same."""
    one, other = panel_of(name, (0.01, 0.5)).figure, panel_of(name, (0.3, math.inf)).figure
    assert one.layout.to_plotly_json() == other.layout.to_plotly_json()
    for before, after in zip(one.data[:-2], other.data[:-2], strict=True):
        assert before.to_json() == after.to_json()
    assert [trace.x[0] for trace in one.data[-2:]] == [0.01, 0.01]
    assert [trace.x[0] for trace in other.data[-2:]] == [0.3, 0.3]


@pytest.mark.parametrize(("here", "symbol"), [((0.01, 0.5), "circle"), ((1e-6, math.nan), "triangle-up"), ((10.0, 0.0), "circle")])
def test_the_marker_stays_in_the_picture(here: tuple[float, float], symbol: str) -> None:
    """A rate outside of the slider, and a cost that is 0 or not finite, are marked at the edge; the latter by an arrow."""
    figure = panel_of("plain", here).figure
    marker = figure.data[-1]
    for value, axis in ((marker.x[0], figure.layout.xaxis), (marker.y[0], figure.layout.yaxis)):
        assert axis.range[0] - 1e-9 <= math.log10(value) <= axis.range[1] + 1e-9
    assert marker.marker.symbol == symbol


def test_the_current_run_lies_on_its_curve() -> None:
    """The marker of a run is where the curve of all epochs passes its learning rate."""
    run, _theory = trained(replace(CONFIGS["plain"], lr=0.1))
    figure = panel_of("plain", (0.1, run.final_cost)).figure
    last = next(trace for trace in figure.data if trace.name == "⟦all 1500⟧")
    at = LEARNING_RATES.index(0.1)
    assert figure.data[-1].y[0] == pytest.approx(max(last.y[at], costs_of(*swept("plain")).low), rel=0.02)


def test_the_description_has_the_lowest_costs_the_bound_and_the_run() -> None:
    """The text alternative tells the lowest cost after each number of epochs with its lr, the bound, and the current run."""
    sweep, _theory = swept("noisy")
    text = rates_panel(*swept("noisy"), (0.05, 0.25), str).description
    for frame, when in ((1, "epoch 1"), (2, "epoch 10"), (3, "epoch 100"), (4, "the end")):
        cost = np.nan_to_num(sweep.cost[:, frame], nan=np.inf)
        assert f"{cost.min():.4g} at lr {sweep.lr[cost.argmin()]:g} ({when})" in text
    assert f"Theory's bound is {swept('noisy')[1].bound:.4g}." in text
    assert "The current run, lr 0.05, ends at cost 0.25." in text
