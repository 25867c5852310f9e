"""Node, which runs JavaScript without a browser: Playwright brings its own."""

from __future__ import annotations

import subprocess

from playwright._impl._driver import compute_driver_executable


def node(*arguments: str, script: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run Node, with `script` as its standard input, and return what it wrote: its errors are part of its output."""
    program, _ = compute_driver_executable()
    # The files do not say that they are modules: nothing but their own tests reads them from a disk.
    command = [program, "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", *arguments]
    return subprocess.run(command, input=script, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
