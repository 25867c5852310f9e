"""The theory of a run agrees with PyTorch: the trajectory, and the verdict."""

import math
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from oracles import Floats, closed_form_bound, comparable, cost_bound, datasets, hessian, rounding_bound, starts

from linreg import Dataset, Run, RunConfig, Theory, analyse, load_dataset, record
from linreg.config import EPOCHS_MAX

NOTES = load_dataset("notes")
ROUND_BOWL = Dataset("round", [-1, 1], [-1, 3])  # Hessian 2 I, least squares W = 2, b = 1
FAR = Dataset("far", [100, 101, 102, 103], [5, 1, 4, 2])
styles = st.sampled_from(["manual", "linear", "module"])


class Held(NamedTuple):
    """A run beside its theory.

    Attributes:
        run, theory: both.
        steps: how many steps of it rounding leaves comparable.
        bound: how far rounding may take each from the exact path.
        distances: from the least-squares point along the flat and the steep direction, shape (2, steps of the run).
        exact: the same of the trajectory.
    """

    run: Run
    theory: Theory
    steps: int
    bound: Floats
    distances: Floats
    exact: Floats


def hold(config: RunConfig, dataset: Dataset) -> Held:
    """Record a run and compare it with its trajectory, step by step: W, b, cost and the final W, b."""
    run, theory = record(config, dataset), analyse(config, dataset)
    trajectory = theory.trajectory(len(run))
    path = trajectory[:2]
    with np.errstate(over="ignore", invalid="ignore"):
        bound = rounding_bound(dataset, config.lr, config.zero_grad, path)
        bound += closed_form_bound((path[0][0], path[1][0]), (theory.W, theory.b), path)
    steps = comparable(dataset, path, bound)
    off = np.hypot(np.append(run.W, run.final[0]) - path[0], np.append(run.b, run.final[1]) - path[1])
    assert (off[:steps] <= bound[:steps]).all()
    few = slice(0, min(steps, len(run)))
    cost_off = np.abs(run.cost[few] - trajectory.cost[few])
    assert (cost_off <= cost_bound(dataset, (path[0][few], path[1][few]), bound[few])).all()
    _, directions = np.linalg.eigh(hessian(dataset))
    around = np.array([[theory.W], [theory.b]])
    with np.errstate(over="ignore", invalid="ignore"):
        distances = directions.T @ (np.array([run.W, run.b]) - around)
        exact = directions.T @ (np.array(path) - around)
    return Held(run, theory, steps, bound, distances, exact)


def learning_rate(dataset: Dataset, ratio: float, zero_grad: bool) -> float:
    """Return `ratio` times the critical learning rate or, with zero_grad off, times the bound."""
    return ratio * (2 if zero_grad else 4) / float(np.linalg.eigvalsh(hessian(dataset)).max())


@settings(max_examples=150)
@given(datasets(), starts, st.floats(0.003, 3), st.booleans(), styles)
def test_run_follows_trajectory(dataset: Dataset, start: tuple[float, float], ratio: float, zero_grad: bool, style: str) -> None:
    """Each step of a run, in float32, is that of the exact trajectory, within what rounding can do to it.

    The tolerance is no fixed number: `rounding_bound` adds up what each step's roundings can be and how the recursion
    carries them on. Compared is every step at which that is below a twentieth of the numbers themselves.
    """
    lr = learning_rate(dataset, ratio, zero_grad)
    held = hold(RunConfig(style=style, lr=lr, start=start, zero_grad=zero_grad, epochs=200), dataset)
    # Even where the exact path does not leave an unstable optimum and only rounding errors grow, a tenth is compared.
    assert held.steps >= len(held.run) / 10
    if held.run.diverged_at is not None:
        assert held.theory.verdict.kind == "diverging"


@pytest.mark.parametrize("zero_grad", [True, False])
@pytest.mark.parametrize("lr", [0.001, 0.01, 0.1764, 0.18])
def test_long_runs_follow(lr: float, zero_grad: bool) -> None:
    """On the notes' points that holds for all of 5000 epochs; in fact runs stay far nearer, for most errors cancel.

    They measured within 7e-5 of the exact path and, with zero_grad off, where nothing damps an error, within 8e-4.
    """
    held = hold(RunConfig(lr=lr, zero_grad=zero_grad, epochs=5000), NOTES)
    assert held.steps == 5002
    assert np.abs(held.distances - held.exact[:, :-1]).max() < (5e-4 if zero_grad else 5e-3)


