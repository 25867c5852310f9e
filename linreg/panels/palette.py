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

GHOST: Final = "#8791a6"
GHOST_DARK: Final = "#98a2b6"
"""The run before this one: greyish, so that it is told apart from the coloured runs. Drawn with dashes."""

ENVELOPE: Final = "rgba(31, 127, 196, 0.14)"
"""The fill of the envelope of a run that crosses itself: the colour of the run, translucent."""

LEVEL_LINE: Final = "rgba(110, 128, 150, 0.55)"

BOWL: Final = ((0.0, "#f6f8fb"), (0.35, "#dfe6ee"), (1.0, "#b3c0ce"))
"""The colours of the loss surface from low to high, as contour lines and in 3D: greys, so that the run stands out."""

BOWL_DARK: Final = ((0.0, "#414c59"), (0.35, "#313b46"), (1.0, "#212932"))
"""The same on a dark background: low is lighter here too."""

REACHED: Final = ((0.0, "#08326b"), (0.35, "#2f79b8"), (0.7, "#9cc4e4"), (1.0, "#e6eff8"))
"""The colours of a map of runs, from those that came closest to those that got nowhere: shades of the run's blue."""

REACHED_DARK: Final = ((0.0, "#d5e8fa"), (0.35, "#5fa4dd"), (0.7, "#245a8c"), (1.0, "#1d2c3c"))
"""The same on a dark background: there, too, what came closest stands out most."""

HALO: Final = "#ffffff"
HALO_DARK: Final = "#171614"
"""Round lines on a map: the colours of the backgrounds."""


def shade(scale: tuple[tuple[float, str], ...], place: float) -> str:
    """Return the colour of a scale at a place from 0 to 1."""
    high = next(i for i in range(1, len(scale)) if place <= scale[i][0])
    (start, one), (end, other) = scale[high - 1 : high + 1]
    share = (place - start) / (end - start)
    parts = [(int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(low + share * (up - low)):02x}" for low, up in parts)
