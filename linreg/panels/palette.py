"""The colours of the panels. One meaning each, on light and dark ground alike, and apart for colour-blind eyes.

Blue and orange are the pair that stays apart under every common colour blindness (M. Okabe, K. Ito, "Color Universal Design", 2008);
both, and the grey, are of a lightness that stands out at 3:1 or more from Streamlit's light and dark background.
"""

from __future__ import annotations

from typing import Final

RUN: Final = "#1f7fc4"
"""The run: its line, its path, its cost and the head of each."""

THEORY: Final = "#d06a00"
"""What the mathematics says: the least-squares line, the optimum, the predicted cost."""

DATA: Final = "#7a7f8c"
"""The points and what belongs to them."""

GRID: Final = "rgba(128, 132, 149, 0.22)"

BOWL: Final = ((0.0, "#e8eef5"), (0.25, "#b9c8d8"), (0.6, "#8093a8"), (1.0, "#52657c"))
"""The loss surface, from low to high: quiet greys, so that the run on it stands out."""
