"""The Streamlit component for a slider that can be heard while it moves. Streamlit's own is heard when it is let go."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

import streamlit as st

from linreg.aliases import Translate
from linreg.player.assets import paths
from linreg.player.labels import slider_labels
from linreg.ui.components import LOADER, in_list

__all__ = ["MOVING", "is_moving", "nearest", "slider"]

Value = TypeVar("Value", int, float)

MOVING: Final = "_moving"
"""Key of the state: whether more values of a slider will follow."""

_mount = st.components.v2.component("linreg_slider", js=LOADER, isolate_styles=False)


def slider(
    label: str,
    options: Sequence[Value],
    _: Translate,
    *,
    key: str,
    text: Callable[[Value], str] = str,
    help: str | None = None,  # noqa: A002  as Streamlit calls it
    throttled: bool = False,
    on_move: Callable[[], None] | None = None,
) -> Value:
    """Show a slider over `options` and return the option where it stands, the one nearest to the value in the state.

    The value is at `key` in the session state: plain state, not a widget's. Set it at any time before the slider is shown.
    While the slider moves, the browser's document hears `linreg-slide` (see signals.js).

    Args:
        label: what is chosen, beside the track and for screen readers.
        options: the values, ascending, at least one. A range may be long: only its ends are sent.
        _: translates.
        key: of the value in the state. The page's style sheets find the slider in `.st-key-<key>`.
        text: writes an option; not used for a range.
        help: a text behind a question mark.
        throttled: whether the page is also drawn anew while the slider moves, as often as it can. Show such a slider last, in
            a container at its place: the browser sends the next value when it sees the slider with the one before.
        on_move: called before the rerun for each value that the browser has sent.
    """
    index = nearest(st.session_state[key], options)
    with st.container(key=key):
        _mount(
            data=in_list(
                {
                    "key": key,
                    "label": label,
                    "help": help,
                    "index": index,
                    "options": _sent(options, text),
                    "throttled": throttled,
                    "moving": is_moving(),
                    "labels": slider_labels(label, _),
                    "files": paths("slider.js", "slider.css", plots=False),
                }
            ),
            key=_component(key),
            on_moved_change=lambda: _take(key, options, on_move),
        )
    return options[index]


def is_moving() -> bool:
    """Return whether the page is drawn for a slider that still moves. What shall not follow each of its values can wait."""
    return bool(st.session_state.get(MOVING, False))


def nearest(value: float, options: Sequence[Value]) -> int:
    """Return the place of the option nearest to `value`; of two equally near, that of the first.

    >>> nearest(0.19, (0.1, 0.2, 0.3))
    1
    """
    right = min(bisect_left(options, value), len(options) - 1)
    if right == 0 or options[right] - value < value - options[right - 1]:
        return right
    return right if options[right] == value else right - 1


def _component(key: str) -> str:
    return f"_slide_{key}"


def _sent(options: Sequence[Value], text: Callable[[Value], str]) -> dict[str, Any]:
    """Return the options as the browser needs them."""
    if isinstance(options, range):
        return {"low": options.start, "step": options.step, "count": len(options)}
    return {"texts": [text(option) for option in options]}


def _take(key: str, options: Sequence[Value], on_move: Callable[[], None] | None) -> None:
    """Set the value to the option to which the slider was moved."""
    # Data from the browser is untrusted. It may also be of a slider with other options, moved just before they changed.
    match getattr(st.session_state.get(_component(key)), "moved", None):
        case [int() as index, int() as count, bool() as moving] if count == len(options) and 0 <= index < count:
            st.session_state.update({key: options[index], MOVING: moving})
            if on_move:
                on_move()
