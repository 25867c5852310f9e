"""Shared parts of the labs' pages: reading and writing the link, the program, the question, and links to other pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from linreg.aliases import Translate
from linreg.kinds import Kind
from linreg.labs.about import About
from linreg.link import cut, only, parse
from linreg.locale import translator
from linreg.settings import Problem
from linreg.ui.frame import top
from linreg.ui.notices import notices
from linreg.ui.pages import page_file, page_titles
from linreg.ui.share import share_lab
from linreg.ui.slider import MOVING, is_moving
from linreg.ui.state import (
    arrived,
    came_with,
    hold_ignored,
    ignored_values,
    in_language,
    is_fragment_run,
    link_of,
    parameters,
    remember,
    write_link,
)

_OFF_GRID: Final = "_off_grid_"
_GOOD: Final = "_good_"


class Parameter(NamedTuple):
    """A control of a lab, which is also a parameter of its link: default and kind."""

    default: Any
    kind: Kind[Any]


@dataclass(frozen=True)
class Lab:
    """A lab's page while it is drawn.

    Attributes:
        name: name of the page.
        controls: the controls by widget key, which is also the link's parameter.
        words: its texts.
        translate: the translator.
        header: the end of the header, which gets the Share popover.
    """

    name: str
    controls: Mapping[str, Parameter]
    words: About
    translate: Translate
    header: DeltaGenerator

    @property
    def embedded(self) -> bool:
        """Whether the page is embedded in another and shows only controls, picture and sentence."""
        return bool(st.context.is_embedded)


def open_lab(name: str, controls: Mapping[str, Parameter], about: Callable[[Translate], About]) -> Lab:
    """Begin a lab's page: set the widgets' state from the link, show title, notices and the lab's sentence.

    Args:
        name: name of the page.
        controls: the controls by widget key, which is also the link's parameter.
        about: returns the texts of the lab.
    """
    _ = translator(st.session_state.lang)
    state = st.session_state
    if arrived(name):
        values, ignored = read_link(came_with(name, controls), controls)
        state.update({**values, MOVING: False})
        hold_ignored(values, [*ignored, *parse({"lang": parameters().get("lang", [])})[1]])
        for key in controls:
            state.pop(_OFF_GRID + key, None)
    words, header = about(_), top(page_titles(_)[name], "lab", _)
    notices(ignored_values({key: state.get(key) for key in controls}), _)
    sentence = words.shows
    if not st.context.is_embedded:
        part = _("In the notes: “{title}”").format(title=words.notes)
        sentence = f"{sentence}  \n:small[{part}]"
    st.markdown(sentence)
    return Lab(name, controls, words, _, header)


def read_link(params: Mapping[str, list[str]], controls: Mapping[str, Parameter]) -> tuple[dict[str, Any], list[Problem]]:
    """Return the value of each control, from its query parameter or its default, and the values that were ignored."""
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


def publish_lab(lab: Lab, said: Mapping[str, Any]) -> None:
    """Write the controls of a lab that differ from their defaults into the address bar, and offer the link in the header.

    Args:
        lab: the page.
        said: values of the controls, by key.
    """
    controls, _ = lab.controls, lab.translate
    differing = {key: [control.kind.format(said[key])] for key, control in controls.items() if said[key] != control.default}
    link = in_language(differing)
    remember(lab.name, link)
    write_link(link, [*controls, "lang"])
    if not lab.embedded:
        with lab.header:
            share_lab(lab.name, link, _)


def whole_page() -> None:
    """Draw the whole page if a control of a fragment was changed, unless that is a slider which still moves.

    Call first in a fragment: while a slider moves only the fragment is drawn anew, and the link, whose every change would be a
    step of the browser's history, waits.
    """
    if is_fragment_run() and not is_moving():
        st.rerun()


def options_of(key: str, grid: Sequence[float]) -> tuple[float, ...]:
    """Return the options of a control's slider: those of `grid`, and every other value since the page was opened."""
    state = st.session_state
    state[_OFF_GRID + key] = {*state.get(_OFF_GRID + key, ()), state[key]} - set(grid)
    return tuple(sorted((*grid, *state[_OFF_GRID + key])))


def decimals(value: float) -> str:
    """Write a value on a slider with two decimals, and one that has more of them in full.

    >>> decimals(3.0), decimals(123.4567)
    ('3.00', '123.4567')
    """
    return f"{value:.2f}" if round(value, 2) == value else repr(value)


def last_good(key: str, default: str, typed: str, check: Callable[[str], object], why: Callable[[ValueError], str]) -> str:
    """Return the text of a field; if it is invalid, show an error and return the last valid text.

    Args:
        key: key of the field.
        default: the text to return if there was no valid one.
        typed: the current text.
        check: raises a ValueError if a text is invalid.
        why: returns the message for that error.
    """
    try:
        check(typed)
    except ValueError as error:
        st.error(why(error), icon=":material/edit:")
        return last_valid(key, default)
    st.session_state[_GOOD + key] = typed
    return typed


def last_valid(key: str, default: str) -> str:
    """Return the last valid text of a field, or `default`."""
    return str(st.session_state.get(_GOOD + key, default))


def close_lab(lab: Lab, program: str | None, back: Mapping[str, str]) -> None:
    """End a lab's page: the program, the question with its answer, and the link to the main page; nothing if embedded.

    Args:
        lab: the page.
        program: the PyTorch program; None if the page has already shown it.
        back: query parameters of the main page that demonstrate the lab's point.
    """
    if lab.embedded:
        return
    _, thinking = lab.translate, st.container()
    if program is not None:
        left, thinking = st.columns([3, 2], gap="medium")
        with left:
            the_lines(program, _)
    with thinking:
        st.header(_("To think about"), anchor=False)
        st.markdown(lab.words.question)
        with st.expander(_("Show the answer")):
            st.markdown(lab.words.answer)
        link_to_training(back, _)


def the_lines(program: str, _: Translate) -> None:
    """Show the program of the lab."""
    st.header(_("The code that ran"), anchor=False)
    st.code(program, language="python", wrap_lines=True)


def link_to_training(settings: Mapping[str, str], _: Translate) -> None:
    """Show a link to the main page with the given settings; without any, as it was left."""
    st.page_link(
        page_file("train"), label=_("See it in training"), icon=":material/show_chart:", query_params=_params("train", settings)
    )


def link_to_lab(name: str, settings: Mapping[str, str], _: Translate) -> None:
    """Show a link to a lab with the given settings; without any, as it was left."""
    st.page_link(page_file(name), label=page_titles(_)[name], icon=":material/science:", query_params=_params(name, settings))


def _params(page: str, settings: Mapping[str, str]) -> dict[str, list[str]]:
    return in_language({name: [value] for name, value in settings.items()}) if settings else link_of(page)
