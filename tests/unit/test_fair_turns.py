"""Runs take turns fairly: the shorter first, and nobody for ever. The work is made up, and so is the clock."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable

import pytest

from linreg.claims import FORGOTTEN
from linreg.turns import DEAR, ONE_IN, Turns


class Clock:
    """A clock that goes only when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


class Runners:
    """Threads that train: each appends its name to `order` in every block."""

    def __init__(self, turns: Turns) -> None:
        self.turns = turns
        self.order: list[str] = []
        self._threads: list[threading.Thread] = []

    def start(self, name: str, left: int, visitor: Hashable = None, blocks: int = 1, still: Callable[[], object] = int) -> None:
        """Start a run and return when it waits for its turn, which somebody else must have."""
        waits = threading.Event()

        def wanted() -> None:
            waits.set()
            still()

        def go() -> None:
            with self.turns.run(lambda: left, visitor):
                for _block in range(blocks):
                    with self.turns.block(0, wanted):
                        self.order.append(name)

        thread = threading.Thread(target=go)
        thread.start()
        self._threads.append(thread)
        assert waits.wait(60)

    def end(self) -> list[str]:
        """Return the names in order when all have ended."""
        for thread in self._threads:
            thread.join(60)
            assert not thread.is_alive()
        return self.order


def test_the_shorter_goes_first() -> None:
    """Of runs that wait, the one with the fewest updates left has the next turn; of equal ones the first that came."""
    runners = Runners(Turns())
    with runners.turns.run(), runners.turns.block(1):
        for name, left in (("long", 3000), ("short", 1000), ("middle", 2000), ("as short", 1000)):
            runners.start(name, left)
    assert runners.end() == ["short", "as short", "middle", "long"]


def test_a_run_is_trained_to_its_end() -> None:
    """Runs of one length do not alternate, which would make all of them wait for the last."""
    runners = Runners(Turns())
    with runners.turns.run(), runners.turns.block(1):
        runners.start("first", 1000, blocks=3)
        runners.start("second", 1000, blocks=3)
    assert runners.end() == ["first"] * 3 + ["second"] * 3


def test_the_longest_is_not_starved() -> None:
    """While shorter ones wait, one turn in ONE_IN goes to the run that has waited longest."""
    runners = Runners(Turns())
    with runners.turns.run(), runners.turns.block(1):
        runners.start("long", 60_000, blocks=3)
        runners.start("short", 1, blocks=5 * ONE_IN)
    order = runners.end()
    assert [place for place, name in enumerate(order, start=1) if name == "long"] == [ONE_IN, 2 * ONE_IN, 3 * ONE_IN]


def test_who_has_had_much_goes_after_the_others() -> None:
    """A visitor for whom much was trained lately waits for another with a longer run; after a while that is forgotten."""
    for seconds, expected in ((0.0, ["new", "busy"]), (20 * FORGOTTEN, ["busy", "new"])):
        clock = Clock()
        runners = Runners(Turns(clock))
        with runners.turns.run(visitor="one"), runners.turns.block(5000):
            pass
        clock.now += seconds
        with runners.turns.run(), runners.turns.block(1):
            runners.start("busy", 1000, visitor="one")
            runners.start("new", 2000, visitor="two")
        assert runners.end() == expected


def test_many_tabs_are_one_visitor() -> None:
    """Of the turns for who has waited longest, all runs of a visitor together get as many as one of another's."""
    runners = Runners(Turns())
    with runners.turns.run(), runners.turns.block(1):
        for tab in range(3):
            runners.start(f"tab {tab}", 50_000, visitor="one", blocks=2)
        runners.start("alone", 60_000, visitor="two", blocks=3)
        runners.start("short", 1, visitor="three", blocks=8 * ONE_IN)
    order = runners.end()
    granted = [order[place - 1] for place in range(ONE_IN, 7 * ONE_IN, ONE_IN)]
    assert granted.count("alone") == 3
    assert all(name.startswith("tab") for name in granted if name != "alone")


