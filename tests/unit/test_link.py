"""The link: settings round-trip."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from settings import all_settings

from linreg import OPTIMIZERS, PRESETS, Dataset, RunConfig
from linreg.data.points import MAX_POINTS, check_points
from linreg.kinds import Number
from linreg.link import PARAMETERS, format_link, parse
from linreg.optimizers import OPTIONS
from linreg.settings import KeptRun, Settings


def said(**params: str | list[str]) -> Settings:
    """Return the settings of a link without invalid values."""
    settings, ignored = parse({name: [value] if isinstance(value, str) else value for name, value in params.items()})
    assert ignored == []
    return settings


@settings(max_examples=150)
@given(all_settings())
def test_what_a_link_says_is_what_was_set(wanted: Settings) -> None:
    """Any settings formatted as a link and parsed are the same, to the last digit."""
    params = format_link(wanted)
    assert said(**params) == wanted
    assert said(**params).config.digest() == wanted.config.digest()
    assert [run.config.digest() for run in said(**params).kept] == [run.config.digest() for run in wanted.kept]


@given(all_settings())
def test_a_link_is_the_same_each_time(wanted: Settings) -> None:
    """Parsing and formatting a link gives the same parameters in the same order."""
    params = format_link(wanted)
    assert list(format_link(said(**params)).items()) == list(params.items())
    assert list(params) == [name for name in PARAMETERS if name in params]


@given(all_settings())
def test_a_link_holds_plain_words_only(wanted: Settings) -> None:
    """Numbers have no exponent, except in points, and all values are ASCII."""
    for name, value in format_link(wanted).items():
        if name in ("lr", "epochs", "batch", "seed", "start", *OPTIONS):
            assert set(value) <= set("0123456789.,-")
        elif name == "data" and value not in PRESETS:
            assert set(value) <= set("0123456789.-e~_")
        else:
            assert "".join(value).isascii()


def test_the_parameters_are_the_controls() -> None:
    """The parameters are the keys of the page's controls."""
    assert (
        *("style", "data", "scale", "lr", "epochs", "batch", "zero_grad", "optimizer"),
        *("momentum", "lr_decay", "eps", "alpha", "beta1", "beta2", "weight_decay"),
        *("start", "seed", "kept", "surface", "lang", "view"),
    ) == PARAMETERS
    assert {field.name for field in fields(RunConfig)} == set(PARAMETERS) - {"kept", "surface", "lang", "view"}


def test_an_empty_link_says_the_defaults() -> None:
    """No parameters give the default run, 3D surface and the browser's language, and the reverse."""
    assert parse({}) == (Settings(RunConfig(), (), "3d", None, "page"), [])
    assert format_link(Settings()) == {}


def test_a_link_is_short() -> None:
    """A link contains only settings that differ from the defaults."""
    assert format_link(Settings(RunConfig(lr=0.19, zero_grad=False))) == {"lr": "0.19", "zero_grad": "false"}


def test_every_parameter_is_read() -> None:
    """Every parameter is parsed."""
    shared = {"style": "module", "data": "cars", "scale": True, "lr": 0.05, "epochs": 300, "batch": 10, "zero_grad": False}
    config = RunConfig(**shared, optimizer="adam", beta1=0.5, beta2=0.25, eps=1e-6, start=(0.5, -1.0), seed=7)
    kept = (KeptRun("mine & yours", RunConfig(data="cars", scale=True, lr=0.2)), KeptRun("", replace(config, seed=8)))
    wanted = Settings(config, kept, "contour", "ko", "lecture")
    of_config = {
        "style": "module",
        "data": "cars",
        "scale": "true",
        "lr": "0.05",
        "epochs": "300",
        "batch": "10",
        "zero_grad": "false",
        "optimizer": "adam",
        "beta1": "0.5",
        "beta2": "0.25",
        "eps": "0.000001",
        "start": "0.5,-1",
        "seed": "7",
    }
    again = "style=module&lr=0.05&epochs=300&batch=10&zero_grad=false&optimizer=adam&eps=0.000001&beta1=0.5&beta2=0.25"
    of_view = {"kept": ["name=mine+%26+yours&lr=0.2", f"{again}&start=0.5%2C-1&seed=8"], "surface": "contour"}
    of_view |= {"lang": "ko", "view": "lecture"}
    assert said(**of_config, **of_view) == wanted
    assert format_link(wanted) == of_config | of_view


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_option_is_read(optimizer: str) -> None:
    """A link sets each option of each optimizer; a default needs no parameter."""
    for option in OPTIMIZERS[optimizer].options:
        params = {"optimizer": optimizer, option: "0.0625"}
        assert said(**params).config == RunConfig(optimizer=optimizer, **{option: 0.0625})
        assert format_link(said(**params)) == params
        default = Number().format(OPTIMIZERS[optimizer].options[option].default)
        assert format_link(said(optimizer=optimizer, **{option: default})) == {"optimizer": optimizer}


