"""What waits for the warm-up."""

from __future__ import annotations

import asyncio
import gc
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send

from linreg.ui import warm

WAIT = [("websocket", "/_stcore/stream"), ("http", "/_stcore/health"), ("http", "/course/_stcore/health")]
PASS = [("http", "/"), ("http", "/static/js/index.js"), ("lifespan", "")]


class Begun(warm.Warming):
    """A warm-up that has begun, and ends when the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self._first.clear()

    def end(self) -> None:
        """End the first part."""
        self._first.set()


@pytest.mark.parametrize(("kind", "path", "waits"), [(*each, True) for each in WAIT] + [(*each, False) for each in PASS])
def test_what_needs_a_picture_waits(kind: str, path: str, waits: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sessions wait until a page can be drawn, and so does whoever asks whether it can be; pages and files come at once."""
    warming, passed = Begun(), list[str]()
    monkeypatch.setattr(warm, "WARMING", warming)

    async def app(scope: Scope, _receive: Receive, _send: Send) -> None:
        passed.append(scope["type"])

    async def ask() -> None:
        nothing: Any = None
        asked = asyncio.create_task(warm.AfterWarming(app)({"type": kind, "path": path}, nothing, nothing))
        for _ in range(3):
            await asyncio.sleep(0.03)
        assert passed == ([] if waits else [kind])
        warming.end()
        await asked
        assert passed == [kind]

    asyncio.run(ask())


def test_garbage_is_collected_though_the_warm_up_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server goes on, and what failed is said where it is needed."""

    def fail() -> None:
        raise ImportError("gone")

    monkeypatch.setattr(warm, "do_not_compile", fail)
    with pytest.raises(ImportError, match="gone"):
        warm.warm_first()
    assert gc.isenabled()
