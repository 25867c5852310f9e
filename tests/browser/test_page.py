"""The main page: links, quick input, sharing, two tabs, languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from chrome import READY, choose_surface, expect_run, press_slider, read_out
from playwright.sync_api import Browser, BrowserContext, Page, expect

from linreg import RunConfig

Visit = Callable[..., Page]


def test_every_control_is_in_the_link_and_the_link_gives_the_same_run(visit: Visit, browser: Browser) -> None:
    """All settings are in the link; opened in a new Korean browser it gives the same run with the same digits."""
    page = visit("/?epochs=300")
    page.get_by_text("nn.Linear", exact=True).click()
    page.get_by_text("optimizer.zero_grad()", exact=True).click()
    choose_surface(page, "Contour")
    expect(page.locator("[data-panel=contour]")).to_be_visible()
    press_slider(page, "ArrowRight")
    config = RunConfig(style="linear", lr=0.0105, epochs=300, zero_grad=False)
    expect_run(page, config)
    expect(page).to_have_url(re.compile(r"\?style=linear&lr=0.0105&epochs=300&zero_grad=false&surface=contour$"))
    context = browser.new_context(locale="ko-KR")
    other = context.new_page()
    other.goto(page.url)
    other.wait_for_selector(READY)
    expect_run(other, config)
    expect(other.get_by_role("button", name=re.compile("^(재생|일시 정지)$"))).to_be_visible()
    assert read_out(other) == read_out(page)
    context.close()


def test_the_link_goes_before_the_browsers_language(browser: Browser, address: str) -> None:
    """A Korean browser shows English if the link has lang=en."""
    context = browser.new_context(locale="ko-KR")
    page = context.new_page()
    page.goto(address + "/?lang=en&surface=contour")
    page.wait_for_selector(READY)
    expect(page.get_by_role("button", name=re.compile("^(Play|Pause)$"))).to_be_visible()
    context.close()


def test_a_hurried_person_ends_where_the_slider_stands(visit: Visit) -> None:
    """After many key presses in a row, run, link and sentence agree with the slider, and the player is not recreated."""
    page = visit("/?epochs=300")
    page.evaluate("window.player = document.querySelector('[data-player]')")
    slider = page.get_by_role("slider", name="Learning rate (lr)")
    slider.focus()
    for _ in range(30):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(30)
    value = slider.get_attribute("aria-valuetext") or ""
    expect_run(page, RunConfig(lr=float(value), epochs=300))
    expect(page).to_have_url(re.compile(re.escape(f"?lr={value}&epochs=300") + "$"))
    expect(page.locator(".st-key-verdict")).to_contain_text(f"lr {value} is below")
    assert page.evaluate("window.player === document.querySelector('[data-player]')")
    assert page.get_by_test_id("stException").count() == 0


def test_a_long_run_shows_its_progress_and_is_abandoned_at_once(visit: Visit) -> None:
    """Training 20,000 epochs shows a progress bar, and a changed control interrupts it."""
    page = visit("/?lr=0.0111&epochs=300&surface=contour")
    epochs = page.get_by_role("spinbutton", name="Exact number of epochs")
    epochs.fill("20000")
    epochs.press("Enter")
    expect(page.get_by_test_id("stProgress")).to_be_visible()
    epochs.fill("200")
    epochs.press("Enter")
    expect(page.get_by_test_id("stProgress")).to_be_hidden()
    expect_run(page, RunConfig(lr=0.0111, epochs=200))
    expect(page).to_have_url(re.compile(r"\?lr=0.0111&epochs=200&surface=contour$"))


def test_two_tabs_do_not_disturb_each_other(visit: Visit, context: BrowserContext, address: str) -> None:
    """Two sessions with different runs do not affect each other, even when they change in turn."""
    page = visit("/?style=linear&seed=3&surface=contour&epochs=300")
    other = context.new_page()
    other.goto(address + "/?style=linear&seed=4&surface=contour&epochs=300")
    other.wait_for_selector(READY)
    mine, theirs = read_out(page), read_out(other)
    assert mine != theirs
    press_slider(page, "ArrowRight")
    press_slider(other, "ArrowRight")
    press_slider(page, "ArrowLeft")
    press_slider(other, "ArrowLeft")
    for shown, seed, digits in ((page, 3, mine), (other, 4, theirs)):
        expect_run(shown, RunConfig(style="linear", seed=seed, epochs=300))
        assert read_out(shown) == digits
    other.close()


def test_the_share_popover_offers_link_qr_code_and_snippet(visit: Visit) -> None:
    """The popover shows the link of the run, its QR code and an embedding snippet."""
    page = visit("/?lr=0.17&surface=contour")
    page.get_by_role("button", name="Share").click()
    popover = page.get_by_test_id("stPopoverBody")
    expect(popover.get_by_text("/?lr=0.17", exact=False).first).to_be_visible()
    code = popover.get_by_role("img", name="QR code of the link")
    expect(code).to_be_visible()
    assert code.evaluate("(image) => image.complete && image.naturalWidth > 20 && image.width === 180")
    expect(page.get_by_text("embed=true")).to_be_visible()


def test_the_code_tab_shows_copies_and_downloads_the_program(visit: Visit) -> None:
    """The tab shows the program, and the downloaded file is that program."""
    page = visit("/?lr=0.15&style=linear&surface=contour")
    page.get_by_role("tab", name="Code").click()
    expect(page.get_by_role("region", name="nn.Module class")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download .py").click()
    source = Path(download.value.path()).read_text(encoding="utf-8")
    assert "model = nn.Linear(1, 1)" in source
    assert "lr=0.15" in source
    assert page.get_by_test_id("stCode").filter(has_text="lr=0.15").count() == 1
