"""The user's settings in Streamlit's session state: read from the link, held by the widgets, written back to the link."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
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
from linreg.ui.held import exchange_held
from linreg.ui.widgets import BEFORE, EXACT, KEPT, LANGUAGE_CHOSEN, OWN, OWN_POINTS, Reach, format_start, read, widgets_of

_PAGE: Final = "_page"
_LEFT: Final = "_left"
_LANGUAGE: Final = "_language"
_IGNORED: Final = "_ignored"
_REACH: Final = "_reach"
_BACK: Final = "_back"


def arrived(page: str) -> bool:
    """Return whether to read the link: on the first visit, on a change of page, and after the browser's back or forward.

    `bind="query-params"` is not used: it puts translated labels into the link, cannot take a learning rate off the slider's
    grid, and drops invalid values silently.
    """
    is_elsewhere = st.session_state.get(_PAGE) != page
    st.session_state[_PAGE] = page
    return is_elsewhere or _is_history_navigation()


def is_first_picture(path: str) -> bool:
    """Return whether the page at a URL path is the main one, which stands at "", and has not been drawn in this session."""
    return not path and _PAGE not in st.session_state


def _is_history_navigation() -> bool:
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def is_fragment_run() -> bool:
    """Return whether only a fragment of the page is drawn anew."""
    context = get_script_run_ctx()
    return context is not None and bool(context.fragment_ids_this_run)


def visitor() -> str | None:
    """Return a name of the visitor, the same for all tabs of a browser; None outside of a session.

    It is that of a cookie of Streamlit's, which is nowhere kept; without it, each session is a visitor.
    """
    context = get_script_run_ctx()
    if context is None:
        return None
    return st.context.cookies.get("_streamlit_xsrf") or context.session_id


def end_if_moved_on() -> None:
    """End this run of the script if the visitor has changed a control meanwhile, or has left: by an exception of Streamlit's."""
    # Streamlit looks for that whenever the state is read.
    _ = _PAGE in st.session_state


def parameters() -> dict[str, list[str]]:
    """Return the query parameters of the link; a parameter may have several values."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def restore_language() -> None:
    """Set the language: the link's if the link is new, otherwise the one chosen before, otherwise the browser's."""
    state = st.session_state
    linked = parse({"lang": parameters().get("lang", [])})[0].lang
    state.setdefault(LANGUAGE_CHOSEN, False)
    if linked and (_LANGUAGE not in state or _is_history_navigation()):
        state["lang"], state[LANGUAGE_CHOSEN] = linked, True
    # Every page has its own language switch, and Streamlit clears its state on a change of page.
    state["lang"] = state[_LANGUAGE] = state.get("lang") or state.get(_LANGUAGE) or _browser_language()


def hold() -> None:
    """Have the browser hold what the link does not; in a new session, set what a browser has held that was there before.

    Call before anything is restored.
    """
    state = st.session_state
    left, own = exchange_held(state.get(_LEFT, {}), own_points())
    if _PAGE not in state:
        # The page that is open says itself, by its link, how it was left.
        state.update({_LEFT: left, _BACK: bool(left), **({OWN_POINTS: own} if own else {})})


def restore() -> None:
    """Set the widgets of the main page from the link. Call before they are created."""
    if not arrived("train"):
        return
    params = came_with("train", PARAMETERS)
    if params.get("data") == [OWN] and (own := own_points()):
        params["data"] = [SETTINGS["data"].kind.format(own)]
    settings, ignored = parse(params)
    set_widgets(settings.config)
    st.session_state.update({KEPT: settings.kept, "surface": settings.surface, "view": settings.view})
    hold_ignored(settings.config, ignored)


def came_with(page: str, names: Collection[str]) -> dict[str, list[str]]:
    """Return the query parameters for opening a page: the link's, or if it has none of the page's, those of the last visit.

    After the browser's back or forward they are always the link's, and in a new session of a page that was there before.

    Args:
        page: name of the page.
        names: names of the page's parameters.
    """
    params = parameters()
    is_back = st.session_state.pop(_BACK, False)
    if not is_back and not _is_history_navigation() and not set(params) & set(names) - {"lang"}:
        params = link_of(page) | params
    return params


def remember(page: str, link: Mapping[str, Sequence[str]]) -> None:
    """Remember the link of a page, for `link_of`."""
    st.session_state[_LEFT] = {**st.session_state.get(_LEFT, {}), page: {name: list(values) for name, values in link.items()}}


def link_of(page: str) -> dict[str, list[str]]:
    """Return the query parameters that open a page as it was left, in the chosen language."""
    return in_language({name: values for name, values in st.session_state.get(_LEFT, {}).get(page, {}).items() if name != "lang"})


def in_language(link: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Return the query parameters of a link with the language, if one was chosen."""
    lang = chosen_language()
    return {**link, **({"lang": [lang]} if lang else {})}


