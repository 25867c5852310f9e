"""The line over the panels: the verdict, what to try next, and the button for keeping the run."""

from __future__ import annotations

import streamlit as st

from linreg import Theory
from linreg.aliases import Translate
from linreg.settings import Settings
from linreg.ui.kept import keep_button
from linreg.ui.state import change
from linreg.words.advice import advice


def verdict(sentence: str, theory: Theory, settings: Settings, _: Translate) -> None:
    """Show the line; a press on the advice makes its change."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="verdict"):
        st.markdown(sentence)
        if found := advice(theory, _):
            label = _("Try: {change}").format(change=found.text)
            st.button(label, key="try", on_click=change, args=(found.changes,))
        keep_button(settings, _)
