"""The axis ranges of the panels."""

import math
from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from oracles import datasets, starts
from pictures import CONFIGS, configs, predicted, trained

from linreg import OPTIMIZERS, PRESETS, Dataset, DatasetError, Run, RunConfig, Theory, analyse, record
from linreg.panels.window import Window, window_of
from linreg.scaling import training_points


def holds(ends: tuple[float, float], values: np.ndarray) -> bool:
    """Return whether all values are in the range."""
    low, high = ends
    return bool((low <= np.asarray(values)).all() and (np.asarray(values) <= high).all())


def window(run_and_theory: tuple[Run, Theory]) -> Window:
    """Return the window of a run with its theory."""
    return window_of(*run_and_theory)


def is_sound(shown: Window) -> bool:
    """Return whether the ranges are valid for Plotly: finite, not empty, and positive if logarithmic."""
    return all(math.isfinite(low) and math.isfinite(high) and low < high for low, high in shown) and shown.cost[0] > 0


@given(datasets(), starts, configs(epochs=100))
def test_the_data_the_start_and_the_optimum_are_in_the_window(
    dataset: Dataset, start: tuple[float, float], config: RunConfig
) -> None:
    """The window contains the training points, the start, the least-squares point and the first cost."""
    run, theory = predicted(replace(config, start=start), dataset)
    shown = window_of(run, theory)
    assert holds(shown.x, run.points.x)
    assert holds(shown.y, run.points.y)
    assert holds(shown.W, [run.W[0], theory.W])
    assert holds(shown.b, [run.b[0], theory.b])
    assert shown.cost[0] <= run.cost[0] <= shown.cost[1] or run.cost[0] == 0
    assert shown.epoch[0] <= 0 < shown.epoch[1]
    assert is_sound(shown)


@settings(max_examples=50)
@given(datasets(), st.tuples(*[configs(epochs=300)] * 2), st.booleans())
def test_the_axes_of_fit_and_surface_belong_to_the_data(dataset: Dataset, two: tuple[RunConfig, RunConfig], scale: bool) -> None:
    """From the usual start, runs of any lr, epochs, zero_grad and optimizer have the same ranges of x, y, W and b."""
    one, other = (window_of(*predicted(replace(config, start=None, scale=scale), dataset)) for config in two)
    assert one[:4] == other[:4]


def test_the_window_depends_on_nothing_but_the_data() -> None:
    """On the notes' data, style, seed, batch, optimizer, a start inside and kept runs change no range of x, y, W and b."""
    usual = window(trained(RunConfig(epochs=3)))[:4]
    others = [
        *(RunConfig(style=style, seed=seed, epochs=3) for style in ("linear", "module") for seed in range(20)),
        *(RunConfig(optimizer=name, lr=0.1, epochs=30, batch=1) for name in OPTIMIZERS),
        *(RunConfig(start=start, epochs=3) for start in ((0.0, 0.0), (-1.0, 1.0), (4.2, -2.5), (2.0, 0.0))),
        RunConfig(lr=0.19, epochs=2000),
    ]
    for config in others:
        assert window(trained(config))[:4] == usual, config
    kept = [trained(RunConfig(start=(50.0, 50.0), epochs=3))]
    assert window_of(*trained(RunConfig(epochs=3)), kept)[:4] == usual


@given(st.tuples(st.floats(-50, 50, width=32), st.floats(-50, 50, width=32)))
def test_a_start_outside_extends_the_window_and_one_inside_does_not(start: tuple[float, float]) -> None:
    """The window of W and b contains the usual one, and is the usual one if the start lies in it."""
    usual, shown = (window_of(*predicted(RunConfig(start=at, epochs=3)))[2:4] for at in (None, start))
    inside = all(low <= value <= high for value, (low, high) in zip(start, usual, strict=True))
    assert (shown == usual) == inside
    for (low, high), (wide_low, wide_high) in zip(usual, shown, strict=True):
        assert wide_low <= low < high <= wide_high


