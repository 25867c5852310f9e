"""The curve of a formula and its tangent, as the autograd lab draws them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from formulas import formulas, quarters
from hypothesis import given

from linreg.labs.autograd import (
    DEFAULT,
    curve,
    differentiate,
)


def test_the_curve_of_the_notes() -> None:
    """The curve is the parabola, with the tangent touching at w."""
    w, value, tangent = curve(DEFAULT, 2.0)
    assert len(w) == len(value) == len(tangent) == 201
    assert (w[0], w[100], w[-1]) == (-1, 2, 5)
    np.testing.assert_allclose(value, 2 * w**2 + 5, rtol=1e-6)
    np.testing.assert_allclose(tangent, 13 + 8 * (w - 2), rtol=1e-6, atol=1e-6)


@given(formulas(), quarters)
def test_the_curve_is_made_of_results(source: str, w: float) -> None:
    """Each point is the result there, nan if not finite; the tangent has its value and slope at w."""
    points = curve(source, w, points=5)
    for x, y in zip(points.w, points.value, strict=True):
        found = differentiate(source, x)
        np.testing.assert_allclose(y, found.value if math.isfinite(found.value) else math.nan, rtol=1e-5, atol=1e-6)
    found = differentiate(source, w)
    slope = math.nan if found.grad is None else found.grad
    finite = math.isfinite(found.value) and math.isfinite(slope)
    expected = found.value + slope * (points.w - w) if finite else np.full(5, math.nan)
    np.testing.assert_allclose(points.tangent, expected, rtol=1e-12)


@pytest.mark.parametrize(("around", "ends"), [(0, (-3, 3)), (-2, (-5, 1)), (10, (-5, 25)), (-1e6, (-2.5e6, 5e5))])
def test_the_window_of_the_curve(around: float, ends: tuple[float, float]) -> None:
    """The range is centred on w and contains 0."""
    w = curve("w", around, points=11).w
    assert (w[0], w[-1]) == ends
    assert w[5] == around


def test_a_curve_without_w() -> None:
    """If the result does not depend on w, the curve is constant and there is no tangent."""
    found = curve("y = w; 5", 2.0, points=3)
    assert found.value.tolist() == [5, 5, 5]
    assert np.isnan(found.tangent).all()
    assert np.isnan(curve("1/0", 2.0).value).all()
