"""Pictures of the panels and a video of the run, saved from the player's menu; a run in a notebook."""

from __future__ import annotations

import base64
import struct
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from chrome import READY, button, pause, violations
from playwright.sync_api import Browser, Download, Page, expect

from linreg import RunConfig, record

Visit = Callable[..., Page]

COLOURS = """
async (source) => {
  const image = new Image();
  image.src = source;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  return new Set(new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer)).size;
}
"""

SECONDS = """
async (source) => {
  const video = Object.assign(document.createElement("video"), { muted: true, src: source });
  const event = (name) => new Promise((resolve) => video.addEventListener(name, resolve, { once: true }));
  video.playbackRate = 4; // a recording does not say how long it is: play it to its end
  video.play();
  await event("ended");
  return [video.currentTime, video.videoWidth];
}
"""


def saved(page: Page, name: str) -> Download:
    """Press a button of the menu and return the file that comes."""
    with page.expect_download(timeout=120_000) as download:
        button(page, name).click()
    return download.value


def as_url(file: Path, kind: str) -> str:
    """Return a file as a data URL."""
    return f"data:{kind};base64,{base64.b64encode(file.read_bytes()).decode('ascii')}"


def expect_picture(page: Page, download: Download) -> None:
    """Expect a PNG file at twice the least size or more, with more in it than a background."""
    file = Path(download.path())
    content = file.read_bytes()
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", content[16:24])
    assert width >= 1280
    assert height >= 800
    assert page.evaluate(COLOURS, as_url(file, "image/png")) > 50


@pytest.mark.parametrize("surface", ["3d", "contour"])
def test_each_panel_is_saved_as_a_picture(visit: Visit, page: Page, surface: str) -> None:
    """Each panel is offered as PNG, and unless it is 3D as SVG; the file has the panel's title and the run's settings."""
    page.emulate_media(reduced_motion="reduce")
    visit(f"/?epochs=50&lr=0.15&surface={surface}")
    digest = RunConfig(epochs=50, lr=0.15).digest()
    button(page, "Save pictures or a video").press("Enter")
    assert violations(page) == []
    name = "surface" if surface == "3d" else "contour"
    download = saved(page, "Loss surface, PNG")
    assert download.suggested_filename == f"linreg-{digest}-{name}.png"
    expect_picture(page, download)
    assert button(page, "Loss surface, SVG").count() == (surface != "3d")
    download = saved(page, "Cost, SVG")
    assert download.suggested_filename == f"linreg-{digest}-cost.svg"
    picture = ElementTree.fromstring(Path(download.path()).read_bytes())
    texts = "".join(picture.itertext())
    assert "Cost" in texts
    assert "lr 0.15 · epochs 50" in texts
    page.keyboard.press("Escape")
    expect(page.locator(".linreg-menu")).to_be_hidden()
    assert page.evaluate("document.activeElement.classList.contains('linreg-save')")


def test_the_run_is_saved_as_a_video(visit: Visit, page: Page) -> None:
    """The video is a WebM file of some seconds; while it is made the page stays as it is, and afterwards nothing is left of it."""
    page.emulate_media(reduced_motion="reduce")
    visit("/?epochs=50&lr=0.15&surface=contour")
    pause(page)
    count = "document.querySelectorAll('.linreg-player *').length"
    before = page.evaluate(count)
    button(page, "Save pictures or a video").click()
    with page.expect_download(timeout=120_000) as download:
        button(page, "Video of the run, WebM").click()
        expect(page.get_by_role("progressbar", name="Video of the run")).to_be_visible()
        button(page, "To the first step").evaluate("(element) => element.click()")
        assert page.locator("[data-player]").get_attribute("data-epoch") == "0"
    file = Path(download.value.path())
    assert download.value.suggested_filename == f"linreg-{RunConfig(epochs=50, lr=0.15).digest()}.webm"
    assert file.read_bytes().startswith(b"\x1aE\xdf\xa3")  # EBML
    assert file.stat().st_size > 10_000
    with page.context.new_page() as viewer:  # the page's own policy allows no video from such an address
        seconds, width = viewer.evaluate(SECONDS, as_url(file, "video/webm"))
    assert 0.1 < seconds < 10  # a machine that is busy with other tests leaves frames out, also the last ones
    assert width == 1280
    expect(button(page, "Video of the run, WebM")).to_be_focused()
    assert page.evaluate(count) == before


def test_a_video_is_cancelled(visit: Visit, page: Page) -> None:
    """Cancel ends the making of a video: no file comes, and another can be made."""
    page.emulate_media(reduced_motion="reduce")
    visit("/?epochs=50&lr=0.15&surface=contour")
    files: list[Download] = []
    page.on("download", lambda download: files.append(download))
    button(page, "Save pictures or a video").click()
    button(page, "Video of the run, WebM").click()
    button(page, "Cancel").click()
    expect(button(page, "Video of the run, WebM")).to_be_visible()
    assert page.locator(".linreg-recording").count() == 0
    page.wait_for_timeout(500)
    assert files == []


def test_a_notebook_shows_a_run(browser: Browser) -> None:
    """A page with the HTML of a run shows the player, which plays and saves pictures inside of its frame."""
    context = browser.new_context(offline=True, reduced_motion="reduce", viewport={"width": 1100, "height": 700})
    page = context.new_page()
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    config = RunConfig(epochs=50, lr=0.15)
    page.set_content(f"<!doctype html><title>Notebook</title><main>{record(config)._repr_html_()}</main>")
    frame = page.frame_locator("iframe")
    shown = frame.locator(READY)
    expect(shown).to_have_attribute("data-run", config.digest())
    frame.get_by_role("button", name="To the first step").click()
    expect(shown).to_have_attribute("data-epoch", "0")
    frame.get_by_role("button", name="Save pictures or a video").click()
    with page.expect_download() as download:
        frame.get_by_role("button", name="Loss surface, PNG").click()
    expect_picture(context.new_page(), download.value)
    assert heard == []
    context.close()
