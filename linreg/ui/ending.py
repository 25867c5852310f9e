"""The end of the server: what is under way is given up when the process is told to end, not when nobody waits for it any more."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

LONGEST: Final = 4.0
"""Seconds after which the process ends whatever still runs: a training that a page waits for may be deep in PyTorch."""

_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def ending(give_up: Callable[[], None]) -> Iterator[None]:
    """Call `give_up` in the event loop as soon as the process is told to end, and end it after LONGEST seconds at the latest.

    uvicorn waits for the answers to all requests before it tells the app that it ends. Enter it in the event loop.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # signals are no matter of this thread
        return
    loop = asyncio.get_running_loop()

    def end(number: int, frame: FrameType | None) -> None:
        # In a signal handler no lock may be taken: whoever was interrupted may hold it.
        loop.call_soon_threadsafe(give_up)
        last = threading.Timer(LONGEST, os._exit, (128 + number,))
        last.daemon = True
        last.start()
        before = previous[signal.Signals(number)]
        if callable(before):
            before(number, frame)

    previous = {number: signal.signal(number, end) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
