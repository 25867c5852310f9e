"""What to try next: one change of the settings, and what it will do. Tests make each change and compare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from linreg import RunConfig, Theory, analyse
from linreg.aliases import Translate
from linreg.config import LEARNING_RATES, LR_MAX, LR_MIN
from linreg.data import DatasetError
from linreg.words.numbers import as_written, plain

LONG_BOWL = 1000.0
"""Condition number from which plain gradient descent takes thousands of epochs."""

LONGER = 5
"""How many times as many epochs are advised."""


class Advice(NamedTuple):
    """A change to try: the settings to change, by name, and the change in words."""

    changes: Mapping[str, Any]
    text: str


def advice(theory: Theory, _: Translate) -> Advice | None:
    """Return what to try next; None if there is nothing to say.

    Each promise follows from theory: a rate below the critical one converges, a higher one diverges, and without `zero_grad()`
    a run is bounded up to twice the critical rate.

    >>> advice(analyse(RunConfig(lr=0.19)), str)
    Advice(changes={'zero_grad': False}, text='zero_grad off: it swings, but does not explode')
    """
    config, verdict = theory.config, theory.verdict
    if config.batch is not None and config.updates_per_epoch(len(config.dataset)) > 1:
        return Advice({"batch": None}, _("all points in every step"))
    if theory.momentum is None or theory.momentum.mu:
        return Advice({"optimizer": "sgd"}, _("plain SGD from the same start"))
    if verdict is None:
        return None
    if verdict.at_optimum:
        return None if config.start is None else Advice({"start": None}, _("the usual start"))
    if not config.scale and theory.condition_number >= LONG_BOWL and verdict.kind != "diverging":
        return _standardised(config, _)
    if not config.zero_grad:
        return _zero_grad_on(theory, _)
    if verdict.kind == "converging":
        return _too_far(theory, _)
    if verdict.kind == "diverging" and config.lr < theory.bounded_lr:
        return Advice({"zero_grad": False}, _("zero_grad off: it swings, but does not explode"))
    if found := _fastest(theory, {}, _):
        return found
    return _longer(config, _) if verdict.kind == "crawling" else _standardised(config, _)


def _standardised(config: RunConfig, _: Translate) -> Advice | None:
    """Return the advice to standardise, with the fastest rate of the bowl that is then round; None if that cannot be done."""
    if config.scale:
        return None
    try:
        lr = as_written(analyse(replace(config, scale=True, zero_grad=True)).fastest_lr, 4)
    except DatasetError:
        return None
    changes = {"scale": True, "lr": lr, **({} if config.zero_grad else {"zero_grad": True})}
    return Advice(changes, _("standardise x and y, lr {lr}").format(lr=plain(lr, 4)))


def _zero_grad_on(theory: Theory, _: Translate) -> Advice | None:
    if theory.config.lr < theory.critical_lr:
        return Advice({"zero_grad": True}, _("zero_grad on at the same lr"))
    return _fastest(theory, {"zero_grad": True}, _)


def _too_far(theory: Theory, _: Translate) -> Advice | None:
    """Return the advice to go just above the critical rate."""
    above = next((lr for lr in LEARNING_RATES if lr > 1.01 * theory.critical_lr), None)
    if above is None:
        return Advice({"zero_grad": False}, _("zero_grad off at the same lr"))
    return Advice({"lr": above}, _("lr {lr}, just above the critical rate").format(lr=plain(above, 4)))


def _fastest(theory: Theory, also: Mapping[str, Any], _: Translate) -> Advice | None:
    lr = as_written(theory.fastest_lr, 4)
    if not LR_MIN <= lr <= LR_MAX or not lr < theory.critical_lr or lr == theory.config.lr:
        return None
    text = _("zero_grad on, and lr {lr}, the fastest") if also else _("lr {lr}, the fastest")
    return Advice({**also, "lr": lr}, text.format(lr=plain(lr, 4)))


def _longer(config: RunConfig, _: Translate) -> Advice | None:
    """Return the advice to train for more epochs, where the learning rate is not what is wrong."""
    epochs = min(LONGER * config.epochs, config.epochs_max)
    return Advice({"epochs": epochs}, _("{epochs} epochs").format(epochs=epochs)) if epochs > config.epochs else None
