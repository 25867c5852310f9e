"""The main page: move a control, and watch PyTorch's own gradient descent."""

import math

import streamlit as st

from linreg import Run, Theory, analyse, format_log
from linreg.locale import LANGUAGES, Translate, translator
from linreg.panels import draw
from linreg.player import player
from linreg.ui.code import code
from linreg.ui.controls import controls
from linreg.ui.link import Ignored
from linreg.ui.runs import recorded
from linreg.ui.share import share
from linreg.ui.state import ignored_values, language_was_chosen, publish
from linreg.ui.words import explanation, number, verdict_sentence


def show() -> None:
    """Show the page."""
    _ = translator(st.session_state.lang)
    header = st.container(horizontal=True, vertical_alignment="center", gap="small")
    notices, progress, stage = st.container(), st.empty(), st.container()
    with st.sidebar:
        settings = controls(_)
    publish(settings)
    with header:
        st.title(_("linreg: watch PyTorch fit a line"), anchor=False)
        st.segmented_control(
            _("Language"),
            LANGUAGES,
            format_func={"en": "EN", "ko": "한국어"}.__getitem__,
            required=True,
            key="lang",
            label_visibility="collapsed",
            on_change=language_was_chosen,
        )
        share(settings, _)
    with notices:
        if ignored := ignored_values(settings):
            st.warning("  \n".join(ignored_notice(value, _) for value in ignored), icon=":material/link_off:")
    run = recorded(settings.config, progress, _("Training with PyTorch …"))
    theory = analyse(run.config, run.dataset)
    with stage:
        player(draw(run, theory, settings.surface, _), _)
        results(run, theory, _)
        details(run, theory, _)


def ignored_notice(ignored: Ignored, _: Translate) -> str:
    """Say which value of the link was not used. It is a stranger's text, so it is shown as code, where Markdown ends."""
    value = f"`{ignored.name}={ignored.value.replace('`', '´')}`"
    if ignored.default:
        return _("The link says {value}, which is not allowed. {name} = {default} is used instead.").format(
            value=value, name=ignored.name, default=ignored.default
        )
    return _("The link says {value}, which is not allowed. It is left out.").format(value=value)


def results(run: Run, theory: Theory, _: Translate) -> None:
    """Show what came out, in figures and in one sentence."""
    st.markdown(verdict_sentence(run, theory, _))
    W, b = run.final
    figures = {
        _("W after the last update"): number(W),
        _("b after the last update"): number(b),
        _("Cost before it"): number(float(run.cost[-1])),
        _("Distance to least squares"): number(math.hypot(W - theory.W, b - theory.b), 3),
    }
    for column, (label, value) in zip(st.columns(4), figures.items(), strict=True):
        column.metric(label, value)


def details(run: Run, theory: Theory, _: Translate) -> None:
    """Show the tabs: what one is looking at with the notes' log, and the code. Only the one that is open is made."""
    seeing, program = st.tabs([_("What am I seeing?"), _("Code")], key="tab", on_change="rerun")
    with seeing:
        if seeing.open:
            log_and_explanation(run, theory, _)
    with program:
        if program.open:
            code(run, _)


def log_and_explanation(run: Run, theory: Theory, _: Translate) -> None:
    """Show the notes' log, and what one is looking at."""
    log, seeing = st.columns(2, gap="medium")
    with log:
        st.markdown("**" + _("The notes' log") + "**")
        with st.container(height=280, border=False):
            st.code("\n".join(format_log(run)), language=None, wrap_lines=True)
    with seeing:
        for paragraph in explanation(run, theory, _):
            st.markdown(paragraph)


show()
