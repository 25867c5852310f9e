"""`deploy/serve`: the page by two processes behind nginx."""

from __future__ import annotations

import gzip
import importlib.util
import os
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

import pytest
from replicas import SERVE, Site, Visitor, command, deployed, descendants, page_of, until
from websockets.exceptions import ConnectionClosed

from linreg import RunConfig
from linreg.link import format_config
from linreg.player.assets import paths
from linreg.ui.live import path_of

FILES = paths("player.js")
GZIP = {"Accept-Encoding": "gzip"}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """Serve the page by two replicas."""
    with deployed("--replicas=2") as running:
        yield running


@pytest.fixture
def visitor(site: Site) -> Visitor:
    """Return a visitor who has opened the page."""
    one = Visitor(site)
    assert one.ask("/").status == 200
    return one


# One visitor, one replica


def test_both_replicas_get_visitors(site: Site) -> None:
    """New visitors are given to the replicas in turn."""
    assert Counter(site.ask("/").replica for _ in range(6)) == {"1": 3, "2": 3}


def test_a_visitor_stays_at_one_replica(site: Site) -> None:
    """What a visitor asks for later, the websocket too, is answered by the replica that sent the page; others have theirs."""
    visitors = [Visitor(site) for _ in range(4)]
    at = [visitor.ask("/").replica for visitor in visitors]
    assert set(at) == {"1", "2"}
    for visitor, replica in zip(visitors, at, strict=True):
        before = visitor.cookies["linreg_replica"]
        assert [visitor.ask(path).replica for path in ("/", "/_stcore/health", "/accumulate", "/_stcore/host-config")] == [
            replica
        ] * 4
        with visitor.stream() as stream:
            assert stream.response
            assert stream.response.headers["X-Replica"] == replica
        assert visitor.cookies["linreg_replica"] == before


def test_the_page_comes_by_its_websocket(visitor: Visitor) -> None:
    """The websocket passes through nginx, and brings the run of the link."""
    for lr in (0.15, 0.05):
        with visitor.stream() as stream:
            assert page_of(stream, f"lr={lr}")[1] == RunConfig(lr=lr).digest()


def test_a_file_reaches_its_session(visitor: Visitor) -> None:
    """A file is taken by the replica that has the session; XSRF protection is on."""
    with visitor.stream() as stream:
        session, _ = page_of(stream)
        assert visitor.ask("/_stcore/health").status == 200  # sets the cookie
        token = visitor.cookies["_streamlit_xsrf"]
        kind = "multipart/form-data; boundary=line"
        body = b'--line\r\nContent-Disposition: form-data; name="f"; filename="p.csv"\r\n\r\nx,y\r\n1,2\r\n--line--\r\n'
        path = f"/_stcore/upload_file/{session}/1"
        assert visitor.ask(path, "PUT", body, Content_Type=kind).status == 403
        assert visitor.ask(path, "PUT", body, Content_Type=kind, X_Xsrftoken=token).status == 204


def test_without_cookies_a_session_is_at_one_replica(site: Site) -> None:
    """An embedded page that may not set cookies finds its session again: websocket, uploads and downloads go by the address."""
    seen = set()
    for path in ("/media/a.csv", "/_stcore/upload_file/a/b", "/media/b.csv") * 2:
        seen.add(site.ask(path).replica)
    anybody = Visitor(site)
    with anybody.stream() as stream:
        assert stream.response
        seen.add(stream.response.headers["X-Replica"])
    assert len(seen) == 1


def test_the_cookie_is_fit_for_frames_where_it_may_be(site: Site) -> None:
    """Over TLS the cookie is also for a page embedded elsewhere; without TLS browsers would refuse that."""
    plain, secure = (site.ask("/", {"X-Forwarded-Proto": proto}).headers["set-cookie"] for proto in ("http", "https"))
    assert plain.endswith("; Path=/; HttpOnly; SameSite=Lax")
    assert secure.endswith("; Path=/; HttpOnly; SameSite=None; Secure; Partitioned")


# What is sent


@pytest.mark.parametrize("path", ["/", f"/{FILES['player']}", f"/{FILES['style']}", f"/{FILES['plotly']}"])
def test_text_is_compressed(site: Site, path: str) -> None:
    """Text comes compressed for those who take it, once, and the same for those who do not."""
    plain, packed = site.ask(path), site.ask(path, GZIP)
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["vary"]
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < len(plain.body) / 2


def test_what_never_changes_is_fetched_once(site: Site) -> None:
    """A sweep comes from nginx the second time, for whichever visitor; browsers may keep it for good, too."""
    path = f"/{path_of(RunConfig(epochs=300))}"
    first, second = site.ask(path, {**GZIP, "Cookie": "linreg_replica=1"}), site.ask(path, {**GZIP, "Cookie": "linreg_replica=2"})
    assert (first.headers["x-cache"], second.headers["x-cache"]) == ("MISS", "HIT")
    assert first.headers["cache-control"] == second.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert first.body == second.body
    assert second.headers["content-encoding"] == "gzip"
    assert site.ask(path).body == gzip.decompress(second.body)
    assert second.headers["set-cookie"] == ""


def test_a_class_fetches_a_sweep_once(site: Site) -> None:
    """Of many who ask for the same sweep at once, one reaches a replica."""
    path = f"/{path_of(RunConfig(epochs=301))}"
    with ThreadPoolExecutor(12) as executor:
        answers = list(executor.map(lambda _: site.ask(path, GZIP), range(12)))
    assert {answer.status for answer in answers} == {200}
    assert Counter(answer.headers["x-cache"] for answer in answers) == {"MISS": 1, "HIT": 11}


