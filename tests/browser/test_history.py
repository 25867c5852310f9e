"""Back and forward: each history entry is a page with its settings, in both languages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from chrome import DRAWN, READY, expect_run, go_to, press_slider
from playwright.sync_api import Page, expect

from linreg import RunConfig
from linreg.locale import translator
from linreg.ui.pages import page_titles

Visit = Callable[[str], Page]
LABS = ["accumulate", "autograd", "forward", "logit", "pitfalls"]


def settled(page: Page) -> None:
    """Wait until the page has been drawn to its end; another page may have been there before."""
    page.wait_for_selector(".stApp[data-test-script-state=notRunning]")


def test_back_and_forward_undo_and_redo(visit: Visit) -> None:
    """Back undoes the last change of a control, forward redoes it, and reload keeps it."""
    page = visit("/?epochs=50&surface=contour")
    press_slider(page)
    expect_run(page, RunConfig(epochs=50, lr=0.0105))
    slider = page.get_by_role("slider", name="Learning rate (lr)")
    page.go_back()
    expect_run(page, RunConfig(epochs=50))
    expect(slider).to_have_attribute("aria-valuetext", "0.01")
    page.go_forward()
    expect_run(page, RunConfig(epochs=50, lr=0.0105))
    page.reload()
    page.wait_for_selector(READY)
    expect_run(page, RunConfig(epochs=50, lr=0.0105))
    expect(slider).to_have_attribute("aria-valuetext", "0.0105")


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_page_is_one_entry(visit: Visit, address: str, language: str) -> None:
    """Each visit to a page by the navigation is one history entry; back and forward restore every page and its settings."""
    home = f"{address}/?lr=0.1&epochs=50&surface=contour&lang={language}"
    page = visit(home.removeprefix(address))
    config = RunConfig(lr=0.1, epochs=50)
    length = page.evaluate("history.length")
    _ = translator(language)
    titles = [_("linreg: watch PyTorch fit a line"), *list(page_titles(_).values())[1:]]
    title_of = dict(zip([home, *(f"{address}/{name}?lang={language}" for name in LABS)], titles, strict=True))
    expected = [home, *(f"{address}/{name}?lang={language}" for name in LABS), home]
    for place in [*range(1, len(LABS) + 1), 0]:
        go_to(page, place)
        page.wait_for_selector(DRAWN if place else READY)
        expect(page).to_have_url(expected[place])
        expect(page.get_by_role("heading", level=1)).to_have_text(titles[place % (len(LABS) + 1)])
        settled(page)
    expect_run(page, config)
    assert page.evaluate("history.length") == length + len(LABS) + 1
    for url in reversed(expected[:-1]):
        page.go_back()
        expect(page).to_have_url(url)
        expect(page.get_by_role("heading", level=1)).to_have_text(title_of[url])
        page.wait_for_selector(READY if url == home else DRAWN)
        settled(page)
    expect_run(page, config)
    for url in expected[1:]:
        page.go_forward()
        expect(page).to_have_url(url)
        expect(page.get_by_role("heading", level=1)).to_have_text(title_of[url])
        page.wait_for_selector(READY if url == home else DRAWN)
        settled(page)
    expect_run(page, config)
    assert page.get_by_test_id("stException").count() == 0


def test_the_experiment_outlives_a_lab_and_its_changes(visit: Visit, address: str) -> None:
    """Back from a changed lab first undoes the change, then returns to the experiment; the lab can be opened again."""
    page = visit("/?lr=0.1&epochs=50&surface=contour&lang=ko")
    go_to(page, 1)
    page.wait_for_selector(DRAWN)
    page.get_by_role("slider").press("ArrowRight")
    expect(page).to_have_url(f"{address}/accumulate?passes=22&lang=ko")
    page.go_back()
    expect(page).to_have_url(f"{address}/accumulate?lang=ko")
    settled(page)
    page.go_back()
    page.wait_for_selector(READY)
    expect_run(page, RunConfig(lr=0.1, epochs=50))
    go_to(page, 1)
    page.wait_for_selector(DRAWN)
