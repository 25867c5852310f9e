"""The command line: prints the notes' log of a run, and writes CSV (of the run, of all learning rates), an animation, or a link."""

from __future__ import annotations

import argparse
import math
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

import linreg
from linreg.config import LEARNING_RATES, SETTINGS, RunConfig
from linreg.data import PRESETS, Dataset, DatasetError
from linreg.data.points import MAX_BYTES, read_csv
from linreg.kinds import ConfigError, Flag
from linreg.link import format_link
from linreg.locale import LANGUAGES, translator
from linreg.settings import Settings

if TYPE_CHECKING:
    from linreg import Run

PAGE: Final = "http://localhost:8501"
"""Where `streamlit run app.py` serves the page."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return 0.

    Args:
        argv: the arguments; `sys.argv[1:]` by default.

    Raises:
        SystemExit: with code 2 and a message on stderr if an argument or a file cannot be used.
    """
    parser = _parser()
    said = parser.parse_args(argv)
    try:
        config = _config(said)
        run = linreg.record(config)
        _write(run, said)
        # Printed last: a reader that stops reading loses no file.
        print("\n".join(linreg.format_log(run)), flush=True)
    except (ConfigError, DatasetError) as error:
        parser.error(str(error))
    except BrokenPipeError:
        # The reader has closed the pipe, as `head` does. Python would complain once more when it flushes stdout at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        parser.error(f"{error.filename}: {error.strerror}")
    if said.link:
        print(f"{said.link.rstrip('/')}/?{urlencode(format_link(Settings(config)))}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("linreg", description=__doc__, allow_abbrev=False)
    add = parser.add_argument
    for row in SETTINGS.values():
        default = f" (default {row.unset or row.format(row.default)})" if row.unset or row.default is not None else ""
        if isinstance(row.kind, Flag):
            add(row.option, action=argparse.BooleanOptionalAction, help=row.help + default)
        else:
            add(row.option, metavar=row.kind.metavar, help=row.help + default)
    add("--columns", metavar="X,Y", help="the columns of the CSV file, by name (default the first two)")
    add("--csv", metavar="FILE", help="write every step as CSV")
    add("--sweep", metavar="FILE", help=f"train all {len(LEARNING_RATES)} learning rates of the slider, write their ends as CSV")
    add("--html", metavar="FILE", help="write an animation that plays offline")
    add("--lang", choices=LANGUAGES, default="en", help="of the animation (default en)")
    add("--link", nargs="?", const=PAGE, metavar="ADDRESS", help=f"print the link to this run on the page there (default {PAGE})")
    return parser


def _config(said: argparse.Namespace) -> RunConfig:
    values = {name: getattr(said, name) for name in SETTINGS if getattr(said, name) is not None}
    if "data" in values:
        values["data"] = _data(values["data"], said.columns)
    for name, value in values.items():
        if isinstance(value, str):
            # A text that cannot be parsed is refused by RunConfig.
            with suppress(ValueError):
                values[name] = SETTINGS[name].kind.parse(value.strip())
    return RunConfig(**values)


def _data(value: str, columns: str | None) -> str | Dataset:
    """Return the points of a CSV file, or `value` itself if it is a preset or no file."""
    if value in PRESETS or not Path(value).is_file():
        return value
    with Path(value).open("rb") as file:
        table = read_csv(file.read(MAX_BYTES + 1))
    x, y = columns.split(",", 1) if columns and "," in columns else table.columns[:2]
    return table.points(x, y)


def _write(run: Run, said: argparse.Namespace) -> None:
    """Write the files that are asked for."""
    # Not above: `--help` does not wait for PyTorch.
    from linreg.export import sweep_to_csv, to_csv

    if said.csv:
        Path(said.csv).write_text(to_csv(run), encoding="utf-8")
    if said.sweep:
        # Here one can wait: however much work it is.
        found = linreg.sweep(run.config, LEARNING_RATES, work_max=math.inf)
        Path(said.sweep).write_text(sweep_to_csv(found), encoding="utf-8")
    if said.html:
        Path(said.html).write_text(_animation(run, said.lang), encoding="utf-8")


def _animation(run: Run, lang: str) -> str:
    from linreg.panels import draw
    from linreg.player.standalone import standalone
    from linreg.words.sentence import verdict_sentence

    _ = translator(lang)
    theory = linreg.analyse(run.config)
    text = verdict_sentence(run, theory, _).replace("*", "")
    return standalone(draw(run, theory, "3d", _), _("linreg: watch PyTorch fit a line"), text, lang, _)
