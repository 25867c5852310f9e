"""The files that the browser fetches for the player, and where they are served."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import plotly

PLAYER: Final = Path(__file__).parent / "static"
PLOTLY: Final = Path(plotly.__file__).parent / "package_data"


@cache
def player_path() -> str:
    """Return the path under which the player's files are served. It changes with their content, so none is ever stale."""
    content = b"".join(file.read_bytes() for file in sorted(PLAYER.iterdir()))
    return "/player/" + hashlib.sha256(content).hexdigest()[:10]


def plotly_path() -> str:
    """Return the path under which plotly.js is served: it comes from the installed package, not from the internet."""
    return f"/plotly/{plotly.__version__}"


def served_directories() -> Iterator[tuple[str, Path]]:
    """Yield each path with the directory that is served under it."""
    yield player_path(), PLAYER
    yield plotly_path(), PLOTLY
