"""What a visit costs in bytes, with an empty cache and with a full one."""

from __future__ import annotations

import re
from collections.abc import Callable

from chrome import READY, go_to, player
from playwright.sync_api import Browser, Page, expect
from wire import Wire

ONCE = re.compile(r"/(player|plotly|static)/")
"""The paths of what a browser fetches only once."""


def visit(page: Page, address: str) -> Wire:
    """Open the main page and return what it has fetched once it is at rest."""
    wire = Wire(page)
    page.goto(address)
    page.wait_for_selector(READY)
    expect(player(page)).to_have_attribute("data-playing", "false")
    page.wait_for_timeout(1000)
    return wire


def test_a_first_visit_is_light_and_a_second_weighs_nothing(browser: Browser, address: str) -> None:
    """A first visit takes less than 3.5 MB and no syntax highlighter; a second one nothing but the page and its settings."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-US", reduced_motion="reduce")
    first = visit(context.new_page(), address)
    assert first.total < 3_500_000, first.fetched[:10]
    names = [file.url for file in first.fetched]
    assert any("/plotly.min.js" in name for name in names)
    assert not any("SyntaxHighlighter" in name for name in names)
    for file in first.fetched:
        if ONCE.search(file.url):
            assert "immutable" in file.headers["cache-control"], file
            if file.url.endswith((".js", ".css")):
                assert file.headers["content-encoding"] == "gzip", file
    second = visit(context.new_page(), address)
    assert any("/plotly.min.js" in file.url for file in second.fetched)  # from the cache, and the listener sees it
    assert [file for file in second.fetched if ONCE.search(file.url) and file.size] == []
    assert second.total < 5_000
    context.close()


def test_leaving_while_the_panels_are_drawn_is_quiet(visit_lab: Callable[[str], Page]) -> None:
    """Whoever leaves the main page in the middle of a drawing hears no error of Plotly's."""
    page = visit_lab("/accumulate")
    page.get_by_role("link", name="Training", exact=True).click()
    page.locator("[data-panel=cost]").wait_for()
    page.wait_for_timeout(50)
    go_to(page, 1)
    page.locator("[data-player]").wait_for(state="detached")
    page.wait_for_timeout(1500)
