"""The link: every control of the page as query parameters. `parse` and `format_link` are a pair.

A link is input from a stranger: every value is checked, and one that is not allowed is left out and reported.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from typing import Any, Final, NamedTuple

from linreg.config import ConfigError, RunConfig
from linreg.locale import LANGUAGES
from linreg.panels import SURFACES, Surface

LONGEST_VALUE: Final = 40
_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_INTEGER: Final = re.compile(r"[+-]?\d{1,12}", re.ASCII)
_TRUE: Final = ("true", "1", "on", "yes")
_FALSE: Final = ("false", "0", "off", "no")


@dataclass(frozen=True)
class Settings:
    """What a link says.

    Attributes:
        config: the run.
        surface: how the loss surface is drawn, "3d" or "contour".
        lang: the language, or None where the browser is to decide.
    """

    config: RunConfig = field(default_factory=RunConfig)
    surface: Surface = "3d"
    lang: str | None = None


class Ignored(NamedTuple):
    """A value of a link that was not used: the parameter, what it said (cut where long) and the default used instead."""

    name: str
    value: str
    default: str


def parse(params: Mapping[str, Sequence[str]]) -> tuple[Settings, list[Ignored]]:
    """Return what the query parameters say, and the values among them that were ignored.

    Parameters that are not the page's own are nobody's business here.

    Args:
        params: from each name to all values that it was given.
    """
    settings, ignored = Settings(), []
    for name, read in _READERS.items():
        values = params.get(name, [])
        if not values:
            continue
        try:
            if len(values) > 1:
                raise ValueError
            settings = _with(settings, name, read(values[0].strip()))
        except (ValueError, ConfigError):
            ignored.append(Ignored(name, _cut(", ".join(values)), _default(name)))
    return settings, ignored


def format_link(settings: Settings) -> dict[str, str]:
    """Return the query parameters that say `settings`: those that differ from the default, in a fixed order."""
    plain = Settings()
    return {name: format_value(_get(settings, name)) for name in _READERS if _get(settings, name) != _get(plain, name)}


def format_value(value: object) -> str:
    """Return a value as it stands in a link: exact, numbers without an exponent."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        text = format(Decimal(repr(value)), "f")
        return text.removesuffix(".0")
    if isinstance(value, tuple):
        return ",".join(format_value(part) for part in value)
    return str(value)


def read_start(text: str) -> tuple[float, float]:
    """Return the (W, b) that a text such as `0.5, -1` says.

    Raises:
        ValueError: if it is not two finite numbers.
    """
    W, b = text.split(",")
    return _read_number(W.strip()), _read_number(b.strip())


def _read_number(text: str) -> float:
    if not _NUMBER.fullmatch(text):
        raise ValueError
    return float(text)


def _read_integer(text: str) -> int:
    if not _INTEGER.fullmatch(text):
        raise ValueError
    return int(text)


def _read_flag(text: str) -> bool:
    if text.lower() not in _TRUE + _FALSE:
        raise ValueError
    return text.lower() in _TRUE


def _one_of(allowed: Sequence[str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text.lower() not in allowed:
            raise ValueError
        return text.lower()

    return read


_READERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "style": str.lower,
    "lr": _read_number,
    "epochs": _read_integer,
    "zero_grad": _read_flag,
    "start": read_start,
    "seed": _read_integer,
    "surface": _one_of(SURFACES),
    "lang": _one_of(LANGUAGES),
}
_OF_CONFIG: Final = frozenset(item.name for item in fields(RunConfig))

PARAMETERS: Final = tuple(_READERS)
"""The names of the page's own parameters."""


def _with(settings: Settings, name: str, value: Any) -> Settings:
    if name in _OF_CONFIG:
        return replace(settings, config=replace(settings.config, **{name: value}))
    return replace(settings, **{name: value})


def _get(settings: Settings, name: str) -> object:
    return getattr(settings.config if name in _OF_CONFIG else settings, name)


def _default(name: str) -> str:
    value = _get(Settings(), name)
    return "" if value is None else format_value(value)


def _cut(text: str) -> str:
    printable = "".join(character if character.isprintable() else "·" for character in text)
    return printable if len(printable) <= LONGEST_VALUE else printable[:LONGEST_VALUE] + "…"
