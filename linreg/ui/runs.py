"""Runs for the page: trained once, made longer when asked, shared by everybody who looks at the same one."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from linreg import Recording, Run, RunConfig

SHOW_PROGRESS_AFTER: Final = 0.5  # seconds
_EVERY: Final = 0.1  # seconds between two signs of progress

_MOST: Final = 64
"""Recordings held in the process, the last used. One is some 90 bytes a step, its checkpoints included: at most 5.5 MB."""


def repr_of(config: RunConfig) -> str:
    """Return all that decides a run, as text: points of one's own are written out in full, where `repr` would cut them."""
    return repr((config, config.dataset.x.tolist(), config.dataset.y.tolist()))


@st.cache_resource(max_entries=_MOST, show_spinner=False, hash_funcs={RunConfig: repr_of})
def _recording(config: RunConfig) -> Recording:
    return Recording(config)


def recorded(config: RunConfig, place: DeltaGenerator, text: str) -> Run:
    """Return the run of `config`. If that takes long, a progress bar with `text` stands in `place`, an empty element.

    Every sign of progress is a point at which Streamlit stops this run of the page if the person has moved a control.
    """
    began = shown = time.monotonic()

    def on_progress(done: float) -> None:
        nonlocal shown
        now = time.monotonic()
        if now - began >= SHOW_PROGRESS_AFTER and now - shown >= _EVERY:
            shown = now
            place.progress(done, text=text)

    # The number of epochs decides only how far a run goes: all its lengths are one recording.
    run = _recording(replace(config, epochs=config.epochs_max)).run(config.epochs, on_progress)
    place.empty()
    return run
