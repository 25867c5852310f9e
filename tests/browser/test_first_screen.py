"""The first screen: what is in sight and in reach, on a desktop, a phone, a projector, in a frame and on paper."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
from chrome import READY, box, choose_surface, data, expect_run, open_more, pause, player, run_shown
from playwright.sync_api import Browser, Page, expect

from linreg import RunConfig
from linreg.config import LEARNING_RATES

Visit = Callable[..., Page]

LONGEST = [
    "/?surface=contour&lr=0.19&zero_grad=false",
    "/?surface=contour&optimizer=momentum&lr=0.0001&epochs=100",
    "/?surface=contour&lr=0.001&epochs=500",
    "/?surface=contour&lr=0.3",
]
"""Links with long verdicts."""


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """Open a page on a phone."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, locale="en-US")
    yield context.new_page()
    context.close()


def assert_in_sight(page: Page, *selectors: str) -> None:
    """Check that elements lie wholly inside of the window, which is not scrolled."""
    height: int = page.evaluate("innerHeight")
    for selector in selectors:
        found = box(page.locator(selector).first)
        assert found["y"] >= 0, selector
        assert found["y"] + found["height"] <= height, selector


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("link", LONGEST)
def test_on_a_laptop_all_is_in_sight(page: Page, visit: Visit, link: str, language: str) -> None:
    """At 1366 x 768 controls, verdict in at most two lines, panels, transport and read-out are in sight without scrolling."""
    page.set_viewport_size({"width": 1366, "height": 768})
    visit(f"{link}&lang={language}")
    panels = [f"[data-panel={name}]" for name in ("fit", "contour", "cost")]
    assert_in_sight(page, ".st-key-bar", ".st-key-verdict", *panels, ".linreg-play", ".linreg-readout")
    text = page.locator(".st-key-verdict p").first
    assert box(text)["height"] <= 2.1 * float(text.evaluate("(p) => parseFloat(getComputedStyle(p).lineHeight)"))
    # Every learning rate has a pixel of its own.
    assert box(page.get_by_role("slider").first.locator("xpath=ancestor::*[@role='group'][1]"))["width"] > len(LEARNING_RATES)


def test_on_a_phone_one_touch_changes_the_rate_in_sight(phone: Page, address: str) -> None:
    """On a phone surface, verdict, lr, zero_grad and play are in sight; one touch on the slider changes the run."""
    phone.goto(address + "/?surface=contour&epochs=300")
    phone.wait_for_selector(READY)
    bar = (".linreg-play", ".linreg-scrubber", ".st-key-lr", ".st-key-zero_grad")
    assert_in_sight(phone, ".st-key-verdict p", "[data-panel=contour]", *bar)
    before = run_shown(phone)
    track = box(phone.locator(".st-key-lr [role=group]"))
    phone.touchscreen.tap(track["x"] + 0.75 * track["width"], track["y"] + 0.75 * track["height"])
    phone.wait_for_function("(run) => document.querySelector('[data-player]').dataset.run !== run", arg=before)
    phone.evaluate("document.querySelector('[data-testid=stMain]').scrollBy(0, 400)")
    assert_in_sight(phone, *bar)
    targets = (
        ".linreg-transport button, .st-key-marks button, .st-key-zero_grad label, .st-key-try button, .st-key-top :is(a, button)"
    )
    targets += ", .linreg-tool, .st-key-menus button"
    for target in phone.locator(targets).all():
        if target.is_visible():
            size = box(target)
            assert min(size["width"], size["height"]) >= 44, target.evaluate("(element) => element.outerHTML.slice(0, 200)")
    assert box(phone.locator(".linreg-scrubber"))["height"] >= 44


