"""train: the steps, the loop, divergence and isolation."""

import math
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from functools import wraps
from threading import Barrier

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from oracles import COLUMNS, UNIT32, assert_same, cost_bound, datasets, exact_cost, gradient, gradient_bound, starts, updates

from linreg import Dataset, Run, RunConfig, Step, load_dataset, record, train
from linreg.styles import STYLES

each_style = pytest.mark.parametrize("style", STYLES)
each_zero_grad = pytest.mark.parametrize("zero_grad", [True, False])


def exhaust(training: Generator[Step, None, tuple[float, float]]) -> tuple[list[Step], tuple[float, float]]:
    """Return all steps and the generator's return value."""
    steps = []
    while True:
        try:
            steps.append(next(training))
        except StopIteration as stop:
            return steps, stop.value


def momentum_1(config: RunConfig, dataset: Dataset) -> list[tuple[float, ...]]:
    """Return W, b, cost and the momentum buffers of each step of `SGD(momentum=1.0)` with zero_grad called."""
    x = torch.tensor(dataset.x, dtype=torch.float32).unsqueeze(1)
    y = torch.tensor(dataset.y, dtype=torch.float32).unsqueeze(1)
    model = STYLES[config.style](*config.start)
    optimizer = torch.optim.SGD([model.W, model.b], lr=config.lr, momentum=1.0)
    steps = []
    for _ in range(config.epochs + 1):
        cost = model.cost(x, y)
        optimizer.zero_grad()
        cost.backward()
        before = (model.W.item(), model.b.item(), cost.item())
        optimizer.step()
        steps.append((*before, *(optimizer.state[p]["momentum_buffer"].item() for p in (model.W, model.b))))
    return steps


@each_style
def test_steps_are_python_floats(style: str) -> None:
    """A step is a named tuple of an int and six floats."""
    step = next(train(RunConfig(style=style)))
    assert isinstance(step, tuple)
    assert step._fields == COLUMNS
    assert [type(value) for value in step] == [int, float, float, float, float, float, float]


@pytest.mark.parametrize("epochs", [1, 2, 99, 1999])
def test_number_of_steps(epochs: int) -> None:
    """The loop is `range(epochs + 1)`: epochs=1999 makes 2000 steps, one update each."""
    with updates() as made:
        steps = list(train(RunConfig(epochs=epochs)))
    assert [step.epoch for step in steps] == list(range(epochs + 1))
    assert len(made) == epochs + 1


def test_first_step_by_hand() -> None:
    """From W = b = 0 the notes' first step has cost 56/3 and gradients -56/3 and -8, and updates by 0.01 times these."""
    (first, second, *_), _ = exhaust(train(RunConfig(style="manual", lr=0.01, epochs=1)))
    assert first == Step(0, 0.0, 0.0, pytest.approx(56 / 3), pytest.approx(-56 / 3), pytest.approx(-8), pytest.approx(56 / 3))
    assert second[:3] == (1, pytest.approx(0.56 / 3), pytest.approx(0.08))


@each_style
@each_zero_grad
@given(dataset=datasets(), start=starts, lr=st.floats(1e-4, 0.2))
def test_step_by_step(style: str, zero_grad: bool, dataset: Dataset, start: tuple[float, float], lr: float) -> None:
    """Each step's cost and gradient are those of its own W and b, and its gradient takes W and b to the next step's.

    Up to rounding in float32: for the cost and the gradient as the oracles derive it, for the update 3 roundings.
    """
    steps, final = exhaust(train(RunConfig(style=style, lr=lr, epochs=12, start=start, zero_grad=zero_grad), dataset))
    assert (steps[0].W, steps[0].b) == start
    carried = np.zeros(2)
    for step, after in zip(steps, [*(step[1:3] for step in steps[1:]), final], strict=True):
        assert abs(step.cost - exact_cost(dataset, step.W, step.b)) <= cost_bound(dataset, (step.W, step.b), 0.0)
        assert step.batch_cost == step.cost
        used = np.array([step.grad_W, step.grad_b])
        off = np.abs(used - carried - gradient(dataset, step.W, step.b))
        assert (off <= gradient_bound(dataset, step.W, step.b) + UNIT32 * np.abs(used)).all()
        here = np.array(step[1:3])
        assert (np.abs(after - (here - lr * used)) <= UNIT32 * (1.1 * np.abs(after) + 3 * lr * np.abs(used))).all()
        carried = 0.0 if zero_grad else used


