"""The player in a browser: playback, controls, panels and their state."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from chrome import button, choose_surface, data, expect_run, open_more, pause, player, plotted, press_slider
from playwright.sync_api import Page, expect

from linreg import RunConfig

Visit = Callable[..., Page]


def test_a_run_plays_once_by_itself_from_its_first_frame_to_its_last(visit: Visit) -> None:
    """A run plays once by itself when it is opened, and stops at its last step."""
    page = visit("/?surface=contour")
    seen = int(data(page, "frame"))
    assert data(page, "playing") == "true"
    assert seen < 150
    expect(player(page)).to_have_attribute("data-playing", "false", timeout=20_000)
    assert data(page, "frame") == str(int(data(page, "frames")) - 1)
    assert data(page, "epoch") == "2000"


def test_the_controls_step_scrub_and_jump(visit: Visit) -> None:
    """First, back, forward, last and the scrubber show the right step, in the read-out too."""
    page = visit("/?epochs=50&surface=contour")
    pause(page)
    button(page, "To the first step").click()
    assert data(page, "epoch") == "0"
    button(page, "One step forward").click()
    assert data(page, "epoch") == "1"
    assert page.locator("[data-value=W]").inner_text() == "0.1867"
    button(page, "One step back").click()
    assert data(page, "epoch") == "0"
    button(page, "To the last step").click()
    assert data(page, "epoch") == "50"
    page.get_by_role("slider", name="Step shown").fill("7")
    assert data(page, "epoch") == "7"
    assert page.locator("[data-value=epoch]").inner_text() == "7 / 50"


def test_the_keyboard_plays_steps_and_jumps(visit: Visit) -> None:
    """Space plays and pauses, also without focus; arrows step, Home and End jump; text fields keep their keys."""
    page = visit("/?epochs=50&surface=contour")
    pause(page)
    page.get_by_role("slider", name="Step shown").focus()
    for key, epoch in (("Home", "0"), ("ArrowRight", "1"), ("ArrowRight", "2"), ("ArrowLeft", "1"), ("End", "50")):
        page.keyboard.press(key)
        assert data(page, "epoch") == epoch
    for _ in range(2):
        for playing in ("true", "false"):
            page.keyboard.press("Space")
            assert data(page, "playing") == playing
        page.evaluate("document.activeElement.blur()")
    open_more(page)
    field = page.get_by_role("textbox", name="Start at W, b")
    field.press_sequentially("1, 2")
    assert field.input_value() == "1, 2"
    assert data(page, "playing") == "false"


def test_speed_and_loop(visit: Visit) -> None:
    """The speed can be set to 4, and with repeat on the run starts again after its end."""
    page = visit("/?surface=contour")
    page.get_by_role("combobox", name="Speed").select_option("4")
    button(page, "Repeat").click()
    expect(button(page, "Repeat")).to_have_attribute("aria-pressed", "true")
    page.wait_for_function("() => document.querySelector('[data-player]').dataset.epoch === '2000'")
    page.wait_for_function("() => Number(document.querySelector('[data-player]').dataset.epoch) < 1000")
    assert data(page, "playing") == "true"


def test_the_panels_show_the_step_of_the_read_out(visit: Visit) -> None:
    """The line and the heads of path and cost curve show the step of the read-out."""
    page = visit("/?epochs=50&surface=contour&start=0.5,-1")
    pause(page)
    button(page, "To the first step").click()
    last = "(plot) => { const {x, y} = plot.data.at(-1); return [Array.from(x), Array.from(y)]; }"
    assert plotted(page, "contour", last) == [[0.5], [-1]]
    line = plotted(page, "fit", "(plot) => [plot.data[3].x, plot.data[3].y]")
    assert line[1] == pytest.approx([0.5 * x - 1 for x in line[0]])
    (epoch,), (cost,) = plotted(page, "cost", "(plot) => { const {x, y} = plot.data[5]; return [Array.from(x), Array.from(y)]; }")
    assert epoch == 0
    assert cost == pytest.approx(((0.5 - 1 - 2) ** 2 + (1 - 1 - 4) ** 2 + (1.5 - 1 - 6) ** 2) / 3, rel=1e-6)


def test_the_view_is_the_persons_own(visit: Visit) -> None:
    """Camera, speed and plots survive a change of the run and a switch to the contour lines and back; so does the step shown."""
    page = visit("/?epochs=50")
    page.get_by_role("combobox", name="Speed").select_option("2")
    eye = {"x": 0.3, "y": 2.1, "z": 0.4}
    page.evaluate(
        "(eye) => Plotly.relayout(document.querySelector('[data-panel=surface] .linreg-plot'), {'scene.camera.eye': eye})", eye
    )
    page.evaluate("window.before = [...document.querySelectorAll('.linreg-plot, .linreg-plot canvas')]")
    press_slider(page)
    expect_run(page, RunConfig(lr=0.0105, epochs=50))
    pause(page)
    button(page, "To the first step").click()
    button(page, "One step forward").click()
    choose_surface(page, "Contour")
    expect(page.locator("[data-panel=contour]")).to_be_visible()
    expect(page.locator("[data-panel=surface]")).to_be_hidden()
    choose_surface(page, "3D")
    expect(page.locator("[data-panel=surface]")).to_be_visible()
    assert plotted(page, "surface", "(plot) => plot._fullLayout.scene.camera.eye") == pytest.approx(eye)
    assert page.get_by_role("combobox", name="Speed").input_value() == "2"
    assert page.evaluate("window.before.every((element) => element.isConnected)")
    assert (data(page, "epoch"), data(page, "playing")) == ("1", "false")


def test_many_changes_leave_no_litter(visit: Visit, page: Page) -> None:
    """After twenty changes the plots still have one canvas, and the numbers of canvases and elements have not grown."""
    page.set_viewport_size({"width": 900, "height": 500})  # small panels are faster in software rendering
    visit("/?epochs=20")
    page.get_by_role("combobox", name="Speed").select_option("4")
    count = "() => ['.linreg-plot canvas', 'canvas', '.linreg-player *'].map((found) => document.querySelectorAll(found).length)"
    press_slider(page)
    pause(page)
    button(page, "To the last step").click()
    before = page.evaluate(count)
    for turn in range(20):
        press_slider(page, "ArrowRight" if turn % 2 else "ArrowLeft")
    pause(page)
    button(page, "To the last step").click()
    canvases, all_canvases, elements = page.evaluate(count)
    assert canvases == before[0] == 1
    assert all_canvases == before[1]
    assert elements <= before[2] + 5


def test_a_run_that_leaves_is_shown_leaving(visit: Visit) -> None:
    """If a run leaves the window the axes stay, and the read-out says so and shows its values."""
    page = visit("/?lr=0.19&surface=contour")
    pause(page)
    button(page, "To the last step").click()
    low, high = plotted(page, "contour", "(plot) => plot.layout.xaxis.range")
    assert high - low < 100
    assert page.get_by_text("(W, b) is outside the plot").is_visible()
    assert page.locator("[data-value=cost]").inner_text() == "inf"
    assert int(data(page, "epoch")) < 2000


def test_with_reduced_motion_the_last_step_is_shown_and_nothing_moves(visit: Visit, page: Page) -> None:
    """With reduced motion the player shows the last step and does not start by itself."""
    page.emulate_media(reduced_motion="reduce")
    visit("/?epochs=300&surface=contour")
    assert (data(page, "playing"), data(page, "epoch")) == ("false", "300")
    press_slider(page)
    expect_run(page, RunConfig(lr=0.0105, epochs=300))
    page.wait_for_timeout(500)
    assert (data(page, "playing"), data(page, "epoch")) == ("false", "300")
    button(page, "Play").click()
    expect(player(page)).to_have_attribute("data-playing", "true")


def test_the_3d_panel_draws_and_each_panel_says_what_it_shows(visit: Visit) -> None:
    """The WebGL canvas is not blank and changes with the step; each panel has a text alternative."""
    page = visit("/?epochs=50")
    pause(page)
    alternatives = [image.get_attribute("aria-label") or "" for image in page.get_by_role("img").all()]
    for beginning in ("3 data points", "The cost over the (W, b) plane", "Cost over 50 epochs"):
        assert any(re.match(re.escape(beginning), text) for text in alternatives), beginning
    canvas = page.locator("[data-panel=surface] .linreg-plot")
    button(page, "To the first step").click()
    page.wait_for_timeout(500)
    first = canvas.screenshot()
    button(page, "To the last step").click()
    page.wait_for_timeout(500)
    assert canvas.screenshot() != first
    assert len(first) > 10_000
