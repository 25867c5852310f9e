"""Runs a program as it is shown, in this process, and reports what came of it."""

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

# Python's own way of catching warnings replaces what all threads share. But beside showing a warning Python also notes it in
# the namespace in which it came up. This rule, about our programs and no other module, asks for that. It goes in front of the
# rules that Python was started with, as `-W error`, once, on import: while programs run, nothing that threads share changes.
warnings.filterwarnings("default", module=f"{_NAME}$")


class Said(NamedTuple):
    """An error or a warning of Python or PyTorch, in its own words.

    Attributes:
        kind: the name of its class.
        text: what it says.
        line: the line of the program, counted from 1, that was running.
    """

    kind: str
    text: str
    line: int


@dataclass(frozen=True)
class Result:
    """What came of a program.

    Attributes:
        cost: of each epoch that was begun, before its update.
        W, b: likewise.
        final: W and b at the end, or when the error came.
        printed: the lines that it printed.
        error: what stopped it; None if it ran to its end.
        warnings: what was said without stopping it, each text once.
        shapes: of the predictions, of `y_train`, and of their difference as PyTorch broadcasts it, by the program's own names
            for them; empty if it made no prediction.
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
    """Run a program of ours in a fresh namespace and return what came of it.

    It must keep `history`, a list of (cost, W, b), and its parameters as `W` and `b`. It is run as it stands, by `exec`, so it
    must never be a person's own text; and once in a process, for it would do the same again. Threads may call this at once:
    sys.stdout is left alone, the program has a `print` of its own. Its warnings also go where Python sends them, to stderr.
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
    """Return the line of the program in which an error came up, though it was raised deep inside PyTorch."""
    (line,) = (line for frame, line in traceback.walk_tb(raised.__traceback__) if frame.f_code.co_filename == _FILE)
    return line


def _columns(history: list[tuple[float, float, float]]) -> dict[str, Any]:
    columns = zip(*history, strict=True) if history else ((), (), ())
    return dict(zip(("cost", "W", "b"), columns, strict=True))


def _noted(namespace: Mapping[str, Any]) -> tuple[Said, ...]:
    """Return the warnings that Python noted in a namespace."""
    # Beside the notes, which are (text, class, line), the registry holds a number of its own.
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