def test_default_data_set() -> None:
    """The data set is the config's by default, or the given one."""
    other = Dataset("other", [1, 2, 3], [2, 4, 7])
    config = RunConfig(epochs=5)
    assert list(train(config)) == list(train(config, load_dataset("notes"))) != list(train(config, other))
    assert record(config).dataset == load_dataset("notes")
    assert record(config, other).dataset is other


@each_style
@each_zero_grad
def test_deterministic(style: str, zero_grad: bool) -> None:
    """The same config gives the same numbers, to the last bit, in `train` and `record`."""
    config = RunConfig(style=style, zero_grad=zero_grad, lr=0.1, epochs=300)
    steps, final = exhaust(train(config))
    run = record(config)
    assert_same(run, record(config))
    assert [*zip(*(getattr(run, column).tolist() for column in COLUMNS), strict=True)] == steps
    assert run.final == final


@each_style
def test_seed_and_start_decide(style: str) -> None:
    """Another seed changes runs of `linear` and `module` only; another start changes every run."""
    runs = [list(train(RunConfig(style=style, epochs=3, seed=seed))) for seed in (1, 2)]
    assert (runs[0] == runs[1]) == (style == "manual")
    runs = [list(train(RunConfig(style=style, epochs=3, start=start))) for start in ((1.0, 2.0), (2.0, 1.0))]
    assert runs[0] != runs[1]


@each_style
@pytest.mark.parametrize(("lr", "zero_grad"), [(0.19, True), (1.0, True), (10.0, True), (0.5, False), (1.0, False), (10.0, False)])
def test_divergence_stops(style: str, lr: float, zero_grad: bool) -> None:
    """A diverging run stops after the first non-finite step and reports its epoch."""
    config = RunConfig(style=style, lr=lr, zero_grad=zero_grad)
    with updates() as made:
        steps, final = exhaust(train(config))
    assert 0 < len(steps) < 2001
    assert len(made) == len(steps)
    assert all(math.isfinite(value) for step in steps[:-1] for value in step)
    assert not all(math.isfinite(value) for value in steps[-1])
    run = record(config)
    assert run.diverged_at == len(steps) - 1 == run.epoch[-1]
    assert np.array_equal(run.final, final, equal_nan=True)


@each_style
@each_zero_grad
@pytest.mark.parametrize(("lr", "batch"), [(0.05, None), (0.19, None), (1.0, None), (0.05, 2)])
def test_the_final_state_is_one_more_update_of_an_independent_loop(
    style: str, zero_grad: bool, lr: float, batch: int | None
) -> None:
    """`final` follows from the last step by its `.grad`, and `final_cost` is the cost of all points there, whatever the run did."""
    run = record(RunConfig(style=style, lr=lr, zero_grad=zero_grad, batch=batch, epochs=400))
    W, b = (
        np.float32(column[-1]) - np.float32(lr) * np.float32(grad[-1])
        for column, grad in ((run.W, run.grad_W), (run.b, run.grad_b))
    )
    assert run.final == pytest.approx((W, b), rel=1e-6, nan_ok=True)
    with np.errstate(over="ignore", invalid="ignore"):
        x, y = run.points.x.astype(np.float32), run.points.y.astype(np.float32)
        cost = np.mean((np.float32(run.final[0]) * x + np.float32(run.final[1]) - y) ** 2)
    assert run.final_cost == pytest.approx(float(cost), rel=1e-4, abs=1e-10, nan_ok=True)
    assert (run.diverged_at is not None) == (not math.isfinite(run.cost[-1]))
    for column, last in zip(run.states[1:], (*run.final, run.final_cost), strict=True):
        assert len(column) == len(run) + 1
        assert column[-1] == last or math.isnan(last)
    assert run.states.time[-1] == len(run) / run.updates_per_epoch


@each_style
def test_divergence_at_once(style: str) -> None:
    """A start whose cost overflows float32 gives a run of one step."""
    run = record(RunConfig(style=style, start=(1e30, 0.0)))
    assert len(run) == 1
    assert run.cost[0] == math.inf
    assert run.diverged_at == 0


