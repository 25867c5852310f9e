"""Kept runs: they play beside the current run, on one clock, in their own colours."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import pytest
from pictures import CONFIGS, trained, unpack

from linreg import RunConfig
from linreg.panels import Kept, Picture, draw
from linreg.panels.frames import FRAMES, common_times, steps_at
from linreg.panels.palette import KEPT
from linreg.panels.panel import MovingHead, MovingLine, MovingPath
from linreg.panels.window import window_of
from linreg.settings import MOST_KEPT, SURFACES, Surface

OWN = RunConfig(epochs=300)
OTHERS = (RunConfig(lr=0.1, epochs=150), RunConfig(zero_grad=False, epochs=1000), RunConfig(optimizer="adam", lr=0.05, epochs=400))


def together(others: Sequence[RunConfig], surface: Surface = "contour", own: RunConfig = OWN) -> Picture:
    """Return the picture of a run with kept runs."""
    kept = [Kept(*trained(config), name="<b>a name</b>") for config in others]
    return draw(*trained(own), surface, kept=kept)


@pytest.mark.parametrize("surface", SURFACES)
def test_each_run_has_its_line_its_path_and_its_cost(surface: Surface) -> None:
    """On every panel each kept run has a moving line, or a path and a marker, with its colour and symbol."""
    for panel in together(OTHERS, surface).panels:
        for place, look in enumerate(KEPT[: len(OTHERS)], start=1):
            mine = [moving for moving in panel.moving if moving.run == place]
            assert [type(moving) for moving in mine] == ([MovingLine] if panel.name == "fit" else [MovingPath, MovingHead])
            for moving in mine:
                trace = panel.figure.data[moving.trace]
                if isinstance(moving, MovingHead):
                    assert (trace.marker.color, trace.marker.symbol) == look
                else:
                    assert trace.line.color == look.colour


@pytest.mark.parametrize("surface", SURFACES)
def test_the_persons_own_run_is_drawn_as_it_is_alone(surface: Surface) -> None:
    """Traces of kept runs are appended: those of the current run keep their indices."""
    for alone, beside in zip(together((), surface).panels, together(OTHERS, surface).panels, strict=True):
        assert [type(moving) for moving in alone.moving] == [type(moving) for moving in beside.moving[: len(alone.moving)]]
        assert [moving.trace for moving in alone.moving] == [moving.trace for moving in beside.moving[: len(alone.moving)]]


def test_all_runs_are_in_the_window() -> None:
    """The ranges of epoch and cost contain those of each run; the others do not depend on kept runs."""
    window = together(OTHERS).window
    for config in (OWN, *OTHERS):
        alone = window_of(*trained(config))
        for low_high, wide in ((alone.epoch, window.epoch), (alone.cost, window.cost)):
            assert wide[0] <= low_high[0]
            assert low_high[1] <= wide[1]
    assert window[:4] == together((RunConfig(start=(9.0, 9.0)),)).window[:4] == together(()).window[:4]


def test_one_clock_for_all() -> None:
    """At every frame each run shows its latest step; a finished run stays in its last state."""
    picture = together(OTHERS)
    written = picture.to_dict()
    times = unpack(written["times"], "<f4")
    assert len(times) <= FRAMES
    assert (np.diff(times) > 0).all()
    assert [times[0], times[-1]] == [0, 1001]
    for config, run in zip((OWN, *OTHERS), written["runs"], strict=True):
        steps = unpack(run["step"], "<u2")[unpack(run["frames"], "<u2")]
        np.testing.assert_array_equal(steps, np.minimum(np.floor(picture.times), config.epochs + 1))


def test_batches_and_whole_epochs_share_the_clock() -> None:
    """A run of three updates an epoch has made three times as many steps at each frame, to within an epoch."""
    run, other = trained(RunConfig(batch=1, epochs=60))[0], trained(RunConfig(epochs=60))[0]
    times = common_times([run, other], window_of(*trained(RunConfig(batch=1, epochs=60))))
    np.testing.assert_array_equal(steps_at(other, times), np.floor(times + 1e-9))
    np.testing.assert_array_equal(steps_at(run, times), np.floor(3 * times + 1e-6))


@pytest.mark.parametrize("surface", SURFACES)
def test_many_runs_make_no_large_picture(surface: Surface) -> None:
    """A picture with the largest number of runs is at most twice as large as the largest of one run."""
    others = [CONFIGS[name] for name in ("swinging", "swinging-wide", "swinging-slowly", "default")]
    assert len(others) == MOST_KEPT
    size = len(json.dumps(together(others, surface, RunConfig(zero_grad=False, lr=0.1)).to_dict()))
    assert size < 100_000


def test_no_name_reaches_a_figure() -> None:
    """Names of runs are not in the figures, where Plotly would interpret them as HTML."""
    assert "a name" not in json.dumps(together(OTHERS).to_dict())
