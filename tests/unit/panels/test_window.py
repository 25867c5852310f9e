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

from linreg import OPTIMIZERS, Dataset, DatasetError, Run, RunConfig, Theory, analyse, record
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


def test_the_optimum_is_in_the_middle() -> None:
    """The surface is centred on the least-squares point."""
    for name in ("default", "diverging", "swinging", "nn.Linear", "momentum", "adam", "batches", "standardised", "long-valley"):
        run, theory = trained(CONFIGS[name])
        shown = window_of(run, theory)
        assert np.mean(shown.W) == pytest.approx(theory.W)
        assert np.mean(shown.b) == pytest.approx(theory.b, abs=1e-9)


@settings(max_examples=100)
@given(configs(epochs=5000))
def test_a_path_that_does_not_diverge_is_shown_whole(config: RunConfig) -> None:
    """The window contains all W, b, epochs and costs of a run that converges, crawls or oscillates."""
    run, theory = predicted(config)
    assume(theory.verdict.kind != "diverging")
    shown = window_of(run, theory)
    assert holds(shown.W, run.W)
    assert holds(shown.b, run.b)
    assert holds(shown.epoch, run.epoch)
    assert run.cost.max() <= shown.cost[1]
    assert (run.cost[run.cost > 1e-14 * run.cost[0]] >= shown.cost[0]).all()


@pytest.mark.parametrize(
    "name",
    [
        *["default", "zigzag", "swinging", "swinging-wide", "swinging-slowly", "momentum", "momentum-swinging", "nesterov"],
        *["adagrad", "rmsprop", "adam", "adam-adding-up", "adamw", "batches", "one-by-one", "standardised", "long-valley"],
    ],
)
def test_a_trained_path_is_shown_whole(name: str) -> None:
    """The same holds for trained runs."""
    run, theory = trained(CONFIGS[name])
    shown = window_of(run, theory)
    assert holds(shown.W, run.W)
    assert holds(shown.b, run.b)
    assert holds(shown.epoch, run.time)
    assert run.cost.max() <= shown.cost[1]


@settings(max_examples=100)
@given(configs(epochs=5000))
def test_a_path_that_leaves_does_not_take_the_axes_with_it(config: RunConfig) -> None:
    """For a diverging run the window reaches at most 6 times the first distance and 10,000 times the first cost."""
    run, theory = predicted(config)
    assume(theory.verdict.kind == "diverging")
    shown = window_of(run, theory)
    first = math.hypot(run.W[0] - theory.W, run.b[0] - theory.b)
    wide, high = shown.W[1] - theory.W, shown.b[1] - theory.b
    assert max(wide, high) <= 6 * first
    assert shown.cost[1] <= 1e3 * 10 * run.cost[0]


@pytest.mark.parametrize("name", ["diverging", "momentum-diverging", "batches-diverging"])
def test_a_diverging_run_is_shown_leaving(name: str) -> None:
    """Path and cost leave the window, and the epoch axis ends soon after."""
    run, theory = trained(CONFIGS[name])
    shown = window_of(run, theory)
    assert not holds(shown.W, run.W[:-1])
    assert not holds(shown.cost, run.cost[:-1])
    left = float(run.time[np.flatnonzero(run.cost <= shown.cost[1])[-1]])
    assert left < shown.epoch[1] < 1.5 * left + (0 if name == "diverging" else 5)
    assert shown.cost[1] <= 1e3 * 10 * run.cost[0]


def test_an_optimizer_without_a_theory_leaves_where_its_cost_does() -> None:
    """Without a theory, a run whose cost ends over 1,000 times as high is treated as diverging."""
    run, theory = trained(RunConfig(batch=1, lr=0.5, epochs=4, seed=2))
    assert theory.verdict is None
    assert run.diverged_at is None
    assert run.cost[-1] > 1e4 * run.cost[0]
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
