"""How long the test command takes, and what of it the browser."""

from __future__ import annotations

import re
import subprocess

from server import ROOT


def main() -> None:
    """Print the measurements."""
    for name, arguments in (("everything", []), ("without the browser", ["--numprocesses=2", "-m", "not browser"])):
        done = subprocess.run([ROOT / "tests" / "run", *arguments], capture_output=True, text=True, check=False)
        (took,) = re.findall(r"took (.+)", done.stdout) or ["failed"]
        (counted,) = re.findall(r"=* ?(\d+ passed.*?) in ", done.stdout) or ["?"]
        print(f"{name}: {took}, {counted}")


if __name__ == "__main__":
    main()
