"""Numbers in sentences: short, and not rounded to a misleading value."""

from __future__ import annotations

import math
from decimal import Decimal


def number(value: float, digits: int = 4) -> str:
    """Return a number with `digits` significant digits; inf, -inf or nan if it is not finite."""
    return f"{value:.{digits}g}" if math.isfinite(value) else str(value)


def percent(share: float) -> str:
    """Return a share as a percentage with two significant digits.

    From 99.5 to 100, two digits of the difference from 100 are shown, so that a share below 1 is never shown as 100%.
    """
    value = 100 * share
    if 99.5 <= value < 100:
        return f"{value:.{1 - math.floor(math.log10(100 - value))}f}%"
    return f"{plain(value, 2)}%" if value < 99.5 else f"{value:.0f}%"


def plain(value: float, digits: int) -> str:
    """Return a number with `digits` significant digits and no exponent."""
    text = number(value, digits)
    return format(Decimal(text), "f") if math.isfinite(value) else text


def as_written(value: float, digits: int) -> float:
    """Return the number that `plain` writes."""
    return float(plain(value, digits))


def digits_apart(value: float, *others: float, least: int = 4, most: int = 8) -> int:
    """Return the number of significant digits, `least` to `most`, that distinguishes `value` from the others.

    `most` if none does. 8 digits suffice for float32.
    """
    return next((n for n in range(least, most) if number(value, n) not in {number(other, n) for other in others}), most)
