"""What the page says of a step: the loop's four lines, each with its numbers."""

from __future__ import annotations

from typing import Final, TypedDict

from linreg import Run, RunConfig
from linreg.aliases import Translate
from linreg.inside import Inside
from linreg.script import forward
from linreg.words.numbers import number

FEW_POINTS: Final = 4
"""Largest number of points that are all listed."""

FIRST_POINTS: Final = 3
"""Number of points listed if there are more. The mean is over all points."""


class Table(TypedDict):
    """A table: the titles of its columns, empty for a table without, and its rows."""

    head: list[str]
    rows: list[list[str]]


Block = str | Table
"""A paragraph of plain text, or a table."""


def title_of(run: Run, seen: Inside, _: Translate) -> str:
    """Return the name of a step."""
    if run.updates_per_epoch == 1:
        return _("Epoch {epoch}").format(epoch=seen.epoch)
    text = _("Epoch {epoch}, batch {batch} of {updates}")
    return text.format(epoch=seen.epoch, batch=seen.batch + 1, updates=run.updates_per_epoch)


def code_of(run: Run, _: Translate) -> list[str]:
    """Return the code of the four lines: of the forward pass with the cost, of `zero_grad()`, `backward()` and `step()`."""
    zero_grad = "optimizer.zero_grad()" if run.config.zero_grad else "# " + _("optimizer.zero_grad() is not called")
    return [forward(run.config), zero_grad, "cost.backward()", "optimizer.step()"]


def numbers_of(run: Run, seen: Inside, _: Translate) -> list[list[Block]]:
    """Return the explanation of each of the four lines, with the values of a step."""
    return [_points(seen, _), _zero_grad(run, seen, _), _backward(seen, _), _step(run, seen)]


def _points(seen: Inside, _: Translate) -> list[Block]:
    columns = (seen.x, seen.y, seen.prediction, seen.error, seen.error**2)
    rows = [[number(value, 5) for value in row] for row in zip(*columns, strict=True)]
    listed = len(rows) if len(rows) <= FEW_POINTS else FIRST_POINTS
    table = Table(head=["x", "y", "W x + b", _("error"), _("error²")], rows=rows[:listed])
    others = [_("… and {count} more points.").format(count=len(rows) - listed)] if listed < len(rows) else []
    mean = _("cost = mean of error² = {sum} / {points} = {cost}")
    total = float((seen.error**2).sum())
    end = mean.format(sum=number(total, 6), points=len(rows), cost=number(seen.cost, 7))
    return [f"W = {number(seen.W, 7)}, b = {number(seen.b, 7)}", table, *others, end]


def _zero_grad(run: Run, seen: Inside, _: Translate) -> list[Block]:
    if seen.found is None:
        return [_("The first step: no parameter has a .grad yet.")]
    found = _gradients(seen.found)
    if run.config.zero_grad:
        return [_("Cleared: {found} from the step before.").format(found=found)]
    return [_("Not called: .grad is still {found}.").format(found=found)]


def _backward(seen: Inside, _: Translate) -> list[Block]:
    text = _("New gradient: mean of 2 · error · x = {W}, mean of 2 · error = {b}.")
    new = text.format(W=number(seen.fresh[0], 7), b=number(seen.fresh[1], 7))
    if seen.after_zero_grad is None:
        return [new, _(".grad now holds {grad}.").format(grad=_gradients(seen.grad))]
    rows = [
        [name, number(was, 7), f"+ {_signed(fresh)}", "= " + number(grad, 7)]
        for name, was, fresh, grad in zip("Wb", seen.after_zero_grad, seen.fresh, seen.grad, strict=True)
    ]
    return [new, Table(head=[_(".grad of"), _("before"), _("new"), _("sum")], rows=rows)]


def _step(run: Run, seen: Inside) -> list[Block]:
    before, lr = (seen.W, seen.b), run.config.lr
    state = [f"{name}: W {number(pair[0], 7)}, b {number(pair[1], 7)}" for name, pair in seen.state.items()]
    rows: list[list[str]] = []
    for name, value, grad, after in zip("Wb", before, seen.grad, seen.after, strict=True):
        if run.config.optimizer == "sgd":
            rows.append([f"{name} ←", f"{number(value, 7)} − {lr:g} · {_signed(grad)}", "= " + number(after, 7)])
        else:
            rows.append([f"{name} ←", f"{number(value, 7)} + {_signed(after - value, 4)}", "= " + number(after, 7)])
    return ["θ ← " + _rule(run.config), *state, Table(head=[], rows=rows)]


def _rule(config: RunConfig) -> str:
    """Return the update of a parameter θ by the optimizer of a config."""
    if config.optimizer == "rmsprop" and config.options["momentum"]:
        return _RMSPROP_WITH_MOMENTUM
    return _RULES[config.optimizer]


_RULES: Final = {
    "sgd": "θ − lr · grad",
    "momentum": "θ − lr · momentum_buffer,  momentum_buffer ← momentum · momentum_buffer + grad",
    "nesterov": "θ − lr · (grad + momentum · momentum_buffer),  momentum_buffer ← momentum · momentum_buffer + grad",
    "adagrad": "θ − lr / (1 + (t − 1) · lr_decay) · grad / (√sum + eps),  sum ← sum + grad²",
    "rmsprop": "θ − lr · grad / (√square_avg + eps),  square_avg ← alpha · square_avg + (1 − alpha) · grad²",
    "adam": "θ − lr · m / (√v + eps),  m = exp_avg / (1 − beta1ᵗ),  v = exp_avg_sq / (1 − beta2ᵗ)",
    "adamw": "θ · (1 − lr · weight_decay) − lr · m / (√v + eps),  m = exp_avg / (1 − beta1ᵗ),  v = exp_avg_sq / (1 − beta2ᵗ)",
}
"""The update of a parameter θ in step t by each optimizer. Source: PyTorch's documentation of `torch.optim`."""

_RMSPROP_WITH_MOMENTUM: Final = (
    "θ − lr · momentum_buffer,  momentum_buffer ← momentum · momentum_buffer + grad / (√square_avg + eps),  "
    "square_avg ← alpha · square_avg + (1 − alpha) · grad²"
)


def _signed(value: float, digits: int = 7) -> str:
    text = number(value, digits)
    return f"({text})" if text.startswith("-") else text


def _gradients(pair: tuple[float, float]) -> str:
    return f"W.grad = {number(pair[0], 7)}, b.grad = {number(pair[1], 7)}"
