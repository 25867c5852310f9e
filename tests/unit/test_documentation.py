"""What the documents say is so: commands and examples run, files are there, links are taken."""

from __future__ import annotations

import doctest
import importlib
import json
import os
import re
import shlex
import subprocess
import sys
from functools import cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

import linreg
from linreg import analyse
from linreg.link import parse
from linreg.ui.pages import page_file, page_titles

ROOT = Path(__file__).parents[2]
PACKAGE = Path(linreg.__file__).parent
DOCUMENTS = ["README.md", "CONTRIBUTING.md", "deploy/README.md"]
each_document = pytest.mark.parametrize("document", DOCUMENTS)

PROGRAMS = (
    "python ",
    "python3 ",
    "pip ",
    "linreg ",
    "streamlit ",
    "tests/run",
    "tests/bench/run",
    "pre-commit ",
    "deploy/serve",
    ".venv/bin/",
)
"""What a code span begins with that is a command."""

LINREG = (["linreg"], ["python", "-m", "linreg"])
"""The beginnings of the commands that are run here."""

RUNNER = """\
import contextlib, io, json, runpy, sys

def run(task):
    if isinstance(task, str):
        exec(compile(task, "example", "exec"), {"__name__": "__main__"})
    else:
        sys.argv = ["linreg", *task]
        runpy.run_module("linreg", run_name="__main__", alter_sys=True)

printed = []
for task in json.load(sys.stdin):
    with contextlib.redirect_stdout(io.StringIO()) as out:
        try:
            run(task)
        except SystemExit as ended:
            if ended.code:
                raise
    printed.append(out.getvalue().splitlines())
print(json.dumps(printed))
"""


def read(document: str) -> str:
    """Return the text of a document."""
    return (ROOT / document).read_text(encoding="utf-8")


def blocks(document: str, language: str) -> list[str]:
    """Return the fenced blocks in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", read(document), re.MULTILINE | re.DOTALL)


def spans(document: str) -> list[str]:
    """Return the code within the lines of a document."""
    return re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```$", "", read(document), flags=re.MULTILINE | re.DOTALL))


@cache
def commands(document: str) -> list[list[str]]:
    """Return each command of a document once, as words, without the folder of the environment's programs."""
    lines = [line for block in blocks(document, "sh") for line in block.splitlines()]
    lines += [span for span in spans(document) if span.startswith(PROGRAMS)]
    parts = [part for line in lines for part in line.split("&&")]
    found = [shlex.split(part.replace(".venv/bin/", "", 1), comments=True) for part in parts]
    return [command for index, command in enumerate(found) if command and command not in found[:index]]


def arguments_of_linreg(command: list[str]) -> list[str] | None:
    """Return the arguments of a command that is linreg's own command line, None for any other."""
    return next((command[len(start) :] for start in LINREG if command[: len(start)] == start), None)


def is_there(name: str) -> bool:
    """Return whether the project has what a document names: `<name>` stands for any, `file.py::test` for a test in a file."""
    path, _, test = name.partition("::")
    found = [file for folder in (ROOT, ROOT / "tests") for file in folder.glob(re.sub(r"<\w+>", "*", path))]
    return any(not test or f"def {test}(" in file.read_text(encoding="utf-8") for file in found)


# The documents


@each_document
def test_every_command_is_known(document: str) -> None:
    """A command of a document is linreg's own, which is run below, or one whose files are there, which is run elsewhere."""
    assert commands(document)
    for command in commands(document):
        match command:
            case ["python3", "-m", "venv", ".venv"]:
                continue
            case ["pip", "install", "-r", file] if is_there(file):
                continue
            case ["pip", "install", "."] if is_there("pyproject.toml"):
                continue
            case ["pip", "install", "pre-commit"] | ["pre-commit", "install"] if is_there(".pre-commit-config.yaml"):
                continue
            case ["streamlit", "run", file, *_options] if is_there(file):
                continue
            case ["python", "-m", module] if module != "linreg" and is_there(f"{module.replace('.', '/')}.py"):
                continue
            case ["python", "-m", "pytest", *rest]:
                assert all(is_there(word) for word in rest if "/" in word), command
            case [("tests/run" | "tests/bench/run") as script, *rest] if os.access(ROOT / script, os.X_OK):
                assert all(is_there(word) for word in rest if "/" in word), command
            case [("deploy/serve" | "deploy/space/push") as script, *rest] if os.access(ROOT / script, os.X_OK):
                known = (ROOT / script).read_text(encoding="utf-8")
                assert all(f'"{word}"' in known for word in rest if word.startswith("--")), command
            case [("docker" | "kubectl" | "caddy" | "git"), *rest]:  # others' programs, about files of the project
                assert all(is_there(word) for word in rest if word.startswith("deploy/")), command
            case _:
                assert arguments_of_linreg(command) is not None, command


