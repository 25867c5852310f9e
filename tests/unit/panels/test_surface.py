"""The surface panel: a bowl or contour lines, the optimum, and the path."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from oracles import Floats, datasets
from pictures import CONFIGS, mark, trained

from linreg import Dataset, RunConfig
from linreg.panels import Panel
from linreg.panels.frames import choose_drawn, choose_frames
from linreg.panels.palette import THEORY
from linreg.panels.panel import MovingHead, MovingPath
from linreg.panels.surface import LEVELS, surface_panel
from linreg.panels.window import Window, window_of
from linreg.settings import Surface

both_kinds = pytest.mark.parametrize("kind", ["3d", "contour"])


def surface(config: RunConfig, kind: Surface, dataset: Dataset | None = None) -> tuple[Panel, Window]:
    """Return the surface panel of a run, and its window."""
    run, theory = trained(config, dataset)
    window = window_of(run, theory)
    drawn = choose_drawn(run, window, choose_frames(run, window))
    return surface_panel(run, theory, window, drawn, kind, mark), window


def cost_of(dataset: Dataset, W: Floats, b: Floats) -> Floats:
    """Return the mean squared error at each (W, b), from its definition."""
    return np.mean((W[..., None] * dataset.x + b[..., None] - dataset.y) ** 2, axis=-1)


@pytest.mark.parametrize("scale", [False, True])
@given(dataset=datasets())
def test_the_bowl_is_the_mean_squared_error(scale: bool, dataset: Dataset) -> None:
    """The height of the surface at each (W, b) is the cost over the training points."""
    config = RunConfig(epochs=3, scale=scale)
    panel, _window = surface(config, "3d", dataset)
    bowl, points = panel.figure.data[0], trained(config, dataset)[0].points
    W, b = np.meshgrid(bowl.x, bowl.y)
    np.testing.assert_allclose(bowl.z, cost_of(points, W, b), rtol=2e-5, atol=1e-4 * (1 + np.square(points.y).max()))


def test_the_bowl_covers_the_window() -> None:
    """The surface covers the W and b axes, and its axes have the window's ranges."""
    panel, window = surface(RunConfig(), "3d")
    bowl, scene = panel.figure.data[0], panel.figure.layout.scene
    assert (bowl.x[0], bowl.x[-1], bowl.y[0], bowl.y[-1]) == (*window.W, *window.b)
    assert scene.xaxis.range == window.W
    assert scene.yaxis.range == window.b
    assert scene.zaxis.range[0] == pytest.approx(0.0, abs=1e-9)
    assert [scene.xaxis.title.text, scene.yaxis.title.text, scene.zaxis.title.text] == ["W", "b", "⟦cost⟧"]


@given(datasets())
def test_each_contour_line_joins_points_of_equal_cost(dataset: Dataset) -> None:
    """There are twelve contour lines, the outermost first, each of constant cost."""
    lines = surface(RunConfig(epochs=3), "contour", dataset)[0].figure.data[:LEVELS]
    best = cost_of(dataset, *np.polyfit(dataset.x, dataset.y, 1)[:, None])[0]
    rises = []
    for line in lines:
        rise = cost_of(dataset, np.array(line.x, float), np.array(line.y, float)) - best
        assert (line.x[0], line.y[0]) == pytest.approx((line.x[-1], line.y[-1]), rel=1e-4, abs=1e-4)
        np.testing.assert_allclose(rise, rise.mean(), rtol=1e-3, atol=1e-4 * (1 + np.square(dataset.y).max()))
        rises.append(rise.mean())
    assert (np.diff(rises) < 0).all()


def test_the_contour_lines_fill_the_window() -> None:
    """The outermost line passes through the corner of highest cost; their distances from the optimum are in equal steps."""
    panel, window = surface(RunConfig(), "contour")
    notes = trained(RunConfig())[0].dataset
    corners = cost_of(notes, *np.meshgrid(window.W, window.b))
    levels = [cost_of(notes, np.array(line.x[:1], float), np.array(line.y[:1], float))[0] for line in panel.figure.data[:LEVELS]]
    np.testing.assert_allclose(np.sqrt(levels) / math.sqrt(corners.max()), np.arange(LEVELS, 0, -1) / LEVELS, rtol=1e-5)
    assert panel.figure.layout.xaxis.range == window.W
    assert panel.figure.layout.yaxis.range == window.b
    assert [panel.figure.layout.xaxis.title.text, panel.figure.layout.yaxis.title.text] == ["W", "b"]


@both_kinds
@given(dataset=datasets())
def test_the_optimum_is_marked_where_the_best_polynomial_is(kind: Surface, dataset: Dataset) -> None:
    """The marker is at numpy's least-squares W and b, in the colour of theory."""
    panel, _window = surface(RunConfig(epochs=3), kind, dataset)
    marker = next(trace for trace in panel.figure.data if trace.name == "⟦least squares⟧")
    np.testing.assert_allclose([marker.x[0], marker.y[0]], np.polyfit(dataset.x, dataset.y, 1), rtol=1e-5, atol=1e-5)
    assert marker.marker.color == THEORY
    assert "⟦least squares⟧" in marker.hovertemplate


