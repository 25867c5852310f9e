"""`model(x)` calls `forward`: a trace of the calls that PyTorch makes, and the model's parameters before and after training."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache
from types import CodeType, FrameType
from typing import Any, Final, NamedTuple

import torch
from torch import Tensor, nn

from linreg.aliases import Translate
from linreg.config import RunConfig
from linreg.kinds import Choice
from linreg.labs.about import About
from linreg.recording import record
from linreg.script import program as program_of_run
from linreg.styles import LinearStyle, ModuleStyle
from linreg.training import start_of

_STYLES: Final[Mapping[str, Callable[[float, float], LinearStyle | ModuleStyle]]] = {"linear": LinearStyle, "module": ModuleStyle}

STYLES: Final = tuple(_STYLES)
"""The styles with an `nn.Module`."""
CALLS: Final = ("model(x)", "model.forward(x)")

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Event:
    """A call made by PyTorch.

    Attributes:
        order: 0, 1, 2, ... in the order of entry.
        depth: nesting depth: number of traced calls still active at entry.
        path: the module's name in `named_modules()`: "" is the model, "linear" its submodule of that name.
        module: name of the module's class.
        what: `__call__`, `forward_pre_hook`, `forward` or `forward_hook`.
        shape_in: shape of the input.
        shape_out: shape of the output; for a forward hook, of the output passed to it; None for a forward pre-hook.
    """

    order: int
    depth: int
    path: str
    module: str
    what: str
    shape_in: Shape
    shape_out: Shape | None


class Parameters(NamedTuple):
    """The printouts of a model in the notes.

    Attributes:
        before: `print(list(model.parameters()))` before training.
        after: the same after training.
        state_dict: `print(model.state_dict())` after training.
        tree: `print(model)`.
    """

    before: str
    after: str
    state_dict: str
    tree: str


def trace(style: str, call: str) -> list[Event]:
    """Call the model of a style once on the notes' x of shape (3, 1), and return the calls that PyTorch made, in order of entry.

    Every module has a forward pre-hook and a forward hook that do nothing. The calls are recorded by `sys.setprofile` in a
    thread of its own, so no function is wrapped or replaced and other threads are not affected.

    Args:
        style: `linear` or `module`.
        call: `model(x)` or `model.forward(x)`.

    Raises:
        ConfigError: naming the field, the value and what is allowed.
    """
    Choice.of(STYLES).check("style", style)
    Choice.of(CALLS).check("call", call)
    model: nn.Module = _STYLES[style](2.0, 0.0).model
    for module in model.modules():
        module.register_forward_pre_hook(_forward_pre_hook)
        module.register_forward_hook(_forward_hook)
    x = torch.FloatTensor([[1], [2], [3]])
    watch = _Watch(model)

    def watched() -> None:
        sys.setprofile(watch)
        if call == "model(x)":
            model(x)
        else:
            model.forward(x)
        sys.setprofile(None)

    with ThreadPoolExecutor(1) as thread:
        thread.submit(watched).result()
    return watch.events


def _forward_pre_hook(module: nn.Module, args: tuple[Tensor]) -> None:
    pass


def _forward_hook(module: nn.Module, args: tuple[Tensor], output: Tensor) -> None:
    pass


class _Watch:
    """A profile function that records the calls of a model's modules.

    Attributes:
        events: the recorded calls.
    """

    def __init__(self, model: nn.Module) -> None:
        self.events: list[Event] = []
        self._open: list[int] = []
        self._paths = {module: path for path, module in model.named_modules()}
        self._named: dict[CodeType, str] = {
            nn.Module.__call__.__code__: "__call__",
            _forward_pre_hook.__code__: "forward_pre_hook",
            _forward_hook.__code__: "forward_hook",
            **{type(module).forward.__code__: "forward" for module in model.modules()},
        }

    def __call__(self, frame: FrameType, event: str, result: Any) -> None:
        what = self._named.get(frame.f_code)
        if what is None:
            return
        if event == "call":
            self._begin(what, frame)
        elif event == "return":
            order = self._open.pop()
            if isinstance(result, Tensor):
                self.events[order] = replace(self.events[order], shape_out=tuple(result.shape))

    def _begin(self, what: str, frame: FrameType) -> None:
        # At entry, a function's locals are its arguments: the module, then x or a tuple holding x.
        module, given, *output = frame.f_locals.values()
        x = given[0] if isinstance(given, tuple) else given
        shown = tuple(output[0].shape) if what == "forward_hook" else None
        order = len(self.events)
        self.events.append(Event(order, len(self._open), self._paths[module], type(module).__name__, what, tuple(x.shape), shown))
        self._open.append(order)


def parameters(style: str, lr: float = 0.01, epochs: int = 2000) -> Parameters:
    """Train the model of a style on the notes' points, from PyTorch's initial values, and return its printouts.

    Args:
        style: `linear` or `module`.
        lr: as in RunConfig.
        epochs: as in RunConfig.

    Raises:
        ConfigError: naming the field, the value and what is allowed.
    """
    Choice.of(STYLES).check("style", style)
    return _printed(RunConfig(style=style, lr=lr, epochs=epochs))


@lru_cache(maxsize=8)
def _printed(config: RunConfig) -> Parameters:
    before, after = (_STYLES[config.style](*values).model for values in (start_of(config), record(config).final))
    return Parameters(str(list(before.parameters())), str(list(after.parameters())), str(after.state_dict()), str(after))


_CLASS: Final = """\
class LinearRegressionModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(1, 1)

    def forward(self, x):
        return self.linear(x)


