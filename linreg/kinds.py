"""Kinds of values. Each can check a value, parse it from text and format it as text.

`parse` and `format` are inverses: `kind.parse(kind.format(value)) == value`. Text is untrusted input (a link, a command line,
a field of the page): if it cannot be parsed, `parse` raises a ValueError; if the value is not allowed, `check` a ConfigError.
"""

from __future__ import annotations

import math
import operator
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from numbers import Real
from typing import Any, ClassVar, Final, Generic, TypeVar

import numpy as np

from linreg.data import PRESETS, Dataset
from linreg.data.dataset import excerpt
from linreg.data.points import MAX_POINTS, check_points

T = TypeVar("T")

FLOAT32_MAX: Final = float(np.finfo(np.float32).max)
_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_INTEGER: Final = re.compile(r"[+-]?\d{1,12}", re.ASCII)


class ConfigError(ValueError):
    """A field has a value that is not allowed.

    Attributes:
        field: name of the field.
        value: the refused value.
        allowed: the allowed values, in words.
    """

    def __init__(self, field: str, value: object, allowed: str) -> None:
        super().__init__(f"{field} must be {allowed}, got {excerpt(value)}")
        self.field = field
        self.value = value
        self.allowed = allowed


class Kind(ABC, Generic[T]):
    """A kind of values.

    Attributes:
        metavar: placeholder in the help of the command line.
    """

    metavar: ClassVar[str]

    @property
    @abstractmethod
    def allowed(self) -> str:
        """The allowed values, in words."""

    @abstractmethod
    def checked(self, value: Any) -> T:
        """Return an allowed value, converted to T.

        Raises:
            ValueError, TypeError, OverflowError: if it is not allowed.
        """

    @abstractmethod
    def parse(self, text: str) -> T:
        """Parse a text; the value may not be allowed.

        Raises:
            ValueError: if the text cannot be parsed.
        """

    def format(self, value: T) -> str:
        """Return a value as text that `parse` reads back exactly."""
        return str(value)

    def check(self, field: str, value: Any) -> T:
        """Return an allowed value, converted to T.

        Raises:
            ConfigError: naming the field, the value and what is allowed.
        """
        try:
            return self.checked(value)
        except (ValueError, TypeError, OverflowError):
            raise ConfigError(field, value, self.allowed) from None


@dataclass(frozen=True)
class Choice(Kind[str]):
    """One of several names, each with its title on the page.

    >>> Choice({"3d": "3D", "contour": "Contour"}).parse("Contour")
    'contour'
    """

    titles: Mapping[str, str]
    metavar: ClassVar[str] = "NAME"

    @classmethod
    def of(cls, names: Sequence[str]) -> Choice:
        """Return a choice whose titles are the names themselves."""
        return cls({name: name for name in names})

    @property
    def allowed(self) -> str:
        """The names."""
        return "one of " + ", ".join(self.titles)

    def checked(self, value: Any) -> str:
        """Return one of the names."""
        if not isinstance(value, str) or value not in self.titles:
            raise ValueError
        return value

    def parse(self, text: str) -> str:
        """Parse a name, ignoring case."""
        return self.checked(text.lower())


@dataclass(frozen=True)
class Number(Kind[float]):
    """A real number from `low` to `high`. Formatted without an exponent.

    >>> Number(0.0, 10.0).format(1e-6)
    '0.000001'
    """

    low: float = -math.inf
    high: float = math.inf
    metavar: ClassVar[str] = "X"

    @property
    def allowed(self) -> str:
        """The limits."""
        return f"a number from {self.low:g} to {self.high:g}"

    def checked(self, value: Any) -> float:
        """Return a real number within the limits, as a float."""
        if not isinstance(value, Real) or isinstance(value, bool) or not self.low <= (found := float(value)) <= self.high:
            raise ValueError
        return found + 0.0  # not -0.0

    def parse(self, text: str) -> float:
        """Parse a decimal number. Stricter than `float()`: no `nan`, `inf`, underscores or non-ASCII digits."""
        if not _NUMBER.fullmatch(text):
            raise ValueError
        return float(text)

    def format(self, value: float) -> str:
        """Return the shortest decimal text that round-trips."""
        return format(Decimal(repr(value)), "f").removesuffix(".0")


