"""A run as a CSV file."""

from __future__ import annotations

import csv
import io
from dataclasses import fields

import numpy as np

from linreg.config import RunConfig
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
    """Return every field of a config as text, by name: options that the optimizer does not have left out, its defaults in."""
    said = {item.name: getattr(config, item.name) for item in fields(config)} | config.options
    said["data"] = "".join(letter for letter in dataset.name if letter.isprintable())
    said |= {"start": "as in the notes" if config.start is None else f"{config.start[0]!r}, {config.start[1]!r}"}
    said |= {"batch": "all points" if config.batch is None else config.batch}
    said |= {axis: ", ".join(map(repr, getattr(dataset, axis).tolist())) for axis in ("x", "y")}
    return {name: str(value) for name, value in said.items() if value is not None}
