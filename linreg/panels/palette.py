"""The colours of the panels. One meaning each, on light and dark ground alike, and apart for colour-blind eyes.

Blue and orange are the pair that stays apart under every common colour blindness (M. Okabe, K. Ito,
"Color Universal Design", 2008); both, and the grey, stand out at 3:1 or more from Streamlit's light and its dark background.
"""

from __future__ import annotations

from typing import Final, NamedTuple

RUN: Final = "#1f7fc4"
"""The run: its line, its path, its cost and the head of each."""

THEORY: Final = "#d06a00"
"""What the mathematics says: the least-squares line, the optimum, the predicted cost."""

DATA: Final = "#7a7f8c"
"""The points and what belongs to them."""


class Look(NamedTuple):
    """How a run that was kept is told apart: its colour, and the sign that stands at its head, on flat panels and in 3D."""

    colour: str
    symbol: str


KEPT: Final = (Look("#e619bd", "square"), Look("#8824f9", "diamond"), Look("#31725c", "cross"), Look("#9d8b43", "x"))
"""The runs that were kept beside the person's own. Apart for every kind of eyes; the signs say it without colour."""

NODES: Final = {"leaf": "#d3e6f5", "operation": "#eef1f5", "number": "#f7e6d4", "text": "#20242c"}
"""The nodes of a graph: w, what was computed from it, plain numbers; and the words on all of them."""

GRID: Final = "rgba(128, 132, 149, 0.22)"

LEVEL_LINE: Final = "rgba(110, 128, 150, 0.45)"
LEVEL_FILL: Final = "rgba(110, 128, 150, 0.055)"
"""The level curves, which lie in one another: the deeper, the darker."""

BOWL: Final = ((0.0, "#dbe4ee"), (0.25, "#b4c3d3"), (0.6, "#8093a8"), (1.0, "#5c6f86"))
"""The loss surface, from low to high: quiet greys, so that the run on it stands out."""
