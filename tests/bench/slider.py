"""What a drag of the learning rate costs: the time of a step on the page's main thread, and the pictures of a lab meanwhile."""

from __future__ import annotations

import tempfile
from pathlib import Path

from chrome import DRAWN, READY, chromium
from playwright.sync_api import Browser, CDPSession, Page
from server import serve

STEPS = 100
WORK = ("Task", "Script", "RecalcStyle", "Layout")
"""What Chromium counts; a task also paints."""

WATCH = """
window.longest = []; window.drawn = [];
new PerformanceObserver((list) => longest.push(...list.getEntries().map(({ duration }) => duration)))
  .observe({ type: "longtask" });
for (const plot of document.querySelectorAll("[data-still] .js-plotly-plot"))
  plot.on("plotly_afterplot", () => drawn.push(performance.now()));
"""

LABS = (
    ("accumulate?passes=20", "passes"),
    ("autograd", "w"),
    ("logit", "p"),
    ("logit", "temperature"),
    ("logit", "z1"),
)


def main() -> None:
    """Print the measurements."""
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder) / "log.txt") as address, chromium() as browser:
        print(f"A drag over {STEPS} places: work of the main thread in ms a step; in labs new pictures a second")
        for key in ("lr", "epochs"):
            drag(browser, f"{address}/?lr=0.15&surface=contour", READY, key)
        for link, key in LABS:
            drag(browser, f"{address}/{link}", DRAWN, key)


def drag(browser: Browser, link: str, ready: str, key: str) -> None:
    """Print the cost of a drag with a real mouse."""
    page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="en-US")
    page.goto(link)
    page.wait_for_selector(ready)
    page.wait_for_timeout(3000)
    if page.locator("[data-playing=true]").count():
        page.get_by_role("button", name="Pause").click()
    page.locator(f".st-key-{key} input").locator("xpath=..").scroll_into_view_if_needed()
    page.evaluate(WATCH)
    x, y, left, width = place(page, key)
    end = left + width * (0.9 if x < left + width / 2 else 0.1)
    tools = page.context.new_cdp_session(page)
    tools.send("Performance.enable")
    page.mouse.move(x, y)
    page.mouse.down()
    before, began = busy(tools), page.evaluate("performance.now()")
    for step in range(1, STEPS + 1):
        page.mouse.move(x + (end - x) * step / STEPS, y)
        page.wait_for_timeout(15)
    after, ended = busy(tools), page.evaluate("performance.now()")
    longest, drawn = page.evaluate("[longest, drawn]")
    page.mouse.up()
    work = ", ".join(f"{name.lower()} {1000 * (after[name] - before[name]) / STEPS:5.1f}" for name in WORK)
    pictures = f", {1000 * len(drawn) / (ended - began):4.1f} pictures a second" if drawn else ""
    print(f"  {key:12} {work}, {len(longest):3} long tasks{pictures}")
    page.close()


def place(page: Page, key: str) -> list[float]:
    """Return the middle of the thumb, and left and width of the track."""
    found: list[float] = page.evaluate(
        """(key) => { const input = document.querySelector(`.st-key-${key} input[type=range]`);
        const thumb = input.parentElement.getBoundingClientRect(), track = input.closest("[role=group]").getBoundingClientRect();
        return [thumb.x + thumb.width / 2, thumb.y + thumb.height / 2, track.x, track.width]; }""",
        key,
    )
    return found


def busy(tools: CDPSession) -> dict[str, float]:
    """Return the seconds that the page's main thread has worked, by kind of work."""
    metrics = {each["name"]: each["value"] for each in tools.send("Performance.getMetrics")["metrics"]}
    return {name: metrics[f"{name}Duration"] for name in WORK}


if __name__ == "__main__":
    main()
