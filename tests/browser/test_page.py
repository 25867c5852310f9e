"""The page as a person uses it: links, history, sharing, two tabs, frames, phones."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from chrome import READY, press_slider, run_shown
from playwright.sync_api import Browser, Page, expect
from server import serve

Visit = Callable[..., Page]


def last_step(page: Page) -> list[str]:
    """Go to the last step and return its read-out."""
    page.get_by_role("button", name="To the last step").click()
    return [value.inner_text() for value in page.locator("[data-value]").all()]


def test_every_control_is_in_the_link_and_the_link_gives_the_same_run(visit: Visit, browser: Browser) -> None:
    """What a person has set is in the address bar; opened in a fresh browser it is the same run with the same digits."""
    page = visit("/")
    page.get_by_text("nn.Linear", exact=True).click()
    page.get_by_text("optimizer.zero_grad()", exact=True).click()
    page.get_by_text("Contour", exact=True).click()
    expect(page).to_have_url(re.compile("surface=contour"))
    press_slider(page, "ArrowRight")
    expect(page).to_have_url(re.compile(r"\?style=linear&lr=0.0105&zero_grad=false&surface=contour$"))
    digits = last_step(page)
    other = browser.new_context(locale="ko-KR").new_page()
    other.goto(page.url)
    other.wait_for_selector(READY)
    assert run_shown(other) == run_shown(page)
    other.get_by_role("button", name="마지막 스텝으로").click()
    assert [value.inner_text() for value in other.locator("[data-value]").all()] == digits
    other.context.close()


def test_back_and_forward_undo_and_redo(visit: Visit) -> None:
    """The browser's back button takes back the last change of a control, forward makes it again, reload keeps it."""
    page = visit("/?surface=contour")
    slider = page.get_by_role("slider", name="Learning rate (lr)")
    first = run_shown(page)
    press_slider(page, "ArrowRight")
    second = run_shown(page)
    expect(page).to_have_url(re.compile("lr=0.0105"))
    page.go_back()
    expect(page.locator("[data-player]")).to_have_attribute("data-run", first)
    expect(slider).to_have_attribute("aria-valuetext", "0.01")
    page.go_forward()
    expect(page.locator("[data-player]")).to_have_attribute("data-run", second)
    page.reload()
    page.wait_for_selector(READY)
    assert run_shown(page) == second
    expect(slider).to_have_attribute("aria-valuetext", "0.0105")


def test_a_hurried_person_ends_where_the_slider_stands(visit: Visit) -> None:
    """Many keys in a row while it plays end at the slider's value: run, link and label agree, and the player is still the same."""
    page = visit("/?epochs=300")
    page.evaluate("window.player = document.querySelector('[data-player]')")
    slider = page.get_by_role("slider", name="Learning rate (lr)")
    slider.focus()
    for _ in range(40):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(30)
    value = slider.get_attribute("aria-valuetext") or ""
    expect(page).to_have_url(re.compile(re.escape(f"?lr={value}&epochs=300") + "$"))
    expect(page.get_by_text(f"lr {value} is below")).to_be_visible()
    assert page.evaluate("window.player === document.querySelector('[data-player]')")
    assert page.get_by_test_id("stException").count() == 0


def test_a_long_run_shows_its_progress_and_is_abandoned_at_once(visit: Visit) -> None:
    """While 20000 epochs are trained a bar shows how far it is; a moved control does not wait for its end."""
    page = visit("/?epochs=20000&lr=0.0111&surface=contour")
    page.get_by_text("nn.Module class", exact=True).click()
    expect(page.get_by_test_id("stProgress")).to_be_visible()
    page.get_by_text("W, b tensors", exact=True).click()
    expect(page.get_by_test_id("stProgress")).to_be_hidden()
    expect(page.locator("[data-player]")).to_have_attribute("data-epoch", re.compile(r"\d+"))
    expect(page).to_have_url(re.compile(r"\?lr=0.0111&epochs=20000&surface=contour$"))


def test_two_tabs_do_not_disturb_each_other(visit: Visit, browser: Browser, address: str) -> None:
    """Two people with different runs see each their own, however they take turns."""
    page = visit("/?style=linear&seed=3&surface=contour&epochs=300")
    context = browser.new_context(locale="en-US")
    other = context.new_page()
    other.goto(address + "/?style=linear&seed=4&surface=contour&epochs=300")
    other.wait_for_selector(READY)
    mine, theirs = last_step(page), last_step(other)
    assert mine != theirs
    press_slider(page, "ArrowRight")
    press_slider(other, "ArrowRight")
    press_slider(page, "ArrowLeft")
    press_slider(other, "ArrowLeft")
    assert last_step(page) == mine
    assert last_step(other) == theirs
    context.close()


