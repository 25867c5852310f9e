"""Turns: threads that train take turns, because threads competing for the GIL slow each other down. Runs go before sweeps."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

PATIENCE: Final = 0.5
"""Seconds that a block of a sweep waits for runs at most: on a busy server it gets on slowly, but it does."""


class Turns:
    """One block of updates is made at a time."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._runs = 0
        self._own = threading.local()
        self._changed = threading.Condition()

    @contextmanager
    def run(self) -> Iterator[None]:
        """Hold while a run has steps to train. A sweep that is trained within it goes like a run, by turns with the others."""
        with self._changed:
            self._runs += 1
        self._own.runs = self._held + 1
        try:
            yield
        finally:
            self._own.runs -= 1
            with self._changed:
                self._runs -= 1
                self._changed.notify_all()

    @property
    def _held(self) -> int:
        held: int = getattr(self._own, "runs", 0)
        return held

    @contextmanager
    def block(self) -> Iterator[None]:
        """Hold for a block of updates of a run."""
        with self._turn:
            yield

    @contextmanager
    def block_of_sweep(self) -> Iterator[None]:
        """Hold for a block of updates of a sweep: somebody waits for a run, and nobody for a sweep."""
        if not self._held:
            with self._changed:
                self._changed.wait_for(lambda: self._runs == 0, PATIENCE)
        with self._turn:
            yield


TURNS: Final = Turns()
"""The turns of this process."""
