"""The verdict of a theory: kind and numbers, checked by linear algebra and plain float64 loops."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from oracles import datasets, descend, hessian, starts

from linreg import Dataset, RunConfig, analyse, load_dataset
from linreg.config import LR_MAX

NOTES = load_dataset("notes")
ROUND_BOWL = Dataset("round", [-1, 1], [-1, 3])  # Hessian 2 I, least squares W = 2, b = 1
each_zero_grad = pytest.mark.parametrize("zero_grad", [True, False])


@pytest.mark.parametrize(
    ("lr", "zero_grad", "epochs", "kind", "zigzag"),
    [
        (1e-6, True, 2000, "crawling", False),
        (0.0004, True, 2000, "crawling", False),
        (0.01, True, 2000, "converging", False),
        (0.01, True, 100, "crawling", False),
        (0.176, True, 2000, "converging", False),
        (0.177, True, 2000, "converging", True),
        (0.18, True, 2000, "converging", True),
        (0.1802, True, 2000, "crawling", True),
        (0.1802, True, 20_000, "converging", True),
        (0.1804, True, 2000, "diverging", True),
        (0.19, True, 2000, "diverging", True),
        (10.0, True, 2000, "diverging", True),
        (1e-6, False, 2000, "oscillating", False),
        (0.01, False, 2000, "oscillating", False),
        (0.19, False, 2000, "oscillating", False),
        (0.3605, False, 2000, "oscillating", False),
        (0.3607, False, 2000, "diverging", True),
        (10.0, False, 2000, "diverging", True),
    ],
)
def test_notes(lr: float, zero_grad: bool, epochs: int, kind: str, zigzag: bool) -> None:
    """On the notes' points the kinds change at 0.180295, and at 0.360590 with zero_grad off; few epochs make it crawl."""
    verdict = analyse(RunConfig(lr=lr, zero_grad=zero_grad, epochs=epochs), NOTES).verdict
    assert verdict.kind == kind
    assert verdict.zigzag == zigzag
    assert not verdict.on_edge
    assert verdict.bound == pytest.approx(0.180295 if zero_grad else 0.360590, abs=5e-7)
    assert not verdict.at_optimum


def test_notes_numbers() -> None:
    """At lr 0.01 the slow direction shrinks 0.24 % a step and halves in 288; at 0.19 the steep one grows 1.108 times."""
    slow, fast = (analyse(RunConfig(lr=lr), NOTES).verdict for lr in (0.01, 0.19))
    assert slow.factor == pytest.approx(1 - 0.01 * 0.240393, abs=1e-8)
    assert slow.halving == pytest.approx(288, abs=0.5)
    assert fast.factor == pytest.approx(0.19 * 11.092940 - 1, abs=2e-7)
    assert fast.halving == math.inf


@given(datasets(), starts, st.floats(0.001, 3), st.booleans())
def test_kind(dataset: Dataset, start: tuple[float, float], ratio: float, zero_grad: bool) -> None:
    """Below its bound a run converges, or crawls where over a tenth remains, or swings; above, it diverges."""
    bound = (2 if zero_grad else 4) / np.linalg.eigvalsh(hessian(dataset)).max()
    assume(1e-6 <= ratio * bound <= LR_MAX)
    assume(abs(ratio - 1) > 1e-6)
    verdict = analyse(RunConfig(lr=ratio * bound, zero_grad=zero_grad, start=start, epochs=100), dataset).verdict
    assume(not verdict.at_optimum)
    assert verdict.bound == pytest.approx(bound)
    if ratio > 1:
        assert verdict.kind == "diverging"
    elif not zero_grad:
        assert verdict.kind == "oscillating"
    else:
        assert verdict.kind == ("crawling" if verdict.remains > 0.1 else "converging")


