"""The control bar over the panels. The key of each control is its parameter in the link."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from linreg import RunConfig, Theory
from linreg.aliases import Translate
from linreg.config import EPOCHS_MIN, LR_MAX, LR_MIN, OPTIMIZER_NAMES, SETTINGS, STYLE_NAMES, UPDATES_MAX
from linreg.settings import Problem, Settings
from linreg.ui.data import data_menu, own_points_button
from linreg.ui.more import more, option_field
from linreg.ui.slider import slider
from linreg.ui.state import forget_options, hold_widget, reach, take_exact
from linreg.ui.strip import lr_strip
from linreg.ui.widgets import EXACT, Reach
from linreg.words.explanation import lr_position


def control_bar(settings: Settings, theory: Theory, problems: Mapping[str, Problem], _: Translate) -> None:
    """Show the bar.

    Args:
        settings: the current settings.
        theory: of the config.
        problems: the values that were not used, by name of the setting.
        _: translates.
    """
    config, far = settings.config, reach(settings.config)
    with st.container(key="bar", gap="small"):
        # On a phone this row is at the lower edge of the screen, under the player's buttons.
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="quick"):
            with st.container(gap=None, key="rate"):
                _learning_rate(theory, far, _)
            _exact("lr", _("Exact learning rate"), LR_MIN, LR_MAX, config.lr)
            with st.container(gap=None, key="duration"):
                hold_widget("epochs", config.epochs)  # lowered, if it was too many
                slider(_("Epochs"), range(EPOCHS_MIN, far.most_epochs(config) + 1), _, key="epochs")
            _exact("epochs", _("Exact number of epochs"), EPOCHS_MIN, config.epochs_max, config.epochs)
            st.toggle(
                "optimizer.zero_grad()",
                key="zero_grad",
                help=_("Off: the loop never calls it, and PyTorch adds each new gradient to those before."),
            )
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="menus"):
            st.segmented_control(
                _("How the model is written"),
                list(STYLE_NAMES),
                format_func=lambda style: _(STYLE_NAMES[style]),
                required=True,
                key="style",
                label_visibility="collapsed",
            )
            _optimizer(config, _)
            data_menu(_)
            own_points_button(config.dataset, _)  # not in the menu, which would stay open over the dialog
            more(settings, problems, _)
    if "epochs" in problems:
        st.caption(_("In batches, a run has at most {updates} updates: the epochs were lowered.").format(updates=UPDATES_MAX))


def _learning_rate(theory: Theory, far: Reach, _: Translate) -> None:
    slider(_("Learning rate (lr)"), far.lrs, _, key="lr", text=SETTINGS["lr"].kind.format, help=lr_position(theory, _))
    lr_strip(theory, far.lrs, _)


def _exact(name: str, label: str, low: float, high: float, value: float) -> None:
    """Show the field for an exact value of a setting with a slider."""
    key = EXACT[name]
    hold_widget(key, value)
    st.number_input(
        label,
        low,
        high,
        value=None,  # so that an emptied field is None, not the lowest value
        step=None if isinstance(value, float) else 1,
        format="%.9g" if isinstance(value, float) else "%d",
        key=key,
        label_visibility="collapsed",
        on_change=take_exact,
        args=(name,),
    )


def _optimizer(config: RunConfig, _: Translate) -> None:
    """Show the menu of optimizers, and beside it the option of an optimizer that has only one."""
    st.selectbox(
        _("Optimizer"),
        list(OPTIMIZER_NAMES),
        format_func=OPTIMIZER_NAMES.__getitem__,
        key="optimizer",
        on_change=forget_options,
        label_visibility="collapsed",
    )
    options = config.optimizer_kind.options
    if len(options) == 1:
        for name, option in options.items():
            option_field(name, option)
