"""The app in Chromium: one server, one browser and one context with a shared cache for all tests."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from chrome import DRAWN, READY, chromium
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect
from server import serve

# Software rendering of 3D is slow on a loaded machine.
expect.set_options(timeout=30_000)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium once."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def context(browser: Browser) -> BrowserContext:
    """Create the browser context. Each of its pages is a separate Streamlit session."""
    return browser.new_context(viewport={"width": 1440, "height": 1000}, locale="en-US")


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """Open an empty page."""
    opened = context.new_page()
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the app once for all browser tests."""
    log: Path = tmp_path_factory.mktemp("server") / "log.txt"
    with serve(log) as running:
        yield running
    output = log.read_text(encoding="utf-8")
    assert "Traceback" not in output, output


def listen(page: Page, heard: list[str]) -> None:
    """Collect the console errors, exceptions and failed requests of a page."""

    def note(message: ConsoleMessage) -> None:
        # On a lab's page, Streamlit's front end first looks for its server below the page's path, then finds it at the root.
        searching = re.search(r"/(accumulate|autograd|forward|logit|pitfalls)/_stcore/", message.location["url"])
        if message.type == "error" and not searching:
            heard.append(message.text)

    def failed(request: Request) -> None:
        # Of a run that the pointer has left behind, the player wants no answer.
        if not ("/run?" in request.url and request.failure == "net::ERR_ABORTED"):
            heard.append(f"failed: {request.url} {request.failure}")

    page.on("console", note)
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("requestfailed", failed)


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    """Collect the browser's errors; the test fails if there are any left at its end."""
    heard: list[str] = []
    listen(page, heard)
    yield heard
    assert heard == []


@pytest.fixture
def visit(page: Page, address: str, complaints: list[str]) -> Callable[[str], Page]:
    """Open a link of the main page and wait until it is drawn."""

    def open_link(link: str = "/") -> Page:
        page.goto(address + link)
        page.wait_for_selector(READY)
        return page

    return open_link


@pytest.fixture
def visit_lab(page: Page, address: str, complaints: list[str]) -> Callable[[str], Page]:
    """Open a link of a lab and wait until its picture is drawn."""

    def open_link(link: str) -> Page:
        page.goto(address + link)
        page.wait_for_selector(DRAWN)
        return page

    return open_link