def set_widgets(config: RunConfig) -> None:
    """Set the widgets to a config. Call before they are created."""
    forget_options()
    st.session_state.update(widgets_of(config))


def read_widgets() -> tuple[Settings, dict[str, Problem]]:
    """Return the settings of the widgets, and the values that were not used, by name of the setting."""
    settings, problems = read(st.session_state.to_dict())
    st.session_state[BEFORE] = settings
    return settings, {problem.name: problem for problem in problems}


def reach(config: RunConfig) -> Reach:
    """Return the range of the sliders, extended to include `config`. It never shrinks within a session."""
    far: Reach = st.session_state.get(_REACH, Reach()).to(config)
    st.session_state[_REACH] = far
    return far


def hold_widget(key: str, value: Any) -> None:
    """Set the value of a widget or a slider. Call before it is created."""
    if st.session_state.get(key) != value:
        st.session_state[key] = value


def send_again(keys: Iterable[str]) -> None:
    """Have the values of widgets sent to the browser once more. Call before they are created.

    The widgets of a closed popover are not drawn. Streamlit sends a value that was set here only once, and a widget drawn later
    would begin at its default, and report that.
    """
    state = st.session_state
    for key in keys:
        if key in state:
            state[key] = state[key]


def take_exact(name: str) -> None:
    """Set a setting to the exact value typed beside its slider; an emptied field changes nothing."""
    value = st.session_state[EXACT[name]]
    if value is not None:
        st.session_state[name] = value


def change(settings: Mapping[str, Any]) -> None:
    """Set some settings, by name. Call before the widgets are created, such as in a callback."""
    if "optimizer" in settings:
        forget_options()
    start = {"start": format_start(settings["start"])} if "start" in settings else {}
    st.session_state.update({**settings, **start})


def forget_options() -> None:
    """Clear the optimizer's options: the same name means something else for another optimizer."""
    for name in OPTIONS:
        st.session_state.pop(name, None)


def set_data(data: str | Dataset) -> None:
    """Choose a preset, or the user's own points. Call before the widgets are created."""
    st.session_state.update({"data": OWN, OWN_POINTS: data} if isinstance(data, Dataset) else {"data": data})


def own_points() -> Dataset | None:
    """Return the user's own points, entered or from the link; None if there are none."""
    own: Dataset | None = st.session_state.get(OWN_POINTS)
    return own


def language_was_chosen() -> None:
    """Remember that the user chose the language: from now on it is in the link."""
    st.session_state[LANGUAGE_CHOSEN] = True


def chosen_language() -> str | None:
    """Return the language chosen by the user or the link; None if it is the browser's."""
    return st.session_state.lang if st.session_state[LANGUAGE_CHOSEN] else None


def hold_ignored(restored: object, ignored: list[Problem]) -> None:
    """Remember the ignored values of a link, and the state that was restored from the others."""
    st.session_state[_IGNORED] = (restored, ignored)


def ignored_values(now: object) -> list[Problem]:
    """Return the ignored values of the link; none once the state `now` differs from the restored one."""
    restored, ignored = st.session_state[_IGNORED]
    if restored != now:
        ignored = []
        hold_ignored(restored, ignored)
    return list(ignored)


def publish(settings: Settings) -> None:
    """Write the settings into the address bar."""
    link = {name: [value] if isinstance(value, str) else value for name, value in format_link(settings).items()}
    if len(urlencode(link, doseq=True)) > LONGEST_LINK:
        link["data"] = [OWN]  # the points stay in this session; the Share popover says so
    remember("train", link)
    write_link(link, PARAMETERS)


def write_link(link: Mapping[str, Sequence[str]], names: Collection[str]) -> None:
    """Write a link into the address bar, and keep the parameters there that are not among `names`."""
    now = parameters()
    wanted = {name: values for name, values in now.items() if name not in names} | dict(link)
    if wanted != now:
        st.query_params.from_dict(wanted)


def _browser_language() -> str:
    language = (st.context.locale or "en").split("-")[0].lower()
    return language if language in LANGUAGES else "en"
