"""Lab: gradients add up."""

import streamlit as st

from linreg.kinds import Flag
from linreg.labs.accumulate import PASSES, PASSES_DEFAULT, about, accumulate, program
from linreg.panels.labs import bars_of_passes
from linreg.ui.lab import Lab, Parameter, close_lab, open_lab, publish_lab, whole_page
from linreg.ui.player import still_panels
from linreg.ui.slider import slider

CONTROLS = {"passes": Parameter(PASSES_DEFAULT, PASSES), "zero_grad": Parameter(False, Flag())}


def show() -> None:
    """Show the page."""
    lab = open_lab("accumulate", CONTROLS, about)
    passes, zero_grad = picture(lab)
    publish_lab(lab, {"passes": passes, "zero_grad": zero_grad})
    close_lab(lab, program(passes, zero_grad, lab.translate), {"zero_grad": "false"})


@st.fragment
def picture(lab: Lab) -> tuple[int, bool]:
    """Show the controls and what follows them at once; return their values."""
    whole_page()
    _ = lab.translate
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        place = st.container(width=420)
        zero_grad = st.toggle("optimizer.zero_grad()", key="zero_grad")
    passes = int(st.session_state.passes)
    steps = accumulate(passes, zero_grad)
    still_panels([bars_of_passes(steps, _)], _, key="still")
    grads = ", ".join(f"{step.grad:g}" for step in steps)
    said = _("Passes of `range(nb_epochs + 1)` with `nb_epochs = {last}`: {passes}. After each, `w.grad` holds {grads}.")
    st.markdown(said.format(last=passes - 1, passes=passes, grads=grads))
    with place:
        slider(_("Passes of the loop"), range(PASSES.low, PASSES.high + 1), _, key="passes", throttled=True)
    return passes, zero_grad


show()
