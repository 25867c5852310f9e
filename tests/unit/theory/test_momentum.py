"""SGD with momentum: the closed forms compared with plain loops, the verdict with PyTorch."""

import math
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from oracles import UNIT32, Floats, closed_form_bound, comparable, cost_bound, datasets, gradient, hessian, points, starts

from linreg import OPTIMIZERS, Dataset, Run, RunConfig, analyse, load_dataset, record
from linreg.theory import Theory
from linreg.theory.momentum import Momentum

NOTES = load_dataset("notes")
ROUND_BOWL = Dataset("round", [-1, 1], [-1, 3])  # Hessian 2 I, least squares W = 2, b = 1
sixty_fourths = st.integers(0, 64).map(lambda share: share / 64)
momentums = st.builds(Momentum, mu=sixty_fourths, nesterov=st.booleans(), zero_grad=st.booleans())
offered = momentums.filter(lambda momentum: momentum.mu > 0 or not momentum.nesterov)  # PyTorch refuses Nesterov with momentum 0
styles = st.sampled_from(["manual", "linear", "module"])


def one_step(momentum: Momentum, state: Floats, push: Floats | float) -> Floats:
    """Return (z, sum of gradients, buffer), each times lr, after a step of `torch.optim.SGD` whose gradient is `push`."""
    z, grad, buffer = state
    grad = push + (0.0 if momentum.zero_grad else grad)
    buffer = momentum.mu * buffer + grad
    return np.array([z - (grad + momentum.mu * buffer if momentum.nesterov else buffer), grad, buffer])


def radius(momentum: Momentum, a: float) -> float:
    """Return the spectral radius of a step: of the matrix whose columns are the images of the unit vectors."""
    return float(np.abs(np.linalg.eigvals(np.column_stack([one_step(momentum, unit, a * unit[0]) for unit in np.eye(3)]))).max())


@settings(max_examples=200)
@given(momentums, st.floats(1e-4, 6))
def test_shape_is_the_plain_loop(momentum: Momentum, a: float) -> None:
    """The relative distance along an eigen-direction agrees with a float64 loop of PyTorch's step."""
    state, walked = np.array([1.0, 0.0, 0.0]), []
    for _ in range(80):
        walked.append(state[0])
        state = one_step(momentum, state, a * state[0])
    largest = np.maximum.accumulate(np.abs(walked))
    assert (np.abs(momentum.shape(a, 80) - walked) <= 1e-10 * largest).all()


@pytest.mark.parametrize("steps", [1, 2, 3, 64, 65, 20_001])
def test_length_of_a_shape(steps: int) -> None:
    """A shape has the requested length, begins at 1, and overflows without warnings."""
    assert Momentum(0.9, False, True).shape(0.01, steps).shape == (steps,)
    exploding = Momentum(0.9, False, True).shape(9.0, steps)
    assert exploding[0] == 1
    assert np.isfinite(exploding).all() == (steps < 100)
    assert not np.isfinite(exploding[10_000:]).any()


@given(momentums, st.floats(0.02, 0.999), st.floats(1.001, 5))
def test_the_bound_is_where_the_spectral_radius_passes_1(momentum: Momentum, below: float, above: float) -> None:
    """Below `bound` the spectral radius of a step is below 1, or 1 where nothing slows it down; above, it is above 1."""
    swings = momentum.undamped
    assert swings == (momentum.bound == 4)
    assert swings == (momentum.mu == 0 if not momentum.zero_grad else momentum.mu == 1 and not momentum.nesterov)
    if momentum.bound:
        under = radius(momentum, below * momentum.bound)
        assert under == pytest.approx(1, abs=1e-7) if swings else under < 1
        assert radius(momentum, above * momentum.bound) > 1
    else:
        assert not momentum.zero_grad
        assert momentum.mu > 0


@given(st.floats(0.001, 1), st.booleans(), st.floats(0.001, 5))
def test_momentum_on_a_sum_of_gradients_diverges(mu: float, nesterov: bool, a: float) -> None:
    """With zero_grad off and any momentum the distance grows, whatever the learning rate."""
    momentum = Momentum(mu, nesterov, zero_grad=False)
    assert momentum.bound == 0
    assert radius(momentum, a) > 1


