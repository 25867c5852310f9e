"""The strip under the learning-rate slider that shows where the critical learning rate lies."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import streamlit as st

from linreg.aliases import Translate


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
