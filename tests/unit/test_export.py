"""The CSV of a run: all numbers round-trip, and the comment lines reproduce the config."""

import csv
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles import datasets, starts
from plain import NUMBERS, OTHER_OPTIONS

from linreg import OPTIMIZERS, PRESETS, Dataset, Run, RunConfig, record, sweep
from linreg.export import sweep_to_csv, to_csv
from linreg.optimizers import OPTIONS


def parsed(text: str) -> tuple[dict[str, str], list[dict[str, str]]]:
    """Return the comment lines by name, and the rows below them."""
    lines = text.splitlines(keepends=True)
    said = [line for line in lines if line.startswith("# ")]
    assert lines[: len(said)] == said
    return dict(line[2:].rstrip("\n").split(": ", 1) for line in said), list(csv.DictReader(lines[len(said) :]))


def rebuilt(said: dict[str, str]) -> RunConfig:
    """Return the config given by the comment lines."""
    x, y = ([float(value) for value in said[axis].split(", ")] for axis in ("x", "y"))
    own = Dataset(said["data"], x, y)
    return RunConfig(
        style=said["style"],
        data=own.name if PRESETS.get(own.name) == own else own,
        scale={"True": True, "False": False}[said["scale"]],
        lr=float(said["lr"]),
        epochs=int(said["epochs"]),
        batch=None if said["batch"] == "all points" else int(said["batch"]),
        zero_grad={"True": True, "False": False}[said["zero_grad"]],
        optimizer=said["optimizer"],
        start=None if said["start"] == "as in the notes" else tuple(float(part) for part in said["start"].split(", ")),
        seed=int(said["seed"]),
        **{option: float(said[option]) for option in OPTIONS if option in said},
    )


def assert_reads_back(run: Run) -> None:
    """Check that the rows are the run's numbers, and the comment lines its config."""
    said, rows = parsed(to_csv(run))
    assert len(rows) == len(run)
    assert all(list(row) == ["epoch", "W", "b", "cost", "batch_cost", "grad_W", "grad_b"] for row in rows[:1])
    assert [int(row["epoch"]) for row in rows] == run.epoch.tolist()
    for column in NUMBERS:
        read = np.array([float(row[column]) for row in rows])
        assert np.array_equal(np.float32(read), np.float32(getattr(run, column)), equal_nan=True), column
    config = rebuilt(said)
    assert (config.dataset.x.tolist(), config.dataset.y.tolist()) == (run.dataset.x.tolist(), run.dataset.y.tolist())
    if run.dataset == run.config.dataset:
        assert config == run.config
        assert config.digest() == run.config.digest()


@settings(max_examples=30)
@given(datasets(), starts, st.sampled_from(sorted(OPTIMIZERS)), st.booleans(), st.sampled_from([None, 1, 3]), st.booleans())
def test_reads_back(dataset: Dataset, start: tuple[float, float], optimizer: str, zero_grad: bool, batch: int, scale: bool) -> None:
    """Every row has the run's float32 numbers, and the comment lines give the config, own points included."""
    for options in ({}, OTHER_OPTIONS[optimizer]):
        config = RunConfig(
            **{"style": "linear", "data": dataset, "scale": scale, "lr": 0.1 + 0.2, "epochs": 7, "batch": batch, "seed": 9},
            **{"zero_grad": zero_grad, "optimizer": optimizer, "start": start, **options},
        )
        assert_reads_back(record(config))


@pytest.mark.parametrize("config", [RunConfig(data=name, scale=True, epochs=3) for name in PRESETS], ids=list(PRESETS))
def test_presets(config: RunConfig) -> None:
    """The same holds for every preset, which is written with its name and points."""
    run = record(config)
    assert_reads_back(run)
    assert parsed(to_csv(run))[0]["data"] == config.data


def test_comment_lines() -> None:
    """The comment lines have every field except options of other optimizers; defaults are written."""
    said, _ = parsed(to_csv(record(RunConfig(optimizer="adamw", epochs=1))))
    names = [item.name for item in fields(RunConfig) if item.name not in OPTIONS]
    assert set(said) == {*names, "x", "y", "beta1", "beta2", "weight_decay"}
    assert (said["beta1"], said["beta2"], said["weight_decay"]) == ("0.9", "0.999", "0.01")
    assert (said["start"], said["batch"], said["data"], said["x"]) == ("as in the notes", "all points", "notes", "1.0, 2.0, 3.0")


