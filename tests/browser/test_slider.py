"""The slider under a mouse, a finger and the keys: what it tells the page, and what it leaves behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from chrome import READY, box, expect_run, press_slider, run_shown, violations
from playwright.sync_api import Browser, Locator, Page, expect

from linreg import RunConfig
from linreg.config import LEARNING_RATES

Visit = Callable[[str], Page]

HEAR = "window.heard = []; document.addEventListener('linreg-slide', ({ detail }) => heard.push(detail))"

START = "/?lr=0.15&epochs=50&surface=contour"


def lr(page: Page) -> Locator:
    """Return the input of the learning rate."""
    return page.get_by_role("slider", name="Learning rate (lr)")


def thumb(page: Page) -> tuple[float, float]:
    """Return the middle of the learning rate's thumb."""
    found = box(lr(page).locator("xpath=.."))
    return found["x"] + found["width"] / 2, found["y"] + found["height"] / 2


def heard(page: Page) -> list[dict[str, Any]]:
    """Return what was told since the last call."""
    told: list[dict[str, Any]] = page.evaluate("heard.splice(0)")
    return told


@pytest.fixture
def listening(visit: Visit) -> Page:
    """Open the page at lr 0.15, listening to its sliders."""
    page = visit(START)
    page.evaluate(HEAR)
    return page


def test_a_press_on_the_thumb_changes_nothing(listening: Page) -> None:
    """A press and release, also beside the middle of the thumb, is told, and leaves value and address."""
    x, y = thumb(listening)
    for right in (0, 4, -4):
        listening.mouse.move(x + right, y + 2)
        listening.mouse.down()
        listening.mouse.up()
        told = heard(listening)
        assert [(each["phase"], each["value"]) for each in told] == [("start", 0.15), ("end", 0.15)]
        assert told[-1]["changed"] is False
    expect(lr(listening)).to_have_attribute("aria-valuetext", "0.15")


def test_a_press_beside_the_thumb_brings_it_there(listening: Page) -> None:
    """A press anywhere over 44 pixels of height moves the thumb under the pointer; its run and address follow."""
    group = box(listening.locator(".st-key-lr [role=group]"))
    assert group["height"] >= 44
    x = group["x"] + group["width"] * 200 / (len(LEARNING_RATES) - 1)
    for down in (1, group["height"] - 3):
        press_slider(listening, "Home")
        listening.mouse.click(x, group["y"] + down)
        expect(lr(listening)).to_have_attribute("value", "200")
        assert thumb(listening)[0] == pytest.approx(x, abs=1)
        expect_run(listening, RunConfig(lr=LEARNING_RATES[200], epochs=50))


def test_a_drag_tells_each_option_and_is_sent_when_let_go(listening: Page) -> None:
    """While the thumb is held it is under the pointer and told; run and address are those where it is let go."""
    x, y = thumb(listening)
    before = run_shown(listening)
    listening.mouse.move(x, y)
    listening.mouse.down()
    listening.mouse.move(x - 200, y, steps=20)
    listening.wait_for_timeout(300)
    assert thumb(listening)[0] == pytest.approx(x - 200, abs=2)
    assert run_shown(listening) == before
    told = heard(listening)
    assert [told[0]["phase"], {each["phase"] for each in told[1:]}] == ["start", {"move"}]
    indices = [each["index"] for each in told]
    assert indices == sorted(indices, reverse=True)
    assert all(LEARNING_RATES[each["index"]] == each["value"] for each in told)
    listening.mouse.up()
    (end,) = heard(listening)
    assert (end["phase"], end["changed"], end["key"]) == ("end", True, "lr")
    expect_run(listening, RunConfig(lr=end["value"], epochs=50))
    expect(lr(listening)).to_have_attribute("value", str(end["index"]))


def test_escape_puts_the_value_back(listening: Page) -> None:
    """Escape during a drag restores the value; what the mouse does until it is let go is no drag any more."""
    x, y = thumb(listening)
    listening.mouse.move(x, y)
    listening.mouse.down()
    listening.mouse.move(x - 100, y, steps=5)
    listening.keyboard.press("Escape")
    listening.mouse.move(x - 150, y)
    listening.mouse.up()
    told = heard(listening)
    assert (told[-1]["phase"], told[-1]["value"], told[-1]["changed"]) == ("end", 0.15, False)
    expect(lr(listening)).to_have_attribute("aria-valuetext", "0.15")


