"""The header of every page: navigation, title and language switch."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from linreg.aliases import Translate
from linreg.locale import LANGUAGES
from linreg.ui.pages import page_file
from linreg.ui.state import language_was_chosen, link_of


def navigation(titles: Mapping[str, str]) -> None:
    """Show links to all pages; each opens its page as it was left, in the chosen language.

    Args:
        titles: titles of the pages by name.
    """
    with st.container(horizontal=True, wrap=False, gap=None, key="nav"):
        for name, title in titles.items():
            st.page_link(page_file(name), label=title, query_params=link_of(name))


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
