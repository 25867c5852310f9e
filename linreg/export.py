"""A run as a CSV file."""

from __future__ import annotations

import csv
import io

import numpy as np

from linreg.config import SETTINGS, RunConfig
from linreg.data import Dataset
from linreg.training import Run

COLUMNS = ("epoch", "W", "b", "cost", "batch_cost", "grad_W", "grad_b")


def to_csv(run: Run) -> str:
    """Return every step of a run as CSV: the config as comment lines (`# lr: 0.01`), a header, and one line a step.

    W, b, cost and batch_cost are those before the update, grad_W and grad_b the `.grad` used by it. Numbers are written with
    the fewest digits that round-trip in float32.
    """
    text = io.StringIO()
    for name, value in described(run.config, run.dataset).items():
        text.write(f"# {name}: {value}\n")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    epochs, *numbers = (getattr(run, column) for column in COLUMNS)
    with np.errstate(over="ignore"):
        rows = zip(epochs.tolist(), *(column.astype(np.float32) for column in numbers), strict=True)
    writer.writerows([epoch, *map(str, values)] for epoch, *values in rows)
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
