"""Recording: an extended run trains only the missing steps, loses nothing, and is the same for all callers."""

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier, Event

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles import COLUMNS, assert_same, updates

from linreg import ConfigError, Dataset, Recording, Run, RunConfig, load_dataset, record

DIVERGED_BY_2000 = [RunConfig(lr=0.19), RunConfig(lr=1.0, style="linear"), RunConfig(lr=0.5, zero_grad=False, style="module")]


class AbandonedError(Exception):
    """The exception that a page raises to interrupt training."""


def test_fewer_epochs_train_nothing() -> None:
    """The same or fewer epochs make no update."""
    recording = Recording(RunConfig())
    recording.run(500)
    with updates() as made:
        for epochs in (500, 499, 300, 1):
            assert len(recording.run(epochs)) == epochs + 1
    assert made == []


def test_more_epochs_train_what_is_missing() -> None:
    """More epochs make exactly the missing updates, with the same optimizer."""
    recording = Recording(RunConfig())
    with updates() as made:
        recording.run(500)
        already = len(made)
        recording.run(800)
    assert len(made) - already == 300
    assert len(set(map(id, made))) == 1
    # One more step than the run: it holds W and b after the last update.
    assert len(made) == len(recording) == 802


configs = st.sampled_from(
    [
        *[RunConfig(), RunConfig(zero_grad=False, style="linear"), RunConfig(lr=0.2, style="module"), *DIVERGED_BY_2000],
        *[
            RunConfig(optimizer="momentum"),
            RunConfig(optimizer="adam", zero_grad=False),
            RunConfig(data="cars", scale=True, lr=0.5),
        ],
        *[RunConfig(batch=2, style="linear"), RunConfig(batch=1, lr=0.3), RunConfig(batch=2, optimizer="rmsprop", scale=True)],
    ]
)


@settings(max_examples=25)
@given(configs, st.lists(st.integers(1, 500), min_size=1, max_size=4))
def test_any_order_of_lengths(config: RunConfig, lengths: list[int]) -> None:
    """In any order of lengths, each run equals a new recording, to the last bit, `final` included."""
    recording = Recording(config)
    for epochs in lengths:
        assert_same(recording.run(epochs), record(replace(config, epochs=epochs)))


@pytest.mark.parametrize("config", DIVERGED_BY_2000)
def test_lengths_about_divergence(config: RunConfig) -> None:
    """A run cut before the non-finite step has not diverged; one that reaches it ends there, at any length."""
    recording = Recording(config)
    whole = recording.run(2000)
    at = whole.diverged_at
    assert at is not None
    assert len(whole) == at + 1
    for epochs in (at - 2, at - 1):
        cut = recording.run(epochs)
        assert len(cut) == epochs + 1
        assert cut.diverged_at is None
        assert (*cut.final, cut.final_cost) == (whole.W[epochs + 1], whole.b[epochs + 1], whole.cost[epochs + 1])
    for epochs in (at, at + 1, 20_000):
        reached = recording.run(epochs)
        assert len(reached) == at + 1
        assert reached.diverged_at == at
        assert np.array_equal(reached.final, whole.final, equal_nan=True)
        assert reached.config.epochs == epochs


@pytest.mark.parametrize("config", DIVERGED_BY_2000)
def test_a_diverged_run_trains_no_more(config: RunConfig) -> None:
    """After divergence, more epochs make no update."""
    recording = Recording(config)
    recording.run(2000)
    with updates() as made:
        recording.run(20_000)
    assert made == []


def test_longest_run() -> None:
    """The largest number of epochs is 20000: 20001 steps, the last update included, and a final progress of 1."""
    shares: list[float] = []
    recording = Recording(RunConfig(style="linear"))
    with updates() as made:
        run = recording.run(20_000, shares.append)
    assert len(run) == len(made) == 20_001
    assert shares[-1] == 1
    assert run.final == pytest.approx((2.0, 0.0), abs=1e-4)
    assert recording.run(19_999).final == (run.W[-1], run.b[-1])


