"""The fit panel: the points, the moving line with its residuals, and the least-squares line."""

import numpy as np
import pytest
from hypothesis import given
from oracles import datasets
from pictures import mark, trained

from linreg import Dataset, RunConfig
from linreg.panels import Panel
from linreg.panels.fit import fit_panel
from linreg.panels.palette import DATA, RUN, THEORY
from linreg.panels.panel import GHOST, MovingLabel, MovingLine, MovingResiduals
from linreg.panels.window import Window, window_of


def fit(config: RunConfig, dataset: Dataset | None = None) -> tuple[Panel, Window]:
    """Return the fit panel of a run, and its window."""
    run, theory = trained(config, dataset)
    window = window_of(run, theory)
    return fit_panel(run, theory, window, mark), window


@given(datasets())
def test_the_points_are_those_of_the_data(dataset: Dataset) -> None:
    """Every data point is drawn in the colour of the data."""
    points = fit(RunConfig(epochs=3), dataset)[0].figure.data[5]
    assert points.mode == "markers"
    assert points.marker.color == DATA
    np.testing.assert_array_equal(points.x, dataset.x)
    np.testing.assert_array_equal(points.y, dataset.y)


@given(datasets())
def test_standardised_points_are_drawn_where_they_are_trained_on(dataset: Dataset) -> None:
    """Standardised data are drawn with mean 0 and standard deviation 1, and so are the residuals."""
    panel = fit(RunConfig(epochs=3, scale=True), dataset)[0]
    points, residuals = panel.figure.data[5], panel.moving[0]
    for column, placed, begin in ((dataset.x, points.x, residuals.x), (dataset.y, points.y, residuals.y)):
        spread = column.std() if np.ptp(column) else 1.0
        np.testing.assert_allclose(placed, (column - column.mean()) / spread, rtol=1e-3, atol=1e-3)
        np.testing.assert_array_equal(begin, placed)


@pytest.mark.parametrize("scale", [False, True])
@given(dataset=datasets())
def test_the_least_squares_line_is_where_the_best_polynomial_is(scale: bool, dataset: Dataset) -> None:
    """The least-squares line spans the window, agrees with numpy's fit and has the colour of theory."""
    config = RunConfig(epochs=3, scale=scale)
    panel, window = fit(config, dataset)
    line, shown = panel.figure.data[1], trained(config, dataset)[0].points
    assert line.x == window.x
    best = np.polyfit(shown.x, shown.y, 1)
    np.testing.assert_allclose(line.y, np.polyval(best, window.x), rtol=1e-5, atol=1e-4)
    assert line.line.color == THEORY


def test_the_least_squares_line_says_its_equation() -> None:
    """Hovering over the least-squares line shows its W and b."""
    line = fit(RunConfig(epochs=3), Dataset("tilted", [0, 1, 2, 3], [1, 3.5, 6, 8.5]))[0].figure.data[1]
    assert line.name == "⟦least squares⟧"
    assert line.hovertemplate == "⟦least squares⟧: y = 2.5 x + 1<extra></extra>"


def test_the_moving_line_goes_from_edge_to_edge() -> None:
    """The line of each step is drawn between the ends of the x axis."""
    panel, window = fit(RunConfig(epochs=3))
    assert panel.moving[1:3] == (MovingLine(trace=2, x=window.x, run=GHOST), MovingLine(trace=3, x=window.x))
    assert panel.figure.data[2].line.dash == "dash"
    assert panel.figure.data[3].line.color == RUN
    assert panel.figure.data[3].name == "⟦this run⟧"


@pytest.mark.parametrize("slope", [2.0, -2.0])
def test_the_lines_are_named_at_opposite_ends(slope: float) -> None:
    """The least-squares line is named at its right end, the run's at its left end, on the sides away from each other."""
    panel, window = fit(RunConfig(epochs=3), Dataset("tilted", [0, 1, 2], [0, slope, 2 * slope]))
    best, own = panel.figure.data[1], panel.figure.data[4]
    assert list(best.text) == ["", "⟦least squares⟧"]
    assert list(own.text) == ["⟦this run⟧"]
    assert panel.moving[3] == MovingLabel(4, window.x)
    expected = ("top left", "bottom right") if slope > 0 else ("bottom left", "top right")
    assert (best.textposition, own.textposition) == expected
    assert (best.textfont.color, own.textfont.color) == (THEORY, RUN)


def test_the_residuals_begin_at_the_points() -> None:
    """There is a residual for every point, drawn behind lines and points."""
    panel, _window = fit(RunConfig(epochs=3))
    assert panel.moving[0] == MovingResiduals(trace=0, x=(1.0, 2.0, 3.0), y=(2.0, 4.0, 6.0))


def test_the_axes_are_those_of_the_window() -> None:
    """Both axes have the window's range and a title."""
    panel, window = fit(RunConfig(epochs=3))
    assert panel.figure.layout.xaxis.range == window.x
    assert panel.figure.layout.yaxis.range == window.y
    assert panel.figure.layout.xaxis.title.text == "x"
    assert panel.figure.layout.yaxis.title.text == "y"


@pytest.mark.parametrize("zero_grad", [True, False])
def test_the_description_tells_where_the_line_ends_and_where_it_should(zero_grad: bool) -> None:
    """The description has the number of points, the final and the least-squares W and b, to four digits."""
    config = RunConfig(lr=0.05, epochs=30, zero_grad=zero_grad)
    run, _theory = trained(config)
    W, b = run.final
    panel = fit(config)[0]
    assert panel.title == "⟦Fit⟧"
    assert "3 data points" in panel.description
    assert f"y = {W:.4g} x + {b:.4g};" in panel.description
    assert "least-squares line is y = 2 x + " in panel.description
