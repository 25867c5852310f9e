"""look_inside: every number of a step, recomputed with numpy and a plain PyTorch loop."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from oracles import UNIT32, cost_bound, exact_cost, gradient, gradient_bound
from plain import OTHER_OPTIONS, Plain, plain_loop

from linreg import OPTIMIZERS, Dataset, Recording, Run, RunConfig, record
from linreg.inside import look_inside, look_inside_each

REMEMBERED = {
    "sgd": set(),
    "momentum": {"momentum_buffer"},
    "nesterov": {"momentum_buffer"},
    "adagrad": {"sum"},
    "rmsprop": {"square_avg"},
    "adam": {"exp_avg", "exp_avg_sq"},
    "adamw": {"exp_avg", "exp_avg_sq"},
}
START = (0.5, -1.25)
LOOPS = {
    f"{style}, zero_grad {'on' if zero_grad else 'off'}, {how}": RunConfig(style=style, zero_grad=zero_grad, **fields)
    for style in ("manual", "linear", "module")
    for zero_grad in (True, False)
    for how, fields in {
        "all points": {"lr": 0.05, "epochs": 40},
        "batches": {"data": "noisy", "batch": 7, "lr": 0.02, "epochs": 9, "seed": 4, "start": START},
        "scaled": {"data": "cars", "scale": True, "lr": 0.1, "epochs": 30, "start": START},
        "scaled batches": {"data": "hubble", "scale": True, "batch": 5, "optimizer": "adam", "lr": 0.05, "epochs": 9},
        "one batch of all": {"data": "noisy", "batch": 24, "optimizer": "momentum", "lr": 0.02, "epochs": 9},
    }.items()
}
each_loop = pytest.mark.parametrize("name", LOOPS)


@cache
def both(config: RunConfig) -> tuple[Run, Plain]:
    """Return the run of a config, and the plain loop's results."""
    given = {option: getattr(config, option) for option in OTHER_OPTIONS[config.optimizer] if getattr(config, option) is not None}
    return record(config), plain_loop(config, **given)


