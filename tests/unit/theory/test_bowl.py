"""analyse: the closed forms, checked by linear algebra, exact fractions and plain float64 loops."""

import dataclasses
import math
from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from oracles import (
    UNIT64,
    Floats,
    closed_form_bound,
    datasets,
    descend,
    exact_cost,
    hessian,
    numbers,
    points,
    rounding_bound,
    starts,
)

from linreg import Dataset, RunConfig, analyse, load_dataset
from linreg.theory import Theory

NOTES = load_dataset("notes")
ROUND_BOWL = Dataset("round", [-1, 1], [-1, 3])  # Hessian 2 I, least squares W = 2, b = 1
each_zero_grad = pytest.mark.parametrize("zero_grad", [True, False])


def followed(theory: Theory, dataset: Dataset, path: tuple[Floats, Floats]) -> None:
    """Check that the closed form's trajectory is the `path` of a float64 loop, up to what float64 rounds in either.

    The loop errs as `rounding_bound` says, the closed form as `closed_form_bound`.
    """
    trajectory = theory.trajectory(len(path[0]) - 1)
    closed = closed_form_bound((path[0][0], path[1][0]), (theory.W, theory.b), path)
    bound = rounding_bound(dataset, theory.config.lr, theory.config.zero_grad, path, UNIT64) + closed
    assert (np.hypot(trajectory.W - path[0], trajectory.b - path[1]) <= bound).all()
    cost = exact_cost(dataset, *path)
    x, y = np.abs(points(dataset)).max(axis=1)
    off = np.hypot(x, 1) * (bound + closed) + 10 * UNIT64 * y
    assert (np.abs(trajectory.cost - cost) <= 2 * np.sqrt(cost) * off + off**2 + 1e-12 * cost).all()


def test_notes() -> None:
    """The notes' points have the least-squares line y = 2 x at cost 0, and the published eigenvalues and learning rates."""
    theory = analyse(RunConfig(), NOTES)
    assert (theory.W, theory.b, theory.cost) == pytest.approx((2, 0, 0), abs=1e-14)
    assert theory.eigenvalues == pytest.approx((0.240393, 11.092940), abs=5e-7)
    assert theory.condition_number == pytest.approx(46.145, abs=5e-4)
    assert theory.critical_lr == pytest.approx(0.180295, abs=5e-7)
    assert theory.fastest_lr == pytest.approx(0.176471, abs=5e-7)
    assert theory.bounded_lr == pytest.approx(0.360590, abs=5e-7)
    assert theory.config == RunConfig()


@given(datasets())
def test_least_squares(dataset: Dataset) -> None:
    """W, b and cost agree with `numpy.linalg.lstsq`."""
    x, y = points(dataset)
    theory = analyse(RunConfig(), dataset)
    (W, b), *_ = np.linalg.lstsq(np.column_stack([x, np.ones_like(x)]), y)
    assert (theory.W, theory.b) == pytest.approx((W, b), rel=1e-9, abs=1e-9)
    assert theory.cost == pytest.approx(exact_cost(dataset, W, b), rel=1e-9, abs=1e-9)


@given(datasets())
def test_eigenvalues(dataset: Dataset) -> None:
    """The eigenvalues agree with `numpy.linalg.eigvalsh` of the Hessian, and the learning rates follow from them."""
    theory = analyse(RunConfig(), dataset)
    small, large = np.linalg.eigvalsh(hessian(dataset))
    assert theory.eigenvalues == pytest.approx((small, large), rel=1e-12, abs=1e-13 * large)
    assert theory.condition_number == theory.eigenvalues[1] / theory.eigenvalues[0] >= 1
    assert theory.critical_lr == pytest.approx(2 / large)
    assert theory.bounded_lr == pytest.approx(4 / large)
    assert theory.fastest_lr == pytest.approx(2 / (small + large))


@given(datasets(), st.floats(0.05, 1.95))
def test_fastest(dataset: Dataset, ratio: float) -> None:
    """No learning rate shrinks the slowest direction faster than the fastest one, which shrinks both equally fast."""
    theory = analyse(RunConfig(), dataset)
    fastest, other = (np.abs(1 - lr * np.array(theory.eigenvalues)) for lr in (theory.fastest_lr, ratio * theory.fastest_lr))
    assert fastest[0] == pytest.approx(fastest[1], abs=1e-12)
    assert fastest.max() < 1
    assert other.max() >= fastest.max() - 1e-12


