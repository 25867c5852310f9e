"""The program of a config as a Jupyter notebook."""

from __future__ import annotations

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from linreg.aliases import Translate
from linreg.config import RunConfig
from linreg.data import Dataset
from linreg.script import program


def notebook(config: RunConfig, dataset: Dataset | None = None, _: Translate = str) -> str:
    """Return the JSON of an `.ipynb` file: a title, and the sections of `program(config, dataset)` as code cells.

    Args:
        config: the run.
        dataset: the points to fit; `config.dataset` by default.
        _: translates title and comments.
    """
    sections = program(config, dataset, _).rstrip("\n").split("\n\n\n")
    cells = [new_markdown_cell("# " + _("Linear regression with PyTorch")), *(new_code_cell(section) for section in sections)]
    for number, cell in enumerate(cells):
        cell["id"] = f"linreg-{number}"  # nbformat's ids are random; the same config must give the same file
    document = new_notebook(cells=cells, metadata={"language_info": {"name": "python"}})
    nbformat.validate(document)
    text: str = nbformat.writes(document)
    return text
