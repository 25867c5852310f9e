"""Points of the fit are moved, added and removed by mouse, finger and keyboard; theory follows at once, PyTorch when let go."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from chrome import READY, box, expect_run, on_a_phone, plotted, run_shown, violations
from playwright.sync_api import Browser, Locator, Page, expect

from linreg import PRESETS, Dataset, RunConfig
from linreg.kinds import Points

Visit = Callable[[str], Page]

LINK = "/?epochs=50&surface=contour"
CONFIG = RunConfig(epochs=50)

# Where the value (x, y) of the fit panel is in the window, and the other way round.
PLACE = """([x, y]) => {
  const plot = document.querySelector('[data-panel=fit] .linreg-plot');
  const { left, top } = plot.getBoundingClientRect();
  const { xaxis, yaxis } = plot._fullLayout;
  return [left + xaxis._offset + xaxis.d2p(x), top + yaxis._offset + yaxis.d2p(y)];
}"""
VALUE = """([clientX, clientY]) => {
  const plot = document.querySelector('[data-panel=fit] .linreg-plot');
  const { left, top } = plot.getBoundingClientRect();
  const { xaxis, yaxis } = plot._fullLayout;
  return [xaxis.p2c(clientX - left - xaxis._offset), yaxis.p2c(clientY - top - yaxis._offset)];
}"""

# The share of a line's places at which a sketch has something orange; in places of the window.
ORANGE = """([panel, places]) => {
  const canvas = document.querySelector(`[data-panel=${panel}] canvas.linreg-sketch`);
  const { left, top } = canvas.getBoundingClientRect();
  const dots = canvas.width / canvas.clientWidth;
  const isOrange = ([x, y]) => {
    const at = [(x - left) * dots - 3, (y - top) * dots - 3];
    const { data } = canvas.getContext('2d').getImageData(...at, 7, 7);
    for (let i = 0; i < data.length; i += 4) {
      if (data[i + 3] > 120 && data[i] > 180 && data[i + 1] > 60 && data[i + 1] < 160 && data[i + 2] < 90) return true;
    }
    return false;
  };
  return places.filter(isOrange).length / places.length;
}"""

HEIGHTS = "(plot) => plot._fullLayout.yaxis.range"

# Mouse events at once, with nothing between them: each is a type and a place in the window.
POINTER = """(events) => {
  const plot = document.querySelector('[data-panel=fit] .linreg-plot');
  for (const [type, clientX, clientY] of events) {
    const how = { clientX, clientY, pointerId: 1, pointerType: 'mouse', isPrimary: true, button: 0, buttons: 1, bubbles: true };
    plot.dispatchEvent(new PointerEvent(type, how));
  }
}"""


def place(page: Page, x: float, y: float) -> tuple[float, float]:
    """Return where a value of the fit panel is in the window."""
    left, top = page.evaluate(PLACE, [x, y])
    return left, top


def value(page: Page, place: tuple[float, float]) -> tuple[float, float]:
    """Return the value of the fit panel at a place of the window."""
    x, y = page.evaluate(VALUE, list(place))
    return x, y


def hold(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Press the mouse at a value of the fit panel and move it to another."""
    page.mouse.move(*place(page, *start))
    page.mouse.down()
    page.mouse.move(*place(page, *end), steps=5)
    frame(page)


def frame(page: Page) -> None:
    """Wait until what was told to the page has been drawn."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def linked(page: Page) -> Dataset:
    """Return the points in the address bar, once they are there."""
    page.wait_for_function("() => (new URLSearchParams(location.search).get('data') ?? '').includes('~')")
    data = Points().parse(parse_qs(urlsplit(page.evaluate("location.href")).query)["data"][0])
    assert isinstance(data, Dataset)
    return data


def said(page: Page, panel: str) -> Locator:
    """Return what a panel says while a point moves."""
    return page.locator(f"[data-panel={panel}]").locator(".linreg-hint" if panel == "fit" else ".linreg-live")


def numbers(text: str) -> list[float]:
    """Return the numbers of a text."""
    return [float(number.replace("−", "-").replace(" ", "")) for number in re.findall(r"(?:[-−] ?)?\d+(?:\.\d+)?", text)]


def expect_points(page: Page, count: int) -> Dataset:
    """Wait until the run of the points in the link is drawn; check that they are so many, and the person's own."""
    page.wait_for_function("(count) => new URLSearchParams(location.search).get('data')?.split('_').length === count", arg=count)
    points = linked(page)
    expect_run(page, RunConfig(data=points, epochs=50))
    expect(page.get_by_role("combobox", name="Data")).to_have_value("Your own points")
    return points


