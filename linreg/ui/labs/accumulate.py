"""Lab: gradients add up."""

import streamlit as st

from linreg.kinds import Flag
from linreg.labs.accumulate import PASSES, PASSES_DEFAULT, about, accumulate, program
from linreg.panels.labs import bars_of_passes
from linreg.ui.lab import Parameter, close_lab, open_lab, publish_lab
from linreg.ui.player import still_panels

CONTROLS = {"passes": Parameter(PASSES_DEFAULT, PASSES), "zero_grad": Parameter(False, Flag())}


def show() -> None:
    """Show the page."""
    lab = open_lab("accumulate", CONTROLS, about)
    _ = lab.translate
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        passes = st.slider(_("Passes of the loop"), PASSES.low, PASSES.high, key="passes", width=420)
        zero_grad = st.toggle("optimizer.zero_grad()", key="zero_grad")
    publish_lab(lab, {"passes": passes, "zero_grad": zero_grad})
    steps = accumulate(passes, zero_grad)
    still_panels([bars_of_passes(steps, _)], _, key="still")
    grads = ", ".join(f"{step.grad:g}" for step in steps)
    said = _("Passes of `range(nb_epochs + 1)` with `nb_epochs = {last}`: {passes}. After each, `w.grad` holds {grads}.")
    st.markdown(said.format(last=passes - 1, passes=passes, grads=grads))
    close_lab(lab, program(passes, zero_grad, _), {"zero_grad": "false"})


show()
