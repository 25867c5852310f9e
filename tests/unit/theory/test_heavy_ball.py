"""The fastest momentum and the fastest pair, against a numeric search; costs after many updates, against the trajectory."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linreg import RunConfig, analyse, record
from linreg.theory import Momentum, best_momentum, fastest_pair

eigenvalues = st.tuples(st.floats(0.01, 10), st.floats(0.01, 10)).map(lambda pair: (min(pair), max(pair)))
MUS = np.linspace(0.0, 1.0, 401)


def factor(lr: float, mu: float, eigenvalues: tuple[float, float]) -> float:
    """Return how much a step multiplies the distance in the long run: the largest root of r^2 - (1 + mu - a) r + mu."""
    return max(float(np.abs(np.roots([1, -(1 + mu - lr * L), mu])).max()) for L in eigenvalues)


@settings(max_examples=60)
@given(eigenvalues, st.floats(0.005, 0.995))
def test_no_other_momentum_is_faster(eigenvalues: tuple[float, float], share: float) -> None:
    """Of 401 values of the momentum none is faster than the best one, at any learning rate below 4 / lambda_max."""
    lr = share * 4 / eigenvalues[1]
    best = float(best_momentum(np.array(lr), eigenvalues))
    assert 0 <= best <= 1
    # At a double root a rounding error of the coefficients moves it by the square root.
    assert factor(lr, best, eigenvalues) == pytest.approx(np.sqrt(best), abs=1e-6)
    assert factor(lr, best, eigenvalues) <= min(factor(lr, mu, eigenvalues) for mu in MUS) + 1e-6


def test_the_factors_are_those_of_pytorchs_step() -> None:
    """The roots are the eigenvalues of the step that `Momentum` takes from `torch.optim.SGD`, with zero_grad on."""
    for mu, a in ((0.0, 0.3), (0.5, 0.02), (0.9, 1.7), (0.25, 2.4)):
        assert factor(1.0, mu, (a, a)) == pytest.approx(abs(Momentum(mu, nesterov=False, zero_grad=True).leading(a)), rel=1e-9)


def test_from_four_over_the_large_eigenvalue_on_there_is_no_best() -> None:
    """There every momentum diverges."""
    assert np.isnan(best_momentum(np.array([4.0, 9.0]), (0.5, 1.0))).all()
    assert min(factor(4.001, mu, (0.5, 1.0)) for mu in MUS) > 1


@settings(max_examples=25)
@given(eigenvalues)
def test_no_other_pair_is_faster(eigenvalues: tuple[float, float]) -> None:
    """Over a grid of learning rates and momenta no pair is faster than the fastest, whose factor is what it says."""
    pair = fastest_pair(eigenvalues)
    assert factor(pair.lr, pair.momentum, eigenvalues) == pytest.approx(pair.factor, abs=1e-6)
    assert float(best_momentum(np.array(pair.lr), eigenvalues)) == pytest.approx(pair.momentum, abs=1e-9)
    grid = [factor(lr, mu, eigenvalues) for lr in np.geomspace(0.01, 1, 40) * 4 / eigenvalues[1] for mu in MUS[::10]]
    assert pair.factor <= min(grid) + 1e-6


def test_the_fastest_pair_on_the_notes_points_is_fastest_for_pytorch_too() -> None:
    """After 60 epochs its run is closer to least squares than those with another momentum or learning rate."""
    theory = analyse(RunConfig(optimizer="momentum"))
    pair = fastest_pair(theory.eigenvalues)

    def left(lr: float, mu: float) -> float:
        W, b = record(RunConfig(optimizer="momentum", lr=lr, momentum=mu, epochs=60)).final
        return float(np.hypot(W - theory.W, b - theory.b))

    best = left(pair.lr, pair.momentum)
    assert best < min(left(pair.lr * by, pair.momentum) for by in (0.5, 0.8, 1.3))
    assert best < min(left(pair.lr, pair.momentum + by) for by in (-0.2, -0.1, 0.1, 0.2))


@pytest.mark.parametrize("zero_grad", [True, False])
@pytest.mark.parametrize(("optimizer", "momentum"), [("sgd", None), ("momentum", 0.9), ("momentum", 1.0), ("nesterov", 0.7)])
def test_costs_after_updates_are_those_of_the_trajectories(optimizer: str, momentum: float | None, zero_grad: bool) -> None:
    """At each learning rate, the cost is that of its own trajectory after as many epochs; inf where that overflows."""
    config = RunConfig(optimizer=optimizer, momentum=momentum, zero_grad=zero_grad, start=(0.5, -1.0), data="noisy", epochs=1000)
    theory, lrs = analyse(config), np.array([1e-4, 0.01, 0.05, 0.3, 1.0])
    paths = [analyse(replace(config, lr=lr)).path for lr in lrs]
    for updates in (0, 1, 2, 10, 100, 1000):
        expected = np.array([path.cost[updates] for path in paths])
        found = theory.costs_after(lrs, updates)
        fine = np.isfinite(expected)
        # A rounding error of the step's matrix grows with the number of steps.
        np.testing.assert_allclose(found[fine], expected[fine], rtol=1e-11 * (updates + 1))
        assert (found[~fine] > 1e300).all()


def test_bounds_of_other_momenta_are_those_of_their_theories() -> None:
    """The bound of each momentum is the one of a config with it."""
    for optimizer in ("momentum", "nesterov"):
        config = RunConfig(optimizer=optimizer)
        expected = [analyse(replace(config, momentum=mu)).bound for mu in (0.1, 0.5, 1.0)]
        assert analyse(config).bounds_of(np.array([0.1, 0.5, 1.0])).tolist() == expected


def test_where_theory_knows_nothing_there_are_no_costs_and_no_bounds() -> None:
    """For adaptive optimizers and in batches there is no closed form."""
    for config in (RunConfig(optimizer="adam"), RunConfig(batch=2)):
        assert analyse(config).costs_after(np.array([0.1]), 10) is None
        assert analyse(config).bounds_of(np.array([0.1])) is None
