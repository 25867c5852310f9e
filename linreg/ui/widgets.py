"""The state of the main page's widgets: `read` and `widgets_of` are a pair, as `parse` and `format_link` are for the link.

Pure functions of a mapping, such as Streamlit's session state. Streamlit is not imported.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from linreg.config import EPOCHS_MIN, LEARNING_RATES, SETTINGS, RunConfig
from linreg.data import Dataset, DatasetError
from linreg.kinds import Pair
from linreg.optimizers import OPTIMIZERS, OPTIONS
from linreg.scaling import training_points
from linreg.settings import SURFACES, VIEWS, Problem, Settings, on_data_of, settle

OWN: Final = "own"
"""Value of the data control for the user's own points."""

OWN_POINTS: Final = "_own"
KEPT: Final = "_kept"
LANGUAGE_CHOSEN: Final = "_language_chosen"
BEFORE: Final = "_settings"
"""Keys of the state: the user's own points, the kept runs, whether the language was chosen, and the settings read last."""

EXACT: Final = {"lr": "_lr", "epochs": "_epochs"}
"""Keys of the fields for the exact value of a setting that also has a slider."""

EPOCHS_SLIDER: Final = 5000


def read(state: Mapping[str, Any]) -> tuple[Settings, list[Problem]]:
    """Return the settings of the widgets, and the values that were not used.

    A refused value is replaced by that of the settings read before; too many epochs are lowered.

    >>> settings, problems = read({"lr": 0.1, "start": "1; 2"})
    >>> settings.config.lr, problems
    (0.1, [Problem(name='start', value='1; 2', used='')])
    """
    before: RunConfig = state.get(BEFORE, Settings()).config
    values = _values(state)
    config, refused = settle({**values, "epochs": EPOCHS_MIN}, before)
    problems = [Problem(name, str(state.get(name)), SETTINGS[name].format(getattr(config, name))) for name in refused]
    epochs = min(values["epochs"], config.epochs_max)
    if epochs < values["epochs"]:
        problems.append(Problem("epochs", str(values["epochs"]), str(epochs)))
    config = replace(config, epochs=epochs)
    if config.scale and not _can_scale(config):
        problems.append(Problem("scale", "true", "false"))
        config = replace(config, scale=False)
    kept = tuple(replace(run, config=on_data_of(run.config, config)) for run in state.get(KEPT, ()))
    lang = state.get("lang") if state.get(LANGUAGE_CHOSEN) else None
    return Settings(config, kept, state.get("surface") or SURFACES[0], lang, state.get("view", VIEWS[0])), problems


def widgets_of(config: RunConfig) -> dict[str, Any]:
    """Return the state of the widgets that show `config`."""
    values = {name: getattr(config, name) for name in SETTINGS if name not in OPTIONS} | config.options
    values["start"] = format_start(config.start)
    if isinstance(config.data, Dataset):
        values |= {"data": OWN, OWN_POINTS: config.data}
    return values


def format_start(start: tuple[float, float] | None) -> str:
    """Return a start as text, such as "0.5, -1"; "" for None."""
    return "" if start is None else Pair().format(start).replace(",", ", ")


@dataclass(frozen=True)
class Reach:
    """The range of the sliders, extended by values from links.

    Attributes:
        lrs: the learning rates of the slider, in ascending order.
        epochs: the largest number of epochs; None for as many as the config allows.
    """

    lrs: tuple[float, ...] = LEARNING_RATES
    epochs: int | None = EPOCHS_SLIDER

    def to(self, config: RunConfig) -> Reach:
        """Return the range extended to include `config`."""
        lrs = self.lrs if config.lr in self.lrs else tuple(sorted({*self.lrs, config.lr}))
        return Reach(lrs, None if config.epochs > EPOCHS_SLIDER else self.epochs)

    def most_epochs(self, config: RunConfig) -> int:
        """Return the upper end of the epochs slider."""
        return config.epochs_max if self.epochs is None else min(self.epochs, config.epochs_max)


def _values(state: Mapping[str, Any]) -> dict[str, Any]:
    """Return the unchecked value of each setting; None for options of other optimizers."""
    values = {name: state.get(name, row.default) for name, row in SETTINGS.items()}
    kind = OPTIMIZERS.get(values["optimizer"])
    values |= {name: values[name] if kind and name in kind.options else None for name in OPTIONS}
    if values["data"] == OWN:
        values["data"] = state.get(OWN_POINTS, SETTINGS["data"].default)
    if isinstance(values["start"], str):
        values["start"] = _start(values["start"])
    return values


def _start(text: str) -> tuple[float, float] | str | None:
    try:
        return Pair().parse(text) if text.strip() else None
    except ValueError:
        return text  # refused by RunConfig


def _can_scale(config: RunConfig) -> bool:
    try:
        training_points(config)
    except DatasetError:
        return False
    return True
