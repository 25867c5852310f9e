"""The page as a host serves it, by `deploy/serve` or otherwise, and a visitor who speaks to it as a browser does."""

from __future__ import annotations

import contextlib
import http.client
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from server import ROOT, free_port
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

SERVE = ROOT / "deploy" / "serve"
_RUN = re.compile(rb'"run":\s*"([0-9a-f]{12})"')


@dataclass(frozen=True)
class Answer:
    """Status, headers (in lower case) and body, as they came."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def replica(self) -> str:
        """The number of the replica that answered."""
        return self.headers["x-replica"]


@dataclass(frozen=True)
class Page:
    """Where the page is: its address without "/" at the end."""

    address: str

    def ask(self, path: str, headers: dict[str, str] | None = None, method: str = "GET", body: bytes | None = None) -> Answer:
        """Return the answer to one request."""
        parts = urlsplit(self.address + path)
        connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=60)
        with contextlib.closing(connection):
            connection.request(method, parts._replace(scheme="", netloc="").geturl(), body, headers or {})
            response = connection.getresponse()
            received = {name.lower(): value for name, value in response.getheaders() if name.lower() != "set-cookie"}
            cookies = [value for name, value in response.getheaders() if name.lower() == "set-cookie"]
            return Answer(response.status, {**received, "set-cookie": "\n".join(cookies)}, response.read())


@dataclass(frozen=True)
class Site(Page):
    """A running `deploy/serve`: the address that it printed, and its process."""

    process: subprocess.Popen[str]

    def replicas(self) -> list[int]:
        """Return the process ids of the replicas that run, in their order."""
        return [child for child in children(self.process.pid) if "streamlit" in command(child)]


@contextlib.contextmanager
def deployed(*options: str) -> Iterator[Site]:
    """Run `deploy/serve` on a free port of this machine; yield it once it has printed its address, and stop it."""
    arguments = [sys.executable, str(SERVE), "--address=127.0.0.1", f"--port={free_port()}", *options]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            line = process.stdout.readline()
            found = re.fullmatch(r"linreg is at (http://\S+)/\n", line)
            assert found, line
            yield Site(found[1], process)
        finally:
            process.terminate()


class Visitor:
    """One browser's tab."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.cookies: dict[str, str] = {}

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        """Return the answer to a request with the visitor's cookies, and keep those that come with it."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = self.page.ask(path, {**sent, "Cookie": self._cookie()}, method, body)
        self._keep(answer.headers["set-cookie"].splitlines())
        return answer

    @contextlib.contextmanager
    def stream(self) -> Iterator[ClientConnection]:
        """Open the websocket, and keep the cookies that come with it."""
        token = self.cookies.get("_streamlit_xsrf", "PLACEHOLDER_AUTH_TOKEN")
        with connect(
            self.page.address.replace("http", "ws", 1) + "/_stcore/stream",
            subprotocols=["streamlit", token],  # type: ignore[list-item]
            origin=self.page.address,  # type: ignore[arg-type]
            additional_headers={"Cookie": self._cookie()},
            user_agent_header=None,  # a browser names itself the same in all its requests
            compression=None,
            max_size=None,
            open_timeout=60,
        ) as socket:
            assert socket.response
            self._keep(socket.response.headers.get_all("Set-Cookie"))
            yield socket

    def _cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def _keep(self, lines: list[str]) -> None:
        for line in lines:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value


def page_of(socket: ClientConnection, query: str = "") -> tuple[str, str]:
    """Ask for the page by its link; return the session's number and the digest of the run in the picture."""
    asked, session, digest = BackMsg(), "", ""
    asked.rerun_script.query_string = query
    socket.send(asked.SerializeToString())
    while True:
        data = socket.recv(timeout=60)
        assert isinstance(data, bytes)
        message = ForwardMsg.FromString(data)
        kind = message.WhichOneof("type")
        if kind == "new_session":
            session = message.new_session.initialize.session_id
        elif kind == "delta" and (found := _RUN.search(data)):
            digest = found[1].decode()
        elif kind == "script_finished":
            return session, digest


def until(true: Callable[[], bool], seconds: float) -> bool:
    """Return whether something becomes true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.05)
    return true()


def command(process: int) -> str:
    """Return the command line of a process; empty if it has ended."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{process}/cmdline").read_text(encoding="utf-8").replace("\0", " ").strip()
    return ""


def children(process: int) -> list[int]:
    """Return the ids of the processes that a process has started, in order."""
    with contextlib.suppress(OSError):
        return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()]
    return []


def descendants(process: int) -> list[int]:
    """Return the ids of these and of those that they have started."""
    return [found for child in children(process) for found in [child, *descendants(child)]]
