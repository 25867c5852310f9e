"""The app: serves the page, the player's files and plotly.js. Start it with `streamlit run app.py`."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
import torch
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from linreg.player.assets import served_directories
from linreg.ui.warm import warm


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Warm up before the first visitor comes."""
    # Tensors this small gain nothing from threads, and many sessions train at once.
    torch.set_num_threads(1)
    warm()
    # Streamlit collects garbage after every run of the page. Frozen objects are skipped: going through 400 MB of PyTorch, Plotly
    # and Streamlit each time would cost half a second per page load.
    gc.collect()
    gc.freeze()
    yield


def routes() -> list[Mount]:
    """Return the routes of the static files, under `server.baseUrlPath`, which Streamlit applies only to its own routes."""
    base = st.get_option("server.baseUrlPath").strip("/")
    prefix = f"/{base}" if base else ""
    return [Mount(prefix + path, StaticFiles(directory=directory)) for path, directory in served_directories()]


app = st.App("linreg/ui/main.py", routes=routes(), lifespan=lifespan)