@pytest.mark.parametrize(
    "dataset",
    [
        Dataset("far", [1e4, 1e4 + 1, 1e4 + 2, 1e4 + 3], [5, 1, 4, 2]),
        Dataset("far below", [-1e4 - 3, -1e4, -1e4 + 1], [-7, 0, 3]),
        Dataset("large", [1e6, 3e6], [1e6, -1e6]),
        Dataset("tiny", [1e-4, 3e-4, 4e-4], [1, 2, 2]),
        Dataset("hardly two", [1.0, 1.0 + 2**-23], [0, 1]),
        NOTES,
    ],
    ids=lambda dataset: dataset.name,
)
def test_far_from_zero(dataset: Dataset) -> None:
    """With x far from 0 or close together there is no cancellation: all agrees with exact fractions."""
    x, y = ([Fraction(float(value)) for value in column] for column in points(dataset))
    n = len(x)
    mean_x, mean_y, square = sum(x) / n, sum(y) / n, sum(value * value for value in x) / n
    variance = square - mean_x**2
    W = (sum(one * other for one, other in zip(x, y, strict=True)) / n - mean_x * mean_y) / variance
    b = mean_y - W * mean_x
    cost = sum((W * one + b - other) ** 2 for one, other in zip(x, y, strict=True)) / n
    with localcontext() as context:
        context.prec = 60
        half_trace, determinant = (Decimal(f.numerator) / f.denominator for f in (square + 1, 4 * variance))
        large = half_trace + (half_trace**2 - determinant).sqrt()
        small = determinant / large
        expected = [float(value) for value in (small, large, large / small, 2 / large, 2 / (small + large), 4 / large)]
    theory = analyse(RunConfig(), dataset)
    got = [*theory.eigenvalues, theory.condition_number, theory.critical_lr, theory.fastest_lr, theory.bounded_lr]
    assert got == pytest.approx(expected, rel=1e-13)
    assert float(theory.W) == pytest.approx(float(W), rel=1e-12)
    assert float(theory.b) == pytest.approx(float(b), rel=1e-12, abs=1e-14)
    assert theory.cost == pytest.approx(float(cost), rel=1e-5, abs=1e-12 * float(max(map(abs, y))) ** 2)


@given(datasets(), starts, st.floats(0.001, 4), st.booleans())
def test_trajectory(dataset: Dataset, start: tuple[float, float], ratio: float, zero_grad: bool) -> None:
    """The trajectory agrees with a plain float64 loop, for learning rates from tiny to far beyond the bounds."""
    lr = float(np.clip(ratio * 2 / np.linalg.eigvalsh(hessian(dataset)).max(), 1e-6, 10))
    config = RunConfig(lr=lr, start=start, zero_grad=zero_grad)
    followed(analyse(config, dataset), dataset, descend(dataset, lr, start, zero_grad, 150))


@each_zero_grad
@pytest.mark.parametrize("lr", [1e-6, 0.01, 0.17, 0.1802, 0.1804, 0.3, 0.36])
def test_long_trajectory(lr: float, zero_grad: bool) -> None:
    """The same holds after 2000 epochs on the notes' points, while the size allows a comparison."""
    theory = analyse(RunConfig(lr=lr, zero_grad=zero_grad, start=(0.5, -0.25)), NOTES)
    path = descend(NOTES, lr, (0.5, -0.25), zero_grad, 2000)
    few = 2001 if np.abs(path).max() < 1e30 else int(np.argmax(np.abs(path).max(axis=0) >= 1e30))
    assert few > 20
    followed(theory, NOTES, (path[0][:few], path[1][:few]))


def test_start_of_the_style() -> None:
    """Without a start the trajectory has the style's initial values: 0, or PyTorch's own for the seed."""
    for style, expected in (("manual", (0.0, 0.0)), ("linear", (0.5153, -0.4414)), ("module", (0.5153, -0.4414))):
        trajectory = analyse(RunConfig(style=style, seed=1), NOTES).trajectory(1)
        assert (trajectory.W[0], trajectory.b[0]) == pytest.approx(expected, abs=5e-5)


