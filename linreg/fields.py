"""Checks of what a field is given. What is not allowed raises a ConfigError, which names the field, the value and what is."""

from __future__ import annotations

import math
import operator
from collections.abc import Collection
from numbers import Real
from typing import Any

import numpy as np

from linreg.data import excerpt


class ConfigError(ValueError):
    """A field has a value that is not allowed.

    Attributes:
        field: the name of the field.
        value: what it was given.
        allowed: what it may be, in words.
    """

    def __init__(self, field: str, value: object, allowed: str) -> None:
        super().__init__(f"{field} must be {allowed}, got {excerpt(value)}")
        self.field = field
        self.value = value
        self.allowed = allowed


def choice(field: str, value: object, allowed: Collection[str]) -> str:
    """Return a value that is one of some names."""
    if isinstance(value, str) and value in allowed:
        return value
    raise ConfigError(field, value, "one of " + ", ".join(allowed))


def number(field: str, value: Any, low: float, high: float) -> float:
    """Return a value as a float, if it is a real number from `low` to `high`."""
    try:
        found = float(value) if isinstance(value, Real) and not isinstance(value, bool) else math.nan
    except OverflowError:
        found = math.nan
    if low <= found <= high:
        return found
    raise ConfigError(field, value, f"a number from {low:g} to {high:g}")


def integer(field: str, value: Any, low: int, high: int) -> int:
    """Return a value as an int, if it is a whole number from `low` to `high`."""
    try:
        found = low - 1 if isinstance(value, bool) else operator.index(value)
    except TypeError:
        found = low - 1
    if low <= found <= high:
        return found
    raise ConfigError(field, value, f"a whole number from {low} to {high}")


def flag(field: str, value: object) -> bool:
    """Return a value as a bool, if it is one."""
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    raise ConfigError(field, value, "True or False")
