"""The player: one Streamlit component that shows the panels of a run and plays them together.

It is plain JavaScript without a build step. `static/player.js` is where it begins.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from linreg.locale import Translate
from linreg.panels import Picture
from linreg.player.assets import player_path, plotly_path

__all__ = ["player"]

_mount = st.components.v2.component(
    "linreg_player",
    js=(Path(__file__).parent / "loader.js").read_text(encoding="utf-8"),
    # In a shadow root, Plotly's own style sheet would not reach the plots.
    isolate_styles=False,
)


def player(picture: Picture, _: Translate = str, *, key: str = "player") -> None:
    """Show a picture and play it. Called again with another one, it changes what it shows and keeps the person's view.

    Args:
        picture: what to play.
        _: translates the words of the controls.
        key: identifies the player on the page.
    """
    prefix = "/" + st.get_option("server.baseUrlPath").strip("/")
    base = prefix.rstrip("/")
    _mount(
        data={
            "picture": picture.to_dict(),
            "labels": _labels(_),
            "player": f"{base}{player_path()}/player.js",
            "plotly": f"{base}{plotly_path()}/plotly.min.js",
        },
        key=key,
    )


def _labels(_: Translate) -> dict[str, str]:
    return {
        "player": _("Player"),
        "play": _("Play"),
        "pause": _("Pause"),
        "first": _("To the first step"),
        "back": _("One step back"),
        "forward": _("One step forward"),
        "last": _("To the last step"),
        "loop": _("Repeat"),
        "scrubber": _("Step shown"),
        "speed": _("Speed"),
        "epoch": _("epoch"),
        "cost": _("cost"),
        "W": "W",
        "b": "b",
        "left": _("It has left the picture."),
    }