@pytest.mark.parametrize("spelling", ["true", "True", "1", "on", "yes", " YES "])
def test_standardising_is_turned_on_in_many_spellings(spelling: str) -> None:
    """true, 1, on and yes, in any case, turn standardising on."""
    assert said(scale=spelling).config.scale is True


@pytest.mark.parametrize("name", PRESETS)
def test_a_data_set_is_named(name: str) -> None:
    """A link names a preset; the default one needs no parameter."""
    assert said(data=name) == said(data=f" {name.upper()} ") == Settings(RunConfig(data=name))
    assert format_link(Settings(RunConfig(data=name))) == ({} if name == "notes" else {"data": name})


@pytest.mark.parametrize(
    ("text", "x", "y", "again"),
    [
        ("1~2_2~4_3~6", [1, 2, 3], [2, 4, 6], "1~2_2~4_3~6"),
        ("0.1~-2.5_.5~1e3", [0.1, 0.5], [-2.5, 1000], "0.1~-2.5_0.5~1000"),
        ("1e30~1e-30_-3E+5~+0", [1e30, -300000], [1e-30, 0], "1e30~1e-30_-300000~0"),
        ("-0~-0_1~1", [0, 1], [0, 1], "0~0_1~1"),
        ("0.1000000001~1_2~0.30000001192092896", [0.1, 2], [1, 0.3], "0.1~1_2~0.3"),
    ],
)
def test_a_link_carries_points(text: str, x: list[float], y: list[float], again: str) -> None:
    """Own points are written as x~y, with the fewest digits that round-trip in float32."""
    config = said(data=text).config
    assert config.data == Dataset("own", x, y)
    assert format_link(Settings(config)) == {"data": again}
    assert said(data=again).config.digest() == config.digest()


def test_a_link_carries_as_many_points_as_there_may_be() -> None:
    """500 points are accepted, and no more."""
    most = "_".join(f"{i}~{i * i % 97}" for i in range(MAX_POINTS))
    assert len(said(data=most).config.dataset) == MAX_POINTS == 500
    assert [ignored.name for ignored in parse({"data": [f"{most}_1~1"]})[1]] == ["data"]


def test_kept_runs_are_on_the_data_of_the_run() -> None:
    """Data and scale of a kept run are ignored: all runs of a picture share them."""
    settings = said(data="hubble", scale="on", kept=["data=cars&scale=false&lr=0.3", "data=zz&lr=0.4"])
    assert settings.kept == (
        KeptRun("", RunConfig(data="hubble", scale=True, lr=0.3)),
        KeptRun("", RunConfig(data="hubble", scale=True, lr=0.4)),
    )
    assert format_link(settings) == {"data": "hubble", "scale": "true", "kept": ["lr=0.3", "lr=0.4"]}


def test_a_kept_run_of_too_many_updates_is_reported() -> None:
    """The limit of epochs follows from the link's data: 50 points in batches of 1 allow 1199 epochs."""
    params = {"data": ["cars"], "kept": ["epochs=1199&batch=1", "epochs=1200&batch=1"]}
    settings, found = parse(params)
    assert settings.kept == (KeptRun("", RunConfig(data="cars", epochs=1199, batch=1)),)
    assert [report.name for report in found] == ["kept"]


