"""While a thumb moves, the picture shows the run under it, and what it shows is true."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from chrome import READY, box, data, expect_run, player, plotted, read_out, run_shown
from playwright.sync_api import Browser, Locator, Page, expect

from linreg import RunConfig, analyse, record
from linreg.config import LEARNING_RATES

Visit = Callable[[str], Page]

RANGES = "(plot) => ['xaxis', 'yaxis'].map((axis) => plot._fullLayout[axis].range)"
WHOLE = "() => document.querySelector('[data-panel=contour] .linreg-plot').data.filter(({ x }) => x?.length > 200).length === 2"
INK = """(canvas) => {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return data.reduce((sum, value, i) => sum + (i % 4 === 3 && value > 0 ? 1 : 0), 0);
}"""


def thumb(page: Page, key: str = "lr") -> tuple[float, float, float]:
    """Return the middle of a thumb, and the width of its track."""
    place = box(page.locator(f".st-key-{key} input[type=range]").locator("xpath=.."))
    track = box(page.locator(f".st-key-{key} [role=group]"))
    return place["x"] + place["width"] / 2, place["y"] + place["height"] / 2, track["width"]


@pytest.fixture
def opened(visit: Visit) -> Callable[[str], Page]:
    """Return a function that opens a page and waits until its sweep is there."""

    def open_page(target: str) -> Page:
        page = visit(target)
        # It is asked for again by the same page without a second answer: what counts is that the next move is shown.
        page.wait_for_function(
            "() => performance.getEntriesByType('resource').some(({ name }) => name.includes('/live/'))", timeout=60_000
        )
        return page

    return open_page


def hold(page: Page, share: float, key: str = "lr") -> None:
    """Press on a thumb and move it by a share of the track, in steps."""
    x, y, width = thumb(page, key)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + share * width, y, steps=5)


def shown_lr(page: Page) -> float:
    """Return the learning rate under the thumb, once the picture is that of it."""
    # A movement is told with the next frame.
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    shown = LEARNING_RATES[int(page.locator(".st-key-lr input[type=range]").input_value())]
    page.wait_for_function("(lr) => Number(document.querySelector('[data-player]').dataset.lr) === lr", arg=shown)
    return shown


def read(page: Page) -> dict[str, float]:
    """Return the numbers of the read-out."""
    texts = {name: page.locator(f"[data-value={name}]").inner_text() for name in ("W", "b", "cost")}
    return {name: float(text) for name, text in texts.items()}


def ink(panel: Locator) -> int:
    """Return how many pixels of a panel's sketch are drawn."""
    drawn: int = panel.locator("canvas.linreg-sketch").evaluate(INK)
    return drawn


@pytest.mark.parametrize("surface", ["contour", "3d"])
def test_the_run_under_the_thumb_is_shown(opened: Visit, surface: str) -> None:
    """Held at another learning rate, every panel shows its run, with the figures of `record`; let go, the exact run comes."""
    page = opened(f"/?lr=0.001&epochs=300&surface={surface}")
    before, axes = run_shown(page), [plotted(page, name, RANGES) for name in ("fit", "cost")]
    hold(page, 0.2)
    expect(player(page)).to_have_attribute("data-live", "true")
    shown = shown_lr(page)
    run = record(RunConfig(lr=shown, epochs=300))
    values = read(page)
    assert values["W"] == pytest.approx(run.final[0], abs=1e-4)
    assert values["b"] == pytest.approx(run.final[1], abs=1e-4)
    assert values["cost"] == pytest.approx(run.final_cost, abs=2e-6)
    assert run_shown(page) == before
    for panel in page.locator(".linreg-panel:not([hidden])").all():
        assert ink(panel) > 100
    verdict = analyse(run.config).verdict
    kind = verdict and verdict.kind
    expect(page.locator(".linreg-live")).to_have_text(
        re.compile(rf"lr {shown}: {kind}\s*preview: trained together with all other learning rates")
    )
    assert [plotted(page, name, RANGES) for name in ("fit", "cost")] == axes
    page.mouse.up()
    expect_run(page, RunConfig(lr=shown, epochs=300))
    expect(player(page)).to_have_attribute("data-live", "false")
    expect(page.locator(".linreg-live")).to_have_count(0)
    expect(page.locator("canvas.linreg-sketch:visible")).to_have_count(0)
    assert float(data(page, "lr")) == shown


def test_escape_brings_the_exact_run_back(opened: Visit) -> None:
    """Escape in mid-drag leaves everything as it was: run, read-out, traces."""
    page = opened("/?lr=0.01&epochs=200&surface=contour")
    # Played to its end, the path is drawn twice: faint as a whole, and bright up to the frame.
    expect(player(page)).to_have_attribute("data-playing", "false")
    page.wait_for_function(WHOLE)
    before, values = run_shown(page), read_out(page)
    hold(page, 0.1)
    expect(player(page)).to_have_attribute("data-live", "true")
    page.keyboard.press("Escape")
    expect(player(page)).to_have_attribute("data-live", "false")
    page.mouse.up()
    expect(page.locator("[data-value=W]")).to_have_text(values[1])
    page.wait_for_function(WHOLE)
    assert run_shown(page) == before
    assert "lr=0.01" in page.url or "lr=" not in page.url


