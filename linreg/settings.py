"""Settings: everything that the user has set on the page, and a config from values that may be refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal, NamedTuple

from linreg.config import SETTINGS, RunConfig
from linreg.kinds import ConfigError

Surface = Literal["3d", "contour"]
SURFACES: Final[tuple[Surface, ...]] = ("3d", "contour")
View = Literal["page", "lecture"]
VIEWS: Final[tuple[View, ...]] = ("page", "lecture")
MOST_KEPT: Final = 4


@dataclass(frozen=True)
class KeptRun:
    """A run kept on the picture: its name, "" if it has none, and its config."""

    name: str
    config: RunConfig


@dataclass(frozen=True)
class Settings:
    """Everything that the user has set.

    Attributes:
        config: the run.
        kept: the kept runs, at most MOST_KEPT, on the same data.
        surface: how the loss surface is drawn, "3d" or "contour".
        lang: the language; None for that of the browser.
        view: "page", or "lecture" for a projector: large text, and only what a class needs to see.
    """

    config: RunConfig = field(default_factory=RunConfig)
    kept: tuple[KeptRun, ...] = ()
    surface: Surface = "3d"
    lang: str | None = None
    view: View = "page"


class Problem(NamedTuple):
    """A value that was not used: the setting, the value as text, and the text of the value used instead ("" for None)."""

    name: str
    value: str
    used: str


def settle(given: Mapping[str, Any], before: RunConfig | None = None) -> tuple[RunConfig, list[str]]:
    """Return a config of the `given` values, and the names of the refused ones.

    A refused value is replaced by that of `before`, or by the default if that is refused too. If a default is refused
    (2000 epochs in batches may be too many updates), the batch is refused instead.

    >>> settle({"lr": 99.0, "epochs": 300})[1]
    ['lr']
    """
    values, refused = dict(given), list[str]()
    while True:
        try:
            return RunConfig(**values), refused
        except ConfigError as error:
            name = error.field if error.field in values else "batch"
            first = name not in refused
            if first:
                refused.append(name)
            if before is not None and first and values[name] != getattr(before, name):
                values[name] = getattr(before, name)
            else:
                del values[name]


def on_data_of(config: RunConfig, other: RunConfig) -> RunConfig:
    """Return `config` with the data and scale of `other`, epochs lowered to the largest number allowed there."""
    moved = replace(config, epochs=1, data=other.data, scale=other.scale)
    return replace(moved, epochs=min(config.epochs, moved.epochs_max))


def differing(configs: Iterable[RunConfig]) -> list[str]:
    """Return the names of the settings that differ between the configs, in the order of SETTINGS."""
    configs = list(configs)
    return [name for name in SETTINGS if len({getattr(config, name) for config in configs}) > 1]
