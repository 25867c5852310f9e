"""What the person has set, from the link to the widgets and back to the link."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from linreg import Dataset, RunConfig
from linreg.config import SETTINGS
from linreg.link import LONGEST_LINK, PARAMETERS, format_link, parse
from linreg.locale import LANGUAGES
from linreg.optimizers import OPTIONS
from linreg.settings import Problem, Settings
from linreg.ui.widgets import BEFORE, KEPT, LANGUAGE_CHOSEN, OWN, OWN_POINTS, Reach, read, widgets_of

_PAGE: Final = "_page"
_LEFT: Final = "_left"
_LANGUAGE: Final = "_language"
_IGNORED: Final = "_ignored"
_REACH: Final = "_reach"


def arrived(page: str) -> bool:
    """Return whether the link is to be read: at the first visit, on another page than before, and after going back or forward.

    `bind="query-params"` does not serve here: it would put the labels of the choices into the link, in whatever language,
    could not take a learning rate off the slider's grid, and would drop a bad value without a word.
    """
    is_elsewhere = st.session_state.get(_PAGE) != page
    st.session_state[_PAGE] = page
    return is_elsewhere or _is_history_navigation()


def _is_history_navigation() -> bool:
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def parameters() -> dict[str, list[str]]:
    """Return the query parameters of the link, each with all its values."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def restore_language() -> None:
    """Choose the language: what the link says, else what the person chose before, else the browser's."""
    state = st.session_state
    linked = parse({"lang": parameters().get("lang", [])})[0].lang
    state.setdefault(LANGUAGE_CHOSEN, False)
    if linked and (_LANGUAGE not in state or _is_history_navigation()):
        state["lang"], state[LANGUAGE_CHOSEN] = linked, True
    # Every page has a switch of its own, which forgets what was chosen on another unless it is told.
    state["lang"] = state[_LANGUAGE] = state.get("lang") or state.get(_LANGUAGE) or _browser_language()


def restore() -> None:
    """Put what the link says into the widgets of the main page, before they are made."""
    if not arrived("train"):
        return
    params = came_with("train", PARAMETERS)
    if params.get("data") == [OWN] and (own := own_points()):
        params["data"] = [SETTINGS["data"].kind.format(own)]
    settings, ignored = parse(params)
    set_widgets(settings.config)
    st.session_state.update({KEPT: settings.kept, "surface": settings.surface})
    hold_ignored(settings.config, ignored)


def came_with(page: str, names: Collection[str]) -> dict[str, list[str]]:
    """Return the query parameters that a page is opened with: the link's, or where it says nothing, those it was left with.

    Args:
        page: the page.
        names: of the page's own parameters.
    """
    params = parameters()
    if not _is_history_navigation() and not set(params) & set(names) - {"lang"}:
        params = link_of(page) | params
    return params


def remember(page: str, link: Mapping[str, Sequence[str]]) -> None:
    """Remember the link of a page, for the way back to it."""
    st.session_state[_LEFT] = {**st.session_state.get(_LEFT, {}), page: {name: list(values) for name, values in link.items()}}


def link_of(page: str) -> dict[str, list[str]]:
    """Return the query parameters that open a page as it was left, in the language chosen."""
    link = {name: values for name, values in st.session_state.get(_LEFT, {}).get(page, {}).items() if name != "lang"}
    lang = chosen_language()
    return link | ({"lang": [lang]} if lang else {})


def set_widgets(config: RunConfig) -> None:
    """Put a config into the widgets, before they are made."""
    forget_options()
    st.session_state.update(widgets_of(config))


def read_widgets() -> tuple[Settings, dict[str, Problem]]:
    """Return the settings of the widgets, and by name the values that were not used."""
    settings, problems = read(st.session_state.to_dict())
    st.session_state[BEFORE] = settings
    return settings, {problem.name: problem for problem in problems}


def reach(config: RunConfig) -> Reach:
    """Return the values that the sliders reach in this visit, those of `config` among them."""
    far: Reach = st.session_state.get(_REACH, Reach()).to(config)
    st.session_state[_REACH] = far
    return far


def hold_widget(key: str, value: Any) -> None:
    """Give a widget a value, before it is made."""
    if st.session_state.get(key) != value:
        st.session_state[key] = value


def forget_options() -> None:
    """Forget what was set of the optimizer's options: another optimizer means something else by the same name."""
    for name in OPTIONS:
        st.session_state.pop(name, None)


def set_data(data: str | Dataset) -> None:
    """Choose a preset, or the person's own points, before the widgets are made."""
    st.session_state.update({"data": OWN, OWN_POINTS: data} if isinstance(data, Dataset) else {"data": data})


def own_points() -> Dataset | None:
    """Return the points that the person, or the link, brought; None if there are none."""
    own: Dataset | None = st.session_state.get(OWN_POINTS)
    return own


def language_was_chosen() -> None:
    """Remember that the person chose the language, so that the link says it from now on."""
    st.session_state[LANGUAGE_CHOSEN] = True


def chosen_language() -> str | None:
    """Return the language that the person or the link chose, None if it is only the browser's."""
    return st.session_state.lang if st.session_state[LANGUAGE_CHOSEN] else None


def hold_ignored(restored: object, ignored: list[Problem]) -> None:
    """Remember what of the link was ignored when a page was restored to what the rest of it says."""
    st.session_state[_IGNORED] = (restored, ignored)


def ignored_values(now: object) -> list[Problem]:
    """Return the values of the link that were ignored, until the person has changed what was restored."""
    restored, ignored = st.session_state[_IGNORED]
    if restored != now:
        ignored = []
        hold_ignored(restored, ignored)
    return list(ignored)


def publish(settings: Settings) -> None:
    """Write the settings into the address bar."""
    link = {name: [value] if isinstance(value, str) else value for name, value in format_link(settings).items()}
    if len(urlencode(link, doseq=True)) > LONGEST_LINK:
        link["data"] = [OWN]  # only here are they known; the share popover says so
    remember("train", link)
    write_link(link, PARAMETERS)


def write_link(link: Mapping[str, Sequence[str]], names: Collection[str]) -> None:
    """Write a link into the address bar, beside parameters that are not among the page's own names."""
    now = parameters()
    wanted = {name: values for name, values in now.items() if name not in names} | dict(link)
    if wanted != now:
        st.query_params.from_dict(wanted)


def _browser_language() -> str:
    language = (st.context.locale or "en").split("-")[0].lower()
    return language if language in LANGUAGES else "en"
