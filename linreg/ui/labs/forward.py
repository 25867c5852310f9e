"""Lab: model(x) calls forward."""

from collections.abc import Mapping

import streamlit as st

from linreg.aliases import Translate
from linreg.config import STYLE_NAMES
from linreg.kinds import Choice
from linreg.labs.forward import CALLS, STYLES, Event, about, parameters, program, trace, trace_program
from linreg.ui.lab import Parameter, close_lab, open_lab, publish_lab, the_lines
from linreg.ui.table import table

# The values of `call` in the link.
CALL_NAMES = dict(zip(("model", "forward"), CALLS, strict=True))

CONTROLS = {"style": Parameter("module", Choice.of(STYLES)), "call": Parameter("model", Choice(CALL_NAMES))}


def show() -> None:
    """Show the page."""
    lab = open_lab("forward", CONTROLS, about)
    _ = lab.translate
    with st.container(horizontal=True, gap="medium"):
        style = choice(_("Model"), {key: _(STYLE_NAMES[key]) for key in STYLES}, "style")
        call = choice(_("Call"), CALL_NAMES, "call")
    publish_lab(lab, {"style": style, "call": call})
    if lab.embedded:
        the_calls(style, CALL_NAMES[call], _)
        return
    recorded, printed = st.columns(2, gap="large")
    with recorded:
        the_calls(style, CALL_NAMES[call], _)
        the_lines(trace_program(style, CALL_NAMES[call]), _)
    with printed:
        what_it_prints(style, _)
        close_lab(lab, None, {"style": style})


def choice(label: str, names: Mapping[str, str], key: str) -> str:
    """Show a segmented control and return the chosen key of `names`."""
    chosen = st.segmented_control(label, list(names), format_func=names.__getitem__, required=True, key=key)
    return chosen or next(iter(names))


def the_calls(style: str, call: str, _: Translate) -> None:
    """Show the table of the calls that PyTorch made."""
    title = _("What PyTorch called, in its order")
    st.markdown(f"**{title}**")
    table(title, ["#", _("called"), _("module"), _("shape in"), _("shape out")], [row(event) for event in trace(style, call)])


def row(event: Event) -> list[str]:
    """Return the table cells of an event in HTML. No user input."""
    called = f'<code style="margin-left:{1.5 * event.depth}em">{event.what}</code>'
    module = f"<code>model{'.' + event.path if event.path else ''}</code>"
    return [str(event.order + 1), called, module, str(event.shape_in), "–" if event.shape_out is None else str(event.shape_out)]


def what_it_prints(style: str, _: Translate) -> None:
    """Show the notes' printouts of the model before and after training."""
    printed = parameters(style)
    for title, text in (
        (_("`list(model.parameters())` before training"), printed.before),
        (_("… and after it"), printed.after),
        ("`model.state_dict()`", printed.state_dict),
        ("`print(model)`", printed.tree),
    ):
        st.markdown(title)
        st.code(text, language=None, wrap_lines=True)
    with st.expander(_("The program that prints this")):
        st.code(program(style, _=_), language="python", wrap_lines=True)


show()
