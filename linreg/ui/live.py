"""Sweeps over HTTP: the page's own link parameters in, the runs at every learning rate of the slider out."""

from __future__ import annotations

import asyncio
import gzip
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from linreg import RunConfig, analyse
from linreg.config import LEARNING_RATES
from linreg.link import LONGEST_LINK, format_config
from linreg.player.packing import packed
from linreg.rates import of_all_rates
from linreg.sweeps import WORK_MAX, sweep, work
from linreg.ui.asked import REFUSED, config_of, refusal, version
from linreg.ui.served import FOR_GOOD

_MOST: Final = 32
"""Sweeps kept, most recently used. One takes about 150 KB."""

MOST_WAITING: Final = 16
"""Sweeps that may wait to be trained at once: half of those kept, so that none is forgotten before it has been answered."""

MOST_OF_ONE: Final = 8
"""Sweeps of one address among them. A whole class may have the same address: it still gets half of the turns."""

_AGAIN: Final = 5
"""Seconds after which to ask again."""


def path_of(config: RunConfig) -> str | None:
    """Return the path of a config's sweep, relative to the app's address.

    None if its points are too many for an address, or if it would take too long.
    """
    query = urlencode(format_config(of_all_rates(config)))
    if work(config, len(LEARNING_RATES), len(config.dataset)) > WORK_MAX:
        return None
    return f"live/{version()}/sweep?{query}" if len(query) <= LONGEST_LINK else None


class TooMany(Exception):  # noqa: N818 - whoever asked is told to come again
    """As many sweeps as may wait are waiting, or the server ends."""


class Sweeps:
    """The sweeps that have been asked for: each is trained once, in a thread, however many ask for it at once."""

    def __init__(self) -> None:
        self._made: OrderedDict[str, Future[bytes]] = OrderedDict()
        self._by: dict[str, str] = {}  # digest -> address of the one who asked first
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="sweep")
        self._closed = threading.Event()

    def close(self) -> None:
        """Give up what is being trained: the server ends."""
        self._closed.set()
        self._executor.shutdown(wait=False, cancel_futures=True)

    def _check(self, _done: float) -> None:
        if self._closed.is_set():
            raise CancelledError

    def routes(self, prefix: str) -> list[Route]:
        """Return the routes below a path such as "/course", or ""."""
        return [Route(f"{prefix}/live/{{version}}/sweep", self._answer), Route(f"{prefix}/live/sweep", self._answer)]

    async def _answer(self, request: Request) -> Response:
        try:
            # Shielded: one who leaves does not end it for the others.
            made = self._of(of_all_rates(config_of(request)), request.client.host if request.client else "")
            content = await asyncio.shield(asyncio.wrap_future(made))
        except REFUSED as error:
            return refusal(error)
        except asyncio.CancelledError:
            if not self._closed.is_set():
                raise
            return Response(status_code=503)
        except TooMany:
            return PlainTextResponse("too many at once", 503, {"Retry-After": str(_AGAIN)})
        # Under another version's address, which a page asks for that was drawn before an update, nothing is kept.
        keep = FOR_GOOD if request.path_params.get("version") == version() else "no-cache"
        headers = {"Cache-Control": keep, "Vary": "Accept-Encoding"}
        if "gzip" not in request.headers.get("Accept-Encoding", ""):
            content = gzip.decompress(content)
        else:
            headers["Content-Encoding"] = "gzip"
        return Response(content, media_type="application/octet-stream", headers=headers)

    def _of(self, config: RunConfig, address: str = "") -> Future[bytes]:
        # Called in the event loop only, so that nothing comes in between.
        digest = config.digest()
        future = self._made.get(digest)
        if future is None or (future.done() and future.exception()):
            future = self._made[digest] = self._begun(config, address)
        self._made.move_to_end(digest)
        if len(self._made) > _MOST:
            del self._by[self._made.popitem(last=False)[0]]
        return future

    def _begun(self, config: RunConfig, address: str) -> Future[bytes]:
        waiting = [self._by[digest] for digest, future in self._made.items() if not future.done()]
        if self._closed.is_set() or len(waiting) >= MOST_WAITING or waiting.count(address) >= MOST_OF_ONE:
            raise TooMany
        self._by[config.digest()] = address
        return self._executor.submit(_made, config, self._check)


def _made(config: RunConfig, on_progress: Callable[[float], None]) -> bytes:
    return gzip.compress(packed(sweep(config, LEARNING_RATES, outline=True, on_progress=on_progress), analyse(config)), 6, mtime=0)
