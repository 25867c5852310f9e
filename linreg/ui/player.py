"""The Streamlit components that show panels: the player and still panels."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import streamlit as st

from linreg.aliases import Translate
from linreg.panels import Panel, Picture
from linreg.player.assets import paths
from linreg.player.labels import labels, load_labels

__all__ = ["LOADER", "Standing", "player", "standing", "still_panels"]


def shortened(script: str) -> str:
    """Return a script without its comment lines and indentation."""
    lines = (line.strip() for line in script.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


LOADER = shortened((Path(__file__).parent / "loader.js").read_text(encoding="utf-8"))

# Not isolated: Plotly's style sheet does not apply inside a shadow root.
_mount = st.components.v2.component("linreg_player", js=LOADER, isolate_styles=False)
_mount_still = st.components.v2.component("linreg_still", js=LOADER, isolate_styles=False)


class Standing(NamedTuple):
    """The step at which the player stands still: the digest of its run, and its index."""

    run: str
    step: int


def player(
    picture: Picture,
    _: Translate = str,
    *,
    follow: bool = False,
    on_start: Callable[[float, float], None] | None = None,
    key: str = "player",
) -> None:
    """Show a picture in the player. Another call with the same key updates it in place and keeps the user's view.

    Args:
        picture: the picture.
        _: translates the texts of the controls.
        follow: whether to rerun the page when the player stops at another step; see `standing`.
        on_start: called with (W, b), before the rerun, if a point of the loss surface was clicked.
        key: key of the component.
    """

    def clicked() -> None:
        # Data from the browser is untrusted.
        match _sent(key, "start"):
            case [float() | int() as W, float() | int() as b] if on_start and math.isfinite(W) and math.isfinite(b):
                on_start(float(W), float(b))

    _mount(
        data={"picture": picture.to_dict(), "labels": labels(_), "files": paths("player.js"), "follow": follow},
        key=key,
        on_start_change=clicked,
        on_standing_change=lambda: None,
    )


def still_panels(panels: Sequence[Panel], _: Translate, *, key: str) -> None:
    """Show panels without a player. Another call with the same key updates them in place.

    Args:
        panels: the panels, side by side if there is room.
        _: translates.
        key: key of the component.
    """
    shown = [panel.to_dict() for panel in panels]
    _mount_still(data={"panels": shown, "labels": load_labels(_), "files": paths("still.js")}, key=key)


def standing(key: str = "player") -> Standing | None:
    """Return the step at which the player last stopped; None if it has not reported one."""
    match _sent(key, "standing"):
        case {"run": str() as run, "step": int() as step} if step >= 0:
            return Standing(run, step)
    return None


def _sent(key: str, name: str) -> Any:
    return getattr(st.session_state.get(key), name, None)
