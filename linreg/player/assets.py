"""The static files of the player and their URL paths."""

from __future__ import annotations

import gzip
import hashlib
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import plotly

PLAYER: Final = Path(__file__).parent / "static"
PLOTLY: Final = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
"""All of plotly.js. The project's own builds with fewer kinds of plots are a third of it, but only on npm."""


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
        "plotly": f"plotly/{plotly.__version__}/{PLOTLY.name}",  # from the installed package, not from a CDN
    }


class Served(NamedTuple):
    """Files that are served under `/folder/version/name`. The version in an address only tells browsers to fetch anew."""

    folder: str
    version: str
    files: dict[str, Path]


def served() -> tuple[Served, Served]:
    """Return the player's files, and plotly.js."""
    return (
        Served("player", player_version(), {file.name: file for file in PLAYER.iterdir()}),
        Served("plotly", plotly.__version__, {PLOTLY.name: PLOTLY}),
    )


@cache
def compressed(file: Path) -> bytes:
    """Return a file's content, compressed once by gzip: no file that is served changes while the server runs."""
    return gzip.compress(file.read_bytes(), 9, mtime=0)