@each_style
@each_zero_grad
def test_run(style: str, zero_grad: bool) -> None:
    """A recorded run has its steps as arrays of shape (steps,), and `final` is not one of them."""
    config = RunConfig(style=style, epochs=50, zero_grad=zero_grad)
    run = record(config)
    assert run.config == config
    assert len(run) == 51
    for column in COLUMNS:
        assert getattr(run, column).shape == (51,)
        assert getattr(run, column).dtype == (np.int64 if column == "epoch" else np.float64)
    assert run.epoch.tolist() == run.time.tolist() == list(range(51))
    assert run.updates_per_epoch == 1
    assert run.points == run.dataset == load_dataset("notes")
    assert run.scaling is None
    assert [type(value) for value in run.final] == [float, float]
    assert run.final != (run.W[-1], run.b[-1])
    assert run.diverged_at is None


@each_style
@pytest.mark.parametrize("lr", [0.01, 0.19, 0.37])
def test_zero_grad_off_is_momentum_1(style: str, lr: float) -> None:
    """With zero_grad off a run equals `SGD(momentum=1.0)` step by step and bit for bit, also where it diverges.

    `.grad` is then what the optimizer calls its momentum buffer.
    """
    config = RunConfig(style=style, lr=lr, epochs=500, zero_grad=False, start=(0.5, -0.25))
    run = record(config)
    expected = np.array(momentum_1(config, load_dataset("notes")))[: len(run)]
    assert len(run) == (501 if lr < 0.36 else run.diverged_at + 1)
    for index, column in enumerate(("W", "b", "cost", "grad_W", "grad_b")):
        assert np.array_equal(getattr(run, column), expected[:, index], equal_nan=True)
    assert np.array_equal(run.batch_cost, run.cost, equal_nan=True)


@given(datasets(), starts, st.sampled_from(sorted(STYLES)), st.floats(1e-3, 1))
def test_zero_grad_off_is_momentum_1_on_any_data(dataset: Dataset, start: tuple[float, float], style: str, lr: float) -> None:
    """The same holds on any data, from any start and at any learning rate."""
    config = RunConfig(style=style, lr=lr, epochs=40, zero_grad=False, start=start)
    run = record(config, dataset)
    expected = np.array(momentum_1(config, dataset))[: len(run)]
    got = np.column_stack([run.W, run.b, run.cost, run.grad_W, run.grad_b])
    assert np.array_equal(got, expected, equal_nan=True)


@each_style
def test_zero_grad_is_called_or_not(style: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """zero_grad on calls `optimizer.zero_grad()` once a step; off never calls it."""
    calls = []

    def counting(zero_grad: Callable[..., None]) -> Callable[..., None]:
        @wraps(zero_grad)
        def wrapper(optimizer: torch.optim.Optimizer, *args: bool, **kwargs: bool) -> None:
            calls.append(optimizer)
            zero_grad(optimizer, *args, **kwargs)

        return wrapper

    monkeypatch.setattr(torch.optim.SGD, "zero_grad", counting(torch.optim.SGD.zero_grad))
    on = list(train(RunConfig(style=style, epochs=20)))
    assert len(calls) == len(on) == 21
    off = list(train(RunConfig(style=style, epochs=20, zero_grad=False)))
    assert len(calls) == 21
    assert on[1] == off[1]._replace(grad_W=on[1].grad_W, grad_b=on[1].grad_b)
    assert on[2] != off[2]


def test_threads_do_not_disturb_each_other() -> None:
    """Concurrent trainings with other seeds and styles give the same results as alone."""
    configs = [
        RunConfig(style=style, seed=seed, lr=lr, zero_grad=zero_grad, epochs=60)
        for seed, (style, lr, zero_grad) in enumerate(
            [("linear", 0.01, True), ("module", 0.1, False), ("linear", 0.19, True), ("module", 0.05, True), ("manual", 0.3, False)]
        )
    ]
    alone = [record(config) for config in configs]
    ready = Barrier(len(configs))

    def together(config: RunConfig) -> Run:
        ready.wait(timeout=60)
        return record(config)

    with ThreadPoolExecutor(len(configs)) as threads:
        for _ in range(20):
            for run, expected in zip(threads.map(together, configs), alone, strict=True):
                assert_same(run, expected)


def test_interleaved_trainings() -> None:
    """Two trainings advanced in turns give the same results as alone."""
    configs = [RunConfig(style="linear", seed=3, epochs=50), RunConfig(style="module", seed=4, epochs=50, zero_grad=False)]
    alone = [list(train(config)) for config in configs]
    by_turns = [*zip(*(train(config) for config in configs), strict=True)]
    assert [list(steps) for steps in zip(*by_turns, strict=True)] == alone
