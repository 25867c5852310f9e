"""The command line: the log of any config, the files, and the library's errors."""

from __future__ import annotations

import importlib
import json
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from linreg import Dataset, RunConfig, format_log, record, sweep
from linreg.cli import main
from linreg.config import LEARNING_RATES
from linreg.export import sweep_to_csv, to_csv
from linreg.kinds import ConfigError
from linreg.link import parse

CASES: dict[str, tuple[list[str], RunConfig]] = {
    "nothing": (["--epochs=2000"], RunConfig()),
    "the readme's": (["--lr", "0.05", "--style", "module"], RunConfig(lr=0.05, style="module")),
    "zero_grad off": (["--no-zero-grad", "--lr=.19", "--epochs", "300"], RunConfig(zero_grad=False, lr=0.19, epochs=300)),
    "an optimizer": (
        ["--optimizer=adam", "--beta1", "0.8", "--lr", "0.1", "--epochs=300"],
        RunConfig(optimizer="adam", beta1=0.8, lr=0.1, epochs=300),
    ),
    "batches": (
        ["--data", "cars", "--batch=10", "--scale", "--epochs=200", "--seed=3"],
        RunConfig(data="cars", batch=10, scale=True, epochs=200, seed=3),
    ),
    "a start": (["--start=-1,2", "--epochs=150"], RunConfig(start=(-1.0, 2.0), epochs=150)),
}
each_case = pytest.mark.parametrize("case", CASES)


@each_case
def test_it_prints_the_notes_log(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The output is the log of the configured run."""
    arguments, config = CASES[case]
    assert main(arguments) == 0
    assert capsys.readouterr().out.splitlines() == format_log(record(config))


@each_case
def test_the_link_opens_the_same_run(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The last line is a link to the given address with the same config."""
    arguments, config = CASES[case]
    main([*arguments, "--link", "https://example.org/linreg/"])
    link = capsys.readouterr().out.splitlines()[-1]
    assert link.startswith("https://example.org/linreg/?") or config == RunConfig()
    assert parse(parse_qs(urlsplit(link).query))[0].config == config


def test_it_writes_the_steps_and_the_animation(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The CSV file has every step; the HTML file is a page with the run in the chosen language."""
    table, page = tmp_path / "run.csv", tmp_path / "run.html"
    main(["--epochs=50", f"--csv={table}", f"--html={page}", "--lang=ko"])
    config = RunConfig(epochs=50)
    assert table.read_text(encoding="utf-8") == to_csv(record(config))
    text = page.read_text(encoding="utf-8")
    assert '<html lang="ko">' in text
    assert "수렴" in text
    shown = re.search(r'data: (\{"picture".*\}) \}\);', text)
    assert shown
    assert json.loads(shown[1])["picture"]["run"] == config.digest()
    capsys.readouterr()


def test_it_writes_all_learning_rates(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--sweep` writes the end of a run at each learning rate of the slider; the log is still that of the one run."""
    table = tmp_path / "rates.csv"
    main(["--lr=0.19", "--epochs=50", f"--sweep={table}"])
    config = RunConfig(lr=0.19, epochs=50)
    assert table.read_text(encoding="utf-8") == sweep_to_csv(sweep(config, LEARNING_RATES))
    assert capsys.readouterr().out.splitlines() == format_log(record(config))


def test_a_sweep_that_takes_long_is_made_all_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is too dear for the page is not for a command line, where one can wait."""
    table = tmp_path / "rates.csv"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(importlib.import_module("linreg.sweeps"), "work", lambda *_: 1e9)
        main(["--epochs=5", f"--sweep={table}"])
    assert len(table.read_text(encoding="utf-8").splitlines()) > len(LEARNING_RATES)
    capsys.readouterr()


def test_points_come_from_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A CSV file can replace a preset; its columns are the first two or the named ones."""
    file = tmp_path / "points.csv"
    file.write_text("t;a;b\n1;2,5;3\n2;3,5;7\n3;6;8\n", encoding="utf-8")
    main(["--data", str(file), "--epochs=100"])
    run = record(RunConfig(data=Dataset("own", [1, 2, 3], [2.5, 3.5, 6]), epochs=100))
    assert capsys.readouterr().out.splitlines() == format_log(run)
    main(["--data", str(file), "--columns=a,b", "--epochs=100"])
    run = record(RunConfig(data=Dataset("own", [2.5, 3.5, 6], [3, 7, 8]), epochs=100))
    assert capsys.readouterr().out.splitlines() == format_log(run)


def error_of(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """Return the message for bad input, after exit code 2."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    said = capsys.readouterr()
    assert said.out == ""
    return said.err.splitlines()[-1]


@pytest.mark.parametrize(
    ("arguments", "fields"),
    [
        (["--lr=abc"], {"lr": "abc"}),
        (["--lr=nan"], {"lr": "nan"}),
        (["--lr=100"], {"lr": 100.0}),
        (["--epochs=0"], {"epochs": 0}),
        (["--epochs=1e3"], {"epochs": "1e3"}),
        (["--style=zz"], {"style": "zz"}),
        (["--optimizer=lion"], {"optimizer": "lion"}),
        (["--momentum=0.5"], {"momentum": 0.5}),
        (["--start=1"], {"start": "1"}),
        (["--seed=-1"], {"seed": -1}),
        (["--data=nowhere.csv"], {"data": "nowhere.csv"}),
        (["--data=cars", "--batch=1", "--epochs=2000"], {"data": "cars", "batch": 1, "epochs": 2000}),
    ],
)
def test_bad_input_gets_the_error_of_the_library(
    arguments: list[str], fields: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    """The message is that of RunConfig's error, and nothing is printed."""
    with pytest.raises(ConfigError) as expected:
        RunConfig(**fields)
    assert error_of(arguments, capsys) == f"linreg: error: {expected.value}"


def test_bad_files_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file without points, or one that cannot be written, ends with an error message."""
    file = tmp_path / "points.csv"
    file.write_text("1,2\n2,x\n", encoding="utf-8")
    assert "Line 2, column 2: 'x' is not a number." in error_of([f"--data={file}"], capsys)
    with pytest.raises(SystemExit) as ended:
        main(["--epochs=5", f"--csv={tmp_path / 'nowhere' / 'run.csv'}"])
    assert ended.value.code == 2
    assert "No such file or directory" in capsys.readouterr().err


def test_it_is_run_as_a_module() -> None:
    """`python -m linreg` prints the log, and exits with code 2 for unknown arguments."""
    done = subprocess.run([sys.executable, "-m", "linreg", "--epochs", "100"], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == format_log(record(RunConfig(epochs=100)))
    assert done.stderr == ""
    done = subprocess.run([sys.executable, "-m", "linreg", "--learning-rate=1"], capture_output=True, text=True, check=False)
    assert done.returncode == 2


def test_a_reader_may_stop_reading() -> None:
    """Where the pipe is closed before the log is written, as by `head`, the command ends without a complaint."""
    command = [sys.executable, "-m", "linreg", "--epochs", "5"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == ""
    assert process.returncode == 0
