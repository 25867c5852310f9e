"""Files whose address changes with their content: compressed once, and kept by browsers for good."""

from __future__ import annotations

import re
from concurrent.futures import Executor
from functools import partial
from pathlib import Path
from typing import Final

import streamlit
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from linreg.player.assets import Parts, Served, compressed, content, served

STREAMLIT: Final = Path(streamlit.__file__).parent / "static" / "static"
"""Streamlit's own scripts, styles and fonts, which it serves under /static, uncompressed."""

FOR_GOOD: Final = "public, max-age=31536000, immutable"


async def answer(request: Request, parts: Parts, keep: str = FOR_GOOD) -> Response:
    """Return a response with a script or style sheet, compressed if the browser takes that, and how long to keep it."""
    headers = {"Cache-Control": keep, "Vary": "Accept-Encoding"}
    kind = "text/css" if parts[0].suffix == ".css" else "text/javascript"
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return Response(await run_in_threadpool(content, parts), media_type=kind, headers=headers)
    packed = await run_in_threadpool(compressed, parts)
    return Response(packed, media_type=kind, headers={**headers, "Content-Encoding": "gzip"})


def routes(prefix: str) -> list[Route]:
    """Return the routes of the player's files and of plotly.js below a path such as "/course", or ""."""
    return [Route(f"{prefix}/{group.folder}/{{version}}/{{name}}", partial(_from, group)) for group in served()]


async def _from(group: Served, request: Request) -> Response:
    parts, version = group.files.get(request.path_params["name"]), request.path_params["version"]
    if parts is None:
        raise HTTPException(404)
    # After "~" stands the number of the loader's attempt. Under the address of any other version, which a page asks for that
    # was drawn before an update of the server, a browser shall not keep what is served now.
    return await answer(request, parts, FOR_GOOD if version.split("~")[0] == group.version else "no-cache")


def compress_ahead(executor: Executor) -> None:
    """Compress the player's files and plotly.js, for the first visitor not to wait for it."""
    for group in served():
        for parts in group.files.values():
            executor.submit(compressed, parts)


class CompressStatic:
    """Middleware that serves Streamlit's scripts and style sheets compressed. Their names hold a digest."""

    def __init__(self, app: ASGIApp, prefix: str = "") -> None:
        self.app = app
        self.path = re.compile(rf"{re.escape(prefix)}/static/((?:js|css)/[\w.-]+\.(?:js|css))")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request for such a file; leave any other to the app."""
        app = self.app
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            asked = self.path.fullmatch(scope["path"].removeprefix(scope.get("root_path", "")))
            if asked and (file := STREAMLIT / asked[1]).is_file():
                app = await answer(Request(scope), (file,))
        await app(scope, receive, send)
