"""The page under a small load, over Streamlit's websocket protocol."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from server import serve
from visitors.crowd import Plan, visit
from visitors.visitor import Visitor, WrongError

from linreg import RunConfig

VISITORS = 20


@pytest.mark.slow
def test_twenty_visitors_each_see_what_they_asked_for(tmp_path: Path) -> None:
    """Twenty open one link at the same moment and change lr: no error, and each digest is that of the visitor's own run."""
    with serve(tmp_path / "log.txt") as address:
        # So few learning rates that some are asked for at once by several, and the others one after the other.
        seen = asyncio.run(visit(address, Plan(VISITORS, seconds=5, every=2, rates=(0.01, 0.1, 0.5), query="epochs=300")))
        assert not seen.errors
        assert len(seen.pictures) == VISITORS
        assert len(seen.changes) + seen.skipped >= 2 * VISITORS
        assert len(seen.changes) >= VISITORS
        asyncio.run(_is_told_of_a_wrong_run(address))
    assert "Traceback" not in (tmp_path / "log.txt").read_text(encoding="utf-8")


async def _is_told_of_a_wrong_run(address: str) -> None:
    """The check itself: a visitor who expects another run than the page shows says so."""
    visitor = Visitor(address, "epochs=300")
    visitor.config = RunConfig(epochs=301)
    with pytest.raises(WrongError, match=RunConfig(epochs=301).digest()):
        await visitor.open()
    await visitor.leave()
