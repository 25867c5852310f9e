"""The served app and strangers: paths, uploads, tokens, origins and messages that nobody should send."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator, Mapping
from contextlib import closing
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from server import ROOT, serve
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from linreg.player.assets import player_version

PREFIX = "/course"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the app below a prefix once for this file."""
    log = tmp_path_factory.mktemp("server") / "log.txt"
    with serve(log, prefix=PREFIX) as running:
        yield running


def ask(address: str, target: str, method: str = "GET", **headers: str) -> tuple[int, Mapping[str, str], bytes]:
    """Return status, headers and body of a request whose path is sent as it is."""
    with closing(http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)) as connection:
        connection.putrequest(method, target, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        with closing(connection.getresponse()) as answer:
            found = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, found, answer.read()


def is_page(body: bytes) -> bool:
    """Return whether something is the app's page, which is served for every address that is no file."""
    return b'class="linreg-front"' in body


UP = ["..", "%2e%2e", "..%2f", "%2e%2e%2f", "..%5c", "..\\", "....//", "%252e%252e%252f", ".%00./", "%c0%ae%c0%ae/"]
FOLDERS = ["", "static/", "static/js/", "player/x/", "plotly/x/", "live/x/", "media/", "component/x/", "_stcore/bidi-components/x/"]
SECRETS = [b"root:", b"st.App(", b"[project]", b"plotly/validators"]


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_path_leads_out_of_a_folder(address: str, folder: str) -> None:
    """However it is written: there is a refusal, or the page, which is served for any address."""
    for up in UP:
        steps = up if up.endswith(("/", "f", "c", "\\")) else f"{up}/"
        for end in ("app.py", "pyproject.toml", "etc/passwd", "validators.py"):
            status, _headers, body = ask(address, f"{PREFIX}/{folder}{steps * 8}{end}")
            assert status in (400, 404) or (status in (200, 304) and is_page(body)), (folder, up, end, status)
            assert not any(secret in body for secret in SECRETS)
    for absolute in (f"/{ROOT}/app.py", "%2fetc%2fpasswd", "file:///etc/passwd", "C:%5cboot.ini", "%5c%5chost%5cshare"):
        status, _headers, body = ask(address, f"{PREFIX}/{folder}{absolute}")
        assert status in (400, 404) or is_page(body), (folder, absolute, status)


@pytest.mark.parametrize("folder", [*FOLDERS, "static", "player/", f"player/{player_version()}/", "plotly/", "live/"])
def test_no_folder_is_listed(address: str, folder: str) -> None:
    """A folder's address names none of its files."""
    status, _headers, body = ask(address, f"{PREFIX}/{folder}")
    assert status in (301, 307, 400, 404) or is_page(body)
    assert b"<title>Index of" not in body
    if not is_page(body):
        assert not re.search(rb"\w\.(js|py|css)\b", body)


class Links(HTMLParser):
    """The addresses of the files that a page names."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the address of a file."""
        attributes = dict(attrs)
        address = attributes.get("src") or attributes.get("href")
        if tag in ("script", "link") and address and attributes.get("rel") != "service-desc":
            self.found.append(address.removeprefix("."))


def test_files_are_compressed_and_kept(address: str) -> None:
    """Each file that the page names is there; scripts and sheets are compressed; it is for good, or has an entity tag."""
    files = Links(ask(address, f"{PREFIX}/")[2].decode()).found
    assert len(files) > 50
    for file in files:
        status, headers, _body = ask(address, PREFIX + file, accept_encoding="gzip")
        assert status == 200, file
        assert "immutable" in headers["cache-control"] or headers["etag"], file
        assert headers.get("content-encoding") == ("gzip" if file.endswith((".js", ".css")) else None), file


def test_no_version_is_told(address: str) -> None:
    """Neither the server's nor that of what it is made of."""
    for target in ("/", f"/player/{player_version()}/player.js", "/none/none.js", "/_stcore/health"):
        _status, headers, _body = ask(address, PREFIX + target)
        assert not re.search(r"\d", headers.get("server", ""))
        assert "x-powered-by" not in headers


def test_every_answer_is_guarded(address: str) -> None:
    """Also those of Streamlit, and only pages for a frame may be framed by anybody."""
    for target in ("/", "/accumulate", "/_stcore/health", "/_stcore/host-config", "/static/none.js", "/favicon.png"):
        assert ask(address, PREFIX + target)[1]["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'self'" in ask(address, f"{PREFIX}/logit")[1]["content-security-policy"]
    assert "frame-ancestors *" in ask(address, f"{PREFIX}/logit?embed=true")[1]["content-security-policy"]


def test_an_upload_without_the_token_is_refused(address: str) -> None:
    """The protection against forged requests is on."""
    status, _headers, body = ask(address, f"{PREFIX}/_stcore/upload_file/someone/1", "PUT", content_length="0")
    assert status == 403
    assert b"XSRF" in body


def test_what_is_too_long_is_refused(address: str) -> None:
    """A file of more than 1 MB before it is read, and a link longer than any that the page makes."""
    target = f"{PREFIX}/_stcore/upload_file/someone/1"
    assert ask(address, target, "PUT", content_length=str(2_000_000))[0] == 413
    status, _headers, body = ask(address, f"{PREFIX}/?data=" + "1" * 20_000)
    assert (status, len(body) < 300) == (414, True)


def test_there_is_no_interface_for_programs(address: str) -> None:
    """Streamlit's own for agents stays off."""
    status, _headers, _body = ask(address, f"{PREFIX}/_stcore/agent/interact", "POST", content_length="0")
    assert status in (403, 404)


def test_another_site_gets_no_session(address: str) -> None:
    """A page elsewhere cannot use a visitor's browser to talk to this server."""
    stream = f"ws{address.removeprefix('http')}/_stcore/stream"
    with pytest.raises(InvalidStatus) as refused:
        connect(stream, origin=Origin("https://elsewhere.example"), subprotocols=[Subprotocol("streamlit")])
    assert refused.value.response.status_code == 403
    with connect(stream, origin=Origin(f"http://{urlsplit(address).netloc}"), subprotocols=[Subprotocol("streamlit")]):
        pass


def test_a_message_too_large_ends_the_session(address: str) -> None:
    """Of 4 MB; a pasted file of 1 MB fits."""
    with connect(f"ws{address.removeprefix('http')}/_stcore/stream", subprotocols=[Subprotocol("streamlit")]) as session:
        session.send(b"\0" * 4_100_000)
        with pytest.raises(ConnectionClosed) as closed:
            session.recv(timeout=30)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1009
