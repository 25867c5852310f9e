"""A sweep: many runs together are the same as each alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles import datasets

from linreg import OPTIMIZERS, ConfigError, Dataset, Run, RunConfig, SweepTooLarge, record, sweep
from linreg.aliases import Floats
from linreg.config import LEARNING_RATES
from linreg.sweeps import EPOCHS_KEPT, Sweep, work
from linreg.training import start_of

LRS = (0.0003, 0.004, 0.02, 0.1, 0.19, 0.5, 4.0)


def states_of(found: Sweep, i: int) -> Floats:
    """Return the kept states of a run, shape (3, frames)."""
    return np.array([found.W[i], found.b[i], found.cost[i]], dtype=np.float64)


def kept_of(run: Run, found: Sweep) -> Floats:
    """Return the same states of a single run; nan after its divergence, and in the last frame its last state."""
    places = np.round(found.epoch * run.updates_per_epoch).astype(int)
    columns = np.array([run.states.W, run.states.b, run.states.cost])
    last = columns.shape[1] - 1
    kept = np.where(places <= last, columns[:, np.minimum(places, last)], np.nan)
    kept[:, -1] = columns[:, -1]
    return kept


@st.composite
def configs(draw: st.DrawFn, optimizer: str) -> RunConfig:
    """Draw a config of a few epochs, with options of the optimizer, batches and a start."""
    kind = OPTIMIZERS[optimizer]
    given_options = {
        name: draw(st.one_of(st.none(), st.floats(option.low, min(option.high, 1.0)))) for name, option in kind.options.items()
    }
    return RunConfig(
        style=draw(st.sampled_from(["manual", "linear", "module"])),
        data=draw(datasets()),
        scale=draw(st.booleans()),
        epochs=draw(st.integers(1, 30)),
        batch=draw(st.sampled_from([None, None, 2])),
        zero_grad=draw(st.booleans()),
        optimizer=optimizer,
        start=draw(st.one_of(st.none(), st.tuples(st.floats(-3, 3), st.floats(-3, 3)))),
        seed=draw(st.integers(0, 99)),
        **given_options,
    )


def nearby(config: RunConfig) -> list[RunConfig]:
    """Return the config with starts that differ from its own by float32's last digits."""
    W, b = start_of(config)
    step = 2e-7 * max(1.0, abs(W), abs(b))
    return [replace(config, start=(W + i * step, b + j * step)) for i, j in ((1, 1), (-1, 1))]


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@settings(max_examples=10)
@given(drawn=st.data(), lr=st.sampled_from(LRS))
def test_each_run_is_that_of_torch_optim(optimizer: str, drawn: st.DataObject, lr: float) -> None:
    """A run among others is the run of `record`, up to rounding.

    float32 sums the points of a batch in another order, which changes the last digit. What that may do to a run is measured: it
    moves at most 50 times as far as a run moves whose start is changed in its last digits.
    """
    config = drawn.draw(configs(optimizer))
    try:
        alone = record(replace(config, lr=lr))
    except ValueError:  # points that cannot be standardised
        with pytest.raises(ValueError, match="standardised"):
            sweep(config, LRS)
        return
    found = sweep(config, LRS)
    i = LRS.index(lr)
    at, expected, states = found.diverged_at[i], alone.diverged_at, states_of(found, i)
    assert (at < 0) == (expected is None)
    if expected is not None:
        assert abs(at - expected) <= 1
        # Up to a few epochs before, where a number may already be inf in one and huge in the other.
        early = found.epoch < expected - 2
        states, single = states[:, early], kept_of(alone, found)[:, early]
    else:
        single = kept_of(alone, found)
    others = [kept_of(record(replace(other, lr=lr)), found)[:, : states.shape[1]] for other in nearby(config)]
    with np.errstate(over="ignore", invalid="ignore"):
        spread = np.max([np.abs(other - single) for other in others], axis=0, initial=0.0)
        size = np.abs(np.nan_to_num(single, posinf=0, neginf=0)).max(axis=1, keepdims=True, initial=1.0)
        near = np.abs(states - single) <= 50 * np.maximum.accumulate(np.nan_to_num(spread, nan=np.inf), axis=1) + 2e-6 * size
    assert (near | (states == single) | (np.isnan(states) & np.isnan(single))).all()


