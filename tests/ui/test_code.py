"""The Code tab."""

from __future__ import annotations

from dataclasses import replace

from page import Open

from linreg import RunConfig
from linreg.config import STYLES
from linreg.script import program
from linreg.ui.code import marked, shared_lines


def test_the_code_tab_shows_the_program_of_the_run(open_page: Open) -> None:
    """The open tab has the program of these settings, and the downloads."""
    page = open_page(lr="0.15", style="module", zero_grad="off", data="cars", scale="on", batch="10", optimizer="adam")
    config = RunConfig("module", "cars", True, 0.15, batch=10, zero_grad=False, optimizer="adam")
    source = program(config).rstrip("\n")
    assert source not in [code.value for code in page.code]
    of_the_run = ["download_csv", "download_html"]
    assert [button.key for button in page.get("download_button")] == of_the_run
    page.session_state["tab"] = "Code"
    page.run()
    assert not page.exception
    assert source in [code.value for code in page.code]
    assert [button.key for button in page.get("download_button")] == [*of_the_run, "download_py", "download_ipynb"]


def test_the_three_styles_stand_side_by_side(open_page: Open) -> None:
    """Lines that differ between the styles are marked, common ones are not."""
    page = open_page()
    page.session_state["tab"] = "Code"
    page.run()
    columns = [html.proto.body for html in page.get("html") if html.proto.body.startswith('<pre class="linreg-code"')]
    assert len(columns) == 3
    for body in columns:
        assert "<mark>    optimizer.zero_grad()" not in body
    assert "<mark>    hypothesis = x_train * W + b</mark>" in columns[0]
    assert "<mark>model = nn.Linear(1, 1)</mark>" in columns[1]
    assert "<mark>class LinearRegressionModel(nn.Module):</mark>" in columns[2]


def test_shared_lines_are_in_every_program() -> None:
    """Every unmarked line is in all three programs."""
    for config in (RunConfig(), RunConfig(data="cars", scale=True, batch=5, optimizer="nesterov")):
        programs = [program(replace(config, style=style)) for style in STYLES]
        for line in shared_lines(programs):
            assert all(line in text.splitlines() for text in programs)


def test_a_program_is_escaped() -> None:
    """Code is escaped in HTML."""
    assert "<b>" not in marked("x = '<b>'", set(), "<b>")


def test_the_language_can_be_switched_while_the_code_is_open(open_page: Open) -> None:
    """Switching the language with the Code tab open works and translates the comments."""
    page = open_page(zero_grad="off")
    page.session_state["tab"] = "Code"
    page.run()
    page.button_group(key="lang").set_value("ko").run()
    assert not page.exception
