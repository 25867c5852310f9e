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
def player_version() -> str:
    """Return a digest of the player's files: their addresses change with their content, so none is ever stale."""
    content = b"".join(file.read_bytes() for file in sorted(PLAYER.iterdir()))
    return hashlib.sha256(content).hexdigest()[:10]


def paths(module: str) -> dict[str, str]:
    """Return the paths, relative to the app's address, of what the browser fetches to run a module of the player's."""
    directory = f"player/{player_version()}"
    return {
        "player": f"{directory}/{module}",
        "style": f"{directory}/player.css",
        "plotly": f"plotly/{plotly.__version__}/plotly.min.js",  # of the installed package, not from the internet
    }


def served_directories() -> Iterator[tuple[str, Path]]:
    """Yield the path of each directory that is served, with a place for a version, and the directory.

    Any version is answered: another one asks for the same file past the browser's cache.
    """
    yield "/player/{version}", PLAYER
    yield "/plotly/{version}", PLOTLY
