"""What a host sets by environment variables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

CACHE: Final = "LINREG_CACHE_MB"
"""Name of the variable for the memory that recordings of runs may take, in MB."""

CACHE_MB: Final = 256
CACHE_MB_MIN: Final = 1
CACHE_MB_MAX: Final = 1_000_000


def cache_bytes(environment: Mapping[str, str]) -> int:
    """Return the memory that recordings of runs may take, in bytes.

    Raises:
        SystemExit: if the value is not a whole number of megabytes that is allowed; the message names it.

    >>> cache_bytes({}), cache_bytes({"LINREG_CACHE_MB": "64"})
    (268435456, 67108864)
    """
    text = environment.get(CACHE, "").strip() or str(CACHE_MB)
    megabytes = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    if not CACHE_MB_MIN <= megabytes <= CACHE_MB_MAX:
        raise SystemExit(f"{CACHE} must be a whole number from {CACHE_MB_MIN} to {CACHE_MB_MAX}, got {text[:60]!r}")
    return megabytes * 2**20
