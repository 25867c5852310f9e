"""Lab: common mistakes."""

from difflib import ndiff
from html import escape

import streamlit as st

from linreg import load_dataset
from linreg.aliases import Translate
from linreg.kinds import Choice, Flag
from linreg.labs.pitfalls import PITFALLS, Result, about, run, words
from linreg.panels.labs import costs_of_programs, lines_of_programs
from linreg.ui.code import listing
from linreg.ui.lab import Parameter, close_lab, link_to_lab, open_lab, publish_lab
from linreg.ui.player import still_panels

FIRST = next(iter(PITFALLS))
CONTROLS = {"mistake": Parameter(FIRST, Choice.of(tuple(PITFALLS))), "fixed": Parameter(False, Flag())}

# Query parameters of the main page that reproduce a mistake or its fix.
TRAINING = {
    "zero_grad": {"lr": "0.1", "epochs": "300", "zero_grad": "false"},
    "lr": {"lr": "0.3", "epochs": "300"},
    "new_optimizer": {"optimizer": "adam", "lr": "0.1", "epochs": "300"},
}


def show() -> None:
    """Show the page."""
    lab = open_lab("pitfalls", CONTROLS, about)
    _ = lab.translate
    titles = {key: words(key, _).title.replace("`", "") for key in PITFALLS}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        key = st.selectbox(_("The mistake"), list(PITFALLS), format_func=titles.__getitem__, key="mistake", width=420)
        fixed = st.toggle(_("Fix it"), key="fixed")
    publish_lab(lab, {"mistake": key, "fixed": fixed})
    said, broken = words(key, _), run(key, fixed=False)
    st.markdown(f"**{said.fix}**" if fixed else said.symptom)
    if not fixed and not lab.embedded:
        messages(broken, _)
    named = {_("with the mistake"): broken} | ({_("fixed"): run(key, fixed=True)} if fixed else {})
    still_panels([lines_of_programs(named, load_dataset("notes"), _), costs_of_programs(named, _)], _, key="still")
    if lab.embedded:  # a long message must not push the picture out of the frame
        if not fixed:
            messages(broken, _)
        return
    lines, thinking = st.columns([3, 2], gap="medium")
    with lines:
        the_program(key, fixed, _)
    with thinking:
        st.header(_("Why?"), anchor=False)
        st.markdown(said.why)
        if key == "zero_grad":
            link_to_lab("accumulate", {}, _)
        close_lab(lab, None, TRAINING.get(key, {}))


def messages(result: Result, _: Translate) -> None:
    """Show PyTorch's messages, and the shapes if they differ."""
    for said in (*result.warnings, *([result.error] if result.error else [])):
        st.markdown(_("PyTorch says, in line {line}:").format(line=said.line))
        st.code(f"{said.kind}: {said.text}", language=None, wrap_lines=True)
    if len(set(result.shapes.values())) > 1:
        st.markdown(", ".join(f"`{name}` {shape}" for name, shape in result.shapes.items()))


def the_program(key: str, fixed: bool, _: Translate) -> None:
    """Show the program with the mistake, or its difference from the fixed one."""
    pitfall = PITFALLS[key]
    if fixed:
        label = _("The program and its fix")
        st.markdown(f"**{label}**")
        st.html(difference(pitfall.broken, pitfall.fixed, label))
    else:
        st.header(_("The program with the mistake"), anchor=False)
        st.code(pitfall.broken, language="python", line_numbers=True, wrap_lines=True)


def difference(broken: str, fixed: str, label: str) -> str:
    """Return the diff of two programs as HTML: removed lines struck out, added lines marked. `label` is its accessible name."""
    lines = []
    for line in ndiff(broken.splitlines(), fixed.splitlines()):
        text = escape(line[2:])
        if not line.startswith("?"):
            lines.append(f"<del>{text}</del>" if line.startswith("-") else f"<mark>{text}</mark>" if line.startswith("+") else text)
    return listing(lines, label)


show()
