"""The tab "All learning rates": a click in a figure sets what it points at."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from chrome import READY, box, expect_run, on_a_phone, pause, run_shown, too_wide, violations
from playwright.sync_api import Browser, Page, expect

from linreg import RunConfig
from linreg.config import LEARNING_RATES
from linreg.rates import grid

Visit = Callable[..., Page]

# The pixel at which Plotly draws the point (x, y) of a panel, from its own axes.
SEEN_AT = """([panel, x, y]) => {
  const plot = document.querySelector(`[data-panel=${panel}] .linreg-plot`);
  const { xaxis, yaxis } = plot._fullLayout;
  const { left, top } = plot.getBoundingClientRect();
  return [left + xaxis._offset + xaxis.d2p(x), top + yaxis._offset + yaxis.d2p(y)];
}"""


def open_tab(page: Page) -> None:
    """Open the tab and wait until both panels are drawn."""
    pause(page)
    page.get_by_role("tab", name="All learning rates").click()
    for panel in ("rates", "rates-map"):
        page.locator(f"[data-still][data-ready=true] [data-panel={panel}] .main-svg").first.wait_for()


def press(page: Page, panel: str, x: float, y: float, click: Callable[[float, float], None]) -> None:
    """Press where a panel shows (x, y), and wait until the page shows another run."""
    page.locator(f"[data-panel={panel}]").scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    before = run_shown(page)
    click(*page.evaluate(SEEN_AT, [panel, x, y]))
    page.wait_for_function("(run) => document.querySelector('[data-player]').dataset.run !== run", arg=before)


def marker(page: Page, panel: str) -> list[float]:
    """Return x and y of the current run in a panel: its last trace."""
    found: list[float] = page.evaluate(
        "(panel) => { const { x, y } = document.querySelector(`[data-panel=${panel}] .linreg-plot`).data.at(-1);"
        " return [x[0], y[0]]; }",
        panel,
    )
    return found


def test_a_click_sets_the_learning_rate_and_a_click_in_the_map_the_pair(visit: Visit) -> None:
    """Lr, then lr, momentum and optimizer follow the mouse, and the markers are where it was; a drag and a margin set nothing."""
    page = visit("/?epochs=60&surface=contour")
    open_tab(page)
    x, y = page.evaluate(SEEN_AT, ["rates", 0.02, 1.0])
    for start, end in (((x, y), (x + 40, y + 30)), ((box(page.locator("[data-panel=rates]"))["x"] + 20, y),) * 2):
        page.mouse.move(*start)
        page.mouse.down()
        page.mouse.move(*end, steps=4)
        page.mouse.up()
    page.wait_for_timeout(700)
    expect_run(page, RunConfig(epochs=60))

    lr = LEARNING_RATES[240]
    press(page, "rates", lr, 1.0, page.mouse.click)
    expect_run(page, RunConfig(epochs=60, lr=lr))
    expect(page.locator(".st-key-lr input[type=range]")).to_have_attribute("aria-valuetext", f"{lr:g}")
    page.wait_for_function("(lr) => document.querySelector('[data-panel=rates] .linreg-plot').data.at(-1).x[0] === lr", arg=lr)

    lrs, momenta = grid(RunConfig(epochs=60), 64)
    press(page, "rates-map", lrs[50], momenta[40], page.mouse.click)
    expect_run(page, RunConfig(epochs=60, lr=lrs[50], optimizer="momentum", momentum=momenta[40]))
    expect(page.locator(".st-key-momentum input")).to_have_value(f"{momenta[40]:g}")
    page.wait_for_function(
        "(lr) => document.querySelector('[data-panel=rates-map] .linreg-plot').data.at(-1).x[0] === lr", arg=lrs[50]
    )
    assert marker(page, "rates-map") == [lrs[50], momenta[40]]
    assert "momentum=" in page.evaluate("location.search")


def test_a_click_sets_beta1_of_adam_whose_field_is_in_a_closed_menu(visit: Visit) -> None:
    """Of Adam, lr and beta1 follow, although the field of beta1 is not drawn; a further change keeps them."""
    page = visit("/?epochs=60&surface=contour&optimizer=adam")
    open_tab(page)
    lrs, values = grid(RunConfig(optimizer="adam"), 64)
    press(page, "rates-map", lrs[45], values[20], page.mouse.click)
    config = RunConfig(epochs=60, optimizer="adam", lr=lrs[45], beta1=values[20])
    expect_run(page, config)
    page.get_by_text("optimizer.zero_grad()", exact=True).first.click()
    expect_run(page, RunConfig(epochs=60, optimizer="adam", lr=lrs[45], beta1=values[20], zero_grad=False))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_the_figures_stand_one_under_the_other(browser: Browser, address: str, scheme: str) -> None:
    """Nothing scrolls sideways, axe finds nothing, and a tap sets lr and momentum."""
    page = on_a_phone(browser, color_scheme=scheme)
    page.goto(address + "/?epochs=60&surface=contour")
    page.wait_for_selector(READY)
    open_tab(page)
    left, right = (box(page.locator(f"[data-panel={panel}]")) for panel in ("rates", "rates-map"))
    assert left["y"] + left["height"] <= right["y"]
    assert left["x"] == right["x"]
    assert not too_wide(page)
    page.wait_for_timeout(500)
    assert violations(page) == []
    lrs, momenta = grid(RunConfig(epochs=60), 64)
    place = page.evaluate(SEEN_AT, ["rates-map", lrs[40], momenta[30]])
    neighbour = page.evaluate(SEEN_AT, ["rates-map", lrs[41], momenta[31]])
    assert min(abs(neighbour[0] - place[0]), abs(neighbour[1] - place[1])) > 2  # a cell can be told from the next
    press(page, "rates-map", lrs[40], momenta[30], page.touchscreen.tap)
    expect_run(page, RunConfig(epochs=60, lr=lrs[40], optimizer="momentum", momentum=momenta[30]))
    page.context.close()


def test_axe_finds_nothing_on_a_desktop(visit: Visit) -> None:
    """With the tab open axe finds no violation."""
    page = visit("/?epochs=60&surface=contour&zero_grad=false")
    open_tab(page)
    page.wait_for_timeout(500)
    assert violations(page) == []


def test_the_page_can_be_used_while_the_runs_are_trained(visit: Visit) -> None:
    """The picture is drawn and answers while thousands of runs are trained; a change interrupts them and counts."""
    page = visit("/?epochs=2345&surface=contour")
    pause(page)
    page.get_by_role("tab", name="All learning rates").click()
    page.get_by_text("Training all of them with PyTorch").wait_for()
    assert page.locator("[data-panel=rates-map]").count() == 0
    expect(page.locator(READY)).to_be_visible()
    page.get_by_text("optimizer.zero_grad()", exact=True).first.click()
    expect_run(page, RunConfig(epochs=2345, zero_grad=False))
    page.locator("[data-panel=rates-map] .main-svg").first.wait_for()