@given(datasets(), st.floats(0.001, 3), st.booleans())
def test_factor(dataset: Dataset, ratio: float, zero_grad: bool) -> None:
    """The factor is the spectral radius of one step, of (W, b) or, with zero_grad off, of (W, b) and the summed gradient."""
    H, one = hessian(dataset), np.eye(2)
    lr = float(np.clip(ratio * 2 / np.linalg.eigvalsh(H).max(), 1e-6, LR_MAX))
    step = one - lr * H if zero_grad else np.block([[one - lr * H, -lr * one], [H, one]])
    verdict = analyse(RunConfig(lr=lr, zero_grad=zero_grad, start=(7.0, -9.0)), dataset).verdict
    # 1e-6: for a double eigenvalue, eigvals has half the digits.
    assert verdict.factor == pytest.approx(np.abs(np.linalg.eigvals(step)).max(), rel=1e-6, abs=1e-6)


@given(datasets(), st.floats(0.001, 3), st.booleans())
def test_halving(dataset: Dataset, ratio: float, zero_grad: bool) -> None:
    """After `halving` epochs the slowest distance is half; it is inf exactly if nothing shrinks."""
    lr = float(np.clip(ratio * 2 / np.linalg.eigvalsh(hessian(dataset)).max(), 1e-6, LR_MAX))
    verdict = analyse(RunConfig(lr=lr, zero_grad=zero_grad, start=(7.0, -9.0)), dataset).verdict
    if verdict.factor >= 1:
        assert verdict.halving == math.inf
    else:
        assert zero_grad
        assert verdict.factor**verdict.halving == pytest.approx(0.5)


@given(datasets(), starts, st.floats(0.001, 2), st.booleans(), st.integers(1, 200))
def test_remains(dataset: Dataset, start: tuple[float, float], ratio: float, zero_grad: bool, epochs: int) -> None:
    """`remains` is the relative distance after the epochs, as in a plain float64 loop."""
    H = hessian(dataset)
    lr = float(np.clip(ratio * 2 / np.linalg.eigvalsh(H).max(), 1e-6, LR_MAX))
    theory = analyse(RunConfig(lr=lr, zero_grad=zero_grad, start=start, epochs=epochs), dataset)
    W, b = descend(dataset, lr, start, zero_grad, epochs)
    distance = np.hypot(W - theory.W, b - theory.b)
    assume(distance[0] > 1e-3)
    assert theory.verdict.remains == pytest.approx(distance[-1] / distance[0], rel=1e-7, abs=1e-7)


@each_zero_grad
@pytest.mark.parametrize("dataset", [NOTES, Dataset("lopsided", [-2, 1], [1, 2])], ids=lambda dataset: dataset.name)
def test_remains_of_an_overflow(dataset: Dataset, zero_grad: bool) -> None:
    """If the distance overflows, `remains` is inf."""
    verdict = analyse(RunConfig(lr=10.0, zero_grad=zero_grad, epochs=20_000, start=(0.5, -0.25)), dataset).verdict
    assert verdict.remains == math.inf
    assert verdict.kind == "diverging"


@given(datasets(), st.floats(0.001, 1.5))
def test_periods(dataset: Dataset, ratio: float) -> None:
    """With zero_grad off below the bound, a period is 2 pi over the angle of the recursion's roots; otherwise there is none."""
    eigenvalues = np.linalg.eigvalsh(hessian(dataset))
    lr = float(np.clip(ratio * 4 / eigenvalues.max(), 1e-6, LR_MAX))
    assume(abs(lr * eigenvalues.max() - 4) > 1e-6)
    assert analyse(RunConfig(lr=lr), dataset).verdict.periods is None
    periods = analyse(RunConfig(lr=lr, zero_grad=False), dataset).verdict.periods
    if lr * eigenvalues.max() > 4:
        assert periods is None
    else:
        steep, flat = (2 * np.pi / np.abs(np.angle(np.roots([1, lr * L - 2, 1]))).max() for L in eigenvalues[::-1])
        assert periods == pytest.approx((steep, flat), rel=1e-6)
        assert 2 < periods[0] <= periods[1]


