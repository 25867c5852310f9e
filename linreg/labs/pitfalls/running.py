"""Runs the programs of the pitfalls exactly as shown, in this process, and records the results."""

from __future__ import annotations

import traceback
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from torch import Tensor

_NAME: Final = "linreg.labs.pitfalls.shown"
_FILE: Final = f"<{_NAME}>"

# warnings.catch_warnings is not thread-safe. But with the action "default", Python also records each warning in the
# __warningregistry__ of the namespace that caused it. This filter applies to our programs only and is installed once, on
# import, in front of filters such as `-W error`: running a program changes no state shared by threads.
warnings.filterwarnings("default", module=f"{_NAME}$")


class Said(NamedTuple):
    """An error or warning of Python or PyTorch.

    Attributes:
        kind: name of its class.
        text: its message.
        line: line of the program that caused it, from 1.
    """

    kind: str
    text: str
    line: int


@dataclass(frozen=True)
class Result:
    """The result of a program.

    Attributes:
        cost: cost of each recorded epoch, before its update.
        W, b: the same for W and b.
        final: W and b at the end or at the error.
        printed: the printed lines.
        error: the error that stopped it; None if it ran to its end.
        warnings: the warnings, each text once.
        shapes: shapes of the predictions, of `y_train` and of their difference after broadcasting, by the program's
            expressions for them; empty if there is no prediction.
    """

    cost: tuple[float, ...]
    W: tuple[float, ...]
    b: tuple[float, ...]
    final: tuple[float, float]
    printed: tuple[str, ...]
    error: Said | None
    warnings: tuple[Said, ...]
    shapes: Mapping[str, tuple[int, ...]]


@cache
def run_program(source: str) -> Result:
    """Run one of our own programs in a new namespace and return its result, cached for the process.

    The program must define `history`, a list of (cost, W, b), and the parameters `W` and `b`. It is executed by `exec`: never
    pass untrusted text. Thread-safe: the program gets its own `print`, and sys.stdout is not replaced. Warnings also go to
    stderr as usual.
    """
    printed: list[str] = []

    def note(*values: object) -> None:
        printed.append(" ".join(map(str, values)))

    namespace: dict[str, Any] = {"__name__": _NAME, "print": note}
    error = None
    try:
        exec(compile(source, _FILE, "exec"), namespace)
    except Exception as raised:
        error = Said(type(raised).__name__, str(raised), _line(raised))
    return Result(
        **_columns(namespace["history"]),
        final=(namespace["W"].item(), namespace["b"].item()),
        printed=tuple(printed),
        error=error,
        warnings=_noted(namespace),
        shapes=_shapes(namespace),
    )


def _line(raised: Exception) -> int:
    """Return the line of the program that caused an error, even one raised inside PyTorch."""
    (line,) = (line for frame, line in traceback.walk_tb(raised.__traceback__) if frame.f_code.co_filename == _FILE)
    return line


def _columns(history: list[tuple[float, float, float]]) -> dict[str, Any]:
    columns = zip(*history, strict=True) if history else ((), (), ())
    return dict(zip(("cost", "W", "b"), columns, strict=True))


def _noted(namespace: Mapping[str, Any]) -> tuple[Said, ...]:
    """Return the warnings recorded in a namespace."""
    # Besides keys (text, class, line), the registry holds a "version" entry.
    notes = [note for note in namespace.get("__warningregistry__", {}) if isinstance(note, tuple)]
    return tuple(Said(category.__name__, str(text), line) for text, category, line in notes)


def _shapes(namespace: Mapping[str, Any]) -> Mapping[str, tuple[int, ...]]:
    for name in ("hypothesis", "prediction"):
        made = namespace.get(name)
        if isinstance(made, Tensor):
            y_train = namespace["y_train"]
            difference = made - y_train
            shapes = {name: made, "y_train": y_train, f"{name} - y_train": difference}
            return MappingProxyType({of: tuple(tensor.shape) for of, tensor in shapes.items()})
    return MappingProxyType({})
