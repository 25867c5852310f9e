"""A run, or a sweep, as a CSV file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from linreg.config import SETTINGS, RunConfig
from linreg.data import Dataset
from linreg.run import Run
from linreg.sweeps import Sweep

COLUMNS = ("epoch", "W", "b", "cost", "batch_cost", "grad_W", "grad_b")
SWEEP_COLUMNS = ("final_W", "final_b", "final_cost")


def to_csv(run: Run) -> str:
    """Return every step of a run as CSV: the config as comment lines (`# lr: 0.01`), a header, and one line a step.

    W, b, cost and batch_cost are those before the update, grad_W and grad_b the `.grad` used by it. Numbers are written with
    the fewest digits that round-trip in float32.
    """
    epochs, *numbers = (getattr(run, column) for column in COLUMNS)
    with np.errstate(over="ignore"):
        rows = zip(epochs.tolist(), *(column.astype(np.float32) for column in numbers), strict=True)
    return _table(described(run.config, run.dataset), COLUMNS, ([epoch, *map(str, values)] for epoch, *values in rows))


def sweep_to_csv(sweep: Sweep) -> str:
    """Return a sweep as CSV: its config as comment lines without what differs from run to run, a header, and one line a run.

    A line has the learning rate (and momentum or beta1, if the sweep has them), W, b and cost after the last update, and the epoch
    where the run diverged, empty if it did not. Numbers are written with the fewest digits that round-trip, W, b and cost in
    float32.
    """
    given = {name: column for name in ("lr", "momentum", "beta1") if (column := getattr(sweep, name)) is not None}
    said = {name: value for name, value in described(sweep.config, sweep.dataset).items() if name not in given}
    columns = [*given.values(), *(getattr(sweep, name) for name in SWEEP_COLUMNS)]
    rows = ([*map(str, values), "" if epoch < 0 else epoch] for *values, epoch in zip(*columns, sweep.diverged_at, strict=True))
    return _table(said, (*given, *SWEEP_COLUMNS, "diverged_at"), rows)


def _table(said: Mapping[str, str], columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    text.writelines(f"# {name}: {value}\n" for name, value in said.items())
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()


def described(config: RunConfig, dataset: Dataset) -> dict[str, str]:
    """Return the settings of a config and the points as text, by name; only the options of its own optimizer, defaults included."""
    said = {name: config.value(name) for name in SETTINGS}
    said["data"] = "".join(letter for letter in dataset.name if letter.isprintable())
    said |= {axis: tuple(getattr(dataset, axis).tolist()) for axis in ("x", "y")}
    unset = {name: row.unset for name, row in SETTINGS.items() if said[name] is None}
    return {name: unset.get(name) or _text(value) for name, value in said.items() if unset.get(name) != ""}


def _text(value: object) -> str:
    return ", ".join(map(repr, value)) if isinstance(value, tuple) else str(value)
