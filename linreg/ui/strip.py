"""The strip under the learning-rate slider that shows where its bound lies."""

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


def lr_strip(options: Sequence[float], bound: float, fastest: float | None, _: Translate) -> None:
    """Draw the strip under the slider: calm up to the bound, hatched beyond it.

    Args:
        options: the learning rates of the slider.
        bound: the largest that does not diverge.
        fastest: the one that converges fastest, known of plain gradient descent, whose bound is called critical; else None.
        _: translates.
    """
    at = 100 * place_of(bound, options)
    label = (_("bound {lr}") if fastest is None else _("critical {lr}")).format(lr=f"{bound:.4g}")
    side = f"right:{100 - at:.2f}%" if at > 50 else f"left:{at:.2f}%"
    tick = "" if fastest is None else f'<i class="linreg-fastest" style="left:{100 * place_of(fastest, options):.2f}%"></i>'
    st.html(
        f'<div class="linreg-strip" aria-hidden="true" style="--at:{at:.2f}%"><b></b>'
        f'<i class="linreg-bound"></i>{tick}<span style="{side}">{label}</span></div>'
    )
