"""RunConfig: everything that decides a run. The one home of defaults and limits."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np

from linreg.data import Dataset
from linreg.fields import ConfigError, choice, flag, integer, number
from linreg.optimizers import OPTIMIZERS, OPTIONS, OptimizerKind
from linreg.presets import PRESETS

STYLES: Final = ("manual", "linear", "module")
LR_MIN: Final = 1e-6
LR_MAX: Final = 10.0
EPOCHS_MIN: Final = 1
EPOCHS_MAX: Final = 20_000
UPDATES_MAX: Final = 60_000
BATCH_MAX: Final = 100_000
SEED_MAX: Final = 2**32 - 1
FLOAT32_MAX: Final = float(np.finfo(np.float32).max)


@dataclass(frozen=True)
class RunConfig:
    """Everything that decides a run: same config, same numbers.

    Attributes:
        style: how the model is written: `manual` (tensors W and b), `linear` (`nn.Linear`) or `module` (an `nn.Module` class).
        data: the name of a preset data set, or a Dataset of one's own.
        scale: whether x and y are standardised before training. W, b and cost are then those of the standardised points.
        lr: learning rate, 1e-6 to 10.
        epochs: the notes' `nb_epochs`, 1 to 20000. The loop is `range(epochs + 1)`: with all points in one batch, it makes
            epochs + 1 updates. All batches of all epochs together are at most 60000 updates.
        batch: how many points there are in a batch; the points are shuffled anew, with the seed, in every epoch. None is all
            points, in their order.
        zero_grad: whether the loop calls `optimizer.zero_grad()`.
        optimizer: a name of `OPTIMIZERS`.
        momentum, alpha, beta1, beta2, eps, lr_decay, weight_decay: the optimizer's options. None is its default, and the only
            value allowed for an option that the optimizer does not have.
        start: the (W, b) to begin at, finite in float32. None is what the notes do: (0, 0) for `manual`, PyTorch's own
            initial values for `linear` and `module`.
        seed: seeds those initial values and the shuffling, 0 to 2**32 - 1.

    Raises:
        ConfigError: a ValueError that names the field, its value and what is allowed.
    """

    style: str = "manual"
    data: str | Dataset = "notes"
    scale: bool = False
    lr: float = 0.01
    epochs: int = 2000
    batch: int | None = None
    zero_grad: bool = True
    optimizer: str = "sgd"
    momentum: float | None = None
    alpha: float | None = None
    beta1: float | None = None
    beta2: float | None = None
    eps: float | None = None
    lr_decay: float | None = None
    weight_decay: float | None = None
    start: tuple[float, float] | None = None
    seed: int = 1

    def __post_init__(self) -> None:
        checked = {
            "style": choice("style", self.style, STYLES),
            "data": self.data if isinstance(self.data, Dataset) else choice("data", self.data, tuple(PRESETS)),
            "scale": flag("scale", self.scale),
            "lr": number("lr", self.lr, LR_MIN, LR_MAX),
            "epochs": integer("epochs", self.epochs, EPOCHS_MIN, EPOCHS_MAX),
            "batch": None if self.batch is None else integer("batch", self.batch, 1, BATCH_MAX),
            "zero_grad": flag("zero_grad", self.zero_grad),
            "optimizer": choice("optimizer", self.optimizer, tuple(OPTIMIZERS)),
            "start": _start(self.start),
            "seed": integer("seed", self.seed, 0, SEED_MAX),
        }
        for field, value in checked.items():
            object.__setattr__(self, field, value)
        for field in OPTIONS:
            object.__setattr__(self, field, _option(field, getattr(self, field), self.optimizer))
        self.check_updates(len(self.dataset))

    @property
    def dataset(self) -> Dataset:
        """The points that `data` names or is."""
        return self.data if isinstance(self.data, Dataset) else PRESETS[self.data]

    @property
    def optimizer_kind(self) -> OptimizerKind:
        """What `optimizer` names."""
        return OPTIMIZERS[self.optimizer]

    @property
    def options(self) -> dict[str, float]:
        """The options of the optimizer, its defaults filled in."""
        given = {name: (getattr(self, name), option.default) for name, option in self.optimizer_kind.options.items()}
        return {name: default if value is None else value for name, (value, default) in given.items()}

    def updates_per_epoch(self, points: int) -> int:
        """Return how many batches so many points are cut into."""
        return 1 if self.batch is None else -(-points // self.batch)

    @property
    def epochs_max(self) -> int:
        """The largest number of epochs that this config could have."""
        return self.most_epochs(len(self.dataset))

    def most_epochs(self, points: int) -> int:
        """Return the largest number of epochs that this config could have on so many points; not above 0 where none is possible."""
        updates = self.updates_per_epoch(points)
        return EPOCHS_MAX if updates == 1 else min(EPOCHS_MAX, UPDATES_MAX // updates - 1)

    def check_updates(self, points: int) -> None:
        """Check that all batches of all epochs are not too many.

        Raises:
            ConfigError: naming the number of epochs that is possible, or the batch where none is.
        """
        updates, most = self.updates_per_epoch(points), self.most_epochs(points)
        if self.epochs > most:
            if most < EPOCHS_MIN:
                raise ConfigError("batch", self.batch, f"larger: {points} points make {updates} batches")
            raise ConfigError("epochs", self.epochs, f"at most {most} where an epoch is {updates} updates")

    def digest(self) -> str:
        """Return a short fingerprint: 12 hexadecimal digits, the same for equal configs in every process."""
        fields = asdict(self)
        if isinstance(self.data, Dataset):
            fields["data"] = [self.data.name, self.data.x.tolist(), self.data.y.tolist()]
        return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()[:12]


def _option(field: str, value: Any, optimizer: str) -> float | None:
    option = OPTIMIZERS[optimizer].options.get(field)
    if value is None:
        return None
    if option is None:
        raise ConfigError(field, value, f"left out for optimizer {optimizer}")
    given = number(field, value, option.low, option.high)
    # Leaving the default out or writing it is the same run: the digests must be equal too.
    return None if given == option.default else given


def _start(value: Any) -> tuple[float, float] | None:
    if value is None:
        return None
    try:
        if not isinstance(value, (Sequence, np.ndarray)) or isinstance(value, bytes):
            raise TypeError
        W, b = (number("start", part, -FLOAT32_MAX, FLOAT32_MAX) for part in value)
    except (TypeError, ValueError):
        raise ConfigError("start", value, "None or two finite numbers (W, b)") from None
    # Adding zero turns -0.0 into 0.0: the two are equal, so their digests must be equal too.
    return W + 0.0, b + 0.0
