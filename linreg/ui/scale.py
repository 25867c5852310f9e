"""The learning-rate slider's values, and the scale under it that shows where the critical learning rate lies."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

import streamlit as st

from linreg.aliases import Translate

_MANTISSAS: Final = [*range(100, 200, 5), *range(200, 500, 10), *range(500, 1000, 20)]

LR_GRID: Final = (*(float(f"{m}e{e}") for e in range(-6, -2) for m in _MANTISSAS), 1.0)
"""1e-4 to 1 in steps of 2 to 5 %: as good as even on a logarithmic scale, and all plain numbers."""


def place_of(value: float, options: Sequence[float]) -> float:
    """Return where `value` lies on a slider of sorted `options`, from 0 (left end) to 1, held at the ends."""
    if value <= options[0]:
        return 0.0
    if value >= options[-1]:
        return 1.0
    right = bisect_left(options, value)
    low, high = options[right - 1], options[right]
    return (right - 1 + (value - low) / (high - low)) / (len(options) - 1)


def lr_scale(options: Sequence[float], critical: float, fastest: float | None, _: Translate) -> None:
    """Draw the strip under the slider: calm up to the critical learning rate, hatched beyond it."""
    at = 100 * place_of(critical, options)
    label = _("critical {lr}").format(lr=f"{critical:.4g}")
    side = f"right:{100 - at:.2f}%" if at > 50 else f"left:{at:.2f}%"
    tick = "" if fastest is None else f'<i class="linreg-fastest" style="left:{100 * place_of(fastest, options):.2f}%"></i>'
    st.html(
        f'<div class="linreg-scale" aria-hidden="true" style="--at:{at:.2f}%"><b></b>'
        f'<i class="linreg-critical"></i>{tick}<span style="{side}">{label}</span></div>'
    )