@pytest.mark.parametrize("data", PRESETS)
def test_there_is_room_to_click_around_the_optimum(data: str) -> None:
    """The origin is inside; the optimum is no nearer to an edge than a fifth of the range."""
    config = RunConfig(data=data, lr=1e-4, epochs=3)
    shown, theory = window(trained(config)), trained(config)[1]
    for ends, best in ((shown.W, theory.W), (shown.b, theory.b)):
        assert holds(ends, [0.0])
        assert 0.2 < (best - ends[0]) / (ends[1] - ends[0]) < 0.8


@settings(max_examples=100)
@given(configs(epochs=3000))
def test_plain_gradient_descent_that_converges_is_shown_whole(config: RunConfig) -> None:
    """The window contains all W, b, epochs and costs of a converging run without momentum from the usual start."""
    run, theory = predicted(replace(config, optimizer="sgd", momentum=None, zero_grad=True, start=None))
    assume(theory.verdict.kind in ("converging", "crawling"))
    shown = window_of(run, theory)
    _, W, b, cost = run.states
    assert holds(shown.W, W)
    assert holds(shown.b, b)
    assert cost.max() <= shown.cost[1]
    assert (cost[cost > 1e-14 * cost[0]] >= shown.cost[0]).all()


@pytest.mark.parametrize("name", ["default", "zigzag", "swinging-slowly", "batches", "standardised", "long-valley"])
def test_a_trained_path_is_shown_whole(name: str) -> None:
    """The same holds for trained runs, and for many that swing."""
    run, theory = trained(CONFIGS[name])
    shown = window_of(run, theory)
    assert holds(shown.W, run.states.W)
    assert holds(shown.b, run.states.b)
    assert run.states.cost.max() <= shown.cost[1]


@given(configs(epochs=2000))
def test_the_epoch_axis_belongs_to_the_epochs(config: RunConfig) -> None:
    """The epoch axis holds the state after the last update, and does not end earlier if the run does."""
    low, high = window_of(*predicted(config)).epoch
    assert low <= 0
    assert config.epochs + 1 < high < 1.03 * (config.epochs + 1)


@settings(max_examples=100)
@given(configs(epochs=5000))
def test_a_path_that_leaves_does_not_take_the_axes_with_it(config: RunConfig) -> None:
    """For a diverging run the cost axis reaches at most 10,000 times the first cost, or what the data's window has anyway."""
    run, theory = predicted(config)
    assume(theory.verdict.kind == "diverging")
    shown, calm = window_of(run, theory), window_of(*predicted(replace(config, lr=1e-6)))
    assert shown.cost[1] <= max(1e3 * 10 * run.cost[0], calm.cost[1])


@pytest.mark.parametrize("name", ["diverging", "momentum-diverging", "batches-diverging"])
def test_a_diverging_run_is_shown_leaving(name: str) -> None:
    """Path and cost leave the window."""
    run, theory = trained(CONFIGS[name])
    shown = window_of(run, theory)
    assert not holds(shown.W, run.W[:-1])
    assert not holds(shown.cost, run.cost[:-1])


def test_an_optimizer_without_a_theory_leaves_where_its_cost_does() -> None:
    """Without a theory, a run whose cost ends over 1,000 times as high is treated as diverging."""
    run, theory = trained(RunConfig(batch=1, lr=0.5, epochs=4, seed=2))
    assert theory.verdict is None
    assert run.diverged_at is None
    assert run.final_cost > 1e4 * run.cost[0]
    shown = window_of(run, theory)
    assert not holds(shown.W, run.W)
    assert shown.cost[1] <= 1e3 * 10 * run.cost[0]


def test_lines_far_above_the_points_do_not_flatten_them() -> None:
    """The points fill at least a third of the fit panel's height, however steep the lines."""
    for name in CONFIGS:
        run, theory = trained(CONFIGS[name])
        low, high = window_of(run, theory).y
        assert np.ptp(run.points.y) >= (high - low) / 3


def test_the_lines_of_a_run_have_room_where_they_leave_the_points() -> None:
    """The y axis extends below the points towards the lowest line of the default run."""
    shown = window(trained(RunConfig()))
    assert shown.y[0] < 0.5
    assert shown.y[1] > 6.5


def can_scale(dataset: Dataset) -> bool:
    """Return whether points can be standardised in float32."""
    with suppress(DatasetError):
        return len(training_points(RunConfig(data=dataset, scale=True))) > 0
    return False


