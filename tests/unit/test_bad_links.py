"""Bad links: invalid values are ignored and reported, and nothing breaks."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linreg import OPTIMIZERS, RunConfig
from linreg.data.points import MAX_POINTS
from linreg.link import LONGEST_NAME, LONGEST_VALUE, PARAMETERS, format_link, parse
from linreg.optimizers import OPTIONS
from linreg.settings import MOST_KEPT, KeptRun, Problem, Settings

DEFAULTS = {
    "style": "manual",
    "data": "notes",
    "scale": "false",
    "lr": "0.01",
    "epochs": "2000",
    "batch": "",
    "zero_grad": "true",
    "optimizer": "sgd",
    **dict.fromkeys(OPTIONS, ""),
    "start": "",
    "seed": "1",
    "kept": "",
    "surface": "3d",
    "lang": "",
    "view": "page",
}
USED_BY = {option: next(name for name, kind in OPTIMIZERS.items() if option in kind.options) for option in OPTIONS}
"""For each option an optimizer that has it."""

GOOD = {
    **{"style": "linear", "data": "cars", "scale": "on", "lr": "0.1", "epochs": "5", "zero_grad": "no", "optimizer": "adam"},
    **{"start": "1,2", "surface": "3d", "lang": "ko", "view": "lecture", **dict.fromkeys(OPTIONS, "0.5")},
}


def ignored(**params: str) -> list[Problem]:
    """Return what is ignored of a link that says nothing else: an option beside an optimizer that has it."""
    optimizer = next((USED_BY[name] for name in params if name in OPTIONS), "sgd")
    settings, found = parse({"optimizer": [optimizer], **{name: [value] for name, value in params.items()}})
    assert settings == Settings(RunConfig(optimizer=optimizer))
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


# A kept run of which nothing is said is the default run.
@pytest.mark.parametrize(("name", "case"), [pair for pair in product(PARAMETERS, BAD) if pair != ("kept", "nothing")])
def test_a_bad_value_is_ignored_and_reported(name: str, case: str) -> None:
    """The default is used; the report has the parameter, its value, shortened and printable, and the default."""
    [found] = ignored(**{name: BAD[case]})
    assert found.name == name
    assert found.used == DEFAULTS[name]
    assert found.value.isprintable()
    assert len(found.value) <= LONGEST_VALUE + 1 == 41
    if BAD[case].isprintable() and len(BAD[case]) <= LONGEST_VALUE:
        assert found.value == BAD[case]


@pytest.mark.parametrize("name", ["lr", "epochs", "start", "batch", "data", "momentum", "kept"])
def test_a_million_digits_hold_nobody_up(name: str) -> None:
    """Parsing a very long number takes linear time."""
    assert [found.name for found in ignored(**{name: "1" * 1_000_000 + "x"})] == [name]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("style", "zz"),
        ("data", "zz"),
        ("data", "notes cars"),
        ("data", "1~2"),
        ("data", "1~2_1~3"),
        ("data", "1~2_3"),
        ("data", "1~2_3~4_"),
        ("data", "_1~2_3~4"),
        ("data", "1~2~3_4~5~6"),
        ("data", "1~2_3~nan"),
        ("data", "1~2_1e39~4"),
        ("data", "1~2_1.00000000001~4"),
        ("data", "1,2_3,4"),
        ("data", "_".join(f"{i}~{i}" for i in range(MAX_POINTS + 1))),
        ("data", "_".join(f"{i}~{i}" for i in range(100_000))),
        ("scale", "2"),
        ("scale", "truee"),
        ("lr", "0"),
        ("lr", "-0.01"),
        ("lr", "10.1"),
        ("lr", "1e-7"),
        ("lr", "0.01 0.02"),
        ("epochs", "0"),
        ("epochs", "20001"),
        ("epochs", "2000.0"),
        ("epochs", "1e3"),
        ("batch", "0"),
        ("batch", "100001"),
        ("batch", "2.0"),
        ("batch", "all"),
        ("optimizer", "SGDM"),
        ("optimizer", "lbfgs"),
        ("momentum", "1.01"),
        ("momentum", "-0.1"),
        ("alpha", "1"),
        ("beta1", "1"),
        ("beta2", "0.9999999"),
        ("eps", "0"),
        ("eps", "1e-17"),
        ("lr_decay", "1.1"),
        ("weight_decay", "10.1"),
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
        ("kept", "lr=abc"),
        ("kept", "lr=0.1&lr=0.2"),
        ("kept", "optimizer=zz"),
        ("kept", "momentum=0.5"),
        ("kept", "epochs=20001"),
        ("kept", "kept=lr=0.1"),
        ("kept", "zz=1"),
        ("kept", "lr=0.1&surface=3d"),
        ("kept", "name=a&name=b&lr=0.1"),
        ("kept", "name=" + "x" * (LONGEST_NAME + 1)),
        ("kept", "name=a%00b"),
        ("kept", "name=a%E2%80%AEb"),
        ("kept", "&".join(f"lr{i}=1" for i in range(100))),
        ("kept", "name=" + "%41" * 3000),
    ],
)
def test_a_value_beyond_the_limits_is_ignored(name: str, value: str) -> None:
    """The limits of RunConfig hold for links."""
    assert [found.name for found in ignored(**{name: value})] == [name]


def test_a_long_value_is_cut() -> None:
    """Only the first 40 characters of a long value are reported, with an ellipsis."""
    assert ignored(lr="x" * 10_000) == [Problem("lr", "x" * 40 + "…", "0.01")]
    assert ignored(lr="x" * 40) == [Problem("lr", "x" * 40, "0.01")]


def test_signs_that_cannot_be_seen_are_replaced() -> None:
    """NUL, line breaks and bidirectional control characters are reported as dots."""
    assert ignored(lr="a\x00b\nc\u202ed") == [Problem("lr", "a·b·c·d", "0.01")]


@pytest.mark.parametrize("name", [name for name in PARAMETERS if name != "kept"])
def test_a_parameter_given_twice_is_ignored(name: str) -> None:
    """A repeated parameter is ambiguous, even if its values are equal; all are reported."""
    value = GOOD.get(name, "2")
    assert parse({name: [value, value]}) == (Settings(), [Problem(name, f"{value}, {value}", DEFAULTS[name])])
    assert len(parse({name: [value] * 5000})[1][0].value) <= 41


def test_of_too_many_kept_runs_the_first_are_used() -> None:
    """Four kept runs are used; more are reported."""
    four = [KeptRun("", RunConfig(lr=lr)) for lr in (0.1, 0.2, 0.3, 0.4)]
    texts = ["lr=0.1", "lr=0.2", "lr=0.3", "lr=0.4"]
    assert parse({"kept": texts}) == (Settings(kept=tuple(four)), [])
    assert MOST_KEPT == 4
    assert parse({"kept": [*texts, "lr=0.5"]}) == (Settings(kept=tuple(four)), [Problem("kept", ", ".join([*texts, "lr=0.5"]), "")])
    [found] = parse({"kept": texts * 1000})[1]
    assert len(found.value) <= 41


def test_a_bad_kept_run_does_not_spoil_the_others() -> None:
    """Valid kept runs are used; invalid ones are reported once."""
    settings, found = parse({"kept": ["lr=0.1", "lr=abc", "epochs=0", "lr=0.2"]})
    assert settings.kept == (KeptRun("", RunConfig(lr=0.1)), KeptRun("", RunConfig(lr=0.2)))
    assert found == [Problem("kept", "lr=0.1, lr=abc, epochs=0, lr=0.2", "")]


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_an_option_without_its_optimizer_is_ignored(optimizer: str, option: str) -> None:
    """A valid option is reported exactly if the link's optimizer does not have it."""
    settings, found = parse({"optimizer": [optimizer], option: ["0.5"]})
    has_it = option in OPTIMIZERS[optimizer].options
    assert found == ([] if has_it else [Problem(option, "0.5", "")])
    assert settings.config == RunConfig(optimizer=optimizer, **({option: 0.5} if has_it else {}))
    assert [report.name for report in parse({"optimizer": ["zz"], option: ["0.5"]})[1]] == ["optimizer", option]


