"""Imports run one way, and only the presentation layers import presentation libraries."""

import ast
import importlib
import re
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import linreg

ROOT = Path(__file__).parents[2]

LAYERS = [
    {"linreg.aliases"},
    {"linreg.data", "linreg.optimizers", "linreg.kinds", "linreg.config"},
    {"linreg.styles", "linreg.scaling"},
    {"linreg.batches", "linreg.checkpoint", "linreg.claims", "linreg.turns", "linreg.training"},
    {"linreg.run", "linreg.recording", "linreg.recordings"},
    {"linreg.updates", "linreg.extremes", "linreg.together", "linreg.sweeps", "linreg.rates"},
    {
        "linreg.theory",
        "linreg.outcome",
        "linreg.tendency",
        "linreg.inside",
        "linreg.log",
        "linreg.export",
        "linreg.script",
        "linreg.notebook",
        "linreg.labs",
    },
    {"linreg"},  # the public names of the core
    {"linreg.settings"},
    {"linreg.words", "linreg.link"},
    {"linreg.panels"},
    {"linreg.player"},
    {"linreg.ui"},
    {"app", "linreg.cli", "linreg.__main__"},
]
CORE = set.union(*LAYERS[:10])
LOCALE = "linreg.locale"  # words, beside the layers
SPEAKS = {"linreg.link", "linreg.panels", "linreg.player", "linreg.ui", "linreg.cli"}


def module_name(file: Path) -> str:
    """Return the dotted name of a file."""
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {module_name(file): file for file in sorted([ROOT / "app.py", *(ROOT / "linreg").rglob("*.py")])}
CORE_FILES = {module for module in FILES if ".".join(module.split(".")[:2]) in CORE}
each_module = pytest.mark.parametrize("module", FILES)