@pytest.mark.parametrize("ratio", [0.05, 0.5, 0.98, 2.0])
@pytest.mark.parametrize("zero_grad", [True, False])
def test_far_from_zero(ratio: float, zero_grad: bool) -> None:
    """The same holds with x far from 0."""
    lr = learning_rate(FAR, ratio, zero_grad)
    held = hold(RunConfig(lr=lr, start=(3.0, -2.0), zero_grad=zero_grad, epochs=300), FAR)
    assert held.steps >= len(held.run) * 0.7
    assert (held.run.diverged_at is not None) == (ratio == 2.0)


@settings(max_examples=40)
@given(datasets(), starts, st.floats(0.01, 0.99), styles)
def test_converging_and_crawling(dataset: Dataset, start: tuple[float, float], ratio: float, style: str) -> None:
    """Below the critical learning rate, the remaining distance is the verdict's, up to rounding."""
    config = RunConfig(style=style, lr=learning_rate(dataset, ratio, True), start=start, epochs=300)
    held = hold(config, dataset)
    verdict, left = held.theory.verdict, np.hypot(*held.distances)
    assume(left[0] > 20 * held.bound[-2])
    assert held.run.diverged_at is None
    assert abs(left[-1] - verdict.remains * left[0]) <= held.bound[300]
    assert verdict.kind in ("converging", "crawling")
    if verdict.kind == "converging":
        assert left[-1] <= 0.1 * left[0] + held.bound[300]
    else:
        assert left[-1] >= 0.1 * left[0] - held.bound[300]


@settings(max_examples=25)
@given(datasets(), starts, st.floats(0.05, 0.98), styles)
def test_converging_arrives(dataset: Dataset, start: tuple[float, float], ratio: float, style: str) -> None:
    """In as many epochs as the verdict's halving says, the distance comes down to a thousandth, or to where rounding ends it."""
    lr = learning_rate(dataset, ratio, True)
    config = RunConfig(style=style, lr=lr, start=start)
    epochs = math.ceil(10 * max(1, analyse(config, dataset).verdict.halving))
    assume(epochs <= 3000)
    held = hold(RunConfig(style=style, lr=lr, start=start, epochs=epochs), dataset)
    assert np.hypot(*held.distances)[-1] <= np.hypot(*held.distances)[0] / 1000 + held.bound[epochs]
    assert held.run.cost[-1] <= held.run.cost[0] + cost_bound(dataset, (held.theory.W, held.theory.b), held.bound[epochs])


@settings(max_examples=40)
@given(datasets(), starts, st.floats(0.02, 0.98), styles)
def test_oscillating(dataset: Dataset, start: tuple[float, float], ratio: float, style: str) -> None:
    """With zero_grad off below the bound a run never leaves its amplitude and never settles, direction by direction.

    The swing cos(p (t + 1/2)) / cos(p/2) has amplitude 1 / cos(p/2). In every half swing a step comes within p/2 of its
    turning point, and so at least as far out as the start.
    """
    lr = learning_rate(dataset, ratio, False)
    epochs = 400
    held = hold(RunConfig(style=style, lr=lr, start=start, zero_grad=False, epochs=epochs), dataset)
    verdict = held.theory.verdict
    assume(not verdict.at_optimum)
    assert verdict.kind == "oscillating"
    assert held.run.diverged_at is None
    assert held.steps > epochs / 2
    rounding = held.bound.max()
    for z, period, a in zip(held.distances, verdict.periods[::-1], lr * np.linalg.eigvalsh(hessian(dataset)), strict=True):
        half_angle = math.acos(1 - a / 2) / 2
        assert np.abs(z).max() <= abs(z[0]) / math.cos(half_angle) + rounding
        if period < epochs / 2:
            assert np.abs(z[-math.ceil(period / 2 + 1) :]).max() >= abs(z[0]) - rounding
        if abs(z[0]) * math.sin(half_angle) > 4 * rounding:
            crossings = np.count_nonzero(np.diff(np.sign(z)))
            assert abs(crossings - 2 * epochs / period) <= 2