def test_by_keyboard_from_the_top_to_a_played_run(visit: Visit, page: Page) -> None:
    """Tab leads from the top to lr, to play, and each focused element shows it; arrows and space do the rest."""
    page.emulate_media(reduced_motion="reduce")  # nothing plays by itself, and nothing is pressed to stop it
    visit("/?epochs=50&surface=contour")
    focused = "document.activeElement"

    def tab_to(selector: str) -> None:
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate(f"{focused}.matches('{selector}')"):
                return
            style = page.evaluate(f"(() => {{ const s = getComputedStyle({focused}); return [s.outlineStyle, s.boxShadow]; }})()")
            assert page.evaluate(f"{focused}.matches('input, main')") or style != ["none", "none"], page.evaluate(
                f"{focused}.outerHTML.slice(0, 200)"
            )
        raise AssertionError(selector)

    tab_to(".st-key-lr input")
    page.keyboard.press("ArrowRight")
    expect_run(page, RunConfig(lr=0.0105, epochs=50))
    tab_to(".linreg-play")
    page.keyboard.press("Space")
    expect(player(page)).to_have_attribute("data-playing", "true")


def test_a_press_on_what_is_advised_is_one_change(visit: Visit) -> None:
    """The button of the advice, and the marks under the slider, each make a change; back undoes it."""
    page = visit("/?epochs=100&surface=contour&lr=0.1")
    page.locator(".st-key-to_fastest button").click()
    expect_run(page, RunConfig(lr=0.1765, epochs=100))
    page.locator(".st-key-try button").click()
    expect_run(page, RunConfig(lr=0.185, epochs=100))
    page.go_back()
    expect_run(page, RunConfig(lr=0.1765, epochs=100))


def test_an_exact_rate_is_typed(visit: Visit) -> None:
    """The field beside the slider takes a rate between those of the slider, and refuses one that is not allowed."""
    page = visit("/?epochs=50&surface=contour")
    field = page.get_by_role("spinbutton", name="Exact learning rate")
    field.fill("0.12345")
    field.press("Enter")
    expect_run(page, RunConfig(lr=0.12345, epochs=50))
    expect(page.get_by_role("slider", name="Learning rate (lr)")).to_have_attribute("aria-valuetext", "0.12345")
    field.fill("")
    field.press("Enter")
    expect(field).to_have_value("0.12345")
    assert run_shown(page) == RunConfig(lr=0.12345, epochs=50).digest()


def test_what_a_menu_holds_is_kept_when_it_is_opened(visit: Visit) -> None:
    """The settings of a link that are in a closed menu are those shown when it is opened, and a change there keeps the others."""
    settings = "seed=7&batch=2&scale=true&optimizer=adam&beta1=0.5&beta2=0.9"
    page = visit(f"/?style=linear&epochs=50&surface=contour&{settings}")
    config = RunConfig(style="linear", epochs=50, seed=7, batch=2, scale=True, optimizer="adam", beta1=0.5, beta2=0.9)
    expect_run(page, config)
    page.get_by_role("slider", name="Learning rate (lr)").press("ArrowRight")
    expect_run(page, replace(config, lr=0.0105))
    choose_surface(page, "3D")
    expect(page.locator("[data-panel=surface]")).to_be_visible()
    assert run_shown(page) == replace(config, lr=0.0105).digest()
    open_more(page)
    page.get_by_text("Standardise x and y").click()
    expect_run(page, replace(config, lr=0.0105, scale=False))


def test_the_verdict_is_read_aloud_in_the_language_of_the_page(visit: Visit, page: Page, address: str) -> None:
    """A live region holds the verdict of the run shown; the page's language is set, on labs too; headings form an outline."""
    visit("/?epochs=50&surface=contour")
    said = page.locator(".linreg-said")
    expect(said).to_contain_text("Crawling: lr 0.01")
    element = said.element_handle()
    page.locator(".st-key-to_bound button").click()
    expect(said).to_contain_text("lr 0.1803")
    assert said.evaluate("(now, before) => now === before", element)
    assert page.evaluate("document.documentElement.lang") == "en"
    page.get_by_text("한국어", exact=True).click()
    page.wait_for_function("() => document.documentElement.lang === 'ko'")
    expect(said).to_contain_text("학습률")
    headings = "[...document.querySelectorAll('h1, h2, h3, h4')].filter((e) => e.offsetParent).map((e) => Number(e.tagName[1]))"
    levels = page.evaluate(headings)
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    page.goto(address + "/accumulate?lang=ko")
    page.wait_for_function("() => document.documentElement.lang === 'ko'")


