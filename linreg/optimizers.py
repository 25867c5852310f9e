"""The optimizers of `torch.optim` that a run may use, by name, with their options."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    import torch
    from torch import Tensor

BELOW_ONE: Final = 0.999999
"""The largest decay rate. At 1 a running average would never change; PyTorch refuses it for Adam."""


class Option(NamedTuple):
    """An option of an optimizer other than lr: default and limits, both inclusive."""

    default: float
    low: float
    high: float


@dataclass(frozen=True)
class OptimizerKind:
    """An optimizer as offered on the page.

    Attributes:
        title: its name on the page.
        torch_name: the name of its class in `torch.optim`.
        options: options by name. The defaults are PyTorch's, except the momentum of SGD: 0 in PyTorch, here 0.9 as in the
            example of its documentation.
        nesterov: whether it is SGD with Nesterov momentum.
    """

    title: str
    torch_name: str
    options: Mapping[str, Option]
    nesterov: bool = False

    @property
    def torch_class(self) -> type[torch.optim.Optimizer]:
        """The class in `torch.optim`."""
        # Not above: what an optimizer is called, and what options it has, is known without PyTorch.
        import torch

        found: type[torch.optim.Optimizer] = getattr(torch.optim, self.torch_name)
        return found

    @property
    def summary(self) -> str:
        """The first line of the class's docstring in PyTorch."""
        return (self.torch_class.__doc__ or "").strip().splitlines()[0]

    @property
    def documentation(self) -> str:
        """The URL of PyTorch's documentation of the class."""
        return f"https://docs.pytorch.org/docs/stable/generated/torch.optim.{self.torch_name}.html"

    def arguments(self, options: Mapping[str, float]) -> dict[str, Any]:
        """Return `options` as keyword arguments of the class, without lr."""
        arguments: dict[str, Any] = dict(options)
        if "beta1" in arguments:
            arguments = {"betas": (arguments.pop("beta1"), arguments.pop("beta2")), **arguments}
        return {**arguments, "nesterov": True} if self.nesterov else arguments

    def make(self, parameters: Iterable[Tensor], lr: float, options: Mapping[str, float]) -> torch.optim.Optimizer:
        """Return a new optimizer of `parameters`."""
        return self.torch_class(parameters, lr=lr, **self.arguments(options))  # type: ignore[call-arg]


_MOMENTUM: Final = Option(0.9, 0.0, 1.0)
_BETAS: Final = {"beta1": Option(0.9, 0.0, BELOW_ONE), "beta2": Option(0.999, 0.0, BELOW_ONE)}

OPTIMIZERS: Final[Mapping[str, OptimizerKind]] = MappingProxyType(
    {
        "sgd": OptimizerKind("SGD", "SGD", {}),
        "momentum": OptimizerKind("SGD + momentum", "SGD", {"momentum": _MOMENTUM}),
        # PyTorch refuses Nesterov with momentum 0.
        "nesterov": OptimizerKind("SGD + Nesterov", "SGD", {"momentum": _MOMENTUM._replace(low=0.001)}, nesterov=True),
        "adagrad": OptimizerKind("Adagrad", "Adagrad", {"lr_decay": Option(0.0, 0.0, 1.0), "eps": Option(1e-10, 1e-16, 1.0)}),
        "rmsprop": OptimizerKind(
            "RMSprop",
            "RMSprop",
            {"alpha": Option(0.99, 0.0, BELOW_ONE), "momentum": Option(0.0, 0.0, 1.0), "eps": Option(1e-8, 1e-16, 1.0)},
        ),
        "adam": OptimizerKind("Adam", "Adam", {**_BETAS, "eps": Option(1e-8, 1e-16, 1.0)}),
        "adamw": OptimizerKind("AdamW", "AdamW", {**_BETAS, "weight_decay": Option(0.01, 0.0, 10.0)}),
    }
)
"""The optimizers by name."""

OPTIONS: Final = tuple(dict.fromkeys(option for kind in OPTIMIZERS.values() for option in kind.options))
"""The names of all options."""
