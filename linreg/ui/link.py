"""The link: every control of the page as query parameters. `parse` and `format_link` are a pair.

A link is input from a stranger: every value is checked, and one that is not allowed is left out and reported.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qs, urlencode

from linreg.config import RunConfig
from linreg.data import Dataset, DatasetError
from linreg.fields import ConfigError
from linreg.locale import LANGUAGES
from linreg.optimizers import OPTIONS
from linreg.panels import MOST_KEPT, SURFACES, Surface
from linreg.points import MAX_POINTS, check_points
from linreg.presets import PRESETS

LONGEST_VALUE: Final = 40
LONGEST_LINK: Final = 8192
"""Characters that every browser, server and messenger takes."""

LONGEST_NAME: Final = 40
_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_INTEGER: Final = re.compile(r"[+-]?\d{1,12}", re.ASCII)
_TRUE: Final = ("true", "1", "on", "yes")
_FALSE: Final = ("false", "0", "off", "no")


@dataclass(frozen=True)
class KeptRun:
    """A run that stays on the picture: what it is called, "" where nobody has said, and its config."""

    name: str
    config: RunConfig


@dataclass(frozen=True)
class Settings:
    """What a link says.

    Attributes:
        config: the run.
        kept: the runs beside it, at most MOST_KEPT, on the same data.
        surface: how the loss surface is drawn, "3d" or "contour".
        lang: the language, or None where the browser is to decide.
    """

    config: RunConfig = field(default_factory=RunConfig)
    kept: tuple[KeptRun, ...] = ()
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
    config, wrong = _read_config(params)
    view = {}
    for name, read in _OF_VIEW.items():
        if values := params.get(name, []):
            try:
                view[name] = read(_only(values))
            except ValueError:
                wrong.append(name)
    kept = []
    for text in params.get("kept", [])[: MOST_KEPT + 1]:
        try:
            kept.append(_read_kept(text, config))
        except ValueError:
            wrong.append("kept")
    if len(kept) > MOST_KEPT:
        wrong.append("kept")
    settings = Settings(config, tuple(kept[:MOST_KEPT]), **view)
    reports = [Ignored(name, cut(", ".join(params[name])), _default(name)) for name in PARAMETERS if name in wrong]
    return settings, reports


def format_link(settings: Settings) -> dict[str, str | list[str]]:
    """Return the query parameters that say `settings`: those that differ from the default, in a fixed order."""
    link: dict[str, str | list[str]] = dict(format_config(settings.config))
    if settings.kept:
        link["kept"] = [_format_kept(run) for run in settings.kept]
    link |= {name: str(getattr(settings, name)) for name in _OF_VIEW if getattr(settings, name) != getattr(Settings(), name)}
    return link


def format_config(config: RunConfig) -> dict[str, str]:
    """Return the query parameters that say `config`, those that differ from the default."""
    plain = RunConfig()
    differing = [name for name in READERS if getattr(config, name) != getattr(plain, name)]
    return {name: format_value(getattr(config, name)) for name in differing}


def format_value(value: object) -> str:
    """Return a value as it stands in a link: exact, numbers without an exponent, points as x~y with _ between them."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        text = format(Decimal(repr(value)), "f")
        return text.removesuffix(".0")
    if isinstance(value, tuple):
        return ",".join(format_value(part) for part in value)
    if isinstance(value, Dataset):
        return "_".join(f"{_short(x)}~{_short(y)}" for x, y in zip(value.x.tolist(), value.y.tolist(), strict=True))
    return str(value)


def _short(value: float) -> str:
    return repr(value).removesuffix(".0").replace("e+", "e")


def read_start(text: str) -> tuple[float, float]:
    """Return the (W, b) that a text such as `0.5, -1` says.

    Raises:
        ValueError: if it is not two finite numbers.
    """
    W, b = text.split(",")
    return read_number(W.strip()), read_number(b.strip())


def read_number(text: str) -> float:
    """Return the number that a text says; anything else raises a ValueError, as with the readers that follow."""
    if not _NUMBER.fullmatch(text):
        raise ValueError
    return float(text)


