"""The preset data sets."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import numpy as np

from linreg.data.dataset import Dataset, DatasetError, excerpt

_ANSCOMBE_X: Final = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5]

# fmt: off
_HUBBLE: Final = (
    (0.032, 170), (0.034, 290), (0.214, -130), (0.263, -70), (0.275, -185), (0.275, -220), (0.45, 200), (0.5, 290),
    (0.5, 270), (0.63, 200), (0.8, 300), (0.9, -30), (0.9, 650), (0.9, 150), (0.9, 500), (1.0, 920),
    (1.1, 450), (1.1, 500), (1.4, 500), (1.7, 960), (2.0, 500), (2.0, 850), (2.0, 800), (2.0, 1090),
)
_CARS: Final = (
    (4, 2), (4, 10), (7, 4), (7, 22), (8, 16), (9, 10), (10, 18), (10, 26), (10, 34), (11, 17),
    (11, 28), (12, 14), (12, 20), (12, 24), (12, 28), (13, 26), (13, 34), (13, 34), (13, 46), (14, 26),
    (14, 36), (14, 60), (14, 80), (15, 20), (15, 26), (15, 54), (16, 32), (16, 40), (17, 32), (17, 40),
    (17, 50), (18, 42), (18, 56), (18, 76), (18, 84), (19, 36), (19, 46), (19, 68), (20, 32), (20, 48),
    (20, 52), (20, 56), (20, 64), (22, 66), (23, 54), (24, 70), (24, 92), (24, 93), (24, 120), (25, 85),
)
# fmt: on


def _noisy() -> Dataset:
    """Return y = 2 x + 1 with normal noise of standard deviation 0.5 from a fixed seed, rounded to two decimals."""
    random = np.random.default_rng(20)
    x = np.linspace(-2, 3, 24).round(2)
    return Dataset("noisy", x, (2 * x + 1 + random.normal(0, 0.5, len(x))).round(2))


def _pairs(name: str, pairs: tuple[tuple[float, float], ...]) -> Dataset:
    x, y = zip(*pairs, strict=True)
    return Dataset(name, x, y)


_DATASETS: Final = (
    Dataset("notes", x=[1, 2, 3], y=[2, 4, 6]),
    _noisy(),
    Dataset("outlier", x=[1, 2, 3, 4, 5, 6, 7, 8], y=[2, 4, 6, 8, 10, 12, 14, 2]),
    Dataset("anscombe-1", _ANSCOMBE_X, [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68]),
    Dataset("anscombe-2", _ANSCOMBE_X, [9.14, 8.14, 8.74, 8.77, 9.26, 8.10, 6.13, 3.10, 9.13, 7.26, 4.74]),
    Dataset("anscombe-3", _ANSCOMBE_X, [7.46, 6.77, 12.74, 7.11, 7.81, 8.84, 6.08, 5.39, 8.15, 6.42, 5.73]),
    Dataset("anscombe-4", [8, 8, 8, 8, 8, 8, 8, 19, 8, 8, 8], [6.58, 5.76, 7.71, 8.84, 8.47, 7.04, 5.25, 12.50, 5.56, 7.91, 6.89]),
    _pairs("hubble", _HUBBLE),
    _pairs("cars", _CARS),
)

PRESETS: Mapping[str, Dataset] = MappingProxyType({dataset.name: dataset for dataset in _DATASETS})
"""The preset data sets by name. `notes` is the three points of the lecture notes."""

SOURCES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(
            [f"anscombe-{number}" for number in (1, 2, 3, 4)],
            "F. J. Anscombe, Graphs in Statistical Analysis, The American Statistician 27 (1973) 17-21",
        ),
        "hubble": "E. Hubble, A Relation between Distance and Radial Velocity among Extra-Galactic Nebulae, PNAS 15 (1929) 168-173",
        "cars": "M. Ezekiel, Methods of Correlation Analysis, Wiley, 1930",
    }
)
"""The publications of the data sets, by name."""


def load_dataset(name: str) -> Dataset:
    """Return the preset called `name`.

    Raises:
        DatasetError: if there is no such preset.
    """
    if not isinstance(name, str) or name not in PRESETS:
        raise DatasetError(f"data must be one of {', '.join(PRESETS)}, got {excerpt(name)}")
    return PRESETS[name]
