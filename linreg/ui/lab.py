"""What all labs have: a link of their own, one sentence, the program, a question with its answer, and the way back."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

import streamlit as st

from linreg.aliases import Translate
from linreg.kinds import Kind
from linreg.labs.about import About
from linreg.link import cut, only, parse
from linreg.locale import translator
from linreg.settings import Problem
from linreg.ui.frame import top
from linreg.ui.notices import notices
from linreg.ui.pages import page_file, page_titles
from linreg.ui.state import (
    arrived,
    came_with,
    chosen_language,
    hold_ignored,
    ignored_values,
    parameters,
    remember,
    write_link,
)

_REACH: Final = "_reach_of_"


class Parameter(NamedTuple):
    """A control of a lab, which is also a parameter of its link: its default and its kind."""

    default: Any
    kind: Kind[Any]


def open_lab(name: str, controls: Mapping[str, Parameter]) -> Translate:
    """Begin a lab's page: put the link into the widgets, before they are made, and show the title. Return the translator.

    Args:
        name: of the page.
        controls: by the keys of the widgets, which are also the names in the link.
    """
    _ = translator(st.session_state.lang)
    state = st.session_state
    if arrived(name):
        values, ignored = read_link(came_with(name, controls), controls)
        state.update(values)
        hold_ignored(values, [*ignored, *parse({"lang": parameters().get("lang", [])})[1]])
        for key in controls:
            state.pop(_REACH + key, None)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        top(page_titles(_)[name], _)
    notices(ignored_values({key: state.get(key) for key in controls}), _)
    return _


def read_link(params: Mapping[str, list[str]], controls: Mapping[str, Parameter]) -> tuple[dict[str, Any], list[Problem]]:
    """Return the value of each control that query parameters say, and what of them was ignored."""
    values, ignored = {}, []
    for key, control in controls.items():
        values[key] = control.default
        given = params.get(key, [])
        try:
            if given:
                values[key] = control.kind.check(key, control.kind.parse(only(given)))
        except ValueError:
            ignored.append(Problem(key, cut(", ".join(given)), control.kind.format(control.default)))
    return values, ignored


def publish_lab(name: str, controls: Mapping[str, Parameter], said: Mapping[str, Any]) -> None:
    """Write what the controls of a lab say into the address bar: those that differ from their defaults."""
    link = {key: [control.kind.format(said[key])] for key, control in controls.items() if said[key] != control.default}
    if lang := chosen_language():
        link["lang"] = [lang]
    remember(name, link)
    write_link(link, [*controls, "lang"])


def reach(key: str, least: float) -> float:
    """Return how far the slider of a control reaches: `least`, or as far as its value has been since the page was opened."""
    state = st.session_state
    state[_REACH + key] = max(least, float(math.ceil(abs(state[key]))), state.get(_REACH + key, 0.0))
    return float(state[_REACH + key])


def last_good(key: str, default: str, typed: str, check: Callable[[str], object], why: Callable[[ValueError], str]) -> str:
    """Return what is typed into a field of a lab, or where that cannot be used what was before, and say why.

    Args:
        key: of the field.
        default: what it said before anything else.
        typed: what it says.
        check: raises a ValueError where a text cannot be used.
        why: the words for such an error.
    """
    last_good = f"_good_{key}"
    try:
        check(typed)
    except ValueError as error:
        st.error(why(error), icon=":material/edit:")
        return str(st.session_state.get(last_good, default))
    st.session_state[last_good] = typed
    return typed


def close_lab(about: About, program: str | None, back: Mapping[str, str], _: Translate) -> None:
    """End a lab's page: the program that does what one sees, the question, and the way to the main page.

    Args:
        about: the words of the lab.
        program: the lines of PyTorch; None where the page has shown them already.
        back: the settings of the main page that show the lab's point, as in its link.
        _: translates the rest.
    """
    thinking = st.container()
    if program is not None:
        left, thinking = st.columns([3, 2], gap="medium")
        with left:
            the_lines(program, _)
    with thinking:
        st.markdown("**" + _("To think about") + "**")
        st.markdown(about.question)
        with st.expander(_("Show the answer")):
            st.markdown(about.answer)
        link_to_training(back, _)


def the_lines(program: str, _: Translate) -> None:
    """Show the program that does what one sees."""
    st.markdown("**" + _("The lines that did it") + "**")
    st.code(program, language="python", wrap_lines=True)


def link_to_training(settings: Mapping[str, str], _: Translate) -> None:
    """Show the way to the main page with the settings that show a lab's point."""
    st.page_link(
        page_file("train"), label=_("See it in training"), icon=":material/show_chart:", query_params=_in_language(settings)
    )


def link_to_lab(name: str, settings: Mapping[str, str], _: Translate) -> None:
    """Show the way to a lab."""
    st.page_link(page_file(name), label=page_titles(_)[name], icon=":material/science:", query_params=_in_language(settings))


def _in_language(settings: Mapping[str, str]) -> dict[str, str]:
    lang = chosen_language()
    return {**settings, **({"lang": lang} if lang else {})}
