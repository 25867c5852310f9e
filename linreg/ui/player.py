"""The Streamlit components that show panels: the player and still panels."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from linreg.aliases import Translate
from linreg.panels import Panel, Picture
from linreg.player.assets import paths
from linreg.player.labels import labels, load_labels

__all__ = ["LOADER", "player", "still_panels"]


def shortened(script: str) -> str:
    """Return a script without its comment lines and indentation."""
    lines = (line.strip() for line in script.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


LOADER = shortened((Path(__file__).parent / "loader.js").read_text(encoding="utf-8"))

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
        key: key of the component.
    """

    def clicked() -> None:
        # Data from the browser is untrusted.
        match _sent(key, "start"):
            case "default" if on_start:
                on_start(None)
            case [float() | int() as W, float() | int() as b] if on_start and math.isfinite(W) and math.isfinite(b):
                on_start((float(W), float(b)))

    live = {"sweep": sweep, "runs": runs}
    _mount(
        data={"picture": picture.to_dict(), "labels": labels(_), "files": paths("player.js"), "said": said, **live},
        key=key,
        on_start_change=clicked,
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


def _sent(key: str, name: str) -> Any:
    return getattr(st.session_state.get(key), name, None)
