"""Asks an app for something, without a server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from starlette.types import ASGIApp, Message

Answer = tuple[int, Mapping[str, str], bytes]


async def ask(
    app: ASGIApp,
    target: str,
    encodings: str = "gzip",
    left: asyncio.Event | None = None,
    more: Mapping[str, str] | None = None,
    client: str = "127.0.0.1",
) -> Answer:
    """Return status, headers and body of a request with `more` headers; whoever asks leaves when `left` is set."""
    sent: list[Message] = []

    async def receive() -> Message:
        await (left or asyncio.Event()).wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    path, _, query = target.partition("?")
    headers = [(b"accept-encoding", encodings.encode()), (b"host", b"localhost")]
    headers += [(name.encode(), value.encode()) for name, value in (more or {}).items()]
    scope = {"type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": headers}
    more_scope = {"server": ("localhost", 80), "client": (client, 50_000), "scheme": "http", "root_path": ""}
    await app({**scope, **more_scope}, receive, send)
    start, *rest = sent
    answered = {name.decode(): value.decode() for name, value in start["headers"]}
    return start["status"], answered, b"".join(message.get("body", b"") for message in rest)


def head_of(content: bytes) -> dict[str, Any]:
    """Return the head of a sweep."""
    found: dict[str, Any] = json.loads(content[4 : 4 + int.from_bytes(content[:4], "little")])
    return found
