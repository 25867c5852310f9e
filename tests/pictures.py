"""Runs to draw and describe, and helpers that read pictures and sentences."""

from __future__ import annotations

import base64
import re
from functools import cache
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from linreg import Dataset, Run, RunConfig, Theory, analyse, record
from linreg.panels import Panel
from linreg.scaling import scaling_of, training_points

CRITICAL = 0.18029485
"""Critical learning rate of the notes' data, to float32 precision; twice that is the bound with zero_grad off."""

CONFIGS = {
    "default": RunConfig(),
    "converging": RunConfig(lr=0.1, epochs=150),
    "fastest": RunConfig(lr=0.1764, epochs=400),
    "zigzag": RunConfig(lr=0.178, epochs=1500),
    "crawling": RunConfig(lr=1e-6, epochs=1200),
    "near-critical": RunConfig(lr=0.1803, epochs=2000),
    "diverging": RunConfig(lr=0.19, epochs=2000),
    "diverging-at-once": RunConfig(lr=10.0, epochs=100),
    "swinging": RunConfig(lr=0.19, epochs=2000, zero_grad=False),
    "swinging-wide": RunConfig(lr=0.3605, epochs=1200, zero_grad=False),
    "swinging-slowly": RunConfig(lr=1e-4, epochs=2000, zero_grad=False, start=(5.0, -3.0)),
    "adding-up-diverges": RunConfig(lr=0.37, epochs=2000, zero_grad=False),
    "at-the-optimum": RunConfig(start=(2.0, 0.0), epochs=20),
    "one-epoch": RunConfig(epochs=1),
    "far-away": RunConfig(start=(1e30, -1e30), epochs=50),
    "farther-than-its-square": RunConfig(start=(1e18, 1e18), lr=0.35, epochs=50),
    "nn.Linear": RunConfig(style="linear", lr=0.05, epochs=30),
    "momentum": RunConfig(optimizer="momentum", lr=0.02, epochs=400),
    "momentum-diverging": RunConfig(optimizer="momentum", lr=0.4, epochs=1500),
    "momentum-swinging": RunConfig(optimizer="momentum", momentum=1.0, epochs=1500),
    "momentum-adding-up": RunConfig(optimizer="momentum", lr=0.001, zero_grad=False, epochs=1500),
    "nesterov": RunConfig(optimizer="nesterov", style="module", lr=0.05, epochs=1200),
    "adagrad": RunConfig(optimizer="adagrad", lr=0.5, epochs=300),
    "rmsprop": RunConfig(optimizer="rmsprop", epochs=1500),
    "adam": RunConfig(optimizer="adam", lr=0.1, epochs=1500),
    "adam-adding-up": RunConfig(optimizer="adam", lr=0.1, zero_grad=False, epochs=500),
    "adamw": RunConfig(optimizer="adamw", style="linear", lr=0.05, weight_decay=1.0, epochs=500),
    "batches": RunConfig(data="noisy", batch=5, lr=0.03, epochs=100),
    "one-by-one": RunConfig(batch=1, lr=0.05, epochs=900),
    "batches-diverging": RunConfig(batch=1, lr=0.5, epochs=900, seed=2),
    "standardised": RunConfig(data="hubble", scale=True, lr=0.3, epochs=250),
    "standardised-batches": RunConfig(data="cars", scale=True, batch=25, lr=0.2, epochs=300),
    "long-valley": RunConfig(data="hubble", lr=0.1, epochs=1500),
    "own-points": RunConfig(data=Dataset("own", [-3.0, 0.5, 2.0, 8.0], [1.0, 0.0, -2.5, 4.0]), lr=0.02, epochs=700),
}


@cache
def trained(config: RunConfig, dataset: Dataset | None = None) -> tuple[Run, Theory]:
    """Return the run of a config with its theory."""
    run = record(config, dataset)
    return run, analyse(config, run.dataset)


