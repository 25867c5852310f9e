"""Runs for the page: recordings that are kept for all sessions, and the progress of what is trained."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from linreg import Run, RunConfig
from linreg.recordings import Recordings
from linreg.ui.environment import cache_bytes
from linreg.ui.state import end_if_moved_on, visitor

SHOW_PROGRESS_AFTER: Final = 0.5  # seconds
_EVERY: Final = 0.1  # seconds between two signs of progress


@st.cache_resource(show_spinner=False)
def _recordings() -> Recordings:
    return Recordings(cache_bytes(os.environ))


def recorded(config: RunConfig, place: DeltaGenerator, text: str) -> Run:
    """Return the run of `config`, with a progress bar in `place` while it is trained."""
    run = _recordings().run(config, progress_in(place, text), visitor())
    place.empty()
    return run


def progress_in(place: DeltaGenerator, text: str) -> Callable[[float], None]:
    """Return a function that is told the fraction done, and after SHOW_PROGRESS_AFTER seconds shows a progress bar in `place`.

    Each call lets Streamlit end the script if a control has changed or the visitor has left.
    """
    began = shown = time.monotonic()
    before = -1.0

    def on_progress(done: float) -> None:
        nonlocal shown, before
        end_if_moved_on()
        now = time.monotonic()
        # Nothing is sent for somebody who only waits: many may.
        if done != before and now - began >= SHOW_PROGRESS_AFTER and now - shown >= _EVERY:
            shown, before = now, done
            place.progress(done, text=text)

    return on_progress