def test_points_and_start_are_float32() -> None:
    """Points and start are rounded to float32, as in training."""
    coarse = Dataset("coarse", np.float32([0.1, 0.2, 0.7]), np.float32([0.3, 0.1, 0.9]))
    fine = Dataset("fine", [0.1, 0.2, 0.7], [0.3, 0.1, 0.9])
    one, other = (analyse(RunConfig(start=(start, start)), data) for start, data in ((0.1, fine), (float(np.float32(0.1)), coarse)))
    assert (one.W, one.b, one.eigenvalues) == (other.W, other.b, other.eigenvalues)
    assert np.array_equal(one.trajectory(9), other.trajectory(9))


@each_zero_grad
@pytest.mark.parametrize("fields", [{}, {"optimizer": "momentum"}, {"optimizer": "nesterov", "momentum": 0.5}], ids=str)
def test_path(fields: dict[str, object], zero_grad: bool) -> None:
    """The path is the trajectory over the config's own epochs, the beginning of any longer one; it is there once, and read-only."""
    theory = analyse(RunConfig(zero_grad=zero_grad, epochs=700, **fields), NOTES)
    assert theory.path is theory.path
    for column, whole, longer in zip(theory.path, theory.trajectory(700), theory.trajectory(900), strict=True):
        assert np.array_equal(column, whole)
        assert np.array_equal(column, longer[:701])
        with pytest.raises(ValueError, match="read-only"):
            column[0] = 1.0
    assert analyse(RunConfig(optimizer="adam"), NOTES).path is None


@each_zero_grad
@pytest.mark.parametrize("epochs", [1, 7, 20_000])
def test_shape(epochs: int, zero_grad: bool) -> None:
    """A trajectory has epochs + 1 points for the given epochs, whatever the config's."""
    trajectory = analyse(RunConfig(zero_grad=zero_grad, epochs=5), NOTES).trajectory(epochs)
    assert {column.shape for column in trajectory} == {(epochs + 1,)}
    assert all(np.isfinite(column).all() for column in trajectory)


@each_zero_grad
@pytest.mark.parametrize("dataset", [NOTES, ROUND_BOWL, Dataset("even", [-2, 0, 2], [1, 2, 4])], ids=lambda dataset: dataset.name)
def test_overflow(dataset: Dataset, zero_grad: bool) -> None:
    """A diverging path overflows to inf, its cost to inf and never nan, without warnings."""
    theory = analyse(RunConfig(lr=10.0, zero_grad=zero_grad, start=(0.5, -0.25)), dataset)
    W, b, cost = theory.trajectory(20_000)
    assert not math.isfinite(W[-1])
    assert not np.isnan(cost).any()
    assert cost[-1] == math.inf
    assert np.isfinite([W[:50], b[:50], cost[:50]]).all()


def test_overflow_of_one_direction() -> None:
    """If one direction diverges, the other stays exact: with x symmetric about 0, b settles while W overflows."""
    theory = analyse(RunConfig(lr=0.6), Dataset("even", [-2, 0, 2], [1, 2, 4]))
    W, b, cost = theory.trajectory(2000)
    assert math.isinf(W[-1])
    assert b[-1] == pytest.approx(7 / 3)
    assert cost[-1] == math.inf


def test_round_bowl() -> None:
    """Data with mean 0 and variance 1 have a round bowl: both eigenvalues are 2, and lr 0.5 needs one step."""
    theory = analyse(RunConfig(lr=0.5, start=(5.0, -4.0)), ROUND_BOWL)
    assert (theory.W, theory.b, theory.cost) == (2, 1, 0)
    assert theory.eigenvalues == (2, 2)
    assert theory.condition_number == 1
    assert (theory.critical_lr, theory.fastest_lr, theory.bounded_lr) == (1.0, 0.5, 2.0)
    assert theory.trajectory(2).W.tolist() == [5, 2, 2]
    assert theory.trajectory(2).b.tolist() == [-4, 1, 1]
    assert (theory.verdict.factor, theory.verdict.halving, theory.verdict.remains) == (0, 0, 0)


