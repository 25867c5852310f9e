"""A server that dies and comes back, and a connection that dies unnoticed, while people are on the page."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from chrome import DRAWN, READY, box, data, expect_run, go_to, player, press_slider, run_shown
from playwright.sync_api import Browser, Locator, Page, expect
from relay import relay
from server import free_port, start, wait_until_healthy

from linreg import Dataset, RunConfig
from linreg.data.points import read_text
from linreg.ui.held import is_long

MANY = read_text("\n".join(f"{n / 256}, {n / 128 + n % 5}" for n in range(480))).points("1", "2", "own")
"""More points than a link can hold."""


class Server:
    """The app at one port, killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "log.txt"
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self.process: subprocess.Popen[bytes] = start(self.log, port=self.port)
        wait_until_healthy(self.address, self.process)

    def kill(self) -> None:
        """End it as a power failure does."""
        self.process.kill()
        self.process.wait()


class Visit(NamedTuple):
    """Pages that are open while the server is killed."""

    own: Page
    kept: Page
    lab: Page


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the app for this file alone."""
    running = Server(tmp_path_factory.mktemp("server"))
    yield running
    running.kill()
    assert "Traceback" not in running.log.read_text(encoding="utf-8")


def line_of(page: Page) -> Locator:
    """Return the line that says that the connection is lost."""
    return page.locator(".linreg-lost")


def open_at(browser: Browser, address: str, link: str, drawn: str = READY) -> Page:
    """Open a link in a context of its own."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-US").new_page()
    page.goto(address + link)
    page.wait_for_selector(drawn)
    page.evaluate("globalThis.wasHere = true")
    return page


def paste(page: Page, points: Dataset) -> None:
    """Enter points in the dialog."""
    page.locator(".st-key-edit_points button").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Paste", exact=True).click()
    text = "\n".join(f"{x!r}, {y!r}" for x, y in zip(points.x.tolist(), points.y.tolist(), strict=True))
    dialog.locator("textarea").fill(text)
    dialog.locator("textarea").blur()
    expect(dialog.get_by_text("may not fit into a link")).to_be_visible()
    dialog.get_by_role("button", name="Use these points").click()
    expect(dialog).to_have_count(0)


@pytest.fixture(scope="module")
def lost(browser: Browser, server: Server) -> Iterator[Visit]:
    """Open pages, and kill the server."""
    assert is_long(MANY)
    with contextlib.ExitStack() as opened:
        own = open_at(browser, server.address, "/?lr=0.001&epochs=50")
        paste(own, MANY)
        expect_run(own, RunConfig(lr=0.001, epochs=50, data=MANY))
        kept = open_at(browser, server.address, "/?lr=0.19&epochs=40&kept=lr%3D0.05%26epochs%3D40&lang=ko&surface=contour")
        lab = open_at(browser, server.address, "/?lr=0.3&epochs=30")
        go_to(lab, 1)
        lab.wait_for_selector(DRAWN)
        press(lab, "passes")
        for page in (own, kept, lab):
            opened.callback(page.context.close)
            expect(page.locator(".stApp")).to_have_attribute("data-test-script-state", "notRunning")
        server.kill()
        yield Visit(own, kept, lab)


def press(page: Page, key: str) -> None:
    """Move a slider of a lab by one key, and wait until the link has it."""
    before = page.evaluate("location.search")
    page.locator(f".st-key-{key} input[type=range]").press("ArrowRight")
    page.wait_for_function("(before) => location.search !== before", arg=before)


@pytest.fixture(scope="module")
def back(lost: Visit, server: Server) -> Visit:
    """Let the server come back, and wait until the pages have seen it."""
    server.start()
    for page in lost:
        expect(line_of(page)).to_have_count(0)
        expect(page.locator(".stApp")).to_have_attribute("data-test-connection-state", "CONNECTED")
    return lost


