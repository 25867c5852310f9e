"""Time from the server's start to the first picture, compared with a page that only imports torch; bytes of a visit."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from chrome import READY, chromium
from playwright.sync_api import Browser
from server import ROOT, serve
from wire import Wire

ROUNDS = 5
BASELINE = (Path(__file__).parent / "hello.py").relative_to(ROOT)


def main() -> None:
    """Print the measurements."""
    with chromium() as browser:
        pairs = [
            (first_visit(browser, str(BASELINE), "text=hello"), first_visit(browser, "app.py", READY)) for _round in range(ROUNDS)
        ]
        weights = weigh(browser)
    print(f"First visit, server start to first picture, median of {ROUNDS} in turns, in s")
    for number, name in enumerate(("a page with import torch", "linreg")):
        started, seen = (statistics.median(values) for values in zip(*(pair[number] for pair in pairs), strict=True))
        print(f"  {name:25} server answers {started:5.2f}   then first picture {seen:5.2f}   together {started + seen:5.2f}")
    print("Bytes on the wire of a visit to the main page by a phone, in KB")
    for name, wire in zip(("empty cache", "full cache"), weights, strict=True):
        print(f"  {name:25} {wire.total / 1000:7.0f}")
        for file in wire.fetched[:8]:
            print(f"    {file.size / 1000:7.1f} {file.url.partition('//')[2].partition('/')[2]}")


def weigh(browser: Browser) -> tuple[Wire, Wire]:
    """Return what a first and a second visit take."""
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder) / "log.txt") as address:
        context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-US", reduced_motion="reduce")
        wires = []
        for _visit in range(2):
            page = context.new_page()
            wires.append(Wire(page))
            page.goto(address)
            page.wait_for_selector(READY)
            page.wait_for_timeout(2000)
        context.close()
    return wires[0], wires[1]


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
