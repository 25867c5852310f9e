"""Turns: threads that train take turns, because threads competing for the GIL slow each other down.

Runs go before sweeps. Among runs, that one goes first which has the fewest updates left, those added that were lately made for
its visitor: the shorter before the longer, and one who orders long runs again and again after the others. One turn in `ONE_IN`
goes to whoever has waited longest, so that every run gets on. A dear run also waits while pages are drawn,
which is done one by one.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Final

from linreg.claims import Claim, Visitors

PATIENCE: Final = 0.5
"""Seconds that a block of a sweep waits for runs at most: on a busy server it gets on slowly, but it does."""

ONE_IN: Final = 8
"""Of so many turns for which several wait, one goes to who has waited longest. While pages are drawn, a dear run has this share
of the time."""

DEAR: Final = 12_000
"""Updates, left and lately made, from which on a run is dear: as many as six runs of the default length."""

AGAIN: Final = 0.05
"""Seconds between two questions whether a turn is still wanted."""


def _wanted() -> None:
    pass


class Turns:
    """One block of updates is made at a time. Each thread trains one run, and a run within a run is part of it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._changed = threading.Condition()
        self._own = threading.local()
        self._page = threading.Lock()  # held by the page that is being drawn
        self._visitors = Visitors()
        self._waiting: list[Claim] = []
        self._holder: Claim | None = None
        self._runs = self._drawn = self._turns = self._contended = 0

    @contextmanager
    def page(self) -> Iterator[None]:
        """Hold while a page is drawn: one at a time, because threads that draw at once slow each other down."""
        self._begin_drawing()
        try:
            yield
        finally:
            self._end_drawing()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Hold while something is waited for or trained: if that is for a page, others are drawn meanwhile."""
        if not getattr(self._own, "draws", False):
            yield
            return
        self._end_drawing()
        try:
            yield
        finally:
            self._begin_drawing()

    def _begin_drawing(self) -> None:
        self._own.draws = True
        self._count_drawn(1)
        self._page.acquire()

    def _end_drawing(self) -> None:
        self._page.release()
        self._count_drawn(-1)
        self._own.draws = False

    @contextmanager
    def run(self, left: Callable[[], int] = lambda: 0, visitor: Hashable = None) -> Iterator[None]:
        """Hold while a run has steps to train. A sweep that is trained within it goes like a run, by turns with the others.

        Args:
            left: returns the number of updates that are still to be made.
            visitor: who waits for it; None for somebody else than all others.
        """
        if self._claim is not None:
            yield
            return
        with self.aside(), self._claiming(left, visitor):
            yield

    @contextmanager
    def _claiming(self, left: Callable[[], int], visitor: Hashable) -> Iterator[None]:
        claim = self._own.claim = self._enter(left, visitor)
        try:
            yield
        finally:
            self._own.claim = None
            with self._changed:
                self._runs -= 1
                claim.visitor.runs -= 1
                self._give_up(claim)
                self._changed.notify_all()

    @property
    def _claim(self) -> Claim | None:
        return getattr(self._own, "claim", None)

    def _enter(self, left: Callable[[], int], visitor: Hashable) -> Claim:
        with self._changed:
            self._runs += 1
            return self._visitors.claim(left, visitor, self._clock(), self._turns)

    def _count_drawn(self, more: int) -> None:
        with self._changed:
            self._drawn += more
            self._changed.notify_all()

    @contextmanager
    def block(self, updates: int, wanted: Callable[[], object] = _wanted) -> Iterator[None]:
        """Hold for a block of updates of the run that this thread trains.

        Args:
            updates: how many.
            wanted: called now and then while the turn is waited for. If it raises, the turn is given up.

        Raises:
            RuntimeError: outside of `run`.
        """
        claim = self._claim
        if claim is None:
            raise RuntimeError("a block of updates belongs to a run")
        self._let_pages_be_drawn(claim, wanted)
        self._wait(claim, wanted)
        began = self._clock()
        try:
            yield
        finally:
            with self._changed:
                now = self._clock()
                claim.seconds, claim.is_idle = now - began, True
                claim.visitor.use(updates, now)

    @contextmanager
    def block_of_sweep(self, updates: int = 0) -> Iterator[None]:
        """Hold for a block of updates of a sweep: somebody waits for a run, and nobody for a sweep."""
        if self._claim is not None:
            with self.block(updates):
                yield
            return
        with self._changed:
            self._changed.wait_for(lambda: self._runs == 0, PATIENCE)
            claim = self._visitors.claim(lambda: 0, None, self._clock(), self._turns)
        try:
            self._wait(claim, _wanted)
            yield
        finally:
            with self._changed:
                self._give_up(claim)

    def _let_pages_be_drawn(self, claim: Claim, wanted: Callable[[], object]) -> None:
        """Return at once unless the run is dear; otherwise when no page is drawn, or it has waited for its share of the time."""
        until = self._clock() + (ONE_IN - 1) * claim.seconds
        while True:
            with self._changed:
                now = self._clock()
                if not self._drawn or now >= until or claim.cost(now) < DEAR:
                    return
                self._give_up(claim)
                self._changed.wait(min(AGAIN, until - now))
            wanted()

    def _wait(self, claim: Claim, wanted: Callable[[], object]) -> None:
        """Return when it is the claim's turn."""
        claim.turn.clear()
        with self._changed:
            self._give_up(claim, to=claim)
        try:
            while not claim.turn.wait(AGAIN):
                wanted()
        except BaseException:
            with self._changed:
                self._give_up(claim)
            raise

    def _give_up(self, claim: Claim, to: Claim | None = None) -> None:
        """Take back a claim and any turn it has; `to` is a claim that waits from now on. Called with the lock held."""
        if claim in self._waiting:
            self._waiting.remove(claim)
        if self._holder is claim:
            self._holder = None
        if to is not None:
            self._waiting.append(to)
        self._interrupt_idle()
        if self._holder is None and self._waiting:
            self._holder = self._next()
            self._waiting.remove(self._holder)
            self._turns += 1
            self._holder.has_turn(self._turns)

    def _interrupt_idle(self) -> None:
        """Take the turn from a run that is between two blocks if another should go before it. Otherwise the turn is kept for it."""
        holder, now = self._holder, self._clock()
        if holder is not None and holder.is_idle and any(other.rank(now) < holder.rank(now) for other in self._waiting):
            self._holder = None

    def _next(self) -> Claim:
        if len(self._waiting) > 1:
            self._contended += 1
            if self._contended % ONE_IN == 0:
                return min(self._waiting, key=lambda claim: (claim.visitor.last, claim.last))
        now = self._clock()
        return min(self._waiting, key=lambda claim: claim.rank(now))


TURNS: Final = Turns()
"""The turns of this process."""
