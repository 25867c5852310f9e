"""The project as others take it up: what it declares, what its wheel holds, and that an installed linreg works by itself."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from itertools import pairwise
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from linreg import RunConfig, format_log, record
from linreg.cli import main

ROOT = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = PYPROJECT["project"]


def by_name(lines: list[str]) -> dict[str, Requirement]:
    """Return requirements by their normal names."""
    return {canonicalize_name(found.name): found for found in map(Requirement, lines)}


def pins(file: str) -> dict[str, Version]:
    """Return the versions that a requirements file pins; a line that pins none is an error."""
    lines = [line.split("#")[0].strip() for line in (ROOT / file).read_text(encoding="utf-8").splitlines()]
    pinned = {}
    for name, found in by_name([line for line in lines if line and not line.startswith("-r ")]).items():
        (only,) = found.specifier
        assert only.operator == "==", found
        pinned[name] = Version(only.version)
    return pinned


# What it declares


def test_pins_are_inside_the_ranges() -> None:
    """requirements.txt pins exactly what the project depends on, each inside its range, which ends before the next major."""
    ranges, pinned = by_name(PROJECT["dependencies"]), pins("requirements.txt")
    assert set(pinned) == set(ranges)
    for name, version in pinned.items():
        assert version in ranges[name].specifier, ranges[name]
        assert Version(f"{version.major}.9999") in ranges[name].specifier, ranges[name]
        assert Version(f"{version.major + 1}.0") not in ranges[name].specifier, ranges[name]


def test_what_builds_the_project_is_pinned_for_the_tests() -> None:
    """tests/requirements.txt pins what `[build-system]` asks for, inside its range."""
    pinned = pins("tests/requirements.txt")
    for name, wanted in by_name(PYPROJECT["build-system"]["requires"]).items():
        assert pinned[name] in wanted.specifier


def test_whatever_linreg_imports_is_declared() -> None:
    """Each library that a file of linreg imports is a dependency, and each dependency is imported."""
    imported = set()
    for file in (ROOT / "linreg").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                imported.add(node.module.split(".")[0])
    assert imported - sys.stdlib_module_names - {"linreg"} == set(by_name(PROJECT["dependencies"]))


def test_one_python_everywhere() -> None:
    """The oldest Python of the project is the one that ruff and mypy check for, and the README and CI name."""
    oldest = PYPROJECT["tool"]["mypy"]["python_version"]
    assert PROJECT["requires-python"] == f">={oldest}"
    assert PYPROJECT["tool"]["ruff"]["target-version"] == f"py{oldest.replace('.', '')}"
    assert f"Python {oldest}" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert f'python-version: "{oldest}"' in (ROOT / ".github" / "workflows" / "tests.yml").read_text(encoding="utf-8")
    assert sys.version_info[:2] >= tuple(map(int, oldest.split(".")))


def test_the_changelog_begins_with_the_version() -> None:
    """The newest entry of CHANGELOG.md is that of the project's version; each has a date, or is unreleased."""
    headings = re.findall(r"^## (.*)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    entries = [re.fullmatch(r"\[(\d+\.\d+\.\d+)\] - (Unreleased|\d{4}-\d\d-\d\d)", heading) for heading in headings]
    assert all(entries), headings
    versions = [Version(entry[1]) for entry in entries]
    assert versions[0] == Version(PROJECT["version"])
    assert all(newer > older for newer, older in pairwise(versions))


def test_a_commit_checks_what_the_test_command_checks() -> None:
    """Every hook before a commit is a line of tests/run: the same ruff, asked the same."""
    hooks = re.findall(r"^ *entry: (.*)$", (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"), re.MULTILINE)
    assert [hook.split()[0:2] for hook in hooks] == [[".venv/bin/ruff", "check"], [".venv/bin/ruff", "format"]]
    lines = (ROOT / "tests" / "run").read_text(encoding="utf-8").splitlines()
    assert set(hooks) <= {line.strip() for line in lines}


# What it builds


def clean_copy(folder: Path) -> Path:
    """Copy the project as a clone has it: without environments, caches and what was built before."""
    leave = ignore_patterns(".*", "__pycache__", "build", "dist", "*.egg-info", "node_modules", "test-results")
    return Path(copytree(ROOT, folder / "copy", ignore=leave))


def test_the_wheel_holds_every_file_of_linreg(tmp_path: Path) -> None:
    """The wheel is for any system, and holds every file of linreg/ as it is, the licence, and nothing else."""
    copy = clean_copy(tmp_path)
    program = "import sys; from setuptools.build_meta import build_wheel; build_wheel(sys.argv[1])"
    subprocess.run([sys.executable, "-c", program, tmp_path], cwd=copy, check=True, capture_output=True)
    (file,) = tmp_path.glob("*.whl")
    assert file.name == f"linreg-{PROJECT['version']}-py3-none-any.whl"
    with zipfile.ZipFile(file) as wheel:
        held = {name: wheel.read(name) for name in wheel.namelist()}
    about = f"linreg-{PROJECT['version']}.dist-info/"
    assert held[f"{about}licenses/LICENSE"] == (ROOT / "LICENSE").read_bytes()
    files = [path for path in (copy / "linreg").rglob("*") if path.is_file()]
    assert {".py", ".po", ".js", ".css", ".svg", ".typed"} <= {path.suffix or path.name for path in files}
    ours = {path.relative_to(copy).as_posix(): path.read_bytes() for path in files}
    assert {name: content for name, content in held.items() if not name.startswith(about)} == ours


@pytest.mark.slow
def test_an_installed_linreg_works_by_itself(tmp_path: Path) -> None:
    """`pip install .` into an empty environment brings the library, its words, the player and the command `linreg`, all from there.

    The new environment finds the libraries of this one, so nothing is downloaded: pip itself says that the ranges are met.
    """
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "new"], check=True)
    python, command = tmp_path / "new" / "bin" / "python", tmp_path / "new" / "bin" / "linreg"
    (own,) = (tmp_path / "new").glob("lib/python*/site-packages")
    libraries = [folder for folder in sys.path if folder.endswith(("site-packages", "dist-packages"))]
    (own / "libraries.pth").write_text("\n".join(libraries), encoding="utf-8")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    pip = [sys.executable, "-m", "pip", "--isolated", "--python", python]
    install = [*pip, "install", "--no-index", "--no-build-isolation", "."]
    subprocess.run(install, cwd=clean_copy(tmp_path), check=True, capture_output=True)

    def said(*arguments: str | Path) -> list[str]:
        done = subprocess.run(arguments, cwd=elsewhere, capture_output=True, text=True, check=True)
        assert done.stderr == ""
        return done.stdout.splitlines()

    assert said(command, "--lr", "0.05") == format_log(record(RunConfig(lr=0.05)))
    # One process, for it is the import of torch that takes time.
    program = (
        "import runpy, linreg, linreg.locale; print(linreg.__file__, linreg.locale.translator('ko')('Play')); "
        "runpy.run_module('linreg', run_name='__main__', alter_sys=True)"  # python -m linreg
    )
    where, *log = said(python, "-c", program, "--epochs=50", "--html=out.html", "--lang=ko")
    assert where == f"{own / 'linreg' / '__init__.py'} 재생"
    assert log == format_log(record(RunConfig(epochs=50)))
    # The page holds the player's files and the words: they are those of this checkout.
    main(["--epochs=50", f"--html={tmp_path / 'here.html'}", "--lang=ko"])
    assert (elsewhere / "out.html").read_bytes() == (tmp_path / "here.html").read_bytes()
