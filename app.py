"""The app: serves the page, the player's files, plotly.js, sweeps and previews. Start it with `streamlit run app.py`."""

import os
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from linreg.ui.ending import ending
from linreg.ui.environment import cache_bytes
from linreg.ui.front import ServeFront
from linreg.ui.guard import Guard
from linreg.ui.previews import Previews
from linreg.ui.served import CompressStatic, compress_ahead, routes
from linreg.ui.warm import WARMING, AfterWarming


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Warm up beside serving."""
    WARMING.begin()
    executor = ThreadPoolExecutor(1)
    compress_ahead(executor)
    executor.shutdown(wait=False)
    with ending(previews.close):
        yield
    previews.close()


cache_bytes(os.environ)  # a bad value ends the start
# Streamlit applies server.baseUrlPath only to its own routes.
base = st.get_option("server.baseUrlPath").strip("/")
prefix = f"/{base}" if base else ""
previews = Previews(prefix)
app = st.App(
    Path(__file__).with_name("linreg") / "ui" / "main.py",
    routes=[*routes(prefix), *previews.routes()],
    middleware=[
        Middleware(Guard),
        Middleware(AfterWarming),
        Middleware(CompressStatic, prefix=prefix),
        Middleware(ServeFront, prefix=prefix),
    ],
    lifespan=lifespan,
)
