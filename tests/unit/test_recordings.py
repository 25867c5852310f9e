"""Recordings that are kept by their bytes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier, Event

from oracles import assert_same

from linreg import Recording, RunConfig, record
from linreg.recordings import Recordings

SHORT = RunConfig(epochs=300)
OTHERS = [
    *[replace(SHORT, lr=0.02), replace(SHORT, style="linear", start=(0.0, 0.0)), replace(SHORT, style="module", start=(0.0, 0.0))],
    *[replace(SHORT, zero_grad=False), replace(SHORT, start=(0.0, 0.0)), replace(SHORT, seed=2)],
]


def size_of(config: RunConfig) -> int:
    """Return the bytes of a recording of a run."""
    recording = Recording(config)
    recording.run(config.epochs)
    return recording.nbytes


def test_what_is_kept_is_not_trained_again(updates: list[None]) -> None:
    """A run is trained once, and with fewer epochs not at all."""
    kept = Recordings(10**9)
    first = kept.run(SHORT)
    assert len(updates) == 302
    assert_same(kept.run(SHORT), first)
    fewer = kept.run(replace(SHORT, epochs=10))
    assert len(updates) == 302
    assert_same(fewer, record(replace(SHORT, epochs=10)))


def test_runs_that_differ_in_anything_but_epochs_are_kept_apart() -> None:
    """Learning rate, style, start, zero_grad and seed make another run; each is its own."""
    kept = Recordings(10**9)
    configs = [SHORT, *OTHERS]
    assert [kept.run(config).config for config in configs] == configs
    assert len(kept) == len(configs)
    assert kept.nbytes == sum(map(size_of, configs))


def test_the_least_recently_used_goes_first(updates: list[None]) -> None:
    """When there is no room, the recording goes that nobody has asked for longest."""
    first, second, third = (replace(SHORT, lr=lr) for lr in (0.01, 0.02, 0.03))
    kept = Recordings(2 * size_of(SHORT) + 100)
    for config in (first, second, first, third):
        kept.run(config)
    assert len(kept) == 2
    updates.clear()
    kept.run(first)
    kept.run(third)
    assert not updates
    kept.run(second)
    assert len(updates) == 302


def test_a_recording_counts_by_what_it_has_grown_to() -> None:
    """One that is extended pushes out others, and one that is larger than all the room is not kept."""
    short, long = size_of(SHORT), replace(SHORT, lr=0.02, epochs=3000)
    kept = Recordings(short + size_of(long) - 100)
    kept.run(SHORT)
    kept.run(replace(long, epochs=10))
    assert len(kept) == 2
    kept.run(long)
    assert len(kept) == 1
    assert kept.nbytes == size_of(long)
    kept.run(replace(long, epochs=9000))
    assert len(kept) == kept.nbytes == 0


def test_one_in_use_stays(updates: list[None]) -> None:
    """A recording that is being trained is not left out, however little room there is: whoever asks meanwhile shares it."""
    kept, training, go_on = Recordings(0), Event(), Event()

    def slowly(_done: float) -> None:
        training.set()
        assert go_on.wait(60)

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(kept.run, SHORT, slowly)
        assert training.wait(60)
        assert kept.nbytes > 0
        kept.run(replace(SHORT, lr=0.02, epochs=1))  # leaves no room
        assert len(kept) == 1
        second = threads.submit(kept.run, SHORT)
        go_on.set()
        assert_same(first.result(60), second.result(60))
    assert len(updates) == 3 + 302
    assert len(kept) == 0


def test_many_ask_at_once(updates: list[None]) -> None:
    """Of eight who ask for one run at the same moment, all get it, and it is trained once."""
    kept, ready = Recordings(10**9), Barrier(8)

    def ask(_number: int) -> None:
        ready.wait(60)
        assert_same(kept.run(SHORT), expected)

    expected = record(SHORT)
    updates.clear()
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(ask, range(8)))
    assert len(updates) == 302


def test_the_shorter_of_two_on_one_recording_does_not_wait_for_the_longer() -> None:
    """Who wants fewer epochs of what is being trained goes as soon as they are there."""
    kept, training = Recordings(10**9), Event()
    shorter_is_there = Event()

    def on_progress(done: float) -> None:
        training.set()
        if done > 0.5:
            assert shorter_is_there.wait(60)

    with ThreadPoolExecutor(1) as threads:
        longer = threads.submit(kept.run, replace(SHORT, epochs=2000), on_progress)
        assert training.wait(60)
        assert_same(kept.run(SHORT), record(SHORT))
        shorter_is_there.set()
        longer.result(60)
