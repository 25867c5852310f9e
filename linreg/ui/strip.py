"""The strip under the learning-rate slider: it marks the bound and the fastest rate, and a press on either sets it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import streamlit as st

from linreg import Theory
from linreg.aliases import Translate
from linreg.config import LR_MAX, LR_MIN
from linreg.ui.state import change
from linreg.words.numbers import as_written, plain


def place_of(value: float, options: Sequence[float]) -> float:
    """Return the position of `value` on a slider with sorted `options`, from 0 (left) to 1 (right), clamped."""
    if value <= options[0]:
        return 0.0
    if value >= options[-1]:
        return 1.0
    right = bisect_left(options, value)
    low, high = options[right - 1], options[right]
    return (right - 1 + (value - low) / (high - low)) / (len(options) - 1)


def lr_strip(theory: Theory, options: Sequence[float], _: Translate) -> None:
    """Show the strip: plain up to the bound, hatched above it. Without a bound there is none.

    For plain gradient descent the bound is the critical learning rate, and the fastest is marked too.

    Args:
        theory: of the current config.
        options: the learning rates of the slider.
        _: translates.
    """
    if not theory.bound:
        return
    plain_descent = theory.config.zero_grad and theory.momentum is not None and not theory.momentum.mu
    bound, fastest = (f"{100 * place_of(lr, options):.2f}%" for lr in (theory.bound, theory.fastest_lr))
    tick = f'<i style="left:{fastest}"></i>' if plain_descent else ""
    style = f"<style>.st-key-rate {{ --bound: {bound} }}</style>"
    st.html(f'{style}<div class="linreg-strip" aria-hidden="true"><b></b>{tick}<i class="linreg-bound"></i></div>')
    with st.container(horizontal=True, gap=None, key="marks"):
        if plain_descent:
            _mark("fastest", theory.fastest_lr, _("fastest {lr}"))
        _mark("bound", theory.bound, _("critical {lr}") if plain_descent else _("bound {lr}"))


def _mark(name: str, lr: float, label: str) -> None:
    """Show the button that sets lr to a marked rate, as it is written on the button."""
    rate = as_written(lr, 4)
    st.button(
        label.format(lr=plain(lr, 4)),
        type="tertiary",
        key=f"to_{name}",
        disabled=not LR_MIN <= rate <= LR_MAX,
        on_click=change,
        args=({"lr": rate},),
    )