def test_held_keys_are_followed(opened: Visit) -> None:
    """Each repeat of a held key shows its run; the key let go, the exact one comes."""
    page = opened("/?lr=0.01&epochs=100&surface=contour")
    slider = page.get_by_role("slider", name="Learning rate (lr)")
    slider.focus()
    seen = []
    for _repeat in range(4):
        page.keyboard.down("ArrowRight")
        expect(player(page)).to_have_attribute("data-lr", f"{LEARNING_RATES[int(slider.input_value())]}")
        seen.append(data(page, "lr"))
        assert data(page, "live") == "true"
    assert len(set(seen)) == 4
    page.keyboard.up("ArrowRight")
    expect_run(page, RunConfig(lr=float(seen[-1]), epochs=100))
    expect(player(page)).to_have_attribute("data-live", "false")


def test_what_diverges_is_shown_leaving(opened: Visit) -> None:
    """Above the critical rate the word says so, the read-out has its last finite or infinite numbers, and nothing breaks."""
    page = opened("/?lr=0.1&epochs=1000&surface=contour")
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    hold(page, 0.25)
    expect(page.locator(".linreg-live")).to_have_text(re.compile("diverging"))
    shown = shown_lr(page)
    run = record(RunConfig(lr=shown, epochs=1000))
    assert run.diverged_at is not None
    expect(page.locator("[data-value=epoch]")).to_have_text(f"{run.diverged_at} / 1000")
    expect(page.locator("[data-value=cost]")).to_have_text("inf")
    page.mouse.up()
    assert problems == []


def test_epochs_show_the_run_up_to_there(opened: Visit) -> None:
    """While the epochs are dragged, the same run is shown up to the epoch under the thumb, as far as it is known."""
    page = opened("/?lr=0.01&epochs=2000&surface=contour")
    hold(page, -0.2, "epochs")
    expect(player(page)).to_have_attribute("data-live", "true")
    epoch = int(page.locator("[data-value=epoch]").inner_text().split(" / ")[0])
    wanted = int(page.locator(".st-key-epochs input[type=range]").get_attribute("aria-valuetext") or "")
    assert wanted - 60 <= epoch <= wanted
    assert read(page)["W"] == pytest.approx(float(record(RunConfig(epochs=2000)).states.W[epoch]), abs=0.01)
    expect(page.locator(".linreg-live")).to_have_text(re.compile(rf"epoch {epoch}\s*preview: this run up to there"))
    page.mouse.up()
    expect_run(page, RunConfig(epochs=wanted))


def test_a_finger_and_reduced_motion(address: str, browser: Browser) -> None:
    """A finger that moves sideways is followed, on a phone, with reduced motion and in Korean."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, reduced_motion="reduce", locale="ko-KR"
    )
    page = context.new_page()
    with page.expect_response(re.compile("/live/.*/sweep")):
        page.goto(f"{address}/?lr=0.01&epochs=100&surface=contour")
        page.wait_for_selector(READY)
    x, y, width = thumb(page)
    touch = page.context.new_cdp_session(page)

    def finger(kind: str, right: float = 0) -> None:
        points: list[dict[str, Any]] = [] if kind == "touchEnd" else [{"x": x + right, "y": y}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    finger("touchStart")
    for step in range(1, 8):
        finger("touchMove", 0.02 * step * width)
    expect(player(page)).to_have_attribute("data-live", "true")
    expect(page.locator(".linreg-live")).to_have_text(re.compile("미리보기"))
    # What is moved and what it moves are in sight together.
    assert box(page.locator(".linreg-live"))["y"] < box(page.locator(".st-key-lr [role=group]"))["y"]
    shown = shown_lr(page)
    assert shown > 0.01
    finger("touchEnd")
    expect_run(page, RunConfig(lr=shown, epochs=100))
    expect(player(page)).to_have_attribute("data-live", "false")
    context.close()


def test_without_a_sweep_the_page_behaves_as_without_previews(visit: Visit, complaints: list[str]) -> None:
    """A run that the server will not train with all others says so while it is dragged, and comes when it is let go."""
    page = visit("/?lr=0.01&epochs=50&surface=contour")
    page.route("**/live/**", lambda route: route.fulfill(status=413, body="epochs must be fewer"))
    page.get_by_text("optimizer.zero_grad()").click()  # another run, whose sweep is asked for in vain
    expect_run(page, RunConfig(epochs=50, zero_grad=False))
    hold(page, 0.1)
    expect(page.locator(".linreg-live")).to_have_text("no preview of this run: let go to see it")
    assert data(page, "live") == "false"
    shown = LEARNING_RATES[int(page.locator(".st-key-lr input[type=range]").input_value())]
    page.mouse.up()
    expect_run(page, RunConfig(lr=shown, epochs=50, zero_grad=False))
    expect(page.locator(".linreg-live")).to_have_count(0)
    assert {"413" in complaint for complaint in complaints} == {True}
    complaints.clear()
