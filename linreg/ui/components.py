"""What the Streamlit components share: the loader, and the form of their data."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def shortened(script: str) -> str:
    """Return a script without its comment lines and indentation."""
    lines = (line.strip() for line in script.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


LOADER = shortened((Path(__file__).parent / "loader.js").read_text(encoding="utf-8"))


def in_list(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the data of a component in the form in which it is sent: of each value of a dict, Streamlit asks pandas what it is."""
    return [data]