"""

_TRACE: Final = """\
import sys

import torch
import torch.nn as nn


{classes}def forward_pre_hook(module, args):
    pass


def forward_hook(module, args, output):
    pass


model = {model}
paths = {{}}
for path, module in model.named_modules():
    paths[module] = path
    module.register_forward_pre_hook(forward_pre_hook)
    module.register_forward_hook(forward_hook)

functions = [{functions}]
names = {{function.__code__: function.__name__ for function in functions}}
names[nn.Module.__call__.__code__] = '__call__'
depth = 0


def watch(frame, event, result):
    global depth
    if frame.f_code in names and event == 'call':
        module = next(iter(frame.f_locals.values()))
        print('    ' * depth + names[frame.f_code], repr(paths[module]))
        depth += 1
    elif frame.f_code in names and event == 'return':
        depth -= 1


x = torch.FloatTensor([[1], [2], [3]])
sys.setprofile(watch)
{call}
sys.setprofile(None)
"""


def trace_program(style: str, call: str) -> str:
    """Return a program that prints the events of `trace(style, call)`, one line each: `what` and `path`, indented by depth.

    Raises:
        ConfigError: as `trace`.
    """
    Choice.of(STYLES).check("style", style)
    Choice.of(CALLS).check("call", call)
    functions = ["forward_pre_hook", "forward_hook", "nn.Linear.forward"]
    if style == "linear":
        return _TRACE.format(classes="", model="nn.Linear(1, 1)", functions=", ".join(functions), call=call)
    functions += ["LinearRegressionModel.forward"]
    return _TRACE.format(classes=_CLASS, model="LinearRegressionModel()", functions=", ".join(functions), call=call)


def program(style: str, lr: float = 0.01, epochs: int = 2000, _: Translate = str) -> str:
    """Return a program that trains as `parameters(style, lr, epochs)` and prints its four printouts and the notes' log.

    Args:
        style: as for `parameters`.
        lr: as for `parameters`.
        epochs: as for `parameters`.
        _: translates the comments.

    Raises:
        ConfigError: as `parameters`.
    """
    Choice.of(STYLES).check("style", style)
    source = program_of_run(RunConfig(style=style, lr=lr, epochs=epochs), _=_)
    made, loop = source.rsplit("\n\n\n", 1)
    shown = "print(list(model.parameters()))"
    return f"{made}\n{shown}\n\n\n{loop}\n{shown}\nprint(model.state_dict())\nprint(model)\n"


def about(_: Translate = str) -> About:
    """Return the texts of the lab."""
    return About(
        notes=_("Linear regression with a class"),
        shows=_(
            "`model(x)` runs `__call__`, which runs the hooks and `forward`. The table lists the calls in PyTorch's own order."
        ),
        question=_("What does `model.forward(x)` skip, and what does it still run?"),
        answer=_(
            "It skips only the hooks of the model itself; unless a hook changes it, the result is the same. The hooks of a "
            "submodule such as `linear` still run, because `forward` calls `self.linear(x)`, which goes through `__call__`. "
            "So call the model, not `forward`."
        ),
    )
