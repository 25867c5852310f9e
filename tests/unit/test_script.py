"""The program shown is the program that ran: plain Python, run elsewhere, prints the same log."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from linreg import Dataset, RunConfig, format_log, record
from linreg.notebook import notebook
from linreg.script import program

NOTES = RunConfig(epochs=300)


def printed_by(source: str, folder: Path) -> list[str]:
    """Return what a program prints when a fresh Python runs it in an empty folder."""
    file = folder / "program.py"
    file.write_text(source, encoding="utf-8")
    done = subprocess.run([sys.executable, "-I", file.name], cwd=folder, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout.splitlines()


@pytest.mark.parametrize("style", ["manual", "linear", "module"])
@pytest.mark.parametrize("zero_grad", [True, False])
@pytest.mark.parametrize(
    ("lr", "start", "seed"), [(0.0123, None, 7), (0.4, (0.1, -2.5), 1)], ids=["from its own start", "diverging from a start"]
)
def test_a_fresh_python_prints_the_log_of_the_page(
    tmp_path: Path, style: str, zero_grad: bool, lr: float, start: tuple[float, float] | None, seed: int
) -> None:
    """For every style and both settings of zero_grad the program's output is the run's log, to the last digit."""
    config = RunConfig(style=style, zero_grad=zero_grad, lr=lr, start=start, seed=seed, epochs=300)
    assert printed_by(program(config), tmp_path) == format_log(record(config))


def test_other_data_is_written_out(tmp_path: Path) -> None:
    """The points of any data set stand in the program as they are, many of them in lines that can be read."""
    data = Dataset("long", [0.1 * i for i in range(40)], [1e-3 * i * i - 2 for i in range(40)])
    source = program(NOTES, data)
    assert max(len(line) for line in source.splitlines()) <= 110
    assert printed_by(source, tmp_path) == format_log(record(NOTES, data))


def test_the_program_reads_like_the_notes() -> None:
    """Whole numbers, the loop and the four lines of a step stand as in the notes."""
    source = program(RunConfig(epochs=1999))
    for line in (
        "x_train = torch.FloatTensor([[1], [2], [3]])",
        "W = torch.zeros(1, requires_grad=True)",
        "optimizer = torch.optim.SGD([W, b], lr=0.01)",
        "nb_epochs = 1999",
        "    hypothesis = x_train * W + b",
        "    optimizer.zero_grad()",
        "    cost.backward()",
    ):
        assert line in source.splitlines()
    assert len(source.splitlines()) < 35


def test_without_zero_grad_the_line_is_missing_and_a_comment_says_so() -> None:
    """With zero_grad off no call of it is left, and a comment stands in its place."""
    on, off = program(NOTES).splitlines(), program(RunConfig(epochs=300, zero_grad=False)).splitlines()
    (gone,), (new,) = [line for line in on if line not in off], [line for line in off if line not in on]
    assert gone == "    optimizer.zero_grad()"
    assert new.startswith("    # no optimizer.zero_grad() here")
    assert on.index(gone) == off.index(new)


def test_the_notebook_holds_the_program_in_cells() -> None:
    """The code cells, one after the other, are the program; the same config gives the same file."""
    config = RunConfig(style="module", epochs=300)
    text = notebook(config)
    cells = json.loads(text)["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    assert "\n\n\n".join(code) + "\n" == program(config)
    assert len(code) == 4
    assert notebook(config) == text


def test_the_comments_are_translated() -> None:
    """The comments go through the translator, the code does not."""
    source = program(RunConfig(style="linear", zero_grad=False), _=str.upper)
    assert "# DECIDES THE INITIAL VALUES" in source
    assert "cost.backward()" in source
