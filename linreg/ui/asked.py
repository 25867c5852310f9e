"""What a request for runs asks for: the page's own link parameters, checked, and what is answered if they cannot be."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse

import linreg
from linreg import DatasetError, RunConfig
from linreg.config import SETTINGS
from linreg.link import LONGEST_LINK, parse
from linreg.sweeps import SweepTooLarge


class NotAsked(ValueError):  # noqa: N818 - said by `refusal`
    """Link parameters that are no config; the text names the fields."""


@cache
def version() -> str:
    """Return a digest of the package, a part of the address: no browser or proxy shall keep the answer of another version."""
    files = sorted(Path(linreg.__file__).parent.rglob("*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:10]


def config_of(request: Request) -> RunConfig:
    """Return the config of the link parameters of a request; other parameters are ignored.

    Raises:
        NotAsked: naming the fields, if a value is not allowed; or the link, if it is too long.
    """
    if len(request.url.query) > LONGEST_LINK:
        raise NotAsked(f"link: at most {LONGEST_LINK} characters, got {len(request.url.query)}")
    params = {name: request.query_params.getlist(name) for name in request.query_params if name in SETTINGS}
    settings, problems = parse(params)
    if problems:
        raise NotAsked("\n".join(f"{name}: cannot be {value}" for name, value, _used in problems))
    return settings.config


REFUSED = (NotAsked, DatasetError, SweepTooLarge)
"""The errors that `refusal` answers."""


def refusal(error: Exception) -> PlainTextResponse:
    """Return the answer to a request that led to one of REFUSED: 413 if it is too large, otherwise 400, naming the field."""
    said = f"data: {error}" if isinstance(error, DatasetError) else str(error)
    return PlainTextResponse(said, 413 if isinstance(error, SweepTooLarge) else 400)
