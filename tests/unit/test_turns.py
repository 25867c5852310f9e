"""Runs and sweeps take turns."""

from __future__ import annotations

import threading
import time
from contextlib import nullcontext, suppress

import pytest

from linreg import turns
from linreg.turns import Turns


def test_a_sweep_waits_for_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """While a run has steps to train, a block of a sweep waits, and then it has its turn."""
    monkeypatch.setattr(turns, "PATIENCE", 60.0)
    shared, done = Turns(), threading.Event()

    def sweep() -> None:
        with shared.block_of_sweep():
            done.set()

    with shared.run():
        thread = threading.Thread(target=sweep)
        thread.start()
        with shared.block(1):  # the run's own blocks go on
            assert not done.wait(0.2)
        assert not done.wait(0.1)
    assert done.wait(30)
    thread.join()


def test_a_sweep_gets_on_where_runs_never_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """After its patience it takes a turn between the blocks of a run."""
    monkeypatch.setattr(turns, "PATIENCE", 0.05)
    shared, waited = Turns(), list[float]()

    def sweep() -> None:
        began = time.monotonic()
        with shared.block_of_sweep():
            waited.append(time.monotonic() - began)

    with shared.run():
        thread = threading.Thread(target=sweep)
        thread.start()
        thread.join()
    assert waited[0] >= 0.05


def test_a_sweep_within_a_run_goes_like_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """It does not wait for the runs of which it is one, but for those around it afterwards."""
    shared, other, done = Turns(), threading.Event(), threading.Event()

    def run() -> None:
        with shared.run():
            other.set()
            done.wait(30)

    thread = threading.Thread(target=run)
    thread.start()
    assert other.wait(30)
    monkeypatch.setattr(turns, "PATIENCE", 600.0)
    for _again in range(2):
        with shared.run(), shared.run(), shared.block_of_sweep():
            pass
    monkeypatch.setattr(turns, "PATIENCE", 0.2)
    began = time.monotonic()
    with shared.block_of_sweep():
        assert time.monotonic() - began >= 0.2
    done.set()
    thread.join()


def test_one_block_at_a_time() -> None:
    """A block waits for the one before, and an exception ends a run's claim."""
    shared = Turns()
    with pytest.raises(ValueError, match="given up"), shared.run():
        raise ValueError("given up")
    entered = threading.Event()

    def other() -> None:
        with shared.run(), shared.block(1):
            entered.set()

    with shared.block_of_sweep():
        thread = threading.Thread(target=other)
        thread.start()
        assert not entered.wait(0.1)
    assert entered.wait(30)
    thread.join()


def drawing(shared: Turns, drawn: threading.Event) -> threading.Thread:
    """Begin to draw a page in a thread, which is set as drawn at its end."""

    def draw() -> None:
        with shared.page():
            drawn.set()

    thread = threading.Thread(target=draw)
    thread.start()
    return thread


def test_one_page_at_a_time() -> None:
    """A page waits until the one before it is drawn."""
    shared, drawn = Turns(), threading.Event()
    with shared.page():
        thread = drawing(shared, drawn)
        assert not drawn.wait(0.2)
    thread.join(30)
    assert drawn.is_set()


@pytest.mark.parametrize("aside", [False, True])
def test_a_page_that_fails_is_out_of_the_way(aside: bool) -> None:
    """Streamlit ends a page by an exception where its visitor has moved on, also while it waits."""
    shared, drawn = Turns(), threading.Event()
    with suppress(KeyError), shared.page(), shared.aside() if aside else nullcontext():
        raise KeyError
    drawing(shared, drawn).join(30)
    assert drawn.is_set()


@pytest.mark.parametrize("waits", ["aside", "run"])
def test_a_page_that_waits_lets_others_be_drawn(waits: str) -> None:
    """While it trains, or waits for what another session trains, others are drawn; it goes on when they are."""
    shared, drawn, last = Turns(), threading.Event(), threading.Event()
    with shared.page():
        with shared.aside() if waits == "aside" else shared.run():
            drawing(shared, drawn).join(30)
            assert drawn.is_set()
        thread = drawing(shared, last)
        assert not last.wait(0.2)
    thread.join(30)
    assert last.is_set()


def test_outside_of_a_page_nobody_waits() -> None:
    """A sweep that is fetched, or a test, trains without a page."""
    shared = Turns()
    with shared.page(), shared.aside(), shared.aside(), shared.run():
        drawn = threading.Event()
        drawing(shared, drawn).join(30)
        assert drawn.is_set()
