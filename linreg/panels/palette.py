"""The colours of the panels, one meaning each. They suit light and dark backgrounds and colour-blind readers.

Blue and orange remain distinguishable under all common forms of colour blindness (M. Okabe, K. Ito, "Color Universal
Design", 2008). They and the grey have a contrast of at least 3:1 to Streamlit's light and dark background.
"""

from __future__ import annotations

from typing import Final, NamedTuple

RUN: Final = "#1f7fc4"
"""The current run: its line, path, cost and markers."""

THEORY: Final = "#d06a00"
"""Theory: the least-squares line, the optimum, the predicted cost."""

DATA: Final = "#7a7f8c"
"""The data points and their residuals."""


class Look(NamedTuple):
    """The colour of a kept run, and its marker symbol in 2D and 3D."""

    colour: str
    symbol: str


KEPT: Final = (Look("#e619bd", "square"), Look("#8824f9", "diamond"), Look("#31725c", "cross"), Look("#9d8b43", "x"))
"""The looks of the kept runs. The symbols distinguish them without colour."""

GRID: Final = "rgba(128, 132, 149, 0.22)"

LEVEL_LINE: Final = "rgba(110, 128, 150, 0.45)"
LEVEL_FILL: Final = "rgba(110, 128, 150, 0.055)"
"""The contour lines and their translucent fill, which darkens inwards as the levels overlap."""

BOWL: Final = ((0.0, "#dbe4ee"), (0.25, "#b4c3d3"), (0.6, "#8093a8"), (1.0, "#5c6f86"))
"""The colour scale of the loss surface from low to high: greys, so that the run stands out."""
