"""The header of every page: title and language switch."""

from __future__ import annotations

import streamlit as st

from linreg.aliases import Translate
from linreg.locale import LANGUAGES
from linreg.ui.state import language_was_chosen


def top(title: str, _: Translate) -> None:
    """Show the title and the language switch in the current container."""
    st.title(title, anchor=False)
    st.segmented_control(
        _("Language"),
        LANGUAGES,
        format_func={"en": "EN", "ko": "한국어"}.__getitem__,
        required=True,
        key="lang",
        label_visibility="collapsed",
        on_change=language_was_chosen,
    )
