"""The results of a run: the verdict and its numbers."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final

import streamlit as st

from linreg import Run, Theory, analyse
from linreg.aliases import Translate
from linreg.settings import Settings
from linreg.ui.kept import keep_button
from linreg.words.numbers import number

LONG_BOWL: Final = 1000.0
"""Condition number from which plain gradient descent takes thousands of epochs."""


def results(sentence: str, run: Run, theory: Theory, settings: Settings, _: Translate) -> None:
    """Show the verdict, the button for keeping the run, its numbers, and a note about standardising."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(sentence)
        keep_button(settings, _)
    W, b = run.final
    numbers = {
        _("W after the last update"): number(W),
        _("b after the last update"): number(b),
        _("Cost before the last update"): number(float(run.cost[-1])),
        _("Distance to least squares"): number(math.hypot(W - theory.W, b - theory.b), 3),
    }
    for column, (label, value) in zip(st.columns(4), numbers.items(), strict=True):
        column.metric(label, value)
    if text := scale_sentence(run, theory, _):
        st.markdown(text)


def scale_sentence(run: Run, theory: Theory, _: Translate) -> str:
    """Return the effect of standardising on the condition number, or the advice to standardise; "" if it matters little."""
    if run.scaling is not None:
        before = analyse(replace(run.config, scale=False))
        W, b = run.scaling.unscaled(*run.final)
        text = _(
            "**Standardised:** the condition number falls from {before} to {after}. W and b are those of the standardised points; "
            "in the data's own units the line is {line}."
        )
        line = f"y = {number(W)} x {'−' if b < 0 else '+'} {number(abs(b))}"
        return text.format(before=number(before.condition_number), after=number(theory.condition_number), line=line)
    if theory.condition_number >= LONG_BOWL and run.config.optimizer_kind.torch_name == "SGD":
        text = _(
            "**A long valley:** the condition number of this data is {number}. The steep direction allows only a small learning "
            "rate, with which the flat direction takes thousands of epochs. Standardise x and y: the bowl becomes round."
        )
        return text.format(number=number(theory.condition_number))
    return ""
