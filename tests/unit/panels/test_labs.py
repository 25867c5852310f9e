"""The static panels of the labs show the computed values."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np
import pytest

from linreg import load_dataset
from linreg.labs.accumulate import accumulate
from linreg.labs.autograd import DEFAULT, curve, differentiate
from linreg.labs.logit import at_probability, curves, softmax
from linreg.labs.logit_claim import claim
from linreg.labs.logit_claim import curves as curves_of_claim
from linreg.labs.pitfalls import PITFALLS, run
from linreg.panels import Panel
from linreg.panels.labs import (
    bars_of_passes,
    compared,
    costs_of_programs,
    curve_with_tangent,
    lines_of_programs,
    mirror_images,
    shares,
)


def traces(panel: Panel) -> dict[str, Any]:
    """Return the named traces of a panel, by name."""
    return {trace.name: trace for trace in panel.figure.data if trace.name}


def json_of(panel: Panel) -> dict[str, Any]:
    """Return a panel as the browser receives it; static panels have no moving traces."""
    values = panel.to_dict()
    assert values["moving"] == []
    return values


def test_bars_stand_on_what_was_carried_over() -> None:
    """The bars of the notes' loop are 2, stacked on 0, 2, ... 40: together 2, 4, ... 42."""
    panel = bars_of_passes(accumulate(), str)
    carried, fresh = traces(panel)["carried over"].y, traces(panel)["new"].y
    assert np.add(carried, fresh).tolist() == list(range(2, 43, 2))
    assert set(fresh) == {2.0}
    assert panel.figure.layout.barmode == "stack"
    assert "21 passes; the last is 42, of which 2 is new" in json_of(panel)["description"]


def test_the_tangent_touches_the_curve() -> None:
    """At w the tangent has the value and the slope of the curve, and the description has both."""
    panel = curve_with_tangent(curve(DEFAULT, 2.0), 2.0, differentiate(DEFAULT, 2.0), str)
    line = traces(panel)["the tangent"]
    assert np.interp(2.0, line.x, line.y) == pytest.approx(13)
    assert np.gradient(line.y, line.x) == pytest.approx(8)
    assert "At w = 2 the result is 13 and the slope of the tangent 8." in json_of(panel)["description"]


@pytest.mark.parametrize(("source", "w"), [("5", 1.0), ("log(w)", -2.0), ("1/w", 0.0), ("exp(exp(w))", 50.0)])
def test_curves_without_numbers(source: str, w: float) -> None:
    """Without a slope or a finite value there is still a panel, and it is valid JSON."""
    panel = curve_with_tangent(curve(source, w), w, differentiate(source, w), str)
    low, high = json_of(panel)["figure"]["layout"]["yaxis"]["range"]
    assert math.isfinite(low)
    assert low < high


@pytest.mark.parametrize(("source", "w"), [("1/w", 0.3), ("1/w", 2.0), ("1/(w-1)**2", 1.3), ("1/sin(w)", 0.45)])
def test_a_pole_leaves_the_rest_to_be_seen(source: str, w: float) -> None:
    """With a pole the axis covers most of the curve, so that the rest is not flattened."""
    panel = curve_with_tangent(curve(source, w), w, differentiate(source, w), str)
    low, high = panel.figure.layout.yaxis.range
    value = differentiate(source, w).value
    assert low < value < high
    assert high - low < 200 * abs(value)


@pytest.mark.parametrize("source", [DEFAULT, "w", "sin(w)", "w**3"])
def test_a_curve_without_a_pole_is_seen_whole(source: str) -> None:
    """A curve without a pole is not cut off."""
    drawn = curve(source, 1.0)
    low, high = curve_with_tangent(drawn, 1.0, differentiate(source, 1.0), str).figure.layout.yaxis.range
    assert low < drawn.value.min()
    assert drawn.value.max() < high


def test_mirror_images_have_one_scale() -> None:
    """Both axes have the same scale, and the points of sigmoid and logit are mirror images."""
    panel = mirror_images(curves(), at_probability(0.8), "words", str)
    assert panel.figure.layout.yaxis.scaleanchor == "x"
    first, second = (trace for trace in panel.figure.data if trace.mode == "markers")
    assert (first.x[0], first.y[0]) == (second.y[0], second.x[0]) == pytest.approx((math.log(4), 0.8))
    assert json_of(panel)["description"] == "words"


