"""The user's own points, kept runs, and downloads."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from chrome import READY, expect_run, pause, player, press_slider, run_shown
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from linreg import Dataset, RunConfig, record
from linreg.export import to_csv

Visit = Callable[..., Page]


def own_points(page: Page, way: str, name: str = "Your own points") -> Locator:
    """Open the dialog for own points, by the button of a name, at one of its ways to enter them."""
    page.get_by_role("button", name=name).click()
    dialog = page.get_by_test_id("stDialog")
    dialog.get_by_text(way, exact=True).click()
    return dialog


def test_points_are_pasted(visit: Visit) -> None:
    """Invalid text is refused with its line, and the run stays; valid points are trained on and put into the link."""
    page = visit("/?epochs=50&surface=contour")
    before = run_shown(page)
    dialog = own_points(page, "Paste")
    field = dialog.get_by_role("textbox")
    field.fill("1, 2\n2, abc\n")
    field.press("Control+Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("Line 2, column 2: 'abc' is not a number.")
    dialog.get_by_role("button", name="Use these points").click()
    page.wait_for_timeout(1000)
    expect(dialog.get_by_role("alert")).to_contain_text("Line 2, column 2: 'abc' is not a number.")
    assert run_shown(page) == before
    field.fill("1, 2\n2, 3\n3, 7\n4, 6.5")
    field.press("Control+Enter")
    expect(dialog).to_contain_text("4 points")
    dialog.get_by_role("button", name="Use these points").click()
    expect(dialog).to_have_count(0)
    expect_run(page, RunConfig(data=Dataset("own", [1, 2, 3, 4], [2, 3, 7, 6.5]), epochs=50))
    expect(page).to_have_url(re.compile("data=1~2_2~3_3~7_4~6.5"))


FILES: list[tuple[bytes, str]] = [
    (b"\x89PNG\r\n\x1a\n\x00\x00", "This is not a text file."),
    (b"", "There are no points here."),
    (b"1,2\n2,<img src=x onerror=alert(1)>*b*\n", "Line 2, column 2: '<img src=x onerror=alert(1)>*b*' is not a number."),
    (b"\xef\xbb\xbfx;y\n1,5;2\n2,5;3,5\n", ""),
]


def test_a_csv_file_is_used_or_refused_with_a_reason(visit: Visit) -> None:
    """A valid CSV file sets the points; an invalid one gives an error in plain text, and the run stays."""
    page = visit("/?epochs=50&surface=contour")
    dialog = own_points(page, "CSV file")
    for content, problem in FILES:
        file: FilePayload = {"name": "<b>..\\../points.csv", "mimeType": "text/csv", "buffer": content}
        dialog.locator("input[type=file]").set_input_files(file)
        if problem:
            expect(dialog.get_by_role("alert").last).to_contain_text(problem)
            expect_run(page, RunConfig(epochs=50))
    dialog.get_by_role("button", name="Use these points").click()
    expect_run(page, RunConfig(data=Dataset("own", [1.5, 2.5], [2, 3.5]), epochs=50))


REFUSED = "(found) => getComputedStyle(found, '::after').content"


@pytest.mark.parametrize(
    ("lang", "names", "said"),
    [("en", ("CSV file", "Your own points"), "at most 1 MB."), ("ko", ("CSV 파일", "내 데이터"), "최대 1 MB까지")],
)
def test_a_file_too_large_to_be_sent_is_refused_in_the_page_s_language(
    visit: Visit, lang: str, names: tuple[str, str], said: str
) -> None:
    """More than 1 MB does not leave the browser. Streamlit's own words for that are English, and unseen."""
    page = visit(f"/?epochs=50&surface=contour&lang={lang}")
    dialog = own_points(page, *names)
    file: FilePayload = {"name": "points.csv", "mimeType": "text/csv", "buffer": b"1,2\n" * 1_250_000}
    uploader = dialog.locator(".st-key-_uploaded")
    assert said not in uploader.evaluate(REFUSED)
    dialog.locator("input[type=file]").set_input_files(file)
    expect(uploader.get_by_role("alert")).to_have_count(1)
    assert said in uploader.evaluate(REFUSED)
    expect_run(page, RunConfig(epochs=50))


def test_two_columns_of_more_are_chosen(visit: Visit) -> None:
    """If a file has three columns, x and y can be chosen."""
    page = visit("/?epochs=50&surface=contour")
    dialog = own_points(page, "CSV file")
    content = "나라,키,몸무게\nA,1,10\nB,2,20\nC,3,25\n".encode("cp949")
    dialog.locator("input[type=file]").set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": content})
    expect(dialog.get_by_role("alert").last).to_contain_text("Line 2, column '나라': 'A' is not a number.")
    for label, column in (("Column of x", "키"), ("Column of y", "몸무게")):
        dialog.get_by_role("combobox", name=label).click()
        page.get_by_role("option", name=column).click()
    dialog.get_by_role("button", name="Use these points").click()
    expect_run(page, RunConfig(data=Dataset("own", [1, 2, 3], [10, 20, 25]), epochs=50))


