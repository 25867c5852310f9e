"""The controls in the sidebar. The key of each widget is its parameter in the link."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from linreg import RunConfig, Theory
from linreg.aliases import Translate
from linreg.config import BATCH_MAX, EPOCHS_MIN, OPTIMIZER_NAMES, SEED_MAX, SETTINGS, STYLE_NAMES, UPDATES_MAX
from linreg.settings import SURFACES, Problem, Settings
from linreg.ui.data import data_control
from linreg.ui.state import forget_options, hold_widget, reach
from linreg.ui.strip import lr_strip
from linreg.ui.widgets import Reach, format_start
from linreg.words.explanation import lr_position


def controls(settings: Settings, theory: Theory, problems: Mapping[str, Problem], _: Translate) -> None:
    """Show the controls.

    Args:
        settings: the current settings.
        theory: of the config.
        problems: the values that were not used, by name of the setting.
        _: translates.
    """
    config, far = settings.config, reach(settings.config)
    st.radio(_("How the model is written"), list(STYLE_NAMES), format_func=STYLE_NAMES.__getitem__, key="style")
    with st.container(gap="xxsmall"):
        _learning_rate(theory, far, _)
    _epochs(config, far, "epochs" in problems, _)
    st.toggle(
        "optimizer.zero_grad()",
        key="zero_grad",
        help=_("Off: the loop never calls it, and PyTorch adds each new gradient to those before."),
    )
    st.selectbox(
        _("Optimizer"), list(OPTIMIZER_NAMES), format_func=OPTIMIZER_NAMES.__getitem__, key="optimizer", on_change=forget_options
    )
    _options(config)
    data_control(config.dataset, _)
    st.toggle(
        _("Standardise x and y"),
        key="scale",
        help=_("Mean 0 and standard deviation 1 before training: the bowl becomes round, and one lr suits both directions."),
    )
    if "scale" in problems:
        st.error(_("These numbers are too large to be standardised in float32. The run uses them as they are."))
    st.segmented_control(
        _("Loss surface"),
        SURFACES,
        format_func={"3d": "3D", "contour": _("Contour")}.__getitem__,
        required=True,
        key="surface",
    )
    with st.expander(_("Start and batches")):
        _start(problems.get("start"), config, _)
        _batch(config, _)
        st.number_input(
            _("Seed"),
            0,
            SEED_MAX,
            key="seed",
            disabled=config.batch is None and (config.style == "manual" or config.start is not None),
            help=_("Decides PyTorch's initial values and how the batches are shuffled."),
        )


def _learning_rate(theory: Theory, far: Reach, _: Translate) -> None:
    exact = SETTINGS["lr"].kind.format
    st.select_slider(_("Learning rate (lr)"), far.lrs, format_func=exact, key="lr")
    if theory.bound:
        plain = theory.config.zero_grad and theory.momentum and not theory.momentum.mu
        lr_strip(far.lrs, theory.bound, theory.fastest_lr if plain else None, _)
    st.caption(lr_position(theory, _))


def _epochs(config: RunConfig, far: Reach, lowered: bool, _: Translate) -> None:
    if lowered:
        st.caption(_("In batches, a run has at most {updates} updates: the epochs were lowered.").format(updates=UPDATES_MAX))
    hold_widget("epochs", config.epochs)
    st.slider(_("Epochs"), EPOCHS_MIN, far.most_epochs(config), key="epochs")


def _options(config: RunConfig) -> None:
    """Show the options of the optimizer."""
    options = config.optimizer_kind.options
    for column, (name, option) in zip(st.columns(len(options), gap="small") if options else (), options.items(), strict=True):
        if name not in st.session_state:
            hold_widget(name, option.default)
        column.number_input(name, option.low, option.high, step=_step(option.default), format="%g", key=name)


def _step(default: float) -> float:
    """Return the increment of an option's buttons: small enough for the useful values near its default."""
    return 0.01 if default == 0 else min(0.01, default / 10 if default < 0.5 else 1 - default)


def _start(problem: Problem | None, config: RunConfig, _: Translate) -> None:
    st.text_input(
        _("Start at W, b"),
        key="start",
        placeholder="0.5, -1",
        max_chars=60,
        help=_("Empty: as in the notes, 0, 0 for the tensors and PyTorch's own initial values for the others."),
    )
    if problem:
        text = _("Start must be two numbers such as 0.5, -1; {text} is not. The run still starts {start}.")
        st.error(text.format(text=repr(problem.value), start=format_start(config.start) or _("as in the notes")))


def _batch(config: RunConfig, _: Translate) -> None:
    st.number_input(
        _("Points in a batch"),
        1,
        BATCH_MAX,
        key="batch",
        placeholder=_("all {points}").format(points=len(config.dataset)),
        help=_(
            "Empty: all points in every step, as in the notes. Otherwise they are shuffled each epoch and used a few at a time."
        ),
    )
