"""What the sweeps of "All learning rates" show, in a sentence or two with their numbers."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from linreg.aliases import Floats, Translate
from linreg.outcome import NEAR
from linreg.sweeps import Sweep
from linreg.theory import Theory, fastest_pair
from linreg.words.numbers import number, percent, plain


def rates_sentence(sweep: Sweep, theory: Theory, _: Translate) -> str:
    """Return what a sweep over learning rates shows: the best one, which runs arrive, and from where on the cost only rises.

    Args:
        sweep: the runs, in ascending order of lr.
        theory: of its config and data set.
    """
    return " ".join([_arrivals(sweep, theory, _), _rises(sweep, _)])


def _arrivals(sweep: Sweep, theory: Theory, _: Translate) -> str:
    near = _distance(sweep.W, sweep.b, theory) <= NEAR
    if theory.momentum is not None and theory.momentum.undamped and theory.bound and not near[0, 0]:
        text = _("Below the bound {lr} every run swings for ever: its last cost depends on where in the swing it stops.")
        return text.format(lr=plain(theory.bound, 4))
    arrived = np.flatnonzero(near[:, -1])
    # Among runs that have arrived, rounding decides which cost is lowest: the best one is told before that.
    early = np.flatnonzero(~near.any(axis=0))
    frame = int(early[-1]) if len(early) else 0
    cost = np.nan_to_num(sweep.cost[:, frame].astype(np.float64), nan=np.inf)
    best = {"lr": plain(float(sweep.lr[np.argmin(cost)]), 4), "cost": number(float(cost.min())), "epochs": int(sweep.epoch[frame])}
    if not len(arrived):
        end = np.nan_to_num(sweep.final_cost.astype(np.float64), nan=np.inf)
        text = _("After all epochs the cost is lowest at lr {lr}: {cost}. No run arrives at the least-squares point.")
        return text.format(lr=plain(float(sweep.lr[np.argmin(end)]), 4), cost=number(float(end.min())))
    texts = [_("At epoch {epochs} the cost is lowest at lr {lr}.").format(**best)] if frame else []
    texts.append(
        _(
            "At the end {count} of the {runs} runs, between lr {low} and lr {high}, are within {near} of the least-squares point."
        ).format(
            count=len(arrived),
            runs=len(sweep.lr),
            low=plain(float(sweep.lr[arrived[0]]), 4),
            high=plain(float(sweep.lr[arrived[-1]]), 4),
            near=NEAR,
        )
    )
    return " ".join(texts)


def _rises(sweep: Sweep, _: Translate) -> str:
    first, last = sweep.cost[:, 0], sweep.final_cost
    fine = np.flatnonzero(last <= first)
    if not len(fine):
        return _("At every learning rate the cost ends higher than it began.")
    if fine[-1] == len(last) - 1:
        return _("At the largest learning rate, too, the cost ends no higher than it began.")
    return _("From lr {lr} on, the cost ends higher than it began.").format(lr=plain(float(sweep.lr[fine[-1] + 1]), 4))


def pairs_sentence(sweep: Sweep, theory: Theory, _: Translate) -> str:
    """Return what a sweep over pairs shows: how many runs arrive, how many end farther away, and theory's fastest pair.

    Args:
        sweep: the runs.
        theory: of its config and data set.
    """
    left = _distance(sweep.final_W, sweep.final_b, theory)
    first = float(_distance(sweep.W[0, :1], sweep.b[0, :1], theory)[0])
    arrived, farther = int((left <= NEAR).sum()), int((~(left <= first) & ~(left <= NEAR)).sum())
    text = _("{arrived} of the {runs} runs end within {near} of the least-squares point, {farther} farther away than they began.")
    if not arrived:
        text = _("No run ends within {near} of the least-squares point; {farther} of the {runs} end farther away than they began.")
    found = text.format(arrived=arrived, runs=len(left), near=NEAR, farther=farther)
    return " ".join(filter(None, [found, _fastest(theory, _)]))


def _fastest(theory: Theory, _: Translate) -> str:
    momentum = theory.momentum
    if momentum is None or momentum.nesterov or not momentum.zero_grad:
        return ""
    pair = fastest_pair(theory.eigenvalues)
    text = _("In theory lr {lr} with momentum {momentum} is fastest: in the long run, the distance shrinks {shrinks} per step.")
    return text.format(lr=plain(pair.lr, 4), momentum=plain(pair.momentum, 3), shrinks=percent(1 - pair.factor))


def _distance(W: NDArray[np.float32], b: NDArray[np.float32], theory: Theory) -> Floats:
    """Return the distance from the least-squares point; inf where W or b is not finite."""
    with np.errstate(over="ignore", invalid="ignore"):
        distance: Floats = np.hypot(W.astype(np.float64) - theory.W, b.astype(np.float64) - theory.b)
    return np.nan_to_num(distance, nan=math.inf)
