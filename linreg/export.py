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
    """Return every step of a run as CSV: comment lines (`# lr: 0.01`) that name the config, a header, and a line a step.

    W, b, cost and batch_cost are those before the update, grad_W and grad_b the `.grad` that it used. Numbers have the fewest
    digits that give float32 back.
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
    """Return every setting of a config as text, by name, and the points: options of other optimizers left out, defaults in."""
    said = {name: config.options.get(name, getattr(config, name)) for name in SETTINGS}
    said["data"] = "".join(letter for letter in dataset.name if letter.isprintable())
    said |= {axis: tuple(getattr(dataset, axis).tolist()) for axis in ("x", "y")}
    unset = {name: row.unset for name, row in SETTINGS.items() if said[name] is None}
    return {name: unset.get(name) or _text(value) for name, value in said.items() if unset.get(name) != ""}


def _text(value: object) -> str:
    return ", ".join(map(repr, value)) if isinstance(value, tuple) else str(value)