def test_what_may_change_is_not_kept(site: Site) -> None:
    """The page, runs from a dragged start and what an older page asks for come from a replica each time."""
    older = f"/live/older/sweep?{'&'.join(f'{name}={value}' for name, value in format_config(RunConfig(epochs=302)).items())}"
    assert [site.ask(older).headers["x-cache"] for _ in range(2)] == ["MISS", "MISS"]
    config = replace(RunConfig(epochs=50), start=(1.0, 2.0))
    run = f"/live/any/run?{'&'.join(f'{name}={value}' for name, value in format_config(config).items())}"
    for path in ("/", run):
        answer = site.ask(path)
        assert answer.status == 200
        assert "x-cache" not in answer.headers


def test_a_long_link_and_a_foreign_name_are_taken(site: Site) -> None:
    """The longest link passes, and so does a name of the site that neither nginx nor Streamlit knows."""
    assert site.ask(f"/?points={'1' * 8000}", {"Host": "linreg.example.org"}).status == 200


# What breaks


def test_a_replica_that_dies_is_replaced(site: Site) -> None:
    """Its visitors get answers from the other one at once, and stay there; it comes back, and takes new visitors."""
    visitor = Visitor(site)
    died = visitor.ask("/").replica
    other = {"1": "2", "2": "1"}[died]
    before = site.replicas()
    with visitor.stream() as stream:
        os.kill(before[int(died) - 1], signal.SIGKILL)
        with pytest.raises(ConnectionClosed):
            stream.recv(timeout=60)
    with visitor.stream() as stream:  # before anything else, as a page does that has lost its server
        assert stream.response
        assert stream.response.headers["X-Replica"] == other
        assert visitor.cookies["linreg_replica"] == other
        assert page_of(stream, "lr=0.07")[1] == RunConfig(lr=0.07).digest()
        assert until(lambda: site.ask("/").replica == died, 90)
        assert [visitor.ask("/").replica for _ in range(4)] == [other] * 4
    assert len(set(before) & set(site.replicas())) == 1


def test_it_says_that_it_is_starting() -> None:
    """If no replica answers, the visitor reads so, and the page tries again by itself."""
    with deployed("--replicas=1", "--prefix=/course") as alone:
        os.kill(alone.replicas()[0], signal.SIGSTOP)
        os.kill(alone.replicas()[0], signal.SIGKILL)
        answer = alone.ask("/")
        assert answer.status == 503
        assert answer.headers["retry-after"] == "2"
        assert b'http-equiv="refresh"' in answer.body
        # Under its path the page is complete, and there is nothing beside it.
        assert until(lambda: alone.ask("/").status == 200, 90)
        visitor = Visitor(alone)
        assert "Path=/course/" in visitor.ask("/").headers["set-cookie"]
        with visitor.stream() as stream:
            assert page_of(stream, "lr=0.07")[1] == RunConfig(lr=0.07).digest()
        assert [alone.ask(f"/{FILES['player']}").headers["x-cache"] for _ in range(2)] == ["MISS", "HIT"]
        assert alone.ask("").headers["location"] == "/course/"
        outside = replace(alone, address=alone.address.removesuffix("/course"))
        assert [outside.ask(path).status for path in ("/", "/other", "/coursework")] == [404] * 3


def test_it_ends_with_all_its_processes(site: Site) -> None:
    """SIGTERM ends it, with visitors on the page: code 0, no process and no file is left.

    It is the last test of those who share one.
    """
    visitor = Visitor(site)
    visitor.ask("/")
    with visitor.stream() as stream:
        page_of(stream)
        started = descendants(site.process.pid)
        assert len(started) >= 4
        (state,) = {word for child in started for word in command(child).split() if word.endswith("nginx.conf")}
        assert Path(state).exists()
        site.process.send_signal(signal.SIGTERM)
        assert site.process.wait(60) == 0
    assert [child for child in started if command(child)] == []
    assert not Path(state).parent.exists()


# What is said instead of an address


def refused(*options: str) -> str:
    """Return the only line that `deploy/serve` says, and that is an error."""
    done = subprocess.run([sys.executable, SERVE, *options], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    return line


def test_a_port_in_use_is_said() -> None:
    """If something else listens on the port, nothing is started."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert refused(f"--port={port}", "--address=127.0.0.1") == (
            f"deploy/serve: cannot listen on 127.0.0.1:{port}: Address already in use"
        )


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Load `deploy/serve` as a module, as if called without options."""
    loader = SourceFileLoader("deploy_serve", str(SERVE))
    spec = importlib.util.spec_from_loader("deploy_serve", loader)
    assert spec
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    loader.exec_module(module)
    monkeypatch.setattr(sys, "argv", ["deploy/serve", "--port=0", "--replicas=1"])
    monkeypatch.setattr(module.signal, "signal", lambda *_: None)  # pytest's own handlers stay
    return module


def test_a_missing_nginx_is_said(program: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Without nginx, that is all it says."""
    monkeypatch.setattr(program.shutil, "which", lambda *_, **__: None)
    assert program.main() == 1
    assert capsys.readouterr().err == "deploy/serve: nginx is not installed\n"


def test_a_replica_that_does_not_start_is_said(
    program: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """If the page itself does not start, it ends, and says with which code."""
    monkeypatch.setattr(program, "replica", lambda *_: ["false"])
    assert program.main() == 1
    assert capsys.readouterr().err == "deploy/serve: replica 1 does not start: code 1\n"
