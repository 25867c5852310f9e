"""A run of the page's script ends as soon as nobody waits for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from linreg import RunConfig, record
from linreg.ui import runs

SCRIPT = """\
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

from linreg import RunConfig
from linreg.ui.runs import recorded

st.session_state.setdefault("visits", 0)
st.session_state.visits += 1
place = st.empty()
st.text("before")
if st.session_state.visits == 1:
    {moves_on}
recorded(RunConfig(lr=0.0123, epochs=5000, seed={seed}), place, "training")
st.text(f"picture {{st.session_state.visits}}")
"""


@pytest.fixture
def trained(monkeypatch: pytest.MonkeyPatch) -> list[list[float]]:
    """For each run of the script, the shares of the training that were done after each block."""
    record(RunConfig(epochs=1))  # the first optimizer of a process takes so long that a progress bar would come
    found: list[list[float]] = []
    in_place = runs.progress_in

    def watched(place: object, text: str) -> object:
        on_progress, shares = in_place(place, text), list[float]()  # type: ignore[arg-type]
        found.append(shares)

        def watch(share: float) -> None:
            shares.append(share)
            on_progress(share)

        return watch

    monkeypatch.setattr(runs, "progress_in", watched)
    return found


def open_script(folder: Path, moves_on: str, seed: int) -> list[str]:
    """Run the script and return the texts that it shows at last."""
    file = folder / "script.py"
    file.write_text(SCRIPT.format(moves_on=moves_on, seed=seed), encoding="utf-8")
    page = AppTest.from_file(file, default_timeout=120).run()
    assert not page.exception
    return [text.value for text in page.text]


def test_a_change_ends_the_training_at_once(tmp_path: Path, trained: list[list[float]]) -> None:
    """If a control has changed, the script is run anew after one block of steps, long before there is a progress bar."""
    change = "get_script_run_ctx().script_requests.request_rerun(RerunData())"
    assert open_script(tmp_path, change, 1) == ["before", "picture 2"]
    first, second = trained
    assert len(first) == 1
    assert first[0] < second[0]  # goes on where the first stopped
    assert second[-1] == 1


def test_who_leaves_ends_the_training_at_once(tmp_path: Path, trained: list[list[float]]) -> None:
    """If the page was closed, the training is given up after one block of steps."""
    assert open_script(tmp_path, "get_script_run_ctx().script_requests.request_stop()", 2) == ["before"]
    assert [len(shares) for shares in trained] == [1]
