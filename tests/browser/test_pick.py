"""A click or a tap on the loss surface sets the start to the point shown there; turning the bowl and scrolling do not."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from chrome import READY
from playwright.sync_api import Browser, Page

# The pixel at which Plotly draws the point (W, b) of the surface: the inverse of pick.js, from Plotly's own matrices.
SEEN_AT = """([panel, W, b]) => {
  const plot = document.querySelector(`[data-panel=${panel}] .linreg-plot`);
  const { scene, xaxis, yaxis } = plot._fullLayout;
  if (panel === "contour") {
    const { left, top } = plot.getBoundingClientRect();
    return [left + xaxis._offset + xaxis.d2p(W), top + yaxis._offset + yaxis.d2p(b)];
  }
  const cost = [1, 2, 3].reduce((sum, x) => sum + (W * x + b - 2 * x) ** 2, 0) / 3;
  const { cameraParams, canvas } = scene._scene.glplot;
  const times = (m, v) => [0, 1, 2, 3].map((i) => m[i] * v[0] + m[4 + i] * v[1] + m[8 + i] * v[2] + m[12 + i] * v[3]);
  const place = [W, b, cost].map((value, i) => value * scene._scene.dataScale[i]);
  const clip = ["model", "view", "projection"].reduce((v, name) => times(cameraParams[name], v), [...place, 1]);
  const { left, top, width, height } = canvas.getBoundingClientRect();
  return [left + (width * (1 + clip[0] / clip[3])) / 2, top + (height * (1 - clip[1] / clip[3])) / 2];
}"""

START = (0.5, -1.0)
LINKS = {"surface": "/?epochs=50&start=0.5,-1", "contour": "/?epochs=50&start=0.5,-1&surface=contour"}


def open_panel(browser: Browser, address: str, panel: str, *, touch: bool = False) -> Page:
    """Open the page without animation, scrolled to the panel; with `touch` as on a phone."""
    size = {"width": 390, "height": 700} if touch else {"width": 1440, "height": 1000}
    context = browser.new_context(
        viewport=size, has_touch=touch, is_mobile=touch, device_scale_factor=2 if touch else 1, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(address + LINKS[panel])
    page.wait_for_selector(READY)
    page.locator(f"[data-panel={panel}] .linreg-plot").evaluate("(plot) => plot.scrollIntoView({ block: 'center' })")
    page.wait_for_timeout(500)
    return page


def start_of_link(page: Page) -> tuple[float, float]:
    """Return the start in the address bar."""
    W, b = parse_qs(urlsplit(page.url).query)["start"][0].split(",")
    return float(W), float(b)


def wait_for_start(page: Page) -> None:
    """Wait until the start in the address bar differs from the opened link's."""
    page.wait_for_function("() => !['0.5,-1', '0.5,-1.0'].includes(new URLSearchParams(location.search).get('start'))")


def middle(page: Page, panel: str) -> tuple[float, float]:
    """Return the middle of a panel on the screen."""
    box = page.locator(f"[data-panel={panel}] .linreg-plot").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def assert_picks_what_is_seen(page: Page, panel: str, press: Callable[[float, float], None]) -> None:
    """Check that pressing the pixel of a point (W, b) starts the run there, to within two pixels."""
    W, b, little = 1.2, 1.0, 1e-3
    places = [(W, b), (W + little, b), (W, b + little)]
    # On a busy machine a rotation is still being drawn for a while.
    page.wait_for_function(
        f"([at]) => {{ const now = ({SEEN_AT})(at).join(); const still = now === globalThis.seen; "
        "globalThis.seen = now; return still; }",
        arg=[[panel, W, b]],
        polling=400,
    )
    # Before the press, because the new run may have other axes.
    (x, y), at_more_W, at_more_b = (page.evaluate(SEEN_AT, [panel, *place]) for place in places)
    press(x, y)
    wait_for_start(page)
    picked_W, picked_b = start_of_link(page)
    for at, more_W, more_b in ((x, at_more_W[0], at_more_b[0]), (y, at_more_W[1], at_more_b[1])):
        off = ((more_W - at) * (picked_W - W) + (more_b - at) * (picked_b - b)) / little
        assert abs(off) < 2


@pytest.mark.parametrize("panel", ["contour", "surface"])
def test_a_click_starts_where_it_points_and_a_turn_nowhere(browser: Browser, address: str, panel: str) -> None:
    """Turns, other buttons and a click beside the surface start no run; a click then starts one at the point shown there."""
    page = open_panel(browser, address, panel)
    x, y = middle(page, panel)
    for away in ((40.0, -25.0), (0.0, 0.0)) if panel == "surface" else ():
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 40, y - 25, steps=5)
        page.mouse.move(x + away[0], y + away[1], steps=5)
        page.mouse.up()
    page.mouse.click(x, y, button="middle")
    page.mouse.click(x, y, button="right")
    box = page.locator(f"[data-panel={panel}] .linreg-plot").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 3, box["y"] + box["height"] - 3)
    page.wait_for_timeout(500)
    assert start_of_link(page) == START
    # The drags have rotated the bowl, upwards, so that no wall hides the point.
    assert_picks_what_is_seen(page, panel, page.mouse.click)
    page.context.close()


@pytest.mark.parametrize("panel", ["contour", "surface"])
def test_a_tap_starts_where_it_points_and_a_swipe_nowhere(browser: Browser, address: str, panel: str) -> None:
    """A swipe, which rotates the bowl or scrolls the page, starts no run; a tap starts one at the point shown there."""
    page = open_panel(browser, address, panel, touch=True)
    x, y = middle(page, panel)
    finger = page.context.new_cdp_session(page)
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for part in range(1, 6):
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y - 10 * part}]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_timeout(500)
    assert start_of_link(page) == START
    assert_picks_what_is_seen(page, panel, page.touchscreen.tap)
    page.context.close()
