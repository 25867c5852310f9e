"""A Chromium that keeps a diary: when keys were pressed, what went over the wire, and when a run was drawn."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from server import CHROMIUM_ARGUMENTS

READY = "[data-player][data-ready=true]"

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


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Start the system's Chromium, or Playwright's own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM") or None, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


def open_page(browser: Browser, link: str) -> Page:
    """Open a link with the diary on, and wait until the run is drawn."""
    page = browser.new_page(viewport={"width": 1440, "height": 1000})
    page.add_init_script(DIARY)
    page.goto(link)
    page.wait_for_selector(READY)
    return page


def diary(page: Page) -> list[dict[str, Any]]:
    """Return what was noted since the last call, and begin anew."""
    entries: list[dict[str, Any]] = page.evaluate("window.diary.splice(0)")
    return entries