def test_a_held_point_moves_theory_and_let_go_trains(visit: Visit) -> None:
    """Held, line, level curves and words are those of numpy's fit; let go, link, menu, table and run have the new points."""
    page = visit(LINK)
    before = run_shown(page)
    axes = plotted(page, "fit", HEIGHTS)
    hold(page, (2, 4), (2.4, 1))
    expect(page.locator("[data-player]")).to_have_attribute("data-live", "true")
    x, y, W, b = numbers(said(page, "fit").inner_text())
    assert (x, y) == pytest.approx((2.4, 1), abs=0.03)
    best = np.polyfit([1, x, 3], [2, y, 6], 1)
    assert (W, b) == pytest.approx(best, abs=6e-5)
    assert numbers(said(page, "contour").inner_text())[:2] == pytest.approx(best, abs=6e-5)
    expect(said(page, "contour")).to_contain_text("preview: theory; PyTorch trains when you let go")
    line = [place(page, at, np.polyval(best, at)) for at in np.linspace(0.8, 3.2, 40)]
    assert page.evaluate(ORANGE, ["fit", line]) > 0.6
    off = [(left, top - 25) for left, top in line[:20]]
    assert page.evaluate(ORANGE, ["fit", off]) < 0.1
    assert run_shown(page) == before
    assert plotted(page, "fit", HEIGHTS) == axes
    page.mouse.up()
    points = expect_points(page, 3)
    assert (points.x.tolist(), points.y.tolist()) == ([1, x, 3], [2, y, 6])
    expect(page.locator("[data-player]")).to_have_attribute("data-live", "false")
    expect(page.locator("canvas.linreg-sketch:visible")).to_have_count(0)
    expect(page.locator(".linreg-bare")).to_have_count(0)
    expect(said(page, "fit")).to_have_text("Drag the points; a double-click adds one")


def test_back_restores_the_preset_and_forward_the_points(visit: Visit) -> None:
    """The browser's Back undoes a drag, and one before it; Forward does it again."""
    page = visit(LINK)
    hold(page, (2, 4), (2, 2))
    page.mouse.up()
    first = expect_points(page, 3)
    hold(page, (3, 6), (3, 5))
    page.mouse.up()
    page.wait_for_function(
        "(run) => document.querySelector('[data-player]').dataset.run !== run", arg=RunConfig(data=first, epochs=50).digest()
    )
    second = expect_points(page, 3)
    assert second != first
    page.go_back()
    expect_run(page, RunConfig(data=first, epochs=50))
    page.go_back()
    expect_run(page, CONFIG)
    expect(page.get_by_role("combobox", name="Data")).to_have_value("The notes: three points")
    page.go_forward()
    expect_run(page, RunConfig(data=first, epochs=50))


def test_a_press_without_movement_and_escape_change_nothing(visit: Visit) -> None:
    """A click on a point does nothing; Escape puts a dragged point back, and letting go then does nothing, either."""
    page = visit(LINK)
    before, history = run_shown(page), page.evaluate("history.length")
    page.mouse.click(*place(page, 2, 4))
    hold(page, (2, 4), (2.5, 2))
    page.keyboard.press("Escape")
    expect(page.locator("[data-player]")).to_have_attribute("data-live", "false")
    expect(page.locator("canvas.linreg-sketch:visible")).to_have_count(0)
    page.mouse.up()
    page.wait_for_timeout(800)
    assert run_shown(page) == before
    assert page.evaluate("[history.length, location.search]") == [history, "?epochs=50&surface=contour"]


