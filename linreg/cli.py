"""The command line: prints the notes' log of a run, and writes the run as CSV, as an animation, or as a link to the page."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from linreg import PRESETS, Dataset, DatasetError, Run, RunConfig, analyse, format_log, record
from linreg.config import STYLES
from linreg.export import to_csv
from linreg.fields import ConfigError
from linreg.locale import LANGUAGES, translator
from linreg.optimizers import OPTIMIZERS, OPTIONS
from linreg.points import MAX_BYTES, read_csv
from linreg.ui.link import READERS, Settings, format_link

PAGE: Final = "http://localhost:8501"
"""Where `streamlit run app.py` serves the page."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return 0; bad input ends it with exit code 2 and a word about what is wrong.

    Args:
        argv: the arguments, by default those of the process.
    """
    parser = _parser()
    said = parser.parse_args(argv)
    try:
        config = _config(said)
        run = record(config)
        print("\n".join(format_log(run)))
        if said.csv:
            Path(said.csv).write_text(to_csv(run), encoding="utf-8")
        if said.html:
            Path(said.html).write_text(_animation(run, said.lang), encoding="utf-8")
    except (ConfigError, DatasetError) as error:
        parser.error(str(error))
    except OSError as error:
        parser.error(f"{error.filename}: {error.strerror}")
    if said.link:
        print(f"{said.link.rstrip('/')}/?{urlencode(format_link(Settings(config)))}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m linreg", description=__doc__, allow_abbrev=False)
    add = parser.add_argument
    default = RunConfig()
    add("--style", metavar="NAME", help=f"one of {', '.join(STYLES)} (default {default.style})")
    add("--data", metavar="NAME|FILE", help=f"one of {', '.join(PRESETS)}, or a CSV file (default {default.data})")
    add("--columns", metavar="X,Y", help="the columns of the CSV file, by name (default: the first two)")
    add("--scale", action=argparse.BooleanOptionalAction, help="standardise x and y before training")
    add("--lr", metavar="LR", help=f"learning rate (default {default.lr})")
    add("--epochs", metavar="N", help=f"the notes' nb_epochs (default {default.epochs})")
    add("--batch", metavar="N", help="points in a batch (default: all)")
    add(
        "--zero-grad", action=argparse.BooleanOptionalAction, help="whether the loop calls optimizer.zero_grad() (default: it does)"
    )
    add("--optimizer", metavar="NAME", help=f"one of {', '.join(OPTIMIZERS)} (default {default.optimizer})")
    for option in OPTIONS:
        users = [name for name, kind in OPTIMIZERS.items() if option in kind.options]
        add(f"--{option.replace('_', '-')}", metavar="VALUE", help=f"for {', '.join(users)}")
    add("--start", metavar="W,b", help="where to begin, such as 0.5,-1; write --start=-1,2 where it begins with a minus")
    add("--seed", metavar="N", help=f"of the initial values and the batches (default {default.seed})")
    add("--csv", metavar="FILE", help="write every step as CSV")
    add("--html", metavar="FILE", help="write an animation that plays offline")
    add("--lang", choices=LANGUAGES, default="en", help="of the animation (default en)")
    add("--link", nargs="?", const=PAGE, metavar="ADDRESS", help=f"print the link to this run on the page there (default {PAGE})")
    return parser


def _config(said: argparse.Namespace) -> RunConfig:
    values: dict[str, Any] = {}
    for item in fields(RunConfig):
        value = getattr(said, item.name)
        if value is None:
            continue
        reader: Callable[[str], Any] = READERS[item.name]
        if item.name == "data":
            values["data"] = _data(value, said.columns)
        elif isinstance(value, bool):
            values[item.name] = value
        else:
            values[item.name] = _read(reader, value)
    return RunConfig(**values)


def _read(reader: Callable[[str], Any], text: str) -> Any:
    try:
        return reader(text.strip())
    except ValueError:
        return text  # RunConfig says what is wrong with it


def _data(value: str, columns: str | None) -> str | Dataset:
    """Return the preset of that name, or the points of that file."""
    if value in PRESETS or not Path(value).is_file():
        return value
    with Path(value).open("rb") as file:
        table = read_csv(file.read(MAX_BYTES + 1))
    x, y = columns.split(",", 1) if columns and "," in columns else table.columns[:2]
    return table.points(x, y)


def _animation(run: Run, lang: str) -> str:
    # Streamlit, Plotly and the words are only needed here, and take a second to import.
    from linreg.panels import draw
    from linreg.player.standalone import standalone
    from linreg.ui.sentence import verdict_sentence

    _ = translator(lang)
    theory = analyse(run.config)
    text = verdict_sentence(run, theory, _).replace("*", "")
    return standalone(draw(run, theory, "3d", _), _("linreg: watch PyTorch fit a line"), text, lang, _)
