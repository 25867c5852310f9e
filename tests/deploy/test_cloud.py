"""The entry for Streamlit Community Cloud, run as it runs it: by `streamlit run`, from the project's folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from replicas import Page, Visitor, page_of
from server import serve

from linreg import RunConfig
from linreg.player.assets import paths


@pytest.mark.slow
def test_the_entry_serves_the_whole_page(tmp_path: Path) -> None:
    """The page comes with its files and its run, though the entry is in another folder than linreg."""
    with serve(tmp_path / "log.txt", script="deploy/cloud/streamlit_app.py") as address:
        visitor = Visitor(Page(address))
        for path in ("/", "/accumulate", *(f"/{path}" for path in paths("player.js").values())):
            assert visitor.ask(path).status == 200
        with visitor.stream() as stream:
            assert page_of(stream, "lr=0.07")[1] == RunConfig(lr=0.07).digest()
    assert "Traceback" not in (tmp_path / "log.txt").read_text(encoding="utf-8")