def test_the_documents_commands_and_examples_run(tmp_path: Path) -> None:
    """Every Python example runs and prints the log; so does every command of linreg, which writes the files that it names.

    All in one fresh process, for it is the import of torch that takes time, and in an empty folder.
    """
    examples = [block for document in DOCUMENTS for block in blocks(document, "python")]
    arguments = [arguments_of_linreg(command) for document in DOCUMENTS for command in commands(document)]
    lines = [words for words in arguments if words is not None]
    assert examples
    assert lines
    done = subprocess.run(
        [sys.executable, "-c", RUNNER],
        input=json.dumps([*examples, *lines]),
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    for task, printed in zip([*examples, *lines], json.loads(done.stdout), strict=True):
        assert printed[0].startswith("Epoch    0/"), task
        if "--link" in task:
            settings, problems = parse(parse_qs(urlsplit(printed[-1]).query))
            assert not problems
            assert settings.config != linreg.RunConfig()
    written = {word for line in lines for option, word in pairwise(line) if option in ("--csv", "--sweep", "--html")}
    assert {file.name for file in tmp_path.iterdir()} == written


@each_document
def test_every_file_that_is_named_is_there(document: str) -> None:
    """What looks like a path is one, in the project or among its tests; so is what a relative link leads to."""
    named = [span for span in spans(document) if re.fullmatch(r"[\w.<>][\w.<>/-]*(/|\.(py|md|toml|txt|yml|yaml|js|css|po))", span)]
    linked = [target for target in re.findall(r"\]\(([^)]+)\)", read(document)) if "://" not in target]
    assert named
    assert [name for name in [*named, *linked] if not is_there(name)] == []


def test_the_readme_has_a_place_for_every_part() -> None:
    """The table of the parts names every module and package right under linreg but those that only pass others on."""
    parts = {f"linreg/{path.name}" + "/" * path.is_dir() for path in PACKAGE.iterdir() if not path.name.startswith("__")}
    assert parts - set(spans("README.md")) == {"linreg/aliases.py", "linreg/py.typed"}


def test_the_readme_s_links_do_what_it_says() -> None:
    """Every link to the page is taken as it is, and the runs do what is said of them; every lab has its row."""
    paths = {span for span in spans("README.md") if span.startswith("/")}
    queries = {urlsplit(path).query for path in paths} - {""}
    assert queries
    configs = {}
    for query in queries:
        settings, problems = parse(parse_qs(query, strict_parsing=True))
        assert not problems
        configs[query] = settings.config
    assert "`/?lr=0.19` diverges, `/?lr=0.19&zero_grad=false` swings" in read("README.md")
    assert analyse(configs["lr=0.19"]).verdict.kind == "diverging"
    assert analyse(configs["lr=0.19&zero_grad=false"]).verdict.kind == "oscillating"
    assert {path for path in paths if "?" not in path} == {f"/{name}" for name in page_titles(str) if name != "train"}
    assert all(page_file(name).is_file() for name in page_titles(str))


# The docstrings


def module_name(file: Path) -> str:
    """Return the dotted name of a file of the package."""
    parts = file.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


RUN_NOT_IMPORTED = {*PACKAGE.glob("ui/labs/*.py"), *(PACKAGE / name for name in ("__main__.py", "ui/main.py", "ui/train.py"))}
WITH_EXAMPLES = {file for file in PACKAGE.rglob("*.py") if ">>>" in file.read_text(encoding="utf-8")}


@pytest.mark.parametrize("module", sorted(map(module_name, WITH_EXAMPLES - RUN_NOT_IMPORTED)))
def test_the_examples_of_a_module_are_right(module: str) -> None:
    """Each example in a docstring gives what it says."""
    result = doctest.testmod(importlib.import_module(module))
    assert result.attempted > 0
    assert result.failed == 0


def test_no_example_is_left_out() -> None:
    """There are examples, and none is in a file that is run by Streamlit or Python and never imported."""
    assert PACKAGE / "__init__.py" in WITH_EXAMPLES
    assert not WITH_EXAMPLES & RUN_NOT_IMPORTED
