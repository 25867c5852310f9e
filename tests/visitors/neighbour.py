"""A visitor who orders the dearest runs that a link can order, again and again."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import Iterator
from typing import Final

from visitors.visitor import Visitor, WrongError

from linreg.config import LEARNING_RATES, UPDATES_MAX

TABS: Final = 3
"""Tabs of the neighbour: two wait for each run and order the next at once, and one does not wait."""

PAUSE: Final = 0.5
"""Seconds between two orders of the one that does not wait."""


def dearest(seed: int) -> str:
    """Return the link of a run of the most updates: one for each of the notes' three points, in an epoch."""
    epochs = UPDATES_MAX // 3 - 1
    return f"batch=1&epochs={epochs}&seed={seed}"


class Neighbour:
    """The visitor. Each order is of a run that nobody has ordered before."""

    def __init__(self, address: str, seed: int) -> None:
        self._visitors = [Visitor(address, dearest(seed + tab)) for tab in range(TABS)]
        self._tasks: list[asyncio.Task[None]] = []

    async def come(self) -> None:
        """Open the tabs, and begin to order when all have their connection."""
        self._tasks = [asyncio.create_task(self._order(tab)) for tab in range(TABS)]
        await asyncio.sleep(3)

    async def _order(self, tab: int) -> None:
        visitor = self._visitors[tab]
        if tab == TABS - 1:
            await self._hurry(visitor)
            return
        await visitor.open()
        for lr in _rates(tab):
            await visitor.change(lr)

    async def _hurry(self, visitor: Visitor) -> None:
        """Order, and order again before the first is done."""
        await visitor.come()
        async with asyncio.TaskGroup() as group:
            group.create_task(_look(visitor))
            for lr in _rates(TABS):
                await asyncio.sleep(PAUSE)
                if visitor.is_ready:
                    await visitor.move(lr)

    async def go(self) -> None:
        """Leave in the middle of what is trained.

        Raises:
            Exception: whatever went wrong meanwhile.
        """
        for task in self._tasks:
            if task.done():
                task.result()
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(visitor.leave() for visitor in self._visitors))


async def _look(visitor: Visitor) -> None:
    """Take whatever the server sends, whether it is still wanted or not."""
    while True:
        with contextlib.suppress(WrongError):
            await visitor.picture()


def _rates(tab: int) -> Iterator[float]:
    """Yield learning rates at which no run diverges, each tab its own."""
    allowed = [lr for lr in LEARNING_RATES if lr <= 0.03]
    return itertools.cycle(allowed[tab :: TABS + 1])