def test_a_held_key_is_one_movement(listening: Page) -> None:
    """The keys repeat until they are released; one change is sent."""
    lr(listening).focus()
    for _ in range(8):
        listening.keyboard.down("ArrowLeft")
        listening.wait_for_timeout(30)
    listening.keyboard.up("ArrowLeft")
    told = heard(listening)
    assert [each["phase"] for each in (told[0], told[-1])] == ["start", "end"]
    assert sum(each["phase"] == "end" for each in told) == 1
    assert told[-1]["index"] == LEARNING_RATES.index(0.15) - 8
    expect_run(listening, RunConfig(lr=told[-1]["value"], epochs=50))
    for key, index in (("Home", 0), ("End", len(LEARNING_RATES) - 1)):
        press_slider(listening, key)
        expect(lr(listening)).to_have_attribute("value", str(index))


def test_a_change_without_a_key_ends_by_itself(listening: Page) -> None:
    """A value set by a screen reader is sent, too."""
    lr(listening).fill("10")
    expect_run(listening, RunConfig(lr=LEARNING_RATES[10], epochs=50))


def test_a_rerun_in_mid_drag_leaves_the_thumb(listening: Page) -> None:
    """When another control is changed during a drag, the thumb stays under the pointer, and can be moved on."""
    x, y = thumb(listening)
    listening.mouse.move(x, y)
    listening.mouse.down()
    listening.mouse.move(x - 60, y, steps=5)
    listening.evaluate("document.querySelector('.st-key-zero_grad input').click()")
    expect_run(listening, RunConfig(lr=0.15, epochs=50, zero_grad=False))
    assert thumb(listening)[0] == pytest.approx(x - 60, abs=2)
    listening.mouse.move(x - 100, y, steps=5)
    assert thumb(listening)[0] == pytest.approx(x - 100, abs=2)
    listening.mouse.up()
    end = heard(listening)[-1]
    expect_run(listening, RunConfig(lr=end["value"], epochs=50, zero_grad=False))
    assert thumb(listening)[0] == pytest.approx(x - 100, abs=2)


def test_the_strip_lies_under_the_track(listening: Page) -> None:
    """The strip begins and ends at the middle of the thumb at the first and the last option."""
    strip = box(listening.locator(".linreg-strip"))
    for key, edge in (("Home", strip["x"]), ("End", strip["x"] + strip["width"])):
        press_slider(listening, key)
        assert thumb(listening)[0] == pytest.approx(edge, abs=0.5)


def test_the_help_can_be_had_by_mouse_and_keys(listening: Page) -> None:
    """It opens under the pointer and with the focus, and Escape closes it."""
    button, text = listening.get_by_role("button", name="Help for Learning rate (lr)"), listening.get_by_role("tooltip")
    expect(text).to_have_count(0)
    button.hover()
    expect(text).to_contain_text("Below 0.1803")
    listening.keyboard.press("Escape")
    expect(text).to_have_count(0)
    listening.mouse.move(0, 0)
    lr(listening).focus()
    listening.keyboard.press("Shift+Tab")
    expect(button).to_be_focused()
    expect(text).to_contain_text("Below 0.1803")
    assert violations(listening) == []


# With a finger


class Finger:
    """One finger on the screen."""

    def __init__(self, page: Page) -> None:
        self.page, self.tools = page, page.context.new_cdp_session(page)

    def send(self, kind: str, *points: tuple[float, float]) -> None:
        """Send a touch event."""
        self.tools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    def swipe(self, x: float, y: float, right: float, down: float) -> None:
        """Put the finger down and move it; leave it there."""
        self.send("touchStart", (x, y))
        for step in range(1, 11):
            self.send("touchMove", (x + right * step / 10, y + down * step / 10))
            self.page.wait_for_timeout(16)


