"""The slider's Python side: where it stands, and what it takes from the browser."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linreg.ui import lab, slider
from linreg.ui.slider import nearest

OPTIONS = (0.1, 0.2, 0.4)

ascending = st.lists(st.floats(allow_nan=False), min_size=1, max_size=20, unique=True).map(sorted)


@given(ascending, st.floats(-1e300, 1e300))
def test_it_stands_at_the_nearest_option(options: list[float], value: float) -> None:
    """No option is nearer to the value than the one where the slider stands."""
    assert abs(options[nearest(value, options)] - value) == min(abs(option - value) for option in options)


@given(ascending, st.data())
def test_it_stands_at_an_option_itself(options: list[float], data: st.DataObject) -> None:
    """Each option is where it is, also an infinite one."""
    index = data.draw(st.integers(0, len(options) - 1))
    assert nearest(options[index], options) == index


def test_a_range_has_its_nearest_option_too() -> None:
    """The epochs stand at their own number, and at an end if they are beyond it."""
    assert [nearest(value, range(1, 5001)) for value in (1, 2000, 5000, 9999, -3)] == [0, 1999, 4999, 4999, 0]


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Put a dictionary in the place of Streamlit's state."""
    state: dict[str, Any] = {"lr": 0.1}
    monkeypatch.setattr(slider.st, "session_state", state)
    return state


@pytest.mark.parametrize("moving", [True, False])
def test_a_sent_option_is_taken(state: dict[str, Any], moving: bool) -> None:
    """The index of an option sets the value, and whether the slider still moves; then the callback is called."""
    state["_slide_lr"] = SimpleNamespace(moved=[2, 3, moving])
    called: list[float] = []
    slider._take("lr", OPTIONS, lambda: called.append(state["lr"]))
    assert (state["lr"], slider.is_moving(), called) == (0.4, moving, [0.4])


@pytest.mark.parametrize(
    "sent",
    [
        None,
        2,
        "2",
        [2],
        [3, 3, False],
        [-1, 3, False],
        [10**30, 3, False],
        [1.0, 3, False],
        ["1", 3, False],
        [1, 4, False],
        [1, 3],
        [1, 3, 0],
        [1, 3, False, 0],
        {"index": 1},
    ],
)
def test_anything_else_is_ignored(state: dict[str, Any], sent: object) -> None:
    """What is no index of an option, or is one of another number of options, changes nothing and calls nothing."""
    state["_slide_lr"] = SimpleNamespace(moved=sent)
    slider._take("lr", OPTIONS, lambda: pytest.fail("called"))
    assert (state["lr"], slider.is_moving()) == (0.1, False)


def test_a_range_is_sent_by_its_ends() -> None:
    """Thousands of epochs are three numbers; other options are sent as they are written."""
    assert slider._sent(range(1, 60_001), str) == {"low": 1, "step": 1, "count": 60_000}
    assert slider._sent(OPTIONS, lab.decimals) == {"texts": ["0.10", "0.20", "0.40"]}


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_decimals_are_never_rounded(value: float) -> None:
    """A value is written with two decimals if it has no more, otherwise in full."""
    assert float(lab.decimals(value)) == value


def test_values_off_the_grid_stay_options(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every value since the page was opened is an option, once and in order; those of the grid are not kept."""
    state: dict[str, Any] = {}
    monkeypatch.setattr(lab.st, "session_state", state)
    grid = (0.0, 1.0, 2.0)
    for value in (1.0, 0.5, math.inf, 0.5, 2.0):
        state["w"] = value
        options = lab.options_of("w", grid)
    assert options == (0.0, 0.5, 1.0, 2.0, math.inf)
