"""The cost panel: the cost over the epochs, and the cost predicted by theory."""

from __future__ import annotations

import math

import numpy as np
import pytest
from oracles import Floats, descend
from pictures import CONFIGS, mark, trained

from linreg import RunConfig
from linreg.panels import Panel
from linreg.panels.cost import cost_panel
from linreg.panels.frames import choose_drawn, choose_frames
from linreg.panels.palette import THEORY
from linreg.panels.panel import GHOST, Moving, MovingArrow, MovingHead, MovingPath, OfRun
from linreg.panels.window import Window, window_of


def cost(config: RunConfig) -> tuple[Panel, Window, np.ndarray]:
    """Return the cost panel of a run, its window and the drawn steps."""
    run, theory = trained(config)
    window = window_of(run, theory)
    drawn = choose_drawn(run, window, choose_frames(run, window))
    return cost_panel(run, theory, window, drawn, mark), window, drawn


def moving_of(panel: Panel) -> list[Moving]:
    """Return what moves in the panel, without what only belongs to the run."""
    return [moving for moving in panel.moving if not isinstance(moving, OfRun)]


def mean_squared_error(W: Floats, b: Floats) -> Floats:
    """Return the cost on the notes' three points, from its definition."""
    return sum((W * x + b - y) ** 2 for x, y in ((1, 2), (2, 4), (3, 6))) / 3


@pytest.mark.parametrize("zero_grad", [True, False])
@pytest.mark.parametrize("lr", [0.001, 0.01, 0.1, 0.18])
def test_the_faint_curve_is_the_cost_of_exact_gradient_descent(lr: float, zero_grad: bool) -> None:
    """Theory's curve has the cost of gradient descent in float64 at each drawn epoch."""
    panel, _window, drawn = cost(RunConfig(lr=lr, zero_grad=zero_grad, epochs=300))
    curve = panel.figure.data[0]
    notes = trained(RunConfig())[0].dataset
    expected = mean_squared_error(*descend(notes, lr, (0.0, 0.0), zero_grad, 301))
    if zero_grad:
        np.testing.assert_array_equal(curve.x, drawn)
        np.testing.assert_allclose(curve.y, expected[drawn], rtol=1e-4, atol=1e-9)
    else:  # the envelope
        assert max(curve.y) == pytest.approx(expected[drawn].max(), rel=1e-4)
        assert min(curve.y) == pytest.approx(expected[drawn].min(), rel=1e-4)
    assert curve.line.color == THEORY
    assert curve.name == "⟦theory⟧"
    assert curve.opacity is None