def test_who_has_moved_on_gives_up_the_turn() -> None:
    """If `wanted` raises while a turn is waited for, the run is given up and the next has its turn."""
    runners = Runners(Turns())
    waiting, moved_on, given_up = threading.Event(), threading.Event(), threading.Event()

    def wanted() -> None:
        waiting.set()
        if moved_on.is_set():
            raise InterruptedError

    def impatient() -> None:
        try:
            with runners.turns.run(lambda: 1), runners.turns.block(1, wanted):
                runners.order.append("impatient")
        except InterruptedError:
            given_up.set()

    thread = threading.Thread(target=impatient)
    with runners.turns.run(), runners.turns.block(1):
        thread.start()
        assert waiting.wait(60)
        runners.start("patient", 1000)
        moved_on.set()
        assert given_up.wait(60)
    thread.join()
    assert runners.end() == ["patient"]


def test_who_ends_between_two_blocks_gives_up_the_turn() -> None:
    """A run that is interrupted in the middle does not hold up the others."""
    runners = Runners(Turns())

    def interrupted() -> None:
        with runners.turns.run():
            with runners.turns.block(1):
                runners.start("next", 1000)
            assert runners.order == []
            raise InterruptedError

    with pytest.raises(InterruptedError):
        interrupted()
    assert runners.end() == ["next"]


def test_a_shorter_one_need_not_wait_for_a_longer_between_blocks() -> None:
    """Whoever holds the turn and makes no updates loses it to a run that goes before."""
    runners = Runners(Turns())
    with runners.turns.run(lambda: 1000):
        with runners.turns.block(0):
            runners.start("longer", 2000)
        with runners.turns.run(lambda: 0):  # part of the same run
            pass
        with runners.turns.block(0):
            runners.start("shorter", 500)
        with runners.turns.block(0):
            assert runners.order == ["shorter"]
    assert runners.end() == ["shorter", "longer"]


def test_a_dear_run_waits_while_a_page_is_drawn() -> None:
    """It goes on when no page is drawn any more, or when it has waited for all but its share of the time; a short run goes on."""
    for left, ends, waits in ((DEAR, "page", True), (DEAR, "patience", True), (DEAR - 1, "", False)):
        clock = Clock()
        turns = Turns(clock)
        asked, done = threading.Event(), threading.Event()
        drawing, drawn = threading.Event(), threading.Event()

        def draw(turns: Turns = turns, drawing: threading.Event = drawing, drawn: threading.Event = drawn) -> None:
            with turns.page():
                drawing.set()
                assert drawn.wait(60)

        def train(
            turns: Turns = turns,
            clock: Clock = clock,
            left: int = left,
            asked: threading.Event = asked,
            done: threading.Event = done,
        ) -> None:
            with turns.run(lambda: left):
                with turns.block(0):
                    clock.now += 1.0
                with turns.block(0, asked.set):
                    done.set()

        page, run = threading.Thread(target=draw), threading.Thread(target=train)
        page.start()
        assert drawing.wait(60)
        run.start()
        if waits:
            assert asked.wait(60)
            assert not done.is_set()
            if ends == "page":
                drawn.set()
            else:
                clock.now += ONE_IN - 1.0
        assert done.wait(60)
        drawn.set()
        page.join()
        run.join()
        assert asked.is_set() == waits


def test_what_is_trained_for_a_page_is_not_drawing() -> None:
    """A page does not wait for itself, however long its run."""
    clock = Clock()
    turns = Turns(clock)
    with turns.page(), turns.run(lambda: 10 * DEAR):
        for _block in range(2):
            with turns.block(0, lambda: pytest.fail("waits for itself")):
                clock.now += 1.0


def test_a_block_belongs_to_a_run() -> None:
    """Outside of `run` there is no block."""
    with pytest.raises(RuntimeError, match="belongs to a run"), Turns().block(1):
        pass
