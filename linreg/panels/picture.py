"""The picture of a run: its three panels and the steps that move them."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linreg.aliases import Floats, Translate
from linreg.panels.cost import cost_panel
from linreg.panels.fit import fit_panel
from linreg.panels.frames import DRAWN, FRAMES, Indices, choose_drawn, common_times, in_uint16, steps_at
from linreg.panels.kept import Kept, with_kept
from linreg.panels.panel import Panel
from linreg.panels.surface import surface_panel
from linreg.panels.window import Window, joined, window_of
from linreg.settings import Surface
from linreg.theory import Theory
from linreg.training import Run


@dataclass(frozen=True, eq=False)
class Shown:
    """A run as it is played.

    Attributes:
        run: what is shown.
        drawn: indices of the steps that are joined into the path and the cost curve, increasing.
        frames: for each frame, the place in `drawn` of the step that it shows, never decreasing.
    """

    run: Run
    drawn: Indices
    frames: Indices

    def to_dict(self) -> dict[str, Any]:
        """Return it in values that JSON knows."""
        columns = (("W", self.run.W), ("b", self.run.b), ("cost", self.run.cost))
        return {
            "step": _packed(in_uint16(self.drawn)),
            **{name: _packed(_single(column[self.drawn])) for name, column in columns},
            "updates": self.run.updates_per_epoch,
            "frames": _packed(in_uint16(self.frames)),
        }


@dataclass(frozen=True, eq=False)
class Picture:
    """What the player plays.

    Attributes:
        shown: the person's own run, then those that were kept.
        panels: fit, surface and cost.
        times: when each frame is, in epochs, increasing.
        window: the ranges of the axes.
        theory: of the person's own run.
    """

    shown: tuple[Shown, ...]
    panels: tuple[Panel, ...]
    times: Floats
    window: Window
    theory: Theory

    def to_dict(self) -> dict[str, Any]:
        """Return the picture in values that JSON knows; the size does not grow with the number of epochs."""
        return {
            "run": self.shown[0].run.config.digest(),
            "epochs": max(shown.run.config.epochs for shown in self.shown),
            "panels": [panel.to_dict() for panel in self.panels],
            "runs": [shown.to_dict() for shown in self.shown],
            "times": _packed(_single(self.times)),
            "window": {"W": self.window.W, "b": self.window.b, "cost": self.window.cost},
            "bowl": self.theory.bowl._asdict(),
        }


def draw(run: Run, theory: Theory, surface: Surface, _: Translate = str, kept: Sequence[Kept] = ()) -> Picture:
    """Return the picture of a run.

    Args:
        run: what to draw.
        theory: of the same config and data set.
        surface: whether the loss surface is a bowl ("3d") or contour lines ("contour").
        _: translates the words.
        kept: runs on the same points that are played beside it, at most MOST_KEPT.
    """
    runs = (run, *(other.run for other in kept))
    window = joined([window_of(run, theory), *(window_of(other.run, other.theory) for other in kept)])
    times = common_times(runs, window)
    frames = [steps_at(each, times) for each in runs]
    # Together they are drawn as fine as one alone may be, but for the frames, which every run has.
    drawn = [choose_drawn(each, window, at, max(DRAWN // len(runs), 2 * FRAMES)) for each, at in zip(runs, frames, strict=True)]
    panels = (
        fit_panel(run, theory, window, _),
        surface_panel(run, theory, window, drawn[0], surface, _),
        cost_panel(run, theory, window, drawn[0], _),
    )
    others = list(zip(runs, drawn, strict=True))[1:]
    shown = (Shown(each, steps, np.searchsorted(steps, at)) for each, steps, at in zip(runs, drawn, frames, strict=True))
    return Picture(tuple(shown), tuple(with_kept(panel, others, window) for panel in panels), times, window, theory)


def _single(values: Floats) -> NDArray[np.float32]:
    with np.errstate(over="ignore"):  # a cost that is larger than float32 can hold is drawn as inf
        return values.astype(np.float32)


def _packed(values: NDArray[Any]) -> str:
    little_endian = values.astype(values.dtype.newbyteorder("<"))
    return base64.b64encode(little_endian.tobytes()).decode("ascii")