def test_path_and_optimum_lie_just_above_the_bowl() -> None:
    """In 3D, path, marker and optimum are lifted a little so that the surface does not hide them."""
    panel, _window = surface(RunConfig(), "3d")
    low, top = panel.figure.layout.scene.zaxis.range
    lifts = {part.lift for part in panel.moving}
    assert len(lifts) == 1
    lift = lifts.pop()
    assert 0 < lift < 0.05 * (top - low)
    assert panel.figure.data[1].z[0] == pytest.approx(lift, abs=1e-9)


def test_the_height_of_the_bowl_goes_by_the_path() -> None:
    """The cost axis covers every cost of a bounded run, and little more than the surface's edge for a diverging one."""
    for name in ("default", "swinging", "crawling", "nn.Linear", "momentum", "adam", "one-by-one", "standardised"):
        panel, _window = surface(CONFIGS[name], "3d")
        assert panel.figure.layout.scene.zaxis.range[1] >= trained(CONFIGS[name])[0].cost.max()
    panel, window = surface(CONFIGS["diverging"], "3d")
    corners = cost_of(trained(RunConfig())[0].dataset, *np.meshgrid(window.W, window.b))
    assert panel.figure.layout.scene.zaxis.range[1] <= corners.max() * 1.001


@both_kinds
def test_the_path_is_drawn_on_the_surface(kind: Surface) -> None:
    """There is a faint path of all steps, a strong path and a marker, over W and b, in 3D at the height of the cost."""
    panel, _window = surface(RunConfig(epochs=100), kind)
    faint, strong, head = panel.moving
    assert isinstance(faint, MovingPath)
    assert isinstance(strong, MovingPath)
    assert isinstance(head, MovingHead)
    for part in panel.moving:
        assert (part.x, part.y, part.z) == ("W", "b", "cost" if kind == "3d" else None)
        assert part.until == 101
    assert panel.figure.data[faint.trace].opacity < 0.6
    assert panel.figure.data[strong.trace].opacity is None


@both_kinds
def test_only_the_last_steps_of_a_swing_are_drawn_strongly(kind: Surface) -> None:
    """The strong path has 25 steps if the run oscillates endlessly or uses batches, otherwise all."""
    tails = {name: surface(CONFIGS[name], kind)[0].moving[1].tail for name in CONFIGS}
    assert {name for name, tail in tails.items() if tail == 25} == {
        *["swinging", "swinging-wide", "swinging-slowly", "momentum-swinging"],
        *["batches", "one-by-one", "batches-diverging", "standardised-batches"],
    }
    assert {tail for tail in tails.values() if tail != 25} == {None}
    assert surface(CONFIGS["swinging"], kind)[0].moving[0].tail is None


@both_kinds
def test_a_path_that_leaves_is_drawn_to_where_it_has_left(kind: Surface) -> None:
    """The path ends with the first step far outside, before its coordinates become too large for Plotly."""
    panel, window = surface(CONFIGS["diverging"], kind)
    run, _theory = trained(CONFIGS["diverging"])
    until = panel.moving[0].until
    assert until < len(run)
    last = run.W[until - 1]
    assert last < window.W[0] or last > window.W[1]
    assert np.abs(run.W[:until]).max() < 20 * np.ptp(window.W)


@both_kinds
def test_a_swing_is_drawn_to_its_end(kind: Surface) -> None:
    """Every step of an oscillating run is drawn, however wide it swings."""
    run, _theory = trained(CONFIGS["swinging-wide"])
    panel, window = surface(CONFIGS["swinging-wide"], kind)
    assert panel.moving[0].until == len(choose_drawn(run, window, choose_frames(run, window)))


@both_kinds
def test_the_description_tells_from_where_to_where(kind: Surface) -> None:
    """The description has the optimum and both ends of the path, to four digits."""
    config = RunConfig(lr=0.05, epochs=30, start=(-1.5, 3.0))
    W, b = trained(config)[0].final
    panel, _window = surface(config, kind)
    assert panel.title == "⟦Loss surface⟧"
    assert panel.name == ("surface" if kind == "3d" else "contour")
    assert "lowest point at W = 2, b = " in panel.description
    assert f"from W = -1.5, b = 3 to W = {W:.4g}, b = {b:.4g}." in panel.description


def test_the_camera_looks_at_the_bowl_from_above() -> None:
    """The camera starts above and in front of the surface, in turntable mode."""
    scene = surface(RunConfig(epochs=3), "3d")[0].figure.layout.scene
    assert scene.camera.eye.z > 0.5
    assert scene.camera.eye.y < 0
    assert scene.dragmode == "turntable"
