"""The labs: links, controls, and navigation between pages."""

from __future__ import annotations

import re
from collections.abc import Callable

from chrome import DRAWN, READY, expect_run
from playwright.sync_api import BrowserContext, Page, expect

from linreg import RunConfig

Visit = Callable[[str], Page]

HEIGHTS = "(name) => document.querySelector(`[data-panel=${name}] .js-plotly-plot`).data.map((trace) => Array.from(trace.y).length)"


def drawn_heights(page: Page, panel: str) -> list[int]:
    """Return the number of points of each trace of a panel."""
    found: list[int] = page.evaluate(HEIGHTS, panel)
    return found


def assert_sound(page: Page) -> None:
    """Check that the page shows no exception."""
    assert page.get_by_test_id("stException").count() == 0


# Links


def test_what_is_set_is_in_the_link(visit_lab: Visit, context: BrowserContext) -> None:
    """Changed controls are in the link; opened elsewhere it shows the same, and back undoes the last change."""
    page = visit_lab("/accumulate")
    page.get_by_role("slider", name="Passes of the loop").press("ArrowRight")
    expect(page).to_have_url(re.compile(r"/accumulate\?passes=22$"))
    page.get_by_text("optimizer.zero_grad()", exact=True).first.click()
    expect(page).to_have_url(re.compile(r"/accumulate\?passes=22&zero_grad=true$"))
    said = "After each pass w.grad holds " + ", ".join(["2"] * 22) + "."
    expect(page.get_by_text("After each pass w.grad holds")).to_have_text(said)
    other = context.new_page()
    other.goto(page.url)
    other.wait_for_selector(DRAWN)
    expect(other.get_by_text("After each pass w.grad holds")).to_have_text(said)
    other.close()
    page.go_back()
    expect(page).to_have_url(re.compile(r"/accumulate\?passes=22$"))
    expect(page.get_by_text("40, 42, 44.")).to_be_visible()


# Controls


def test_a_moved_slider_moves_the_picture_in_place(visit_lab: Visit) -> None:
    """The bars change with the slider, in the same plot."""
    page = visit_lab("/accumulate")
    page.evaluate("window.plot = document.querySelector('[data-panel=passes] .js-plotly-plot')")
    assert drawn_heights(page, "passes") == [21, 21]
    page.get_by_role("slider", name="Passes of the loop").press("ArrowLeft")
    page.wait_for_function(f"JSON.stringify(({HEIGHTS})('passes')) === '[20,20]'")
    assert page.evaluate("window.plot === document.querySelector('[data-panel=passes] .js-plotly-plot')")


def test_a_hurried_person_at_the_slider_of_w(visit_lab: Visit) -> None:
    """After many key presses in a row, text, graph and link agree with the slider."""
    page = visit_lab("/autograd")
    slider = page.get_by_role("slider")
    slider.focus()
    for _ in range(20):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(30)
    expect(slider).to_have_attribute("aria-valuetext", "3.00")
    expect(page.get_by_text("w.grad = 12", exact=True)).to_be_visible()
    expect(page.locator("[data-testid=stGraphVizChart] svg")).to_contain_text("w = 3")
    expect(page).to_have_url(re.compile(r"w=3$"))
    assert_sound(page)


def test_a_formula_is_typed(visit_lab: Visit) -> None:
    """A valid formula is differentiated; an invalid one gives an error with its position, and the last result stays."""
    page = visit_lab("/autograd")
    field = page.get_by_role("textbox", name="A formula in w")
    field.fill("y = w**3\ny * 2")
    field.press("Control+Enter")
    expect(page.get_by_text("w.grad = 24", exact=True)).to_be_visible()
    field.fill("y = w**3 +\ny * 2")
    field.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("Line 1, column 11")
    expect(page.get_by_text("w.grad = 24", exact=True)).to_be_visible()
    expect(field).to_have_value("y = w**3 +\ny * 2")
    assert_sound(page)


def test_one_click_mends_a_mistake(visit_lab: Visit) -> None:
    """One click fixes a mistake: the program is shown with its fix, and the costs of both are drawn."""
    page = visit_lab("/pitfalls?mistake=in_place")
    expect(page.get_by_text("RuntimeError: a leaf Variable that requires grad")).to_be_visible()
    page.get_by_text("Fix it", exact=True).click()
    expect(page.get_by_role("region", name="The program and its fix")).to_be_visible()
    page.wait_for_function("document.querySelector('[data-panel=costs] .js-plotly-plot').data.length === 2")
    expect(page).to_have_url(re.compile(r"\?mistake=in_place&fixed=true$"))


def test_the_slider_of_p_at_its_end(visit_lab: Visit) -> None:
    """At p = 1 the page shows inf and explains it."""
    page = visit_lab("/logit")
    page.get_by_role("slider", name="Probability p").press("End")
    expect(page.get_by_text("odds inf, logit inf")).to_be_visible()
    expect(page.get_by_text("which is inf in floating point")).to_be_visible()
    assert_sound(page)


# Navigation


def test_to_a_lab_and_back(visit: Visit) -> None:
    """The main page links to the lab that explains the run; the language is kept and can be changed there."""
    page = visit("/?zero_grad=false&lr=0.15&epochs=60&surface=contour")
    config = RunConfig(zero_grad=False, lr=0.15, epochs=60)
    page.get_by_text("한국어", exact=True).click()
    expect(page).to_have_url(re.compile("lang=ko"))
    page.get_by_role("link", name="쌓이는 기울기").last.click()
    page.wait_for_selector(DRAWN)
    expect(page.get_by_role("heading", level=1)).to_have_text("쌓이는 기울기")
    expect(page).to_have_url(re.compile(r"/accumulate\?lang=ko$"))
    page.get_by_text("EN", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gradients add up")
    page.get_by_text("Show the answer").last.click()
    page.get_by_role("link", name="Training", exact=True).first.click()
    page.wait_for_selector(READY)
    expect_run(page, config)
    expect(page.get_by_role("button", name=re.compile("^(Play|Pause)$"))).to_be_visible()
    assert_sound(page)
