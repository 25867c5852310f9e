"""The style sheet of the pages."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

SHEETS: Final = Path(__file__).parent / "styles"
ORDER: Final = ("header", "bar", "text", "workbench", "views", "narrow", "paper")
"""The style sheets; where two rules are equally specific, that of the later one holds."""


@cache
def style() -> str:
    """Return the style sheets as a <style> element, minified: it is sent with every rerun."""
    text = "\n".join((SHEETS / f"{name}.css").read_text(encoding="utf-8") for name in ORDER)
    short = re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))
    shorter = re.sub(r" ?([{};,]) ?", r"\1", short).strip()
    return f"<style>{shorter}</style>"