@each_zero_grad
@pytest.mark.parametrize("lr", [0.01, 0.19, 0.37, 10.0])
def test_start_at_the_optimum(lr: float, zero_grad: bool) -> None:
    """A run that starts at the least-squares point has arrived, at any learning rate."""
    theory = analyse(RunConfig(lr=lr, zero_grad=zero_grad, start=(2.0, 0.0)), NOTES)
    assert theory.verdict.at_optimum
    assert theory.verdict.kind == "converging"
    assert theory.verdict.remains == 0
    assert analyse(RunConfig(lr=lr, zero_grad=zero_grad, start=(2.0, 1e-6)), NOTES).verdict.at_optimum is False


@pytest.mark.parametrize("lr", [1 - 1e-8, 1.0, 1 + 1e-8])
def test_critical_itself(lr: float) -> None:
    """At the critical learning rate, up to float32, the verdict is oscillating at constant distance."""
    verdict = analyse(RunConfig(lr=lr, start=(3.0, 1.0)), ROUND_BOWL).verdict
    assert verdict.kind == "oscillating"
    assert verdict.on_edge
    assert verdict.periods is None
    assert verdict.zigzag
    assert verdict.factor == pytest.approx(1, abs=3e-8)
    assert verdict.remains == pytest.approx(1, abs=1e-4)


def test_bound_itself() -> None:
    """With zero_grad off at the bound the factor is 1, yet the distance grows by two first distances a step."""
    verdict = analyse(RunConfig(lr=2.0, start=(3.0, 1.0), zero_grad=False, epochs=500), ROUND_BOWL).verdict
    assert verdict.kind == "diverging"
    assert verdict.on_edge
    assert verdict.factor == 1
    assert verdict.zigzag
    assert verdict.remains == 1001
    assert verdict.halving == math.inf


def test_round_bowl_zigzags() -> None:
    """In a round bowl both directions alternate at every step above lr 0.5, and not below."""
    zigzag = [analyse(RunConfig(lr=lr, start=(3.0, 0.0)), ROUND_BOWL).verdict.zigzag for lr in (0.4, 0.5, 0.6, 1.1)]
    assert zigzag == [False, False, True, True]


@each_zero_grad
@pytest.mark.parametrize(
    "fields",
    [
        *[{"optimizer": name} for name in ("adagrad", "rmsprop", "adam", "adamw")],
        *[{"batch": 1}, {"batch": 2}, {"batch": 1, "optimizer": "momentum"}, {"batch": 3, "optimizer": "adam"}],
    ],
    ids=str,
)
def test_nothing_is_foretold_of_other_optimizers_and_batches(fields: dict[str, object], zero_grad: bool) -> None:
    """There is no verdict, bound or trajectory, but still the surface and its critical learning rate."""
    theory, plain = analyse(RunConfig(zero_grad=zero_grad, **fields), NOTES), analyse(RunConfig(zero_grad=zero_grad), NOTES)
    assert theory.verdict is theory.bound is theory.momentum is theory.trajectory(10) is None
    assert not theory.swings
    assert theory.bowl == plain.bowl
    assert (theory.critical_lr, theory.fastest_lr, theory.bounded_lr) == (plain.critical_lr, plain.fastest_lr, plain.bounded_lr)


@each_zero_grad
def test_all_points_in_one_batch_are_plain_gradient_descent(zero_grad: bool) -> None:
    """A batch that holds all points leaves the verdict as it is, and the bound of the theory is that of its verdict."""
    for batch in (None, 3, 100):
        theory = analyse(RunConfig(zero_grad=zero_grad, batch=batch), NOTES)
        assert theory.verdict == analyse(RunConfig(zero_grad=zero_grad), NOTES).verdict
        assert theory.bound == theory.verdict.bound == pytest.approx(0.180295 if zero_grad else 0.360590, abs=5e-7)
