"""Runs for the page: a cache of recordings, extended on demand and shared by all sessions."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from linreg import Recording, Run, RunConfig

SHOW_PROGRESS_AFTER: Final = 0.5  # seconds
_EVERY: Final = 0.1  # seconds between two signs of progress

_MOST: Final = 64
"""Recordings in the cache, most recently used. One takes about 90 bytes a step, checkpoints included: at most 5.5 MB."""


def repr_of(config: RunConfig) -> str:
    """Return the cache key of a config: its repr, and all points, which the repr of a Dataset abbreviates."""
    return repr((config, config.dataset.x.tolist(), config.dataset.y.tolist()))


@st.cache_resource(max_entries=_MOST, show_spinner=False, hash_funcs={RunConfig: repr_of})
def _recording(config: RunConfig) -> Recording:
    return Recording(config)


def recorded(config: RunConfig, place: DeltaGenerator, text: str) -> Run:
    """Return the run of `config`, with a progress bar in `place` while it is trained."""
    # Runs that differ only in epochs share a recording.
    run = _recording(replace(config, epochs=config.epochs_max)).run(config.epochs, progress_in(place, text))
    place.empty()
    return run


def progress_in(place: DeltaGenerator, text: str) -> Callable[[float], None]:
    """Return a function that is told the fraction done, and after SHOW_PROGRESS_AFTER seconds shows a progress bar in `place`.

    Each update of the progress bar lets Streamlit interrupt the script if a control has changed.
    """
    began = shown = time.monotonic()

    def on_progress(done: float) -> None:
        nonlocal shown
        now = time.monotonic()
        if now - began >= SHOW_PROGRESS_AFTER and now - shown >= _EVERY:
            shown = now
            place.progress(done, text=text)

    return on_progress
