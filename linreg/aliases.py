"""Short names that many modules share."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

Translate = Callable[[str], str]
"""From an English text to the same in the person's language; `str` leaves it English."""


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for it
    """Mark a text for the catalogue where it is not translated on the spot; return it as it is."""
    return text
