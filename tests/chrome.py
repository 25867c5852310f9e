"""Chromium, and how the player is read and moved in it."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

from playwright.sync_api import Browser, Page, sync_playwright

READY = "[data-player][data-ready=true]"
"""The main page, drawn."""

DRAWN = "[data-still][data-ready=true], .linreg-table:has(code)"
"""A lab, drawn: its panels, or the table of calls where it has none."""

# WebGL in software, so that the 3D panel is drawn on machines without a graphics card.
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-component-update",
]


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Start the system's Chromium where there is one, else Playwright's own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM") or None, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


def run_shown(page: Page) -> str:
    """Return the digest of the run that the player shows."""
    return page.locator("[data-player]").get_attribute("data-run") or ""


def press_slider(page: Page, key: str = "ArrowRight") -> None:
    """Move the learning rate by one key, and wait until the run of its new value is drawn."""
    before = run_shown(page)
    page.get_by_role("slider", name="Learning rate (lr)").press(key)
    page.wait_for_function("(run) => document.querySelector('[data-player]').dataset.run !== run", arg=before)
