"""The program shown is the program that ran: run in a new Python process, it prints the same log."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from plain import OTHER_OPTIONS

from linreg import PRESETS, Dataset, RunConfig, format_log, record
from linreg.config import STYLES
from linreg.notebook import notebook
from linreg.script import program

NOTES = RunConfig(epochs=300)


def printed_by(source: str, folder: Path) -> list[str]:
    """Return the output of a program run by a new Python process in an empty directory."""
    file = folder / "program.py"
    file.write_text(source, encoding="utf-8")
    done = subprocess.run([sys.executable, "-I", file.name], cwd=folder, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout.splitlines()


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("zero_grad", [True, False])
@pytest.mark.parametrize(
    ("lr", "start", "seed"), [(0.0123, None, 7), (0.4, (0.1, -2.5), 1)], ids=["from its own start", "diverging from a start"]
)
def test_a_fresh_python_prints_the_log_of_the_page(
    tmp_path: Path, style: str, zero_grad: bool, lr: float, start: tuple[float, float] | None, seed: int
) -> None:
    """For every style and both settings of zero_grad the output is the run's log, to the last digit."""
    config = RunConfig(style=style, zero_grad=zero_grad, lr=lr, start=start, seed=seed, epochs=300)
    assert printed_by(program(config), tmp_path) == format_log(record(config))


def test_other_data_is_written_out(tmp_path: Path) -> None:
    """The points of any data set are written in the program exactly, in readable lines."""
    data = Dataset("long", [0.1 * i for i in range(40)], [1e-3 * i * i - 2 for i in range(40)])
    source = program(NOTES, data)
    assert max(len(line) for line in source.splitlines()) <= 110
    assert printed_by(source, tmp_path) == format_log(record(NOTES, data))


def test_the_program_reads_like_the_notes() -> None:
    """Integers, the loop and the four lines of a step are written as in the notes."""
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
    """With zero_grad off a comment replaces the call."""
    on, off = program(NOTES).splitlines(), program(RunConfig(epochs=300, zero_grad=False)).splitlines()
    (gone,), (new,) = [line for line in on if line not in off], [line for line in off if line not in on]
    assert gone == "    optimizer.zero_grad()"
    assert new.startswith("    # no optimizer.zero_grad() here")
    assert on.index(gone) == off.index(new)


