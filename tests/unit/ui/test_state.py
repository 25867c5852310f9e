"""The private part of Streamlit that the page's state relies on."""

from __future__ import annotations

import inspect
from pathlib import Path

from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext

from linreg.ui import state

UI = Path(inspect.getfile(state)).parent


def test_streamlit_says_whether_the_person_went_back_or_forward() -> None:
    """Streamlit's context of a run has the flag, False where nothing is said; only one module reads it."""
    parameters = inspect.signature(ScriptRunContext).parameters
    assert parameters["is_history_navigation"].default is False
    assert get_script_run_ctx is state.get_script_run_ctx
    readers = [file.name for file in UI.rglob("*.py") if "get_script_run_ctx" in file.read_text(encoding="utf-8")]
    assert readers == ["state.py"]
