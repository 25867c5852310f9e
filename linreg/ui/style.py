"""The style sheet of the pages."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path


@cache
def style() -> str:
    """Return `style.css` as a <style> element, minified: it is sent with every rerun."""
    text = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")
    short = re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))
    shorter = re.sub(r" ?([{};,]) ?", r"\1", short).strip()
    return f"<style>{shorter}</style>"
