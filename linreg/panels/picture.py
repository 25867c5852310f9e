"""The picture of a run: three panels and the states to play."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from linreg.aliases import Floats, Translate
from linreg.config import SETTINGS, RunConfig
from linreg.data import Dataset
from linreg.panels.cost import cost_panel
from linreg.panels.fit import fit_panel
from linreg.panels.frames import DRAWN, FRAMES, Indices, choose_drawn, common_times, in_uint16, steps_at, trembles
from linreg.panels.kept import Kept, with_kept
from linreg.panels.panel import Panel
from linreg.panels.surface import surface_panel
from linreg.panels.window import Window, window_of
from linreg.run import Run
from linreg.settings import Surface
from linreg.theory import Theory

SAID: Final = ("style", "lr", "epochs", "zero_grad", "optimizer")


@dataclass(frozen=True, eq=False)
class Shown:
    """A run in the player.

    Attributes:
        run: the run.
        drawn: increasing indices of the states in the path and the cost curve; the last is the one after the last update.
        frames: for each frame, the index into `drawn` of the state shown; non-decreasing.
        trembles: whether the path crosses itself over and over.
    """

    run: Run
    drawn: Indices
    frames: Indices
    trembles: bool

    def to_dict(self) -> dict[str, Any]:
        """Return the run as JSON-serialisable values: columns as base64, little-endian float32 and uint16."""
        columns = (("W", self.run.states.W), ("b", self.run.states.b), ("cost", self.run.states.cost))
        return {
            "step": _packed(in_uint16(self.drawn)),
            **{name: _packed(_single(column[self.drawn])) for name, column in columns},
            "updates": self.run.updates_per_epoch,
            "frames": _packed(in_uint16(self.frames)),
            "trembles": self.trembles,
        }


@dataclass(frozen=True, eq=False)
class Picture:
    """The picture shown by the player.

    Attributes:
        shown: the current run, followed by the kept runs.
        panels: fit, surface and cost.
        times: time of each frame in epochs, increasing.
        window: the ranges of the axes.
        theory: of the current run.
        settings: the settings of the current run in words, for files that leave the page.
    """

    shown: tuple[Shown, ...]
    panels: tuple[Panel, ...]
    times: Floats
    window: Window
    theory: Theory
    settings: str

    def to_dict(self) -> dict[str, Any]:
        """Return the picture as JSON-serialisable values; their size is bounded, however many epochs there are.

        Among them: `last`, the last epoch of the runs; `chosen`, whether the start is not the default; `data`, a digest of the
        points used in training; and `variance`, that of their y.
        """
        points = self.shown[0].run.points
        return {
            "run": self.shown[0].run.config.digest(),
            "lr": self.shown[0].run.config.lr,
            "settings": self.settings,
            "epochs": max(shown.run.config.epochs for shown in self.shown),
            "last": max(int(shown.run.epoch[-1]) for shown in self.shown),
            "chosen": self.shown[0].run.config.start is not None,
            "data": _digest(points),
            "variance": float(np.var(points.y)),
            "panels": [panel.to_dict() for panel in self.panels],
            "runs": [shown.to_dict() for shown in self.shown],
            "times": _packed(_single(self.times)),
            "window": self.window._asdict(),
            "bowl": self.theory.bowl._asdict(),
        }


def draw(run: Run, theory: Theory, surface: Surface, _: Translate = str, kept: Sequence[Kept] = ()) -> Picture:
    """Return the picture of a run.

    Args:
        run: the run.
        theory: of the same config and data set.
        surface: how the loss surface is drawn, "3d" or "contour".
        _: translates the texts.
        kept: kept runs on the same points, at most MOST_KEPT.
    """
    runs = (run, *(other.run for other in kept))
    window = window_of(run, theory, [(other.run, other.theory) for other in kept])
    times = common_times(runs, window)
    frames = [steps_at(each, times) for each in runs]
    # The runs share the limit of one run, but each needs room for its frames.
    drawn = [choose_drawn(each, window, at, max(DRAWN // len(runs), 2 * FRAMES)) for each, at in zip(runs, frames, strict=True)]
    panels = (
        fit_panel(run, theory, window, _),
        surface_panel(run, theory, window, drawn[0], surface, _),
        cost_panel(run, theory, window, drawn[0], _),
    )
    others = list(zip(runs, drawn, strict=True))[1:]
    theories = (theory, *(other.theory for other in kept))
    shown = (
        Shown(each, steps, np.searchsorted(steps, at), trembles(each, of))
        for each, of, steps, at in zip(runs, theories, drawn, frames, strict=True)
    )
    together = tuple(with_kept(panel, others, window) for panel in panels)
    return Picture(tuple(shown), together, times, window, theory, _in_words(run.config, _))


def _in_words(config: RunConfig, _: Translate) -> str:
    """Return the settings that everybody asks for, and those that are not the default."""
    values = {name: getattr(config, name) for name in SETTINGS}
    said = [name for name, value in values.items() if name in SAID or value != SETTINGS[name].default]
    texts = {name: SETTINGS[name].describe(values[name], _) for name in said}
    if isinstance(config.data, Dataset):
        texts["data"] = _("Your own points")
    return " · ".join(filter(None, texts.values()))


def _digest(points: Dataset) -> str:
    return hashlib.sha256(points.x.tobytes() + points.y.tobytes()).hexdigest()[:12]


def _single(values: Floats) -> NDArray[np.float32]:
    with np.errstate(over="ignore"):  # a cost beyond float32 becomes inf
        return values.astype(np.float32)


def _packed(values: NDArray[Any]) -> str:
    little_endian = values.astype(values.dtype.newbyteorder("<"))
    return base64.b64encode(little_endian.tobytes()).decode("ascii")