def test_a_double_click_adds_and_dragging_out_removes(visit: Visit) -> None:
    """A double click adds a point where it is; out of the panel a point is gone; two different x remain, and the page says so."""
    page = visit(LINK)
    page.mouse.dblclick(*place(page, 1.5, 5))
    points = expect_points(page, 4)
    assert (points.x[3], points.y[3]) == pytest.approx((1.5, 5), abs=0.03)
    outside = box(page.locator("[data-panel=contour]"))
    for left in (3, 2):
        page.mouse.move(*place(page, points.x[left], points.y[left]))
        page.mouse.down()
        page.mouse.move(outside["x"] + 200, outside["y"] + 200, steps=5)
        expect(said(page, "fit")).to_have_text("Let go to remove the point")
        page.mouse.up()
        points = expect_points(page, left)
    page.mouse.move(*place(page, points.x[1], points.y[1]))
    page.mouse.down()
    page.mouse.move(outside["x"] + 200, outside["y"] + 200, steps=5)
    expect(said(page, "fit")).to_have_text("The point stays: a line needs two different x")
    page.keyboard.press("Escape")
    page.mouse.up()
    assert linked(page) == points


def test_a_point_dragged_while_an_earlier_one_is_trained_is_not_lost(visit: Visit) -> None:
    """Two drags in quick succession both hold, and no picture of only the first is drawn after the second has begun."""
    page = visit(LINK)
    before, axes = run_shown(page), plotted(page, "fit", HEIGHTS)
    down, move, up = "pointerdown", "pointermove", "pointerup"
    steps = [(down, 2, 4), (move, 2, 2), (up, 2, 2), (down, 3, 6), (move, 3, 5)]
    page.evaluate(POINTER, [(kind, *place(page, x, y)) for kind, x, y in steps])
    page.wait_for_function("() => /_2~2[_.]/.test(new URLSearchParams(location.search).get('data') ?? '')")
    page.wait_for_selector(".stApp[data-test-script-state=notRunning]")
    page.wait_for_timeout(500)
    assert run_shown(page) == before
    assert plotted(page, "fit", HEIGHTS) == axes
    expect(page.locator("[data-player]")).to_have_attribute("data-live", "true")
    page.evaluate(POINTER, [(up, *place(page, 3, 5))])
    page.wait_for_function("() => /_3~[^6]/.test(new URLSearchParams(location.search).get('data') ?? '')")
    points = expect_points(page, 3)
    assert points.y.tolist() == pytest.approx([2, 2, 5], abs=0.05)
    expect(page.locator("canvas.linreg-sketch:visible")).to_have_count(0)


def test_standardised_points_are_moved_in_the_units_of_the_data(visit: Visit) -> None:
    """A standardised point dragged on the panel becomes the value there in the data's units; the rest keeps its own."""
    page = visit("/?epochs=50&surface=contour&scale=true&data=outlier")
    data = PRESETS["outlier"]
    shown = [(column - column.mean()) / column.std() for column in (data.x, data.y)]
    hold(page, (shown[0][7], shown[1][7]), (shown[0][7], 1))
    expect(said(page, "fit")).to_contain_text("in original units")
    y = numbers(said(page, "fit").inner_text())[1]
    moved = np.append(data.y[:7], y)
    assert y == pytest.approx(data.y.mean() + data.y.std(), abs=0.1)
    # Standardised, the least-squares line goes through 0, and its slope is the correlation.
    assert numbers(said(page, "contour").inner_text())[:2] == pytest.approx([np.corrcoef(data.x, moved)[0, 1], 0], abs=6e-5)
    page.mouse.up()
    page.wait_for_function("() => (new URLSearchParams(location.search).get('data') ?? '').includes('~')")
    assert linked(page).y.tolist() == moved.tolist()
    assert linked(page).x.tolist() == data.x.tolist()