def test_the_share_popover_offers_link_qr_code_and_snippet(visit: Visit) -> None:
    """The popover shows the link of this run, a QR code that has been drawn, and an embedding snippet."""
    page = visit("/?lr=0.17")
    page.get_by_role("button", name="Share").click()
    expect(page.get_by_text("/?lr=0.17", exact=False).first).to_be_visible()
    code = page.get_by_role("img", name="QR code of the link")
    expect(code).to_be_visible()
    assert code.evaluate("(image) => image.complete && image.naturalWidth > 50")
    expect(page.get_by_text("embed=true")).to_be_visible()


def test_the_snippet_works_in_another_page(page: Page, address: str, complaints: list[str]) -> None:
    """In a frame with ?embed=true the player plays."""
    page.set_content(f'<iframe src="{address}/?lr=0.1&amp;embed=true" width="900" height="760" style="border:0"></iframe>')
    frame = page.frame_locator("iframe")
    expect(frame.locator(READY)).to_be_visible()
    expect(frame.locator("[data-player]")).to_have_attribute("data-playing", "true")


def test_it_works_under_a_base_path(page: Page, tmp_path: Path, complaints: list[str]) -> None:
    """Under server.baseUrlPath the player, its files and the links work."""
    with serve(tmp_path / "log.txt", prefix="/course/one") as address:
        page.goto(address + "/?lr=0.1&surface=contour")
        page.wait_for_selector(READY)
        press_slider(page, "ArrowRight")
        expect(page).to_have_url(f"{address}/?lr=0.105&surface=contour")


def test_the_page_asks_nothing_of_the_internet(page: Page, address: str) -> None:
    """Every request goes to the app's own server."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address + "/")
    page.wait_for_selector(READY)
    page.wait_for_timeout(500)
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []


def test_the_language_follows_the_browser_and_the_link_goes_first(browser: Browser, address: str) -> None:
    """A Korean browser sees Korean, unless the link says lang=en."""
    context = browser.new_context(locale="ko-KR")
    page = context.new_page()
    for link, word in (("/", "재생|일시 정지"), ("/?lang=en", "Play|Pause")):
        page.goto(address + link)
        page.wait_for_selector(READY)
        expect(page.get_by_role("button", name=re.compile(f"^({word})$"))).to_be_visible()
    context.close()


@pytest.mark.parametrize("width", [320, 390, 768, 1024])
def test_nothing_is_wider_than_the_screen(browser: Browser, address: str, width: int) -> None:
    """From the smallest phone up, the page never scrolls sideways, in either language."""
    context = browser.new_context(viewport={"width": width, "height": 844}, reduced_motion="reduce")
    page = context.new_page()
    for language in ("en", "ko"):
        page.goto(f"{address}/?lr=0.19&lang={language}")
        page.wait_for_selector(READY)
        page.wait_for_timeout(300)
        assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= width
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_on_a_phone_the_transport_stays_under_the_thumb(browser: Browser, address: str) -> None:
    """On a phone the play button is in sight while the panels are scrolled."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, locale="en-US")
    page = context.new_page()
    page.goto(address + "/?surface=contour")
    page.wait_for_selector(READY)
    play = page.get_by_role("button", name=re.compile("^(Play|Pause)$"))
    expect(play).to_be_in_viewport()
    page.evaluate("document.querySelector('[data-testid=stMain]').scrollBy(0, 300)")
    expect(play).to_be_in_viewport()
    play.tap()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("link", ["/", "/?lr=0.19&zero_grad=false&surface=contour&lang=ko", "/?lr=abc"])
def test_axe_finds_nothing(browser: Browser, address: str, scheme: str, link: str) -> None:
    """The accessibility checker finds no violation, in either theme and language."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 1000}, color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(address + link)
    page.wait_for_selector(READY)
    page.wait_for_timeout(500)
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    context.close()


def test_the_code_tab_shows_copies_and_downloads_the_program(visit: Visit, tmp_path: Path) -> None:
    """The program opens in its tab, axe finds nothing there, and the downloaded file is the program shown."""
    page = visit("/?lr=0.15&style=linear&surface=contour")
    page.get_by_role("tab", name="Code").click()
    expect(page.get_by_role("region", name="nn.Module class")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download .py").click()
    source = Path(download.value.path()).read_text(encoding="utf-8")
    assert "model = nn.Linear(1, 1)" in source
    assert "lr=0.15" in source
    assert page.get_by_test_id("stCode").filter(has_text="lr=0.15").count() == 1
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
