"""The lab of forward: the calls that PyTorch makes, and the notes' printouts of the model."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import torch
from fresh import printed_by
from torch import Tensor, nn

from linreg import RunConfig, record
from linreg.labs import forward
from linreg.labs.forward import CALLS, STYLES, Event, about, parameters, program, trace, trace_program
from linreg.styles import LinearStyle, ModuleStyle
from linreg.styles.module import LinearRegressionModel

each_style = pytest.mark.parametrize("style", STYLES)
each_call = pytest.mark.parametrize("call", CALLS)

PART = ["__call__", "forward_pre_hook", "forward", "forward_hook"]


def heard(events: list[Event]) -> list[tuple[str, str]]:
    """Return what was called, and on which path."""
    return [(event.what, event.path) for event in events]


# What is called


def test_linear_called() -> None:
    """`model(x)` on nn.Linear runs `__call__`, and in it the pre-hook, forward and the forward hook."""
    events = trace("linear", "model(x)")
    assert heard(events) == [(what, "") for what in PART]
    assert [event.depth for event in events] == [0, 1, 1, 1]


def test_class_called() -> None:
    """On the class it does the same, and its forward runs the same calls on `linear`."""
    events = trace("module", "model(x)")
    own = [(what, "") for what in PART]
    assert heard(events) == [*own[:3], *((what, "linear") for what in PART), own[3]]
    assert [event.depth for event in events] == [0, 1, 1, 2, 3, 3, 3, 1]


def test_linear_forward_called() -> None:
    """`model.forward(x)` on nn.Linear runs forward and nothing else."""
    events = trace("linear", "model.forward(x)")
    assert heard(events) == [("forward", "")]
    assert events[0].depth == 0


def test_class_forward_called() -> None:
    """On the class it skips the hooks of the model, but not those of its submodule."""
    events = trace("module", "model.forward(x)")
    assert heard(events) == [("forward", ""), *((what, "linear") for what in PART)]
    assert [event.depth for event in events] == [0, 1, 2, 2, 2]


@each_style
@each_call
def test_an_event(style: str, call: str) -> None:
    """Events are numbered, and have the module's class and the shapes of input and output."""
    events = trace(style, call)
    assert [event.order for event in events] == list(range(len(events)))
    for event in events:
        assert event.module == ("LinearRegressionModel" if style == "module" and event.path == "" else "Linear")
        assert event.shape_in == (3, 1)
        assert event.shape_out == (None if event.what == "forward_pre_hook" else (3, 1))


@each_style
@each_call
def test_hooks_that_keep_a_list_say_the_same(style: str, call: str) -> None:
    """Hooks and a forward that record their own calls, without a profiler, find the same order."""
    model = nn.Linear(1, 1) if style == "linear" else LinearRegressionModel(nn.Linear(1, 1))
    written: list[tuple[str, str]] = []

    def watch(path: str, module: nn.Module) -> None:
        real = module.forward

        def noting(x: Tensor) -> Tensor:
            written.append(("forward", path))
            return real(x)

        module.forward = noting
        module.register_forward_pre_hook(lambda *_: written.append(("forward_pre_hook", path)))
        module.register_forward_hook(lambda *_: written.append(("forward_hook", path)))

    for path, module in model.named_modules():
        watch(path, module)
    x = torch.ones(3, 1)
    model(x) if call == "model(x)" else model.forward(x)
    assert [entry for entry in heard(trace(style, call)) if entry[0] != "__call__"] == written


