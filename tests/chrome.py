"""Chromium, and helpers that read and move the player in it."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, FloatRect, Locator, Page, ViewportSize, expect, sync_playwright

from linreg import RunConfig

READY = "[data-player][data-ready=true]"
"""Selector of the drawn main page."""

DRAWN = "[data-still][data-ready=true], .linreg-table:has(code)"
"""Selector of a drawn lab: its panels, or its table of calls."""

# Software WebGL, for machines without a graphics card.
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-component-update",
]


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Start the system's Chromium if there is one, otherwise Playwright's."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"), args=CHROMIUM_ARGUMENTS
        )
        yield browser
        browser.close()


def on_a_phone(browser: Browser, height: int = 844, **options: Any) -> Page:
    """Open an empty page in a context like a phone's, 390 pixels wide; `options` are those of a browser context."""
    size: ViewportSize = {"width": 390, "height": height}
    context = browser.new_context(**{"viewport": size, "has_touch": True, "is_mobile": True, "locale": "en-US", **options})
    return context.new_page()


def player(page: Page) -> Locator:
    """Return the player's root element."""
    return page.locator("[data-player]")


def data(page: Page, name: str) -> str:
    """Return one of the player's data attributes."""
    return player(page).get_attribute(f"data-{name}") or ""


def run_shown(page: Page) -> str:
    """Return the digest of the run that the player shows."""
    return data(page, "run")


def expect_run(page: Page, config: RunConfig) -> None:
    """Wait until the run of a config is drawn."""
    expect(player(page)).to_have_attribute("data-run", config.digest())


def button(page: Page, name: str) -> Locator:
    """Return a button of the player."""
    return player(page).get_by_role("button", name=name)


def pause(page: Page) -> None:
    """Pause the player."""
    if data(page, "playing") == "true":
        button(page, "Pause").click()
    expect(player(page)).to_have_attribute("data-playing", "false")


def read_out(page: Page) -> list[str]:
    """Go to the last step and return the values of the read-out."""
    page.locator(".linreg-last").click()
    return [value.inner_text() for value in page.locator("[data-value]").all()]


def plotted(page: Page, panel: str, script: str) -> Any:
    """Evaluate a JavaScript function of the Plotly plot of a panel."""
    return page.evaluate(f"({script})(document.querySelector('[data-panel={panel}] .linreg-plot'))")


def press_slider(page: Page, key: str = "ArrowRight") -> None:
    """Move the learning rate by one key, and wait until its run is drawn."""
    before = run_shown(page)
    page.get_by_role("slider", name="Learning rate (lr)").press(key)
    page.wait_for_function("(run) => document.querySelector('[data-player]').dataset.run !== run", arg=before)


def box(element: Locator) -> FloatRect:
    """Return where an element is in the window."""
    found = element.bounding_box()
    assert found is not None
    return found


def go_to(page: Page, place: int) -> None:
    """Follow a link of the navigation: 0 is the main page, the labs follow."""
    if place == 0:
        page.locator(".st-key-nav a").click()
        return
    page.locator(".st-key-labs button").click()
    page.locator("[data-testid=stPopoverBody] a").nth(place - 1).click()


def open_more(page: Page) -> None:
    """Open the menu of the settings that are changed less often."""
    page.locator(".st-key-more button").click()
    page.get_by_text("Starting point and batch size").wait_for()


def choose_surface(page: Page, name: str) -> None:
    """Choose how the loss surface is drawn, and close the menu."""
    open_more(page)
    page.get_by_text(name, exact=True).click()
    page.keyboard.press("Escape")


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """Return the violations found by the accessibility checker axe: the id and the elements of each."""
    found = Axe().run(page).response["violations"]
    return [(violation["id"], [node["html"][:120] for node in violation["nodes"]]) for violation in found]


def too_wide(page: Page) -> bool:
    """Return whether the page scrolls sideways."""
    widest: bool = page.evaluate(
        "[document.documentElement, document.querySelector('[data-testid=stMain]')].some((e) => e.scrollWidth > innerWidth)"
    )
    return widest
