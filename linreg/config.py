"""RunConfig: everything that decides a run. Defines its settings, one row each: default, kind, help."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from types import MappingProxyType
from typing import Any, Final

from linreg.aliases import N_, Translate
from linreg.data import PRESETS, Dataset
from linreg.kinds import Choice, ConfigError, Flag, Integer, Kind, Number, Pair, Points
from linreg.optimizers import OPTIMIZERS, OPTIONS, OptimizerKind

STYLE_NAMES: Final = {"manual": N_("W, b tensors"), "linear": "nn.Linear", "module": N_("nn.Module class")}
STYLES: Final = tuple(STYLE_NAMES)
OPTIMIZER_NAMES: Final = {name: kind.title for name, kind in OPTIMIZERS.items()}
LR_MIN: Final = 1e-6
LR_MAX: Final = 10.0
LEARNING_RATES: Final = (
    *(float(f"{m}e{e}") for e in range(-6, -2) for m in (*range(100, 200, 5), *range(200, 500, 10), *range(500, 1000, 20))),
    1.0,
)
"""The learning rates of the slider: short decimals from 1e-4 to 1 in steps of 2 to 5 %, nearly even on a logarithmic scale."""
EPOCHS_MIN: Final = 1
EPOCHS_MAX: Final = 20_000
UPDATES_MAX: Final = 60_000
"""Largest number of updates in a run, over all epochs."""
BATCH_MAX: Final = 100_000
SEED_MAX: Final = 2**32 - 1


@dataclass(frozen=True)
class Setting:
    """A field of RunConfig. Its name is also the link's parameter, the widget's key and the label in a CSV header.

    Attributes:
        name: name of the field.
        default: default value.
        kind: checks, parses and formats values.
        help: help text of the command-line option.
        unset: how None is shown; empty if it is not.
    """

    name: str
    default: Any
    kind: Kind[Any]
    help: str
    unset: str = ""

    @property
    def option(self) -> str:
        """The command-line option, such as `--zero-grad`."""
        return "--" + self.name.replace("_", "-")

    def check(self, value: Any) -> Any:
        """Return an allowed value; None is allowed if it is the default.

        Raises:
            ConfigError: naming the field, the value and what is allowed.
        """
        return None if value is None and self.default is None else self.kind.check(self.name, value)

    def format(self, value: Any) -> str:
        """Return a value as text, exactly; "" for None."""
        return "" if value is None else self.kind.format(value)

    def describe(self, value: Any, _: Translate = str) -> str:
        """Return the setting in words: "Adam", "lr 0.1", "zero_grad off"; "" for None if `unset` is empty."""
        if isinstance(self.kind, Choice):
            return _(self.kind.titles[value])
        if value is None:
            return f"{self.name}: {_(self.unset)}" if self.unset else ""
        if isinstance(self.kind, Flag):
            text = _("on") if value else _("off")
            return f"{self.name} {text}"
        return f"{self.name} {self.kind.format(value)}"


def setting(default: Any, kind: Kind[Any], help: str, unset: str = "") -> Any:  # noqa: A002
    """Return the dataclass field of a setting."""
    return field(default=default, metadata={"kind": kind, "help": help, "unset": unset})


def _option_of(name: str) -> Any:
    users = ", ".join(optimizer for optimizer, kind in OPTIMIZERS.items() if name in kind.options)
    return setting(None, Number(), f"for {users}")


@dataclass(frozen=True)
class RunConfig:
    """Everything that decides a run: same config, same numbers.

    Attributes:
        style: how the model is written: `manual` (tensors W and b), `linear` (`nn.Linear`) or `module` (an `nn.Module` class).
        data: the name of a preset, or a Dataset.
        scale: whether x and y are standardised before training. W, b and cost then refer to the standardised points.
        lr: learning rate, 1e-6 to 10.
        epochs: `nb_epochs` of the notes, 1 to 20000. The loop is `range(epochs + 1)`, so full-batch training makes epochs + 1
            updates. With batches, a run has at most 60000 updates.
        batch: batch size, 1 to 100000; the points are reshuffled every epoch. None: full batch, in order.
        zero_grad: whether the loop calls `optimizer.zero_grad()`.
        optimizer: a name in `OPTIMIZERS`.
        momentum, alpha, beta1, beta2, eps, lr_decay, weight_decay: options of the optimizer. None is the default, and the only
            value allowed if the optimizer does not have the option.
        start: initial (W, b), finite in float32. None is as in the notes: (0, 0) for `manual`, PyTorch's own initial values
            for `linear` and `module`.
        seed: seed of those initial values and of the shuffling, 0 to 2**32 - 1.

    Raises:
        ConfigError: a ValueError that names the field, its value and what is allowed.

    >>> RunConfig(lr=20.0)
    Traceback (most recent call last):
        ...
    linreg.kinds.ConfigError: lr must be a number from 1e-06 to 10, got 20.0
    """

    style: str = setting("manual", Choice(STYLE_NAMES), f"one of {', '.join(STYLES)}")
    data: str | Dataset = setting("notes", Points(), f"one of {', '.join(PRESETS)}, or a CSV file")
    scale: bool = setting(False, Flag(), "standardise x and y before training")
    lr: float = setting(0.01, Number(LR_MIN, LR_MAX), "learning rate")
    epochs: int = setting(2000, Integer(EPOCHS_MIN, EPOCHS_MAX), "the notes' nb_epochs")
    batch: int | None = setting(None, Integer(1, BATCH_MAX), "points in a batch", unset=N_("all points"))
    zero_grad: bool = setting(True, Flag(), "whether the loop calls optimizer.zero_grad()")
    optimizer: str = setting("sgd", Choice(OPTIMIZER_NAMES), f"one of {', '.join(OPTIMIZERS)}")
    momentum: float | None = _option_of("momentum")
    lr_decay: float | None = _option_of("lr_decay")
    eps: float | None = _option_of("eps")
    alpha: float | None = _option_of("alpha")
    beta1: float | None = _option_of("beta1")
    beta2: float | None = _option_of("beta2")
    weight_decay: float | None = _option_of("weight_decay")
    start: tuple[float, float] | None = setting(None, Pair(), "where to begin, such as 0.5,-1", unset=N_("as in the notes"))
    seed: int = setting(1, Integer(0, SEED_MAX), "of the initial values and the batches")

    def __post_init__(self) -> None:
        for name, row in SETTINGS.items():
            if name not in OPTIONS:
                object.__setattr__(self, name, row.check(getattr(self, name)))
        for name in OPTIONS:
            object.__setattr__(self, name, self._checked_option(name))
        self.check_updates(len(self.dataset))

    def _checked_option(self, name: str) -> float | None:
        value, option = getattr(self, name), self.optimizer_kind.options.get(name)
        if value is None:
            return None
        if option is None:
            raise ConfigError(name, value, f"left out for optimizer {self.optimizer}")
        number = Number(option.low, option.high).check(name, value)
        # The default, given or left out, is the same run and must have the same digest.
        return None if number == option.default else number

    @property
    def dataset(self) -> Dataset:
        """The points of `data`."""
        return self.data if isinstance(self.data, Dataset) else PRESETS[self.data]

    @property
    def optimizer_kind(self) -> OptimizerKind:
        """The optimizer named by `optimizer`."""
        return OPTIMIZERS[self.optimizer]

    @property
    def options(self) -> dict[str, float]:
        """The options of the optimizer by name, including defaults."""
        given = {name: (getattr(self, name), option.default) for name, option in self.optimizer_kind.options.items()}
        return {name: default if value is None else value for name, (value, default) in given.items()}

    def value(self, name: str) -> Any:
        """Return the value of a setting by name; for an unset option of the optimizer, its default."""
        return self.options.get(name, getattr(self, name))

    def updates_per_epoch(self, points: int) -> int:
        """Return the number of batches in an epoch over `points` points."""
        return 1 if self.batch is None else -(-points // self.batch)

    @property
    def epochs_max(self) -> int:
        """The largest number of epochs for this batch size and data set."""
        return self.most_epochs(len(self.dataset))

    def most_epochs(self, points: int) -> int:
        """Return the largest number of epochs on `points` points; 0 or less if even one epoch is too many."""
        updates = self.updates_per_epoch(points)
        return EPOCHS_MAX if updates == 1 else min(EPOCHS_MAX, UPDATES_MAX // updates - 1)

    def check_updates(self, points: int) -> None:
        """Check that a run on `points` points does not exceed UPDATES_MAX updates.

        Raises:
            ConfigError: for `epochs`, with the largest number allowed; for `batch` if even one epoch is too many.
        """
        updates, most = self.updates_per_epoch(points), self.most_epochs(points)
        if self.epochs > most:
            if most < EPOCHS_MIN:
                raise ConfigError("batch", self.batch, f"larger: {points} points make {updates} batches")
            raise ConfigError("epochs", self.epochs, f"at most {most} where an epoch is {updates} updates")

    def digest(self) -> str:
        """Return a digest of 12 hexadecimal digits, equal for equal configs in every process."""
        values = asdict(self)
        if isinstance(self.data, Dataset):
            values["data"] = [self.data.name, self.data.x.tolist(), self.data.y.tolist()]
        return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:12]


SETTINGS: Final[Mapping[str, Setting]] = MappingProxyType(
    {row.name: Setting(row.name, row.default, **row.metadata) for row in fields(RunConfig)}
)
"""The settings by name, in the order of the link and of the command line."""