def some_steps(run: Run) -> list[int]:
    """Return the indices of the first steps, some in the middle, and the last."""
    return sorted({0, 1, run.updates_per_epoch, len(run) // 2, len(run) - 2, len(run) - 1} & set(range(len(run))))


@each_loop
def test_where_it_begins_and_ends(name: str) -> None:
    """W and b before and after the update, epoch and batch are those of the run and the plain loop."""
    run, plain = both(LOOPS[name])
    after = [*plain.numbers[1:, :2].tolist(), list(plain.final)]
    for step in some_steps(run):
        found = look_inside(run, step)
        assert (found.epoch, found.batch) == (plain.epoch[step], step - plain.epoch.index(plain.epoch[step]))
        assert [found.W, found.b] == plain.numbers[step, :2].tolist()
        assert list(found.after) == after[step]


@each_loop
def test_its_points(name: str) -> None:
    """The points are those of the step's batch, in order: their cost is the recorded batch cost, to the last bit."""
    run, plain = both(LOOPS[name])
    for step in some_steps(run):
        found = look_inside(run, step)
        x, y = plain.batches[step]
        assert found.x.tolist() == x.tolist()
        assert found.y.tolist() == y.tolist()
        assert found.cost == run.batch_cost[step]


@each_loop
def test_forwards(name: str) -> None:
    """Prediction, error and cost agree with numpy up to rounding."""
    run, _ = both(LOOPS[name])
    for step in some_steps(run):
        found = look_inside(run, step)
        W, b = run.W[step], run.b[step]
        rounding = 4 * UNIT32 * (np.abs(W * found.x) + abs(b) + np.abs(found.y))
        assert (np.abs(found.prediction - (W * found.x + b)) <= rounding).all()
        assert (np.abs(found.error - (W * found.x + b - found.y)) <= rounding).all()
        batch = Dataset("batch", found.x, found.y)
        assert abs(found.cost - exact_cost(batch, W, b)) <= cost_bound(batch, (W, b), 0.0)


@each_loop
def test_backwards(name: str) -> None:
    """The fresh gradient is that of the formula; with what `zero_grad()` leaves of `.grad` it makes what `.grad` then holds.

    In float32 and to the last bit: with zero_grad on nothing is left, and the fresh gradient is all of it.
    """
    run, plain = both(LOOPS[name])
    for step in some_steps(run):
        found = look_inside(run, step)
        batch = Dataset("batch", found.x, found.y)
        off = np.abs(np.array(found.fresh) - gradient(batch, found.W, found.b))
        assert (off <= gradient_bound(batch, found.W, found.b)).all()
        before = tuple(plain.numbers[step - 1, 3:5].tolist()) if step else None
        assert found.found == before
        assert found.after_zero_grad == (None if run.config.zero_grad else before)
        together = np.float32(found.after_zero_grad or (0, 0)) + np.float32(found.fresh)
        assert together.dtype == np.float32
        assert together.tolist() == list(found.grad) == plain.numbers[step, 3:5].tolist()


@pytest.mark.parametrize("style", ["manual", "module"])
@pytest.mark.parametrize("zero_grad", [True, False])
@pytest.mark.parametrize("options", [{}, OTHER_OPTIONS], ids=["defaults", "other options"])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_what_the_optimizer_remembers(optimizer: str, options: dict[str, dict[str, float]], zero_grad: bool, style: str) -> None:
    """`state` is what the optimizer of a plain loop holds after the same step, by its own names, to the last bit."""
    given = options.get(optimizer, {})
    config = RunConfig(style=style, optimizer=optimizer, zero_grad=zero_grad, lr=0.02, epochs=60, start=START, **given)
    run, plain = both(config)
    for step in some_steps(run):
        state = look_inside(run, step).state
        assert set(REMEMBERED[optimizer]) <= set(state)
        assert state == {name: plain.states[step][name] for name in state}


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("options", [{}, OTHER_OPTIONS, {"momentum": {"momentum": 0.0}}], ids=["defaults", "others", "no momentum"])
def test_nothing_is_left_out_or_made_up(optimizer: str, options: dict[str, dict[str, float]]) -> None:
    """`state` has the names of PyTorch's state for W and b, except the step count."""
    run, plain = both(RunConfig(optimizer=optimizer, epochs=5, **options.get(optimizer, {})))
    for step in (0, 5):
        assert set(look_inside(run, step).state) == set(plain.states[step]) - {"step"}


def test_what_batches_leave_with_the_optimizer() -> None:
    """With batches the optimizer's state covers all batches so far, not only those of the epoch."""
    run, plain = both(LOOPS["linear, zero_grad on, scaled batches"])
    for step in some_steps(run):
        state = look_inside(run, step).state
        assert state == {name: plain.states[step][name] for name in ("exp_avg", "exp_avg_sq")}


@pytest.mark.parametrize("batch", [None, 1, 7, 24])
@pytest.mark.parametrize("optimizer", ["momentum", "adagrad", "rmsprop", "adam"])
def test_before_and_after_a_checkpoint(optimizer: str, batch: int | None) -> None:
    """Far into a run, on either side of a checkpoint and on one, points and state are those of the plain loop, to the last bit."""
    config = RunConfig(style="linear", data="noisy", optimizer=optimizer, batch=batch, lr=0.01, epochs=60 if batch == 1 else 700)
    run, plain = both(config)
    (first, *later) = (checkpoint.step for checkpoint in run.checkpoints)
    assert first == 0
    assert len(later) >= 2
    for step in {0, len(run) - 1, *(place + off for place in later for off in (-1, 0, 1))}:
        found = look_inside(run, step)
        assert (found.x.tolist(), found.y.tolist()) == tuple(column.tolist() for column in plain.batches[step])
        assert found.state == {name: plain.states[step][name] for name in found.state}


def test_checkpoints_of_a_longer_and_a_shorter_run() -> None:
    """A run has the checkpoints of its own steps, however far its recording has gone, and they are never far apart."""
    recording = Recording(RunConfig(data="noisy", batch=7, optimizer="adam"))
    for epochs in (300, 20, 500):
        run = recording.run(epochs)
        steps = np.array([checkpoint.step for checkpoint in run.checkpoints] + [len(run)])
        assert steps[0] == 0
        assert (np.diff(steps) > 0).all()
        assert np.diff(steps).max() <= 250 + run.updates_per_epoch
        assert look_inside(run, len(run) - 1).state == look_inside(record(run.config), len(run) - 1).state


@pytest.mark.parametrize("config", [RunConfig(lr=1.0), RunConfig(data="noisy", batch=5, lr=3.0, optimizer="momentum", epochs=300)])
def test_the_last_step_of_a_diverged_run(config: RunConfig) -> None:
    """The non-finite last step of a diverged run can be inspected, and ends at the run's `final`."""
    run, _ = both(config)
    assert run.diverged_at is not None
    found = look_inside(run, len(run) - 1)
    assert not np.isfinite(found.cost)
    assert np.array_equal(found.cost, run.batch_cost[-1], equal_nan=True)
    assert np.array_equal(found.grad, (run.grad_W[-1], run.grad_b[-1]), equal_nan=True)
    assert np.array_equal(found.after, run.final, equal_nan=True)
    assert found.epoch == run.diverged_at


@pytest.mark.parametrize("step", [-1, -41, 41, 1000])
def test_no_such_step(step: int) -> None:
    """A step outside the run raises an IndexError with the allowed range."""
    run = record(RunConfig(epochs=40))
    with pytest.raises(IndexError, match=f"^step must be from 0 to 40, got {step}$"):
        look_inside(run, step)


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_looking_changes_nothing(optimizer: str) -> None:
    """Inspecting a step changes neither the run nor later inspections."""
    run, _ = both(replace(LOOPS["manual, zero_grad off, batches"], optimizer=optimizer, epochs=90))
    columns = [column.copy() for column in (run.W, run.b, run.grad_W, run.batch_cost)]
    last = len(run) - 1
    looks = [look_inside(run, step) for step in (17, 3, last, 17, last)]
    for one, again in ((looks[0], looks[3]), (looks[2], looks[4])):
        assert one.x.tolist() == again.x.tolist()
        assert one.fresh == again.fresh
        assert one.state == again.state
    for column, now in zip(columns, (run.W, run.b, run.grad_W, run.batch_cost), strict=True):
        assert np.array_equal(column, now)


@pytest.mark.parametrize("name", ["scaled batches", "one batch of all", "all points"])
def test_steps_in_a_row(name: str) -> None:
    """Steps that are looked into together are those looked into one by one, also past the end of an epoch and a checkpoint."""
    run, _ = both(replace(LOOPS[f"linear, zero_grad off, {name}"], optimizer="adam", epochs=300))
    checkpoint = run.checkpoints[1].step
    for steps in (range(4), range(checkpoint - 3, checkpoint + 4), range(len(run) - 2, len(run))):
        together = look_inside_each(run, steps)
        for one, step in zip(together, steps, strict=True):
            alone = look_inside(run, step)
            assert one.x.tolist() == alone.x.tolist()
            assert (one.epoch, one.batch, one.fresh, one.state) == (alone.epoch, alone.batch, alone.fresh, alone.state)
    with pytest.raises(IndexError, match=f"got {len(run)}$"):
        look_inside_each(run, range(len(run) - 2, len(run) + 1))
