"""RunConfig: what it accepts, what it refuses and how it says so, and its fingerprint."""

import dataclasses
import json
import math
import os
import subprocess
import sys
from contextlib import suppress
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linreg import ConfigError, RunConfig, load_dataset

NAN, INF = math.nan, math.inf

REFUSED = {
    "style": ["Manual", "", "zz", "manual ", None, 1, ["manual"], b"manual"],
    "data": ["Notes", "", "zz", None, 0, ["notes"]],
    "lr": [NAN, INF, -INF, 0, 0.0, -0.01, 1e-7, 10.1, 10**400, "0.1", b"0.1", True, np.True_, None, 1j, [0.1], np.array([0.1])],
    "epochs": [0, -1, 20_001, 1.5, 5.0, True, False, np.True_, "5", None, NAN, [5]],
    "zero_grad": ["yes", "True", 1, 0, None, 1.0, []],
    "start": [
        *[(), (1.0,), (1.0, 2.0, 3.0), "12", "W, b", 5, 0.0, True, ("1", "2"), (1.0, None), (True, False), ([1], [2])],
        *[(NAN, 0.0), (0.0, NAN), (INF, 0.0), (0.0, -INF), (1e300, 0.0), (0.0, -1e300), (3.5e38, 0.0), (10**400, 0)],
    ],
    "seed": [-1, 2**32, 1.0, 1.5, True, "1", None, NAN],
}
ALLOWED = {
    "style": "one of manual, linear, module",
    "data": "one of notes",
    "lr": "a number from 1e-06 to 10",
    "epochs": "a whole number from 1 to 20000",
    "zero_grad": "True or False",
    "start": "None or two finite numbers (W, b)",
    "seed": "a whole number from 0 to 4294967295",
}
OTHER = {
    "style": "linear",
    "data": "other",
    "lr": 0.1,
    "epochs": 1999,
    "zero_grad": False,
    "start": (0.0, 0.0),
    "seed": 2,
}
BAD = [pytest.param(field, value, id=f"{field}-{index}") for field, values in REFUSED.items() for index, value in enumerate(values)]


def test_defaults() -> None:
    """A config made of nothing is the notes' first program: manual style, lr 0.01, zero_grad called."""
    assert RunConfig() == RunConfig(style="manual", data="notes", lr=0.01, epochs=2000, zero_grad=True, start=None, seed=1)


def test_every_field_has_a_test() -> None:
    """Every field of RunConfig is in the lists that these tests go through."""
    names = {field.name for field in dataclasses.fields(RunConfig)}
    assert names == set(REFUSED) == set(ALLOWED) == set(OTHER)


@pytest.mark.parametrize(("field", "value"), BAD)
def test_bad_value(field: str, value: object) -> None:
    """A bad value is refused with an error that names the field, the value and what is allowed."""
    with pytest.raises(ConfigError) as caught:
        RunConfig(**{field: value})
    error = caught.value
    assert isinstance(error, ValueError)
    assert error.field == field
    assert error.value is value
    assert error.allowed == ALLOWED[field]
    shown = repr(value) if len(repr(value)) <= 60 else repr(value)[:59] + "…"
    assert str(error) == f"{field} must be {ALLOWED[field]}, got {shown}"


@pytest.mark.parametrize("value", ["x" * 10_000, "9" * 10_000, 10**5000, -(10**5000), [0] * 10_000, (10**5000, 0)], ids=type)
@pytest.mark.parametrize("field", REFUSED)
def test_enormous_value(field: str, value: object) -> None:
    """However long a bad value is, the message stays short."""
    with pytest.raises(ConfigError) as caught:
        RunConfig(**{field: value})
    assert len(str(caught.value)) < 200
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        *[("style", style, style) for style in ("manual", "linear", "module")],
        *[("lr", lr, lr) for lr in (1e-6, 0.013, 10.0)],
        *[("lr", 10, 10.0), ("lr", np.float32(0.5), 0.5), ("lr", np.int64(2), 2.0), ("lr", Fraction(1, 4), 0.25)],
        *[("epochs", 1, 1), ("epochs", 20_000, 20_000), ("epochs", np.int32(7), 7)],
        *[("zero_grad", False, False), ("zero_grad", np.False_, False)],
        *[("start", None, None), ("start", [1, -2], (1.0, -2.0)), ("start", np.array([0.5, 3.0]), (0.5, 3.0))],
        *[("start", (3e38, -3e38), (3e38, -3e38)), ("start", (-0.0, 1.0), (0.0, 1.0))],
        *[("seed", 0, 0), ("seed", 2**32 - 1, 2**32 - 1), ("seed", np.uint8(9), 9)],
    ],
)
def test_good_value(field: str, value: object, kept: object) -> None:
    """A good value, its limits included, is kept as a plain Python value."""
    got = getattr(RunConfig(**{field: value}), field)
    assert got == kept
    assert type(got) is type(kept)
    assert repr(got) == repr(kept)


