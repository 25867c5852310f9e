"""The link: what it says, and that what it says can be said again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linreg import RunConfig
from linreg.config import EPOCHS_MAX, FLOAT32_MAX, LR_MAX, LR_MIN, SEED_MAX, STYLES
from linreg.locale import LANGUAGES
from linreg.panels import SURFACES
from linreg.ui.link import PARAMETERS, Settings, format_link, format_value, parse, read_start

finite = st.floats(-FLOAT32_MAX, FLOAT32_MAX)
all_settings = st.builds(
    Settings,
    st.builds(
        RunConfig,
        style=st.sampled_from(STYLES),
        lr=st.floats(LR_MIN, LR_MAX),
        epochs=st.integers(1, EPOCHS_MAX),
        zero_grad=st.booleans(),
        start=st.none() | st.tuples(finite, finite),
        seed=st.integers(0, SEED_MAX),
    ),
    surface=st.sampled_from(SURFACES),
    lang=st.none() | st.sampled_from(LANGUAGES),
)


def said(**params: str) -> Settings:
    """Return what a link says in which nothing is wrong."""
    settings, ignored = parse({name: [value] for name, value in params.items()})
    assert ignored == []
    return settings


@settings(max_examples=150)
@given(all_settings)
def test_what_a_link_says_is_what_was_set(wanted: Settings) -> None:
    """Any settings, put into a link and read again, are the same settings, to the last digit."""
    params = format_link(wanted)
    assert said(**params) == wanted
    assert said(**params).config.digest() == wanted.config.digest()


@given(all_settings)
def test_a_link_is_the_same_each_time(wanted: Settings) -> None:
    """Putting what a link says into a link again gives the same link, its parameters in the same order."""
    params = format_link(wanted)
    assert list(format_link(said(**params)).items()) == list(params.items())
    assert list(params) == [name for name in PARAMETERS if name in params]


@given(all_settings)
def test_a_link_holds_plain_words_only(wanted: Settings) -> None:
    """Numbers stand in a link without an exponent."""
    for name, value in format_link(wanted).items():
        if name in ("lr", "epochs", "seed", "start"):
            assert set(value) <= set("0123456789.,-")


def test_the_parameters_are_the_controls() -> None:
    """The page's own parameters are the keys of its controls."""
    assert PARAMETERS == ("style", "lr", "epochs", "zero_grad", "start", "seed", "surface", "lang")


def test_an_empty_link_says_the_defaults() -> None:
    """No parameters are the default run, the bowl, and the browser's language; and the defaults need no parameters."""
    assert parse({}) == (Settings(RunConfig(), "3d", None), [])
    assert format_link(Settings()) == {}


def test_a_link_is_short() -> None:
    """Only what differs from the defaults is in it."""
    assert format_link(Settings(RunConfig(lr=0.19, zero_grad=False))) == {"lr": "0.19", "zero_grad": "false"}


def test_every_parameter_is_read() -> None:
    """A link that says everything sets everything."""
    wanted = Settings(RunConfig("module", "notes", 0.05, 300, False, (0.5, -1.0), 7), "contour", "ko")
    params = {
        "style": "module",
        "lr": "0.05",
        "epochs": "300",
        "zero_grad": "false",
        "start": "0.5,-1",
        "seed": "7",
        "surface": "contour",
        "lang": "ko",
    }
    assert said(**params) == wanted
    assert format_link(wanted) == params


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
    """The learning rate of a link is taken as it stands, on the slider's grid or not, and written as a plain number."""
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
    """W and b stand with a comma between them, spaces or not."""
    assert said(start=text).config.start == start
    assert read_start(text) == start


@pytest.mark.parametrize("text", ["", "1", "1,", "1,2,3", "1;2", "(1,2)", "nan,1", "1,inf", "1 2", "a,b"])
def test_what_is_no_start_is_refused(text: str) -> None:
    """Anything but two finite numbers is a ValueError."""
    with pytest.raises(ValueError):  # noqa: PT011 - nobody reads its words
        read_start(text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1e-6, "0.000001"),
        (1e22, "10000000000000000000000"),
        (0.1, "0.1"),
        (2.0, "2"),
        (200, "200"),
        (True, "true"),
        (False, "false"),
        ((0.5, -1.0), "0.5,-1"),
        ("ko", "ko"),
    ],
)
def test_a_value_is_written_plainly(value: object, text: str) -> None:
    """Numbers have all their digits and no exponent, whole ones no point."""
    assert format_value(value) == text


def test_choices_are_read_in_any_case() -> None:
    """Style, surface and language may be spelled in capitals."""
    assert said(style="LINEAR", surface="Contour", lang="KO") == Settings(RunConfig(style="linear"), "contour", "ko")


def test_the_language_is_no_part_of_the_run() -> None:
    """Links that differ in language and surface only lead to the same run."""
    wanted = Settings(RunConfig(lr=0.19))
    for other in (replace(wanted, lang="ko"), replace(wanted, surface="contour"), replace(wanted, lang="en")):
        assert said(**format_link(other)).config.digest() == wanted.config.digest()