def predicted(config: RunConfig, dataset: Dataset | None = None) -> tuple[Run, Theory]:
    """Return the predicted run, rounded to float32, with its theory. Fast even for 20,000 epochs.

    Only for full-batch SGD, with or without momentum. The gradients of the run are 0.
    """
    dataset = dataset or config.dataset
    theory = analyse(config, dataset)
    with np.errstate(over="ignore", invalid="ignore"):
        W, b, cost = (column.astype(np.float32).astype(np.float64) for column in theory.trajectory(config.epochs + 1))
        finite = (np.isfinite(W) & np.isfinite(b) & np.isfinite(cost))[:-1]
    diverged_at = None if finite.all() else int(np.argmin(finite))
    steps = len(finite) if diverged_at is None else diverged_at + 1
    run = Run(
        config=config,
        dataset=dataset,
        points=training_points(config, dataset),
        scaling=scaling_of(config, dataset),
        epoch=np.arange(steps),
        W=W[:steps],
        b=b[:steps],
        cost=cost[:steps],
        grad_W=np.zeros(steps),
        grad_b=np.zeros(steps),
        batch_cost=cost[:steps],
        updates_per_epoch=1,
        final=(float(W[steps]), float(b[steps])),
        final_cost=float(cost[steps]),
        diverged_at=diverged_at,
        checkpoints=(),
    )
    return run, theory


@st.composite
def configs(draw: st.DrawFn, epochs: int = 20_000) -> RunConfig:
    """Draw configs with a closed form, including learning rates close to the critical one and to twice that."""
    anywhere = st.floats(-6, 1).map(lambda exponent: min(10.0, max(1e-6, 10**exponent)))
    near = st.tuples(st.sampled_from([CRITICAL, 2 * CRITICAL]), st.floats(-6, -1), st.sampled_from([-1, 1])).map(
        lambda drawn: drawn[0] * (1 + drawn[2] * 10 ** drawn[1])
    )
    start = st.floats(-50, 50, width=32)
    optimizer = draw(st.sampled_from(["sgd", "sgd", "momentum", "nesterov"]))
    return RunConfig(
        optimizer=optimizer,
        momentum=None if optimizer == "sgd" else draw(st.none() | st.sampled_from([0.5, 0.99, 1.0])),
        scale=draw(st.sampled_from([False, False, True])),
        lr=draw(anywhere | near),
        epochs=draw(st.integers(1, epochs)),
        zero_grad=draw(st.booleans()),
        start=draw(st.none() | st.tuples(start, start)),
    )


def unpack(text: str, kind: str) -> NDArray[Any]:
    """Return the numbers of a base64 string; `kind` is their little-endian numpy dtype, such as "<f4"."""
    return np.frombuffer(base64.b64decode(text, validate=True), dtype=np.dtype(kind))


def mark(text: str) -> str:
    """Mark a text as translated."""
    return f"⟦{text}⟧"


def texts(panel: Panel) -> list[str]:
    """Return all visible texts of a panel and its text alternative."""
    found = [panel.title, panel.description, panel.note]

    def look(value: Any, key: str) -> None:
        if isinstance(value, dict):
            for name, part in value.items():
                look(part, name)
        elif isinstance(value, list):
            for part in value:
                look(part, key)
        elif isinstance(value, str) and key in ("text", "name", "hovertext", "hovertemplate"):
            found.append(value)

    look(panel.to_dict()["figure"], "")
    return [text for text in found if text]


def words_left(text: str) -> set[str]:
    """Return the words of a text not marked by `mark`, without Plotly's placeholders, HTML tags and numbers."""
    for pattern in (r"⟦[^⟦⟧]*⟧", r"%\{[^}]*\}", r"<[^>]*>", r"\d+(\.\d+)?(e[+-]?\d+)?"):
        text = re.sub(pattern, " ", text)
    return set(re.findall(r"\w+", text))


def numbers(values: Any) -> NDArray[np.float64]:
    """Return the values of a trace of `Panel.to_dict()` on an axis, packed by Plotly or not."""
    if isinstance(values, dict):
        shape = [int(part) for part in values.get("shape", "-1").split(",")]
        return unpack(values["bdata"], "<" + values["dtype"]).reshape(shape).astype(np.float64)
    return np.array(values, dtype=np.float64)


def distance(run: Run, theory: Theory) -> NDArray[np.float64]:
    """Return the distance from the least-squares point before each step."""
    return np.hypot(run.W - theory.W, run.b - theory.b)


def numbers_in(text: str) -> list[float]:
    """Return all numbers of a text, in ascending order."""
    return sorted(float(found) for found in re.findall(r"\d+(?:\.\d+)?", text))


def said(pattern: str, text: str) -> float:
    """Return the number in a text that stands for `#` in a pattern."""
    found = re.search(re.escape(pattern).replace(r"\#", r"(\d+(?:\.\d+)?)"), text)
    assert found, (pattern, text)
    return float(found[1])
