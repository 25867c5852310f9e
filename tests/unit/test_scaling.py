"""Scaling: standardised points, their theory, and the conversion back to the original units."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from oracles import UNIT32, datasets, numbers, points

from linreg import PRESETS, Dataset, DatasetError, RunConfig, analyse, load_dataset, record, train
from linreg.scaling import scaling_of, tensors, training_points

SCALED = RunConfig(scale=True)
FLAT = Dataset("flat", [1, 2, 4], [0.3, 0.3, 0.3])
TOO_LARGE = [
    Dataset("x", [1e38, 2e38, 3e38], [1, 2, 3]),
    Dataset("y", [1, 2, 3], [3e38, 2e38, 1e38]),
    Dataset("both", [-3e38, 3e38, 3e38], [3e38, 3e38, -1e38]),
]


def coarseness(column: np.ndarray) -> float:
    """Return the float32 rounding error of the numbers in standard deviations: several roundings of the largest."""
    spread = np.std(column)
    return 4 * (len(column) + 4) * UNIT32 * (1 + np.abs(column).max() / spread) if spread else 0.0


@given(datasets())
def test_standardised(dataset: Dataset) -> None:
    """Standardised points have mean 0 and standard deviation 1 up to float32 rounding, and are used in training."""
    x_train, y_train = tensors(dataset, scale=True)
    trained = training_points(SCALED, dataset)
    assert trained.x.tolist() == x_train.flatten().tolist()
    assert trained.y.tolist() == y_train.flatten().tolist()
    assert x_train.shape == y_train.shape == (len(dataset), 1)
    for own, column in zip(points(dataset), (trained.x, trained.y), strict=True):
        near = coarseness(own)
        assert np.mean(column) == pytest.approx(0, abs=near)
        assert np.std(column) == pytest.approx(1 if np.ptp(own) else 0, abs=near)
        if np.ptp(own):
            assert column == pytest.approx((own - own.mean()) / own.std(), abs=2 * near)


@given(datasets())
def test_not_scaled(dataset: Dataset) -> None:
    """Without scaling the points are those of the data set in float32."""
    x_train, y_train = tensors(dataset, scale=False)
    assert (x_train.flatten().tolist(), y_train.flatten().tolist()) == tuple(column.tolist() for column in points(dataset))
    assert training_points(RunConfig(), dataset) is dataset
    assert scaling_of(RunConfig(), dataset) is None


@given(datasets(), numbers(-5, 5), numbers(-5, 5))
def test_unscaled_is_the_same_line(dataset: Dataset, W: float, b: float) -> None:
    """The line in the original units is that of W and b on the standardised points."""
    trained, scaling = training_points(SCALED, dataset), scaling_of(SCALED, dataset)
    slope, height = scaling.unscaled(W, b)
    x, y = points(dataset)
    assert scaling.mean_x == pytest.approx(x.mean(), abs=1e-5)
    assert scaling.std_y == pytest.approx(y.std() or 1, rel=1e-5)
    there = (W * trained.x + b) * (y.std() or 1) + y.mean()
    off = (1 + abs(W)) * (y.std() + 1) * (coarseness(x) + coarseness(y)) + 1e-5 * (1 + abs(y.mean()))
    assert slope * x + height == pytest.approx(there, abs=4 * off)


@given(datasets())
def test_theory_of_standardised_points(dataset: Dataset) -> None:
    """The bowl of standardised points is round: the Hessian is 2 I, the least-squares line y = r x at the cost 1 - r^2.

    With x of mean 0 and mean square 1, mean(x^2) = 1 and mean(x) = 0: both eigenvalues are 2, lr diverges from 1 on and 0.5
    arrives in one step. r is the correlation of x and y.
    """
    x, y = points(dataset)
    assume(np.ptp(y) > 0)
    theory, near = analyse(SCALED, dataset), coarseness(x) + coarseness(y)
    assume(near < 0.01)
    r = np.corrcoef(x, y)[0, 1]
    assert theory.eigenvalues == pytest.approx((2, 2), abs=4 * near)
    assert theory.condition_number == pytest.approx(1, abs=4 * near)
    assert (theory.critical_lr, theory.fastest_lr, theory.bounded_lr) == pytest.approx((1, 0.5, 2), abs=4 * near)
    assert (theory.W, theory.b, theory.cost) == pytest.approx((r, 0, 1 - r**2), abs=4 * near)


@settings(max_examples=30)
@given(datasets(), st.sampled_from(["manual", "linear", "module"]))
def test_a_run_ends_at_the_line_of_the_data(dataset: Dataset, style: str) -> None:
    """A standardised run ends, in the original units, at the least-squares line of the data."""
    x, y = points(dataset)
    run = record(RunConfig(style=style, scale=True, lr=0.3, epochs=60), dataset)
    slope, height = run.scaling.unscaled(*run.final)
    line = np.polynomial.Polynomial.fit(x, y, 1)
    assert run.dataset is dataset
    assert run.points == training_points(SCALED, dataset)
    off = 10 * (y.std() + 1e-3) * (coarseness(x) + coarseness(y)) + 1e-5 * (1 + np.abs(y).max())
    assert slope * x + height == pytest.approx(line(x), abs=off)


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_arrives_quickly(name: str) -> None:
    """Standardised, every preset is fitted in 100 epochs at lr 0.1, and the line is that of the data."""
    run = record(RunConfig(data=name, scale=True, lr=0.1, epochs=100))
    x, y = points(PRESETS[name])
    height, slope = np.polynomial.Polynomial.fit(x, y, 1).convert().coef
    assert run.scaling.unscaled(*run.final) == pytest.approx((slope, height), rel=1e-4, abs=1e-4 * np.abs(y).max())


@pytest.mark.parametrize("style", ["manual", "linear", "module"])
def test_all_y_equal(style: str) -> None:
    """If all y are equal, they are only centred, and the run finds the flat line."""
    run = record(RunConfig(style=style, scale=True, lr=0.3, epochs=100), FLAT)
    assert run.points.y.tolist() == [0, 0, 0]
    assert run.scaling.std_y == 1
    assert run.diverged_at is None
    assert run.scaling.unscaled(*run.final) == pytest.approx((0, 0.3), abs=1e-6)
    theory = analyse(SCALED, FLAT)
    assert (theory.W, theory.b, theory.cost) == (0, 0, 0)


@pytest.mark.parametrize("dataset", TOO_LARGE, ids=lambda dataset: dataset.name)
def test_too_large_to_be_standardised(dataset: Dataset) -> None:
    """Points whose mean overflows float32 are refused only if they are to be standardised."""
    for refused in (record, analyse, training_points, lambda config, data: next(train(config, data))):
        with pytest.raises(DatasetError, match=r"^x and y must be smaller to be standardised in float32$"):
            refused(SCALED, dataset)
    assert record(RunConfig(epochs=5), dataset).diverged_at is not None


@pytest.mark.parametrize("unit", [1e-30, 1e-12, 1.0, 1e15])
def test_units_do_not_matter(unit: float) -> None:
    """The same points in other units, however small or large, train the same way."""
    x, y = np.array([1, 2, 4, 7]), np.array([3, 1, 2, 5])
    config = RunConfig(scale=True, lr=0.1, epochs=50)
    run, scaled = record(config, Dataset("own", x, y)), record(config, Dataset("other unit", unit * x, unit * y))
    assert pytest.approx(run.W, abs=1e-5) == scaled.W
    slope, height = scaled.scaling.unscaled(*scaled.final)
    assert slope == pytest.approx(run.scaling.unscaled(*run.final)[0], rel=1e-4)
    assert height == pytest.approx(unit * run.scaling.unscaled(*run.final)[1], rel=1e-4)


def test_scale_decides_the_run() -> None:
    """Scaling changes digest and numbers; data with mean 0 and deviation 1 stay as they are."""
    assert SCALED.digest() != RunConfig().digest()
    assert record(RunConfig(scale=True, epochs=3)).W[1] != record(RunConfig(epochs=3)).W[1]
    even = Dataset("even", [-1, 1], [1, -1])
    assert record(RunConfig(scale=True, epochs=9), even).W.tolist() == record(RunConfig(epochs=9), even).W.tolist()
    assert math.isclose(scaling_of(SCALED, load_dataset("notes")).std_x, math.sqrt(2 / 3), rel_tol=1e-7)