@pytest.mark.parametrize(
    ("params", "config", "reported"),
    [
        ({"data": "cars", "batch": "1", "epochs": "1199"}, RunConfig(data="cars", batch=1, epochs=1199), []),
        ({"data": "cars", "batch": "1"}, RunConfig(data="cars"), ["batch"]),
        ({"data": "cars", "batch": "1", "epochs": "1200"}, RunConfig(data="cars"), ["epochs", "batch"]),
        ({"data": "cars", "batch": "2", "epochs": "2400"}, RunConfig(data="cars", batch=2), ["epochs"]),
    ],
)
def test_too_many_updates_are_ignored(params: dict[str, str], config: RunConfig, reported: list[str]) -> None:
    """If the epochs make too many updates, the default is used, and if that does too, the batch is ignored."""
    settings, found = parse({name: [value] for name, value in params.items()})
    assert settings == Settings(config)
    assert [report.name for report in found] == reported


def test_one_bad_value_does_not_spoil_the_others() -> None:
    """Valid values are used, invalid ones are reported in the order of the parameters."""
    good = {"epochs": ["300"], "style": ["module"], "optimizer": ["adam"], "beta1": ["0.5"], "data": ["cars"]}
    settings, found = parse({"lang": ["xx"], "lr": ["abc"], **good, "scale": ["maybe"], "beta2": ["1"]})
    assert settings == Settings(RunConfig(style="module", data="cars", epochs=300, optimizer="adam", beta1=0.5))
    reports = [("scale", "maybe", "false"), ("lr", "abc", "0.01"), ("beta2", "1", ""), ("lang", "xx", "")]
    assert found == [Problem(*report) for report in reports]


