"""A run of a sweep, drawn through the few states kept, looks like the single run."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from linreg import RunConfig, analyse, record, sweep
from linreg.aliases import Floats
from linreg.panels.window import Range, window_of
from linreg.sweeps import Sweep


def drawn(found: Sweep) -> tuple[Floats, Floats]:
    """Return the times and states that are drawn of the first run, shape (n,) and (3, n): those kept, and the farthest ones."""
    time, places = np.unique(np.concatenate([found.epoch, found.far_epoch[0]]), return_index=True)
    pairs = ((found.W, found.far_W), (found.b, found.far_b), (found.cost, found.far_cost))
    return time, np.array([np.concatenate([kept[0], far[0]])[places] for kept, far in pairs], dtype=np.float64)


def farthest(points: Floats, line: Floats) -> float:
    """Return the largest distance of a point from a broken line, both of shape (2, n)."""
    p, a, way = points[:, :, None], line[:, None, :-1], np.diff(line)[:, None, :]
    share = np.clip(((p - a) * way).sum(0) / np.maximum((way**2).sum(0), 1e-300), 0, 1)
    return float(np.sqrt((((a + share * way) - p) ** 2).sum(0)).min(1).max())


def on_panel(x: Floats, y: Floats, ranges: tuple[Range, Range]) -> Floats:
    """Return places in pixels of a panel of 400 pixels, as long as they are in it."""
    places = np.array([400 * (column - low) / (high - low) for column, (low, high) in zip((x, y), ranges, strict=True)])
    outside = (~((places >= 0) & (places <= 400)).all(axis=0)).nonzero()[0]
    return places[:, : outside[0] if len(outside) else None]


@pytest.mark.parametrize("lr", [0.0005, 0.01, 0.08])
@pytest.mark.parametrize(
    "config",
    [RunConfig(), RunConfig(data="hubble"), RunConfig(epochs=300), RunConfig(optimizer="adam"), RunConfig(optimizer="adagrad")],
    ids=lambda config: f"{config.data}-{config.epochs}-{config.optimizer}",
)
def test_path_and_curve_look_like_those_of_the_run(config: RunConfig, lr: float) -> None:
    """Every state of the single run is at most 2 of 400 pixels from the lines through the states kept."""
    config = replace(config, lr=lr)
    run, theory, found = record(config), analyse(config), sweep(config, [lr], outline=True)
    window = window_of(run, theory)
    path, whole = ((window.W, window.b), run.states)
    time, (W, b, cost) = drawn(found)
    assert farthest(on_panel(whole.W, whole.b, path), on_panel(W, b, path)) <= 2
    curve = (window.epoch, (math.log10(window.cost[0]), math.log10(window.cost[1])))
    seen = whole.cost > 1e-9  # below it rounding rules
    single = on_panel(whole.time[seen], np.log10(whole.cost[seen]), curve)
    assert farthest(single, on_panel(time, np.log10(np.maximum(cost, window.cost[0])), curve)) <= 2


@pytest.mark.parametrize(
    "config",
    [
        *(RunConfig(lr=lr) for lr in (0.175, 0.1795)),
        *(RunConfig(optimizer="momentum", lr=lr) for lr in (0.03, 0.09, 0.2)),
        RunConfig(optimizer="momentum", data="hubble", lr=0.3, epochs=400),
        RunConfig(optimizer="nesterov", lr=0.003),
        *(RunConfig(optimizer=optimizer, lr=0.7) for optimizer in ("adam", "adamw")),
    ],
    ids=lambda config: f"{config.optimizer}-{config.data}-{config.lr}",
)
def test_a_path_that_swings_looks_like_that_of_the_run(config: RunConfig) -> None:
    """Of swings that calm down every state, too, is at most 2 of 400 pixels from the line through the states kept."""
    run, found = record(config), sweep(config, [config.lr], outline=True)
    window = window_of(run, analyse(config))
    path = (window.W, window.b)
    assert farthest(on_panel(run.states.W, run.states.b, path), on_panel(*drawn(found)[1][:2], path)) <= 2


SWINGING = [
    *(RunConfig(zero_grad=False, epochs=epochs) for epochs in (400, 2000)),
    RunConfig(zero_grad=False, data="hubble"),
    RunConfig(zero_grad=False, data="cars", scale=True),
    RunConfig(batch=1, epochs=600),
]
"""Configs whose runs cross their own path over and over."""


@pytest.mark.parametrize("lr", [0.001, 0.03, 0.15, 0.25])
@pytest.mark.parametrize("config", SWINGING, ids=lambda config: f"{config.data}-{config.epochs}-{config.batch}")
def test_a_swing_keeps_its_outline(config: RunConfig, lr: float) -> None:
    """The convex hull of the states drawn of a run that swings is at most one of 400 pixels inside that of all its states."""
    config = replace(config, lr=lr)
    run, found = record(config), sweep(config, [lr], outline=True)
    window = window_of(run, analyse(config))
    lows, highs = np.array([window.W, window.b])[:, :, None].transpose(1, 0, 2)
    angles = np.linspace(0, 2 * np.pi, 720)
    directions = np.column_stack([np.cos(angles), np.sin(angles)])
    # Between two convex hulls the largest distance is the largest difference of how far they reach in any direction.
    all_of_it, known = (
        (directions @ (400 * (way - lows) / (highs - lows))).max(axis=1)
        for way in (np.array([run.states.W, run.states.b]), drawn(found)[1][:2])
    )
    assert abs(all_of_it - known).max() <= 1
