"""Node.js, from Playwright, to run JavaScript without a browser."""

from __future__ import annotations

import subprocess

from playwright._impl._driver import compute_driver_executable


def node(*arguments: str, script: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run Node with `script` as standard input; in the result, stdout includes stderr."""
    program, _ = compute_driver_executable()
    # No package.json declares the files as modules: browsers do not need it.
    command = [program, "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", *arguments]
    return subprocess.run(command, input=script, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
