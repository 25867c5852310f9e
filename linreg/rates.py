"""The sweeps of "All learning rates": at each learning rate of the slider, and at pairs with an option of the optimizer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final, Literal

import numpy as np

from linreg.config import LEARNING_RATES, SETTINGS, RunConfig
from linreg.sweeps import WORK_MAX, Sweep, sweep, work

STAGES: Final = (1, 10, 100, 1000)
"""Numbers of epochs after which the cost is compared, besides the end."""

SIZES: Final = (64, 32, 16)
"""Numbers of values of either setting in a map, the finest first."""

Second = Literal["momentum", "beta1"]


def second_option(config: RunConfig) -> Second | None:
    """Return the option of the optimizer that is varied beside lr; None if it has no such option.

    It is the momentum where there is one, also for plain SGD, which is momentum 0.
    """
    options = config.optimizer_kind.options
    if config.optimizer == "sgd" or "momentum" in options:
        return "momentum"
    return "beta1" if "beta1" in options else None


def of_all_rates(config: RunConfig) -> RunConfig:
    """Return what decides the sweep over the learning rates: all but the learning rate."""
    return replace(config, lr=SETTINGS["lr"].default)


def of_all_pairs(config: RunConfig) -> RunConfig:
    """Return what decides the sweep over the pairs: all but the learning rate and the second option. SGD is momentum 0."""
    optimizer = "momentum" if config.optimizer == "sgd" else config.optimizer
    return replace(of_all_rates(config), optimizer=optimizer, momentum=None, beta1=None)


def all_rates(config: RunConfig, on_progress: Callable[[float], None] = lambda _: None) -> Sweep:
    """Train `config` at all learning rates of the slider. Kept are the states after the STAGES that it reaches, and at the end.

    Raises:
        SweepTooLarge: if it would take too long.
    """
    stages = [stage for stage in STAGES if stage < config.epochs]
    return sweep(of_all_rates(config), LEARNING_RATES, epochs_kept=stages, on_progress=on_progress)


def map_size(config: RunConfig) -> int | None:
    """Return the largest of SIZES that does not take too long; None if none does, or if there is no second option."""
    if second_option(config) is None:
        return None
    points = len(config.dataset)
    return next((size for size in SIZES if work(of_all_pairs(config), size**2, points) <= WORK_MAX), None)


def grid(config: RunConfig, size: int) -> tuple[list[float], list[float]]:
    """Return `size` learning rates of the slider and `size` values of the second option: short decimals, nearly even.

    >>> lrs, momenta = grid(RunConfig(), 16)
    >>> lrs[0], lrs[-1], momenta[0], momenta[1], momenta[-1]
    (0.0001, 1.0, 0.0, 0.067, 1.0)
    """
    places = np.linspace(0, len(LEARNING_RATES) - 1, size).round().astype(int)
    limits = of_all_pairs(config).optimizer_kind.options[second_option(config) or "momentum"]
    values = np.clip(np.linspace(0, 1, size).round(3), limits.low, limits.high)
    return [LEARNING_RATES[place] for place in places], values.tolist()


def all_pairs(config: RunConfig, size: int, on_progress: Callable[[float], None] = lambda _: None) -> Sweep:
    """Train `config` at `size` learning rates and `size` values of its second option. Only the first and last state are kept.

    Raises:
        SweepTooLarge: if it would take too long.
    """
    lrs, values = grid(config, size)
    if second_option(config) == "beta1":
        return sweep(of_all_pairs(config), lrs, beta1=values, epochs_kept=[], on_progress=on_progress)
    return sweep(of_all_pairs(config), lrs, momentum=values, epochs_kept=[], on_progress=on_progress)