@pytest.mark.parametrize("style", ["linear", "module"])
def test_it_is_recorded_not_known(style: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that calls its submodule twice gives other events."""

    class Twice(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.first = nn.Linear(1, 2)
            self.rest = nn.Linear(2, 1)

        def forward(self, x: Tensor) -> Tensor:
            return self.rest(self.first(x)) + self.rest.forward(self.first(x))

    class Style:
        model = Twice()

    monkeypatch.setattr(forward, "_STYLES", {style: lambda *_: Style})
    events = trace(style, "model(x)")
    calls = [(event.path, event.shape_in, event.shape_out) for event in events if event.what == "forward"]
    assert calls == [
        ("", (3, 1), (3, 1)),
        ("first", (3, 1), (3, 2)),
        ("rest", (3, 2), (3, 1)),
        ("first", (3, 1), (3, 2)),
        ("rest", (3, 2), (3, 1)),
    ]
    assert len(events) == 4 + 3 * 4 + 1
    assert [event.depth for event in events if event.what == "forward"] == [1, 3, 3, 3, 2]


def test_the_caller_has_its_profiler() -> None:
    """The caller's profile function is unchanged, and so are the model's classes."""
    before = (nn.Module.__call__, nn.Linear.forward, LinearRegressionModel.forward, sys.getprofile())

    def profiler(*_: object) -> None:
        pass

    try:
        sys.setprofile(profiler)
        trace("module", "model(x)")
        assert sys.getprofile() is profiler
    finally:
        sys.setprofile(None)
    trace("module", "model(x)")
    assert (nn.Module.__call__, nn.Linear.forward, LinearRegressionModel.forward, sys.getprofile()) == before


def test_an_error_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error in forward propagates, and the next trace is unaffected."""
    expected = trace("module", "model(x)")

    class Failing(ModuleStyle):
        def __init__(self, W: float, b: float) -> None:
            super().__init__(W, b)
            self.model.linear.register_forward_pre_hook(lambda *_: 1 / 0)

    with monkeypatch.context() as patched:
        patched.setattr(forward, "_STYLES", {"module": Failing})
        with pytest.raises(ZeroDivisionError):
            trace("module", "model(x)")
    assert trace("module", "model(x)") == expected


def test_other_threads_train_meanwhile() -> None:
    """Concurrent traces and runs give the same results as alone."""
    config = RunConfig(style="module", lr=0.1, epochs=300)
    alone, expected = record(config), [trace(style, call) for style in STYLES for call in CALLS]
    with ThreadPoolExecutor(3) as threads:
        runs = [threads.submit(record, config) for _ in range(6)]
        for _ in range(20):
            traces = [threads.submit(trace, style, call) for style in STYLES for call in CALLS]
            assert [found.result() for found in traces] == expected
        assert all(run.result().W.tolist() == alone.W.tolist() for run in runs)


# What the notes print


@each_style
@pytest.mark.parametrize(("lr", "epochs"), [(0.01, 2000), (0.05, 100), (1.0, 200)])
def test_before_and_after(style: str, lr: float, epochs: int) -> None:
    """The printouts show the initial and the final values of the run as PyTorch prints them."""
    config = RunConfig(style=style, lr=lr, epochs=epochs)
    run = record(config)
    found = parameters(style, lr, epochs)
    for text, (W, b) in ((found.before, (run.W[0].item(), run.b[0].item())), (found.after, run.final)):
        weight, bias = torch.tensor([[W]], requires_grad=True), torch.tensor([b], requires_grad=True)
        assert text == f"[Parameter containing:\n{weight}, Parameter containing:\n{bias}]"
    prefix = "" if style == "linear" else "linear."
    W, b = run.final
    assert found.state_dict == f"OrderedDict([('{prefix}weight', {torch.tensor([[W]])}), ('{prefix}bias', {torch.tensor([b])})])"


def test_the_tree() -> None:
    """The printout of nn.Linear is one line; that of the class names its submodule."""
    layer = "Linear(in_features=1, out_features=1, bias=True)"
    assert parameters("linear", epochs=1).tree == layer
    assert parameters("module", epochs=1).tree == f"LinearRegressionModel(\n  (linear): {layer}\n)"


# The programs


def test_a_fresh_python_prints_the_same_events() -> None:
    """Run in a new Python process, the trace programs print the same events."""
    cases = [(style, call) for style in STYLES for call in CALLS]
    for case, lines in zip(cases, printed_by([trace_program(*case) for case in cases]), strict=True):
        assert lines == [f"{'    ' * event.depth}{event.what} {event.path!r}" for event in trace(*case)]
        assert trace_program(*case).splitlines()[-2] == case[1]


def test_a_fresh_python_prints_the_same_parameters() -> None:
    """Run in a new Python process, the training programs print the same parameters before and after."""
    cases = [(style, lr, epochs) for style in STYLES for lr, epochs in ((0.01, 2000), (0.1, 50), (1.0, 200))]
    for case, lines in zip(cases, printed_by([program(*case) for case in cases]), strict=True):
        found = parameters(*case)
        printed = "\n".join(line for line in lines if not line.startswith("Epoch"))
        assert printed == "\n".join(found)


def test_the_comments_are_translated() -> None:
    """Comments are translated, code is not."""
    source = program("linear", _=str.upper)
    assert "# DECIDES THE INITIAL VALUES" in source
    assert source.count("print(list(model.parameters()))") == 2


# Bad values


@pytest.mark.parametrize("style", ["manual", "", None, 1, ["linear"]])
def test_no_such_style(style: object) -> None:
    """A style without an nn.Module is refused with an error that names the allowed ones."""
    for function in (parameters, program, lambda style: trace(style, "model(x)"), lambda style: trace_program(style, "model(x)")):
        with pytest.raises(ValueError, match=r"^style must be one of linear, module, got "):
            function(style)


@pytest.mark.parametrize("call", ["forward", "", "model(x) ", None, 1])
def test_no_such_call(call: object) -> None:
    """Any other call is refused: no user text is executed."""
    for function in (trace, trace_program):
        with pytest.raises(ValueError, match=r"^call must be one of model\(x\), model\.forward\(x\), got "):
            function("linear", call)


@pytest.mark.parametrize(("field", "value"), [("lr", 0), ("lr", "0.1"), ("epochs", 0), ("epochs", 10**9)])
def test_training_out_of_range(field: str, value: object) -> None:
    """The learning rate and the epochs are checked by RunConfig."""
    for function in (parameters, program):
        with pytest.raises(ValueError, match=f"^{field} must be "):
            function("linear", **{field: value})


# The words


def test_all_words_are_translated() -> None:
    """Every text of the lab is translated."""
    assert about(str.upper) == tuple(text.upper() for text in about())


@each_style
def test_the_answer_is_true(style: str) -> None:
    """Both calls give the same result, and `model.forward(x)` skips only calls on the model itself."""
    model = (LinearStyle if style == "linear" else ModuleStyle)(2.0, 1.0).model
    x = torch.FloatTensor([[1], [2], [3]])
    assert model(x).equal(model.forward(x))
    whole, part = ({replace(event, order=0, depth=0) for event in trace(style, call)} for call in CALLS)
    assert {event.path for event in whole - part} == {""}
    assert {event.what for event in whole - part} == {"__call__", "forward_pre_hook", "forward_hook"}
