"""Mounts the player on the page: the Streamlit components that show panels, and what they send back."""

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

__all__ = ["Standing", "player", "standing", "still_panels"]


def shortened(script: str) -> str:
    """Return a script without its comment lines and indentation."""
    lines = (line.strip() for line in script.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


_LOADER = shortened((Path(__file__).parent / "loader.js").read_text(encoding="utf-8"))

# In a shadow root, Plotly's own style sheet would not reach the plots.
_mount = st.components.v2.component("linreg_player", js=_LOADER, isolate_styles=False)
_mount_still = st.components.v2.component("linreg_still", js=_LOADER, isolate_styles=False)


class Standing(NamedTuple):
    """Where the player stands still: the digest of the run it shows, and the index of the step."""

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
    """Show a picture and play it. Called again with another one, it changes what it shows and keeps the person's view.

    Args:
        picture: what to play.
        _: translates the words of the controls.
        follow: whether the page runs again when the player comes to stand on another step; see `standing`.
        on_start: called before the page runs again when the person has clicked a point (W, b) of the loss surface.
        key: identifies the player on the page.
    """

    def clicked() -> None:
        # What comes from a browser is input from a stranger.
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
    """Show panels that do not play. Called again with others, they change in place.

    Args:
        panels: what to show, side by side where there is room.
        _: translates.
        key: identifies them on the page.
    """
    shown = [panel.to_dict() for panel in panels]
    _mount_still(data={"panels": shown, "labels": load_labels(_), "files": paths("still.js")}, key=key)


def standing(key: str = "player") -> Standing | None:
    """Return where the player last came to stand, if it has said so."""
    match _sent(key, "standing"):
        case {"run": str() as run, "step": int() as step} if step >= 0:
            return Standing(run, step)
    return None


def _sent(key: str, name: str) -> Any:
    return getattr(st.session_state.get(key), name, None)
