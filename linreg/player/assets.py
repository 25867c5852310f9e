"""The static files of the player and their URL paths."""

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
    """Return a digest of the player's files. It is part of their URLs, so that a browser never uses stale ones."""
    content = b"".join(file.read_bytes() for file in sorted(PLAYER.iterdir()))
    return hashlib.sha256(content).hexdigest()[:10]


def paths(module: str, style: str = "player.css") -> dict[str, str]:
    """Return the URL paths, relative to the app's address, of a module of the player, its style and plotly.js."""
    directory = f"player/{player_version()}"
    return {
        "player": f"{directory}/{module}",
        "style": f"{directory}/{style}",
        "plotly": f"plotly/{plotly.__version__}/plotly.min.js",  # from the installed package, not from a CDN
    }


def served_directories() -> Iterator[tuple[str, Path]]:
    """Yield the URL path of each served directory, with a `{version}` placeholder, and the directory.

    Any version is accepted: it only serves to bypass the browser's cache.
    """
    yield "/player/{version}", PLAYER
    yield "/plotly/{version}", PLOTLY
