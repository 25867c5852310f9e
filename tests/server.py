"""The real app, served on localhost for a test."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent


def free_port() -> int:
    """Return an unused port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def start(
    log: Path, *options: str, port: int, prefix: str = "", script: str = "app.py", root: Path = ROOT
) -> subprocess.Popen[bytes]:
    """Start `streamlit run SCRIPT` at a port of 127.0.0.1; `log` is added to. See `serve`."""
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.address=127.0.0.1", f"--server.port={port}"]
    command += ["--server.headless=true", f"--server.baseUrlPath={prefix}", *options]
    with log.open("ab") as output:
        return subprocess.Popen(command, cwd=root, stdout=output, stderr=subprocess.STDOUT)


@contextlib.contextmanager
def serve(log: Path, *options: str, prefix: str = "", script: str = "app.py", root: Path = ROOT) -> Iterator[str]:
    """Run `streamlit run SCRIPT`, yield its address once it answers, and stop it. Arguments as for `serving`."""
    with serving(log, *options, prefix=prefix, script=script, root=root) as (address, _process):
        yield address


@contextlib.contextmanager
def serving(
    log: Path, *options: str, prefix: str = "", script: str = "app.py", root: Path = ROOT
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Run `streamlit run SCRIPT`, yield its address and its process once it answers, and stop it.

    Args:
        log: file for its output.
        options: further options of Streamlit.
        prefix: server.baseUrlPath, such as "/course".
        script: the script, relative to the project.
        root: the folder of the project, or of another version of it.
    """
    port = free_port()
    server = start(log, *options, port=port, prefix=prefix, script=script, root=root)
    address = f"http://127.0.0.1:{port}{prefix}"
    try:
        wait_until_healthy(address, server)
        yield address, server
    finally:
        server.terminate()
        server.wait()


def wait_until_healthy(address: str, server: subprocess.Popen[bytes], seconds: float = 120) -> None:
    """Return when the server answers.

    Raises:
        RuntimeError: if it ends or does not answer in time.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}/_stcore/health", timeout=30):
            return
        time.sleep(0.02)
    raise RuntimeError(f"no answer from {address}; exit code {server.poll()}")


def wait_until_open(port: int, process: subprocess.Popen[bytes], seconds: float = 30) -> None:
    """Return when something listens on a port.

    Raises:
        RuntimeError: if the process ends or does not listen in time.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.02)
    raise RuntimeError(f"nothing listens on port {port}; exit code {process.poll()}")
