"""The static files of the player and their URL paths."""

from __future__ import annotations

import gzip
import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

import plotly

PLAYER: Final = Path(__file__).parent / "static"
_SHEETS: Final = Path(__file__).parent / "styles"
STYLES: Final = {
    "player.css": ("theme", "panel", "points", "transport", "save-menu", "read-out", "layout"),
    "graph.css": ("theme", "graph"),
    "inside.css": ("theme", "inside"),
    "slider.css": ("theme", "slider"),
}
"""The style sheets of the components, by what each consists of; where two rules are equally specific, the later one holds."""

PLOTLY: Final = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
"""All of plotly.js. The project's own builds with fewer kinds of plots are a third of it, but only on npm."""


@cache
def player_version() -> str:
    """Return a digest of the player's files. It is part of their URLs, so that a browser never uses stale ones."""
    content = b"".join(file.read_bytes() for folder in (PLAYER, _SHEETS) for file in sorted(folder.iterdir()))
    return hashlib.sha256(content).hexdigest()[:10]


def paths(module: str, style: str = "player.css", *, plots: bool = True) -> dict[str, str]:
    """Return the URL paths, relative to the app's address, of a module of the player, its style and, if it `plots`, plotly.js."""
    directory = f"player/{player_version()}"
    files = {"player": f"{directory}/{module}", "style": f"{directory}/{style}"}
    if plots:
        files["plotly"] = f"plotly/{plotly.__version__}/{PLOTLY.name}"  # from the installed package, not from a CDN
    return files


@cache
def imported(module: str) -> tuple[str, ...]:
    """Return the names of a module of the player and of all that it imports, itself first."""
    found = [module]
    for name in found:  # it grows meanwhile
        text = (PLAYER / name).read_text(encoding="utf-8")
        found += [other for other in re.findall(r'^(?:import|\}) .*"\./(.+)";$', text, re.MULTILINE) if other not in found]
    return tuple(found)


Parts: TypeAlias = tuple[Path, ...]
"""What a served file consists of, in order."""


class Served(NamedTuple):
    """Files that are served under `/folder/version/name`. The version in an address only tells browsers to fetch anew."""

    folder: str
    version: str
    files: dict[str, Parts]


def style_sheet(name: str) -> Parts:
    """Return the files of a style sheet in `STYLES`, in order."""
    return tuple(_SHEETS / f"{part}.css" for part in STYLES[name])


def served() -> tuple[Served, Served]:
    """Return the player's files, and plotly.js."""
    styles = {name: style_sheet(name) for name in STYLES}
    return (
        Served("player", player_version(), {file.name: (file,) for file in PLAYER.iterdir()} | styles),
        Served("plotly", plotly.__version__, {PLOTLY.name: (PLOTLY,)}),
    )


def content(parts: Parts) -> bytes:
    """Return the content of a served file."""
    return b"\n".join(part.read_bytes() for part in parts)


@cache
def compressed(parts: Parts) -> bytes:
    """Return the content of a served file, compressed once by gzip: no file that is served changes while the server runs."""
    return gzip.compress(content(parts), 9, mtime=0)
