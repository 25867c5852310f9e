"""Time from a change of a lab's control to the new picture, and new pictures a second while a slider is dragged."""

from __future__ import annotations

import math
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from chrome import DRAWN, chromium
from playwright.sync_api import Browser, Page
from server import serve

MOVES = 12
SECONDS = 4

SHOWN = """
() => JSON.stringify(
  [...document.querySelectorAll("[data-still] .js-plotly-plot")].map((plot) => plot.data.map(({ x, y }) => [x, y]))
) + [...document.querySelectorAll(".linreg-table")].map((table) => table.textContent).join()
"""
"""Returns the data of a lab's panels and the text of its tables."""


COUNT = f"""() => {{
  window.counted = 0;
  let before = ({SHOWN})();
  const look = () => {{
    const now = ({SHOWN})();
    if (now !== before) window.counted += 1;
    before = now;
    requestAnimationFrame(look);
  }};
  look();
}}"""

THUMB = """(input) => {
  const { x, y, width, height } = input.parentElement.getBoundingClientRect();
  return [x + width / 2, y + height / 2, 0.3 * input.closest("[role=group]").getBoundingClientRect().width];
}"""


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
        print(f"A slider of a lab dragged to and fro for {SECONDS} s with a mouse: new pictures a second (at least 5)")
        drag(browser, f"{address}/accumulate?passes=50", "passes")
        drag(browser, f"{address}/autograd", "w")
        drag(browser, f"{address}/autograd?source={long}", "w, ten lines")
        for number, name in enumerate(("p", "first logit")):
            drag(browser, f"{address}/logit", name, number)


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


def drag(browser: Browser, link: str, name: str, number: int = 0) -> None:
    """Print how often the picture changes while a slider of the page is dragged."""
    page = browser.new_page(viewport={"width": 1440, "height": 1000}, locale="en-US")
    page.goto(link)
    page.wait_for_selector(DRAWN)
    page.wait_for_timeout(1000)
    slider = page.get_by_role("slider").nth(number)
    slider.scroll_into_view_if_needed()
    x, y, width = slider.evaluate(THUMB)
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(COUNT)
    began, moves = time.perf_counter(), 0
    while (took := time.perf_counter() - began) < SECONDS:
        page.mouse.move(x + width * math.sin(2 * took), y)
        moves += 1
    counted = page.evaluate("counted")
    page.mouse.up()
    path = link.split("/")[3].split("?")[0]
    print(f"  {path:10} {name:13} {counted / took:5.1f} of {moves / took:5.1f} moves")
    page.close()


if __name__ == "__main__":
    main()
