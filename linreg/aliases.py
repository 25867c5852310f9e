"""Type aliases and the translation marker, used by many modules."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

Translate = Callable[[str], str]
"""Translates an English text into the user's language; `str` returns it unchanged."""


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for it
    """Mark a text that is translated later, for the catalogue; return it unchanged."""
    return text
