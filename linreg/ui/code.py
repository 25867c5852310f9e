"""The Code tab: the program of the run, and the three styles side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from difflib import SequenceMatcher
from html import escape

import streamlit as st

from linreg import Run
from linreg.aliases import Translate
from linreg.config import STYLE_NAMES, STYLES
from linreg.notebook import notebook
from linreg.script import program


def code(run: Run, _: Translate) -> None:
    """Show the tab for a run."""
    text = program(run.config, run.dataset, _)
    st.markdown(
        _(
            "This program needs only Python and PyTorch. "
            "It does exactly what you see and prints the log of this page to the last digit."
        )
    )
    st.code(text, language="python", wrap_lines=True)
    with st.container(horizontal=True):
        name = f"linreg-{run.config.digest()}"
        st.download_button(
            _("Download .py"), text, f"{name}.py", "text/x-python", on_click="ignore", icon=":material/download:", key="download_py"
        )
        st.download_button(
            _("Download .ipynb"),
            notebook(run.config, run.dataset, _),
            f"{name}.ipynb",
            "application/x-ipynb+json",
            on_click="ignore",
            icon=":material/download:",
            key="download_ipynb",
        )
    st.header(_("Three ways to write it"), anchor=False)
    st.markdown(_("From the same start all three take the same steps, up to rounding. Differing lines are marked."))
    programs = {style: program(replace(run.config, style=style), run.dataset, _) for style in STYLES}
    shared = shared_lines(list(programs.values()))
    for column, (style, source) in zip(st.columns(3), programs.items(), strict=True):
        with column:
            title = _(STYLE_NAMES[style])
            st.markdown(f"**{title}**")
            st.html(marked(source, shared, title))


def shared_lines(programs: list[str]) -> set[str]:
    """Return the lines common to all programs, in the same order in each."""
    common = programs[0].splitlines()
    for text in programs[1:]:
        lines = text.splitlines()
        blocks = SequenceMatcher(None, common, lines, autojunk=False).get_matching_blocks()
        common = [line for block in blocks for line in common[block.a : block.a + block.size]]
    return set(common)


def marked(source: str, shared: set[str], label: str) -> str:
    """Return a program as HTML with the lines not in `shared` marked. `label` is its accessible name."""
    lines = (escape(line) if line in shared or not line.strip() else f"<mark>{escape(line)}</mark>" for line in source.splitlines())
    return listing(lines, label)


def listing(lines: Iterable[str], label: str, *, log: bool = False) -> str:
    """Return lines of code or of a log, already HTML, as a scrollable region. `label` is its accessible name."""
    text = "\n".join(lines)
    kind = "linreg-log" if log else "linreg-code"
    return f'<pre class="{kind}" tabindex="0" role="region" aria-label="{escape(label)}">{text}</pre>'
