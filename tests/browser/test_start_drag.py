"""While the start is dragged over the contour lines, the picture shows the run from under the pointer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from chrome import READY, data, expect_run, on_a_phone, player, plotted, run_shown
from playwright.sync_api import Browser, Page, Route, expect

from linreg import RunConfig, record

Visit = Callable[[str], Page]

LINK = "/?lr=0.1&epochs=60&surface=contour"
RANGES = "(plot) => ['xaxis', 'yaxis'].map((axis) => plot._fullLayout[axis].range)"
PLACE = """([W, b]) => {
  const plot = document.querySelector("[data-panel=contour] .linreg-plot");
  const { xaxis, yaxis } = plot._fullLayout;
  const { left, top } = plot.getBoundingClientRect();
  return [left + xaxis._offset + xaxis.d2p(W), top + yaxis._offset + yaxis.d2p(b)];
}"""
MARK = """() => {
  const { left, top, width, height } = document.querySelector(".linreg-start").getBoundingClientRect();
  return [left + width / 2, top + height / 2];
}"""
INK = """(canvas) => {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return data.reduce((sum, value, i) => sum + (i % 4 === 3 && value > 0 ? 1 : 0), 0);
}"""


def place(page: Page, W: float, b: float) -> tuple[float, float]:
    """Return where a point (W, b) is on the screen."""
    x, y = page.evaluate(PLACE, [W, b])
    return x, y


def hold(page: Page, *places: tuple[float, float]) -> None:
    """Press on the first of some points (W, b), and move over the others."""
    first, *others = (place(page, W, b) for W, b in places)
    page.mouse.move(*first)
    page.mouse.down()
    for x, y in others:
        page.mouse.move(x, y, steps=4)


def start_shown(page: Page, W: float, b: float) -> tuple[float, float]:
    """Return the start of the run that is shown, once it is this one to a pixel or two."""
    page.wait_for_function(
        """([W, b]) => {
          const said = /start \\((.+), (.+)\\)/.exec(document.querySelector(".linreg-live")?.textContent ?? "");
          return said && Math.hypot(said[1] - W, said[2] - b) < 0.05;
        }""",
        arg=[W, b],
    )
    said = re.search(r"start \((.+), (.+)\)", page.locator(".linreg-live").inner_text())
    assert said is not None
    return float(said[1]), float(said[2])


def expect_read_out(page: Page, config: RunConfig) -> None:
    """Wait until the read-out has the last state of a run."""
    run = record(config)
    expect(page.locator("[data-value=epoch]")).to_have_text(re.compile(rf"^{config.epochs} / "))
    W, b, cost = (float(page.locator(f"[data-value={name}]").inner_text()) for name in ("W", "b", "cost"))
    assert (W, b) == pytest.approx(run.final, abs=1e-4)
    assert cost == pytest.approx(run.final_cost, abs=2e-6)


@pytest.mark.parametrize(("W", "b"), [(1.0, 1.5), (3.5, -1.0)])
def test_the_run_from_under_the_pointer_is_shown(visit: Visit, W: float, b: float) -> None:
    """Held, every panel shows the run from there, with the figures of `record`; let go, the exact run from the same start comes."""
    page = visit(LINK)
    before, axes = run_shown(page), [plotted(page, name, RANGES) for name in ("fit", "contour", "cost")]
    hold(page, (0.5, -1.0), (W, b))
    start = start_shown(page, W, b)
    config = RunConfig(lr=0.1, epochs=60, start=start)
    expect(page.locator(".linreg-live")).to_have_text(re.compile("preview: PyTorch, from here"))
    expect_read_out(page, config)
    assert (data(page, "live"), data(page, "lr"), data(page, "run")) == ("true", "0.1", before)
    for panel in page.locator(".linreg-panel:not([hidden])").all():
        assert panel.locator("canvas.linreg-sketch").evaluate(INK) > 100
    assert page.evaluate(MARK) == pytest.approx(place(page, *start), abs=0.6)
    assert [plotted(page, name, RANGES) for name in ("fit", "contour", "cost")] == axes
    page.mouse.up()
    expect_run(page, config)
    expect(player(page)).to_have_attribute("data-live", "false")
    expect(page.locator(".linreg-live, .linreg-start, canvas.linreg-sketch:visible")).to_have_count(0)


def test_beside_the_plot_the_start_stays_at_its_edge(visit: Visit) -> None:
    """A pointer that leaves the axes drags the start along their edge."""
    page = visit(LINK)
    low, high = plotted(page, "contour", RANGES)[0]
    hold(page, (1.0, 1.0), (high + (high - low), 1.0))
    assert start_shown(page, high, 1.0)[0] == pytest.approx(high, abs=0.02)
    page.mouse.up()


def test_escape_brings_the_run_before_back(visit: Visit) -> None:
    """Escape in mid-drag leaves everything as it was: run, read-out, link, and what the plots draw."""
    page = visit(LINK)
    page.locator(".linreg-last").click()
    count = "(plot) => plot.data.filter(({ x }) => x?.length > 10 || x?.[0] === 0).length"
    before, drawn, link = run_shown(page), plotted(page, "contour", count), page.url
    values = page.locator("[data-value]").all_inner_texts()
    hold(page, (0.5, -1.0), (1.0, 1.5))
    start_shown(page, 1.0, 1.5)
    page.keyboard.press("Escape")
    expect(player(page)).to_have_attribute("data-live", "false")
    expect(page.locator(".linreg-live, .linreg-start, canvas.linreg-sketch:visible")).to_have_count(0)
    page.mouse.move(*place(page, 2.0, 2.0))
    page.mouse.up()
    same = f"(count) => ({count})(document.querySelector('[data-panel=contour] .linreg-plot')) === count"
    page.wait_for_function(same, arg=drawn)
    page.wait_for_timeout(500)
    page.locator(".linreg-last").click()
    assert (run_shown(page), page.url, page.locator("[data-value]").all_inner_texts()) == (before, link, values)


def test_back_where_it_was_the_preview_ends(visit: Visit) -> None:
    """A start dragged away and back is the same run; the preview does not stay."""
    page = visit(LINK + "&start=1,1.5")
    before = run_shown(page)
    hold(page, (1.0, 1.5), (0.5, 0.0))
    start_shown(page, 0.5, 0.0)
    page.mouse.move(*place(page, 1.0, 1.5), steps=3)
    assert start_shown(page, 1.0, 1.5) == (1.0, 1.5)
    page.mouse.up()
    expect(player(page)).to_have_attribute("data-live", "false")
    assert run_shown(page) == before


def test_of_a_long_run_the_first_epochs_are_shown_and_said(visit: Visit) -> None:
    """What a preview does not train, it does not show."""
    page = visit("/?lr=0.01&epochs=900&batch=1&surface=contour")
    hold(page, (0.5, -1.0), (1.0, 1.5))
    start = start_shown(page, 1.0, 1.5)
    first = 348  # 349 x 3 updates, in batches a little more than twice as dear: just below 2,100
    expect(page.locator(".linreg-live")).to_have_text(re.compile(rf"preview: PyTorch, the first {first} epochs from here"))
    expect_read_out(page, RunConfig(epochs=first, batch=1, start=start))
    expect(page.locator("[data-value=epoch]")).to_have_text(f"{first} / 900")
    page.mouse.up()
    expect_run(page, RunConfig(epochs=900, batch=1, start=start))


def test_without_an_answer_the_mark_follows(visit: Visit, complaints: list[str]) -> None:
    """A server that has no run says so, at once and where the pointer rests; let go, the exact run comes all the same."""
    page = visit(LINK)
    page.route("**/live/*/run?*", lambda route: route.fulfill(status=503))
    before = run_shown(page)
    hold(page, (0.5, -1.0), (1.0, 1.5))
    expect(page.locator(".linreg-live")).to_have_text("no preview of this run: let go to see it")
    assert page.evaluate(MARK) == pytest.approx(place(page, 1.0, 1.5), abs=1.5)
    assert (data(page, "live"), run_shown(page)) == ("false", before)
    page.keyboard.press("Escape")
    expect(page.locator(".linreg-live, .linreg-start")).to_have_count(0)
    page.mouse.up()
    hold(page, (0.5, -1.0), (1.0, 1.5))
    page.mouse.up()
    expect(player(page)).not_to_have_attribute("data-run", before)
    expect(page.locator(".linreg-live, .linreg-start")).to_have_count(0)
    assert {"503" in complaint for complaint in complaints} == {True}
    complaints.clear()


def test_one_request_at_a_time_and_the_mark_before_its_answer(visit: Visit) -> None:
    """While the server is slow the mark is under the pointer, and what lies between two answers is never asked for."""
    page = visit(LINK)
    waiting: list[Route] = []
    page.route("**/live/*/run?*", lambda route: waiting.append(route))
    hold(page, (0.5, -1.0), (0.0, 1.0), (2.0, 2.0), (1.0, 1.5))
    page.wait_for_timeout(300)
    assert len(waiting) == 1
    assert page.evaluate(MARK) == pytest.approx(place(page, 1.0, 1.5), abs=1.5)
    waiting[0].continue_()
    page.wait_for_timeout(2000)
    assert len(waiting) == 2
    waiting[1].continue_()
    start_shown(page, 1.0, 1.5)
    page.unroute("**/live/*/run?*")
    page.mouse.up()


def test_a_zoomed_plot_is_moved_with_shift(visit: Visit) -> None:
    """With the mouse alone the start is dragged, in what is seen; with Shift held, what is seen moves."""
    page = visit(LINK)
    page.locator("[data-panel=contour] .linreg-zoomIn").click()
    page.wait_for_timeout(300)
    axes = plotted(page, "contour", RANGES)
    hold(page, (1.0, -0.5), (1.5, 1.0))
    start_shown(page, 1.5, 1.0)
    assert plotted(page, "contour", RANGES) == axes
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(player(page)).to_have_attribute("data-live", "false")
    before = run_shown(page)
    page.keyboard.down("Shift")
    hold(page, (1.0, -0.5), (1.5, 1.0))
    page.mouse.up()
    page.keyboard.up("Shift")
    page.wait_for_timeout(500)
    assert plotted(page, "contour", RANGES) != axes
    assert run_shown(page) == before
    expect(page.locator(".linreg-start")).to_have_count(0)


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Page]:
    """Open the page on a phone, with reduced motion."""
    page = on_a_phone(browser, height=700, reduced_motion="reduce")
    page.goto(address + LINK)
    page.wait_for_selector(READY)
    page.locator("[data-panel=contour] .linreg-plot").evaluate("(plot) => plot.scrollIntoView({ block: 'center' })")
    page.wait_for_timeout(500)
    yield page
    page.context.close()


def fingers(page: Page) -> Callable[..., None]:
    """Return a function that puts fingers on places of the screen: a kind of event, and where they are."""
    session = page.context.new_cdp_session(page)

    def touch(kind: str, *places: tuple[float, float]) -> None:
        points: list[dict[str, Any]] = [{"x": x, "y": y, "id": i} for i, (x, y) in enumerate(places)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    return touch


SCROLLED = "document.querySelector('[data-testid=stMain]').scrollTop"


def test_a_finger_that_goes_sideways_drags_and_then_goes_anywhere(phone: Page) -> None:
    """The page stays where it is, and the exact run comes when the finger is lifted."""
    touch, scrolled = fingers(phone), phone.evaluate(SCROLLED)
    (x, y), (to_x, to_y) = place(phone, 0.0, 0.0), place(phone, 1.5, 1.5)
    touch("touchStart", (x, y))
    for part in range(1, 9):
        touch("touchMove", (x + (to_x - x) * part / 8, y))
    for part in range(1, 9):
        touch("touchMove", (to_x, y + (to_y - y) * part / 8))
    start = start_shown(phone, 1.5, 1.5)
    config = RunConfig(lr=0.1, epochs=60, start=start)
    expect_read_out(phone, config)
    assert phone.evaluate(SCROLLED) == scrolled
    touch("touchEnd")
    expect_run(phone, config)
    expect(player(phone)).to_have_attribute("data-live", "false")


def test_a_finger_that_goes_up_scrolls_the_page(phone: Page) -> None:
    """No start follows it, not even when it goes sideways later, and nothing is asked for."""
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url) if "/run?" in request.url else None)
    touch, scrolled, before = fingers(phone), phone.evaluate(SCROLLED), run_shown(phone)
    x, y = place(phone, 0.0, 0.0)
    touch("touchStart", (x, y))
    for part in range(1, 9):
        touch("touchMove", (x, y - 12 * part))
    for part in range(1, 9):
        touch("touchMove", (x + 10 * part, y - 96))
    touch("touchEnd")
    phone.wait_for_timeout(700)
    assert phone.evaluate(SCROLLED) > scrolled + 40
    assert asked == []
    assert (run_shown(phone), data(phone, "live")) == (before, "false")
    expect(phone.locator(".linreg-start")).to_have_count(0)


def test_two_fingers_zoom_and_take_a_drag_back(phone: Page) -> None:
    """A second finger in mid-drag ends the preview, and the two of them zoom."""
    touch, before, axes = fingers(phone), run_shown(phone), plotted(phone, "contour", RANGES)
    x, y = place(phone, 0.0, 0.0)
    touch("touchStart", (x, y))
    for part in range(1, 9):
        touch("touchMove", (x + 8 * part, y))
    expect(player(phone)).to_have_attribute("data-live", "true")
    one = (x + 64, y)
    touch("touchStart", one, (x + 64, y - 60))
    expect(player(phone)).to_have_attribute("data-live", "false")
    for part in range(1, 6):
        touch("touchMove", one, (x + 64, y - 60 - 10 * part))
    touch("touchEnd")
    phone.wait_for_timeout(500)
    assert plotted(phone, "contour", RANGES) != axes
    assert run_shown(phone) == before
    expect(phone.locator(".linreg-start")).to_have_count(0)
