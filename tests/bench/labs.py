"""Time from a change of a lab's control to the new picture."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from chrome import DRAWN, chromium
from playwright.sync_api import Browser, Page
from server import serve

MOVES = 12

SHOWN = """
() => JSON.stringify(
  [...document.querySelectorAll("[data-still] .js-plotly-plot")].map((plot) => plot.data.map(({ x, y }) => [x, y]))
) + [...document.querySelectorAll(".linreg-table")].map((table) => table.textContent).join()
"""
"""Returns the data of a lab's panels and the text of its tables."""


def main() -> None:
    """Print the measurements."""
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder) / "log.txt") as address, chromium() as browser:
        print(f"One move of a control in a lab, until its picture has changed, median and longest of {MOVES}, in ms")
        measure(browser, f"{address}/accumulate?passes=50", "passes", key)
        measure(browser, f"{address}/autograd", "w", key)
        long = "%0A".join([f"a{n}+=+sin(w*{n})*exp(-w*w)" for n in range(1, 10)] + ["+%2B+".join(f"a{n}" for n in range(1, 10))])
        measure(browser, f"{address}/autograd?source={long}", "w, ten lines", key)
        measure(browser, f"{address}/logit", "p", key)
        measure(browser, f"{address}/forward", "call", lambda page, turn: click(page, ("model.forward(x)", "model(x)")[turn % 2]))
        measure(browser, f"{address}/pitfalls", "fixed", lambda page, _turn: click(page, "Fix it"))


def key(page: Page, _turn: int) -> None:
    """Move the first slider by one key."""
    page.get_by_role("slider").first.press("ArrowRight")


def click(page: Page, text: str) -> None:
    """Click a control by its text."""
    page.locator("[data-testid=stButtonGroup], [data-testid=stCheckbox]").get_by_text(text, exact=True).click()


def measure(browser: Browser, link: str, name: str, move: Callable[[Page, int], None]) -> None:
    """Print the time of a change."""
    page = browser.new_page(viewport={"width": 1440, "height": 1000}, locale="en-US")
    page.goto(link)
    page.wait_for_selector(DRAWN)
    page.wait_for_timeout(1000)
    took = []
    for turn in range(MOVES):
        before = page.evaluate(SHOWN)
        began = time.perf_counter()
        move(page, turn)
        page.wait_for_function(f"(before) => ({SHOWN})() !== before", arg=before)
        took.append(1000 * (time.perf_counter() - began))
        page.wait_for_timeout(400)
    path = link.split("/")[3].split("?")[0]
    print(f"  {path:10} {name:13} {statistics.median(took):5.0f} {max(took):5.0f}")
    page.close()


if __name__ == "__main__":
    main()
