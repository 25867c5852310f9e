"""The "Inside a step" tab: the loop's four lines with their numbers, for the step shown by the player."""

from __future__ import annotations

from html import escape
from typing import Final

import streamlit as st

from linreg import Run
from linreg.aliases import Translate
from linreg.inside import Inside, look_inside
from linreg.ui.player import standing
from linreg.words.numbers import number

FIRST_POINTS: Final = 6
"""Number of points listed in the table. The mean is over all points."""

_LINE: Final = "_inside_line"
_LINES: Final = 4


def inside(run: Run, _: Translate) -> None:
    """Show the tab for a run."""
    where = standing()
    step = min(where.step, len(run) - 1) if where and where.run == run.config.digest() else 0
    seen = look_inside(run, step)
    line: int = st.session_state.setdefault(_LINE, _LINES)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(_heading(run, seen, _))
        st.button(_("Next line"), icon=":material/arrow_downward:", key="next_line", on_click=_next_line)
        if line < _LINES:
            st.button(_("All lines"), key="all_lines", on_click=_all_lines)
    for place, (code, body) in enumerate(lines_of(run, seen, _), start=1):
        _show(place, code, body, line)
    st.markdown(_("Pause the player or drag its slider to see another step."))


def _next_line() -> None:
    st.session_state[_LINE] = st.session_state[_LINE] % _LINES + 1


def _all_lines() -> None:
    st.session_state[_LINE] = _LINES


def _heading(run: Run, seen: Inside, _: Translate) -> str:
    if run.updates_per_epoch == 1:
        return "**" + _("Epoch {epoch}").format(epoch=seen.epoch) + "**"
    text = _("Epoch {epoch}, batch {batch} of {updates}")
    return "**" + text.format(epoch=seen.epoch, batch=seen.batch + 1, updates=run.updates_per_epoch) + "**"


def _show(place: int, code: str, body: str, line: int) -> None:
    state = "now" if place == line else ("later" if place > line else "done")
    shown = body if place <= line else ""
    st.html(f'<div class="linreg-line" data-line="{place}" data-state="{state}"><code>{escape(code)}</code>{shown}</div>')


def lines_of(run: Run, seen: Inside, _: Translate) -> list[tuple[str, str]]:
    """Return the four lines of the loop, each with an HTML explanation of its values."""
    manual = run.config.style == "manual"
    forward = "cost = torch.mean((hypothesis - y_train) ** 2)" if manual else "cost = F.mse_loss(prediction, y_train)"
    zero_grad = "optimizer.zero_grad()" if run.config.zero_grad else "# " + _("optimizer.zero_grad() is not called")
    return [
        (forward, _points(seen, _)),
        (zero_grad, _zero_grad(run, seen, _)),
        ("cost.backward()", _backward(seen, _)),
        ("optimizer.step()", _step(run, seen, _)),
    ]


def _points(seen: Inside, _: Translate) -> str:
    columns = (seen.x, seen.y, seen.prediction, seen.error, seen.error**2)
    rows = [[number(value, 5) for value in row] for row in zip(*columns, strict=True)]
    head = ["x", "y", "W x + b", _("error"), _("error²")]
    body = _table(head, rows[:FIRST_POINTS])
    if len(rows) > FIRST_POINTS:
        body += _text(_("… and {count} more points.").format(count=len(rows) - FIRST_POINTS))
    mean = _("The squared errors add up to {sum}; divided by {points} points, cost = {cost}.")
    total = float((seen.error**2).sum())
    formula = _text(f"W = {number(seen.W, 7)}, b = {number(seen.b, 7)}")
    return formula + body + _text(mean.format(sum=number(total, 6), points=len(rows), cost=number(seen.cost, 7)))


def _zero_grad(run: Run, seen: Inside, _: Translate) -> str:
    if seen.found is None:
        return _text(_("The first step: no parameter has a .grad yet."))
    found = _gradients(seen.found)
    if run.config.zero_grad:
        return _text(_("Cleared: {found} from the step before.").format(found=found))
    return _text(_("Not called: .grad is still {found}.").format(found=found))


def _backward(seen: Inside, _: Translate) -> str:
    text = _("The new gradient: mean of 2 · error · x = {W} and mean of 2 · error = {b}.")
    body = _text(text.format(W=number(seen.fresh[0], 7), b=number(seen.fresh[1], 7)))
    if seen.after_zero_grad is None:
        return body + _text(_(".grad now holds {grad}.").format(grad=_gradients(seen.grad)))
    rows = [
        [name, number(was, 7), f"+ {_signed(fresh)}", "= " + number(grad, 7)]
        for name, was, fresh, grad in zip("Wb", seen.after_zero_grad, seen.fresh, seen.grad, strict=True)
    ]
    return body + _table([_(".grad of"), _("before"), _("new"), _("sum")], rows)


def _step(run: Run, seen: Inside, _: Translate) -> str:
    before, lr = (seen.W, seen.b), run.config.lr
    state = "".join(_text(f"{name}: W {number(pair[0], 7)}, b {number(pair[1], 7)}") for name, pair in seen.state.items())
    rule = _text("θ ← " + _RULES[run.config.optimizer])
    rows = []
    for name, value, grad, after in zip("Wb", before, seen.grad, seen.after, strict=True):
        if run.config.optimizer == "sgd":
            rows.append([f"{name} ←", f"{number(value, 7)} − {lr:g} · {_signed(grad)}", "= " + number(after, 7)])
        else:
            rows.append([f"{name} ←", f"{number(value, 7)} + {_signed(after - value, 4)}", "= " + number(after, 7)])
    return rule + state + _table(["", "", ""], rows)


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


def _signed(value: float, digits: int = 7) -> str:
    text = number(value, digits)
    return f"({text})" if text.startswith("-") else text


def _gradients(pair: tuple[float, float]) -> str:
    return f"W.grad = {number(pair[0], 7)}, b.grad = {number(pair[1], 7)}"


def _text(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def _table(head: list[str], rows: list[list[str]]) -> str:
    top = "".join(f'<th scope="col">{escape(title)}</th>' for title in head)
    titles = f"<thead><tr>{top}</tr></thead>" if any(head) else ""
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table>{titles}<tbody>{body}</tbody></table>"
