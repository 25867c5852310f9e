"""The end of the server."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import pytest
from server import ROOT

PROGRAM = """
import asyncio, signal, time
from linreg.ui import ending
ending.LONGEST = 0.5

async def serve():
    told = asyncio.Event()
    signal.signal(signal.SIGTERM, lambda *_: print("before", flush=True))
    with ending.ending(told.set):
        print("ready", flush=True)
        await told.wait()
        print("told", flush=True)
        {then}
    assert signal.getsignal(signal.SIGTERM)(0, None) is None

asyncio.run(serve())
"""


def ended(then: str) -> tuple[int, list[str]]:
    """Return the exit code and the output of a process that is told to end."""
    process = subprocess.Popen([sys.executable, "-c", PROGRAM.format(then=then)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=30)
    return process.returncode, output.split()


def test_what_is_under_way_is_given_up_at_once() -> None:
    """Whoever handled the signal before still hears of it, also when the server has ended."""
    assert ended("pass") == (0, ["before", "told", "before"])


@pytest.mark.parametrize("then", ["await asyncio.sleep(60)", "time.sleep(60)"])
def test_nothing_keeps_the_process_alive(then: str) -> None:
    """Neither a request that is not answered nor a thread that does not listen."""
    began = time.monotonic()
    assert ended(then) == (128 + signal.SIGTERM, ["before", "told"])
    assert time.monotonic() - began < 30
