"""The controls in the sidebar. The key of each is its parameter in the link."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import streamlit as st

from linreg import RunConfig, analyse
from linreg.aliases import Translate
from linreg.config import BATCH_MAX, EPOCHS_MIN, SEED_MAX, STYLES, UPDATES_MAX
from linreg.data import DatasetError
from linreg.fields import ConfigError
from linreg.optimizers import OPTIMIZERS
from linreg.panels import SURFACES
from linreg.scaling import training_points
from linreg.ui.data import data_control
from linreg.ui.link import Settings, format_value, on_data_of, read_start
from linreg.ui.scale import LR_GRID, lr_scale
from linreg.ui.state import KEPT, chosen_language, forget_options
from linreg.ui.words import lr_position

EPOCHS_SLIDER: Final = 5000
STYLE_NAMES: Final = {"manual": "W, b tensors", "linear": "nn.Linear", "module": "nn.Module class"}
OPTIMIZER_NAMES: Final = {
    "sgd": "SGD",
    "momentum": "SGD + momentum",
    "nesterov": "SGD + Nesterov",
    "adagrad": "Adagrad",
    "rmsprop": "RMSprop",
    "adam": "Adam",
    "adamw": "AdamW",
}


def controls(_: Translate) -> Settings:
    """Show the controls and return what they say."""
    style = st.radio(_("How the model is written"), STYLES, format_func=STYLE_NAMES.__getitem__, key="style")
    lr_place, epochs_place = st.container(gap="xxsmall"), st.container()
    zero_grad = st.toggle(
        "optimizer.zero_grad()",
        key="zero_grad",
        help=_("Off: the loop never calls it, and PyTorch adds each new gradient to those before."),
    )
    optimizer = st.selectbox(
        _("Optimizer"), list(OPTIMIZERS), format_func=OPTIMIZER_NAMES.__getitem__, key="optimizer", on_change=forget_options
    )
    config = RunConfig(style=style, zero_grad=zero_grad, optimizer=optimizer, **_options(optimizer, _))
    config = replace(config, epochs=EPOCHS_MIN, data=data_control(_))
    scale = st.toggle(
        _("Standardise x and y"),
        key="scale",
        help=_("Mean 0 and standard deviation 1 before training: the bowl becomes round, and one lr suits both directions."),
    )
    surface = st.segmented_control(
        _("Loss surface"),
        SURFACES,
        format_func={"3d": "3D", "contour": _("Contour")}.__getitem__,
        required=True,
        key="surface",
    )
    with st.expander(_("Start and batches")):
        start = _start(_)
        batch = _batch(config, _)
        seed = st.number_input(
            _("Seed"),
            0,
            SEED_MAX,
            key="seed",
            disabled=batch is None and (style == "manual" or start is not None),
            help=_("Decides PyTorch's initial values and how the batches are shuffled."),
        )
    config = replace(config, scale=scale and _can_scale(config, _), start=start, seed=int(seed), batch=batch)
    with epochs_place:
        config = replace(config, epochs=_epochs(config, _))
    with lr_place:
        config = replace(config, lr=_learning_rate(config, _))
    kept = tuple(replace(run, config=on_data_of(run.config, config)) for run in st.session_state[KEPT])
    return Settings(config, kept, surface or SURFACES[0], chosen_language())


def _options(optimizer: str, _: Translate) -> dict[str, Any]:
    """Show the options of an optimizer and return what they say."""
    kind = OPTIMIZERS[optimizer]
    if not kind.options:
        return {}
    said: dict[str, Any] = {}
    for column, (name, option) in zip(st.columns(len(kind.options), gap="small"), kind.options.items(), strict=True):
        st.session_state.setdefault(name, option.default)
        said[name] = column.number_input(name, option.low, option.high, step=_step(option.default), format="%g", key=name)
    return {name: option.default if said[name] is None else said[name] for name, option in kind.options.items()}


def _step(default: float) -> float:
    """Return by how much a button changes an option: so little that it does not jump over what makes sense near its default."""
    return 0.01 if default == 0 else min(0.01, default / 10 if default < 0.5 else 1 - default)


def _can_scale(config: RunConfig, _: Translate) -> bool:
    try:
        training_points(replace(config, scale=True))
    except DatasetError:
        st.error(_("These numbers are too large to be standardised in float32. The run uses them as they are."))
        return False
    return True


def _batch(config: RunConfig, _: Translate) -> int | None:
    batch: int | None = st.number_input(
        _("Points in a batch"),
        1,
        BATCH_MAX,
        key="batch",
        placeholder=_("all {points}").format(points=len(config.dataset)),
        help=_("Empty: all points in every step, as in the notes. Else they are shuffled each epoch and taken a few at a time."),
    )
    return batch


def _epochs(config: RunConfig, _: Translate) -> int:
    top = min(EPOCHS_SLIDER, config.epochs_max)
    # A link may ask for more; then the slider reaches as far as links do, for the rest of the visit.
    if st.session_state.epochs > EPOCHS_SLIDER:
        st.session_state["_long"] = True
    if "_long" in st.session_state:
        top = config.epochs_max
    if st.session_state.epochs > top:
        st.session_state.epochs = top
        st.caption(_("In batches, a run has at most {updates} updates: the epochs were lowered.").format(updates=UPDATES_MAX))
    epochs: int = st.slider(_("Epochs"), EPOCHS_MIN, top, key="epochs")
    return epochs


def _learning_rate(config: RunConfig, _: Translate) -> float:
    # A link's exact value gets a place of its own on the slider and keeps it, so that the slider stays as it is.
    exact = st.session_state.setdefault("_exact", set())
    if st.session_state.lr not in LR_GRID:
        exact.add(st.session_state.lr)
    options = sorted({*LR_GRID, *exact})
    lr: float = st.select_slider(_("Learning rate (lr)"), options, format_func=format_value, key="lr")
    theory = analyse(replace(config, lr=lr))
    if theory.bound:
        plain = config.zero_grad and theory.momentum and not theory.momentum.mu
        lr_scale(options, theory.bound, theory.fastest_lr if plain else None, _)
    st.caption(lr_position(theory, _))
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
