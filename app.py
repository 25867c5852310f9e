"""The app: serves the page, the player's files, plotly.js, sweeps and previews. Start it with `streamlit run app.py`."""

import gc
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

import streamlit as st
import torch
from starlette.middleware import Middleware

from linreg.ui.ending import ending
from linreg.ui.front import ServeFront
from linreg.ui.guard import Guard
from linreg.ui.live import Sweeps
from linreg.ui.room import check_room
from linreg.ui.served import CompressStatic, compress_ahead, routes
from linreg.ui.starts import Starts
from linreg.ui.warm import warm


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Warm up before the first visitor comes."""
    # Tensors this small gain nothing from threads, and many sessions train at once.
    torch.set_num_threads(1)
    with ThreadPoolExecutor(1) as executor:
        compress_ahead(executor)
        warm()
    # Streamlit collects garbage after every run of the page. Frozen objects are skipped: going through 400 MB of PyTorch, Plotly
    # and Streamlit each time would cost half a second per page load.
    gc.collect()
    gc.freeze()
    with ending(give_up):
        yield
    give_up()


def give_up() -> None:
    """End what is being trained for previews."""
    sweeps.close()
    starts.close()


check_room()
# Streamlit applies server.baseUrlPath only to its own routes.
base = st.get_option("server.baseUrlPath").strip("/")
prefix = f"/{base}" if base else ""
sweeps, starts = Sweeps(), Starts()
app = st.App(
    "linreg/ui/main.py",
    routes=[*routes(prefix), *sweeps.routes(prefix), *starts.routes(prefix)],
    middleware=[Middleware(Guard), Middleware(CompressStatic, prefix=prefix), Middleware(ServeFront, prefix=prefix)],
    lifespan=lifespan,
)
