"""What the browser fetches for the player."""

from __future__ import annotations

import re
import shutil
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import plotly
import pytest

from linreg.player import assets


def path_of_copy(directory: Path) -> str:
    """Return the path that the player's files have in a copy of the package."""
    spec = spec_from_file_location("copied_assets", directory / "assets.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return str(module.player_path())


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Copy the player."""
    return Path(shutil.copytree(assets.PLAYER.parent, tmp_path / "player"))


def test_a_copy_has_the_same_path(copy: Path) -> None:
    """The same files are served under the same path, wherever they lie: it depends on their content only."""
    assert path_of_copy(copy) == assets.player_path()
    assert re.fullmatch(r"/player/[0-9a-f]{10}", assets.player_path())


@pytest.mark.parametrize("name", sorted(file.name for file in assets.PLAYER.iterdir()))
def test_a_changed_file_has_a_new_path(copy: Path, name: str) -> None:
    """One more character in any of the files changes the path, so that no browser keeps an old one."""
    with (copy / "static" / name).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert path_of_copy(copy) != assets.player_path()


def test_two_directories_are_served() -> None:
    """The player's own files and plotly.js each have a path; the paths differ, and the directories are there."""
    served = dict(assets.served_directories())
    assert served == {assets.player_path(): assets.PLAYER, assets.plotly_path(): assets.PLOTLY}
    assert all(directory.is_dir() for directory in served.values())


def test_plotly_comes_from_the_installed_package() -> None:
    """plotly.min.js lies in the directory that is served, under a path that changes with plotly's version."""
    assert (assets.PLOTLY / "plotly.min.js").stat().st_size > 1_000_000
    assert Path(plotly.__file__).parent in assets.PLOTLY.parents
    assert assets.plotly_path() == f"/plotly/{plotly.__version__}"


def test_the_player_is_complete() -> None:
    """player.js is there, and so is every file that one of the player's files imports."""
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
    """None of its files names an address on the internet to fetch from."""
    for file in assets.PLAYER.iterdir():
        assert not re.search(r"(?:https?:)?//(?!www\.w3\.org)[a-z0-9-]+\.[a-z]{2,}/", file.read_text(encoding="utf-8")), file.name


def test_the_loader_is_short() -> None:
    """What Streamlit sends with every change is less than 1 KB, and names no file of its own: the page tells it which."""
    loader = assets.PLAYER.parent / "loader.js"
    assert loader.stat().st_size < 1000
    text = loader.read_text(encoding="utf-8")
    assert "data.player" in text
    assert "static" not in text


def test_the_loader_calls_what_the_player_offers() -> None:
    """player.js exports what the loader uses: one function to show a picture and one to take the player away."""
    player = (assets.PLAYER / "player.js").read_text(encoding="utf-8")
    used = re.findall(r"\(\{ (\w+) \}\) => \w+\(", (assets.PLAYER.parent / "loader.js").read_text(encoding="utf-8"))
    assert used == ["update", "remove"]
    for name in used:
        assert re.search(rf"export (?:async )?function {name}\b", player), name
