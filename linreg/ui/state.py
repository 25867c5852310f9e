"""What the person has set, from the link to the widgets and back to the link."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from linreg import Dataset, RunConfig
from linreg.locale import LANGUAGES
from linreg.optimizers import OPTIONS
from linreg.ui.link import LONGEST_LINK, PARAMETERS, Ignored, Settings, format_link, format_value, parse

OWN: Final = "own"
"""What the choice of data says where it is the person's own points."""

KEPT: Final = "_kept"
"""Where the runs are that were kept beside the one shown."""

_OWN: Final = "_own"
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
    set_widgets(settings.config)
    st.session_state.update(
        {
            KEPT: settings.kept,
            "surface": settings.surface,
            "lang": settings.lang or _browser_language(),
            _LANGUAGE_CHOSEN: settings.lang is not None,
            _IGNORED: (settings, ignored),
            _RESTORED: True,
        }
    )


def set_widgets(config: RunConfig) -> None:
    """Put a config into the widgets, before they are made."""
    state = st.session_state
    for name in ("style", "scale", "lr", "epochs", "batch", "zero_grad", "optimizer", "seed"):
        state[name] = getattr(config, name)
    state["start"] = format_value(config.start) if config.start else ""
    forget_options()
    state.update(config.options)
    set_data(config.data)


def forget_options() -> None:
    """Forget what was set of the optimizer's options: another optimizer means something else by the same name."""
    for name in OPTIONS:
        st.session_state.pop(name, None)


def set_data(data: str | Dataset) -> None:
    """Choose a preset, or the person's own points, before the widgets are made."""
    if isinstance(data, Dataset):
        st.session_state[_OWN] = data
        st.session_state["data"] = OWN
    else:
        st.session_state["data"] = data


def own_points() -> Dataset | None:
    """Return the points that the person, or the link, brought; None if there are none."""
    own: Dataset | None = st.session_state.get(_OWN)
    return own


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
    link = format_link(settings)
    if len(urlencode(link, doseq=True)) > LONGEST_LINK:
        link.pop("data")  # the share popover says so
    wanted = others | {name: [value] if isinstance(value, str) else value for name, value in link.items()}
    if wanted != {name: st.query_params.get_all(name) for name in st.query_params}:
        st.query_params.from_dict(wanted)


def _browser_language() -> str:
    language = (st.context.locale or "en").split("-")[0].lower()
    return language if language in LANGUAGES else "en"
