"""The menu of the settings that are changed less often."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from linreg import RunConfig
from linreg.aliases import Translate
from linreg.config import BATCH_MAX, SEED_MAX
from linreg.optimizers import Option
from linreg.settings import SURFACES, Problem, Settings
from linreg.ui.state import hold_widget, send_again
from linreg.ui.widgets import format_start


def more(settings: Settings, problems: Mapping[str, Problem], _: Translate) -> None:
    """Show the menu.

    Args:
        settings: the current settings.
        problems: the values that were not used, by name of the setting.
        _: translates.
    """
    config = settings.config
    several = config.options if len(config.options) > 1 else ()
    send_again(("surface", *several, "scale", "start", "batch", "seed"))
    with st.popover(_("More"), icon=":material/tune:", key="more"):
        st.segmented_control(
            _("Loss surface"),
            SURFACES,
            format_func={"3d": "3D", "contour": _("Contour")}.__getitem__,
            required=True,
            key="surface",
        )
        _options(config)
        st.toggle(
            _("Standardise x and y"),
            key="scale",
            help=_("Mean 0 and standard deviation 1 before training: the bowl becomes round, and one lr suits both directions."),
        )
        st.markdown("**" + _("Starting point and batch size") + "**")
        _start(_)
        _batch(config, _)
        st.number_input(
            _("Seed"),
            0,
            SEED_MAX,
            key="seed",
            disabled=config.batch is None and (config.style == "manual" or config.start is not None),
            help=_("Decides PyTorch's initial values and how the batches are shuffled."),
        )
    _refused(problems, config, _)


def option_field(name: str, option: Option) -> None:
    """Show the field of an option of the optimizer."""
    if name not in st.session_state:
        hold_widget(name, option.default)
    st.number_input(name, option.low, option.high, step=_step(option.default), format="%g", key=name)


def _options(config: RunConfig) -> None:
    """Show the options of an optimizer that has several; a single one is in the bar."""
    options = config.optimizer_kind.options
    if len(options) > 1:
        for column, (name, option) in zip(st.columns(len(options), gap="small"), options.items(), strict=True):
            with column:
                option_field(name, option)


def _step(default: float) -> float:
    """Return the increment of an option's buttons: small enough for the useful values near its default."""
    return 0.01 if default == 0 else min(0.01, default / 10 if default < 0.5 else 1 - default)


def _start(_: Translate) -> None:
    st.text_input(
        _("Start at W, b"),
        key="start",
        placeholder="0.5, -1",
        max_chars=60,
        help=_("Empty: as in the notes, 0, 0 for the tensors and PyTorch's own initial values for the others."),
    )


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


def _refused(problems: Mapping[str, Problem], config: RunConfig, _: Translate) -> None:
    """Show the errors outside of the menu, where they stay in sight when it is closed."""
    if "scale" in problems:
        st.error(_("These numbers are too large to be standardised in float32. The run uses them as they are."))
    if problem := problems.get("start"):
        text = _("Start must be two numbers such as 0.5, -1; {text} is not. The run still starts {start}.")
        st.error(text.format(text=repr(problem.value), start=format_start(config.start) or _("as in the notes")))