@pytest.mark.parametrize("p", [0.0, 1.0])
def test_mirror_images_at_the_ends(p: float) -> None:
    """An infinite logit has no marker, and the panel is valid JSON."""
    json_of(mirror_images(curves(), at_probability(p), "words", str))


@pytest.mark.parametrize("part", ["claimed", "true"])
def test_the_notes_claim_in_curves(part: str) -> None:
    """The sides of the notes' claim lie apart, those of the true identities on each other; the description has the numbers."""
    for drawn in getattr(curves_of_claim(), part):
        (read,) = (check for check in getattr(claim(), part) if check.left == drawn.left)
        panel = compared("claim", drawn, read, str)
        left, right = (np.array(traces(panel)[side].y) for side in (drawn.left, drawn.right))
        assert len(left) == len(right) == 91
        apart = np.abs(left - right).max() / np.ptp([left, right])
        assert apart > 0.3 if part == "claimed" else apart < 1e-6
        assert panel.title == f"{drawn.left} {'≠' if part == 'claimed' else '='} {drawn.right}"
        for value in (*read.left_values, *read.right_values):
            assert f"{value:.4g}" in json_of(panel)["description"]


def test_the_curves_of_the_claim_are_its_checks() -> None:
    """What is drawn and what is read agree at the points that both have."""
    for drawn, read in zip(curves_of_claim().claimed, claim().claimed, strict=True):
        for side in ("left_values", "right_values"):
            assert np.interp(read.at, drawn.at, getattr(drawn, side)) == pytest.approx(getattr(read, side), abs=1e-6)


@pytest.mark.parametrize("key", PITFALLS)
def test_costs_are_marked_at_powers_of_ten(key: str) -> None:
    """The axis of the cost begins and ends with a power of ten, and has at most seven marks, none between."""
    with warnings.catch_warnings(record=True):
        result = run(key, fixed=False)
    axis = costs_of_programs({"with": result}, str).figure.layout.yaxis
    low, high = axis.range
    assert (low, high, axis.dtick) == (round(low), round(high), round(axis.dtick))
    assert 1 <= (high - low) / axis.dtick <= 6
    heights = np.log10(np.array(traces(costs_of_programs({"with": result}, str))["with"].y))
    assert all(low < height < high for height in heights)


def test_a_legend_has_a_margin_of_its_own() -> None:
    """A legend stands above the plot, in a margin high enough for it, whatever the plot's height."""
    for panel in (bars_of_passes(accumulate(), str), curve_with_tangent(curve("w", 1.0), 1.0, differentiate("w", 1.0), str)):
        layout = panel.figure.layout
        assert (layout.legend.y, layout.legend.yanchor) == (1, "bottom")
        assert layout.margin.t >= 28


def test_shares() -> None:
    """The bars are the labelled probabilities."""
    found = softmax([2.0, 1.0, 0.1])
    panel = shares(found, ["a", "b", "c"], "words")
    (bar,) = panel.figure.data
    assert bar.y == found.probabilities
    assert bar.x == ("a", "b", "c")


@pytest.mark.parametrize("key", PITFALLS)
def test_pictures_of_every_mistake(key: str) -> None:
    """Beside the fixed program's line y = 2 x and cost are those of the mistake, if finite."""
    with warnings.catch_warnings(record=True):  # a program's own, which is no word for the tests' report
        broken, mended = run(key, fixed=False), run(key, fixed=True)
    named = {"with": broken, "without": mended}
    lines, costs = lines_of_programs(named, load_dataset("notes"), str), costs_of_programs(named, str)
    assert np.interp([1, 3], traces(lines)["without"].x, traces(lines)["without"].y) == pytest.approx([2, 6], abs=0.05)
    assert ("with" in traces(lines)) == all(map(math.isfinite, broken.final))
    shown = np.array(traces(costs)["with"].y, dtype=float)
    real = np.array(broken.cost)
    usual = np.isfinite(real) & (real < 1e12) & (real > 1e-14)
    assert shown[usual] == pytest.approx(real[usual])
    assert np.isfinite(shown).all()
    for panel in (lines, costs):
        assert "with" in json_of(panel)["description"]
