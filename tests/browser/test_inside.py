"""The tab "Inside a step": beside the picture, with its own steps, and played slowly."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from chrome import READY, box, button, data, on_a_phone, pause, player, plotted, violations
from playwright.sync_api import Browser, Page, expect

from linreg import Run, RunConfig, record
from linreg.inside import look_inside
from linreg.words.numbers import number

Visit = Callable[..., Page]

SURFACE = ".linreg-panel:is([data-panel=surface], [data-panel=contour])"

# Collects, at each change of the line lit in the picture: the line, the step, and the number of lines with visible numbers.
WATCH = """() => {
  const player = document.querySelector("[data-player]");
  const numbers = [...document.querySelectorAll(".linreg-line > div")];
  const visible = () => numbers.filter((each) => getComputedStyle(each).visibility === "visible").length;
  window.seen = [];
  const note = () => window.seen.push([player.dataset.line, player.dataset.step, visible()].join(" "));
  new MutationObserver(note).observe(player, { attributeFilter: ["data-line"] });
}"""


def open_tab(page: Page, name: str = "Inside a step") -> None:
    """Pause the player and open the tab."""
    if data(page, "playing") == "true":
        page.locator(".linreg-play").click()
    page.get_by_role("tab", name=name).click()
    page.locator(".linreg-line p").first.wait_for()


def expect_step(page: Page, run: Run, step: int) -> None:
    """Wait until tab and picture show a step, and compare the numbers of both with the run's."""
    expect(page.locator(".linreg-inside")).to_have_attribute("data-step", str(step))
    expect(player(page)).to_have_attribute("data-step", str(step))
    seen = look_inside(run, step)
    lines = page.locator(".linreg-line")
    expect(page.locator(".linreg-inside-bar strong")).to_have_text(f"Epoch {seen.epoch}")
    expect(lines.nth(0)).to_contain_text(f"= {number(seen.cost, 7)}")
    expect(lines.nth(3)).to_contain_text(f"= {number(seen.after[0], 7)}")
    assert data(page, "epoch") == str(seen.epoch)
    assert float(page.locator("[data-value=W]").inner_text()) == pytest.approx(seen.W, abs=1e-4)


@pytest.mark.parametrize("size", [(1366, 768), (1440, 900)])
def test_picture_and_lines_are_in_sight_together(visit: Visit, size: tuple[int, int]) -> None:
    """On a laptop the surface, the read-out and all four lines with their numbers are in the window, without scrolling."""
    page = visit("/?epochs=100&surface=contour")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_tab(page)
    shown = [page.locator(SURFACE), page.locator(".linreg-numbers"), *page.locator(".linreg-line").all()]
    for place in shown:
        expect(place).to_be_in_viewport(ratio=1)
    surface, line = box(shown[0]), box(shown[2])
    assert surface["x"] + surface["width"] <= line["x"]
    assert surface["width"] > 300


def test_it_follows_the_player(visit: Visit) -> None:
    """The tab shows the step at which the player is paused; while it plays, no numbers of another step are shown."""
    page = visit("/?epochs=100&surface=contour&zero_grad=false")
    open_tab(page)
    run = record(RunConfig(epochs=100, zero_grad=False))
    for step in (0, 42, 100):
        page.get_by_role("slider", name="Step shown").fill(str(step))
        expect_step(page, run, step)
    page.locator(".linreg-speed").select_option("0.25")
    button(page, "To the first step").click()
    button(page, "Play").click()
    expect(page.get_by_text("Pause to look inside a step.")).to_be_visible()
    expect(page.locator(".linreg-line p").first).to_be_hidden()
    pause(page)
    expect_step(page, run, int(data(page, "step")))


def test_one_step_is_one_step_of_the_loop(visit: Visit) -> None:
    """With more steps than frames, the buttons and then the arrow keys go by single steps, and the picture shows just these."""
    page = visit("/?epochs=3000&surface=contour")
    open_tab(page)
    run = record(RunConfig(epochs=3000))
    page.get_by_role("slider", name="Step shown").fill("150")
    expect(page.locator(".linreg-inside")).to_have_attribute("data-step", data(page, "step"))
    step = int(data(page, "step"))
    assert 160 < step < 2900
    tab = page.locator(".linreg-inside")
    tab.get_by_role("button", name="One step forward").click()
    expect_step(page, run, step + 1)
    page.keyboard.press("ArrowRight")
    expect_step(page, run, step + 2)
    for _ in range(14):  # further than the steps that were sent ahead
        page.keyboard.press("ArrowLeft")
        page.wait_for_timeout(60)
    page.keyboard.press("ArrowRight")
    expect(page.locator(".linreg-inside")).to_have_attribute("data-step", data(page, "step"))
    arrived = int(data(page, "step"))
    assert step - 11 <= arrived < step
    expect_step(page, run, arrived)
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "One step forward"
    head = "(plot) => plot.data.filter((trace) => trace.x?.length === 1).map((trace) => trace.x[0])"
    assert pytest.approx(run.W[arrived], rel=1e-6) in plotted(page, "contour", head)
    button(page, "One step back").first.click()
    expect_step(page, run, arrived - 1)


def test_a_step_is_played_slowly(visit: Visit) -> None:
    """Line after line lights up with its numbers and what it is about in the picture; then the point takes its step."""
    page = visit("/?epochs=100&surface=contour")
    open_tab(page)
    page.get_by_role("slider", name="Step shown").fill("20")
    expect(page.locator(".linreg-inside")).to_have_attribute("data-step", "20")
    page.evaluate(WATCH)
    page.get_by_role("button", name="Play slowly").click()
    page.wait_for_function("() => window.seen.some((each) => each.startsWith('1 21'))", timeout=30_000)
    slowly = page.locator(".linreg-inside-slowly")
    expect(slowly).to_have_text("Pause")
    slowly.click()
    expect(slowly).to_have_text("Play slowly")
    # Steps that arrive ahead light the same line again.
    seen = list(dict.fromkeys(each for each in page.evaluate("window.seen") if each != "0 20 4"))
    assert seen == ["1 20 1", "2 20 2", "3 20 3", "4 20 4", "1 21 1"]
    page.get_by_role("button", name="Next line").click()
    expect(player(page)).to_have_attribute("data-line", "2")
    page.wait_for_timeout(1800)
    assert data(page, "line") == "2"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_the_lines_are_a_sheet(browser: Browser, address: str, scheme: str) -> None:
    """The sheet takes less than half of the window, leaves the surface and the play button in sight, and can be closed."""
    page = on_a_phone(browser, color_scheme=scheme)
    page.goto(address + "/?epochs=50&surface=contour")
    page.wait_for_selector(READY)
    open_tab(page)
    sheet, play = page.locator(".linreg-inside"), page.locator(".linreg-play")
    expect(page.locator(SURFACE)).to_be_in_viewport(ratio=1)
    expect(play).to_be_in_viewport(ratio=1)
    top = box(sheet)["y"]
    assert box(sheet)["height"] <= 0.45 * 844
    for above in (page.locator(SURFACE), play):
        assert box(above)["y"] + box(above)["height"] <= top
    for each in sheet.get_by_role("button").all():
        assert min(box(each)["width"], box(each)["height"]) >= 44
    assert violations(page) == []
    page.locator(".linreg-inside-back").tap()
    expect(sheet).to_have_attribute("data-step", "49" if data(page, "epoch") == "49" else data(page, "step"))
    sheet.get_by_role("button", name="Close").tap()
    assert page.evaluate("getComputedStyle(document.querySelector('.linreg-inside')).position") == "static"
    expect(play).to_be_in_viewport(ratio=1)
    page.context.close()