@dataclass(frozen=True)
class Integer(Kind[int]):
    """A whole number from `low` to `high`."""

    low: int
    high: int
    metavar: ClassVar[str] = "N"

    @property
    def allowed(self) -> str:
        """The limits."""
        return f"a whole number from {self.low} to {self.high}"

    def checked(self, value: Any) -> int:
        """Return a whole number within the limits, as an int."""
        if isinstance(value, bool) or not self.low <= (found := operator.index(value)) <= self.high:
            raise ValueError
        return found

    def parse(self, text: str) -> int:
        """Parse a whole number of at most 12 ASCII digits."""
        if not _INTEGER.fullmatch(text):
            raise ValueError
        return int(text)


class Flag(Kind[bool]):
    """True or False."""

    metavar: ClassVar[str] = ""
    allowed = "True or False"
    _TEXTS: ClassVar[Mapping[str, bool]] = {
        **dict.fromkeys(("true", "1", "on", "yes"), True),
        **dict.fromkeys(("false", "0", "off", "no"), False),
    }

    def checked(self, value: Any) -> bool:
        """Return a bool."""
        if not isinstance(value, (bool, np.bool_)):
            raise TypeError
        return bool(value)

    def parse(self, text: str) -> bool:
        """Parse true, 1, on, yes or false, 0, off, no, ignoring case."""
        if text.lower() not in self._TEXTS:
            raise ValueError
        return self._TEXTS[text.lower()]

    def format(self, value: bool) -> str:
        """Return `true` or `false`."""
        return "true" if value else "false"


@dataclass(frozen=True)
class Text(Kind[str]):
    """A text accepted by `test`, which raises a ValueError for any other. `words` says what is accepted."""

    words: str
    test: Callable[[str], object]
    metavar: ClassVar[str] = "TEXT"

    @property
    def allowed(self) -> str:
        """The accepted texts, in words."""
        return self.words

    def checked(self, value: Any) -> str:
        """Return a text that passes `test`."""
        self.test(value)
        return str(value)

    def parse(self, text: str) -> str:
        """Return the text unchanged."""
        return text


class Pair(Kind[tuple[float, float]]):
    """Two numbers (W, b), finite in float32.

    >>> Pair().parse("0.5, -1")
    (0.5, -1.0)
    """

    metavar: ClassVar[str] = "W,b"
    allowed = "None or two finite numbers (W, b)"
    _NUMBER: ClassVar = Number(-FLOAT32_MAX, FLOAT32_MAX)

    def checked(self, value: Any) -> tuple[float, float]:
        """Return a sequence of two numbers as a tuple of floats."""
        if not isinstance(value, (Sequence, np.ndarray)) or isinstance(value, bytes):
            raise TypeError
        W, b = map(self._NUMBER.checked, value)
        # + 0.0 turns -0.0 into 0.0: equal values must have equal digests.
        return W + 0.0, b + 0.0

    def parse(self, text: str) -> tuple[float, float]:
        """Parse two numbers such as `0.5, -1`."""
        W, b = text.split(",")
        return self._NUMBER.parse(W.strip()), self._NUMBER.parse(b.strip())

    def format(self, value: tuple[float, float]) -> str:
        """Return the numbers joined by a comma."""
        return ",".join(map(self._NUMBER.format, value))


class Points(Kind[str | Dataset]):
    """The name of a preset, or a Dataset. Points are written `x~y`, joined by `_`.

    >>> Points().format(Points().parse("1~2_3~4.5"))
    '1~2_3~4.5'
    """

    metavar: ClassVar[str] = "NAME|FILE"
    _NUMBER: ClassVar = Number()

    @property
    def allowed(self) -> str:
        """The names of the presets."""
        return "one of " + ", ".join(PRESETS)

    def checked(self, value: Any) -> str | Dataset:
        """Return a Dataset or the name of a preset."""
        if not isinstance(value, Dataset) and not (isinstance(value, str) and value in PRESETS):
            raise ValueError
        return value

    def parse(self, text: str) -> str | Dataset:
        """Parse the name of a preset, ignoring case, or points; a DatasetError if the points cannot be used."""
        if text.lower() in PRESETS:
            return text.lower()
        pairs = text.split("_", MAX_POINTS + 1)
        x, y = zip(*([self._NUMBER.parse(part) for part in pair.split("~")] for pair in pairs), strict=True)
        return check_points(x, y)

    def format(self, value: str | Dataset) -> str:
        """Return the name, or the points with the fewest digits that round-trip."""
        if isinstance(value, str):
            return value
        return "_".join(f"{_shortest(x)}~{_shortest(y)}" for x, y in zip(value.x.tolist(), value.y.tolist(), strict=True))


def _shortest(value: float) -> str:
    return repr(value).removesuffix(".0").replace("e+", "e")
