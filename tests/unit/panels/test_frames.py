"""Selection of the steps that become frames, and of those that are drawn."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pictures import CONFIGS, configs, predicted, trained

from linreg import Run, RunConfig, Theory
from linreg.config import EPOCHS_MAX, UPDATES_MAX
from linreg.panels.frames import DRAWN, FRAMES, choose_drawn, choose_frames, drawn_cost, in_uint16, steps_near
from linreg.panels.window import Window, window_of

many = settings(max_examples=100)


def position(run: Run, window: Window) -> np.ndarray:
    """Return W, b and log cost in window coordinates, clamped to [0, 1]; shape (3, steps)."""
    _, W, b, cost = run.states
    axes = ((W, window.W), (b, window.b), (np.log(np.maximum(cost, 1e-300)), np.log(window.cost)))
    placed = np.array([(column - low) / (high - low) for column, (low, high) in axes])
    return np.clip(np.nan_to_num(placed, nan=1.0), 0, 1)


def framed(run_and_theory: tuple[Run, Theory]) -> tuple[Run, Window, np.ndarray]:
    """Return a run with its window and its frames."""
    run, theory = run_and_theory
    window = window_of(run, theory)
    return run, window, choose_frames(run, window)


@many
@given(configs())
def test_a_run_of_any_length_has_at_most_200_frames(config: RunConfig) -> None:
    """Any run of 1 to 20,000 epochs has at most 200 frames, at increasing steps."""
    run, _window, frames = framed(predicted(config))
    assert len(frames) <= FRAMES == 200
    assert frames[0] == 0
    assert frames[-1] == len(run)
    assert (np.diff(frames) > 0).all()


@pytest.mark.parametrize("name", CONFIGS)
def test_what_holds_of_predicted_runs_holds_of_trained_ones(name: str) -> None:
    """A trained run has at most 200 frames too, from its first step to its last."""
    run, _window, frames = framed(trained(CONFIGS[name]))
    assert len(frames) <= 200
    assert [frames[0], frames[-1]] == [0, len(run)]
    assert (np.diff(frames) > 0).all()


@given(configs(epochs=2000), st.integers(2, 300))
def test_the_limit_of_frames_can_be_another(config: RunConfig, limit: int) -> None:
    """Another limit of 2 or more holds too, and the first and the last step are included."""
    run, theory = predicted(config)
    frames = choose_frames(run, window_of(run, theory), limit)
    assert len(frames) <= limit
    assert [frames[0], frames[-1]] == [0, len(run)]


@given(configs(epochs=198))
def test_every_step_of_a_short_run_is_shown(config: RunConfig) -> None:
    """Every step of a finite run of up to 200 steps is a frame."""
    run, _window, frames = framed(predicted(config))
    if run.diverged_at is None:
        assert frames.tolist() == list(range(len(run) + 1))


def test_the_200th_state_still_has_a_frame_of_its_own() -> None:
    """198 epochs are 199 steps, 200 states and 200 frames; 199 epochs are one state more and at most 200 frames."""
    assert len(framed(trained(RunConfig(epochs=198)))[2]) == 200
    assert len(framed(trained(RunConfig(epochs=199)))[2]) <= 200


def test_motion_is_even() -> None:
    """In the default run, skipping steps never moves anything by more than a hundredth of its axis."""
    run, window, frames = framed(trained(RunConfig()))
    moved = np.abs(np.diff(position(run, window)[:, frames])).max(axis=0)
    skips = np.diff(frames) > 1
    assert moved[skips].max() <= 0.01
    assert moved[~skips].max() > 0.03


def test_the_first_steps_get_the_most_frames() -> None:
    """Three in ten frames of the default run are in the first tenth of its epochs, almost half in the first quarter."""
    run, _window, frames = framed(trained(RunConfig()))
    assert np.mean(frames <= 0.1 * len(run)) > 0.3
    assert np.mean(frames <= 0.25 * len(run)) > 0.45
    assert frames[:20].tolist() == list(range(20))


def test_no_part_of_the_time_is_left_out() -> None:
    """Every hundredth of the epochs has a frame, even if nothing seems to move."""
    for config in (RunConfig(), RunConfig(lr=0.1, epochs=20_000), RunConfig(start=(2.0, 0.0), epochs=5000)):
        run, _window, frames = framed(predicted(config))
        assert np.diff(frames).max() <= len(run) / 30


@pytest.mark.parametrize("name", ["swinging", "swinging-wide", "momentum-swinging"])
def test_a_swing_is_seen_step_by_step_before_it_is_fast_forwarded(name: str) -> None:
    """The first nine steps of an endless oscillation are all frames."""
    _run, _window, frames = framed(trained(CONFIGS[name]))
    assert frames[:9].tolist() == list(range(9))


@pytest.mark.parametrize("lr", [0.1815, 0.19, 0.5, 10.0])
@pytest.mark.parametrize("zero_grad", [True, False])
def test_no_time_is_spent_on_a_run_that_has_left(lr: float, zero_grad: bool) -> None:
    """After the cost has left the window for good, only the last step is a frame."""
    run, window, frames = framed(predicted(RunConfig(lr=lr if zero_grad else 2 * min(lr, 5.0), zero_grad=zero_grad, epochs=20_000)))
    left = int(np.flatnonzero(run.cost <= window.cost[1])[-1])
    assert left < len(run) / 2
    assert np.sum(frames > 1.3 * left + 7) == 1
    assert np.sum(frames <= left) >= min(100, left)


@many
@given(configs())
def test_the_steps_that_are_drawn_are_few_and_hold_the_frames(config: RunConfig) -> None:
    """At most 1,100 steps are drawn, in order, including every frame; all steps if there are no more."""
    run, window, frames = framed(predicted(config))
    drawn = choose_drawn(run, window, frames)
    assert len(drawn) <= DRAWN == 1100
    assert (np.diff(drawn) > 0).all()
    assert drawn[-1] == len(run)
    assert set(frames.tolist()) <= set(drawn.tolist())
    if len(run) < DRAWN:
        assert drawn.tolist() == list(range(len(run) + 1))


@many
@given(configs())
def test_no_swing_is_drawn_smaller_than_it_was(config: RunConfig) -> None:
    """In each 150th of the run, the drawn steps have the same extremes of W, b and cost inside the window as all steps."""
    run, window, frames = framed(predicted(config))
    drawn = choose_drawn(run, window, frames)
    places = position(run, window)
    for part in np.array_split(np.arange(len(run) + 1), (DRAWN - len(frames)) // 6 if len(run) >= DRAWN else 1):
        ours = np.intersect1d(part, drawn)
        np.testing.assert_allclose(places[:, ours].max(axis=1), places[:, part].max(axis=1), rtol=0, atol=1e-12)
        np.testing.assert_allclose(places[:, ours].min(axis=1), places[:, part].min(axis=1), rtol=0, atol=1e-12)


def test_a_cost_that_no_logarithmic_axis_can_hold_is_put_outside_of_it() -> None:
    """Costs of 0, inf and nan become finite values outside the window; others are unchanged."""
    run, theory = trained(RunConfig(epochs=50))
    window = window_of(run, theory)
    low, high = window.cost
    zero, infinite, missing, first, last = drawn_cost(np.array([0, np.inf, np.nan, run.cost[0], run.cost[-1]]), window)
    assert 0 < zero < low
    assert high < infinite < np.inf
    assert missing == infinite
    assert [first, last] == [run.cost[0], run.cost[-1]]


def test_a_path_is_drawn_up_to_the_first_step_that_is_far_outside() -> None:
    """The path is drawn through the first step more than two window widths outside, or nan."""
    ends = (0.0, 10.0)
    assert steps_near(np.array([0.0, 30.0, -20.0, 10.0]), ends) == 4
    assert steps_near(np.array([0.0, 30.1, 5.0, 5.0]), ends) == 2
    assert steps_near(np.array([0.0, 5.0, -20.1, 5.0]), ends) == 3
    assert steps_near(np.array([0.0, np.nan, 5.0]), ends) == 2
    assert steps_near(np.array([0.0, 5.0, np.inf]), ends) == 3


@pytest.mark.parametrize(
    "name",
    [
        *["default", "zigzag", "diverging", "swinging", "swinging-wide", "momentum", "momentum-diverging", "momentum-swinging"],
        *["nesterov", "standardised", "long-valley", "own-points"],
    ],
)
def test_the_runs_that_these_tests_predict_are_those_that_training_makes(name: str) -> None:
    """Predicted and trained runs have the same number of steps and the same positions, up to rounding."""
    (run, theory), (guess, _) = trained(CONFIGS[name]), predicted(CONFIGS[name])
    window = window_of(run, theory)
    assert abs(len(run) - len(guess)) <= len(run) // 50
    steps = min(len(run), len(guess), 200)
    np.testing.assert_allclose(
        position(guess, window)[:2, :steps], position(run, window)[:2, :steps], rtol=0, atol=2e-3 * (1 + steps / 50)
    )


def test_the_steps_of_the_longest_run_fit_what_the_browser_gets() -> None:
    """Every index of a state that a run may have goes over as it is; one too many is an error and not another step."""
    last = max(UPDATES_MAX, EPOCHS_MAX + 1)
    assert in_uint16(np.array([0, 1, last])).tolist() == [0, 1, last]
    assert in_uint16(np.array([], dtype=np.int64)).tolist() == []
    assert in_uint16(np.array([65_535])).dtype == np.uint16
    for steps in ([65_536], [3, 70_000], [-1, 5]):
        with pytest.raises(OverflowError, match=r"^steps must be from 0 to 65535, got "):
            in_uint16(np.array(steps))