@settings(max_examples=25)
@given(datasets(), starts, st.floats(1.03, 2.5), st.booleans(), styles)
def test_diverging(dataset: Dataset, start: tuple[float, float], ratio: float, zero_grad: bool, style: str) -> None:
    """Above its critical learning rate a run grows by the verdict's factor a step, alternating, until float32 overflows."""
    lr = learning_rate(dataset, ratio, zero_grad)
    config = RunConfig(style=style, lr=lr, start=start, zero_grad=zero_grad, epochs=EPOCHS_MAX)
    theory = analyse(config, dataset)
    direction = np.linalg.eigh(hessian(dataset)).eigenvectors[:, 1]
    # Exactly on the flat axis only rounding errors can grow, and there may be none.
    assume(abs(direction @ (np.array(start) - (theory.W, theory.b))) > 1e-3)
    held = hold(config, dataset)
    verdict = held.theory.verdict
    steep = np.abs(held.distances[1])
    assert verdict.kind == "diverging"
    assert held.run.diverged_at is not None
    assert held.run.diverged_at < EPOCHS_MAX
    late = slice(len(steep) // 2, min(held.steps, len(steep) - 1))
    grown = steep[late]
    assert grown[-1] > 1e6 * steep[0]
    assert (grown[1:] / grown[:-1]) == pytest.approx(np.full(len(grown) - 1, verdict.factor), rel=2e-3)
    signs = np.sign(held.distances[1][late])
    assert verdict.zigzag
    assert (signs[1:] == -signs[:-1]).all()


@settings(max_examples=40)
@given(datasets(), starts, st.floats(0.02, 0.98), styles)
def test_zigzag(dataset: Dataset, start: tuple[float, float], ratio: float, style: str) -> None:
    """A converging run alternates along its slowest direction exactly if the verdict says zigzag."""
    lr = learning_rate(dataset, ratio, True)
    held = hold(RunConfig(style=style, lr=lr, start=start, epochs=30), dataset)
    shrink = np.abs(1 - lr * np.linalg.eigvalsh(hessian(dataset)))
    assume(abs(shrink[0] - shrink[1]) > 1e-9)
    z = held.distances[int(np.argmax(shrink))]
    clear = int(np.argmax(np.append(np.abs(z) <= 2 * held.bound[:31], True)))
    assume(clear >= 2)
    signs = np.sign(z[:clear])
    assert (signs[1:] == (-signs[:-1] if held.theory.verdict.zigzag else signs[:-1])).all()


@pytest.mark.parametrize(
    ("lr", "zero_grad", "diverges"),
    [
        (0.18, True, False),
        (0.1806, True, True),
        (0.19, True, True),
        (0.19, False, False),
        (0.3605, False, False),
        (0.3607, False, True),
    ],
)
def test_either_side_of_critical(lr: float, zero_grad: bool, diverges: bool) -> None:
    """On the notes' points lr 0.19 diverges, but with zero_grad off it only oscillates."""
    held = hold(RunConfig(lr=lr, zero_grad=zero_grad, epochs=EPOCHS_MAX), NOTES)
    assert (held.theory.verdict.kind == "diverging") == diverges
    assert (held.run.diverged_at is not None) == diverges
    if not diverges:
        left = np.hypot(*held.distances)
        assert left.max() <= 1.001 * np.hypot(*held.exact).max() < 120
        assert (left[-100:].max() < 1e-3) == zero_grad


def test_critical_itself() -> None:
    """At the critical learning rate of the round bowl a run alternates at constant distance, exactly."""
    config = RunConfig(lr=1.0, start=(3.0, 0.5), epochs=500)
    run, trajectory = record(config, ROUND_BOWL), analyse(config, ROUND_BOWL).trajectory(500)
    assert run.W.tolist() == trajectory.W.tolist() == [3, 1] * 250 + [3]
    assert run.b.tolist() == trajectory.b.tolist() == [0.5, 1.5] * 250 + [0.5]


def test_bound_itself() -> None:
    """With zero_grad off at the bound, the distance grows by two first distances a step, exactly, with alternating sign."""
    config = RunConfig(lr=2.0, start=(3.0, 1.0), epochs=500, zero_grad=False)
    run, trajectory = record(config, ROUND_BOWL), analyse(config, ROUND_BOWL).trajectory(500)
    assert run.W.tolist() == trajectory.W.tolist() == [2 + (-1) ** t * (2 * t + 1) for t in range(501)]
    assert run.b.tolist() == trajectory.b.tolist() == [1] * 501


@pytest.mark.parametrize("style", ["manual", "linear", "module"])
@pytest.mark.parametrize("zero_grad", [True, False])
@pytest.mark.parametrize("lr", [0.01, 0.19, 10.0])
def test_start_at_the_optimum(style: str, zero_grad: bool, lr: float) -> None:
    """A run that starts at the least-squares point stays there, at any learning rate."""
    run = record(RunConfig(style=style, zero_grad=zero_grad, lr=lr, start=(2.0, 0.0), epochs=50))
    assert {*run.W, *run.b, *run.cost} == {2.0, 0.0}
    assert run.diverged_at is None
