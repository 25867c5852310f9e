"""Accessibility: no page scrolls sideways, and axe finds no violation, in both languages and themes."""

from __future__ import annotations

import pytest
from chrome import DRAWN, READY, pause, too_wide, violations
from playwright.sync_api import Browser, Page, expect

LINKS = [
    "/?epochs=50",
    "/?lr=0.19&zero_grad=false&surface=contour&epochs=50",
    "/?lr=abc&surface=contour",
    "/accumulate?passes=3&zero_grad=true",
    "/autograd?source=a+%3D+sin(w)%0Ab+%3D+a*a+%2F+w%0A-b&w=-1.5",
    "/autograd?source=w+%2B&w=abc",
    "/forward?style=linear&call=forward",
    "/logit?p=1&logits=1000,-inf",
    "/pitfalls?mistake=shapes&fixed=true",
    "/pitfalls",
]
WIDTHS = [320, 390, 768, 1024, 1440]


@pytest.mark.parametrize("link", LINKS)
def test_no_page_is_too_wide_or_inaccessible(page: Page, address: str, complaints: list[str], link: str) -> None:
    """At widths from 320 pixels no page scrolls sideways; axe finds no violation in English, light, and in Korean, dark."""
    page.emulate_media(reduced_motion="reduce")
    page.goto(address + link)
    for language, scheme in (("en", "light"), ("ko", "dark")):
        page.wait_for_selector(READY if link.startswith("/?") else DRAWN)
        page.emulate_media(color_scheme=scheme)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_timeout(150)
            assert not too_wide(page), (language, width)
        page.wait_for_timeout(300)
        assert page.evaluate("getComputedStyle(document.querySelector('.stApp')).colorScheme") == scheme
        assert violations(page) == [], (language, scheme)
        assert page.get_by_test_id("stException").count() == 0
        if language == "en":
            page.get_by_text("한국어", exact=True).click()
            expect(page.locator(".st-key-nav")).to_contain_text("실험실")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_what_opens(page: Page, address: str, complaints: list[str], scheme: str) -> None:
    """Axe finds no violation in the table of kept runs, tabs, popovers and dialog, in both themes."""
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": 1440, "height": 1600})
    page.goto(address + "/?epochs=50&surface=contour&kept=optimizer%3Dadam%26lr%3D0.1&optimizer=rmsprop")
    page.wait_for_selector(READY)
    pause(page)
    for tab, shown in (("Code", ".linreg-code"), ("Inside a step", ".linreg-line")):
        page.get_by_role("tab", name=tab).click()
        page.locator(shown).first.wait_for()
        page.wait_for_timeout(500)
        assert violations(page) == [], tab
    for name in ("Share", "Rename or remove", "More", "Your own points"):
        page.get_by_role("button", name=name, exact=name == "More").click()
        page.wait_for_timeout(1000)
        assert violations(page) == [], name
        if name != "Your own points":
            page.keyboard.press("Escape")


def test_on_a_phone_the_transport_stays_under_the_thumb(browser: Browser, address: str) -> None:
    """On a phone the play button stays in view while the panels are scrolled."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, locale="en-US")
    page = context.new_page()
    page.goto(address + "/?surface=contour")
    page.wait_for_selector(READY)
    play = page.locator(".linreg-play")
    expect(play).to_be_in_viewport()
    page.evaluate("document.querySelector('[data-testid=stMain]').scrollBy(0, 300)")
    expect(play).to_be_in_viewport()
    play.tap()
    context.close()
