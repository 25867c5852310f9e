"""The link is input from a stranger: what is not allowed is ignored and reported, and nothing breaks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linreg import RunConfig
from linreg.ui.link import LONGEST_VALUE, PARAMETERS, Ignored, Settings, format_link, parse

DEFAULTS = {
    "style": "manual",
    "lr": "0.01",
    "epochs": "2000",
    "zero_grad": "true",
    "start": "",
    "seed": "1",
    "surface": "3d",
    "lang": "",
}


def ignored(**params: str) -> list[Ignored]:
    """Return what is ignored of a link that says nothing else."""
    settings, found = parse({name: [value] for name, value in params.items()})
    assert settings == Settings()
    return found


BAD = {
    "a word": "abc",
    "nan": "nan",
    "infinity": "inf",
    "less than all": "-inf",
    "too large": "1e9",
    "far too large": "1e999",
    "below 0": "-5",
    "nothing": "",
    "spaces": "   ",
    "10,000 characters": "x" * 10_000,
    "NUL": "0.01\x00",
    "lines": "0.01\n0.02",
    "Korean digits": "영점일",
    "full-width digits": "０．０１",
    "Arabic digits": "٠.٠١",
    "an underscore": "1_000",
    "hexadecimal": "0x10",
    "SQL": "1'; DROP TABLE runs; --",
    "HTML": "<script>alert(1)</script>",
    "a semicolon": "0;01",
    "an emoji": "💥",
}


@pytest.mark.parametrize("case", BAD)
@pytest.mark.parametrize("name", PARAMETERS)
def test_a_bad_value_is_ignored_and_reported(name: str, case: str) -> None:
    """The default is used, and the report names the parameter, what it said, cut and printable, and that default."""
    [found] = ignored(**{name: BAD[case]})
    assert found.name == name
    assert found.default == DEFAULTS[name]
    assert found.value.isprintable()
    assert len(found.value) <= LONGEST_VALUE + 1 == 41
    if BAD[case].isprintable() and len(BAD[case]) <= LONGEST_VALUE:
        assert found.value == BAD[case]


@pytest.mark.parametrize("name", ["lr", "epochs", "start"])
def test_a_million_digits_hold_nobody_up(name: str) -> None:
    """A number without end is read to its end once, not again and again."""
    assert [found.name for found in ignored(**{name: "1" * 1_000_000 + "x"})] == [name]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("style", "zz"),
        ("lr", "0"),
        ("lr", "-0.01"),
        ("lr", "10.1"),
        ("lr", "1e-7"),
        ("lr", "0.01 0.02"),
        ("epochs", "0"),
        ("epochs", "20001"),
        ("epochs", "2000.0"),
        ("epochs", "1e3"),
        ("zero_grad", "2"),
        ("zero_grad", "truee"),
        ("start", "1e39,0"),
        ("start", "0.5"),
        ("seed", "-1"),
        ("seed", "4294967296"),
        ("seed", "9" * 5000),
        ("surface", "4d"),
        ("surface", "bowl"),
        ("lang", "de"),
        ("lang", "ko-KR"),
    ],
)
def test_a_value_beyond_the_limits_is_ignored(name: str, value: str) -> None:
    """Each limit of a RunConfig holds for the link as well."""
    assert [found.name for found in ignored(**{name: value})] == [name]


def test_a_long_value_is_cut() -> None:
    """Of a value of 10,000 characters the first 40 are reported, and that there is more."""
    assert ignored(lr="x" * 10_000) == [Ignored("lr", "x" * 40 + "…", "0.01")]
    assert ignored(lr="x" * 40) == [Ignored("lr", "x" * 40, "0.01")]


def test_signs_that_cannot_be_seen_are_replaced() -> None:
    """NUL, line ends and signs that turn the direction of writing are reported as dots."""
    assert ignored(lr="a\x00b\nc\u202ed") == [Ignored("lr", "a·b·c·d", "0.01")]


@pytest.mark.parametrize("name", PARAMETERS)
def test_a_parameter_given_twice_is_ignored(name: str) -> None:
    """Which of its values is meant nobody knows, even if they are the same; all are reported."""
    values = {"style": "linear", "lr": "0.1", "epochs": "5", "zero_grad": "no", "start": "1,2", "surface": "3d", "lang": "ko"}
    value = values.get(name, "7")
    assert parse({name: [value, value]}) == (Settings(), [Ignored(name, f"{value}, {value}", DEFAULTS[name])])
    assert len(parse({name: [value] * 5000})[1][0].value) <= 41


def test_one_bad_value_does_not_spoil_the_others() -> None:
    """What is good in a link is used, what is bad is reported, in the order of the parameters."""
    settings, found = parse({"lang": ["xx"], "lr": ["abc"], "epochs": ["300"], "style": ["module"]})
    assert settings == Settings(RunConfig(style="module", epochs=300))
    assert found == [Ignored("lr", "abc", "0.01"), Ignored("lang", "xx", "")]


def test_parameters_of_others_are_left_alone() -> None:
    """A parameter that is not the page's own is neither used nor reported, whatever it says."""
    assert parse({"embed": ["true"], "utm_source": ["a", "b"], "LR": ["0.5"], "data": ["zz"], "": [""]}) == (Settings(), [])


def test_a_parameter_without_values_is_not_there() -> None:
    """A name without any value says nothing."""
    assert parse({"lr": []}) == (Settings(), [])


anything = st.text() | st.text(alphabet="0123456789.eE+-,_ nainf") | st.floats().map(repr) | st.integers().map(str)


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from(PARAMETERS) | st.text(), st.lists(anything, max_size=3)))
def test_no_link_at_all_breaks_the_page(params: dict[str, list[str]]) -> None:
    """Whatever a link holds: every parameter of the page is either used or reported, and what is used can be linked to again."""
    found, reports = parse(params)
    given_ones = {name for name in PARAMETERS if params.get(name)}
    reported = [report.name for report in reports]
    assert set(reported) <= given_ones
    assert len(reported) == len(set(reported))
    assert all(report.value.isprintable() and len(report.value) <= 41 for report in reports)
    assert set(format_link(found)) <= given_ones - set(reported)
    assert parse({name: [value] for name, value in format_link(found).items()}) == (found, [])
