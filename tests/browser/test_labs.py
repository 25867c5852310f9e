"""The labs: links, controls, and navigation between pages."""

from __future__ import annotations

import re
from collections.abc import Callable

from chrome import DRAWN, READY, expect_run, too_wide
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

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
    said = "Passes of range(nb_epochs + 1) with nb_epochs = 21: 22. After each, w.grad holds " + ", ".join(["2"] * 22) + "."
    expect(page.get_by_text("After each, w.grad holds")).to_have_text(said)
    other = context.new_page()
    other.goto(page.url)
    other.wait_for_selector(DRAWN)
    expect(other.get_by_text("After each, w.grad holds")).to_have_text(said)
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
    page.wait_for_function(f"() => JSON.stringify(({HEIGHTS})('passes')) === '[20,20]'")
    assert page.evaluate("window.plot === document.querySelector('[data-panel=passes] .js-plotly-plot')")


def in_short(page: Page, text: str) -> Locator:
    """Find a value of the line above the graph, which shows the same values when it has played up to them."""
    return page.locator("code").filter(has_text=re.compile(f"^{re.escape(text)}$"))


def test_a_hurried_person_at_the_slider_of_w(visit_lab: Visit) -> None:
    """After many key presses in a row, text, graph and link agree with the slider."""
    page = visit_lab("/autograd")
    slider = page.get_by_role("slider")
    slider.focus()
    for _ in range(20):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(30)
    expect(slider).to_have_attribute("aria-valuetext", "3.00")
    expect(in_short(page, "w.grad = 12")).to_be_visible()
    expect(page.locator(".linreg-graph-box").first).to_have_accessible_name(re.compile(r"^w = 3\. "))
    expect(page).to_have_url(re.compile(r"w=3$"))
    assert_sound(page)


def test_a_formula_is_typed(visit_lab: Visit) -> None:
    """A valid formula is differentiated; an invalid one gives an error with its position, and the last result stays."""
    page = visit_lab("/autograd")
    field = page.get_by_role("textbox", name="A formula in w")
    field.fill("y = w**3\ny * 2")
    field.press("Control+Enter")
    expect(in_short(page, "w.grad = 24")).to_be_visible()
    field.fill("y = w**3 +\ny * 2")
    field.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("Line 1, column 11")
    expect(in_short(page, "w.grad = 24")).to_be_visible()
    expect(field).to_have_value("y = w**3 +\ny * 2")
    assert_sound(page)


def test_backward_is_played_node_by_node(visit_lab: Visit) -> None:
    """The graph plays by itself: first the values, then the gradients from the result back to w; a step at a time on request."""
    page = visit_lab("/autograd")
    graph = page.locator("[data-graph]")
    expect(graph).to_have_attribute("data-playing", "true")
    expect(graph).to_have_attribute("data-playing", "false")
    assert (graph.get_attribute("data-frame"), graph.get_attribute("data-frames")) == ("7", "8")
    boxes = page.locator(".linreg-graph-box")
    expect(boxes.nth(0)).to_have_attribute("data-now", "true")
    expect(page.locator(".linreg-graph-label")).to_have_text(["2 × 4= 8", "1 × 2= 2", "1 × 1= 1"])
    page.get_by_role("button", name="One step back").click()
    expect(boxes.nth(1)).to_have_attribute("data-now", "true")
    expect(boxes.nth(0)).to_have_attribute("data-state", "computed")
    expect(page.locator(".linreg-graph-phase")).to_have_text("backward() 3 / 4")
    page.get_by_role("button", name="Play").click()
    expect(graph).to_have_attribute("data-frame", "7")


def test_the_derivatives_are_in_reach_of_mouse_and_keyboard(visit_lab: Visit) -> None:
    """Hovering a box, or going to it by Tab and arrows, shows the derivative of its operation."""
    page = visit_lab("/autograd?source=a+%3D+2*w%3B+a*w&w=3")
    graph = page.locator("[data-graph]")
    expect(graph).to_have_attribute("data-playing", "false")
    details = page.locator(".linreg-graph-details")
    expect(details).to_contain_text("w.grad = 6 + 6 = 12")
    page.locator(".linreg-graph-box").nth(2).hover()
    expect(details).to_contain_text("d(u*v)/du = v = 3   a ← 1 × 3 = 3")
    page.mouse.move(0, 0)
    expect(details).to_contain_text("w.grad")
    page.locator(".linreg-graph-box").nth(0).focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".linreg-graph-box").nth(1)).to_be_focused()
    expect(details).to_contain_text("d(u*v)/dv = u = 2   w ← 3 × 2 = 6")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="One step back")).to_be_focused()


def test_without_motion_the_graph_is_shown_whole(browser: Browser, address: str) -> None:
    """With reduced motion nothing plays by itself, and all gradients are there; a tap on a phone explains a box."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, locale="en-US", reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(address + "/autograd")
    page.wait_for_selector(DRAWN)
    graph = page.locator("[data-graph]")
    expect(graph).to_have_attribute("data-frame", "7")
    expect(graph).to_have_attribute("data-playing", "false")
    expect(page.locator(".linreg-graph-box[data-state=graded]")).to_have_count(4)
    page.locator(".linreg-graph-box").nth(2).tap()
    expect(page.locator(".linreg-graph-details")).to_contain_text("d(u*v)/dv = u = 2   y ← 1 × 2 = 2")
    assert not too_wide(page)
    context.close()


def test_one_click_mends_a_mistake(visit_lab: Visit) -> None:
    """One click fixes a mistake: the program is shown with its fix, and the costs of both are drawn."""
    page = visit_lab("/pitfalls?mistake=in_place")
    expect(page.get_by_text("RuntimeError: a leaf Variable that requires grad")).to_be_visible()
    page.get_by_text("Fix it", exact=True).click()
    expect(page.get_by_role("region", name="The program and its fix")).to_be_visible()
    page.wait_for_function("() => document.querySelector('[data-panel=costs] .js-plotly-plot').data.length === 2")
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