def test_for_the_back_row(page: Page, visit: Visit) -> None:
    """With view=lecture at 1920 x 1080 texts have 24 pixels, panels two thirds of the height, and little stands beside them."""
    page.set_viewport_size({"width": 1920, "height": 1080})
    visit("/?view=lecture&surface=contour&lr=0.19&zero_grad=false")
    pause(page)
    panels = [f"[data-panel={name}]" for name in ("fit", "contour", "cost")]
    assert_in_sight(page, ".st-key-lr", ".st-key-zero_grad", ".st-key-verdict", *panels, ".linreg-play", ".linreg-readout")
    for panel in panels:
        assert box(page.locator(panel))["height"] >= 1080 * 2 / 3
    size = "(element) => parseFloat(getComputedStyle(element).fontSize)"
    texts = page.locator(
        ".linreg-panel :is(.xtick text, .ytick text, .xtitle, .ytitle, h2), .linreg-readout :is(dt, dd), .st-key-verdict p"
    )
    assert min(text.evaluate(size) for text in texts.all()) >= 24
    for hidden in (".st-key-menus", ".st-key-epochs", ".st-key-keep", ".st-key-lang", ".st-key-nav", ".linreg-options"):
        expect(page.locator(hidden)).to_be_hidden()
    page.keyboard.press("f")
    page.wait_for_function("() => document.fullscreenElement !== null")
    page.keyboard.press("f")
    page.wait_for_function("() => document.fullscreenElement === null")
    page.get_by_role("button", name="Leave the lecture view").click()
    expect(page.locator(".st-key-menus")).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?lr=0.19&zero_grad=false&surface=contour$"))


@pytest.mark.parametrize("link", LONGEST)
def test_in_a_frame_all_is_in_sight(page: Page, visit: Visit, link: str) -> None:
    """With embed=true at 800 x 500 lr, zero_grad, verdict, panels, play and read-out are in sight; a change works."""
    page.set_viewport_size({"width": 800, "height": 500})
    visit(f"{link}&embed=true")
    panels = [f"[data-panel={name}]" for name in ("fit", "contour", "cost")]
    assert_in_sight(page, ".st-key-lr", ".st-key-zero_grad", ".st-key-verdict", *panels, ".linreg-play", ".linreg-readout")
    for hidden in (".st-key-menus", ".st-key-epochs", ".st-key-details"):
        assert page.locator(hidden).count() == 0 or page.locator(hidden).is_hidden()
    before = data(page, "run")
    page.get_by_role("slider", name="Learning rate (lr)").press("ArrowRight")
    expect(player(page)).not_to_have_attribute("data-run", before)


def test_on_paper_it_is_one_page(visit: Visit, page: Page) -> None:
    """Printing gives one page; the panels have their size again afterwards."""
    visit("/?epochs=50")
    pause(page)
    sizes = "[...document.querySelectorAll('.linreg-plot .main-svg')].map((svg) => svg.clientWidth)"
    before = page.evaluate(sizes)
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    assert page.evaluate(sizes) == before
    page.emulate_media(media="print")
    assert_shown = (".linreg-paper", ".linreg-paper .linreg-qr", ".st-key-verdict p", "[data-panel=surface]")
    for selector in assert_shown:
        expect(page.locator(selector).first).to_be_visible()
    for selector in (".st-key-bar", ".linreg-transport", ".st-key-top button"):
        expect(page.locator(selector).first).to_be_hidden()
