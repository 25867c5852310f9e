"""The picture under a moving thumb: time from the first move to the first new picture, and new pictures a second."""

from __future__ import annotations

import tempfile
from pathlib import Path

from chrome import READY, chromium
from playwright.sync_api import Browser
from server import serve

STEPS = 90

WATCH = """
window.live = { seen: [], moved: null };
addEventListener("pointermove", () => (live.moved ??= performance.now()), true);
window.watcher?.disconnect(); // that of the drag before
window.watcher = new MutationObserver(() => requestAnimationFrame(() => live.seen.push(performance.now())));
watcher.observe(document.querySelector("[data-player]"), { attributeFilter: ["data-lr"] });
"""


THUMB = """() => { const input = document.querySelector(".st-key-lr input[type=range]");
const { x, y, width, height } = input.parentElement.getBoundingClientRect();
return [x + width / 2, y + height / 2, 0.5 * input.closest("[role=group]").getBoundingClientRect().width]; }"""

CONTOUR = """() => {
const { x, y, width, height } = document.querySelector("[data-panel=contour] .nsewdrag").getBoundingClientRect();
return [x + 0.1 * width, y + 0.4 * height, 0.8 * width]; }"""


def main() -> None:
    """Print the measurements."""
    print("A drag with a mouse, at the third time. Of lr: at most 60 ms to the first, at least 20 and 10 pictures a second;")
    print("of the start: at least 5 pictures a second")
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder) / "log.txt") as address, chromium() as browser:
        for surface in ("contour", "3d"):
            drag(browser, f"{address}/?lr=0.0003&surface={surface}", THUMB, f"lr, {surface}")
        drag(browser, f"{address}/?lr=0.1&surface=contour", CONTOUR, "start")


def drag(browser: Browser, link: str, from_where: str, name: str) -> None:
    """Print what a drag shows. `from_where` is JavaScript for the place of the press, and how far it goes to the right."""
    page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="en-US", reduced_motion="reduce")
    with page.expect_response("**/live/**"):
        page.goto(link)
        page.wait_for_selector(READY)
    page.wait_for_timeout(2000)
    x, y, width = page.evaluate(from_where)
    for turn in range(3):
        page.mouse.move(x, y)
        page.mouse.down()
        page.evaluate(WATCH)
        for step in range(1, STEPS + 1):
            # Returns when the page has taken it: with the next frame, as the moves of a quicker mouse are.
            page.mouse.move(x + width * step / STEPS, y)
        found, words = page.evaluate("[live, document.querySelector('.linreg-live')?.lastChild.textContent]")
        page.keyboard.press("Escape")
        page.mouse.up()
        page.wait_for_timeout(1500)
        if turn == 2:
            seen = found["seen"]
            rate = 1000 * (len(seen) - 1) / (seen[-1] - seen[0])
            print(f"  {name:11} first {seen[0] - found['moved']:5.0f} ms, {len(seen):3} pictures, {rate:5.1f} a second; {words}")
    page.close()


if __name__ == "__main__":
    main()