@pytest.fixture
def tablet(browser: Browser, address: str) -> Iterator[Page]:
    """Open the page on a tablet."""
    context = browser.new_context(viewport={"width": 820, "height": 700}, has_touch=True, locale="en-US")
    page = context.new_page()
    page.goto(address + START)
    page.wait_for_selector(READY)
    page.evaluate(HEAR)
    yield page
    context.close()


def test_a_finger_drags_the_thumb(tablet: Page) -> None:
    """A finger that moves sideways takes the thumb along."""
    x, y = thumb(tablet)
    finger = Finger(tablet)
    finger.swipe(x, y + 10, -100, 4)
    finger.send("touchEnd")
    told = heard(tablet)
    assert [told[0]["phase"], told[-1]["phase"], told[-1]["changed"]] == ["start", "end", True]
    assert thumb(tablet)[0] == pytest.approx(x - 100, abs=4)
    expect_run(tablet, RunConfig(lr=told[-1]["value"], epochs=50))


def test_a_tap_brings_the_thumb(tablet: Page) -> None:
    """A tap on the track moves the thumb there."""
    x, y = thumb(tablet)
    tablet.touchscreen.tap(x - 150, y)
    assert thumb(tablet)[0] == pytest.approx(x - 150, abs=2)
    expect_run(tablet, RunConfig(lr=heard(tablet)[-1]["value"], epochs=50))


def test_a_vertical_swipe_scrolls_the_page(tablet: Page) -> None:
    """A finger that goes up from the slider scrolls, and changes nothing."""
    x, y = thumb(tablet)
    finger = Finger(tablet)
    finger.swipe(x - 100, y, 3, -200)
    finger.send("touchEnd")
    tablet.wait_for_timeout(300)
    assert thumb(tablet)[1] < y - 50
    assert not any(each.get("changed") for each in heard(tablet))
    expect(lr(tablet)).to_have_attribute("aria-valuetext", "0.15")


# Seen without colours


def test_track_and_thumb_are_seen_in_forced_colours(listening: Page) -> None:
    """In forced colours they keep a colour of the person's own scheme, unlike the background."""
    listening.emulate_media(forced_colors="active")
    colours = [
        listening.locator(f".st-key-lr .linreg-slider-{part}").evaluate("(element) => getComputedStyle(element).backgroundColor")
        for part in ("track", "fill", "thumb")
    ]
    behind = listening.evaluate("getComputedStyle(document.body).backgroundColor")
    assert behind not in colours
    assert colours[0] != colours[1]


# The labs answer at once


@pytest.mark.parametrize(
    ("link", "name", "query"),
    [
        ("/accumulate?passes=20", "Passes of the loop", "passes"),
        ("/autograd", "w", "w"),
        ("/logit", "Probability p", "p"),
        ("/logit", "Temperature", "temperature"),
        ("/logit", "z1", "logits"),
    ],
)
def test_a_lab_follows_its_slider(visit_lab: Visit, link: str, name: str, query: str) -> None:
    """While the thumb is held the pictures change and the address does not; let go, the address says it, in one step back."""
    page = visit_lab(link)
    slider = page.get_by_role("slider", name=name, exact=True)
    found = box(slider.locator("xpath=.."))
    x, y = found["x"] + found["width"] / 2, found["y"] + found["height"] / 2
    data = "JSON.stringify([...document.querySelectorAll('[data-still] .js-plotly-plot')].map((plot) => plot.data))"
    before, address, history = page.evaluate(f"[{data}, location.search, history.length]")
    page.mouse.move(x, y)
    page.mouse.down()
    for right in (20, 40):
        page.mouse.move(x + right, y, steps=3)
        page.wait_for_function(f"(before) => {data} !== before", arg=before)
        before = page.evaluate(data)
    assert page.evaluate("[location.search, history.length]") == [address, history]
    page.mouse.up()
    page.wait_for_function(f"() => new URLSearchParams(location.search).get('{query}') !== null && location.search !== '{address}'")
    assert page.evaluate("history.length") == history + 1
    text = slider.get_attribute("aria-valuetext") or ""
    assert float(page.evaluate(f"new URLSearchParams(location.search).get('{query}')").split(",")[0]) == float(text)
