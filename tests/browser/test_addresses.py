"""The player works under any address, and the page reports files that cannot be loaded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from chrome import DRAWN, READY, player, press_slider
from playwright.sync_api import Page, Route, expect
from proxy import strip_prefix
from server import serve

PREFIX = "/~/+"


@pytest.fixture(scope="module")
def host(address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the app behind nginx under a prefix that nginx strips."""
    with strip_prefix(address, PREFIX, tmp_path_factory.mktemp("nginx")) as running:
        yield running


def test_at_the_root(page: Page, address: str, complaints: list[str]) -> None:
    """At the root, every request goes to the app's server."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address + "/?surface=contour")
    page.wait_for_selector(READY)
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []


def test_under_a_base_path(page: Page, tmp_path: Path, complaints: list[str]) -> None:
    """Under server.baseUrlPath a lab's link works as the first page, and panels and links keep that path."""
    with serve(tmp_path / "log.txt", prefix="/course/one") as address:
        page.goto(address + "/accumulate?passes=5")
        page.wait_for_selector(DRAWN)
        expect(page.get_by_text("holds 2, 4, 6, 8, 10.")).to_be_visible()
        page.get_by_role("link", name="See it in training").click()
        page.wait_for_selector(READY)
        expect(page).to_have_url(f"{address}/?zero_grad=false")
        press_slider(page)
        expect(page).to_have_url(f"{address}/?lr=0.0105&zero_grad=false")
        page.close()


def test_under_a_prefix_that_a_proxy_strips(page: Page, host: str, complaints: list[str]) -> None:
    """Behind a proxy that strips a prefix, the panels load, and the link to share has the prefix."""
    page.goto(f"{host}{PREFIX}/?lr=0.1&surface=contour")
    page.wait_for_selector(READY)
    press_slider(page)
    page.get_by_role("button", name="Share").click()
    expect(page.get_by_text(f"{host}{PREFIX}/?lr=0.105&surface=contour", exact=True)).to_be_visible()


def test_on_a_labs_own_link_behind_the_proxy(page: Page, host: str, complaints: list[str]) -> None:
    """A lab's link works behind the proxy, and so does its link to the main page."""
    page.goto(f"{host}{PREFIX}/accumulate?passes=4")
    page.wait_for_selector(DRAWN)
    page.get_by_role("link", name="See it in training").click()
    page.wait_for_selector(READY)
    expect(page).to_have_url(f"{host}{PREFIX}/?zero_grad=false")
    page.close()


def test_in_a_frame_behind_the_proxy(page: Page, host: str, complaints: list[str]) -> None:
    """Embedded in another page with embed=true, the player works, without the navigation."""
    page.goto(f"{host}/frame")
    frame = page.frame_locator("iframe")
    expect(frame.locator(READY)).to_be_visible()
    expect(frame.locator("[data-player]")).to_have_attribute("data-playing", re.compile("true|false"))
    expect(frame.locator(".st-key-nav")).to_have_count(0)


# Files that cannot be loaded


@pytest.mark.parametrize("file", ["**/player/*/clock.js", "**/plotly/*/plotly.min.js", "**/player/*/player.css"])
def test_a_file_that_fails_once_is_asked_for_again(page: Page, address: str, file: str) -> None:
    """If a file fails once, the panels load at the second attempt, without a message."""
    failed: list[str] = []

    def fail_once(route: Route) -> None:
        if failed:
            route.continue_()
        else:
            failed.append(route.request.url)
            route.abort()

    page.route(file, fail_once)
    page.goto(address + "/?surface=contour")
    page.wait_for_selector(READY)
    assert len(failed) == 1
    assert page.locator(".linreg-missing").count() == 0


def test_a_file_that_stays_away_is_said_and_can_be_asked_for(page: Page, address: str) -> None:
    """If plotly.js cannot be loaded the page says so, controls still work, and the button tries again."""
    page.route("**/plotly/**", lambda route: route.abort())
    page.goto(address + "/?epochs=50&surface=contour")
    note = page.get_by_role("alert").filter(has_text="The panels could not be loaded.")
    expect(note).to_be_visible()
    page.get_by_role("slider", name="Learning rate (lr)").press("ArrowRight")
    expect(page).to_have_url(re.compile("lr=0.0105"))
    expect(note).to_be_visible()
    page.unroute("**/plotly/**")
    note.get_by_role("button", name="Try again").click()
    expect(player(page)).to_have_attribute("data-ready", "true")
    expect(note).to_have_count(0)
    assert page.get_by_test_id("stException").count() == 0


def test_a_lab_says_it_too(page: Page, address: str) -> None:
    """The labs show the same message and button, the slider and the panels each its own."""
    page.route("**/player/**", lambda route: route.abort())
    page.goto(address + "/accumulate?lang=ko")
    again = page.get_by_role("button", name="다시 시도")
    expect(again).to_have_count(2)
    page.unroute("**/player/**")
    again.last.click()
    again.first.click()
    page.wait_for_selector(DRAWN)
    expect(page.get_by_role("slider")).to_have_count(1)
