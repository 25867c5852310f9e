"""The main page."""

from html import escape

import streamlit as st

from linreg import Run, Theory, analyse, format_log
from linreg.aliases import Translate
from linreg.locale import translator
from linreg.panels import Kept, draw
from linreg.settings import Settings
from linreg.ui.bar import control_bar
from linreg.ui.code import code, listing
from linreg.ui.frame import top
from linreg.ui.inside import inside
from linreg.ui.kept import side_by_side
from linreg.ui.lab import link_to_lab
from linreg.ui.live import path_of
from linreg.ui.notices import notices
from linreg.ui.player import player
from linreg.ui.rates import rates
from linreg.ui.runs import recorded
from linreg.ui.share import on_paper, share
from linreg.ui.starts import path_from
from linreg.ui.state import change, ignored_values, publish, read_widgets, restore, set_data
from linreg.ui.verdict import verdict
from linreg.words.explanation import explanation
from linreg.words.sentence import verdict_sentence, without_marks


def show() -> None:
    """Show the page."""
    restore()
    _ = translator(st.session_state.lang)
    settings, problems = read_widgets()
    publish(settings)
    theory = analyse(settings.config)
    # Filled in below, with the run.
    buttons = top(_("linreg: watch PyTorch fit a line"), "train" if settings.view == "page" else settings.view, _)
    notices(ignored_values(settings.config), _)
    control_bar(settings, theory, problems, _)
    line = st.container()
    progress = st.empty()
    training = _("Training with PyTorch …")
    run = recorded(settings.config, progress, training)
    kept = [Kept(recorded(item.config, progress, training), analyse(item.config), item.name) for item in settings.kept]
    picture, sentence = draw(run, theory, settings.surface, _, kept), verdict_sentence(run, theory, _)
    with line:
        verdict(sentence, theory, settings, _)
    if not st.context.is_embedded:
        with buttons:
            lecture_button(settings, _)
            share(settings, run, picture, sentence, _)
    # While the inside of a step is shown, a style sheet puts the tabs beside the player.
    with st.container(key="workbench"):
        player(
            picture,
            _,
            said=without_marks(sentence),
            sweep=path_of(settings.config),
            runs=path_from(settings.config),
            on_start=lambda start: change({"start": start}),
            on_points=set_data,
        )
        if not st.context.is_embedded:
            on_paper(settings, picture, _)
            side_by_side(run, theory, kept, settings, _)
            with st.container(key="details"):
                details(run, theory, _)


def lecture_button(settings: Settings, _: Translate) -> None:
    """Show the button that opens or leaves the view for a projector."""
    icon, text, view = (
        (":material/cast_for_education:", _("Lecture view"), "lecture")
        if settings.view == "page"
        else (":material/close_fullscreen:", _("Leave the lecture view"), "page")
    )
    # The style sheet shows the icon only.
    st.button(
        text,
        icon=icon,
        help=_("Large, for a projector. F fills the screen."),
        key="lecture",
        on_click=change,
        args=({"view": view},),
    )


def details(run: Run, theory: Theory, _: Translate) -> None:
    """Show the tabs: log and explanation, code, inside a step, all learning rates. Only the open one is rendered."""
    names = [_("What am I seeing?"), _("Code"), _("Inside a step"), _("All learning rates")]
    seeing, program, step, others = st.tabs(names, key="tab", on_change="rerun")
    with seeing:
        if seeing.open:
            log_and_explanation(run, theory, _)
    with program:
        if program.open:
            code(run, _)
    with step:
        if step.open:
            inside(run, _)
    with others:
        if others.open:
            rates(run, _)


def labs_of(run: Run) -> list[tuple[str, dict[str, str]]]:
    """Return the labs that explain this run, each with the query parameters of its link."""
    labs: list[tuple[str, dict[str, str]]] = []
    if not run.config.zero_grad:
        labs.append(("accumulate", {}))
    if run.config.style == "manual":
        labs.append(("autograd", {}))
    else:
        labs.append(("forward", {} if run.config.style == "module" else {"style": run.config.style}))
    if run.diverged_at is not None:
        labs.append(("pitfalls", {"mistake": "lr"}))
    return labs


def log_and_explanation(run: Run, theory: Theory, _: Translate) -> None:
    """Show the notes' log, the explanation, and links to labs."""
    log, seeing = st.columns(2, gap="medium")
    with log:
        st.header(_("The notes' log"), anchor=False)
        # Not st.code: it would load a syntax highlighter of 1.6 MB at the first visit.
        st.html(listing(map(escape, format_log(run)), _("The notes' log"), log=True))
    with seeing:
        for paragraph in explanation(run, theory, _):
            st.markdown(paragraph)
        for name, params in labs_of(run):
            link_to_lab(name, params, _)


show()
