"""What the widgets say: their state is read into settings, and what is not allowed is replaced and reported."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from settings import all_settings

from linreg import OPTIMIZERS, Dataset, RunConfig
from linreg.config import EPOCHS_MAX, LEARNING_RATES, SETTINGS
from linreg.link import format_link, parse
from linreg.optimizers import OPTIONS
from linreg.settings import MOST_KEPT, KeptRun, Problem, Settings
from linreg.ui.widgets import BEFORE, EPOCHS_SLIDER, KEPT, LANGUAGE_CHOSEN, OWN, OWN_POINTS, Reach, format_start, read, widgets_of

OWN_DATA = Dataset("own", [1, 2, 3, 4], [2, 3, 7, 6.5])


def state_of(settings: Settings) -> dict[str, Any]:
    """Return the state of the widgets that show settings."""
    language = {"lang": settings.lang, LANGUAGE_CHOSEN: True} if settings.lang else {"lang": "en"}
    shown = {"surface": settings.surface, "view": settings.view}
    return {**widgets_of(settings.config), KEPT: settings.kept, **shown, **language}


def good(**state: Any) -> RunConfig:
    """Return the config of a state in which nothing is wrong."""
    settings, problems = read(state)
    assert problems == []
    return settings.config


@given(all_settings())
def test_what_is_shown_is_what_is_read(wanted: Settings) -> None:
    """Settings put into the widgets and read again are the same; so are those that come from their link."""
    settings, problems = read(state_of(wanted))
    refused = {problem.name for problem in problems}
    assert refused <= {"scale"}  # numbers too large to be standardised
    assert settings == (wanted if not refused else replace(wanted, config=settings.config, kept=settings.kept))
    linked, ignored = parse({name: [value] if isinstance(value, str) else value for name, value in format_link(wanted).items()})
    assert ignored == []
    assert read(state_of(linked))[0] == settings


def test_an_empty_state_says_the_defaults() -> None:
    """Without any widget the settings are those of an empty link."""
    assert read({}) == (Settings(), []) == parse({})


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_is_read(name: str) -> None:
    """Each setting of the page comes from the widget of its name."""
    values: dict[str, Any] = {
        **{"style": "module", "data": "cars", "scale": True, "lr": 0.19, "epochs": 7, "batch": 2, "zero_grad": False},
        **{"optimizer": "adam", "start": "0.5, -1", "seed": 9, **dict.fromkeys(OPTIONS, 0.5)},
    }
    optimizer = next((key for key, kind in OPTIMIZERS.items() if name in kind.options), "sgd")
    config = good(**{"optimizer": optimizer, name: values[name]})
    expected = (0.5, -1.0) if name == "start" else values[name]
    assert config == RunConfig(**{"optimizer": optimizer, name: expected})


def test_options_of_another_optimizer_are_left_alone() -> None:
    """A widget that an earlier optimizer has left behind says nothing; an emptied option is its default."""
    assert good(optimizer="sgd", momentum=0.5, beta1=0.5) == RunConfig()
    assert good(optimizer="adam", momentum=0.5, beta1=0.5) == RunConfig(optimizer="adam", beta1=0.5)
    assert good(optimizer="adam", beta1=None) == RunConfig(optimizer="adam")


def test_own_points_are_known_by_their_name() -> None:
    """The choice "own" means the points at hand; where there are none, the notes'."""
    assert good(**{"data": OWN, OWN_POINTS: OWN_DATA}).data == OWN_DATA
    assert good(**{"data": "cars", OWN_POINTS: OWN_DATA}).data == "cars"
    assert good(data=OWN).data == "notes"


@pytest.mark.parametrize("text", ["one, two", "1", "1,2,3", "1;2", "nan,0", "1e39,0", "（1，2）"])
def test_a_start_that_is_none_is_reported_and_the_last_one_stays(text: str) -> None:
    """Text that is not two numbers keeps the start of the settings before, and is named with it."""
    assert read({"start": text}) == (Settings(), [Problem("start", text, "")])
    before = Settings(RunConfig(start=(1.0, 2.0)))
    assert read({"start": text, BEFORE: before}) == (before, [Problem("start", text, "1,2")])
    assert read({"start": " ", BEFORE: before}) == (Settings(), [])


def test_too_many_epochs_for_the_batches_are_lowered() -> None:
    """50 points one by one make 50 updates an epoch, of which 60,000 are allowed: 1,199 epochs."""
    settings, problems = read({"data": "cars", "batch": 1, "epochs": 5000})
    assert settings.config == RunConfig(data="cars", batch=1, epochs=1199)
    assert problems == [Problem("epochs", "5000", "1199")]
    assert good(data="cars", batch=1, epochs=1199).epochs == 1199


def test_points_too_large_to_be_standardised_are_used_as_they_are() -> None:
    """Standardising what float32 cannot hold is refused and reported."""
    state = {"data": OWN, OWN_POINTS: Dataset("own", [1e38, 2e38, 3e38], [1, 2, 3]), "scale": True, "epochs": 3}
    settings, problems = read(state)
    assert settings.config.scale is False
    assert problems == [Problem("scale", "true", "false")]


def test_kept_runs_follow_the_data() -> None:
    """Runs beside the one shown are on its data, with the epochs that are possible there."""
    kept = tuple(KeptRun(str(n), RunConfig(lr=0.1, batch=1, epochs=2000 + n)) for n in range(MOST_KEPT))
    settings, problems = read({"data": "cars", "scale": True, KEPT: kept})
    assert problems == []
    assert [run.config for run in settings.kept] == [RunConfig(data="cars", scale=True, lr=0.1, batch=1, epochs=1199)] * MOST_KEPT


@pytest.mark.parametrize(
    ("name", "value"),
    [("style", "zz"), ("lr", 99.0), ("batch", 0), ("optimizer", "zz"), ("seed", None), ("seed", -1), ("data", "zz"), ("scale", 1)],
)
def test_a_value_that_is_not_allowed_is_replaced_by_the_one_before(name: str, value: object) -> None:
    """A value that no widget of ours would send is reported, and that of the settings before is used."""
    before = Settings(RunConfig(style="linear", data="cars", lr=0.1, epochs=30, batch=7, optimizer="adam", seed=3))
    settings, problems = read({**widgets_of(before.config), name: value, BEFORE: before})
    assert settings == before
    assert [problem.name for problem in problems] == [name]


@given(st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)))
def test_a_start_is_written_as_it_is_read(start: tuple[float, float]) -> None:
    """The text in the field of the start gives back the start."""
    assert good(start=format_start(start)).start == start
    assert format_start(None) == ""


# How far the sliders reach


def test_a_links_own_values_get_a_place_on_the_sliders_and_keep_it() -> None:
    """A learning rate off the grid is added in order; more epochs than the slider has let it reach as far as links do."""
    far = Reach().to(RunConfig())
    assert far == Reach(LEARNING_RATES, EPOCHS_SLIDER)
    far = far.to(RunConfig(lr=0.0137)).to(RunConfig(lr=5.0)).to(RunConfig(lr=0.2))
    assert far.lrs == tuple(sorted({*LEARNING_RATES, 0.0137, 5.0}))
    assert far.most_epochs(RunConfig()) == EPOCHS_SLIDER
    far = far.to(RunConfig(epochs=EPOCHS_SLIDER + 1)).to(RunConfig())
    assert far.most_epochs(RunConfig()) == EPOCHS_MAX
    assert far.most_epochs(RunConfig(data="cars", batch=1, epochs=5)) == 1199