def test_parameters_of_others_are_left_alone() -> None:
    """Unknown parameters are neither used nor reported."""
    assert parse({"embed": ["true"], "utm_source": ["a", "b"], "LR": ["0.5"], "dataset": ["zz"], "name": ["zz"], "": [""]}) == (
        Settings(),
        [],
    )


def test_a_parameter_without_values_is_not_there() -> None:
    """A parameter without values is ignored silently."""
    assert parse({"lr": [], "kept": []}) == (Settings(), [])


anything = (
    st.text()
    | st.text(alphabet="0123456789.eE+-,_~ nainf")
    | st.floats().map(repr)
    | st.integers().map(str)
    | st.sampled_from(
        [*GOOD.values(), *OPTIMIZERS, "1~2_3~4", "50", "lr=0.1", "name=a&batch=1&epochs=9", "optimizer=adam&beta1=0.5"]
    )
)


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from(PARAMETERS) | st.text(), st.lists(anything, max_size=3)))
def test_no_link_at_all_breaks_the_page(params: dict[str, list[str]]) -> None:
    """Every parameter of any link is either used or reported, and the used ones can be linked again."""
    found, reports = parse(params)
    given_ones = {name for name in PARAMETERS if params.get(name)}
    reported = [report.name for report in reports]
    assert set(reported) <= given_ones
    assert len(reported) == len(set(reported))
    assert all(report.value.isprintable() and len(report.value) <= 41 for report in reports)
    # Of several kept runs some may be used and others reported.
    assert set(format_link(found)) <= given_ones - (set(reported) - {"kept"})
    again = {name: [value] if isinstance(value, str) else value for name, value in format_link(found).items()}
    assert parse(again) == (found, [])
