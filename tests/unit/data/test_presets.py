"""The data sets that come with linreg, held against the numbers of those who published them."""

import math

import numpy as np
import pytest

from linreg import PRESETS, Dataset, DatasetError, RunConfig, analyse, load_dataset, record
from linreg.data.presets import SOURCES
from linreg.outcome import outcome

ANSCOMBE = ["anscombe-1", "anscombe-2", "anscombe-3", "anscombe-4"]


def least_squares(dataset: Dataset) -> tuple[float, float]:
    """Return slope and intercept of the least-squares line, by numpy."""
    intercept, slope = np.polynomial.Polynomial.fit(dataset.x, dataset.y, 1).convert().coef
    return slope, intercept


def test_names() -> None:
    """The presets have their own names, `notes` first, and published data have a source."""
    assert list(PRESETS) == ["notes", "noisy", "outlier", *ANSCOMBE, "hubble", "cars"]
    assert all(dataset.name == name for name, dataset in PRESETS.items())
    assert set(SOURCES) == {*ANSCOMBE, "hubble", "cars"}
    assert load_dataset("hubble") is PRESETS["hubble"]
    with pytest.raises(TypeError):
        PRESETS["other"] = PRESETS["notes"]


@pytest.mark.parametrize("name", ["Hubble", "", None, 3, ["notes"]])
def test_no_such_preset(name: object) -> None:
    """An unknown name is refused with an error that lists the presets."""
    with pytest.raises(DatasetError, match=r"^data must be one of notes, noisy, outlier, .*, cars, got "):
        load_dataset(name)


@pytest.mark.parametrize("name", ANSCOMBE)
def test_anscombe(name: str) -> None:
    """Anscombe's table: 11 points, means 9 and 7.5, sum of squares of x 110, y = 3 + 0.5 x, r^2 = 0.667, for all four alike."""
    data = PRESETS[name]
    slope, intercept = least_squares(data)
    assert len(data) == 11
    assert data.x.mean() == pytest.approx(9.0)
    assert data.y.mean() == pytest.approx(7.5, abs=0.0015)
    assert ((data.x - 9) ** 2).sum() == pytest.approx(110.0)
    assert slope == pytest.approx(0.5, abs=0.0005)
    assert intercept == pytest.approx(3.0, abs=0.003)
    assert np.corrcoef(data.x, data.y)[0, 1] ** 2 == pytest.approx(0.667, abs=0.001)
    residuals = data.y - slope * data.x - intercept
    assert (residuals**2).sum() == pytest.approx(13.75, abs=0.03)
    assert math.sqrt((residuals**2).sum() / 9 / 110) == pytest.approx(0.118, abs=0.0005)


def test_anscombe_four_pictures() -> None:
    """The four differ: a curve in the second, a line with one outlier in the third, one x with one exception in the fourth."""
    one, two, three, four = (PRESETS[name] for name in ANSCOMBE)
    assert one.x.tolist() == two.x.tolist() == three.x.tolist()
    assert sorted(one.x.tolist()) == list(range(4, 15))
    assert np.abs(np.polynomial.Polynomial.fit(two.x, two.y, 2)(two.x) - two.y).max() < 0.01
    most = three.x != 13
    assert np.abs(np.polynomial.Polynomial.fit(three.x[most], three.y[most], 1)(three.x[most]) - three.y[most]).max() < 0.02
    assert sorted(four.x.tolist()) == [8] * 10 + [19]


def test_hubble() -> None:
    """Hubble's 24 nebulae: v = 454.16 r - 40.78 km/s, out to 2 Mpc, five of them coming nearer."""
    data = PRESETS["hubble"]
    assert len(data) == 24
    slope, intercept = least_squares(data)
    assert slope == pytest.approx(454.16, abs=0.005)
    assert intercept == pytest.approx(-40.78, abs=0.005)
    assert (data.x.min(), data.x.max()) == (0.032, 2.0)
    assert (data.y < 0).sum() == 5
    assert data.y.mean() == pytest.approx(373.125, abs=0.001)


def test_cars() -> None:
    """Ezekiel's 50 cars: dist = -17.579 + 3.932 speed, r^2 = 0.6511, residual standard error 15.38 on 48 degrees of freedom."""
    data = PRESETS["cars"]
    assert len(data) == 50
    slope, intercept = least_squares(data)
    assert slope == pytest.approx(3.9324, abs=5e-5)
    assert intercept == pytest.approx(-17.5791, abs=5e-5)
    assert np.corrcoef(data.x, data.y)[0, 1] ** 2 == pytest.approx(0.6511, abs=5e-5)
    assert math.sqrt(((data.y - slope * data.x - intercept) ** 2).sum() / 48) == pytest.approx(15.38, abs=0.005)
    assert (data.x.mean(), data.y.mean()) == (pytest.approx(15.4), pytest.approx(42.98))
    assert data.x.tolist() == sorted(data.x.tolist())


def test_notes() -> None:
    """The notes' three points lie on y = 2 x."""
    assert (PRESETS["notes"].x.tolist(), PRESETS["notes"].y.tolist()) == ([1, 2, 3], [2, 4, 6])


def test_noisy() -> None:
    """`noisy` is y = 2 x + 1 plus noise of standard deviation 0.5 from its seed, rounded to two decimals."""
    data = PRESETS["noisy"]
    x = np.array([-2 + 5 * index / 23 for index in range(24)])
    noise = np.random.default_rng(20).normal(0, 0.5, 24)
    assert data.x == pytest.approx(x, abs=0.0051)
    assert data.y == pytest.approx(2 * data.x + 1 + noise, abs=0.0051)
    # Literal values, in case a later numpy draws others.
    assert data.y[:3].tolist() + data.y[-3:].tolist() == [-3.18, -1.96, -1.44, 6.76, 5.95, 7.02]
    assert all(round(value, 2) == value for value in [*data.x.tolist(), *data.y.tolist()])
    slope, intercept = least_squares(data)
    assert (slope, intercept) == pytest.approx((2, 1), abs=0.25)
    assert np.std(data.y - 2 * data.x - 1) == pytest.approx(0.5, abs=0.15)


def test_outlier() -> None:
    """In `outlier` all points but one lie on a line."""
    data = PRESETS["outlier"]
    off = data.y != 2 * data.x
    assert off.sum() == 1
    assert abs(data.y[off] - 2 * data.x[off]) > 10
    slope, _ = least_squares(data)
    assert abs(slope - 2) > 0.5


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_can_be_trained(name: str) -> None:
    """Standardised, every preset converges within 100 epochs at lr 0.1; unscaled, at some learning rate."""
    config = RunConfig(data=name, scale=True, lr=0.1, epochs=100)
    found = outcome(record(config), analyse(config))
    assert found.arrived is not None
    assert found.arrived < 100
    fastest = analyse(RunConfig(data=name)).fastest_lr
    assert 1e-6 < fastest < 10
    assert analyse(RunConfig(data=name, lr=fastest)).verdict.factor < 1