@pytest.mark.parametrize("config", [RunConfig(), RunConfig(style="linear", zero_grad=False), RunConfig(data="hubble", scale=True)])
def test_gradient_descent_agrees_to_the_digit(config: RunConfig) -> None:
    """On a few points there is no rounding to differ in: plain runs agree in nearly every digit, to the end."""
    config = replace(config, epochs=600)
    found = sweep(config, LRS[:5])
    for i, lr in enumerate(LRS[:5]):
        alone = record(replace(config, lr=lr))
        if alone.diverged_at is None:
            np.testing.assert_allclose(found.final_W[i], alone.final[0], rtol=1e-5, atol=1e-6)
            np.testing.assert_allclose(found.final_b[i], alone.final[1], rtol=1e-5, atol=1e-6)
        else:
            assert found.diverged_at[i] == alone.diverged_at


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("zero_grad", [True, False])
def test_no_run_touches_another(optimizer: str, zero_grad: bool) -> None:
    """A run between two that explode is bit for bit what it is between two that do not."""
    config = RunConfig(optimizer=optimizer, zero_grad=zero_grad, epochs=400, data=Dataset("far", [1e18, 2e18, 5.0], [1.0, 2, 3]))
    mild = replace(config, data="notes")
    among_explosions = sweep(mild, [10.0, 0.01, 9.0])
    among_calm = sweep(mild, [0.001, 0.01, 0.002])
    for name in ("W", "b", "cost", "final_W", "final_b", "final_cost"):
        np.testing.assert_array_equal(getattr(among_explosions, name)[1], getattr(among_calm, name)[1])
    assert among_explosions.diverged_at[1] == among_calm.diverged_at[1]
    # Even where all explode, each ends where it does alone.
    for i, lr in enumerate((0.1, 10.0)):
        assert sweep(config, (0.1, 10.0)).diverged_at[i] == sweep(config, [lr]).diverged_at[0]


@pytest.mark.parametrize(
    ("optimizer", "name"), [("sgd", "momentum"), ("nesterov", "momentum"), ("rmsprop", "momentum"), ("adam", "beta1")]
)
def test_a_grid_has_every_pair(optimizer: str, name: str) -> None:
    """Run i * len(lr) + j has the i-th value of the option and the j-th learning rate."""
    values, lrs = [0.1, 0.5, 0.95], [0.003, 0.03]
    config = RunConfig(optimizer=optimizer, epochs=40)
    grid: dict[str, Any] = {name: values}
    found = sweep(config, lrs, **grid)
    assert found.lr.tolist() == lrs * 3
    varied = getattr(found, name)
    assert varied is not None
    assert varied.tolist() == [value for value in values for _lr in lrs]
    other = "beta1" if name == "momentum" else "momentum"
    assert getattr(found, other) is None
    kind = "momentum" if optimizer == "sgd" else optimizer
    for i, (value, lr) in enumerate((value, lr) for value in values for lr in lrs):
        alone = record(replace(config, optimizer=kind, lr=lr, **{name: value}))
        np.testing.assert_allclose([found.final_W[i], found.final_b[i]], alone.final, rtol=1e-4, atol=1e-5)


def test_the_last_frame_is_the_last_state() -> None:
    """Each run ends in its last frame; after its divergence there is nothing before."""
    found = sweep(RunConfig(epochs=500), [0.01, 0.5])
    assert found.epoch[0] == 0
    assert found.epoch[-1] == 501
    assert (np.diff(found.epoch) > 0).all()
    for name in ("W", "b", "cost"):
        np.testing.assert_array_equal(getattr(found, name)[:, -1], getattr(found, f"final_{name}"))
    after = found.epoch > found.diverged_at[1] + 1
    assert np.isnan(found.W[1, after][:-1]).all()
    assert after.sum() > 20
    assert not np.isnan(found.W[0]).any()


def test_it_knows_its_points() -> None:
    """The points of a sweep are those given, in original units, or else those of its config."""
    own = Dataset("own", [10.0, 20.0, 40.0], [1.0, 2.0, 3.0])
    assert sweep(RunConfig(scale=True, epochs=5), [0.01], own).dataset is own
    assert sweep(RunConfig(scale=True, epochs=5), [0.01]).dataset is RunConfig().dataset


@pytest.mark.parametrize("epochs", [1, 5, 148, 149, 150, 155, 3000])
def test_few_states_are_kept(epochs: int) -> None:
    """All of a short run, at most EPOCHS_KEPT of a long one: densely at first and at the end."""
    found = sweep(RunConfig(epochs=epochs), [0.01])
    assert len(found.epoch) == min(epochs + 2, EPOCHS_KEPT)
    if epochs > 200:
        assert found.epoch[:75].tolist() == list(range(75))
        assert found.epoch[-12:].tolist() == list(range(epochs - 10, epochs + 2))
        assert (np.diff(found.epoch[:-12]) % 2 == 1).all()


@pytest.mark.parametrize("count", [2, 3, 4, 7, 200])
def test_so_many_states_are_kept(count: int) -> None:
    """As many as asked for, in order; the first and the last among them."""
    epoch = sweep(RunConfig(epochs=500), [0.01], epochs_kept=count).epoch
    assert (epoch[0], epoch[-1]) == (0, 501)
    assert (np.diff(epoch) > 0).all()
    assert len(epoch) == count


