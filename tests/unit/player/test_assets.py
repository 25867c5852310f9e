"""The files served for the player."""

from __future__ import annotations

import re
import shutil
from importlib.util import module_from_spec, spec_from_file_location
from itertools import product
from pathlib import Path

import plotly
import pytest

from linreg.player import assets
from linreg.ui import player as ui_player
from linreg.ui.components import shortened

FILES = [file for folder in ("static", "styles") for file in (assets.PLAYER.parent / folder).iterdir()]
LOADER = Path(ui_player.__file__).parent / "loader.js"


def path_of_copy(directory: Path) -> str:
    """Return the URL path of the player's files in a copy of the package."""
    spec = spec_from_file_location("copied_assets", directory / "assets.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return str(module.player_version())


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Copy the player's directory."""
    return Path(shutil.copytree(assets.PLAYER.parent, tmp_path / "player"))


def test_a_copy_has_the_same_path(copy: Path) -> None:
    """The path depends only on the content of the files."""
    assert path_of_copy(copy) == assets.player_version()
    assert re.fullmatch(r"[0-9a-f]{10}", assets.player_version())


@pytest.mark.parametrize("name", sorted(f"{file.parent.name}/{file.name}" for file in FILES))
def test_a_changed_file_has_a_new_path(copy: Path, name: str) -> None:
    """Changing any file changes the path, so browsers do not use a cached one."""
    with (copy / name).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert path_of_copy(copy) != assets.player_version()


def test_every_path_is_served() -> None:
    """Each path names a file that is served, and its version."""
    groups = {group.folder: group for group in assets.served()}
    assert set(groups) == {"player", "plotly"}
    for path in [*assets.paths("player.js").values(), *assets.paths("still.js").values()]:
        folder, version, name = path.split("/")
        assert version == groups[folder].version
        assert all(part.is_file() for part in groups[folder].files[name]), path


def test_every_style_sheet_is_part_of_a_component() -> None:
    """No file of the styles is left out."""
    used = {part for name in assets.STYLES for part in assets.style_sheet(name)}
    assert used == set((assets.PLAYER.parent / "styles").iterdir())


def test_plotly_comes_from_the_installed_package() -> None:
    """plotly.min.js, and nothing else, is served from the package, under a path with its version."""
    assert assets.PLOTLY.stat().st_size > 1_000_000
    assert Path(plotly.__file__).parent in assets.PLOTLY.parents
    assert list(assets.served()[1].files) == ["plotly.min.js"]
    assert assets.paths("player.js")["plotly"] == f"plotly/{plotly.__version__}/plotly.min.js"


def test_the_player_is_complete() -> None:
    """player.js exists, and so does every file imported by the player."""
    assert (assets.PLAYER / "player.js").is_file()
    imported = [
        name
        for file in assets.PLAYER.glob("*.js")
        for name in re.findall(r'(?:from|import|import\()\s*"\./([^"]+)"', file.read_text(encoding="utf-8"))
    ]
    assert len(imported) >= 3
    for name in imported:
        assert (assets.PLAYER / name).is_file(), name


def test_the_player_needs_no_internet() -> None:
    """No file contains an external URL to fetch from."""
    for file in FILES:
        assert not re.search(r"(?:https?:)?//(?!www\.w3\.org)[a-z0-9-]+\.[a-z]{2,}/", file.read_text(encoding="utf-8")), file.name


def test_the_loader_is_short() -> None:
    """The loader, sent with every rerun, is less than 2.5 KB."""
    assert len(shortened(LOADER.read_text(encoding="utf-8"))) < 2500


def test_the_loader_calls_what_the_player_offers() -> None:
    """player.js and still.js export the functions that the loader calls."""
    used = set(re.findall(r"\(\{ (\w+) \}\) =>", LOADER.read_text(encoding="utf-8")))
    assert used == {"update", "remove"}
    for module, name in product(("player.js", "still.js"), used):
        assert re.search(rf"export (?:async )?function {name}\b", (assets.PLAYER / module).read_text(encoding="utf-8")), name
