"""Warm-up: slow imports and first calls, done before the first visitor comes.

This also avoids a race: if twenty visitors of a fresh process import pandas at once, some see it half imported.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import walk_packages
from typing import Final

import linreg
from linreg import RunConfig, analyse, record
from linreg.config import STYLES
from linreg.locale import LANGUAGES, translator
from linreg.panels import draw
from linreg.settings import SURFACES

# Streamlit imports these lazily.
_LATER: Final = (
    "pandas",
    "PIL.ImageFile",
    "packaging.tags",
    "packaging.utils",
    "streamlit.emojis",
    "streamlit.material_icon_names",
    "streamlit.runtime.scriptrunner.magic_funcs",
)
_RUN_BY_STREAMLIT: Final = {"linreg.__main__", "linreg.ui.main", "linreg.ui.train"}
"""Modules that are run, not imported. The labs' pages need no entry: their folder is not a package."""


def warm() -> None:
    """Import every module except the pages, load the catalogues, and train and draw a short run of each style and surface."""
    for name in _LATER:
        import_module(name)
    for module in walk_packages(linreg.__path__, "linreg."):
        if module.name not in _RUN_BY_STREAMLIT:
            import_module(module.name)
    for language in LANGUAGES:
        translator(language)
    for style in STYLES:
        run = record(RunConfig(style=style, epochs=1))
        for surface in SURFACES:
            draw(run, analyse(run.config, run.dataset), surface).to_dict()
