"""The page, run without a browser by AppTest."""

from __future__ import annotations

from collections.abc import Iterator
from warnings import catch_warnings

import pytest
from page import Open
from server import ROOT
from streamlit.testing.v1 import AppTest


@pytest.fixture
def open_page() -> Open:
    """Open the page with query parameters; a parameter may be a list of values."""

    def open_link(**parameters: str | list[str]) -> AppTest:
        page = AppTest.from_file(ROOT / "linreg" / "ui" / "main.py", default_timeout=60)
        page.query_params.update(parameters)
        page.run()
        assert not page.exception
        return page

    return open_link


@pytest.fixture
def open_lab() -> Open:
    """Open the page of a lab with query parameters."""

    def open_link(name: str, **parameters: str | list[str]) -> AppTest:
        page = AppTest.from_file(ROOT / "linreg" / "ui" / "main.py", default_timeout=60)
        page.query_params.update({"epochs": "1", **({"lang": parameters["lang"]} if "lang" in parameters else {})})
        page.run()
        page.query_params.clear()
        page.query_params.update(parameters)
        page.switch_page(f"labs/{name}.py").run()
        assert not page.exception
        return page

    return open_link


@pytest.fixture
def unheard() -> Iterator[None]:
    """Filter the warning of a lab's program out of pytest's report."""
    with catch_warnings(record=True):
        yield
