"""What stays and what changes from one run to the next: axes, zoom, the start, the ghost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from chrome import READY, button, choose_surface, data, expect_run, pause, plotted, press_slider
from playwright.sync_api import Browser, Page, expect

from linreg import RunConfig

Visit = Callable[..., Page]

RANGES = "(plot) => [plot._fullLayout.xaxis.range, plot._fullLayout.yaxis.range].map((range) => [...range])"
PANELS = ("fit", "contour", "cost")
GHOST = """(plot) => {
  const ghost = plot.data.find((trace) => trace.line?.dash === 'dash');
  return Array.from(ghost.x ?? []).filter((x) => x !== null);
}"""


def ranges(page: Page, panel: str) -> list[list[float]]:
    """Return the ranges of the axes of a flat panel."""
    found: list[list[float]] = plotted(page, panel, RANGES)
    return found


def length(range_: list[float]) -> float:
    """Return the length of a range."""
    return range_[1] - range_[0]


def tool(page: Page, panel: str, name: str) -> None:
    """Press a button in the caption of a panel, and wait for the drawing."""
    page.locator(f"[data-panel={panel}]").get_by_role("button", name=name).click()
    page.wait_for_timeout(300)


def click_at(page: Page, right: float, down: float) -> None:
    """Click on the contour panel, at a share of its plot, and wait for the run."""
    box = page.locator("[data-panel=contour] .nsewdrag").first.bounding_box()
    assert box is not None
    before = data(page, "run")
    page.mouse.click(box["x"] + right * box["width"], box["y"] + down * box["height"])
    page.wait_for_function("(run) => document.querySelector('[data-player]').dataset.run !== run", arg=before)


def test_another_learning_rate_changes_no_axis(visit: Visit) -> None:
    """After a change of lr all axes are as before, but for a cost axis that may have grown; it does not shrink again."""
    page = visit("/?surface=contour&epochs=100")
    before = {panel: ranges(page, panel) for panel in PANELS}
    press_slider(page, "End")
    grown = ranges(page, "cost")
    assert grown[1][1] > before["cost"][1][1] + 2
    press_slider(page, "Home")
    assert {panel: ranges(page, panel) for panel in ("fit", "contour")} == {panel: before[panel] for panel in ("fit", "contour")}
    assert ranges(page, "cost") == grown
    tool(page, "cost", "Reset view")
    assert length(ranges(page, "cost")[1]) < length(grown[1]) - 2


def test_two_clicks_and_back(visit: Visit) -> None:
    """A click on the surface sets the start without a change of its axes, a second one too, and the start can be reset."""
    page = visit("/?surface=contour&epochs=50")
    usual = ranges(page, "contour")
    reset = page.get_by_role("button", name="Reset start")
    expect(reset).to_be_hidden()
    for right, down in ((0.6, 0.3), (0.62, 0.52)):
        click_at(page, right, down)
        assert ranges(page, "contour") == usual
    reset.click()
    expect_run(page, RunConfig(epochs=50))
    expect(reset).to_be_hidden()
    assert ranges(page, "contour") == usual
    assert "start=" not in page.evaluate("location.search")


@pytest.mark.parametrize("panel", ["contour", "cost"])
def test_a_zoom_stays_until_it_is_reset(visit: Visit, panel: str) -> None:
    """Buttons and the wheel with Ctrl zoom; a change of lr keeps what is seen; Reset view shows all again."""
    page = visit("/?surface=contour&epochs=50")
    pause(page)
    whole = ranges(page, panel)
    tool(page, panel, "Zoom in")
    nearer = ranges(page, panel)
    assert length(nearer[0]) < 0.8 * length(whole[0])
    plot = page.locator(f"[data-panel={panel}] .linreg-plot")
    plot.hover()
    page.keyboard.down("Control")
    page.mouse.wheel(0, -100)
    page.keyboard.up("Control")
    page.wait_for_timeout(300)
    nearest = ranges(page, panel)
    assert length(nearest[0]) < 0.9 * length(nearer[0])
    press_slider(page)
    assert ranges(page, panel) == nearest
    tool(page, panel, "Zoom out")
    tool(page, panel, "Reset view")
    assert ranges(page, panel)[0] == whole[0]
    if panel == "contour":
        assert ranges(page, panel) == whole


def test_the_bowl_can_be_zoomed_and_reset(visit: Visit) -> None:
    """In 3D the buttons move the camera nearer; it stays there with another lr, and Reset view brings it back."""
    page = visit("/?epochs=50")
    pause(page)
    eye = "(plot) => { const { x, y, z } = plot._fullLayout.scene._scene.getCamera().eye; return [x, y, z]; }"
    far = plotted(page, "surface", eye)
    tool(page, "surface", "Zoom in")
    near = plotted(page, "surface", eye)
    assert sum(value**2 for value in near) < 0.8 * sum(value**2 for value in far)
    press_slider(page)
    assert plotted(page, "surface", eye) == pytest.approx(near, abs=1e-6)
    tool(page, "surface", "Reset view")
    assert plotted(page, "surface", eye) == pytest.approx(far, abs=1e-3)


def test_the_run_before_stays_as_a_ghost_until_the_next(visit: Visit) -> None:
    """A new run leaves the one before it on every panel; another surface keeps it, the next run and other data do not."""
    page = visit("/?surface=contour&epochs=20&start=1,1")
    assert [plotted(page, panel, GHOST) for panel in PANELS] == [[], [], []]
    press_slider(page)
    assert all(plotted(page, panel, GHOST) for panel in PANELS)
    first = plotted(page, "contour", GHOST)
    assert len(first) == 22
    assert first[0] == 1
    choose_surface(page, "3D")
    expect(page.locator("[data-panel=surface]")).to_be_visible()
    assert plotted(page, "surface", GHOST) == first
    choose_surface(page, "Contour")
    expect(page.locator("[data-panel=contour]")).to_be_visible()
    press_slider(page)
    second = plotted(page, "contour", GHOST)
    assert len(second) == 22
    assert second != first


def test_a_run_that_has_left_is_pointed_at(visit: Visit) -> None:
    """An arrow at the edge shows where the state is, and there is none while it is inside."""
    page = visit("/?lr=0.19&surface=contour&epochs=100")
    pause(page)
    arrow = (
        "(plot) => Array.from(plot.data.find((trace) => trace.marker?.symbol === 'triangle-up').x ?? []).filter((x) => x !== null)"
    )
    button(page, "To the first step").click()
    assert [plotted(page, panel, arrow) for panel in ("fit", "contour")] == [[], []]
    button(page, "To the last step").click()
    low, high = ranges(page, "contour")[0]
    (at,) = plotted(page, "contour", arrow)
    assert low < at < high
    assert len(plotted(page, "fit", arrow)) == 1


@pytest.mark.parametrize("surface", ["3d", "contour"])
def test_one_finger_over_the_surface_scrolls_the_page_and_two_do_not(browser: Browser, address: str, surface: str) -> None:
    """A swipe with one finger scrolls the page and leaves the view; two fingers zoom it."""
    context = browser.new_context(viewport={"width": 390, "height": 700}, has_touch=True, is_mobile=True, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{address}/?epochs=20&surface={surface}")
    page.wait_for_selector(READY)
    panel = "surface" if surface == "3d" else "contour"
    plot = page.locator(f"[data-panel={panel}] .linreg-plot")
    plot.evaluate("(plot) => plot.scrollIntoView({ block: 'center' })")
    page.wait_for_timeout(500)
    view = f"""() => {{ const {{ scene, xaxis }} = document.querySelector('[data-panel={panel}] .linreg-plot')._fullLayout;
      return JSON.stringify(scene ? scene._scene.getCamera().eye : xaxis.range); }}"""
    scrolled = "() => document.querySelector('[data-testid=stMain]').scrollTop"
    before, start = page.evaluate(view), page.evaluate(scrolled)
    box = plot.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    hand = context.new_cdp_session(page)

    def touch(kind: str, *fingers: tuple[float, float]) -> None:
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": fx, "y": fy} for fx, fy in fingers]})
        page.wait_for_timeout(30)

    touch("touchStart", (x, y))
    for part in range(1, 8):
        touch("touchMove", (x, y - 12 * part))
    touch("touchEnd")
    page.wait_for_timeout(300)
    assert page.evaluate(scrolled) > start + 40
    assert page.evaluate(view) == before
    plot.evaluate("(plot) => plot.scrollIntoView({ block: 'center' })")
    page.wait_for_timeout(300)
    there = page.evaluate(scrolled)
    box = plot.bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    touch("touchStart", (x - 20, y), (x + 20, y))
    for part in range(1, 6):
        touch("touchMove", (x - 20 - 10 * part, y), (x + 20 + 10 * part, y))
    touch("touchEnd")
    page.wait_for_timeout(500)
    assert page.evaluate(view) != before
    assert page.evaluate(scrolled) == pytest.approx(there, abs=2)
    context.close()