@pytest.mark.parametrize("batch", [None, 2])
def test_the_epochs_asked_for_are_kept(batch: int | None) -> None:
    """The states after so many epochs, in order and once each, are those of the single run; so are the first and the last one."""
    config = RunConfig(batch=batch, epochs=100)
    found = sweep(config, [0.01, 1.0], epochs_kept=[70, 0, 7, 7, 8])
    assert found.epoch.tolist() == [0, 7, 8, 70, 101]
    for i, lr in enumerate(found.lr):
        alone = record(replace(config, lr=lr))
        np.testing.assert_allclose(states_of(found, i), kept_of(alone, found), rtol=1e-4, atol=1e-5)
    assert np.isnan(found.W[1, 3])
    assert sweep(config, [0.01], epochs_kept=[]).epoch.tolist() == [0, 101]


@pytest.mark.parametrize("config", [RunConfig(zero_grad=False, epochs=200), RunConfig(optimizer="adam", batch=2, epochs=50)])
def test_the_farthest_states_are_those_of_the_run(config: RunConfig) -> None:
    """They are states of the single run at the times that are said; of a run that diverges none is later than that."""
    lrs = [0.01, 0.2, 5.0]
    found = sweep(config, lrs, outline=True)
    for i, lr in enumerate(lrs):
        run = record(replace(config, lr=lr))
        step = np.round(found.far_epoch[i] * run.updates_per_epoch).astype(int)
        far = np.array([found.far_W[i], found.far_b[i], found.far_cost[i]])
        known = np.isfinite(far).all(axis=0)
        assert known.all() or run.diverged_at is not None
        whole = np.array([run.states.W, run.states.b, run.states.cost])
        np.testing.assert_allclose(far[:, known], whole[:, step[known]], rtol=2e-3, atol=1e-4)


def test_farthest_states_only_where_they_are_asked_for() -> None:
    """Without `outline` there are none."""
    assert sweep(RunConfig(epochs=5), [0.01]).far_W.shape == (1, 0)


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"lr": []}, "lr must be at least one value"),
        ({"lr": [0.1, 20.0]}, "lr must be a number from 1e-06 to 10, got 20.0"),
        ({"lr": [float("nan")]}, "lr must be a number"),
        ({"lr": [0.1], "momentum": [1.5]}, "momentum must be a number from 0 to 1"),
        ({"lr": [0.1], "beta1": [0.5]}, "beta1 must be left out for optimizer sgd"),
        ({"lr": [0.1], "momentum": []}, "momentum must be at least one value"),
        ({"lr": [0.1], "epochs_kept": 1}, "epochs_kept must be a whole number from 2 to 200, got 1"),
        ({"lr": [0.1], "epochs_kept": 2.5}, "epochs_kept must be a whole number"),
        ({"lr": [0.1], "epochs_kept": [5, 2002]}, "epochs_kept must be a whole number from 0 to 2001, got 2002"),
        ({"lr": [0.1], "epochs_kept": [-1]}, "epochs_kept must be a whole number from 0"),
        ({"lr": [0.1], "epochs_kept": "12"}, "epochs_kept must be a whole number"),
        ({"lr": [0.1], "epochs_kept": list(range(201))}, "epochs_kept must be at most 200 epochs, got 201"),
    ],
)
def test_values_are_checked(values: dict[str, Any], named: str) -> None:
    """A value that RunConfig would refuse is refused, by name."""
    lr = values.pop("lr")
    with pytest.raises(ConfigError, match=named):
        sweep(RunConfig(), lr, **values)


def test_too_much_work_is_refused() -> None:
    """Batches of one point for thousands of epochs are; the default and the largest map are not."""
    with pytest.raises(SweepTooLarge, match="epochs must be fewer for 301 runs together"):
        sweep(RunConfig(batch=1, epochs=15_000), LEARNING_RATES)
    with pytest.raises(SweepTooLarge):
        sweep(RunConfig(epochs=5), [0.01], work_max=5)
    assert len(sweep(RunConfig(epochs=5), [0.01], work_max=7).lr) == 1
    config = RunConfig()
    assert work(config, len(LEARNING_RATES), 3) < work(config, 64 * 64, 3) < 2 * work(config, len(LEARNING_RATES), 3)
    assert work(replace(config, epochs=4000), 301, 3) == pytest.approx(2 * work(config, 301, 3), rel=1e-3)


class GivenUpError(Exception):
    """Raised to give up a sweep."""


def test_it_can_be_given_up() -> None:
    """What on_progress raises ends it; the fraction done grows to 1."""
    done: list[float] = []
    sweep(RunConfig(epochs=300), [0.01], on_progress=done.append)
    assert done == sorted(done)
    assert done[-1] == 1
    assert len(done) > 3

    def give_up(share: float) -> None:
        if share > 0.3:
            raise GivenUpError

    with pytest.raises(GivenUpError):
        sweep(RunConfig(epochs=300), [0.01], on_progress=give_up)