def opened_cell(page: Page, dialog: Locator) -> Locator:
    """Open the first y of the table and return its field. Repeated, because a click misses while the dialog is moving."""
    cell = page.locator("#portal input")
    for _attempt in range(20):
        page.wait_for_timeout(500)
        box = dialog.locator("[data-testid=stDataFrame] canvas").first.bounding_box()
        assert box is not None
        page.mouse.dblclick(box["x"] + box["width"] - 40, box["y"] + 52)
        page.wait_for_timeout(500)
        if cell.count() == 1 and cell.input_value() == "2":
            break
        page.keyboard.press("Enter")
    return cell


def test_a_cell_of_the_table_is_edited(visit: Visit) -> None:
    """The table starts with the current points, and an edited cell changes the run."""
    page = visit("/?epochs=50&surface=contour")
    dialog = own_points(page, "Table")
    expect(dialog).to_contain_text("3 points")
    cell = opened_cell(page, dialog)
    expect(cell).to_have_value("2")
    cell.fill("9.5")
    cell.press("Enter")
    expect(cell).to_have_count(0)
    page.wait_for_timeout(500)  # the table sends edits with a delay
    dialog.get_by_role("button", name="Use these points").click()
    expect_run(page, RunConfig(data=Dataset("own", [1, 2, 3], [9.5, 4, 6]), epochs=50))


def test_kept_runs_play_on_one_clock(visit: Visit) -> None:
    """At every frame all runs show the same epoch, each with its own cost; a finished run stays after its last update."""
    page = visit("/?epochs=100&surface=contour&kept=lr%3D0.1%26epochs%3D40")
    pause(page)
    assert player(page).get_attribute("data-runs") == "2"
    heads = (
        "document.querySelector('[data-panel=cost] .linreg-plot').data"
        ".filter(({ mode, marker }) => mode === 'markers' && marker.symbol !== 'triangle-up')"
    )
    for frame, epochs in ((0, [0, 0]), (30, [30, 30]), (100, [100, 41])):
        page.get_by_role("slider", name="Step shown").fill(str(frame))
        # Plotly may lag on a busy machine.
        page.wait_for_function(f"(epochs) => {heads}.every((head, i) => head.x[0] === epochs[i])", arg=epochs)
        costs = page.evaluate(f"{heads}.map((head) => head.y[0])")
        runs = (record(RunConfig(epochs=100)), record(RunConfig(epochs=40, lr=0.1)))
        for cost, epoch, run in zip(costs, epochs, runs, strict=True):
            assert cost == pytest.approx(run.states.cost[epoch], rel=1e-6)


def test_keeping_a_run_does_not_move_what_is_shown(visit: Visit) -> None:
    """Keeping a run leaves the player paused at its epoch."""
    page = visit("/?epochs=100")
    pause(page)
    page.get_by_role("slider", name="Step shown").fill("37")
    page.get_by_role("button", name="Keep this run").click()
    expect(player(page)).to_have_attribute("data-runs", "2")
    assert player(page).get_attribute("data-epoch") == "37"
    assert player(page).get_attribute("data-playing") == "false"


def test_the_run_is_taken_away_as_csv(visit: Visit) -> None:
    """The CSV file has every step of the run shown."""
    page = visit("/?epochs=50&surface=contour&lr=0.05")
    page.get_by_role("button", name="Share").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Every step as CSV").click()
    assert Path(download.value.path()).read_text(encoding="utf-8") == to_csv(record(RunConfig(epochs=50, lr=0.05)))


def test_the_animation_plays_offline(visit: Visit, browser: Browser, tmp_path: Path) -> None:
    """The HTML file shows the same runs offline, without requests or errors."""
    page = visit("/?epochs=50&surface=contour&lr=0.05&kept=lr%3D0.1%26epochs%3D50")
    digest = run_shown(page)
    page.get_by_role("button", name="Share").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Animation as HTML").click()
    file = tmp_path / "run.html"
    download.value.save_as(file)
    context = browser.new_context(offline=True)
    alone = context.new_page()
    heard: list[str] = []
    asked: list[str] = []
    alone.on("console", lambda message: heard.append(message.text) if message.type == "error" else None)
    alone.on("pageerror", lambda error: heard.append(str(error)))
    alone.on("request", lambda request: asked.append(request.url))
    alone.goto(file.as_uri())
    alone.wait_for_selector(READY)
    assert run_shown(alone) == digest
    alone.get_by_role("button", name="To the last step").click()
    assert player(alone).get_attribute("data-epoch") == "50"
    W, _b = record(RunConfig(epochs=50, lr=0.05)).final
    assert float(alone.locator("[data-value=W]").inner_text()) == pytest.approx(W, abs=1e-4)
    box = alone.locator("[data-panel=contour] .linreg-plot").bounding_box()
    assert box is not None
    alone.mouse.click(box["x"] + 100, box["y"] + 100)
    assert heard == []
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    context.close()


def test_a_hurried_person_keeps_and_changes(visit: Visit) -> None:
    """Keeping a run, changing lr and clicking the surface in quick succession keeps three runs and breaks nothing."""
    page = visit("/?epochs=50&surface=contour")
    for _turn in range(3):
        page.get_by_role("button", name="Keep this run").click()
        press_slider(page)
        box = page.locator("[data-panel=contour] .linreg-plot").bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.4)
        page.wait_for_timeout(300)
    expect(player(page)).to_have_attribute("data-runs", "4")
    assert page.locator("[data-testid=stException]").count() == 0
