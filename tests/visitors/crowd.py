"""A crowd of visitors: they open a link at the same moment, and then each changes lr every few seconds."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field

from visitors.processes import Processes
from visitors.visitor import Visitor, WrongError

from linreg.config import LEARNING_RATES

CLOSING = 10.0  # seconds within which the server shall answer the closing of a websocket


@dataclass
class Seen:
    """What a crowd has seen.

    Attributes:
        pictures: seconds until the first picture.
        early, changes: seconds from each change to its picture, while the server may still have to train most runs, and after.
        skipped: changes that were due while the visitor still waited for the one before.
        errors: how often each happened, by its text.
        received: bytes of each visitor over the websocket.
        memory: MB of the server's processes before the crowd came, with the first pictures, with the changes, after it left.
        cpu: seconds of the server's processes for the first pictures, and for the changes.
    """

    pictures: list[float] = field(default_factory=list)
    early: list[float] = field(default_factory=list)
    changes: list[float] = field(default_factory=list)
    skipped: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    received: list[int] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    async def timed(self, doing: Awaitable[None], times: list[float]) -> bool:
        """Append the seconds that something takes, or count the error; return whether it went well."""
        began = time.perf_counter()
        try:
            await doing
        except (OSError, WrongError, EOFError) as error:
            self.errors[f"{type(error).__name__}: {error}"[:160]] += 1
            return False
        times.append(time.perf_counter() - began)
        return True


@dataclass(frozen=True)
class Plan:
    """What a crowd does.

    Attributes:
        visitors: how many.
        seconds: how long they change lr, after all have their first picture; 0 for not at all.
        settling: of these, the seconds at the beginning that are counted apart.
        every: seconds between two changes of one visitor.
        rates: the learning rates that they choose from.
        query: the link's parameters.
        seed: of their choices.
        stay: seconds to wait, after they have left, before the memory is measured.
    """

    visitors: int
    seconds: float = 30.0
    settling: float = 0.0
    every: float = 5.0
    rates: Sequence[float] = LEARNING_RATES
    query: str = ""
    seed: int = 1
    stay: float = 0.0


async def visit(address: str, plan: Plan) -> Seen:
    """Send a crowd to an address, and return what it has seen."""
    seen, server = Seen(), Processes.below_this()
    visitors = [Visitor(address, plan.query) for _ in range(plan.visitors)]
    seen.memory.append(server.memory())
    begun = server.cpu()
    try:
        there = await asyncio.gather(*(seen.timed(visitor.open(), seen.pictures) for visitor in visitors))
        seen.memory.append(server.memory())
        opened = server.cpu()
        inside = [visitor for visitor, came in zip(visitors, there, strict=True) if came]
        start = time.perf_counter()
        await asyncio.gather(*(_change(number, visitor, plan, start, seen) for number, visitor in enumerate(inside)))
        seen.memory.append(server.memory())
        seen.cpu += [opened - begun, server.cpu() - opened]
    finally:
        await asyncio.gather(*(_leave(visitor, seen) for visitor in visitors))
    await asyncio.sleep(plan.stay)
    seen.memory.append(server.memory())
    seen.received += [visitor.received for visitor in visitors]
    return seen


async def _change(number: int, visitor: Visitor, plan: Plan, start: float, seen: Seen) -> None:
    choices = random.Random(f"{plan.seed} {number}")
    # People do not move in step.
    due = start + plan.every * number / plan.visitors
    while due < start + plan.seconds:
        if time.perf_counter() > due + plan.every:
            seen.skipped += 1
        else:
            await asyncio.sleep(due - time.perf_counter())
            times = seen.early if due < start + plan.settling else seen.changes
            if not await seen.timed(visitor.change(choices.choice(plan.rates)), times):
                return
        due += plan.every


async def _leave(visitor: Visitor, seen: Seen) -> None:
    try:
        await asyncio.wait_for(visitor.leave(), CLOSING)
    except (OSError, EOFError) as error:
        seen.errors[f"leaving: {type(error).__name__}: {error}"[:160]] += 1
