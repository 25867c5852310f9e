"""Warm-up beside serving: slow imports and first calls, done while the first visitor's browser fetches the page.

It avoids a race: if twenty visitors of a fresh process import pandas at once, some see it half imported. So nobody's script
runs before what the first picture needs is there (`AfterWarming`), and what comes after the first picture waits for the rest
(`wait_for_all`).
"""

from __future__ import annotations

import ast
import asyncio
import gc
import threading
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

import linreg
from linreg.config import STYLES, RunConfig
from linreg.locale import LANGUAGES, translator
from linreg.settings import SURFACES
from linreg.ui.eager import do_not_compile
from linreg.ui.pages import page_file

_FIRST: Final = ("PIL.ImageFile", "packaging.tags", "packaging.utils", "streamlit.emojis", "streamlit.material_icon_names")
"""What Streamlit imports lazily for the first picture, and what it imports later."""

_LATER: Final = ("pandas", "streamlit.runtime.scriptrunner.magic_funcs")

_RUN_BY_STREAMLIT: Final = {"linreg.__main__", "linreg.ui.main", "linreg.ui.train"}
"""Modules that are run, not imported. The labs' pages need no entry: their folder is not a package."""


PATIENCE: Final = 2.0
"""Seconds for which the rest waits for the first picture: both at once would take turns."""


class Warming:
    """The warming of a process. Without `begin` there is nothing to wait for."""

    def __init__(self) -> None:
        self._first, self._go_on, self._all = threading.Event(), threading.Event(), threading.Event()
        self._first.set()
        self._all.set()

    def begin(self) -> None:
        """Warm in a thread."""
        self._first.clear()
        self._all.clear()
        threading.Thread(target=self._warm, name="warming", daemon=True).start()

    def _warm(self) -> None:
        # Whatever fails here fails again where it is needed, and is said there.
        try:
            warm_first()
            self._first.set()
            self._go_on.wait(PATIENCE)
            warm_all()
        finally:
            self._first.set()
            self._all.set()

    async def first(self) -> None:
        """Return when what the first picture needs is there."""
        while not self._first.is_set():
            await asyncio.sleep(0.02)

    def go_on(self) -> None:
        """Warm the rest now: a picture has been drawn, or somebody waits."""
        self._go_on.set()

    def wait_for_all(self) -> None:
        """Return when everything is there."""
        self.go_on()
        self._all.wait()


WARMING: Final = Warming()


class AfterWarming:
    """Middleware that lets no page connect before what the first picture needs is there, and calls nothing healthy before.

    A page asks for the server's health before it connects, and a proxy before it sends anybody.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what comes; a websocket waits, and so does a question for the server's health."""
        if scope["type"] == "websocket" or (scope["type"] == "http" and scope["path"].endswith("/_stcore/health")):
            await WARMING.first()
        await self.app(scope, receive, send)


def warm_first() -> None:
    """Import what the main page needs for its first picture, and train and draw a short run."""
    import torch

    gc.disable()  # an import makes no garbage to speak of
    try:
        do_not_compile()
        # Tensors this small gain nothing from threads, and many sessions train at once.
        torch.set_num_threads(1)
        for name in _FIRST:
            import_module(name)
        for script in (Path(__file__).with_name("main.py"), page_file("train")):
            _import_as(script)
        draw = import_module("linreg.panels").draw
        run = linreg.record(RunConfig(epochs=1))
        draw(run, linreg.analyse(run.config), SURFACES[0]).to_dict()
        freeze()
    finally:
        gc.enable()


def warm_all() -> None:
    """Import every module except the pages, load the catalogues, and train and draw a short run of each style and surface."""
    for name in _LATER:
        import_module(name)
    for module in walk_packages(linreg.__path__, "linreg."):
        if module.name not in _RUN_BY_STREAMLIT:
            import_module(module.name)
    for language in LANGUAGES:
        translator(language)
    draw = import_module("linreg.panels").draw
    for style in STYLES:
        run = linreg.record(RunConfig(style=style, epochs=1))
        for surface in SURFACES:
            draw(run, linreg.analyse(run.config, run.dataset), surface).to_dict()
    gc.collect()
    freeze()


def freeze() -> None:
    """Have garbage collections pass over all that is there.

    Streamlit collects garbage after every run of the page: going through 400 MB of PyTorch and Streamlit each time would cost
    half a second per page load.
    """
    gc.freeze()


def _import_as(script: Path) -> None:
    """Import the modules that a script imports at its top, and the names that it takes from them."""
    for node in ast.parse(script.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.module:
            module = import_module(node.module)
            for alias in node.names:
                getattr(module, alias.name)
