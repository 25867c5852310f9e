"""The picture of a run: its three panels and the steps that move them."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linreg.locale import Translate
from linreg.panels.cost import cost_panel
from linreg.panels.fit import fit_panel
from linreg.panels.frames import Indices, choose_drawn, choose_frames
from linreg.panels.panel import Panel
from linreg.panels.surface import Surface, surface_panel
from linreg.panels.window import Window, window_of
from linreg.theory import Theory
from linreg.training import Run


@dataclass(frozen=True, eq=False)
class Picture:
    """What the player plays.

    Attributes:
        run: what is shown.
        panels: fit, surface and cost.
        drawn: indices of the steps that are joined into the path and the cost curve, increasing.
        frames: for each frame, the place in `drawn` of the step that it shows, increasing.
        window: the ranges of the axes.
    """

    run: Run
    panels: tuple[Panel, ...]
    drawn: Indices
    frames: Indices
    window: Window

    def to_dict(self) -> dict[str, Any]:
        """Return the picture in values that JSON knows; the size does not grow with the number of epochs."""
        columns = (("W", self.run.W), ("b", self.run.b), ("cost", self.run.cost))
        return {
            "run": self.run.config.digest(),
            "epochs": self.run.config.epochs,
            "panels": [panel.to_dict() for panel in self.panels],
            "steps": {
                "epoch": _packed(self.drawn, np.uint16),
                **{name: _packed(column[self.drawn], np.float32) for name, column in columns},
            },
            "frames": _packed(self.frames, np.uint16),
            "window": {"W": self.window.W, "b": self.window.b, "cost": self.window.cost},
        }


def draw(run: Run, theory: Theory, surface: Surface, _: Translate = str) -> Picture:
    """Return the picture of a run.

    Args:
        run: what to draw.
        theory: of the same config and data set.
        surface: whether the loss surface is a bowl ("3d") or contour lines ("contour").
        _: translates the words.
    """
    window = window_of(run, theory)
    frames = choose_frames(run, window)
    drawn = choose_drawn(run, window, frames)
    panels = (
        fit_panel(run, theory, window, _),
        surface_panel(run, theory, window, drawn, surface, _),
        cost_panel(run, theory, window, drawn, _),
    )
    return Picture(run=run, panels=panels, drawn=drawn, frames=np.searchsorted(drawn, frames), window=window)


def _packed(values: NDArray[Any], kind: type[np.generic]) -> str:
    with np.errstate(over="ignore"):
        little_endian = np.dtype(kind).newbyteorder("<")
        return base64.b64encode(values.astype(little_endian).tobytes()).decode("ascii")
