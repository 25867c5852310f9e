"""What a Dockerfile says, and its steps without a container: in a folder, by a fresh Python environment."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path


def instructions(file: Path) -> list[tuple[str, str]]:
    """Return the instructions of a Dockerfile: the word in capitals, and the rest with its lines joined."""
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    pairs = [line.partition(" ") for line in joined.splitlines() if line.strip()]
    return [(word.upper(), rest.strip()) for word, _, rest in pairs]


class Image:
    """The steps of a Dockerfile, done in a folder that stands for the root of the image.

    Known are the instructions that the Dockerfile of this project has; another one is an error.

    Args:
        context: the folder that COPY copies from.
        root: the folder.
        environment: variables of whoever builds.
    """

    def __init__(self, context: Path, root: Path, environment: Mapping[str, str]) -> None:
        self.context, self.root, self.folder = context, root, root
        self.environment, self.arguments = dict(environment), dict[str, str]()
        self.base = self.user = self.port = ""
        self.command: list[str] = []
        self.health: list[str] = []

    def build(self, file: Path, **arguments: str) -> None:
        """Do all steps, with these build arguments.

        Raises:
            CalledProcessError: if a RUN fails.
            ValueError: for an unknown instruction.
        """
        for word, rest in instructions(file):
            match word:
                case "FROM":
                    self.base = rest
                case "WORKDIR":
                    self.folder = self.root / rest.lstrip("/")
                    self.folder.mkdir(parents=True)
                case "COPY":
                    self._copy(rest)
                case "ARG":
                    name, _, value = rest.partition("=")
                    self.arguments[name] = arguments.get(name, value)
                case "ENV":
                    self.environment |= {name: self._here(value) for name, value in (pair.split("=", 1) for pair in rest.split())}
                case "RUN":
                    subprocess.run(["sh", "-c", rest], cwd=self.folder, env={**self.environment, **self.arguments}, check=True)
                case "EXPOSE":
                    self.port = rest
                case "USER":
                    self.user = rest
                case "HEALTHCHECK":
                    self.health = json.loads(rest.partition(" CMD ")[2])
                case "CMD":
                    self.command = json.loads(rest)
                case _:
                    raise ValueError(word)

    def _copy(self, rest: str) -> None:
        source, target = rest.split()
        place = self.folder / target
        if (self.context / source).is_dir():
            shutil.copytree(self.context / source, place, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(self.context / source, place / source if target == "./" else place)

    def _here(self, value: str) -> str:
        """Return a value with a path of the image as that of the folder."""
        return str(self.root / value.lstrip("/")) if value.startswith("/") else value

    def running(self, command: Sequence[str], **environment: str) -> tuple[list[str], dict[str, str]]:
        """Return what to run, and with which environment, for a command to run as in a read-only container.

        It is another user's than root, without a name, home or rights, and no file of the machine can be written, if this machine's
        kernel allows that to be set up; if not, it is the user's own who runs the tests.
        """
        user, _, group = self.user.partition(":")
        can_write_nothing = ["sh", "-c", 'mount -o remount,bind,ro / && exec "$@"', "sh"]
        other_user = ["unshare", "--user", f"--map-user={user}", f"--map-group={group}"]
        outside = ["unshare", "--mount"] if os.getuid() == 0 else ["unshare", "--user", "--map-root-user", "--mount"]
        around = [*outside, *can_write_nothing, *other_user]
        allowed = shutil.which("unshare") and subprocess.run([*around, "true"], capture_output=True, check=False).returncode == 0
        return [*(around if allowed else []), *command], {**self.environment, "HOME": "/", **environment}