@pytest.mark.parametrize("epochs", [0, 20_001, 1.5, "5", True, None])
def test_bad_epochs(epochs: object) -> None:
    """An invalid number of epochs is refused before training."""
    recording = Recording(RunConfig())
    with updates() as made, pytest.raises(ConfigError, match=r"^epochs must be"):
        recording.run(epochs)
    assert made == []


def test_epochs_of_the_config_do_not_matter() -> None:
    """The length of a run is the argument's, not the config's."""
    assert_same(Recording(RunConfig(epochs=3)).run(50), record(RunConfig(epochs=50)))


@pytest.mark.parametrize(("batch", "updates_per_epoch"), [(1, 3), (2, 2), (3, 1), (5, 1)])
def test_lengths_in_batches(batch: int, updates_per_epoch: int) -> None:
    """With batches, a length is in epochs, and only missing updates are made."""
    recording = Recording(RunConfig(batch=batch))
    for epochs, missing in ((50, 51 * updates_per_epoch + 1), (20, 0), (80, 30 * updates_per_epoch), (80, 0)):
        with updates() as made:
            run = recording.run(epochs)
        wanted = (epochs + 1) * updates_per_epoch
        assert len(run) == wanted
        assert run.updates_per_epoch == updates_per_epoch
        assert run.epoch.tolist() == [epoch for epoch in range(epochs + 1) for _ in range(updates_per_epoch)]
        assert run.time == pytest.approx(np.arange(wanted) / updates_per_epoch)
        assert len(made) == missing
    assert len(recording) == 81 * updates_per_epoch + 1


def test_the_longest_run_in_batches() -> None:
    """With 50 points in batches of 1, the limit is 1,199 epochs, 60,000 updates."""
    recording = Recording(RunConfig(data="cars", scale=True, batch=1, epochs=5))
    with updates() as made:
        run = recording.run(1199)
        assert len(run) == len(made) == 60_000
        with pytest.raises(ConfigError, match=r"^epochs must be at most 1199 where an epoch is 50 updates, got 1200$"):
            recording.run(1200)
    assert len(made) == 60_000


def test_batches_of_other_points_than_the_configs() -> None:
    """The limit of epochs is that of the recording's points, not of the config's own."""
    few, many = load_dataset("notes"), load_dataset("cars")
    assert len(Recording(RunConfig(batch=1, lr=1e-4), many).run(10)) == 11 * 50
    assert len(Recording(RunConfig(data="cars", batch=1, epochs=5), few).run(10)) == 11 * 3


def test_a_run_knows_its_config_and_data() -> None:
    """The run has the config with the requested epochs, and the data set it was fitted to."""
    other = Dataset("other", [1, 2, 3], [2, 4, 7])
    run = Recording(RunConfig(lr=0.02), other).run(7)
    assert run.config == RunConfig(lr=0.02, epochs=7)
    assert run.dataset is run.points is other
    assert run.scaling is None
    assert Recording(RunConfig()).run(7).dataset == load_dataset("notes")
    assert Recording(RunConfig(data="cars")).run(7).dataset == load_dataset("cars")
    assert Recording(RunConfig(data=other)).run(7).dataset == other
    scaled = Recording(RunConfig(scale=True), other).run(7)
    assert scaled.dataset is other
    assert np.column_stack([scaled.points.x, scaled.points.y]).mean(axis=0) == pytest.approx([0, 0], abs=1e-6)
    assert scaled.scaling == pytest.approx((2, np.sqrt(2 / 3), 13 / 3, np.std([2, 4, 7])))


def test_runs_do_not_share_memory() -> None:
    """Writing into a run's arrays changes neither the recording nor another run of it."""
    recording = Recording(RunConfig())
    spoilt = recording.run(50)
    for column in COLUMNS:
        getattr(spoilt, column)[:] = 99
    assert_same(recording.run(50), record(RunConfig(epochs=50)))


@pytest.mark.parametrize("epochs", [1, 199, 1000, 1999])
def test_progress(epochs: int) -> None:
    """Progress rises from above 0 to 1 during training."""
    shares: list[float] = []
    recording = Recording(RunConfig(), load_dataset("notes"))
    recording.run(epochs, shares.append)
    assert shares == sorted(set(shares))
    assert shares[0] > 0
    assert shares[-1] == 1
    assert len(shares) >= epochs / 250  # often enough for a progress bar


