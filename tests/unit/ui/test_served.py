"""What the server answers for files whose address changes with their content."""

from __future__ import annotations

import asyncio
import gzip
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import Message

from linreg.player.assets import PLOTLY, compressed, paths, player_version, served
from linreg.ui.served import STREAMLIT, CompressStatic, routes

STATIC = next(file for file in sorted((STREAMLIT / "js").iterdir()) if file.stat().st_size > 10_000)
PREFIX = "/course"


def get(path: str, encodings: str = "gzip, deflate", prefix: str = PREFIX) -> tuple[int, Mapping[str, str], bytes]:
    """Return the status, headers and body that the routes answer; "streamlit" where they leave it to Streamlit."""
    app = Starlette(
        routes=[*routes(PREFIX), Route("/{rest:path}", lambda _request: PlainTextResponse("streamlit"))],
        middleware=[Middleware(CompressStatic, prefix=PREFIX)],
    )
    sent: list[Message] = []

    async def receive() -> Message:
        return await asyncio.Future()  # no request has a body, and nobody hangs up

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"accept-encoding", encodings.encode())]
    scope = {"type": "http", "method": "GET", "path": prefix + path, "query_string": b"", "headers": headers}
    asyncio.run(app(scope, receive, send))
    start, *rest = sent
    answered = {name.decode(): value.decode() for name, value in start["headers"]}
    return start["status"], answered, b"".join(message.get("body", b"") for message in rest)


@pytest.mark.parametrize("path", [*paths("player.js").values(), *paths("still.js").values()])
def test_every_path_of_the_player_is_served_compressed_and_for_good(path: str) -> None:
    """Each file that the player names comes compressed, whole, and to be kept for a year."""
    status, headers, body = get(f"/{path}")
    (group,) = [group for group in served() if group.folder == path.split("/")[0]]
    assert status == 200
    assert headers["content-encoding"] == "gzip"
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    assert headers["vary"] == "Accept-Encoding"
    assert re.match(r"text/(javascript|css)", headers["content-type"])
    assert gzip.decompress(body) == b"\n".join(part.read_bytes() for part in group.files[path.split("/")[-1]])


def test_a_browser_that_takes_no_gzip_gets_the_file() -> None:
    """Without gzip among the accepted encodings, the file comes as it is, with its type."""
    status, headers, body = get(f"/player/{player_version()}/clock.js", "br")
    assert (status, headers.get("content-encoding")) == (200, None)
    assert headers["content-type"].startswith("text/javascript")
    assert b"class Clock" in body


def test_another_version_is_not_kept() -> None:
    """After a failure the loader asks for `version~1`, which is kept; the address of another version is not."""
    version = player_version()
    for asked, kept in ((version, True), (f"{version}~1", True), ("0123456789", False)):
        status, headers, _body = get(f"/player/{asked}/clock.js")
        assert (status, "immutable" in headers["cache-control"]) == (200, kept), asked


@pytest.mark.parametrize(
    "path", ["/player/x/none.js", "/plotly/x/widgetbundle.js", "/player/x/..", "/plotly/x/..%2Fvalidators.py", "/player/x/"]
)
def test_nothing_else_is_served(path: str) -> None:
    """A name that is not among the player's files is not found."""
    status, _headers, body = get(path)
    assert status == 404 or body == b"streamlit"


def test_streamlits_own_scripts_are_compressed() -> None:
    """Streamlit serves its scripts uncompressed; here they come compressed, and whole."""
    status, headers, body = get(f"/static/js/{STATIC.name}")
    assert (status, headers["content-encoding"]) == (200, "gzip")
    assert "immutable" in headers["cache-control"]
    assert gzip.decompress(body) == STATIC.read_bytes()
    assert len(body) < STATIC.stat().st_size / 2


@pytest.mark.parametrize("path", ["/", "/static/js/none.js", "/static/js/../../index.html", "/static/media/a.woff2", "/static/js"])
def test_the_rest_is_left_to_streamlit(path: str) -> None:
    """Pages, fonts, and whatever is not a script or a style sheet of Streamlit's go to Streamlit."""
    assert get(path)[2] == b"streamlit"
    assert get(f"/static/js/{STATIC.name}", prefix="")[2] == b"streamlit"


def test_it_is_compressed_once(tmp_path: Path) -> None:
    """The same bytes are given again, without reading the file."""
    file = tmp_path / "a.js"
    file.write_text("1;" * 1000, encoding="utf-8")
    first = compressed((file,))
    file.unlink()
    assert compressed((file,)) is first
    assert len(compressed((PLOTLY,))) < 0.32 * PLOTLY.stat().st_size
