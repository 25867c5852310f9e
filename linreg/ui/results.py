"""What came out of a run: the sentence about it, and its numbers."""

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
"""A condition number from which on plain gradient descent takes thousands of epochs."""


def results(sentence: str, run: Run, theory: Theory, settings: Settings, _: Translate) -> None:
    """Show what came out: the sentence about the run, and its numbers."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(sentence)
        keep_button(settings, _)
    W, b = run.final
    numbers = {
        _("W after the last update"): number(W),
        _("b after the last update"): number(b),
        _("Cost before it"): number(float(run.cost[-1])),
        _("Distance to least squares"): number(math.hypot(W - theory.W, b - theory.b), 3),
    }
    for column, (label, value) in zip(st.columns(4), numbers.items(), strict=True):
        column.metric(label, value)
    if text := scale_sentence(run, theory, _):
        st.markdown(text)


def scale_sentence(run: Run, theory: Theory, _: Translate) -> str:
    """Say what standardising does to the bowl, or would do; nothing where it hardly matters."""
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
            "rate, and along the flat one that takes thousands of epochs. Standardise x and y: the bowl becomes round."
        )
        return text.format(number=number(theory.condition_number))
    return ""
