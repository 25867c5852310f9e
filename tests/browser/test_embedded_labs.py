"""Labs in a frame of another page, and the link that the Share popover offers."""

from __future__ import annotations

import re
from html import unescape

import pytest
from chrome import DRAWN, too_wide, violations
from playwright.sync_api import Browser, Page, expect

LABS = ["accumulate", "autograd", "forward", "logit", "pitfalls"]

# The lowest edge of what a frame must show: panels, graph, table of calls, and controls.
LOWEST = """
() => Math.max(...[...document.querySelectorAll(
  ".linreg-panel, .linreg-graph, .linreg-table, .stSlider, .stTextInput, .stTextArea, .stSelectbox, .stCheckbox, .stButtonGroup"
)].map((element) => element.getBoundingClientRect().bottom))
"""


@pytest.mark.parametrize("name", LABS)
def test_an_embedded_lab_is_seen_whole(browser: Browser, address: str, name: str) -> None:
    """At 800 by 500 all controls and pictures are in sight, and axe finds no violation."""
    context = browser.new_context(viewport={"width": 800, "height": 500}, locale="en-US", reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{address}/{name}?embed=true")
    page.wait_for_selector(DRAWN)
    page.wait_for_timeout(500)
    assert page.evaluate(LOWEST) <= 500
    assert not too_wide(page)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)  # for screen readers only
    expect(page.locator(".st-key-nav")).to_have_count(0)
    assert violations(page) == []
    context.close()


def test_a_shared_lab_opens_as_it_was(page: Page, address: str, complaints: list[str]) -> None:
    """The link of the popover opens the lab with its settings; the address of its iframe shows the same embedded."""
    page.goto(address + "/accumulate?passes=5")
    page.wait_for_selector(DRAWN)
    page.get_by_role("button", name="Share").click()
    popover = page.get_by_test_id("stPopoverBody")
    link, frame = (popover.locator("code").nth(n).inner_text() for n in (0, 1))
    assert link == f"{address}/accumulate?passes=5"
    expect(popover.get_by_role("img", name="QR code of the link")).to_be_visible()
    source = re.search(r'src="([^"]+)"', frame)
    assert source is not None
    assert unescape(source[1]) == f"{address}/accumulate?passes=5&embed=true"
    page.goto(unescape(source[1]))
    expect(page.get_by_text("After each, w.grad holds")).to_contain_text("2, 4, 6, 8, 10.")
    expect(page.get_by_role("heading", level=1)).to_have_count(1)  # for screen readers only
