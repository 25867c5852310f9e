"""Runs from other starts over HTTP: what the player shows while a start is dragged over the loss surface."""

from __future__ import annotations

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from linreg import RunConfig, analyse
from linreg.config import EPOCHS_MIN
from linreg.link import LONGEST_LINK, format_config
from linreg.player.packing import packed
from linreg.sweeps import sweep, work
from linreg.turns import TURNS
from linreg.ui.asked import REFUSED, config_of, refusal, version

LONGEST: Final = 2_100
"""Largest `work` of such a run, a little more than that of the default config; of a longer one the first epochs are trained."""

MOST_WAITING: Final = 40
"""Runs that may wait at once. Whoever asks then is told to ask again: by that time the pointer is elsewhere anyway."""

_START: Final = 64  # characters: room for a start in the address


class _GivenUp(Exception):  # noqa: N818 - nobody is there to be told
    """Whoever asked has left, or the server ends."""


def path_from(config: RunConfig) -> str | None:
    """Return the path of the runs of `config` from any start, relative to the app's address; `start` is left to be added.

    It always holds `epochs`, which may be lowered. None if its points are too many for an address.
    """
    anywhere = replace(config, start=None)
    query = urlencode({**format_config(anywhere), "epochs": config.epochs})
    return f"live/{version()}/run?{query}" if len(query) <= LONGEST_LINK - _START else None


def shortened(config: RunConfig) -> RunConfig:
    """Return `config` with as many of its epochs as a preview trains, at least one."""
    per_pass = work(config, 1, len(config.dataset)) / (config.epochs + 1)
    most = int(LONGEST / per_pass) - 1  # the loop of n epochs makes n + 1 passes
    return replace(config, epochs=min(config.epochs, max(EPOCHS_MIN, most)))


class Starts:
    """The runs that are asked for: trained one after the other, in a thread, and not kept."""

    def __init__(self) -> None:
        # Not that of the sweeps: whoever drags a start waits for it.
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="start")
        self._closed = threading.Event()
        self._waiting = 0

    def close(self) -> None:
        """Give up what is being trained: the server ends."""
        self._closed.set()
        self._executor.shutdown(wait=False, cancel_futures=True)

    def routes(self, prefix: str) -> list[Route]:
        """Return the routes below a path such as "/course", or ""."""
        return [Route(f"{prefix}/live/{{version}}/run", self._answer)]

    async def _answer(self, request: Request) -> Response:
        if self._closed.is_set() or self._waiting >= MOST_WAITING:
            return PlainTextResponse("too many at once", 503, {"Retry-After": "1"})
        try:
            content, seconds = await self._trained(shortened(config_of(request)), request)
        except REFUSED as error:
            return refusal(error)
        except _GivenUp:
            return Response(status_code=503)
        except asyncio.CancelledError:  # while it waited for its turn
            if not self._closed.is_set():
                raise
            return Response(status_code=503)
        # How long the training took: the player asks for as many epochs as come in time.
        headers = {"Cache-Control": "no-store", "Server-Timing": f"train;dur={1000 * seconds:.1f}"}
        return Response(content, media_type="application/octet-stream", headers=headers)

    async def _trained(self, config: RunConfig, request: Request) -> tuple[bytes, float]:
        """Train a run; return it with the seconds that this took.

        Given up if whoever asked leaves: a pointer that has moved on wants another.
        """
        has_left = threading.Event()
        leaving = asyncio.create_task(_leaving(request, has_left))
        self._waiting += 1
        try:
            return await asyncio.wrap_future(self._executor.submit(self._made, config, has_left))
        finally:
            self._waiting -= 1
            leaving.cancel()

    def _made(self, config: RunConfig, has_left: threading.Event) -> tuple[bytes, float]:
        def check(_done: float) -> None:
            if has_left.is_set() or self._closed.is_set():
                raise _GivenUp

        check(0.0)
        began = time.perf_counter()
        # A person waits for it, as for a run.
        with TURNS.run(lambda: LONGEST):
            content = packed(sweep(config, [config.lr], outline=True, on_progress=check), analyse(config))
        return content, time.perf_counter() - began


async def _leaving(request: Request, has_left: threading.Event) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
    has_left.set()