def test_a_kept_run_of_two_points_is_read_again() -> None:
    """The limit of epochs follows from the link's data: two points in batches of 1 allow 20,000 epochs."""
    data = check_points([1.0, 2.0], [3.0, 5.0])
    wanted = Settings(RunConfig(data=data), (KeptRun("", RunConfig(data=data, batch=1, epochs=20_000)),))
    assert said(**format_link(wanted)) == wanted


def test_a_kept_run_that_says_nothing_is_the_default_run() -> None:
    """An empty kept run is the default run."""
    wanted = Settings(RunConfig(lr=0.19), (KeptRun("", RunConfig()),))
    assert format_link(wanted) == {"lr": "0.19", "kept": [""]}
    assert said(lr="0.19", kept=[""]) == wanted


@pytest.mark.parametrize("spelling", ["false", "False", "FALSE", "0", "off", "Off", "no", "NO", " false "])
def test_zero_grad_is_turned_off_in_many_spellings(spelling: str) -> None:
    """false, 0, off and no, in any case, turn zero_grad off."""
    assert said(zero_grad=spelling).config.zero_grad is False


@pytest.mark.parametrize("spelling", ["true", "True", "TRUE", "1", "on", "On", "yes", "YES", " true "])
def test_zero_grad_is_turned_on_in_many_spellings(spelling: str) -> None:
    """true, 1, on and yes, in any case, turn it on."""
    assert said(zero_grad=spelling).config.zero_grad is True


@pytest.mark.parametrize(
    ("text", "lr", "again"),
    [
        ("0.013", 0.013, "0.013"),
        ("1e-6", 1e-6, "0.000001"),
        ("5", 5.0, "5"),
        ("0.1234567", 0.1234567, "0.1234567"),
        ("0.18029485311028295", 0.18029485311028295, "0.18029485311028295"),
        (".05", 0.05, "0.05"),
        ("1.", 1.0, "1"),
        ("+0.2", 0.2, "0.2"),
        ("2E-3", 0.002, "0.002"),
        (" 0.02 ", 0.02, "0.02"),
        ("10", 10.0, "10"),
    ],
)
def test_a_learning_rate_is_kept_exactly(text: str, lr: float, again: str) -> None:
    """A learning rate is parsed exactly, on or off the slider's grid, and written without exponent."""
    assert said(lr=text).config.lr == lr
    assert format_link(Settings(RunConfig(lr=lr))) == {"lr": again}


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("0.5, -1", (0.5, -1.0)),
        ("0.5,-1", (0.5, -1.0)),
        (" 1e3 ,\t.5 ", (1000.0, 0.5)),
        ("-0,0", (0.0, 0.0)),
        ("3e38,0", (3e38, 0.0)),
    ],
)
def test_a_start_is_two_numbers(text: str, start: tuple[float, float]) -> None:
    """W and b are separated by a comma, with or without spaces."""
    assert said(start=text).config.start == start


def test_choices_are_read_in_any_case() -> None:
    """Style, data set, optimizer, surface and language ignore case."""
    settings = said(style="LINEAR", data="Anscombe-1", optimizer="AdamW", surface="Contour", lang="KO", view="Lecture")
    assert settings == Settings(RunConfig(style="linear", data="anscombe-1", optimizer="adamw"), (), "contour", "ko", "lecture")


def test_the_language_is_no_part_of_the_run() -> None:
    """Links that differ only in language, surface and kept runs give the same run."""
    wanted = Settings(RunConfig(lr=0.19))
    kept = (KeptRun("other", RunConfig(lr=0.1)),)
    for other in (
        replace(wanted, lang="ko"),
        replace(wanted, surface="contour"),
        replace(wanted, lang="en"),
        replace(wanted, view="lecture"),
        replace(wanted, kept=kept),
    ):
        assert said(**format_link(other)).config.digest() == wanted.config.digest()