def imports(module: str) -> Iterator[str]:
    """Yield the modules imported anywhere in a file; for `from a import b`, a.b if that is a module, otherwise a."""
    package = module.split(".") if FILES[module].name == "__init__.py" else module.split(".")[:-1]
    for node in ast.walk(ast.parse(FILES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            source = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                whole = f"{source}.{alias.name}"
                yield whole if whole in FILES else source


def part(module: str) -> str:
    """Return the part of the project that a module belongs to: the module or package directly under linreg."""
    return ".".join(module.split(".")[:2])


def layer(module: str) -> int:
    """Return the index of a module's layer in LAYERS."""
    (found,) = (index for index, parts in enumerate(LAYERS) if part(module) in parts)
    return found


def of_the_project(module: str) -> bool:
    """Return whether a module belongs to the project."""
    return module.split(".")[0] in ("linreg", "app")


def importers_of(library: str) -> set[str]:
    """Return the modules that import a library."""
    return {module for module in FILES if any(name.split(".")[0] == library for name in imports(module))}


def test_every_module_has_a_place() -> None:
    """Every file belongs to a layer or to the words, and the core is complete."""
    assert {part(module) for module in FILES} <= set.union({LOCALE}, *LAYERS)
    assert {"app", "linreg", "linreg.config", "linreg.data.points", "linreg.theory.bowl", "linreg.training", "linreg.link"} <= set(
        FILES
    )
    assert {"linreg.styles.manual", "linreg.styles.linear", "linreg.styles.module", "linreg.ui.main"} <= set(FILES)


@each_module
def test_imports_run_one_way(module: str) -> None:
    """A module imports only from its own layer and earlier ones."""
    if part(module) == LOCALE:
        assert not any(map(of_the_project, set(imports(module)) - {LOCALE, "linreg.aliases"}))
        return
    for name in imports(module):
        if part(name) == LOCALE:
            assert part(module) in SPEAKS
        elif of_the_project(name):
            assert layer(name) <= layer(module), f"{module} imports {name}"


def test_no_circles() -> None:
    """There are no import cycles."""
    graph = TopologicalSorter({module: set(imports(module)) & set(FILES) - {module} for module in FILES})
    order = list(graph.static_order())
    assert set(order) == set(FILES)
    assert all(module not in imports(module) for module in FILES)


def test_streamlit() -> None:
    """Only the page and the app import Streamlit."""
    known = importers_of("streamlit")
    assert "linreg.ui.player" in known
    assert {module for module in known if part(module) != "linreg.ui"} == {"app"}


def test_plotly() -> None:
    """Only the panels import Plotly, and the player's assets for the path of its script."""
    known = importers_of("plotly")
    assert "linreg.panels.figure" in known
    assert {module for module in known if part(module) != "linreg.panels"} == {"linreg.player.assets"}


@pytest.mark.parametrize("module", [module for module in FILES if part(module) in CORE])
def test_core_needs_only_torch_and_numpy(module: str) -> None:
    """The core imports only the standard library, torch, numpy and itself; the notebook also nbformat."""
    allowed = {*sys.stdlib_module_names, "torch", "numpy", "linreg", *(["nbformat"] if module == "linreg.notebook" else [])}
    assert {name.split(".")[0] for name in imports(module)} <= allowed


def loaded_by(module: str) -> set[str]:
    """Return the modules, two levels deep, loaded in a new process after importing one."""
    program = f"import sys; import {module}; print(*sorted({{'.'.join(name.split('.')[:2]) for name in sys.modules}}))"
    answer = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(answer.stdout.split())


def test_by_name_the_core_imports_only_the_player_of_a_notebook() -> None:
    """`Run._repr_html_` alone imports a module by its name, past the order of the layers, and not before a notebook asks.

    The public names are imported by name too, from the modules that mypy sees imported (see test_public_names).
    """
    by_name = {module for module in FILES if "importlib" in {name.split(".")[0] for name in imports(module)}}
    assert by_name & CORE_FILES == {"linreg", "linreg.run"}
    named = re.findall(r"import_module\((.*?)\)", FILES["linreg.run"].read_text(encoding="utf-8"))
    assert named == ['"linreg.player.inline"']


def test_public_names() -> None:
    """Each public name is that of its module, imported when it is asked for, and no other name is there."""
    assert sorted(name for names in linreg._HOMES.values() for name in names) == sorted(linreg.__all__)
    assert set(linreg.__all__) <= set(dir(linreg))
    for module, names in linreg._HOMES.items():
        for name in names:
            assert getattr(linreg, name) is getattr(importlib.import_module(module), name)
    typed = {
        (node.module, alias.name)
        for block in ast.parse(FILES["linreg"].read_text(encoding="utf-8")).body
        if isinstance(block, ast.If)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert typed == {(module, name) for module, names in linreg._HOMES.items() for name in names}
    with pytest.raises(AttributeError, match="nothing"):
        _ = linreg.nothing


def test_no_public_name_is_a_module() -> None:
    """No module of the package has the name of a public name: once imported it would stand in its place."""
    assert not {f"linreg.{name}" for name in linreg.__all__} & set(FILES)


def test_import_linreg_loads_nothing_yet() -> None:
    """`import linreg` loads neither torch nor numpy, and its names neither Streamlit nor Plotly nor any presentation layer."""
    assert not loaded_by("linreg") & {"torch", "numpy", "linreg.config"}
    loaded = loaded_by("linreg; linreg.record, linreg.analyse, linreg.sweep, linreg")
    assert {"linreg.config", "linreg.optimizers", "linreg.data", "linreg.theory", "torch"} <= loaded
    assert not loaded & {"streamlit", "plotly", "babel", "nbformat", *SPEAKS}


def test_help_does_not_wait_for_torch() -> None:
    """The command line's options, and a bad one, need neither torch nor a catalogue."""
    assert not loaded_by("linreg.cli") & {"torch", "babel", "plotly", "linreg.training"}


@pytest.mark.parametrize("module", ["linreg.link", "linreg.words.sentence", "linreg.words.explanation"])
def test_links_and_words_load_no_ui(module: str) -> None:
    """The link and the words load neither Streamlit nor Plotly."""
    assert not loaded_by(module) & {"streamlit", "plotly", "linreg.panels", "linreg.player", "linreg.ui"}


def test_the_player_loads_no_streamlit() -> None:
    """The standalone animation does not load Streamlit."""
    assert not loaded_by("linreg.player.standalone") & {"streamlit", "linreg.ui"}