def test_a_calm_line_says_that_the_connection_is_lost(lost: Visit) -> None:
    """In place of a dialog, on every page, and longer than it takes Streamlit to show one."""
    for page in lost:
        expect(line_of(page)).to_be_visible()
        expect(line_of(page)).to_have_attribute("role", "status")
    lost.own.wait_for_timeout(8000)
    for page in lost:
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(line_of(page)).to_be_visible()
    expect(line_of(lost.own)).to_have_text("Connection lost. The page comes back by itself.")


def test_no_control_seems_to_act_that_cannot(lost: Visit) -> None:
    """Sliders, fields, links and buttons take nothing, by pointer or key, and no start or point can be moved."""
    for page in lost:
        for control in page.locator("[data-testid=stMain] :is(input, [data-testid=stBaseButton-secondary])").all():
            assert control.evaluate("(e) => Boolean(e.closest('[inert], [data-player]')) || e.disabled || !e.checkVisibility()")
    slider = lost.own.locator(".st-key-lr input[type=range]")
    before = slider.get_attribute("value")
    place = box(lost.own.locator(".st-key-lr .linreg-slider-group"))
    lost.own.mouse.click(place["x"] + 20, place["y"] + place["height"] / 2)
    assert slider.get_attribute("value") == before
    assert lost.own.locator("[data-panel=fit] .linreg-plot").evaluate("(e) => getComputedStyle(e).pointerEvents") == "none"


def test_the_player_goes_on(lost: Visit) -> None:
    """It has all that it shows."""
    lost.kept.locator(".linreg-first").click()
    lost.kept.locator(".linreg-play").click()
    expect(player(lost.kept)).to_have_attribute("data-playing", "true")
    expect(player(lost.kept)).not_to_have_attribute("data-frame", "0")


def test_every_page_comes_back_to_its_state(back: Visit) -> None:
    """Without being loaded anew: link, run, kept runs, language, and points that no link can hold."""
    for page in back:
        assert page.evaluate("globalThis.wasHere")
        expect(page.locator("[data-testid=stAlert]")).to_have_count(0)
    assert run_shown(back.own) == RunConfig(lr=0.001, epochs=50, data=MANY).digest()
    assert "data=own" in back.own.evaluate("location.search")
    assert run_shown(back.kept) == RunConfig(lr=0.19, epochs=40).digest()
    assert data(back.kept, "runs") == "2"
    assert back.kept.evaluate("document.documentElement.lang") == "ko"
    expect(back.kept.locator("[data-panel=contour]")).to_be_visible()


def test_the_next_change_counts(back: Visit) -> None:
    """The first change after the loss is made from the state that is shown."""
    press_slider(back.own)
    assert float(data(back.own, "lr")) > 0.001
    expect_run(back.own, RunConfig(lr=float(data(back.own, "lr")), epochs=50, data=MANY))
    back.kept.locator(".st-key-lr input[type=range]").press("ArrowRight")
    expect_run(back.kept, RunConfig(lr=0.195, epochs=40))
    passes = back.lab.locator(".st-key-passes input[type=range]").get_attribute("aria-valuetext")
    press(back.lab, "passes")
    assert f"passes={int(passes or 0) + 1}" in back.lab.evaluate("location.search")


def test_other_pages_are_as_they_were_left(back: Visit) -> None:
    """Their links do not begin anew."""
    go_to(back.lab, 0)
    expect_run(back.lab, RunConfig(lr=0.3, epochs=30))


def test_a_connection_that_died_in_a_sleeping_machine_is_made_anew(browser: Browser, server: Server, back: Visit) -> None:
    """Neither side was told; the browser hears that the network is there. The session is the one before."""
    with relay(server.port) as network:
        page = open_at(browser, f"http://127.0.0.1:{network.port}", "/?lr=0.1&epochs=25")
        page.wait_for_timeout(500)
        network.cut()
        page.evaluate("dispatchEvent(new Event('online'))")
        page.wait_for_selector(".stApp:not([data-test-connection-state=CONNECTED])")
        expect(page.locator(".stApp")).to_have_attribute("data-test-connection-state", "CONNECTED")
        expect(line_of(page)).to_have_count(0)
        press_slider(page)
        expect_run(page, RunConfig(lr=0.105, epochs=25))
        assert page.evaluate("globalThis.wasHere")
        page.context.close()
