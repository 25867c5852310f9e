"""A sweep as bytes for the player: the path of each run as exact as a picture needs it, its last state in float32."""

from __future__ import annotations

import json
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from linreg.panels.window import plane_of
from linreg.sweeps import Sweep
from linreg.tendency import TENDENCIES, tendencies
from linreg.theory import Theory
from linreg.training import start_of

_LARGEST: Final = 32767
_NOT_FINITE: Final = -32768
_FINEST: Final = 4000
"""W and b are told apart in steps of 1/4000 of the window near least squares, and of 1/3000 of their distance far from it."""

_WIDEST: Final = 110.0
"""Widths of the window: what is farther away is not drawn (linreg.panels.frames.WIDEST)."""

_COST: Final = (0.0, 40.0, 1.5)
"""The same for the exponent of the cost, from -85 to 85: almost even steps of 0.002."""


def packed(sweep: Sweep, theory: Theory) -> bytes:
    """Return a sweep as bytes, little-endian: the length of the head, the head as JSON, and the columns.

    The columns are final W, b and cost as float32, shape (runs,); W, b and log10 of the cost as int16, shape (runs, states),
    where n stands for middle + unit * sinh(n / 32767 * most), and -32768 for inf and nan, with `middle`, `unit` and `most` of
    each in the head; and the same of the states farthest in each direction, with their steps as uint16, shape (runs, directions).

    Args:
        sweep: the runs.
        theory: of the same config and data set.
    """
    windows = zip("Wb", (theory.W, theory.b), plane_of(theory, start_of(sweep.config)), strict=True)
    scales = {name: _scale(middle, high - low) for name, middle, (low, high) in windows} | {"cost": _COST}
    path, far = (sweep.W, sweep.b, sweep.cost), (sweep.far_W, sweep.far_b, sweep.far_cost)
    updates = sweep.config.updates_per_epoch(len(sweep.dataset))
    head = {
        "lr": sweep.lr.tolist(),
        "epochs": sweep.config.epochs,
        "step": np.round(sweep.epoch * updates).astype(int).tolist(),
        "directions": sweep.far_W.shape[1],
        "updates": updates,
        **{field: {name: scale[i] for name, scale in scales.items()} for i, field in enumerate(("middle", "unit", "most"))},
        "outcomes": TENDENCIES,
        "outcome": [TENDENCIES.index(word) for word in tendencies(sweep, theory)],
        "diverged": sweep.diverged_at.tolist(),
    }
    final = (sweep.final_W, sweep.final_b, sweep.final_cost)
    body = [column.astype("<f4") for column in final]
    for W, b, cost in (path, far):
        body += [_whole(column, *scales[name]) for name, column in (("W", W), ("b", b), ("cost", _exponent(cost)))]
    # A state that is not finite is left out: the first one is known.
    body.append(np.round(np.where(np.isfinite(sweep.far_W), sweep.far_epoch, 0) * updates).astype("<u2"))
    return _headed(head) + b"".join(column.tobytes() for column in body)


def _exponent(cost: NDArray[np.float32]) -> NDArray[np.float32]:
    with np.errstate(invalid="ignore"):
        return np.asarray(np.log10(np.maximum(cost, np.finfo(np.float32).tiny)))


def _headed(head: dict[str, Any]) -> bytes:
    text = json.dumps(head, allow_nan=False).encode()
    text += b" " * (-len(text) % 4)  # the columns begin at a multiple of their size
    return len(text).to_bytes(4, "little") + text


def _scale(middle: float, width: float) -> tuple[float, float, float]:
    unit = width / _FINEST
    return middle, unit, float(np.arcsinh(_WIDEST * width / unit))


def _whole(values: NDArray[np.floating[Any]], middle: float, unit: float, most: float) -> NDArray[np.int16]:
    with np.errstate(over="ignore", invalid="ignore"):
        share = np.arcsinh((values.astype(np.float64) - middle) / unit) / most
        whole = np.clip(np.nan_to_num(share) * _LARGEST, -_LARGEST, _LARGEST).round()
    return np.where(np.isfinite(values), whole, _NOT_FINITE).astype("<i2")
