"""Short names for types that many modules share."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

Translate = Callable[[str], str]
"""From an English text to the same in the person's language; `str` leaves it English."""
