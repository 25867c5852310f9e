"""The app: `streamlit run app.py`. It serves the page, the player's files and plotly.js."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
import torch
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from linreg import RunConfig, analyse, record
from linreg.config import STYLES
from linreg.panels import SURFACES, draw
from linreg.player.assets import served_directories


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Pay once, before the first visitor comes, what PyTorch and Plotly load when they are first used."""
    # On tensors this small, threads only cost; and many people train at once.
    torch.set_num_threads(1)
    for style in STYLES:
        run = record(RunConfig(style=style, epochs=1))
        for surface in SURFACES:
            draw(run, analyse(run.config, run.dataset), surface).to_dict()
    yield


def routes() -> list[Mount]:
    """Return where the files are served. Streamlit moves its own routes under `server.baseUrlPath`, but not these."""
    base = st.get_option("server.baseUrlPath").strip("/")
    prefix = f"/{base}" if base else ""
    return [Mount(prefix + path, StaticFiles(directory=directory)) for path, directory in served_directories()]


app = st.App("linreg/ui/main.py", routes=routes(), lifespan=lifespan)
