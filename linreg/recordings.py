"""Recordings that are kept: shared by all who ask for the same run, and as many as fit into a number of bytes."""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import replace

from linreg.config import RunConfig
from linreg.recording import Recording
from linreg.run import Run


class Recordings:
    """Recordings by config, the least recently used left out first. Thread-safe.

    Two who ask for the same run at once train it together, once. Runs that differ only in epochs share a recording; all others,
    such as the same from another start or written in another style, have their own.

    A cache of a library that takes sizes would take that of a recording when it is put in; but it grows as long as it is used.
    """

    def __init__(self, most: int) -> None:
        """Keep recordings of at most `most` bytes together, besides those that are in use."""
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[RunConfig, Recording] = OrderedDict()  # the least recently used first
        self._sizes: Counter[RunConfig] = Counter()
        self._users: Counter[RunConfig] = Counter()
        self._nbytes = 0

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def nbytes(self) -> int:
        """The memory of all recordings, in bytes."""
        with self._lock:
            self._measure()
            return self._nbytes

    def run(self, config: RunConfig, on_progress: Callable[[float], None] = lambda _: None, visitor: Hashable = None) -> Run:
        """Return the run of a config; train what is missing of it. Arguments and errors as for `Recording.run`."""
        key = replace(config, epochs=config.epochs_max)
        recording = self._take(key)
        try:
            return recording.run(config.epochs, on_progress, visitor)
        finally:
            self._put_back(key)

    def _take(self, key: RunConfig) -> Recording:
        with self._lock:
            recording = self._kept.get(key)
            if recording is None:
                recording = self._kept[key] = Recording(key)
            self._kept.move_to_end(key)
            self._users[key] += 1
            return recording

    def _put_back(self, key: RunConfig) -> None:
        """Leave out what is too much."""
        with self._lock:
            self._measure()
            self._users -= Counter([key])  # without those that nobody uses
            unused = [other for other in self._kept if other not in self._users] if self._nbytes > self._most else []
            for oldest in unused:
                if self._nbytes <= self._most:
                    break
                del self._kept[oldest]
                self._nbytes -= self._sizes.pop(oldest)

    def _measure(self) -> None:
        """Take the sizes of those recordings that may have grown."""
        for key in self._users:
            now = self._kept[key].nbytes
            self._nbytes += now - self._sizes[key]
            self._sizes[key] = now
