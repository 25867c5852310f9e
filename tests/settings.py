"""Hypothesis strategies for configs and for settings of the page."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from linreg import OPTIMIZERS, PRESETS, Dataset, RunConfig
from linreg.config import BATCH_MAX, LR_MAX, LR_MIN, SEED_MAX, STYLES
from linreg.data.points import check_points
from linreg.kinds import FLOAT32_MAX
from linreg.link import LONGEST_NAME
from linreg.locale import LANGUAGES
from linreg.settings import MOST_KEPT, SURFACES, VIEWS, KeptRun, Settings

finite = st.floats(-FLOAT32_MAX, FLOAT32_MAX)
own_points = st.lists(st.tuples(finite, finite), min_size=2, max_size=12, unique_by=lambda point: np.float32(point[0])).map(
    lambda points: check_points(*zip(*points, strict=True))
)


@st.composite
def configs(draw: st.DrawFn, data: str | Dataset, scale: bool) -> RunConfig:
    """Draw a config on the given data, with any allowed value in every other field."""
    optimizer = draw(st.sampled_from(sorted(OPTIMIZERS)))
    options = {name: st.none() | st.floats(of.low, of.high) for name, of in OPTIMIZERS[optimizer].options.items()}
    config = RunConfig(
        style=draw(st.sampled_from(STYLES)),
        data=data,
        scale=scale,
        lr=draw(st.floats(LR_MIN, LR_MAX)),
        epochs=1,
        batch=draw(st.none() | st.integers(1, 60) | st.integers(1, BATCH_MAX)),
        zero_grad=draw(st.booleans()),
        optimizer=optimizer,
        **draw(st.fixed_dictionaries(options)),
        start=draw(st.none() | st.tuples(finite, finite)),
        seed=draw(st.integers(0, SEED_MAX)),
    )
    return replace(config, epochs=draw(st.integers(1, config.epochs_max)))


@st.composite
def all_settings(draw: st.DrawFn) -> Settings:
    """Draw any allowed settings of the page."""
    data, scale = draw(st.sampled_from(list(PRESETS)) | own_points), draw(st.booleans())
    name = st.text(st.characters(categories=["L", "N", "P", "S"], include_characters=" "), max_size=LONGEST_NAME).map(str.strip)
    return Settings(
        draw(configs(data, scale)),
        tuple(draw(st.lists(st.builds(KeptRun, name, configs(data, scale)), max_size=MOST_KEPT))),
        surface=draw(st.sampled_from(SURFACES)),
        view=draw(st.sampled_from(VIEWS)),
        lang=draw(st.none() | st.sampled_from(LANGUAGES)),
    )
