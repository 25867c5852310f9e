"""The sweeps and runs that are fetched for previews, made when the first is asked for: what they import takes seconds."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from importlib import import_module

from starlette.routing import Route, Router
from starlette.types import Receive, Scope, Send

from linreg.ui.warm import WARMING


class Previews:
    """The answers under `/live`."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._closings: list[Callable[[], None]] = []

    def routes(self) -> list[Route]:
        """Return the route of everything under `/live`."""
        return [Route(f"{self._prefix}/live/{{rest:path}}", self)]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        await WARMING.first()
        await self._router(scope, receive, send)

    def close(self) -> None:
        """Give up what is being trained: the server ends."""
        for closing in self._closings:
            closing()

    @cached_property
    def _router(self) -> Router:
        made = import_module("linreg.ui.live").Sweeps(), import_module("linreg.ui.starts").Starts()
        self._closings = [each.close for each in made]
        return Router([route for each in made for route in each.routes(self._prefix)])
