"""The image of deploy/Dockerfile, as far as that can be tried without containers: its steps, and what it starts."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import pytest
import torch
from dockerfile import Image, instructions
from replicas import Page, Visitor, page_of, until
from server import ROOT, free_port

from linreg import RunConfig

FILE = ROOT / "deploy" / "Dockerfile"


def test_it_is_good_style() -> None:
    """Hadolint has nothing to say."""
    done = subprocess.run([Path(sys.executable).with_name("hadolint"), FILE], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_what_it_copies_is_sent_to_the_builder() -> None:
    """The ignore file leaves out everything but what the Dockerfile copies."""
    lines = FILE.with_name("Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if not line.startswith("#")]
    copied = {rest.split()[0].rstrip("/") for word, rest in instructions(FILE) if word == "COPY"}
    assert rules[0] == "*"
    assert {rule[1:] for rule in rules if rule.startswith("!")} == copied
    assert not any(fnmatch(name, rule) for name in copied for rule in rules[1:] if not rule.startswith("!"))


def fresh_environment(folder: Path) -> Path:
    """Create a Python environment that finds the libraries of this one; return the folder of its programs.

    pip itself says that all that is asked for is there, in the versions that are asked for. To install it anew, 1.5 GB, takes
    from one to five minutes.
    """
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    (own,) = folder.glob("lib/python*/site-packages")
    (own / "libraries.pth").write_text(str(Path(torch.__file__).parents[1]), encoding="utf-8")
    return folder / "bin"


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    """Do the steps of the Dockerfile in a fresh environment. PyTorch's own index is left out, as its argument allows."""
    folder = tmp_path_factory.mktemp("image")
    programs = fresh_environment(folder / "python")
    pip = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    made = Image(ROOT, folder / "root", {**pip, "PATH": f"{programs}:{os.environ['PATH']}"})
    made.build(FILE, TORCH_INDEX="")
    return made


@dataclass
class Container:
    """The command of an image, running: where, and its process."""

    page: Page
    process: subprocess.Popen[bytes]
    image: Image
    environment: dict[str, str]

    def healthy(self) -> bool:
        """Return whether the health check passes."""
        command, environment = self.image.running(self.image.health, **self.environment)
        here = [part.replace(f":{self.image.port}'", f":{self.page.address.rpartition(':')[2]}'") for part in command]
        return subprocess.run(here, cwd=self.image.folder, env=environment, capture_output=True, check=False).returncode == 0


@pytest.fixture
def container(image: Image, tmp_path: Path) -> Iterator[Container]:
    """Start what the image starts, at a free port."""
    port = free_port()
    changed = {"STREAMLIT_SERVER_PORT": str(port)}
    command, environment = image.running(image.command, **changed)
    with (tmp_path / "log.txt").open("wb") as log:
        process = subprocess.Popen(command, cwd=image.folder, env=environment, stdout=log, stderr=subprocess.STDOUT)
    yield Container(Page(f"http://127.0.0.1:{port}"), process, image, changed)
    process.kill()
    process.wait()
    assert "Traceback" not in (tmp_path / "log.txt").read_text(encoding="utf-8")


@pytest.mark.slow
def test_its_steps_make_what_runs(container: Container) -> None:
    """Its steps work in a fresh environment; what it starts serves the page to its health check and visitors, and ends when told.

    All that as another user than root, without a home, where no file can be written.
    """
    assert not container.healthy()
    assert until(container.healthy, 90)
    process = container.process
    visitor = Visitor(container.page)
    assert visitor.ask("/").status == 200
    with visitor.stream() as stream:
        assert page_of(stream, "lr=0.07")[1] == RunConfig(lr=0.07).digest()
        process.terminate()
        process.wait(60)
    assert not container.healthy()


@pytest.mark.slow
def test_nothing_can_be_written(image: Image) -> None:
    """Where it runs, neither its own folder nor that for temporary files can be written, and it has no rights of root."""
    command, environment = image.running(["sh", "-c", "id -u; touch file /tmp/linreg-file || true"])
    if command[0] != "unshare":
        pytest.skip("this kernel lets nobody set that up")
    done = subprocess.run(command, cwd=image.folder, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == f"{image.user.partition(':')[0]}\n"
    assert done.stderr.count("Read-only file system") == 2


@pytest.mark.slow
def test_python_compiles_nothing_at_the_start(image: Image) -> None:
    """All that linreg consists of is compiled in the image."""
    sources = [image.folder / "app.py", *(image.folder / "linreg").rglob("*.py")]
    assert len(sources) > 50
    compiled = {file.name.split(".")[0] for file in image.folder.rglob("__pycache__/*.pyc")}
    assert {file.stem for file in sources} == compiled