def test_first_lines() -> None:
    """The file has one comment a line, a header, and numbers with no more digits than float32 needs."""
    lines = to_csv(record(RunConfig(epochs=1))).split("\n")
    assert lines[-4:] == [
        "epoch,W,b,cost,batch_cost,grad_W,grad_b",
        "0,0.0,0.0,18.666666,18.666666,-18.666668,-8.0",
        lines[-2],
        "",
    ]
    assert all(len(cell) <= 13 for cell in lines[-2].split(","))
    assert "# lr: 0.01" in lines


@pytest.mark.parametrize(
    "name", ["two\nlines", "a\r\n# lr: 5", "\u2028\x85\x0b\x1c", 'quotes ", and: colons', "한국어", "", "# hash", "x\x00y"]
)
def test_names_of_own_data(name: str) -> None:
    """A data set's name cannot break its line: only printable characters are written."""
    run = record(RunConfig(data=Dataset(name, [1, 2, 4], [0.1, 0.2, 0.7]), epochs=5))
    said, rows = parsed(to_csv(run))
    assert len(rows) == 6
    assert said["data"] == "".join(letter for letter in name if letter.isprintable())
    assert said["lr"] == "0.01"
    assert rebuilt(said).dataset.y.tolist() == [0.1, 0.2, 0.7]
    if name.isprintable():
        assert_reads_back(run)


@pytest.mark.parametrize(
    ("config", "last"),
    [
        (RunConfig(start=(1e30, 0.0)), "inf"),
        (RunConfig(lr=1.0), "inf"),
        (RunConfig(lr=10.0, optimizer="momentum", zero_grad=False), "inf"),
        (RunConfig(data="noisy", batch=5, lr=3.0, epochs=300), "inf"),
        (RunConfig(start=(3e38, 3e38)), "inf"),
    ],
)
def test_divergence(config: RunConfig, last: str) -> None:
    """A diverging run is written to its end, with `inf`, `-inf` and `nan`."""
    run = record(config)
    assert run.diverged_at is not None
    assert_reads_back(run)
    _, rows = parsed(to_csv(run))
    assert rows[-1]["batch_cost"] == last
    words = {cell for row in rows for cell in row.values() if not np.isfinite(float(cell))}
    assert words <= {"inf", "-inf", "nan"}


def test_other_points_than_the_config_names() -> None:
    """If a run was fitted to other points than the config's, those are written."""
    run = record(RunConfig(epochs=2), Dataset("other", [1, 5], [2, 9]))
    said, _ = parsed(to_csv(run))
    assert (said["data"], said["x"], said["y"]) == ("other", "1.0, 5.0", "2.0, 9.0")
    assert_reads_back(run)


def test_a_sweep() -> None:
    """A line for each run with its end, which round-trips; what differs from run to run is no comment line."""
    found = sweep(RunConfig(epochs=300), [0.1, 0.5, 1e-6])
    said, rows = parsed(sweep_to_csv(found))
    assert "lr" not in said
    assert rebuilt({**said, "lr": "0.1"}) == RunConfig(epochs=300, lr=0.1)
    assert list(rows[0]) == ["lr", "final_W", "final_b", "final_cost", "diverged_at"]
    assert [float(row["lr"]) for row in rows] == [0.1, 0.5, 1e-6]
    for name in ("final_W", "final_b", "final_cost"):
        assert [np.float32(row[name]) for row in rows] == getattr(found, name).tolist()
    assert [row["diverged_at"] for row in rows] == ["", str(found.diverged_at[1]), ""]
    pairs = sweep(RunConfig(optimizer="adam", epochs=5), [0.1], beta1=[0.5, 0.75])
    said, rows = parsed(sweep_to_csv(pairs))
    assert not {"lr", "beta1"} & set(said)
    assert [row["beta1"] for row in rows] == ["0.5", "0.75"]
