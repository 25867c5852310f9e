"""The app on machines that give it little: no home, no rights, no room; and its end."""

from __future__ import annotations

import http.client
import os
import resource
import shutil
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from server import ROOT, free_port, wait_until_healthy
from websockets.sync.client import connect
from websockets.typing import Subprotocol

RIGHTS = "--bounding-set=-dac_override,-dac_read_search"
"""Without them, root may do with a file what its mode says."""


def run(port: int, folder: Path = ROOT, env: Mapping[str, str] | None = None, **how: Any) -> subprocess.Popen[bytes]:
    """Start the app in a folder; its output is piped."""
    prefix: list[str] = how.pop("prefix", [])
    command = [*prefix, sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}", "--server.address=127.0.0.1"]
    variables = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **(env or {})}
    variables = {name: value for name, value in variables.items() if value}
    return subprocess.Popen(
        [*command, "--server.headless=true"], cwd=folder, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **how
    )


def end(server: subprocess.Popen[bytes]) -> str:
    """Stop a server, and return its output."""
    server.terminate()
    return server.communicate(timeout=30)[0].decode()


def works(port: int, server: subprocess.Popen[bytes]) -> None:
    """Check that the app gives out its page, files and trainings."""
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_healthy(address, server)
        for target in ("/", "/live/sweep?epochs=5"):
            with urllib.request.urlopen(address + target, timeout=30) as answer:
                assert answer.status == 200
    finally:
        output = end(server)
    assert "Traceback" not in output


@pytest.mark.parametrize("home", ["", "/nonexistent"])
def test_no_home(home: str) -> None:
    """It starts without a home directory, unset or missing."""
    port = free_port()
    works(port, run(port, env={"HOME": home}))


@pytest.fixture
def read_only(tmp_path: Path) -> Path:
    """Copy what is needed to serve the app into a tree in which nothing can be written."""
    tree = tmp_path / "tree"
    tree.mkdir()
    shutil.copy(ROOT / "app.py", tree)
    for name in ("linreg", ".streamlit"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in [*tree.rglob("*"), tree]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    return tree


def test_read_only_and_no_home(read_only: Path) -> None:
    """It starts in a tree where it can write nothing, without the rights of root."""
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        pytest.skip("root may write everywhere, and there is no setpriv")
    port = free_port()
    prefix = ["setpriv", RIGHTS] if os.geteuid() == 0 else []
    works(port, run(port, read_only, env={"HOME": "/nonexistent"}, prefix=prefix))
    assert not list(read_only.rglob("__pycache__"))


def test_a_full_disk() -> None:
    """It starts where no file can be written at all, not even a temporary one."""
    port = free_port()
    works(port, run(port, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))))


def test_the_end_while_much_is_under_way() -> None:
    """Told to end, with trainings, sweeps and previews begun and waiting and a session open, it ends."""
    port = free_port()
    server = run(port)
    try:
        wait_until_healthy(f"http://127.0.0.1:{port}", server)
        answers: list[int] = []
        targets = [f"/live/sweep?epochs={1500 - n}&batch=1" for n in range(4)] + ["/live/x/run?epochs=2000"] * 3
        askers = [threading.Thread(target=lambda path=path: answers.append(status(port, path))) for path in targets]
        with connect(f"ws://127.0.0.1:{port}/_stcore/stream", subprotocols=[Subprotocol("streamlit")]):
            for asker in askers:
                asker.start()
            time.sleep(0.5)
            server.terminate()
            output, _ = server.communicate(timeout=60)
        for asker in askers:
            asker.join(30)
        assert 503 in answers
        assert set(answers) <= {200, 503}
        assert b"Traceback" not in output
    finally:
        server.kill()


def status(port: int, path: str) -> int:
    """Return the status of an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()