def test_the_notebook_holds_the_program_in_cells() -> None:
    """The code cells joined are the program; the same config gives the same file."""
    config = RunConfig(style="module", epochs=300)
    text = notebook(config)
    cells = json.loads(text)["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    assert "\n\n\n".join(code) + "\n" == program(config)
    assert len(code) == 4
    assert notebook(config) == text


def test_the_comments_are_translated() -> None:
    """Comments are translated, code is not."""
    source = program(RunConfig(style="linear", zero_grad=False), _=str.upper)
    assert "# DECIDES THE INITIAL VALUES" in source
    assert "cost.backward()" in source


RUNNER = """\
import contextlib, io, json, pathlib, runpy, sys

printed = {}
for file in sorted(pathlib.Path().glob("*.program")):
    with contextlib.redirect_stdout(io.StringIO()) as out:
        runpy.run_path(str(file), run_name="__main__")
    printed[file.stem] = out.getvalue().splitlines()
print(json.dumps(printed))
"""
FLAT = Dataset("flat", [1, 2, 4], [0.3, 0.3, 0.3])
OWN = Dataset("own", [0.1, -2.5, 1e-7, 3], [1 / 3, 4, -1e3, 0.25])
CASES = {
    **{
        f"{optimizer}, {style}, zero_grad {'on' if zero_grad else 'off'}": RunConfig(
            style=style, optimizer=optimizer, zero_grad=zero_grad, lr=0.03, epochs=201, seed=7
        )
        for optimizer in OTHER_OPTIONS
        for style in STYLES
        for zero_grad in (True, False)
    },
    **{
        f"{optimizer}, {option}": RunConfig(style=style, optimizer=optimizer, lr=0.03, epochs=201, **{option: value})
        for optimizer, options in OTHER_OPTIONS.items()
        for (option, value), style in zip(options.items(), ("manual", "linear", "module"), strict=False)
    },
    **{
        f"{optimizer}, all options, batches, scaled": RunConfig(
            **{"optimizer": optimizer, "style": "module", "data": "hubble", "scale": True, "batch": 10, "lr": 0.05, "epochs": 201},
            **options,
        )
        for optimizer, options in OTHER_OPTIONS.items()
    },
    **{
        f"batches of {batch}, {style}": RunConfig(style=style, data="noisy", batch=batch, lr=0.02, epochs=101, seed=3, zero_grad=on)
        for batch, on in ((1, True), (7, False), (24, True), (1000, False))
        for style in STYLES
    },
    **{
        f"diverging within epoch {at}": RunConfig(data="noisy", batch=5, lr=lr, epochs=201, start=start)
        for at, lr, start in ((0, 5.0, (1e15, 0.0)), (100, 0.469, None), ("some", 3.0, None))
    },
    "diverging with momentum": RunConfig(style="linear", optimizer="momentum", zero_grad=False, lr=0.5, epochs=300),
    "no momentum": RunConfig(optimizer="momentum", momentum=0.0, epochs=101),
    **{f"scaled {name}": RunConfig(data=name, scale=True, lr=0.1, epochs=101) for name in PRESETS},
    **{f"all y equal, {style}": RunConfig(style=style, data=FLAT, scale=True, epochs=101) for style in ("manual", "linear")},
    "own data": RunConfig(data=OWN, optimizer="rmsprop", batch=3, epochs=101),
    "own data, scaled": RunConfig(data=OWN, optimizer="adagrad", scale=True, start=(0.1, -1e-5), style="module", epochs=101),
}


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The output of the programs of all cases, run in one new Python process without linreg, each in its own namespace."""
    folder = tmp_path_factory.mktemp("programs")
    for index, config in enumerate(CASES.values()):
        (folder / f"{index:03}.program").write_text(program(config), encoding="utf-8")
    done = subprocess.run([sys.executable, "-I", "-c", RUNNER], cwd=folder, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return dict(zip(CASES, json.loads(done.stdout).values(), strict=True))


@pytest.mark.parametrize("name", CASES)
def test_every_program_prints_the_log_of_the_page(printed: dict[str, list[str]], name: str) -> None:
    """For all optimizers, options, batches, scaled and own data the output is the log, to the last digit."""
    assert printed[name] == format_log(record(CASES[name]))


def test_the_cases_diverge_where_they_say() -> None:
    """Some of these programs stop within an epoch: the first, a printed one, another."""
    at = {name: record(config) for name, config in CASES.items() if name.startswith("diverging within")}
    assert [run.diverged_at for run in at.values()][:2] == [0, 100]
    assert all(len(run) % run.updates_per_epoch for run in at.values())


@pytest.mark.parametrize(
    ("fields", "call"),
    [
        ({}, "SGD([W, b], lr=0.01)"),
        ({"optimizer": "momentum"}, "SGD([W, b], lr=0.01, momentum=0.9)"),
        ({"optimizer": "momentum", "momentum": 0.0}, "SGD([W, b], lr=0.01)"),
        ({"optimizer": "nesterov", "momentum": 0.5}, "SGD([W, b], lr=0.01, momentum=0.5, nesterov=True)"),
        ({"optimizer": "adagrad"}, "Adagrad([W, b], lr=0.01)"),
        ({"optimizer": "adagrad", "eps": 1e-10, "lr_decay": 0.1}, "Adagrad([W, b], lr=0.01, lr_decay=0.1)"),
        ({"optimizer": "rmsprop", "alpha": 0.99}, "RMSprop([W, b], lr=0.01)"),
        ({"optimizer": "rmsprop", "momentum": 0.9, "eps": 1e-6}, "RMSprop([W, b], lr=0.01, momentum=0.9, eps=1e-06)"),
        ({"optimizer": "adam", "lr": 0.001}, "Adam([W, b], lr=0.001)"),
        ({"optimizer": "adam", "beta1": 0.8}, "Adam([W, b], lr=0.01, betas=(0.8, 0.999))"),
        ({"optimizer": "adamw", "style": "linear"}, "AdamW(model.parameters(), lr=0.01)"),
        ({"optimizer": "adamw", "style": "module", "weight_decay": 0.0}, "AdamW(model.parameters(), lr=0.01, weight_decay=0.0)"),
    ],
)
def test_what_pytorch_takes_by_default_is_left_out(fields: dict[str, object], call: str) -> None:
    """The optimizer is called with lr and the options that differ from PyTorch's defaults."""
    (line,) = [line for line in program(RunConfig(**fields)).splitlines() if line.startswith("optimizer =")]
    assert line == f"optimizer = torch.optim.{call}"


def test_scaling_and_batches_stand_only_where_they_are_used() -> None:
    """Code for scaling and batches appears only if used; equal y are not divided."""
    words = ("std(", "DataLoader", "x_batch", "generator")
    assert not any(word in program(RunConfig(style="module")) for word in words)
    assert all(word in program(RunConfig(scale=True, batch=2)) for word in words)
    assert program(RunConfig(data=FLAT, scale=True)).count("std(") == 1