@given(momentums, st.floats(1e-3, 6))
def test_leading(momentum: Momentum, a: float) -> None:
    """The modulus of the leading eigenvalue is the spectral radius."""
    assert abs(momentum.leading(a)) == pytest.approx(radius(momentum, a), rel=1e-6)


@pytest.mark.parametrize("a", [0.01, 0.5, 1.9, 3.9, 4.1])
def test_heavy_ball_with_momentum_1_is_zero_grad_off(a: float) -> None:
    """Momentum 1 and zero_grad off have the same trajectory."""
    one, other = Momentum(1.0, False, True).shape(a, 50), Momentum(0.0, False, False).shape(a, 50)
    assert one == pytest.approx(other, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("style", ["manual", "linear", "module"])
@pytest.mark.parametrize("lr", [0.01, 0.19, 0.37])
def test_zero_grad_off_is_the_optimizer_with_momentum_1(style: str, lr: float) -> None:
    """A run with zero_grad off equals the optimizer `momentum` at 1, bit for bit, and so does its theory."""
    off = RunConfig(style=style, lr=lr, zero_grad=False, start=(0.5, -0.25), epochs=400)
    on = RunConfig(style=style, lr=lr, optimizer="momentum", momentum=1.0, start=(0.5, -0.25), epochs=400)
    one, other = record(off), record(on)
    for column in ("W", "b", "cost"):
        assert np.array_equal(getattr(one, column)[: len(other)], getattr(other, column)[: len(one)], equal_nan=True)
    assert analyse(off).verdict.kind == analyse(on).verdict.kind == ("diverging" if lr > 0.36 else "oscillating")
    assert analyse(off).bound == analyse(on).bound == pytest.approx(0.360590, abs=5e-7)
    assert analyse(off).verdict.periods == analyse(on).verdict.periods


class Held(NamedTuple):
    """A run beside its theory, and how far rounding may take each of the first `steps` states from the exact path.

    `left` is the distance of each state of the run from the least-squares point, the last update's included.
    """

    run: Run
    theory: Theory
    steps: int
    bound: Floats
    left: Floats


def rounding(dataset: Dataset, config: RunConfig, path: tuple[Floats, Floats], unit: float) -> Floats:
    """Return how far from the exact `path` the computed (W, b) may be before each step.

    Each step errs anew by what its roundings are, as in `oracles.rounding_bound`: of the gradient, of its sum, of the buffer
    and of W and b. A linear recursion carries each error on as it carries a unit displacement: one of z, one of the gradient
    and one of the buffer, here walked by a plain loop along both eigen-directions.
    """
    momentum = analyse(config, dataset).momentum
    x, y = np.abs(points(dataset)).max(axis=1)
    W, b = path
    # A unit error of z, of the gradient and of the buffer, as they stand after the step in which they are made.
    errors = np.column_stack([np.eye(3)[0], one_step(momentum, np.zeros(3), 1.0), one_step(momentum, np.zeros(3), 1.0) * (1, 0, 1)])
    errors = np.hstack([errors, errors])
    a = np.repeat(config.lr * np.linalg.eigvalsh(hessian(dataset)), 3)
    state, made, kernel = np.array([[W[0], b[0]], [0, 0], [0, 0]]), [], []
    for here in zip(W, b, strict=True):
        state = one_step(momentum, state, config.lr * gradient(dataset, *here))
        made.append(3 * np.hypot(*state[1]) + 4 * np.hypot(*state[2]) + 2 * np.hypot(*state[0]))
        kernel.append(np.abs(errors[0]).reshape(2, 3).sum(axis=1).max())
        errors = one_step(momentum, errors, a * errors[0])
    slope = config.lr * 2 * np.hypot(x, 1) * (len(dataset) + 6) * (x * np.abs(W) + np.abs(b) + y)
    return np.concatenate([[0.0], np.convolve(unit * (slope + made), kernel)[: len(W) - 1]])


def hold(config: RunConfig, dataset: Dataset) -> Held:
    """Record a run and compare it with its trajectory, step by step: W, b, cost and the final W, b."""
    run, theory = record(config, dataset), analyse(config, dataset)
    trajectory = theory.trajectory(len(run))
    path = trajectory[:2]
    with np.errstate(over="ignore", invalid="ignore"):
        bound = rounding(dataset, config, path, UNIT32)
        bound += closed_form_bound((path[0][0], path[1][0]), (theory.W, theory.b), path)
    steps = comparable(dataset, path, bound)
    W, b = np.append(run.W, run.final[0]), np.append(run.b, run.final[1])
    assert (np.hypot(W - path[0], b - path[1])[:steps] <= bound[:steps]).all()
    few = slice(0, min(steps, len(run)))
    off = cost_bound(dataset, (path[0][few], path[1][few]), bound[few])
    assert (np.abs(run.cost[few] - trajectory.cost[few]) <= off).all()
    with np.errstate(over="ignore", invalid="ignore"):
        return Held(run, theory, steps, bound, np.hypot(W - theory.W, b - theory.b))


def config_of(momentum: Momentum, dataset: Dataset, a: float, **fields: object) -> RunConfig:
    """Return a config of this kind with lr times the large eigenvalue equal to `a`."""
    lr = float(np.clip(a / np.linalg.eigvalsh(hessian(dataset)).max(), 1e-6, 10))
    name = "nesterov" if momentum.nesterov else "momentum"
    return RunConfig(optimizer=name, momentum=momentum.mu, zero_grad=momentum.zero_grad, lr=lr, **fields)


@given(datasets(), starts, offered, st.floats(0.003, 6), styles)
def test_a_run_follows_its_trajectory(
    dataset: Dataset, start: tuple[float, float], momentum: Momentum, a: float, style: str
) -> None:
    """Each step of a run with momentum agrees with the exact trajectory, within the rounding bound."""
    held = hold(config_of(momentum, dataset, a, style=style, start=start, epochs=120), dataset)
    assert held.steps >= len(held.run) / 10
    if held.run.diverged_at is not None:
        assert held.theory.verdict.kind == "diverging"


@settings(max_examples=40)
@given(datasets(), starts, offered, st.floats(0.01, 0.97), styles)
def test_below_the_bound(dataset: Dataset, start: tuple[float, float], momentum: Momentum, ratio: float, style: str) -> None:
    """Below its bound a run with momentum ends as far from the least-squares point as the verdict says, up to rounding.

    It converges, or crawls where over a tenth of the first distance remains; with momentum 1 it swings for ever.
    """
    assume(momentum.bound > 0)
    config = config_of(momentum, dataset, ratio * momentum.bound, style=style, start=start, epochs=150)
    assume(config.lr * analyse(config, dataset).eigenvalues[1] < 0.98 * momentum.bound)
    held = hold(config, dataset)
    verdict, first, last = held.theory.verdict, held.left[0], held.left[-2]
    assume(first > 20 * held.bound[-2])
    assert verdict.bound == held.theory.bound
    assert held.run.diverged_at is None
    assert abs(last - verdict.remains * first) <= held.bound[-2]
    if momentum.undamped:
        assert verdict.kind == "oscillating"
        assert verdict.factor == 1
        assert held.left[-60:].max() > 0.02 * first
    else:
        slowest = max(radius(held.theory.momentum, config.lr * eigenvalue) for eigenvalue in np.linalg.eigvalsh(hessian(dataset)))
        assert verdict.factor == pytest.approx(slowest, rel=1e-6)
        assert verdict.factor < 1
        assert verdict.factor**verdict.halving == pytest.approx(0.5)
        assert verdict.kind == ("crawling" if verdict.remains > 0.1 else "converging")


@settings(max_examples=30)
@given(datasets(), starts, offered, st.floats(1.1, 2.5), styles)
def test_above_the_bound(dataset: Dataset, start: tuple[float, float], momentum: Momentum, ratio: float, style: str) -> None:
    """Above its bound, and always with zero_grad off, a run with momentum diverges by the verdict's factor."""
    config = config_of(momentum, dataset, ratio * (momentum.bound or 0.5), style=style, start=start, epochs=3000)
    theory = analyse(config, dataset)
    verdict = theory.verdict
    assume(theory.bound < config.lr)
    direction = np.linalg.eigh(hessian(dataset)).eigenvectors[:, 1]
    assume(abs(direction @ (np.array(start) - (theory.W, theory.b))) > 1e-2)
    assert verdict.kind == "diverging"
    assume(math.log(verdict.factor) > 100 / config.epochs)
    run = record(config, dataset)
    assert run.diverged_at is not None
    with np.errstate(over="ignore", invalid="ignore"):
        left = np.maximum.accumulate(np.hypot(run.W[:-1] - theory.W, run.b[:-1] - theory.b))
    half = len(left) // 2
    growth = (math.log(left[-1]) - math.log(left[half])) / (len(left) - 1 - half)
    assert growth == pytest.approx(math.log(verdict.factor), rel=0.2)


@pytest.mark.parametrize(
    ("name", "mu", "zero_grad", "lr", "kind"),
    [
        ("momentum", 0.9, True, 0.01, "converging"),
        ("momentum", 0.9, True, 0.342, "converging"),  # 2 (1 + 0.9) / 11.092940 = 0.342560
        ("momentum", 0.9, True, 0.343, "diverging"),
        ("momentum", 0.5, True, 1e-5, "crawling"),
        ("nesterov", 0.9, True, 0.122, "converging"),  # 2 (1 + 0.9) / (1 + 1.8) / 11.092940 = 0.122343
        ("nesterov", 0.9, True, 0.123, "diverging"),
        ("nesterov", 1.0, True, 0.05, "converging"),
        ("momentum", 1.0, True, 0.3605, "oscillating"),
        ("momentum", 1.0, True, 0.3607, "diverging"),
        ("momentum", 0.9, False, 0.01, "diverging"),
        ("nesterov", 0.9, False, 0.01, "diverging"),
        ("momentum", 0.25, False, 0.01, "diverging"),
    ],
)
def test_either_side_of_the_bound(name: str, mu: float, zero_grad: bool, lr: float, kind: str) -> None:
    """On the notes' points runs converge and diverge on the sides of the bound that theory predicts."""
    config = RunConfig(optimizer=name, momentum=mu, zero_grad=zero_grad, lr=lr, epochs=5000)
    theory, run = analyse(config), record(config)
    assert theory.verdict.kind == kind
    assert (run.diverged_at is not None) == (kind == "diverging")
    left = np.hypot(run.W - theory.W, run.b - theory.b)
    if kind != "diverging":
        assert (left[-500:].max() < 1e-3) == (kind == "converging")
    if kind == "crawling":
        assert left[-1] / left[0] == pytest.approx(theory.verdict.remains, rel=1e-3)
        assert theory.verdict.remains > 0.1


def test_at_the_bound_itself() -> None:
    """At its bound in the round bowl, heavy ball alternates for ever; the verdict is oscillating."""
    config = RunConfig(optimizer="momentum", momentum=0.5, lr=1.5, start=(3.0, 1.0), epochs=300)
    verdict = analyse(config, ROUND_BOWL).verdict
    assert (verdict.kind, verdict.on_edge, verdict.bound) == ("oscillating", True, 1.5)
    assert verdict.factor == pytest.approx(1)
    left = np.abs(record(config, ROUND_BOWL).W - 2)
    assert left[-100:] == pytest.approx(np.full(100, verdict.remains), rel=1e-3)
    assert verdict.remains > 0.5


@pytest.mark.parametrize("zero_grad", [True, False])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_what_theory_does_not_know(name: str, zero_grad: bool) -> None:
    """Verdict, trajectory and bound exist exactly for SGD on all points."""
    knows = name in ("sgd", "momentum", "nesterov")
    for batch, known in ((None, knows), (3, knows), (2, False)):
        theory = analyse(RunConfig(optimizer=name, zero_grad=zero_grad, batch=batch), NOTES)
        for what in (theory.momentum, theory.verdict, theory.bound, theory.trajectory(10)):
            assert (what is not None) == known
        assert theory.swings == (name == "sgd" and known and not zero_grad)
        assert (theory.W, theory.b) == pytest.approx((2, 0), abs=1e-12)
