"""Kinds of values. Each checks a value, parses one from text and formats it as text: the three stand together.

`parse` and `format` are a pair: `kind.parse(kind.format(value)) == value`. Text is input from a stranger (a link, a command
line, a field of the page); what cannot be parsed raises a ValueError, what is not allowed a ConfigError.
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
        field: the name of the field.
        value: the value given.
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
        metavar: stands for a value in the help of the command line.
    """

    metavar: ClassVar[str]

    @property
    @abstractmethod
    def allowed(self) -> str:
        """The allowed values, in words."""

    @abstractmethod
    def checked(self, value: Any) -> T:
        """Return an allowed value in its own type; anything else raises a ValueError or a TypeError."""

    @abstractmethod
    def parse(self, text: str) -> T:
        """Return the value that a text says, allowed or not; a text that says none raises a ValueError."""

    def format(self, value: T) -> str:
        """Return a value as text, exactly."""
        return str(value)

    def check(self, field: str, value: Any) -> T:
        """Return an allowed value.

        Raises:
            ConfigError: naming the field, the value and what is allowed.
        """
        try:
            return self.checked(value)
        except (ValueError, TypeError, OverflowError):
            raise ConfigError(field, value, self.allowed) from None


@dataclass(frozen=True)
class Choice(Kind[str]):
    """One of some names, each with what it is called on the page.

    >>> Choice({"3d": "3D", "contour": "Contour"}).parse("Contour")
    'contour'
    """

    titles: Mapping[str, str]
    metavar: ClassVar[str] = "NAME"

    @classmethod
    def of(cls, names: Sequence[str]) -> Choice:
        """Return the choice among names that are called what they are."""
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
        """Return the name that a text says, in any case of letters."""
        return self.checked(text.lower())


@dataclass(frozen=True)
class Number(Kind[float]):
    """A real number from `low` to `high`. Its text has no exponent.

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
        """Return a real number within the limits as a float."""
        if not isinstance(value, Real) or isinstance(value, bool) or not self.low <= (found := float(value)) <= self.high:
            raise ValueError
        return found + 0.0  # not -0.0

    def parse(self, text: str) -> float:
        """Return the number that a text says, stricter than Python: no nan, no underscores, no digits of other scripts."""
        if not _NUMBER.fullmatch(text):
            raise ValueError
        return float(text)

    def format(self, value: float) -> str:
        """Return the shortest text that is exactly this number."""
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
        """Return a whole number within the limits as an int."""
        if isinstance(value, bool) or not self.low <= (found := operator.index(value)) <= self.high:
            raise ValueError
        return found

    def parse(self, text: str) -> int:
        """Return the whole number that a text says."""
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
        """Return the value of a text such as `true` or `Off`."""
        if text.lower() not in self._TEXTS:
            raise ValueError
        return self._TEXTS[text.lower()]

    def format(self, value: bool) -> str:
        """Return `true` or `false`."""
        return "true" if value else "false"


@dataclass(frozen=True)
class Text(Kind[str]):
    """A text that `test` accepts: it raises a ValueError for any other."""

    words: str
    test: Callable[[str], object]
    metavar: ClassVar[str] = "TEXT"

    @property
    def allowed(self) -> str:
        """The accepted texts."""
        return self.words

    def checked(self, value: Any) -> str:
        """Return an accepted text."""
        self.test(value)
        return str(value)

    def parse(self, text: str) -> str:
        """Return the text."""
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
        """Return two numbers as a tuple of floats."""
        if not isinstance(value, (Sequence, np.ndarray)) or isinstance(value, bytes):
            raise TypeError
        W, b = map(self._NUMBER.checked, value)
        # Adding zero turns -0.0 into 0.0: the two are equal, so their digests must be equal too.
        return W + 0.0, b + 0.0

    def parse(self, text: str) -> tuple[float, float]:
        """Return the numbers of a text such as `0.5, -1`."""
        W, b = text.split(",")
        return self._NUMBER.parse(W.strip()), self._NUMBER.parse(b.strip())

    def format(self, value: tuple[float, float]) -> str:
        """Return the numbers with a comma between them."""
        return ",".join(map(self._NUMBER.format, value))


class Points(Kind[str | Dataset]):
    """The name of a preset, or points: `x~y` with `_` between them.

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
        """Return the preset or the points of a text."""
        if text.lower() in PRESETS:
            return text.lower()
        pairs = text.split("_", MAX_POINTS + 1)
        x, y = zip(*([self._NUMBER.parse(part) for part in pair.split("~")] for pair in pairs), strict=True)
        return check_points(x, y)

    def format(self, value: str | Dataset) -> str:
        """Return the name, or the points with the fewest digits that are exactly these."""
        if isinstance(value, str):
            return value
        return "_".join(f"{_shortest(x)}~{_shortest(y)}" for x, y in zip(value.x.tolist(), value.y.tolist(), strict=True))


def _shortest(value: float) -> str:
    return repr(value).removesuffix(".0").replace("e+", "e")
