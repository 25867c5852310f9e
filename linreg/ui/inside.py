"""The "Inside a step" tab: the loop's four lines with their numbers, for the step shown by the player."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import streamlit as st

from linreg import Run
from linreg.aliases import Translate
from linreg.inside import look_inside_each
from linreg.panels.picture import Shown
from linreg.player.assets import paths
from linreg.player.labels import load_labels
from linreg.ui.components import LOADER, in_list
from linreg.words.inside import code_of, numbers_of, title_of

BEHIND: Final = 4
AHEAD: Final = 8
"""Numbers of steps sent before and after the step asked for, so that the next presses need no answer from the server."""

_KEY: Final = "inside"

# Not isolated: it hears the player, and the page's style places it.
_mount = st.components.v2.component("linreg_inside", js=LOADER, isolate_styles=False)


@st.fragment
def inside(run: Run, _: Translate) -> None:
    """Show the tab for a run. It asks for other steps by itself: only this function runs again then."""
    at = asked(run)
    steps = range(max(0, at - BEHIND), min(len(run), at + AHEAD + 1))
    seen = [{"title": title_of(run, each, _), "numbers": numbers_of(run, each, _)} for each in look_inside_each(run, steps)]
    data = {
        "run": run.config.digest(),
        "at": at,
        "total": len(run),
        "code": code_of(run, _),
        # With the state after the last of them.
        "shown": Shown(run, np.array([*steps, steps.stop]), np.arange(len(steps)), trembles=False).to_dict(),
        "seen": seen,
        "labels": labels(_),
        "files": paths("inside.js", "inside.css"),
    }
    _mount(data=in_list(data), key=_KEY, on_at_change=lambda: None)


def asked(run: Run) -> int:
    """Return the step that the tab asked for; 0 if it has not asked for a step of this run."""
    # Data from the browser is untrusted.
    match getattr(st.session_state.get(_KEY), "at", None):
        case {"run": str() as digest, "step": int() as step} if digest == run.config.digest() and step >= 0:
            return min(step, len(run) - 1)
    return 0


def labels(_: Translate) -> dict[str, Any]:
    """Return the texts of the tab's controls, by the keys used in inside.js."""
    return {
        "lines": _("The four lines of the loop"),
        "back": _("One step back"),
        "forward": _("One step forward"),
        "line": _("Next line"),
        "slowly": _("Play slowly"),
        "pause": _("Pause"),
        "close": _("Close"),
        "open": _("Keep beside the picture"),
        "playing": _("Pause to look inside a step."),
        **load_labels(_),
    }
