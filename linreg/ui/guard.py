"""What a server on the open internet says and refuses: security headers, and requests that are too long."""

from __future__ import annotations

import os
from typing import Final

import streamlit as st
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from linreg.link import LONGEST_LINK

LONGEST_TARGET: Final = LONGEST_LINK + 1024
"""Longest path with its query, in characters: the longest link that the page itself makes, and what hosts add to it."""

LARGEST_BODY: Final = 2**20 + 2**14
"""Largest body of a request in bytes: that of an upload of 1 MB, with what a form puts around it."""

FRAMES: Final = "LINREG_FRAMES"
"""Environment variable: the sites, separated by spaces, that may show any page in a frame, such as the one of a host."""

_ALWAYS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # a link may hold a person's own points
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


class Guard:
    """Middleware, the outermost one: refuses what is too long, and adds the headers to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_headers(scope)]
            await send(message)

        await (refused(Request(scope)) or self.app)(scope, receive, guarded)


def refused(request: Request) -> PlainTextResponse | None:
    """Return the answer to a request that is too long; None if it is not."""
    if len(request.url.path) + len(request.url.query) > LONGEST_TARGET:
        said = f"The link is too long: at most {LONGEST_TARGET} characters.\n링크가 너무 깁니다. 최대 {LONGEST_TARGET}자입니다.\n"
        return PlainTextResponse(said, 414)
    length = request.headers.get("Content-Length", "0")
    if not length.isdecimal() or int(length) > LARGEST_BODY:
        said = "The file is too large: at most 1 MB.\n파일이 너무 큽니다. 최대 1 MB입니다.\n"
        return PlainTextResponse(said, 413, {"Connection": "close"})
    return None


def _headers(scope: Scope) -> list[tuple[bytes, bytes]]:
    headers = dict(_ALWAYS)
    # Known for a page only (front.py).
    if (scripts := scope.get("linreg.scripts")) is not None:
        headers["Content-Security-Policy"] = policy(scripts, embedded=b"embed=true" in scope["query_string"].split(b"&"))
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


def policy(scripts: tuple[str, ...], embedded: bool) -> str:
    """Return the Content-Security-Policy of a page.

    Args:
        scripts: the sources of the scripts that stand in it.
        embedded: whether it is made for another page's frame.
    """
    frames = "*" if embedded else " ".join(["'self'", *st.get_option("client.allowedOrigins"), *os.environ.get(FRAMES, "").split()])
    rules = {
        "default-src": "'self'",
        "script-src": f"'self' blob: 'wasm-unsafe-eval' {' '.join(scripts)}",  # a component's script is a blob
        "style-src": "'self' 'unsafe-inline'",  # Streamlit and Plotly write styles
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "media-src": "'self' blob:",
        "worker-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": frames,
    }
    return "; ".join(f"{name} {sources}" for name, sources in rules.items())
