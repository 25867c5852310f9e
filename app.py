"""The app: `streamlit run app.py`. It serves the page, the player's files and plotly.js."""

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
    """Pay once, before the first visitor comes, what is slow the first time."""
    # On tensors this small, threads only cost; and many people train at once.
    torch.set_num_threads(1)
    warm()
    # Streamlit collects garbage after every run of the page. What is here now stays: without this, each collection goes through
    # 400 MB of PyTorch, Plotly and Streamlit, which costs a page load half a second.
    gc.collect()
    gc.freeze()
    yield


def routes() -> list[Mount]:
    """Return the routes of the files. Streamlit moves its own routes under `server.baseUrlPath`, but not these."""
    base = st.get_option("server.baseUrlPath").strip("/")
    prefix = f"/{base}" if base else ""
    return [Mount(prefix + path, StaticFiles(directory=directory)) for path, directory in served_directories()]


app = st.App("linreg/ui/main.py", routes=routes(), lifespan=lifespan)
