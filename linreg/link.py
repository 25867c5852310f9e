"""The link: every control of the page as query parameters. `parse` and `format_link` are inverses.

A link is untrusted input: every value is checked; a value that is not allowed is ignored and reported.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import parse_qs, urlencode

from linreg.config import SETTINGS, RunConfig
from linreg.kinds import Choice, Kind
from linreg.locale import LANGUAGES
from linreg.settings import MOST_KEPT, SURFACES, VIEWS, KeptRun, Problem, Settings, settle

LONGEST_VALUE: Final = 40
LONGEST_LINK: Final = 8192
"""Longest link, in characters, that every browser, server and messenger accepts."""

LONGEST_NAME: Final = 40

_SHOWN: Final[Mapping[str, Kind[Any]]] = {
    "surface": Choice.of(SURFACES),
    "lang": Choice.of(LANGUAGES),
    "view": Choice.of(VIEWS),
}

PARAMETERS: Final = (*SETTINGS, "kept", *_SHOWN)
"""The names of the page's query parameters."""

_OF_DATA: Final = ("data", "scale")
"""The settings shared by all runs of a picture."""


def parse(params: Mapping[str, Sequence[str]]) -> tuple[Settings, list[Problem]]:
    """Return the settings of the query parameters, and the values that were not used.

    Unknown parameters are ignored.

    Args:
        params: all values of each parameter, by name.
    """
    config, wrong = _parse_config(params)
    shown = {}
    for name, kind in _SHOWN.items():
        if values := params.get(name, []):
            try:
                shown[name] = kind.parse(only(values))
            except ValueError:
                wrong.append(name)
    kept = []
    for text in params.get("kept", [])[: MOST_KEPT + 1]:
        try:
            kept.append(_parse_kept(text, config))
        except ValueError:
            wrong.append("kept")
    if len(kept) > MOST_KEPT:
        wrong.append("kept")
    settings = Settings(config, tuple(kept[:MOST_KEPT]), **shown)
    problems = [Problem(name, cut(", ".join(params[name])), _default(name)) for name in PARAMETERS if name in wrong]
    return settings, problems


def format_link(settings: Settings) -> dict[str, str | list[str]]:
    """Return the query parameters of the settings that differ from the default, in a fixed order.

    >>> format_link(Settings(RunConfig(lr=0.19, zero_grad=False)))
    {'lr': '0.19', 'zero_grad': 'false'}
    """
    link: dict[str, str | list[str]] = dict(format_config(settings.config))
    if settings.kept:
        link["kept"] = [_format_kept(run) for run in settings.kept]
    link |= {name: str(getattr(settings, name)) for name in _SHOWN if getattr(settings, name) != getattr(Settings(), name)}
    return link


def format_config(config: RunConfig) -> dict[str, str]:
    """Return the query parameters of the fields of `config` that differ from the default."""
    differing = [row for row in SETTINGS.values() if getattr(config, row.name) != row.default]
    return {row.name: row.kind.format(getattr(config, row.name)) for row in differing}


def only(values: Sequence[str]) -> str:
    """Return the single value of a parameter, stripped.

    Raises:
        ValueError: unless there is exactly one.
    """
    (value,) = values
    return value.strip()


def cut(text: str) -> str:
    """Return an untrusted text for display: unprintable characters replaced by ·, cut to LONGEST_VALUE characters."""
    printable = "".join(character if character.isprintable() else "·" for character in text)
    return printable if len(printable) <= LONGEST_VALUE else printable[:LONGEST_VALUE] + "…"


def _parse_config(params: Mapping[str, Sequence[str]], **given: Any) -> tuple[RunConfig, list[str]]:
    """Return the config of query parameters, and the names of those not used. Fields in `given` are taken as they are."""
    values, wrong = dict(given), []
    for name, row in SETTINGS.items():
        if name not in given and (texts := params.get(name, [])):
            try:
                values[name] = row.kind.parse(only(texts))
            except ValueError:
                wrong.append(name)
    config, refused = settle(values)
    return config, wrong + refused


def _parse_kept(text: str, config: RunConfig) -> KeptRun:
    if len(text) > LONGEST_LINK:
        raise ValueError
    params = parse_qs(text, keep_blank_values=True, max_num_fields=len(PARAMETERS))
    found, wrong = _parse_config(params, **{name: getattr(config, name) for name in _OF_DATA})
    name = only(params.get("name", [""]))
    unknown = set(params) - set(SETTINGS) - {"name"}
    if wrong or unknown or len(name) > LONGEST_NAME or not name.isprintable():
        raise ValueError
    return KeptRun(name, found)


def _format_kept(run: KeptRun) -> str:
    said = {name: value for name, value in format_config(run.config).items() if name not in _OF_DATA}
    return urlencode({**({"name": run.name} if run.name else {}), **said})


def _default(name: str) -> str:
    if name in SETTINGS:
        return SETTINGS[name].format(SETTINGS[name].default)
    value = getattr(Settings(), name)
    return value if isinstance(value, str) else ""
