"""What a host sets."""

import os
import subprocess
import sys

import pytest
from server import ROOT

from linreg.ui.environment import cache_bytes


def test_the_default_and_a_number_of_megabytes() -> None:
    """Without the variable, or if it is empty, recordings take up to 256 MB."""
    assert cache_bytes({}) == cache_bytes({"LINREG_CACHE_MB": ""}) == 256 * 2**20
    assert cache_bytes({"LINREG_CACHE_MB": " 12 "}) == 12 * 2**20


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "1e3", "12 MB", "much", "٣", "9" * 5000])
def test_a_bad_value_ends_the_start(text: str) -> None:
    """The message names the variable, what is allowed and the value."""
    with pytest.raises(SystemExit, match="LINREG_CACHE_MB must be a whole number from 1 to 1000000, got ") as ended:
        cache_bytes({"LINREG_CACHE_MB": text})
    assert text[:60] in str(ended.value)
    assert len(str(ended.value)) < 150


@pytest.mark.slow
def test_the_server_does_not_start_with_a_bad_value() -> None:
    """It says why in one line, and ends with an error."""
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true", "--server.port=0"]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "LINREG_CACHE_MB": "much"}, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode != 0
    assert "LINREG_CACHE_MB must be a whole number from 1 to 1000000, got 'much'" in done.stderr
    assert "Traceback" not in done.stderr