wild = st.floats(width=32, allow_nan=False, allow_infinity=False)


@settings(max_examples=200)
@given(
    st.lists(st.tuples(wild, wild), min_size=2, max_size=4, unique_by=lambda point: np.float32(point[0])),
    st.none() | st.tuples(wild, wild),
    st.sampled_from([1e-6, 0.01, 0.18, 0.19, 0.36, 10.0]),
    st.booleans(),
    st.sampled_from([1, 2, 40]),
    st.sampled_from(["sgd", *OPTIMIZERS]),
    st.sampled_from([None, None, 1]),
    st.booleans(),
)
def test_the_axes_are_sound_for_any_data_at_all(
    points: list[tuple[float, float]],
    start: tuple[float, float] | None,
    lr: float,
    zero_grad: bool,
    epochs: int,
    optimizer: str,
    batch: int | None,
    scale: bool,
) -> None:
    """For any points and start in float32 the ranges are finite, not empty, and positive for the cost."""
    dataset = Dataset("wild", *zip(*points, strict=True))
    config = RunConfig(
        data=dataset,
        scale=scale and can_scale(dataset),
        lr=lr,
        epochs=epochs,
        batch=batch,
        zero_grad=zero_grad,
        optimizer=optimizer,
        start=start,
    )
    assert is_sound(window_of(record(config), analyse(config)))


AWKWARD = {
    "all y are equal": (Dataset("flat", [1, 2, 3], [5, 5, 5]), RunConfig(epochs=50)),
    "all y are 0, and so is the cost from the first step on": (Dataset("zero", [1, 2, 3], [0, 0, 0]), RunConfig(epochs=50)),
    "x is huge, and the first step overflows": (Dataset("huge", [1e30, 2e30], [1, 2]), RunConfig(epochs=50)),
    "x is tiny": (Dataset("tiny", [1e-30, 2e-30], [1, 2]), RunConfig(epochs=50)),
    "y is huge": (Dataset("high", [1, 2, 3], [1e38, -1e38, 3e38]), RunConfig(epochs=50)),
    "y is tiny": (Dataset("low", [1, 2, 3], [1e-40, 2e-40, 0]), RunConfig(epochs=50)),
    "x lies far from 0": (Dataset("far", [1e6, 1e6 + 1], [0, 1]), RunConfig(lr=1e-6, epochs=50)),
    "it starts at the optimum": (None, RunConfig(start=(2.0, 0.0), epochs=50)),
    "it starts at the optimum and has one epoch": (None, RunConfig(start=(2.0, 0.0), epochs=1)),
    "it starts at 1e30": (None, RunConfig(start=(1e30, 1e30), epochs=50)),
    "it has one epoch": (None, RunConfig(epochs=1)),
    "all y are equal and standardised": (Dataset("flat", [1, 2, 3], [5, 5, 5]), RunConfig(scale=True, epochs=50)),
    "x lies far from 0 and is standardised": (Dataset("far", [1e6, 1e6 + 1], [0, 1]), RunConfig(scale=True, epochs=50)),
    "it starts at the optimum, in batches": (None, RunConfig(start=(2.0, 0.0), batch=1, epochs=50)),
    "it starts at the optimum, with Adam": (None, RunConfig(start=(2.0, 0.0), optimizer="adam", epochs=50)),
    "it starts at 1e30, with Adagrad": (None, RunConfig(start=(1e30, 1e30), optimizer="adagrad", epochs=50)),
    "x is huge, with RMSprop": (Dataset("huge", [1e18, 2e18], [1, 2]), RunConfig(optimizer="rmsprop", epochs=50)),
    "it has one epoch of three batches": (None, RunConfig(batch=1, epochs=1)),
}


@pytest.mark.parametrize("case", AWKWARD)
def test_the_axes_are_sound_where(case: str) -> None:
    """The ranges are valid in extreme cases too, and contain start and points."""
    dataset, config = AWKWARD[case]
    run, theory = trained(config, dataset)
    shown = window_of(run, theory)
    assert is_sound(shown)
    assert holds(shown.x, run.points.x)
    assert holds(shown.y, run.points.y)
    assert holds(shown.W, [run.W[0], theory.W])
    assert holds(shown.b, [run.b[0], theory.b])
