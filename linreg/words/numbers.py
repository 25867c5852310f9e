"""Numbers as a sentence shows them: short, and never rounded into something that they are not."""

from __future__ import annotations

import math
from decimal import Decimal


def number(value: float, digits: int = 4) -> str:
    """Return a number short enough to read: `digits` significant ones, PyTorch's words where it is not finite."""
    return f"{value:.{digits}g}" if math.isfinite(value) else str(value)


def percent(share: float) -> str:
    """Return a share as a percentage: with two significant digits, close to 100 two of what is missing; never 0 or 100 itself."""
    value = 100 * share
    if 99.5 <= value < 100:
        return f"{value:.{1 - math.floor(math.log10(100 - value))}f}%"
    return f"{plain(value, 2)}%" if value < 99.5 else f"{value:.0f}%"


def plain(value: float, digits: int) -> str:
    """Return a number with `digits` significant digits and no exponent."""
    text = number(value, digits)
    return format(Decimal(text), "f") if math.isfinite(value) else text


def digits_apart(value: float, *others: float, least: int = 4, most: int = 8) -> int:
    """Return how many digits it takes to see that `value` is none of the others; 8 are as many as float32 can use."""
    return next((n for n in range(least, most) if number(value, n) not in {number(other, n) for other in others}), most)
