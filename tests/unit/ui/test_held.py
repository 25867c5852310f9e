"""What a browser holds for a session that begins anew, which is untrusted."""

from __future__ import annotations

from typing import Any

import pytest

from linreg import Dataset
from linreg.config import SETTINGS
from linreg.link import LONGEST_LINK
from linreg.ui.held import is_long, read_held

POINTS = {"x": [1, 2, 3.5], "y": [2, 4, 7], "turn": 1}


def test_links_and_points_come_back() -> None:
    """Those of the app's pages, as they were left."""
    left, own = read_held({"left": {"train": {"lr": ["0.3"], "kept": ["lr=1", "lr=2"]}, "logit": {}}, "points": POINTS})
    assert left == {"train": {"lr": ["0.3"], "kept": ["lr=1", "lr=2"]}, "logit": {}}
    assert own == Dataset("own", [1, 2, 3.5], [2, 4, 7])


@pytest.mark.parametrize("held", [None, "text", 5, [], {}, {"left": None, "points": None}, {"left": [], "points": "1"}])
def test_nothing_is_held(held: Any) -> None:
    """Nor is anything that has not the form."""
    assert read_held(held) == ({}, None)


@pytest.mark.parametrize(
    "link", [None, [], "lr", {"lr": "0.3"}, {"lr": [0.3]}, {"lr": [None]}, {5: ["1"]}, {"lr": ["1"] * 9000}, {"lr": ["1" * 9000]}]
)
def test_what_is_no_link_is_left_out(link: Any) -> None:
    """Also one longer than any link may be."""
    assert read_held({"left": {"train": link, "logit": {"p": ["0.5"]}, "nowhere": {}}}) == ({"logit": {"p": ["0.5"]}}, None)


@pytest.mark.parametrize(
    "points",
    [
        {**POINTS, "x": [1, 2]},
        {**POINTS, "x": [1, 1, 1]},
        {**POINTS, "x": [1, 2, float("nan")]},
        {**POINTS, "x": ["1", "2", "3"]},
        {"x": [float(n) for n in range(9000)], "y": [float(n) for n in range(9000)], "turn": 1},
        {"x": 1, "y": 2, "turn": 1},
    ],
)
def test_points_that_cannot_be_used_are_left_out(points: Any) -> None:
    """As those that are typed are refused."""
    assert read_held({"points": points}) == ({}, None)


def test_points_that_a_link_cannot_hold_are_long() -> None:
    """And those that leave half of it to everything else are not."""
    few = Dataset("own", [1.0, 2.0, 3.0], [2.0, 4.0, 6.0])
    x = [n / 256 for n in range(480)]
    many = Dataset("own", x, x)
    assert not is_long(few)
    assert is_long(many)
    assert len(SETTINGS["data"].kind.format(many)) > LONGEST_LINK / 2