def read_integer(text: str) -> int:
    """Return the whole number that a text says."""
    if not _INTEGER.fullmatch(text):
        raise ValueError
    return int(text)


def read_flag(text: str) -> bool:
    """Return what a text such as `true` or `off` says."""
    if text.lower() not in _TRUE + _FALSE:
        raise ValueError
    return text.lower() in _TRUE


def _read_data(text: str) -> str | Dataset:
    if text.lower() in PRESETS:
        return text.lower()
    pairs = text.split("_", MAX_POINTS + 1)
    x, y = zip(*([read_number(part) for part in pair.split("~")] for pair in pairs), strict=True)
    return check_points(x, y)


def one_of(allowed: Sequence[str]) -> Callable[[str], str]:
    """Return what reads one of some words, in any case."""

    def read(text: str) -> str:
        if text.lower() not in allowed:
            raise ValueError
        return text.lower()

    return read


READERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "style": str.lower,
    "data": _read_data,
    "scale": read_flag,
    "lr": read_number,
    "epochs": read_integer,
    "batch": read_integer,
    "zero_grad": read_flag,
    "optimizer": str.lower,
    **dict.fromkeys(OPTIONS, read_number),
    "start": read_start,
    "seed": read_integer,
}
"""From each field of a RunConfig to what reads it from text; it raises a ValueError where it cannot."""

_OF_VIEW: Final[Mapping[str, Callable[[str], Any]]] = {"surface": one_of(SURFACES), "lang": one_of(LANGUAGES)}

PARAMETERS: Final = (*READERS, "kept", *_OF_VIEW)
"""The names of the page's own parameters."""

_OF_DATA: Final = ("data", "scale")
"""What all runs of a picture share."""


def _read_config(params: Mapping[str, Sequence[str]], **given: Any) -> tuple[RunConfig, list[str]]:
    """Return the config that query parameters say, and the names of those that were ignored; `given` fields are not read."""
    read = dict(given)
    wrong = []
    for name, reader in READERS.items():
        if name not in given and (values := params.get(name, [])):
            try:
                read[name] = reader(_only(values))
            except (ValueError, DatasetError):
                wrong.append(name)
    while True:
        try:
            return RunConfig(**read), wrong
        except ConfigError as error:
            # Where the link does not say the field that is refused, what it says of the batch made the default impossible.
            refused = error.field if error.field in read else "batch"
            del read[refused]
            wrong.append(refused)


def _only(values: Sequence[str]) -> str:
    if len(values) > 1:
        raise ValueError
    return values[0].strip()


def _read_kept(text: str, config: RunConfig) -> KeptRun:
    if len(text) > LONGEST_LINK:
        raise ValueError
    params = parse_qs(text, keep_blank_values=True, max_num_fields=len(PARAMETERS))
    read, wrong = _read_config(params, data=config.data, scale=config.scale)
    name = _only(params.get("name", [""]))
    unknown = set(params) - set(READERS) - {"name"}
    if wrong or unknown or len(name) > LONGEST_NAME or not name.isprintable():
        raise ValueError
    return KeptRun(name, read)


def _format_kept(run: KeptRun) -> str:
    said = {name: value for name, value in format_config(run.config).items() if name not in _OF_DATA}
    return urlencode({**({"name": run.name} if run.name else {}), **said})


def on_data_of(config: RunConfig, other: RunConfig) -> RunConfig:
    """Return `config` on the data of `other`, with the epochs that are possible there."""
    moved = replace(config, epochs=1, data=other.data, scale=other.scale)
    return replace(moved, epochs=min(config.epochs, moved.epochs_max))


def _default(name: str) -> str:
    value = getattr(RunConfig() if name in READERS else Settings(), name)
    return "" if value in (None, ()) else format_value(value)


def cut(text: str) -> str:
    """Return a stranger's text as it can be shown: printable, and cut where it is long."""
    printable = "".join(character if character.isprintable() else "·" for character in text)
    return printable if len(printable) <= LONGEST_VALUE else printable[:LONGEST_VALUE] + "…"
