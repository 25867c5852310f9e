"""Programs run by a new Python process, without linreg."""

import json
import subprocess
import sys
from collections.abc import Sequence
from tempfile import TemporaryDirectory

RUNNER = """\
import contextlib, io, json, sys

printed = []
for source in json.load(sys.stdin):
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(compile(source, "program", "exec"), {"__name__": "__main__"})
    printed.append(out.getvalue().splitlines())
print(json.dumps(printed))
"""


def printed_by(programs: Sequence[str]) -> list[list[str]]:
    """Return the lines printed by each program, run in an empty folder with a namespace of its own.

    All run in one process, because importing torch is slow. Output on stderr fails the test.
    """
    with TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-I", "-c", RUNNER], input=json.dumps(programs), cwd=folder, capture_output=True, text=True, check=True
        )
    assert done.stderr == ""
    printed: list[list[str]] = json.loads(done.stdout)
    return printed
