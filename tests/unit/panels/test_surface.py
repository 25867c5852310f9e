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
from linreg.panels.palette import BOWL, BOWL_DARK, THEORY
from linreg.panels.panel import GHOST, MovingArrow, MovingHead, MovingPath, OfRun
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
    for part in panel.moving:
        if not isinstance(part, MovingArrow):
            assert 0 < part.lift < 0.07 * (top - low)
    path, head = panel.moving[1], panel.moving[-1]
    assert panel.figure.data[1].z[0] == pytest.approx(path.lift, abs=1e-9)
    assert head.lift > path.lift  # the optimum does not hide the head that arrives


def test_the_height_of_the_bowl_goes_by_the_data() -> None:
    """The cost axis is the same for every run from a start on the drawn bowl, and covers a start above it."""
    heights = {name: surface(CONFIGS[name], "3d")[0].figure.layout.scene.zaxis.range for name in CONFIGS}
    for name in ("swinging", "crawling", "nn.Linear", "momentum", "adam", "one-by-one", "diverging"):
        assert heights[name] == heights["default"]
    for name in ("default", "swinging-slowly", "standardised", "own-points"):
        assert heights[name][1] >= trained(CONFIGS[name])[0].cost[0]
    panel, window = surface(CONFIGS["diverging"], "3d")
    corners = cost_of(trained(RunConfig())[0].dataset, *np.meshgrid(window.W, window.b))
    assert panel.figure.layout.scene.zaxis.range[1] <= corners.max() * 1.001


@both_kinds
def test_the_path_is_drawn_on_the_surface(kind: Surface) -> None:
    """There are the ghost's path, all of the path faintly, the path so far, an arrow and a marker, over W and b."""
    panel, _window = surface(RunConfig(epochs=100), kind)
    moving = [part for part in panel.moving if not isinstance(part, OfRun)]
    ghost, faint, strong, arrow, head = moving
    assert [type(part) for part in moving] == [MovingPath, MovingPath, MovingPath, MovingArrow, MovingHead]
    for part in (ghost, faint, strong, arrow, head):
        assert (part.x, part.y, part.z) == ("W", "b", "cost" if kind == "3d" else None)
    assert (ghost.run, ghost.part, faint.part, strong.part) == (GHOST, "whole", "whole", "latest")
    assert {part.until for part in (faint, strong, head)} == {102}
    assert [part.trace for part in moving] == list(range(len(panel.figure.data) - 5, len(panel.figure.data)))
    assert panel.figure.data[ghost.trace].line.dash == "dash"
    assert panel.figure.data[faint.trace].opacity < 0.6
    assert panel.figure.data[strong.trace].opacity is None
    assert panel.figure.data[arrow.trace].marker.color == panel.figure.data[head.trace].marker.color


@both_kinds
def test_only_the_last_steps_of_a_swing_are_drawn_strongly(kind: Surface) -> None:
    """A run that oscillates endlessly or uses batches has an envelope, 25 steps faint and 10 bright; any other has its path."""
    parts = {
        name: [(part.part, part.tail) for part in surface(CONFIGS[name], kind)[0].moving if isinstance(part, MovingPath)]
        for name in CONFIGS
    }
    crossing = {name for name in CONFIGS if ("past", 25) in parts[name]}
    assert crossing == {
        *["swinging", "swinging-wide", "swinging-slowly", "momentum-swinging"],
        *["batches", "one-by-one", "batches-diverging", "standardised-batches"],
    }
    for name, found in parts.items():
        latest = [tail for part, tail in found if part == "latest"]
        assert latest == ([25, 10] if name in crossing else [10])


@both_kinds
def test_a_path_that_leaves_is_drawn_to_where_it_has_left(kind: Surface) -> None:
    """The path ends with the first step far outside, before its coordinates become too large for Plotly."""
    panel, window = surface(CONFIGS["diverging"], kind)
    run, _theory = trained(CONFIGS["diverging"])
    until = panel.moving[1].until
    assert until < len(run)
    last = run.W[until - 1]
    assert last < window.W[0] or last > window.W[1]
    assert np.abs(run.W[:until]).max() < 20 * np.ptp(window.W)


@both_kinds
def test_a_swing_is_drawn_to_its_end(kind: Surface) -> None:
    """Every step of an oscillating run is drawn, however wide it swings."""
    run, _theory = trained(CONFIGS["swinging-wide"])
    panel, window = surface(CONFIGS["swinging-wide"], kind)
    assert panel.moving[1].until == len(choose_drawn(run, window, choose_frames(run, window)))


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


@both_kinds
def test_low_is_the_lightest_on_light_and_on_dark_backgrounds(kind: Surface) -> None:
    """Both kinds use the same greys, from the bowl's lowest to its highest, with other greys for a dark background."""
    data = surface(RunConfig(epochs=3), kind)[0].figure.data
    if kind == "3d":
        assert [tuple(stop) for stop in data[0].colorscale] == [(place**2, colour) for place, colour in BOWL]
        assert [tuple(stop) for stop in data[0].meta["dark"]["colorscale"]] == [(place**2, colour) for place, colour in BOWL_DARK]
        return
    for shades, scale in (
        ([line.fillcolor for line in data[:LEVELS]], BOWL),
        ([line.meta["dark"]["fillcolor"] for line in data[:LEVELS]], BOWL_DARK),
    ):
        lightness = [int(shade[1:3], 16) for shade in shades]
        assert lightness == sorted(lightness)
        assert len(set(shades)) == LEVELS
        assert int(scale[-1][1][1:3], 16) <= lightness[0] <= lightness[-1] <= int(scale[0][1][1:3], 16)


@pytest.mark.parametrize("start", [None, (-1.3, 2.6), (4.3, -2.6), (2.0, 1.0)])
def test_path_and_optimum_are_named(start: tuple[float, float] | None) -> None:
    """The optimum has its name, the path has its at its start, inside of the plot; in 3D as annotations."""
    flat, window = surface(RunConfig(start=start, epochs=3), "contour")
    named = [trace for trace in flat.figure.data if trace.text]
    assert [list(trace.text) for trace in named] == [["⟦least squares⟧"], ["⟦this run⟧"]]
    W, b = start or (0.0, 0.0)
    assert (named[1].x[0], named[1].y[0]) == pytest.approx((W, b))
    (own,) = (part.trace for part in flat.moving if isinstance(part, OfRun))  # not beside the path of a preview
    assert flat.figure.data[own] is named[1]
    share = (W - window.W[0]) / (window.W[1] - window.W[0])
    assert named[1].textposition.endswith("right" if share < 0.22 else "left") or 0.22 <= share <= 0.78
    annotations = surface(RunConfig(start=start, epochs=3), "3d")[0].figure.layout.scene.annotations
    assert [note.text for note in annotations] == ["⟦least squares⟧", "⟦this run⟧"]
    assert (annotations[1].x, annotations[1].y) == pytest.approx((W, b))
