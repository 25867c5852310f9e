"""The header of every page: title, navigation and language switch."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from linreg.aliases import Translate
from linreg.locale import LANGUAGES
from linreg.ui.components import in_list
from linreg.ui.pages import page_file, page_titles
from linreg.ui.state import language_was_chosen, link_of

# Not a script in the page: the page's security policy forbids those.
_document = st.components.v2.component(
    "linreg_document",
    js="""export default ({ data: [page] }) => {
  document.documentElement.lang = page.lang;
  document.documentElement.dataset.linregView = page.view;
};""",
    isolate_styles=False,
)


def top(title: str, view: str, _: Translate) -> DeltaGenerator:
    """Show the header with the page's title; in another page's frame only the title, for screen readers.

    Args:
        title: the title.
        view: for the style sheet: "embed" in another page's frame, otherwise `view`.
        _: translates.

    Returns:
        The container at its end, for the buttons of the page.
    """
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="top"):
        _describe("embed" if st.context.is_embedded else view)
        st.title(title, anchor=False)
        if st.context.is_embedded:
            return st.container(key="buttons")
        _navigation(page_titles(_), _)
        st.segmented_control(
            _("Language"),
            LANGUAGES,
            format_func={"en": "EN", "ko": "한국어"}.__getitem__,
            required=True,
            key="lang",
            label_visibility="collapsed",
            on_change=language_was_chosen,
        )
        return st.container(horizontal=True, gap="small", key="buttons", width="content")


def _describe(view: str) -> None:
    """Write the language and the view on the document. Streamlit writes "en" whatever the language."""
    _document(data=in_list({"lang": st.session_state.lang, "view": view}), key="document")


def _navigation(titles: dict[str, str], _: Translate) -> None:
    """Show links to all pages, of which the labs share a menu; each opens its page as it was left, in the chosen language."""
    first, *labs = titles.items()
    with st.container(horizontal=True, gap=None, key="nav", width="content"):
        _link(*first)
        with st.popover(_("Labs"), type="tertiary", key="labs"):
            for name, title in labs:
                _link(name, title)


def _link(name: str, title: str) -> None:
    st.page_link(page_file(name), label=title, query_params=link_of(name))
