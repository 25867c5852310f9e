"""The strip under the learning-rate slider that marks the bound."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import streamlit as st

from linreg.aliases import Translate


def place_of(value: float, options: Sequence[float]) -> float:
    """Return the position of `value` on a slider with sorted `options`, from 0 (left) to 1 (right), clamped."""
    if value <= options[0]:
        return 0.0
    if value >= options[-1]:
        return 1.0
    right = bisect_left(options, value)
    low, high = options[right - 1], options[right]
    return (right - 1 + (value - low) / (high - low)) / (len(options) - 1)


def lr_strip(options: Sequence[float], bound: float, fastest: float | None, _: Translate) -> None:
    """Draw the strip under the slider: plain up to the bound, hatched above it.

    Args:
        options: the learning rates of the slider.
        bound: the largest lr that does not diverge.
        fastest: the lr that converges fastest, for plain gradient descent, whose bound is labelled critical; otherwise None.
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
