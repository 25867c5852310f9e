"""Properties common to all panels: fit, surface, contour and cost."""

from __future__ import annotations

import json
from functools import cache

import numpy as np
import plotly.graph_objects as go
import pytest
from pictures import CONFIGS, mark, numbers, texts, trained, words_left

from linreg.panels import Panel, Picture, draw
from linreg.panels.palette import GHOST as GHOST_COLOUR
from linreg.panels.palette import RUN, THEORY
from linreg.panels.panel import (
    GHOST,
    MovingArrow,
    MovingHead,
    MovingLabel,
    MovingLine,
    MovingPath,
    MovingResiduals,
    OfRun,
    in_float32,
)
from linreg.settings import Surface

PANELS = ("fit", "surface", "contour", "cost")
SYMBOLS = {"x", "y", "W", "b"}

every_panel = pytest.mark.parametrize("panel", PANELS)
every_run = pytest.mark.parametrize("name", CONFIGS)


@cache
def shown(surface: Surface, name: str) -> Picture:
    """Return the picture of a named run, its words marked."""
    return draw(*trained(CONFIGS[name]), surface, mark)


def drawn(panel: str, name: str = "default") -> Panel:
    """Return one panel of a named run."""
    picture = shown("contour" if panel == "contour" else "3d", name)
    return next(part for part in picture.panels if part.name == panel)


@every_run
@every_panel
def test_a_panel_holds_an_ordinary_plotly_figure(panel: str, name: str) -> None:
    """Plotly takes every attribute of the figure, and packs it into the same JSON."""
    part = drawn(panel, name)
    assert isinstance(part.figure, go.Figure)
    assert json.loads(part.figure.to_json()) == json.loads(json.dumps(part.to_dict()["figure"], allow_nan=False))


@every_run
@every_panel
def test_the_traces_that_move_are_there_and_empty(panel: str, name: str) -> None:
    """Each moving part fills a trace of its own that is empty; every other trace has data, also one that belongs to the run."""
    part = drawn(panel, name)
    assert all(each.trace in range(len(part.figure.data)) for each in part.moving)
    moving = [each.trace for each in part.moving if not isinstance(each, OfRun)]
    assert moving
    assert len(set(moving)) == len(moving)
    assert set(moving) <= set(range(len(part.figure.data)))
    for place, trace in enumerate(part.figure.data):
        for axis in ("x", "y", "z") if "z" in trace else ("x", "y"):
            assert (trace[axis] is None) == (place in moving)
        if place in moving:
            assert trace.mode


@every_panel
def test_what_moves_has_the_colour_of_the_run(panel: str) -> None:
    """Line, path, marker, arrow and label have the colour of the run, the run before this one its own, residuals the data's."""
    part = drawn(panel)
    for each in part.moving:
        trace = part.figure.data[each.trace]
        if isinstance(each, MovingHead | MovingArrow):
            assert trace.marker.color == RUN
        elif isinstance(each, MovingLabel):
            assert trace.textfont.color == RUN
        elif isinstance(each, OfRun):
            assert {trace.line.color, trace.textfont.color} & {RUN, THEORY}
        elif isinstance(each, MovingPath | MovingLine):
            assert trace.line.color == (GHOST_COLOUR if each.run == GHOST else RUN)
        else:
            assert isinstance(each, MovingResiduals)
            assert trace.line.color != RUN


@every_run
@every_panel
def test_every_word_of_a_panel_is_translated(panel: str, name: str) -> None:
    """Titles, names, hover texts and the description are translated; only x, y, W and b are not."""
    part = drawn(panel, name)
    assert part.title.startswith("⟦")
    assert part.description.startswith("⟦")
    for text in texts(part):
        assert words_left(text) <= SYMBOLS, text


@every_panel
def test_every_axis_has_a_title_and_a_range_of_its_own(panel: str) -> None:
    """Every axis has a title and a fixed range."""
    layout = drawn(panel).to_dict()["figure"]["layout"]
    scene = layout.get("scene", layout)
    axes = [scene[name] for name in scene if name[1:].startswith("axis")]
    assert len(axes) == (3 if "scene" in layout else 2)
    for axis in axes:
        assert axis["title"]["text"]
        low, high = axis["range"]
        assert low < high
        assert "scene" in layout or axis["fixedrange"] is True


@every_run
@every_panel
def test_a_panel_holds_finite_numbers_only(panel: str, name: str) -> None:
    """All numbers in the figure are finite, whatever the run does."""
    written = drawn(panel, name).to_dict()
    json.dumps(written, allow_nan=False)
    for trace in written["figure"]["data"]:
        for axis in ("x", "y", "z"):
            if axis in trace:
                assert np.isfinite(numbers(trace[axis])).all(), (trace, axis)


@every_run
@every_panel
def test_a_panel_is_described_in_words(panel: str, name: str) -> None:
    """The text alternative is a sentence with all numbers filled in."""
    description = drawn(panel, name).description
    assert len(description) > 60
    assert description.endswith(".⟧")
    assert "{" not in description


@every_panel
def test_a_panel_says_where_not_every_step_is_drawn(panel: str) -> None:
    """The note tells how many steps are drawn if not all are; otherwise it is empty."""
    steps = len(shown("3d", "default").shown[0].drawn)
    note = drawn(panel).note
    assert note == ("" if panel == "fit" else mark("{drawn} of {steps} steps drawn").format(drawn=steps, steps=2002))
    assert drawn(panel).to_dict()["note"] == note
    assert drawn(panel, "converging").note == ""


def test_the_browser_learns_what_moves_and_how() -> None:
    """Each moving part is sent with its kind, its trace and its columns."""
    kinds = {panel: [part["kind"] for part in drawn(panel).to_dict()["moving"]] for panel in PANELS}
    assert kinds == {
        "fit": ["residuals", "line", "line", "label", "arrow"],
        "surface": ["path", "path", "path", "arrow", "head"],
        "contour": ["path", "path", "path", "arrow", "head", "own"],
        "cost": ["own", "path", "path", "path", "arrow", "head", "own", "own"],
    }
    assert drawn("cost", "converging").to_dict()["moving"][-3] == {
        "trace": 5,
        "x": "time",
        "y": "cost",
        "z": None,
        "until": 152,
        "lift": 0.0,
        "run": 0,
        "kind": "head",
    }


def test_numbers_too_large_for_the_browser_are_held_at_its_largest() -> None:
    """Values beyond float32 are clipped; the rest is rounded to float32."""
    largest = float(np.finfo(np.float32).max)
    held = in_float32(np.array([1e300, -1e300, 0.1, np.inf]))
    assert held.dtype == np.float32
    assert held.tolist() == [largest, -largest, float(np.float32(0.1)), largest]
