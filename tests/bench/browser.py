"""A browser page that logs key presses, network traffic and drawn runs."""

from __future__ import annotations

from typing import Any

from chrome import READY
from playwright.sync_api import Browser, Page

DIARY = """
window.diary = [];
const note = (what, size = 0) => window.diary.push({ what, size, at: performance.now() });
const Native = window.WebSocket;
window.WebSocket = class extends Native {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", ({ data }) => note("in", data.byteLength ?? data.size ?? data.length));
  }
  send(data) {
    note("out", data.byteLength ?? data.length);
    super.send(data);
  }
};
document.addEventListener("keydown", () => note("key"), true);
new MutationObserver((changes) => {
  for (const { attributeName } of changes) note(attributeName.replace("data-", ""));
}).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-run", "data-frame"] });
"""


def open_page(browser: Browser, link: str) -> Page:
    """Open a link with logging on, and wait until the run is drawn."""
    page = browser.new_page(viewport={"width": 1440, "height": 1000})
    page.add_init_script(DIARY)
    page.goto(link)
    page.wait_for_selector(READY)
    return page


def diary(page: Page) -> list[dict[str, Any]]:
    """Return the log since the last call, and clear it."""
    entries: list[dict[str, Any]] = page.evaluate("window.diary.splice(0)")
    return entries
