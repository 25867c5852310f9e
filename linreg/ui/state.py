"""What the person has set, from the link to the widgets and back to the link."""

from __future__ import annotations

from typing import Final

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from linreg.locale import LANGUAGES
from linreg.ui.link import PARAMETERS, Ignored, Settings, format_link, format_value, parse

_RESTORED: Final = "_restored"
_IGNORED: Final = "_ignored"
_LANGUAGE_CHOSEN: Final = "_language_chosen"


def restore() -> None:
    """Put what the link says into the widgets: at the first visit, and when the person goes back or forward in the browser.

    `bind="query-params"` does not serve here: it would put the labels of the choices into the link, in whatever language,
    could not take a learning rate off the slider's grid, and would drop a bad value without a word.
    """
    context = get_script_run_ctx()
    is_history_navigation = context is not None and context.is_history_navigation
    if _RESTORED in st.session_state and not is_history_navigation:
        return
    settings, ignored = parse({name: st.query_params.get_all(name) for name in st.query_params})
    config = settings.config
    st.session_state.update(
        {
            "style": config.style,
            "lr": config.lr,
            "epochs": config.epochs,
            "zero_grad": config.zero_grad,
            "start": format_value(config.start) if config.start else "",
            "seed": config.seed,
            "surface": settings.surface,
            "lang": settings.lang or _browser_language(),
            _LANGUAGE_CHOSEN: settings.lang is not None,
            _IGNORED: (settings, ignored),
            _RESTORED: True,
        }
    )


def language_was_chosen() -> None:
    """Remember that the person chose the language, so that the link says it from now on."""
    st.session_state[_LANGUAGE_CHOSEN] = True


def chosen_language() -> str | None:
    """Return the language that the person or the link chose, None if it is only the browser's."""
    return st.session_state.lang if st.session_state[_LANGUAGE_CHOSEN] else None


def ignored_values(settings: Settings) -> list[Ignored]:
    """Return the values of the link that were ignored, until the person has changed something."""
    restored, ignored = st.session_state[_IGNORED]
    if restored.config != settings.config:
        st.session_state[_IGNORED] = (restored, [])
        return []
    return list(ignored)


def publish(settings: Settings) -> None:
    """Write the settings into the address bar, beside parameters that are not the page's own."""
    others = {name: st.query_params.get_all(name) for name in st.query_params if name not in PARAMETERS}
    wanted = others | {name: [value] for name, value in format_link(settings).items()}
    if wanted != {name: st.query_params.get_all(name) for name in st.query_params}:
        st.query_params.from_dict(wanted)


def _browser_language() -> str:
    language = (st.context.locale or "en").split("-")[0].lower()
    return language if language in LANGUAGES else "en"