@pytest.mark.parametrize("config", DIVERGED_BY_2000)
def test_progress_of_a_diverging_run(config: RunConfig) -> None:
    """The progress of a diverging run rises to 1 too."""
    shares: list[float] = []
    Recording(config).run(20_000, shares.append)
    assert shares == sorted(set(shares))
    assert shares[-1] == 1


def test_no_progress_where_nothing_is_trained() -> None:
    """Recorded steps are returned without a call of `on_progress`."""
    recording = Recording(RunConfig())
    recording.run(400)
    shares: list[float] = []
    recording.run(400, shares.append)
    assert shares == []


@pytest.mark.parametrize(
    "config",
    [
        *[RunConfig(), RunConfig(zero_grad=False, style="module"), RunConfig(lr=0.185)],
        *[RunConfig(optimizer="adam"), RunConfig(batch=2, lr=0.02), RunConfig(batch=1, optimizer="adagrad", lr=0.5)],
    ],
)
def test_abandoned_training_is_not_lost(config: RunConfig) -> None:
    """If `on_progress` raises, training stops at once, and the next caller continues from there."""
    recording = Recording(config)

    def abandon(share: float) -> None:
        raise AbandonedError

    with updates() as made:
        for _ in range(3):
            already = len(recording)
            with pytest.raises(AbandonedError):
                recording.run(1000, abandon)
            assert already < len(recording) < 1000
        run = recording.run(1000)
    assert_same(run, record(replace(config, epochs=1000)))
    assert len(made) == len(recording) == (1001 * run.updates_per_epoch + 1 if run.diverged_at is None else len(run))


def test_two_ask_at_once() -> None:
    """Two concurrent callers get the same run, trained once."""
    expected = record(RunConfig(epochs=1000))
    for _ in range(5):
        recording, ready = Recording(RunConfig()), Barrier(2)

        def ask(epochs: int, recording: Recording = recording, ready: Barrier = ready) -> Run:
            ready.wait(timeout=60)
            return recording.run(epochs)

        with updates() as made, ThreadPoolExecutor(2) as threads:
            for run in threads.map(ask, (1000, 1000)):
                assert_same(run, expected)
        assert len(made) == 1002


def test_the_second_waits_and_goes_on() -> None:
    """A second caller waits and receives the progress; if the first is interrupted, the second continues."""
    recording = Recording(RunConfig())
    training, waiting = Event(), Event()
    shares: list[float] = []

    def abandoned(share: float) -> None:
        training.set()
        if not waiting.wait(timeout=60):
            raise TimeoutError
        raise AbandonedError

    def second(share: float) -> None:
        shares.append(share)
        waiting.set()

    with updates() as made, ThreadPoolExecutor(2) as threads:
        first = threads.submit(recording.run, 1000, abandoned)
        assert training.wait(timeout=60)
        run = threads.submit(recording.run, 1000, second).result(timeout=60)
        assert isinstance(first.exception(timeout=60), AbandonedError)
    assert_same(run, record(RunConfig(epochs=1000)))
    assert len(made) == 1002
    assert 0 < shares[0] < 0.5
    assert shares == sorted(shares)
    assert shares[-1] == 1


@pytest.mark.parametrize(
    "config", [RunConfig(lr=0.19), RunConfig(optimizer="momentum", lr=1.0), RunConfig(batch=1, lr=0.5, seed=2)]
)
def test_a_recording_grows_only_by_finite_steps(config: RunConfig) -> None:
    """Every step but the last is finite, except for the full cost of a step on a batch."""
    recording = Recording(config)
    run = recording.run(config.epochs_max)
    assert len(recording) == len(run)
    assert run.diverged_at == run.epoch[-1]
    finite = [column for column in COLUMNS if column != "cost" or config.batch is None]
    values = np.column_stack([getattr(run, column) for column in finite])
    assert np.isfinite(values[:-1]).all()
    assert not math.isfinite(values[-1].sum())