@pytest.mark.parametrize("lr", [math.nextafter(2.0, 0), 2.0, math.nextafter(2.0, 3)])
def test_at_the_bound(lr: float) -> None:
    """With zero_grad off, at and near the bound, the distance grows by two first distances a step, with alternating sign."""
    theory = analyse(RunConfig(lr=lr, start=(3.0, 1.0), zero_grad=False), ROUND_BOWL)
    W, b, _ = theory.trajectory(50)
    t = np.arange(51)
    assert pytest.approx(2 + (-1.0) ** t * (2 * t + 1), rel=1e-6) == W
    assert b == pytest.approx(np.ones(51))


@given(datasets(), starts)
def test_cost_at(dataset: Dataset, where: tuple[float, float]) -> None:
    """`cost_at` is the mean squared error, for arrays of any shape."""
    theory = analyse(RunConfig(), dataset)
    W, b = np.meshgrid(np.linspace(where[0], 5, 3), np.linspace(where[1], 5, 4))
    expected = exact_cost(dataset, W, b)
    assert theory.cost_at(W, b).shape == (4, 3)
    scale = (1 + theory.W**2 + theory.b**2) * (1 + np.abs(dataset.x).max() ** 2) + np.abs(dataset.y).max() ** 2
    assert theory.cost_at(W, b) == pytest.approx(expected, rel=1e-9, abs=1e-13 * scale)


@given(datasets(), st.floats(1e-3, 1e3))
def test_level_curve(dataset: Dataset, rise: float) -> None:
    """A level curve is closed, of constant cost, and goes once around the least-squares point."""
    theory = analyse(RunConfig(), dataset)
    W, b = theory.level_curve(rise, points=48)
    assert W.shape == b.shape == (49,)
    assert (W[0], b[0]) == pytest.approx((W[-1], b[-1]), rel=1e-9, abs=1e-9)
    scale = (1 + np.hypot(W, b).max() ** 2) * (1 + np.abs(dataset.x).max() ** 2) + np.abs(dataset.y).max() ** 2
    assert exact_cost(dataset, W, b) == pytest.approx(np.full(49, theory.cost + rise), rel=1e-9, abs=1e-13 * scale)
    # The area inside an ellipse of half-axes sqrt(2 rise / eigenvalue), by the shoelace formula for 48 of its points.
    dW, db = W - theory.W, b - theory.b
    area = abs(np.sum(dW[:-1] * db[1:] - dW[1:] * db[:-1])) / 2
    determinant = 4 * np.var(points(dataset)[0])
    assert area == pytest.approx(24 * math.sin(math.pi / 24) * 2 * rise / math.sqrt(determinant), rel=1e-6)


@given(datasets(), starts, st.floats(0.01, 0.99))
def test_reach(dataset: Dataset, start: tuple[float, float], share: float) -> None:
    """A float64 loop below the critical learning rate stays within the reach; no corner of the reach is farther than its sum."""
    theory = analyse(RunConfig(), dataset)
    reach = theory.reach(start)
    path = descend(dataset, share * theory.critical_lr, start, True, 60)
    for column, best, most in zip(path, (theory.W, theory.b), reach, strict=True):
        assert np.abs(column - best).max() <= most * (1 + 1e-9) + 1e-9
    away = math.hypot(start[0] - theory.W, start[1] - theory.b)
    assert max(reach) <= math.sqrt(2) * away * (1 + 1e-9) + 1e-9


@given(datasets(), numbers(-10, 10), numbers(-10, 10))
def test_optimum_has_the_least_cost(dataset: Dataset, W: float, b: float) -> None:
    """No line costs less than the least-squares line."""
    theory = analyse(RunConfig(), dataset)
    assume((W, b) != (theory.W, theory.b))
    assert exact_cost(dataset, W, b) >= theory.cost - 1e-12


def test_frozen() -> None:
    """A theory cannot be changed once made."""
    theory = analyse(RunConfig(), NOTES)
    with pytest.raises(dataclasses.FrozenInstanceError):
        theory.W = 1.0
