"""Claims to turns: who waits for which run, and what each visitor has had lately."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Final

FORGOTTEN: Final = 10.0
"""Seconds after which half of what a visitor has had is forgotten."""

_NOTHING: Final = 50.0  # updates lately made that are as good as none


class Visitor:
    """Whoever waits for runs.

    Attributes:
        runs: number of runs that are trained for the visitor now.
        last: number of the visitor's last turn; at first of that after which the visitor came.
    """

    def __init__(self, turns: int) -> None:
        self.runs = 0
        self.last = turns
        self._used = self._at = 0.0

    def used(self, now: float) -> float:
        """Return the updates that were made for the visitor, those longer ago counted less."""
        return self._used * float(0.5 ** ((now - self._at) / FORGOTTEN))

    def use(self, updates: float, now: float) -> None:
        """Count updates that were made now."""
        self._used, self._at = self.used(now) + updates, now


class Claim:
    """A run that has updates to make.

    Attributes:
        visitor: whoever waits for it.
        number: claims are numbered in the order in which they were made.
        last: number of the turn that it had last; at first of that after which it came.
        turn: set while it is its turn.
        is_idle: whether it has the turn, and makes no updates now.
        seconds: how long its last block of updates took.
    """

    def __init__(self, left: Callable[[], int], visitor: Visitor, number: int, turns: int) -> None:
        self._left = left
        self.visitor = visitor
        self.number = number
        self.last = turns
        self.turn = threading.Event()
        self.is_idle = False
        self.seconds = 0.0

    def cost(self, now: float) -> float:
        """Return the updates left, and those lately made for the visitor."""
        return self._left() + self.visitor.used(now)

    def rank(self, now: float) -> tuple[float, int]:
        """Return its rank among others: the lowest goes first, and of equal ones that which was made first."""
        return self.cost(now), self.number

    def has_turn(self, number: int) -> None:
        """Give it the turn of a number."""
        self.last = self.visitor.last = number
        self.is_idle = False
        self.turn.set()


class Visitors:
    """The visitors for whom something is trained, or was lately. Not thread-safe."""

    def __init__(self) -> None:
        self._known: dict[Hashable, Visitor] = {}
        self._made = 0

    def __len__(self) -> int:
        return len(self._known)

    def claim(self, left: Callable[[], int], name: Hashable, now: float, turns: int) -> Claim:
        """Return a claim of the visitor of a name; for None, of somebody new.

        Args:
            left: returns the number of updates that are still to be made.
            name: of the visitor.
            now: the time, in seconds.
            turns: number of the turn that was last given to anybody.
        """
        for other, visitor in list(self._known.items()):
            if not visitor.runs and visitor.used(now) < _NOTHING:
                del self._known[other]
        found = self._known.get(name) or Visitor(turns)
        if name is not None:
            self._known[name] = found
        found.runs += 1
        self._made += 1
        return Claim(left, found, self._made, turns)
