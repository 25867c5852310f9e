"""RunConfig: everything that decides a run. The one home of defaults and limits."""

from __future__ import annotations

import hashlib
import json
import math
import operator
from dataclasses import asdict, dataclass
from numbers import Real
from typing import Any, Final

import numpy as np

from linreg.data import PRESETS, excerpt

STYLES: Final = ("manual", "linear", "module")
LR_MIN: Final = 1e-6
LR_MAX: Final = 10.0
EPOCHS_MIN: Final = 1
EPOCHS_MAX: Final = 20_000
SEED_MAX: Final = 2**32 - 1
FLOAT32_MAX: Final = float(np.finfo(np.float32).max)


class ConfigError(ValueError):
    """A field of a RunConfig has a value that is not allowed.

    Attributes:
        field: the name of the field.
        value: what it was given.
        allowed: what it may be, in words.
    """

    def __init__(self, field: str, value: object, allowed: str) -> None:
        super().__init__(f"{field} must be {allowed}, got {excerpt(value)}")
        self.field = field
        self.value = value
        self.allowed = allowed


@dataclass(frozen=True)
class RunConfig:
    """Everything that decides a run: same config, same numbers.

    Attributes:
        style: how the model is written: `manual` (tensors W and b), `linear` (`nn.Linear`) or `module` (an `nn.Module` class).
        data: the name of a preset data set.
        lr: learning rate, 1e-6 to 10.
        epochs: the notes' `nb_epochs`, 1 to 20000. The loop is `range(epochs + 1)`, so it makes epochs + 1 updates.
        zero_grad: whether the loop calls `optimizer.zero_grad()`.
        start: the (W, b) to begin at, finite in float32. None is what the notes do: (0, 0) for `manual`, PyTorch's own
            initial values for `linear` and `module`.
        seed: seeds those initial values, 0 to 2**32 - 1.

    Raises:
        ConfigError: a ValueError that names the field, its value and what is allowed.
    """

    style: str = "manual"
    data: str = "notes"
    lr: float = 0.01
    epochs: int = 2000
    zero_grad: bool = True
    start: tuple[float, float] | None = None
    seed: int = 1

    def __post_init__(self) -> None:
        checked = {
            "style": _choice("style", self.style, STYLES),
            "data": _choice("data", self.data, tuple(PRESETS)),
            "lr": _number("lr", self.lr, LR_MIN, LR_MAX),
            "epochs": _integer("epochs", self.epochs, EPOCHS_MIN, EPOCHS_MAX),
            "zero_grad": _flag("zero_grad", self.zero_grad),
            "start": _start(self.start),
            "seed": _integer("seed", self.seed, 0, SEED_MAX),
        }
        for field, value in checked.items():
            object.__setattr__(self, field, value)

    def digest(self) -> str:
        """Return a short fingerprint: 12 hexadecimal digits, the same for equal configs in every process."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:12]


def _choice(field: str, value: object, allowed: tuple[str, ...]) -> str:
    if isinstance(value, str) and value in allowed:
        return value
    raise ConfigError(field, value, "one of " + ", ".join(allowed))


def _number(field: str, value: Any, low: float, high: float) -> float:
    try:
        number = float(value) if isinstance(value, Real) and not isinstance(value, bool) else math.nan
    except OverflowError:
        number = math.nan
    if low <= number <= high:
        return number
    raise ConfigError(field, value, f"a number from {low:g} to {high:g}")


def _integer(field: str, value: Any, low: int, high: int) -> int:
    try:
        number = low - 1 if isinstance(value, bool) else operator.index(value)
    except TypeError:
        number = low - 1
    if low <= number <= high:
        return number
    raise ConfigError(field, value, f"a whole number from {low} to {high}")


def _flag(field: str, value: object) -> bool:
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    raise ConfigError(field, value, "True or False")


def _start(value: Any) -> tuple[float, float] | None:
    if value is None:
        return None
    try:
        W, b = (_number("start", part, -FLOAT32_MAX, FLOAT32_MAX) for part in value)
    except (TypeError, ValueError):
        raise ConfigError("start", value, "None or two finite numbers (W, b)") from None
    # Adding zero turns -0.0 into 0.0: the two are equal, so their digests must be equal too.
    return W + 0.0, b + 0.0
