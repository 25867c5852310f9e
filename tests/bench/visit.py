"""Time from the server's start to the first picture, compared with a page that only imports torch."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from chrome import READY, chromium
from playwright.sync_api import Browser
from server import ROOT, serve

ROUNDS = 5
BASELINE = (Path(__file__).parent / "hello.py").relative_to(ROOT)


def main() -> None:
    """Print the measurements."""
    with chromium() as browser:
        pairs = [
            (first_visit(browser, str(BASELINE), "text=hello"), first_visit(browser, "app.py", READY)) for _round in range(ROUNDS)
        ]
    print(f"First visit, server start to first picture, median of {ROUNDS} in turns, in s")
    for number, name in enumerate(("a page with import torch", "linreg")):
        started, seen = (statistics.median(values) for values in zip(*(pair[number] for pair in pairs), strict=True))
        print(f"  {name:25} server answers {started:5.2f}   then first picture {seen:5.2f}   together {started + seen:5.2f}")


def first_visit(browser: Browser, script: str, sign: str) -> tuple[float, float]:
    """Return the seconds until the server answers, and the seconds from then until `sign` appears."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        with serve(Path(folder) / "log.txt", script=script) as address:
            answered = time.perf_counter()
            page = browser.new_page()
            page.goto(address)
            page.wait_for_selector(sign)
            seen = time.perf_counter()
            page.close()
    return answered - began, seen - answered


if __name__ == "__main__":
    main()
