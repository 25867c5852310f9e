"""The Streamlit components that show panels: the player and still panels."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from linreg.aliases import Translate
from linreg.data import Dataset
from linreg.panels import Panel, Picture
from linreg.player.assets import paths
from linreg.player.labels import labels, load_labels
from linreg.ui.components import LOADER, in_list
from linreg.ui.points import movable, moved

# Not isolated: Plotly's style sheet does not apply inside a shadow root.
_mount = st.components.v2.component("linreg_player", js=LOADER, isolate_styles=False)
_mount_still = st.components.v2.component("linreg_still", js=LOADER, isolate_styles=False)


def player(
    picture: Picture,
    _: Translate = str,
    *,
    said: str = "",
    sweep: str | None = None,
    runs: str | None = None,
    on_start: Callable[[tuple[float, float] | None], None] | None = None,
    on_points: Callable[[Dataset], None] | None = None,
    key: str = "player",
) -> None:
    """Show a picture in the player. Another call with the same key updates it in place and keeps the user's view.

    Args:
        picture: the picture.
        _: translates the texts of the controls.
        said: a text that screen readers read aloud when it changes.
        sweep: path of the sweep that is shown while the learning rate is dragged; None if there is none.
        runs: path of the runs that are shown while the start is dragged, to which `start` is added; None if there is none.
        on_start: called before the rerun, with (W, b) if a point of the loss surface was clicked, with None to reset the start.
        on_points: called before the rerun, with the points as the person has moved them. Without it they stand still.
        key: key of the component.
    """

    def clicked() -> None:
        sent = _sent(key, "start")
        start = pair_of(sent)
        if on_start and (start or sent == "default"):
            on_start(start)

    def dragged() -> None:
        message = moved(_sent(key, "points"))
        if message is None or on_points is None:
            return
        st.session_state[turn] = message.turn
        if message.points is not None:
            on_points(message.points)

    turn = f"_{key}_turn"
    points = {"points": movable(picture.shown[0].run, st.session_state.get(turn, 0))} if on_points else {}
    _mount(
        data=in_list(
            {
                "picture": picture.to_dict(),
                "labels": labels(_),
                "files": paths("player.js"),
                "said": said,
                "sweep": sweep,
                "runs": runs,
                **points,
            }
        ),
        key=key,
        on_start_change=clicked,
        on_points_change=dragged,
    )


def still_panels(panels: Sequence[Panel], _: Translate, *, key: str, on_pick: Callable[[float, float], None] | None = None) -> None:
    """Show panels without a player. Another call with the same key updates them in place.

    Args:
        panels: the panels, side by side if there is room.
        _: translates.
        key: key of the component.
        on_pick: called before the rerun with (x, y), both finite, if a point of a two-dimensional panel was clicked.
    """

    def clicked() -> None:
        picked = pair_of(_sent(key, "pick"))
        if on_pick and picked:
            on_pick(*picked)

    shown = [panel.to_dict() for panel in panels]
    _mount_still(
        data=in_list({"panels": shown, "picks": on_pick is not None, "labels": load_labels(_), "files": paths("still.js")}),
        key=key,
        on_pick_change=clicked,
    )


def pair_of(sent: object) -> tuple[float, float] | None:
    """Return a sent pair of finite numbers; None for anything else: data from the browser is untrusted.

    >>> pair_of([1, 2.5]), pair_of([1, float("nan")]), pair_of("1, 2")
    ((1.0, 2.5), None, None)
    """
    match sent:
        case [float() | int() as x, float() | int() as y]:
            try:
                pair = float(x), float(y)
            except OverflowError:
                return None
            return pair if all(map(math.isfinite, pair)) else None
    return None


def _sent(key: str, name: str) -> Any:
    return getattr(st.session_state.get(key), name, None)
