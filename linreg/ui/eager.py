"""PyTorch without its compiler: half the time that the first optimizer of a process takes, and 100 MB."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import Any, Final

_COMPILER: Final = "torch._dynamo"


class _NotCompiling(ModuleType):
    """Stands for `torch._dynamo` until more of it is needed.

    Every optimizer imports it, 800 modules, to tell a compiler what to leave out. Nothing is compiled here, so there is nothing
    to tell: what optimizers call does nothing. Whoever asks for anything else gets PyTorch's own.
    """

    def graph_break(self) -> None:
        """Do nothing: no graph is being made."""

    def disable(self, function: Callable[..., Any], recursive: bool = True, *, wrapping: bool = True) -> Callable[..., Any]:  # noqa: ARG002
        """Return the function: it is not compiled."""
        return function

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name != "__path__":
            raise AttributeError(name)  # asked of every module, by `inspect`
        if sys.modules.get(_COMPILER) is self:
            del sys.modules[_COMPILER]
        return getattr(import_module(_COMPILER), name)


def do_not_compile() -> None:
    """Have optimizers do without PyTorch's compiler, unless it is already there. Call before the first one is made."""
    import torch

    if _COMPILER not in sys.modules:
        torch._dynamo = sys.modules[_COMPILER] = _NotCompiling(_COMPILER)
