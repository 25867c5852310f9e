"""Data sets: points (x, y) to fit a line to."""

from __future__ import annotations

from numbers import Real

import numpy as np
from numpy.typing import ArrayLike

from linreg.aliases import Floats


class DatasetError(ValueError):
    """A data set that cannot be fitted. The message names the field, the value and what is allowed."""


class Dataset:
    """Points to fit a line to.

    Training uses float32, PyTorch's default, so the points are checked after rounding to float32.

    Args:
        name: name of the data set.
        x, y: real numbers of shape (points,), equal in length, finite in float32. x needs two distinct values in float32.

    Attributes:
        name: as given.
        x, y: read-only float64 arrays of shape (points,).

    Raises:
        DatasetError: naming the field, the value and what is allowed.
    """

    __slots__ = ("name", "x", "y")

    name: str
    x: Floats
    y: Floats

    def __init__(self, name: str, x: ArrayLike, y: ArrayLike) -> None:
        xs, ys = _column("x", x), _column("y", y)
        if len(xs) != len(ys):
            raise DatasetError(f"x and y must be of equal length, got {len(xs)} and {len(ys)}")
        if len(np.unique(xs.astype(np.float32))) < 2:
            raise DatasetError(f"x must hold at least 2 distinct values in float32, got {excerpt(xs.tolist())}")
        for field, value in (("name", str(name)), ("x", xs), ("y", ys)):
            object.__setattr__(self, field, value)

    def __setattr__(self, field: str, value: object) -> None:
        raise AttributeError(f"a Dataset is frozen: {field} cannot be set")

    def __delattr__(self, field: str) -> None:
        raise AttributeError(f"a Dataset is frozen: {field} cannot be deleted")

    def __reduce__(self) -> tuple[type[Dataset], tuple[str, Floats, Floats]]:
        # The default would set the fields of a frozen object.
        return type(self), (self.name, self.x, self.y)

    def _key(self) -> tuple[str, bytes, bytes]:
        return self.name, self.x.tobytes(), self.y.tobytes()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Dataset) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def __len__(self) -> int:
        return len(self.x)

    def __repr__(self) -> str:
        return f"Dataset({self.name!r}, x={excerpt(self.x.tolist())}, y={excerpt(self.y.tolist())})"


def _column(field: str, values: ArrayLike) -> Floats:
    try:
        given = np.array(values)
        if given.dtype.kind == "O" and any(isinstance(value, bool) or not isinstance(value, Real) for value in given.flat):
            raise TypeError
        if given.dtype.kind not in "iufO":
            raise TypeError
        column = given.astype(np.float64)
    except (TypeError, ValueError, OverflowError):
        raise DatasetError(f"{field} must be numbers, got {excerpt(values)}") from None
    if column.ndim != 1:
        raise DatasetError(f"{field} must be 1-D, got shape {column.shape}")
    with np.errstate(over="ignore"):
        wrong = ~np.isfinite(column.astype(np.float32))
    if wrong.any():
        index = int(np.argmax(wrong))
        raise DatasetError(f"{field}[{index}] must be finite in float32, got {column[index]}")
    column.setflags(write=False)
    return column


def excerpt(value: object, length: int = 60) -> str:
    """Return the repr of a value for a message, cut to `length` characters."""
    try:
        text = repr(value)
    except ValueError:  # an int beyond sys.get_int_max_str_digits()
        text = f"{type(value).__name__}, too large to write out"
    return text if len(text) <= length else text[: length - 1] + "…"