def test_the_keyboard_moves_adds_and_removes(visit: Visit) -> None:
    """One stop of Tab: arrow keys move, Page Down chooses, Insert adds, Delete removes, Escape puts back; the player stays."""
    page = visit(LINK)
    page.locator(".linreg-last").click()
    shown = page.locator("[data-player]").get_attribute("data-frame")
    points = page.get_by_role("slider", name="Data points")
    points.focus()
    expect(points).to_have_attribute("aria-valuetext", "point 1 of 3: x 1, y 2")
    page.keyboard.press("PageDown")
    expect(points).to_have_attribute("aria-valuetext", "point 2 of 3: x 2, y 4")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("[data-player]")).to_have_attribute("data-live", "true")
    page.keyboard.press("Escape")
    expect(points).to_have_attribute("aria-valuetext", "point 2 of 3: x 2, y 4")
    expect(page.locator("[data-player]")).to_have_attribute("data-live", "false")
    assert page.locator("[data-player]").get_attribute("data-frame") == shown
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(points).to_have_attribute("aria-valuetext", "point 2 of 3: x 2, y 2.9")
    assert expect_points(page, 3).y.tolist() == [2, 2.9, 6]
    page.keyboard.press("Insert")
    expect_points(page, 4)
    expect(points).to_have_attribute("aria-valuetext", re.compile("point 4 of 4"))
    page.keyboard.press("Delete")
    assert expect_points(page, 3).y.tolist() == [2, 2.9, 6]
    expect(points).to_be_focused()
    assert points.evaluate("(element) => getComputedStyle(element).outlineStyle") == "solid"
    assert violations(page) == []


def open_on_a_phone(browser: Browser, address: str) -> Page:
    """Open the page as on a phone, with the fit panel in the middle."""
    page = on_a_phone(browser, reduced_motion="reduce")
    page.goto(address + LINK)
    page.wait_for_selector(READY)
    page.locator("[data-panel=fit] .linreg-plot").evaluate("(plot) => plot.scrollIntoView({ block: 'center' })")
    page.wait_for_timeout(300)
    return page


def test_a_finger_drags_a_point_and_beside_it_scrolls(browser: Browser, address: str) -> None:
    """A finger on a point drags it while the page stands still; beside the points it scrolls; a long press adds one."""
    page = open_on_a_phone(browser, address)
    finger = page.context.new_cdp_session(page)
    scrolled = "document.querySelector('[data-testid=stMain]').scrollTop"

    def touch(kind: str, *at: float) -> None:
        points = [{"x": at[0], "y": at[1]}] if at else []
        finger.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})

    def swipe(x: float, y: float) -> None:
        touch("Start", x, y)
        for part in range(1, 7):
            touch("Move", x, y - 10 * part)
        frame(page)

    before = page.evaluate(scrolled)
    x, y = place(page, 2, 4)
    swipe(x + 5, y)
    expect(said(page, "fit")).to_contain_text("least squares")
    assert page.evaluate(scrolled) == before
    expected = value(page, (x, y - 60))[1]
    touch("End")
    points = expect_points(page, 3)
    assert points.y[1] == pytest.approx(expected, abs=0.05)
    assert points.x[1] == 2
    page.locator("[data-panel=fit] .linreg-plot").evaluate("(plot) => plot.scrollIntoView({ block: 'center' })")
    before = page.evaluate(scrolled)
    swipe(*place(page, 2.8, 1))
    touch("End")
    page.wait_for_timeout(500)
    assert page.evaluate(scrolled) > before
    assert linked(page) == points
    page.locator("[data-panel=fit] .linreg-plot").evaluate("(plot) => plot.scrollIntoView({ block: 'center' })")
    page.wait_for_timeout(300)
    touch("Start", *place(page, 2.8, 1))
    page.wait_for_timeout(900)
    touch("End")
    points = expect_points(page, 4)
    assert (points.x[3], points.y[3]) == pytest.approx((2.8, 1), abs=0.05)
    page.context.close()


@pytest.mark.parametrize("view", ["embed=true", "view=lecture"])
def test_points_move_where_the_page_is_embedded_and_in_the_lecture_view(visit: Visit, view: str) -> None:
    """Embedded and in the lecture view a dragged point is trained as well."""
    page = visit(f"{LINK}&{view}")
    hold(page, (2, 4), (2, 2))
    page.mouse.up()
    expect_run(page, RunConfig(data=linked(page), epochs=50))