@given(st.floats() | st.floats(0, 11))
def test_any_lr(lr: float) -> None:
    """A float is a learning rate exactly when it lies from 1e-6 to 10."""
    if 1e-6 <= lr <= 10:
        assert RunConfig(lr=lr).lr == lr
    else:
        with pytest.raises(ConfigError, match=r"^lr must be a number from 1e-06 to 10, got "):
            RunConfig(lr=lr)


@given(st.integers() | st.integers(-5, 20_005))
def test_any_epochs(epochs: int) -> None:
    """A whole number is a number of epochs exactly when it lies from 1 to 20000."""
    if 1 <= epochs <= 20_000:
        assert RunConfig(epochs=epochs).epochs == epochs
    else:
        with pytest.raises(ConfigError, match=r"^epochs must be a whole number from 1 to 20000, got "):
            RunConfig(epochs=epochs)


@given(st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.lists(st.floats(), max_size=4))
def test_any_value_anywhere(value: object) -> None:
    """Whatever a field is given, a config is either made or refused with a ConfigError, and no other error."""
    for field in REFUSED:
        with suppress(ConfigError):
            config = RunConfig(**{field: value})
            assert RunConfig(**dataclasses.asdict(config)) == config


@pytest.mark.parametrize("field", REFUSED)
def test_frozen(field: str) -> None:
    """A config cannot be changed once made."""
    config = RunConfig()
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(config, field, getattr(config, field))
    with pytest.raises(dataclasses.FrozenInstanceError):
        delattr(config, field)


def test_replace_checks() -> None:
    """A config made from another by replacing a field is checked like any other."""
    with pytest.raises(ConfigError, match=r"^seed must be"):
        dataclasses.replace(RunConfig(), seed=-1)


def test_equal_configs_have_equal_digests() -> None:
    """The digest is 12 hexadecimal digits, the same however the same values were written."""
    config = RunConfig(lr=1, start=(-0.0, 2), epochs=np.int64(50))
    same = RunConfig(lr=1.0, start=[0, np.float64(2.0)], epochs=50)
    assert config == same
    assert hash(config) == hash(same)
    assert config.digest() == same.digest()
    assert len(config.digest()) == 12
    assert set(config.digest()) <= set("0123456789abcdef")


@pytest.mark.parametrize("field", OTHER)
def test_digest_covers_every_field(field: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Changing any one field changes the digest."""
    monkeypatch.setattr("linreg.config.PRESETS", {"notes": load_dataset("notes"), "other": load_dataset("notes")})
    assert RunConfig(**{field: OTHER[field]}).digest() != RunConfig().digest()


numbers = st.floats(-100, 100)
configs = st.builds(
    RunConfig,
    style=st.sampled_from(["manual", "linear", "module"]),
    lr=st.floats(1e-6, 10),
    epochs=st.integers(1, 20_000),
    zero_grad=st.booleans(),
    start=st.none() | st.tuples(numbers, numbers),
    seed=st.integers(0, 2**32 - 1),
)


@given(configs, configs)
def test_digests_tell_configs_apart(one: RunConfig, other: RunConfig) -> None:
    """Two configs have the same digest exactly when they are equal."""
    assert (one.digest() == other.digest()) == (one == other)
    assert RunConfig(**dataclasses.asdict(one)).digest() == one.digest()


def test_digest_is_the_same_in_every_process() -> None:
    """A process with another hash seed gives the same digests, so a link keeps its meaning."""
    given_fields = [{}, {"lr": 0.19, "zero_grad": False}, {"style": "module", "seed": 7, "start": [0.1, -3]}]
    program = (
        "import json, sys; from linreg import RunConfig;"
        "print(json.dumps([RunConfig(**fields).digest() for fields in json.loads(sys.argv[1])]))"
    )
    for hash_seed in ("1", "4321"):
        answer = subprocess.run(
            [sys.executable, "-c", program, json.dumps(given_fields)],
            cwd=Path(__file__).parents[2],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert json.loads(answer.stdout) == [RunConfig(**fields).digest() for fields in given_fields]
