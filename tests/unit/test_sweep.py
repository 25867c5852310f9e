"""A sweep: many runs together are the same as each alone."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles import datasets

from linreg import OPTIMIZERS, ConfigError, Dataset, Run, RunConfig, SweepTooLarge, analyse, record, sweep
from linreg.aliases import Floats
from linreg.config import LEARNING_RATES
from linreg.panels.window import Range, window_of
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


def farthest(points: Floats, line: Floats) -> float:
    """Return the largest distance of a point from a broken line, both of shape (2, n)."""
    p, a, way = points[:, :, None], line[:, None, :-1], np.diff(line)[:, None, :]
    share = np.clip(((p - a) * way).sum(0) / np.maximum((way**2).sum(0), 1e-300), 0, 1)
    return float(np.sqrt((((a + share * way) - p) ** 2).sum(0)).min(1).max())


def on_panel(x: Floats, y: Floats, ranges: tuple[Range, Range]) -> Floats:
    """Return places in pixels of a panel of 400 pixels, as long as they are in it."""
    places = np.array([400 * (column - low) / (high - low) for column, (low, high) in zip((x, y), ranges, strict=True)])
    outside = (~((places >= 0) & (places <= 400)).all(axis=0)).nonzero()[0]
    return places[:, : outside[0] if len(outside) else None]


@pytest.mark.parametrize("lr", [0.0005, 0.01, 0.08])
@pytest.mark.parametrize(
    "config",
    [RunConfig(), RunConfig(data="hubble"), RunConfig(epochs=300), RunConfig(optimizer="adam"), RunConfig(optimizer="adagrad")],
    ids=lambda config: f"{config.data}-{config.epochs}-{config.optimizer}",
)
def test_path_and_curve_look_like_those_of_the_run(config: RunConfig, lr: float) -> None:
    """Every state of the single run is at most 2 of 400 pixels from the lines through the states kept."""
    config = replace(config, lr=lr)
    run, theory, found = record(config), analyse(config), sweep(config, [lr])
    window = window_of(run, theory)
    path, whole = ((window.W, window.b), run.states)
    assert farthest(on_panel(whole.W, whole.b, path), on_panel(*states_of(found, 0)[:2], path)) <= 2
    curve = (window.epoch, (math.log10(window.cost[0]), math.log10(window.cost[1])))
    seen = whole.cost > 1e-9  # below it rounding rules
    single = on_panel(whole.time[seen], np.log10(whole.cost[seen]), curve)
    with np.errstate(divide="ignore"):
        few = np.log10(np.maximum(states_of(found, 0)[2], window.cost[0]))
    assert farthest(single, on_panel(found.epoch, few, curve)) <= 2


@pytest.mark.parametrize(
    "config",
    [
        *(RunConfig(lr=lr) for lr in (0.175, 0.1795)),
        *(RunConfig(optimizer="momentum", lr=lr) for lr in (0.03, 0.09, 0.2)),
        RunConfig(optimizer="momentum", data="hubble", lr=0.3, epochs=400),
        RunConfig(optimizer="nesterov", lr=0.003),
        *(RunConfig(optimizer=optimizer, lr=0.7) for optimizer in ("adam", "adamw")),
    ],
    ids=lambda config: f"{config.optimizer}-{config.data}-{config.lr}",
)
def test_a_path_that_swings_looks_like_that_of_the_run(config: RunConfig) -> None:
    """Of swings that calm down every state, too, is at most 2 of 400 pixels from the line through the states kept."""
    run, found = record(config), sweep(config, [config.lr])
    window = window_of(run, analyse(config))
    path = (window.W, window.b)
    assert farthest(on_panel(run.states.W, run.states.b, path), on_panel(*states_of(found, 0)[:2], path)) <= 2


@pytest.mark.parametrize("lr", [0.001, 0.03, 0.15, 0.25])
@pytest.mark.parametrize("epochs", [400, 2000])
def test_an_endless_swing_keeps_its_outline(lr: float, epochs: int) -> None:
    """Without zero_grad, the outline of the states kept is at most 5 % of the panel inside that of all states.

    It is drawn as their convex hull. The two swings of the run fill a rectangle, and that both are at their ends happens in few of
    the steps, at others for each learning rate: even 600 states for all would be more than 2 pixels inside.
    """
    config = RunConfig(zero_grad=False, lr=lr, epochs=epochs)
    run, found = record(config), sweep(config, [lr])
    window = window_of(run, analyse(config))
    lows, highs = np.array([window.W, window.b])[:, :, None].transpose(1, 0, 2)
    angles = np.linspace(0, 2 * np.pi, 720)
    directions = np.column_stack([np.cos(angles), np.sin(angles)])
    # Between two convex hulls the largest distance is the largest difference of how far they reach in any direction.
    all_of_it, kept = (
        (directions @ (400 * (way - lows) / (highs - lows))).max(axis=1)
        for way in (np.array([run.states.W, run.states.b]), states_of(found, 0)[:2])
    )
    assert 0 <= (all_of_it - kept).max() <= 20


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
