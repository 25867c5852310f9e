"""The controls in the sidebar. The key of each is its parameter in the link."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import streamlit as st

from linreg import RunConfig, analyse, load_dataset
from linreg.config import EPOCHS_MAX, EPOCHS_MIN, SEED_MAX, STYLES, ConfigError
from linreg.locale import Translate
from linreg.panels import SURFACES
from linreg.ui.link import Settings, format_value, read_start
from linreg.ui.scale import LR_GRID, lr_scale
from linreg.ui.state import chosen_language
from linreg.ui.words import lr_position

EPOCHS_SLIDER: Final = 5000
STYLE_NAMES: Final = {"manual": "W, b tensors", "linear": "nn.Linear", "module": "nn.Module class"}


def controls(_: Translate) -> Settings:
    """Show the controls and return what they say."""
    style = st.radio(_("How the model is written"), STYLES, format_func=STYLE_NAMES.__getitem__, key="style")
    lr_place = st.container(gap="xxsmall")
    epochs = st.slider(_("Epochs"), EPOCHS_MIN, _epochs_top(), key="epochs")
    zero_grad = st.toggle(
        "optimizer.zero_grad()",
        key="zero_grad",
        help=_("Off: the loop never calls it, and PyTorch adds each new gradient to those before."),
    )
    surface = st.segmented_control(
        _("Loss surface"),
        SURFACES,
        format_func={"3d": "3D", "contour": _("Contour")}.__getitem__,
        required=True,
        key="surface",
    )
    with st.expander(_("Where it starts")):
        start = _start(_)
        seed = st.number_input(
            _("Seed of the initial values"),
            0,
            SEED_MAX,
            key="seed",
            disabled=style == "manual" or start is not None,
            help=_("nn.Linear and the nn.Module class begin at values that PyTorch draws with this seed."),
        )
    config = RunConfig(style=style, epochs=epochs, zero_grad=zero_grad, start=start, seed=int(seed))
    with lr_place:
        config = replace(config, lr=_learning_rate(config, _))
    return Settings(config, surface or SURFACES[0], chosen_language())


def _epochs_top() -> int:
    """The slider's end. A link may ask for more; then the slider reaches as far as links do, for the rest of the visit."""
    if st.session_state.epochs > EPOCHS_SLIDER:
        st.session_state["_long"] = True
    return EPOCHS_MAX if "_long" in st.session_state else EPOCHS_SLIDER


def _learning_rate(config: RunConfig, _: Translate) -> float:
    theory = analyse(config, load_dataset(config.data))
    critical = theory.critical_lr if config.zero_grad else theory.bounded_lr
    # A link's exact value gets a place of its own on the slider and keeps it, so that the slider stays as it is.
    exact = st.session_state.setdefault("_exact", set())
    if st.session_state.lr not in LR_GRID:
        exact.add(st.session_state.lr)
    options = sorted({*LR_GRID, *exact})
    lr: float = st.select_slider(_("Learning rate (lr)"), options, format_func=format_value, key="lr")
    lr_scale(options, critical, theory.fastest_lr if config.zero_grad else None, _)
    st.caption(lr_position(lr, critical, config.zero_grad, _))
    return lr


def _start(_: Translate) -> tuple[float, float] | None:
    text: str = st.text_input(
        _("Start at W, b"),
        key="start",
        placeholder="0.5, -1",
        max_chars=60,
        help=_("Empty: as in the notes, 0, 0 for the tensors and PyTorch's own initial values for the others."),
    )
    if not text.strip():
        st.session_state["_last_start"] = None
        return None
    try:
        start = RunConfig(start=read_start(text)).start
    except (ValueError, ConfigError):
        last: tuple[float, float] | None = st.session_state.get("_last_start")
        kept = _("as in the notes") if last is None else format_value(last)
        st.error(
            _("Start must be two numbers such as 0.5, -1; {text} is not. The run still starts {kept}.").format(
                text=repr(text), kept=kept
            )
        )
        return last
    st.session_state["_last_start"] = start
    return start