@pytest.mark.parametrize("epochs", [1, 2, 31, 64, 300, 2000])
def test_theory_of_a_swing_lies_on_the_band_that_the_player_draws(epochs: int) -> None:
    """Both go through the same places: the first state, then the last of each further stretch; up by maxima, back by minima."""
    config = RunConfig(lr=0.1, zero_grad=False, epochs=epochs)
    panel, _window, drawn = cost(config)
    curve, exact = panel.figure.data[0], trained(config)[1].trajectory(epochs + 1).cost[drawn]
    length = max(2, -(-len(drawn) // 32))
    stretches = [list(range(start, min(start + length, len(drawn)))) for start in range(0, len(drawn), length)]
    places = [drawn[0], *(drawn[stretch[-1]] for stretch in stretches[1:])]
    np.testing.assert_array_equal(curve.x, [*places, *reversed(places)])
    tops, bottoms = ([pick(exact[stretch]) for stretch in stretches] for pick in (max, min))
    np.testing.assert_allclose(curve.y, [*tops, *reversed(bottoms)], rtol=1e-6)


@pytest.mark.parametrize("name", ["momentum", "nesterov", "standardised", "own-points"])
def test_the_faint_curve_is_where_the_run_will_go(name: str) -> None:
    """With momentum, standardised or own points, theory's curve agrees with the run."""
    run, _theory = trained(CONFIGS[name])
    panel, _window, drawn = cost(CONFIGS[name])
    curve = panel.figure.data[0]
    np.testing.assert_array_equal(curve.x, drawn)
    np.testing.assert_allclose(curve.y, run.states.cost[drawn], rtol=1e-3, atol=1e-5 * run.cost[0])


@pytest.mark.parametrize("name", ["adam", "rmsprop", "batches", "standardised-batches"])
def test_where_theory_knows_nothing_there_is_no_faint_curve(name: str) -> None:
    """If theory does not cover the optimizer or batches, there is no curve of theory and no mention of it."""
    panel, window, drawn = cost(CONFIGS[name])
    assert len(panel.figure.data[0].x) == len(panel.figure.data[0].y) == 0
    assert "theory" not in panel.description
    assert {moving.until for moving in moving_of(panel) if moving.run != GHOST and not isinstance(moving, MovingArrow)} == {
        len(drawn)
    }
    assert "⟦theory⟧" not in [trace.name or (trace.text or [""])[0] for trace in panel.figure.data[1:]]
    assert panel.figure.layout.xaxis.range == window.epoch
    assert "theory" in cost(CONFIGS["default"])[0].description


def test_the_run_keeps_to_the_curve_of_theory() -> None:
    """For the default run both curves agree to the precision of float32."""
    run, _theory = trained(RunConfig())
    panel, _window, drawn = cost(RunConfig())
    np.testing.assert_allclose(run.states.cost[drawn][:800], panel.figure.data[0].y[:800], rtol=0.02)


def test_of_a_long_run_only_the_steps_that_are_drawn_are_in_the_curve() -> None:
    """2,000 epochs have at most 1,100 points, including the first and the last."""
    curve = cost(RunConfig())[0].figure.data[0]
    assert len(curve.x) == len(curve.y) <= 1100
    assert [int(curve.x[0]), int(curve.x[-1])] == [0, 2001]


def test_the_cost_axis_is_logarithmic() -> None:
    """The cost axis is logarithmic over the window's range with at most seven ticks; the epoch axis is linear."""
    for name in ("default", "converging", "diverging", "fastest"):
        panel, window, _drawn = cost(CONFIGS[name])
        axis = panel.figure.layout.yaxis
        assert axis.type == "log"
        assert axis.range == pytest.approx([math.log10(end) for end in window.cost])
        assert (axis.range[1] - axis.range[0]) / axis.dtick <= 7
        assert axis.dtick == int(axis.dtick) >= 1
        assert axis.title.text == "⟦cost⟧"
        assert panel.figure.layout.xaxis.range == window.epoch
        assert panel.figure.layout.xaxis.title.text == "⟦epoch⟧"


def test_curve_and_head_go_over_the_epochs() -> None:
    """The run's curve and marker follow epoch and cost, and hovering shows both."""
    panel, _window, _drawn = cost(RunConfig(epochs=100))
    ghost, whole, path, arrow, head = moving_of(panel)
    assert ghost == MovingPath(1, "time", "cost", part="whole", run=GHOST)
    assert whole == MovingPath(2, "time", "cost", part="whole", until=102)
    assert path == MovingPath(3, "time", "cost", until=102)
    assert arrow == MovingArrow(4, "time", "cost")
    assert head == MovingHead(5, "time", "cost", until=102)
    assert panel.figure.data[3].hovertemplate == "⟦epoch⟧ %{x}<br>⟦cost⟧ %{y:.4g}<extra></extra>"
    assert panel.figure.data[3].name == "⟦this run⟧"


def test_a_cost_that_leaves_is_drawn_to_where_it_has_left() -> None:
    """At lr 0.19 the curve ends above the window, before its coordinates become too large for Plotly."""
    run, _theory = trained(CONFIGS["diverging"])
    panel, window, drawn = cost(CONFIGS["diverging"])
    until = moving_of(panel)[1].until
    assert until < len(drawn)
    assert window.cost[1] < run.states.cost[drawn][until - 1] < window.cost[1] * 1e15


def test_a_run_that_converges_is_drawn_to_its_end() -> None:
    """A cost that falls to almost 0 is drawn to its end, at the lower edge."""
    panel, _window, drawn = cost(CONFIGS["fastest"])
    assert moving_of(panel)[1].until == len(drawn)


@pytest.mark.parametrize("name", ["swinging", "momentum-swinging", "batches"])
def test_a_swing_has_an_envelope(name: str) -> None:
    """An oscillating run or a run in batches would fill the panel: its past is a filled envelope, its latest part a line."""
    panel = cost(CONFIGS[name])[0]
    assert [moving.part for moving in moving_of(panel)[:-2]] == ["whole", "whole", "past", "latest"]
    assert [trace.fill for trace in panel.figure.data[2:5]] == [None, "toself", None]
    assert [moving.part for moving in moving_of(cost(CONFIGS["adam"])[0])[:-2]] == ["whole", "whole", "latest"]


@pytest.mark.parametrize("name", ["default", "fastest", "diverging", "swinging", "adam", "long-valley", "at-the-optimum"])
def test_the_curves_are_named_where_they_are_seen(name: str) -> None:
    """The labels stand on points of the run's and of theory's curve inside the window, or above a swing, not at one place."""
    panel, window, _drawn = cost(CONFIGS[name])
    labels = {trace.text[0]: trace for trace in panel.figure.data if trace.mode == "text"}
    assert set(labels) == ({"⟦this run⟧"} if name == "adam" else {"⟦this run⟧", "⟦theory⟧"})
    for label in labels.values():
        assert window.cost[0] <= label.y[0] <= window.cost[1]
        assert 0 <= label.x[0] < 0.7 * window.epoch[1]
    assert len({label.x[0] for label in labels.values()}) == (1 if name == "at-the-optimum" else len(labels))


def test_the_description_tells_the_first_cost_and_the_last() -> None:
    """The description has the number of epochs and both costs, to four digits."""
    run, _theory = trained(RunConfig(lr=0.05, epochs=30))
    panel = cost(RunConfig(lr=0.05, epochs=30))[0]
    assert panel.title == "⟦Cost⟧"
    assert "Cost over 30 epochs" in panel.description
    assert f"from 18.67 to {run.final_cost:.4g}," in panel.description
