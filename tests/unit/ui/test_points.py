"""The points that a person moves: what the player gets, and what is taken from the browser, which may send anything."""

from __future__ import annotations

import json
import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracles import datasets

from linreg import PRESETS, Dataset, RunConfig, analyse, record
from linreg.data.points import MAX_POINTS
from linreg.panels import draw
from linreg.ui import player
from linreg.ui.points import movable, moved

GOOD = {"x": [1, 2.5], "y": [2, -4], "turn": 3}

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["x", "y", "turn", "z"]), inner),
    max_leaves=12,
)


def test_points_of_a_message_are_the_persons_own() -> None:
    """Numbers in two equally long lists become the person's own points, with the number of the message."""
    assert moved(GOOD) == (Dataset("own", [1, 2.5], [2, -4]), 3)


@pytest.mark.parametrize("scale", [False, True])
@given(dataset=datasets())
def test_what_the_player_gets_comes_back_as_the_same_points(scale: bool, dataset: Dataset) -> None:
    """Points sent back untouched are those of the data in float32, also if the picture shows them standardised."""
    run = record(RunConfig(data=dataset, epochs=1, scale=scale))
    message = json.loads(json.dumps(movable(run, 7), allow_nan=False)) | {"turn": 8}
    back = moved(message)
    assert back is not None
    assert back.points is not None
    assert back.turn == 8
    for column in ("x", "y"):
        ours, theirs = (np.float32(getattr(points, column)) for points in (dataset, back.points))
        np.testing.assert_array_equal(ours, theirs)


def test_the_scaling_leads_from_the_picture_to_the_data() -> None:
    """Standardised points times the standard deviation plus the mean are the points of the data; otherwise there is no scaling."""
    run = record(RunConfig(data="hubble", epochs=1, scale=True))
    scaling = movable(run, 0)["scaling"]
    for column in ("x", "y"):
        back = getattr(run.points, column) * scaling[f"std_{column}"] + scaling[f"mean_{column}"]
        np.testing.assert_allclose(back, getattr(PRESETS["hubble"], column), rtol=1e-5, atol=1e-3)
    assert movable(record(RunConfig(epochs=1)), 0)["scaling"] is None
    assert movable(run, 0)["most"] == MAX_POINTS


@pytest.mark.parametrize(
    "change",
    [
        {"x": [1]},
        {"x": [1, 2, 3]},
        {"x": [1, 1]},
        {"x": [1, 1 + 1e-9]},
        {"x": ["1", "2"]},
        {"x": [True, 2]},
        {"x": [None, 2]},
        {"x": [math.nan, 2]},
        {"x": [math.inf, 2]},
        {"x": [1e39, 2]},
        {"x": [10**400, 2]},
        {"x": [[1], [2]]},
        {"x": [], "y": []},
        {"x": list(range(MAX_POINTS + 1)), "y": [0] * (MAX_POINTS + 1)},
    ],
)
def test_points_that_cannot_be_used_are_none_but_the_message_is_answered(change: dict[str, Any]) -> None:
    """Points that no line can be fitted to, that are not numbers, or that are too many, are refused."""
    assert moved(GOOD | change) == (None, 3)


@pytest.mark.parametrize("message", [None, 1, "x", [], {}, {"x": [1, 2], "y": [1, 2]}, GOOD | {"x": 1}, GOOD | {"y": "12"}])
@pytest.mark.parametrize("turn", [None, True, 0, -1, 2**31, 1.0, "1"])
def test_what_is_no_message_is_none(message: object, turn: object) -> None:
    """Anything but two lists and a number of a message is refused."""
    assert moved(message | {"turn": turn} if isinstance(message, dict) else message) is None


@given(anything)
def test_no_message_raises_an_error(message: object) -> None:
    """Whatever the browser sends, it is points or nothing."""
    back = moved(message)
    assert back is None or back.points is None or len(back.points) >= 2


@pytest.fixture
def mounted(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Replace Streamlit by what the player gives to it: the arguments, and the session state under "state"."""
    given: dict[str, Any] = {"state": {}}
    monkeypatch.setattr(player, "_mount", lambda **arguments: given.update(arguments))
    monkeypatch.setattr(player, "st", SimpleNamespace(session_state=given["state"]))
    return given


def test_the_answer_carries_the_number_of_the_message(mounted: dict[str, Any]) -> None:
    """Good points are passed on; the next data has the number of the message, also if its points were refused."""
    taken: list[Dataset] = []
    config = RunConfig(epochs=1)
    picture = draw(record(config), analyse(config), "contour")
    player.player(picture, on_points=taken.append)
    assert mounted["data"][0]["points"]["turn"] == 0
    for turn, x in ((1, [1, 2.5]), (2, [1, 1]), (3, "none")):
        mounted["state"]["player"] = SimpleNamespace(points=GOOD | {"x": x, "turn": turn})
        mounted["on_points_change"]()
        player.player(picture, on_points=taken.append)
        assert mounted["data"][0]["points"]["turn"] == min(turn, 2)
    assert taken == [Dataset("own", [1, 2.5], [2, -4])]


def test_without_anybody_who_takes_them_points_stand_still(mounted: dict[str, Any]) -> None:
    """A player that nobody listens to gets no points to move, and takes none."""
    config = RunConfig(epochs=1)
    player.player(draw(record(config), analyse(config), "contour"))
    assert "points" not in mounted["data"][0]
    mounted["state"]["player"] = SimpleNamespace(points=GOOD)
    mounted["on_points_change"]()
    assert list(mounted["state"]) == ["player"]
