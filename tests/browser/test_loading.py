"""What is seen and fetched while a page loads, and that its security policy lets all of it through."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from chrome import DRAWN, READY, choose_surface
from playwright.sync_api import Browser, Page, Route, expect

VIOLATIONS = """
globalThis.violations = [];
document.addEventListener("securitypolicyviolation", (event) => violations.push(`${event.violatedDirective} ${event.blockedURI}`));
"""


@pytest.fixture
def fresh(browser: Browser) -> Iterator[Page]:
    """Open an empty page of a browser that has been nowhere, and notes violations of the policy."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-US")
    context.add_init_script(VIOLATIONS)
    yield context.new_page()
    context.close()


def violations_of(page: Page) -> list[str]:
    """Return what the policy has kept away from a page."""
    found: list[str] = page.evaluate("violations")
    return found


@pytest.mark.parametrize(("query", "words"), [("", "linreg: watch PyTorch fit a line"), ("?lang=ko", "linreg: PyTorch")])
def test_words_are_seen_before_any_script_has_come(fresh: Page, address: str, query: str, words: str) -> None:
    """Neither Streamlit's scripts and style sheet nor plotly.js are waited for; then the page takes their place."""
    held: list[Route] = []
    fresh.route(lambda url: any(part in url for part in ("/static/", "/player/", "/plotly/")), lambda route: held.append(route))
    fresh.goto(f"{address}/{query}", wait_until="commit")
    expect(fresh.locator(".linreg-front h1")).to_contain_text(words)
    fresh.wait_for_function("() => performance.getEntriesByName('first-contentful-paint').length > 0")
    assert len(held) > 5
    for route in held:
        route.continue_()
    fresh.unroute_all()
    fresh.wait_for_selector(READY)
    expect(fresh.locator(".linreg-front")).to_have_count(0)
    expect(fresh.locator("h1")).to_have_count(1)


def test_nothing_is_fetched_twice(fresh: Page, address: str) -> None:
    """What is fetched ahead is what is used: every module of the player, and plotly.js."""
    asked: list[str] = []
    fresh.on("request", lambda request: asked.append(request.url))
    fresh.goto(f"{address}/?lr=0.12")
    fresh.wait_for_selector(READY)
    assert [url for url, count in Counter(asked).items() if count > 1] == []
    names = [urlsplit(url).path.rsplit("/", 1)[-1] for url in asked]
    assert names.count("plotly.min.js") == 1
    assert names.count("player.js") == 1


@pytest.mark.parametrize("view", ["", "?embed=true", "?view=lecture"])
def test_the_main_page_keeps_to_its_policy(fresh: Page, address: str, view: str) -> None:
    """Both surfaces, the tabs, the QR code and the downloads."""
    fresh.goto(f"{address}/{view}")
    fresh.wait_for_selector(READY)
    if not view:
        choose_surface(fresh, "Contour")
        for tab in ("Code", "Inside a step", "All learning rates"):
            fresh.get_by_role("tab", name=tab).click()
        fresh.locator(".st-key-share button").first.click()
        fresh.wait_for_selector("[data-testid=stPopoverBody] .linreg-qr")
        with fresh.expect_download():
            fresh.locator(".st-key-download_html button").first.click()
    assert violations_of(fresh) == []


@pytest.mark.parametrize("lab", ["accumulate", "autograd", "forward", "logit", "pitfalls"])
def test_the_labs_keep_to_their_policy(fresh: Page, address: str, lab: str) -> None:
    """And set the document's language and view, for which they need no script of their own."""
    fresh.goto(f"{address}/{lab}?lang=ko")
    fresh.wait_for_selector(f"{DRAWN}, [data-graph][data-ready=true]")
    assert violations_of(fresh) == []
    expect(fresh.locator("html")).to_have_attribute("lang", "ko")
    expect(fresh.locator("html")).to_have_attribute("data-linreg-view", "lab")


def test_the_policy_is_there(fresh: Page, address: str) -> None:
    """A script that somebody puts into the page does not run."""
    fresh.goto(f"{address}/forward")
    fresh.wait_for_selector(DRAWN)
    fresh.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), { textContent: 'globalThis.ran = true' }))"
    )
    assert fresh.evaluate("globalThis.ran") is None
    assert violations_of(fresh) == ["script-src-elem inline"]
