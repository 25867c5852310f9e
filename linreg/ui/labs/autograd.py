"""Lab: the graph that PyTorch records, and the gradients from backward()."""

import streamlit as st

from linreg.aliases import Translate
from linreg.kinds import Flag, Number, Text
from linreg.labs.autograd import (
    DEFAULT,
    MAX_W,
    Differentiation,
    accumulate,
    curve,
    differentiate,
    error_of_second_backward,
)
from linreg.labs.expression import MAX_CHARACTERS, parse
from linreg.labs.formula import about, program
from linreg.panels.labs import curve_with_tangent, draw_graph
from linreg.ui.graph import graph
from linreg.ui.lab import Lab, Parameter, close_lab, decimals, last_good, open_lab, options_of, publish_lab, whole_page
from linreg.ui.notices import as_text
from linreg.ui.player import still_panels
from linreg.ui.slider import slider
from linreg.words.numbers import number

WS = tuple(n / 20 for n in range(-100, 101))

CONTROLS = {
    "source": Parameter(DEFAULT, Text("formulas in w", parse)),
    "w": Parameter(2.0, Number(-MAX_W, MAX_W)),
    "backward": Parameter(True, Flag()),
}


def show() -> None:
    """Show the page."""
    lab = open_lab("autograd", CONTROLS, about)
    source, w, backward = picture(lab)
    publish_lab(lab, {"source": source, "w": w, "backward": backward})
    close_lab(lab, program(source, w), {"style": "manual"})


@st.fragment
def picture(lab: Lab) -> tuple[str, float, bool]:
    """Show the controls and what follows them at once; return their values."""
    whole_page()
    _ = lab.translate
    writing, moving = st.columns([3, 2], gap="medium")
    with writing:
        typed = st.text_area(_("A formula in w"), key="source", max_chars=MAX_CHARACTERS, height=68)
    with moving:
        place = st.container()
        backward = st.toggle("backward()", key="backward")
    w = float(st.session_state.w)
    source = last_good("source", DEFAULT, typed, lambda text: parse(text, _), lambda error: as_text(str(error)))
    found = differentiate(source, w, _)
    if not lab.embedded:
        st.markdown(in_short(w, found, backward))
    recorded, beside = st.columns([1, 1] if lab.embedded else [2, 3], gap="medium")
    with recorded:
        graph(draw_graph(found.graph, backward), _("The graph that PyTorch recorded, from w down to the result."), _)
    with beside:
        still_panels([curve_with_tangent(curve(source, w, _=_), w, found, _)], _, key="still")
        if backward and not lab.embedded:
            again(source, w, found, _)
    with place:
        slider("w", options_of("w", WS), _, key="w", text=decimals, throttled=True)
    return source, w, backward


def in_short(w: float, found: Differentiation, backward: bool) -> str:
    """Return the values from w to the result and back to `w.grad`, as Markdown."""
    names = [f"{name} = {number(named.value, 6)}" for name, named in found.names.items()]
    result = [] if found.graph.nodes[-1].name else [f"result = {number(found.value, 6)}"]
    grad = "None" if found.grad is None or not backward else number(found.grad, 6)
    return " → ".join(f"`{text}`" for text in (f"w = {number(w, 6)}", *names, *result, f"w.grad = {grad}"))


def again(source: str, w: float, found: Differentiation, _: Translate) -> None:
    """Show the error of `backward()` if there is one; otherwise the effect of a second call, on a new graph and on the same."""
    if found.error is not None:
        st.markdown(_("The result does not depend on w. `backward()` says:"))
        st.code(f"RuntimeError: {found.error}", language=None, wrap_lines=True)
        return
    grads = ", ".join(number(grad, 6) for grad in accumulate(source, w, 4, _))
    st.markdown(_("`backward()` again on a new graph, without `zero_grad()`: `w.grad` adds up, {grads}.").format(grads=grads))
    error = error_of_second_backward(source, w, _)
    if error is None:
        st.markdown(
            _("Twice on the same graph: it has no saved tensors to free, so the second `backward()` adds the gradient again.")
        )
        return
    st.markdown(_("Twice on the same graph: the first `backward()` has freed the saved tensors. PyTorch says:"))
    st.code(f"RuntimeError: {error}", language=None, wrap_lines=True)


show()
