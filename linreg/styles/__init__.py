"""The three ways of writing the same regression, by name: one short file each, written as in the notes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Protocol

from torch import Tensor

from linreg.styles.linear import LinearStyle
from linreg.styles.manual import ManualStyle
from linreg.styles.module import ModuleStyle

__all__ = ["STYLES", "LinearStyle", "ManualStyle", "ModuleStyle", "Style"]


class Style(Protocol):
    """One way of writing the model.

    Attributes:
        W, b: the parameters that the optimizer updates, one element each.
    """

    W: Tensor
    b: Tensor

    def cost(self, x_train: Tensor, y_train: Tensor) -> Tensor:
        """Return the mean squared error as a scalar, for x_train and y_train of shape (points, 1)."""
        ...


STYLES: Mapping[str, Callable[[float, float], Style]] = MappingProxyType(
    {"manual": ManualStyle, "linear": LinearStyle, "module": ModuleStyle}
)
"""Classes of the styles by name, each constructed from the start values W, b."""
