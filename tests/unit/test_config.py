"""RunConfig: accepted values, refused values with their errors, and the digest."""

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
from oracles import datasets

from linreg import ConfigError, Dataset, RunConfig, load_dataset
from linreg.optimizers import OPTIMIZERS, OPTIONS

NAN, INF = math.nan, math.inf
OWN = Dataset("own", [0.5, 1.5, 4.0], [1.0, -2.25, 3.0])
NO_NUMBERS = [NAN, INF, -INF, 10**400, "0.5", b"0.5", True, np.True_, 1j, [0.5], np.array([0.5])]

REFUSED = {
    "style": ["Manual", "", "zz", "manual ", None, 1, ["manual"], b"manual"],
    "data": ["Notes", "", "zz", None, 0, ["notes"], b"notes", [[1, 2], [2, 4]], np.array([1.0, 2.0])],
    "scale": ["yes", "True", 1, 0, None, 1.0, []],
    "lr": [NAN, INF, -INF, 0, 0.0, -0.01, 1e-7, 10.1, 10**400, "0.1", b"0.1", True, np.True_, None, 1j, [0.1], np.array([0.1])],
    "epochs": [0, -1, 20_001, 1.5, 5.0, True, False, np.True_, "5", None, NAN, [5]],
    "batch": [0, -1, 100_001, 1.5, 2.0, True, False, np.True_, "2", "all", NAN, INF, [2]],
    "zero_grad": ["yes", "True", 1, 0, None, 1.0, []],
    "optimizer": ["SGD", "Adam", "", "zz", "sgd ", None, 1, ["sgd"], b"sgd", "lbfgs"],
    "momentum": [*NO_NUMBERS, -0.01, 1.01],
    "alpha": [*NO_NUMBERS, -0.01, 1.0],
    "beta1": [*NO_NUMBERS, -0.01, 1.0],
    "beta2": [*NO_NUMBERS, -0.01, 1.0],
    "eps": [*NO_NUMBERS, 0.0, -1e-8, 1e-17, 1.01],
    "lr_decay": [*NO_NUMBERS, -0.01, 1.01],
    "weight_decay": [*NO_NUMBERS, -0.01, 10.1],
    "start": [
        *[(), (1.0,), (1.0, 2.0, 3.0), "12", "W, b", 5, 0.0, True, ("1", "2"), (1.0, None), (True, False), ([1], [2])],
        *[(NAN, 0.0), (0.0, NAN), (INF, 0.0), (0.0, -INF), (1e300, 0.0), (0.0, -1e300), (3.5e38, 0.0), (10**400, 0)],
    ],
    "seed": [-1, 2**32, 1.0, 1.5, True, "1", None, NAN],
}
ALLOWED = {
    "style": "one of manual, linear, module",
    "data": "one of notes, noisy, outlier, anscombe-1, anscombe-2, anscombe-3, anscombe-4, hubble, cars",
    "scale": "True or False",
    "lr": "a number from 1e-06 to 10",
    "epochs": "a whole number from 1 to 20000",
    "batch": "a whole number from 1 to 100000",
    "zero_grad": "True or False",
    "optimizer": "one of sgd, momentum, nesterov, adagrad, rmsprop, adam, adamw",
    "momentum": "a number from 0 to 1",
    "alpha": "a number from 0 to 0.999999",
    "beta1": "a number from 0 to 0.999999",
    "beta2": "a number from 0 to 0.999999",
    "eps": "a number from 1e-16 to 1",
    "lr_decay": "a number from 0 to 1",
    "weight_decay": "a number from 0 to 10",
    "start": "None or two finite numbers (W, b)",
    "seed": "a whole number from 0 to 4294967295",
}
OTHER = {
    "style": "linear",
    "data": "noisy",
    "scale": True,
    "lr": 0.1,
    "epochs": 1999,
    "batch": 2,
    "zero_grad": False,
    "optimizer": "adam",
    "momentum": 0.8,
    "alpha": 0.8,
    "beta1": 0.8,
    "beta2": 0.8,
    "eps": 1e-6,
    "lr_decay": 0.1,
    "weight_decay": 0.1,
    "start": (0.0, 0.0),
    "seed": 2,
}
USED_BY = {option: next(name for name, kind in OPTIMIZERS.items() if option in kind.options) for option in OPTIONS}
"""For each option an optimizer that has it."""

BAD = [pytest.param(field, value, id=f"{field}-{index}") for field, values in REFUSED.items() for index, value in enumerate(values)]


def fields_of(field: str, value: object) -> dict[str, object]:
    """Return the arguments that set a field; an option needs an optimizer that has it."""
    return {field: value, **({"optimizer": USED_BY[field]} if field in OPTIONS else {})}


def test_defaults() -> None:
    """The default config is the notes' first program: manual style, lr 0.01, SGD on all points, zero_grad called."""
    assert dataclasses.asdict(RunConfig()) == {
        "style": "manual",
        "data": "notes",
        "scale": False,
        "lr": 0.01,
        "epochs": 2000,
        "batch": None,
        "zero_grad": True,
        "optimizer": "sgd",
        **dict.fromkeys(OPTIONS),
        "start": None,
        "seed": 1,
    }


def test_every_field_has_a_test() -> None:
    """These tests cover every field of RunConfig."""
    names = {field.name for field in dataclasses.fields(RunConfig)}
    assert names == set(REFUSED) == set(ALLOWED) == set(OTHER)


@pytest.mark.parametrize(("field", "value"), BAD)
def test_bad_value(field: str, value: object) -> None:
    """A bad value is refused with an error that names the field, the value and what is allowed."""
    with pytest.raises(ConfigError) as caught:
        RunConfig(**fields_of(field, value))
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
    """The message stays short however long a value is."""
    with pytest.raises(ConfigError) as caught:
        RunConfig(**fields_of(field, value))
    assert len(str(caught.value)) < 200
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("field", "value", "stored"),
    [
        *[("style", style, style) for style in ("manual", "linear", "module")],
        *[("data", name, name) for name in ("notes", "noisy", "outlier", "anscombe-1", "anscombe-4", "hubble", "cars")],
        *[("data", OWN, OWN), ("data", load_dataset("notes"), load_dataset("notes"))],
        *[("scale", True, True), ("scale", np.False_, False)],
        *[("lr", lr, lr) for lr in (1e-6, 0.013, 10.0)],
        *[("lr", 10, 10.0), ("lr", np.float32(0.5), 0.5), ("lr", np.int64(2), 2.0), ("lr", Fraction(1, 4), 0.25)],
        *[("epochs", 1, 1), ("epochs", 20_000, 20_000), ("epochs", np.int32(7), 7)],
        *[("batch", None, None), ("batch", 2, 2), ("batch", 100_000, 100_000), ("batch", np.int16(3), 3)],
        *[("zero_grad", False, False), ("zero_grad", np.False_, False)],
        *[("optimizer", name, name) for name in ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw")],
        *[("momentum", None, None), ("momentum", 0, 0.0), ("momentum", 1, 1.0), ("momentum", np.float32(0.5), 0.5)],
        *[("alpha", 0.0, 0.0), ("alpha", 0.999999, 0.999999), ("beta1", 0.0, 0.0), ("beta1", 0.999999, 0.999999)],
        *[("beta2", 0, 0.0), ("beta2", Fraction(1, 4), 0.25), ("eps", 1e-16, 1e-16), ("eps", 1, 1.0)],
        *[("lr_decay", 1, 1.0), ("lr_decay", 1e-300, 1e-300), ("weight_decay", 0, 0.0), ("weight_decay", 10, 10.0)],
        # An option at its default is an option left out.
        *[("momentum", 0.9, None), ("alpha", 0.99, None), ("beta1", 0.9, None), ("beta2", 0.999, None)],
        *[("eps", 1e-10, None), ("lr_decay", 0, None), ("weight_decay", 0.01, None)],
        *[("start", None, None), ("start", [1, -2], (1.0, -2.0)), ("start", np.array([0.5, 3.0]), (0.5, 3.0))],
        *[("start", (3e38, -3e38), (3e38, -3e38)), ("start", (-0.0, 1.0), (0.0, 1.0))],
        *[("seed", 0, 0), ("seed", 2**32 - 1, 2**32 - 1), ("seed", np.uint8(9), 9)],
    ],
)
def test_good_value(field: str, value: object, stored: object) -> None:
    """A valid value, limits included, is stored as a plain Python value."""
    got = getattr(RunConfig(**fields_of(field, value)), field)
    assert got == stored
    assert type(got) is type(stored)
    assert repr(got) == repr(stored)


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_an_option_belongs_to_its_optimizers(optimizer: str, option: str) -> None:
    """An optimizer accepts only its own options; None is always allowed."""
    assert getattr(RunConfig(optimizer=optimizer, **{option: None}), option) is None
    if option in OPTIMIZERS[optimizer].options:
        assert getattr(RunConfig(optimizer=optimizer, **{option: 0.5}), option) == 0.5
        assert RunConfig(optimizer=optimizer, **{option: 0.5}).options[option] == 0.5
    else:
        with pytest.raises(ConfigError, match=f"^{option} must be left out for optimizer {optimizer}, got 0.5$") as caught:
            RunConfig(optimizer=optimizer, **{option: 0.5})
        assert caught.value.field == option
        assert option not in RunConfig(optimizer=optimizer).options


def test_nesterov_needs_momentum() -> None:
    """Nesterov with momentum 0 is refused, as by PyTorch."""
    assert RunConfig(optimizer="nesterov", momentum=0.001).momentum == 0.001
    with pytest.raises(ConfigError, match=r"^momentum must be a number from 0.001 to 1, got 0$"):
        RunConfig(optimizer="nesterov", momentum=0)


@pytest.mark.parametrize(
    ("data", "batch", "updates", "most"),
    [
        ("notes", None, 1, 20_000),
        ("notes", 3, 1, 20_000),
        ("notes", 100_000, 1, 20_000),
        ("notes", 2, 2, 20_000),
        ("notes", 1, 3, 19_999),
        ("cars", 50, 1, 20_000),
        ("cars", 20, 3, 19_999),
        ("cars", 1, 50, 1199),
        ("long", 1, 20_000, 2),
        ("long", 2, 10_000, 5),
    ],
)
def test_batches_limit_the_epochs(data: str, batch: int | None, updates: int, most: int) -> None:
    """A run has at most 60,000 updates: more epochs are refused with the largest number allowed."""
    points = Dataset("long", range(20_000), range(20_000)) if data == "long" else data
    config = RunConfig(data=points, batch=batch, epochs=most)
    assert config.updates_per_epoch(len(config.dataset)) == updates
    assert config.epochs_max == most
    assert most == 20_000 or (most + 1) * updates <= 60_000 < (most + 2) * updates
    if most < 20_000:
        allowed = f"at most {most} where an epoch is {updates} updates"
        with pytest.raises(ConfigError, match=f"^epochs must be {allowed}, got {most + 1}$") as caught:
            RunConfig(data=points, batch=batch, epochs=most + 1)
        assert (caught.value.field, caught.value.value, caught.value.allowed) == ("epochs", most + 1, allowed)


def test_batches_too_many_for_any_epochs() -> None:
    """If even one epoch is too many, the batch is refused with the number of batches."""
    points = Dataset("longer", range(30_001), range(30_001))
    assert RunConfig(data=points, batch=2, epochs=1).epochs_max == 2
    with pytest.raises(ConfigError, match=r"^batch must be larger: 30001 points make 30001 batches, got 1$") as caught:
        RunConfig(data=points, batch=1, epochs=1)
    assert caught.value.field == "batch"


@given(st.floats() | st.floats(0, 11))
def test_any_lr(lr: float) -> None:
    """A float is accepted as lr exactly from 1e-6 to 10."""
    if 1e-6 <= lr <= 10:
        assert RunConfig(lr=lr).lr == lr
    else:
        with pytest.raises(ConfigError, match=r"^lr must be a number from 1e-06 to 10, got "):
            RunConfig(lr=lr)


@given(st.integers() | st.integers(-5, 20_005))
def test_any_epochs(epochs: int) -> None:
    """An int is accepted as epochs exactly from 1 to 20000."""
    if 1 <= epochs <= 20_000:
        assert RunConfig(epochs=epochs).epochs == epochs
    else:
        with pytest.raises(ConfigError, match=r"^epochs must be a whole number from 1 to 20000, got "):
            RunConfig(epochs=epochs)


@given(st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.lists(st.floats(), max_size=4))
def test_any_value_anywhere(value: object) -> None:
    """Any value of a field gives a config or a ConfigError."""
    for field in REFUSED:
        with suppress(ConfigError):
            config = RunConfig(**fields_of(field, value))
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
    """A config made by `replace` is checked like any other."""
    with pytest.raises(ConfigError, match=r"^seed must be"):
        dataclasses.replace(RunConfig(), seed=-1)


def test_equal_configs_have_equal_digests() -> None:
    """The digest is 12 hexadecimal digits, equal for equal values of any type."""
    config = RunConfig(lr=1, start=(-0.0, 2), epochs=np.int64(50))
    same = RunConfig(lr=1.0, start=[0, np.float64(2.0)], epochs=50)
    assert config == same
    assert hash(config) == hash(same)
    assert config.digest() == same.digest()
    assert len(config.digest()) == 12
    assert set(config.digest()) <= set("0123456789abcdef")


@pytest.mark.parametrize("field", OTHER)
def test_digest_covers_every_field(field: str) -> None:
    """Changing any one field changes the digest."""
    other = RunConfig(**fields_of(field, OTHER[field]))
    assert other.digest() != dataclasses.replace(other, **{field: getattr(RunConfig(), field)}).digest()


def test_digest_covers_the_points() -> None:
    """The digest of own points depends on their name and on every x and y, to the last bit of float64."""
    x, y = OWN.x.tolist(), OWN.y.tolist()
    others = [
        Dataset("theirs", x, y),
        Dataset("own", [math.nextafter(x[0], 9), *x[1:]], y),
        Dataset("own", x, [*y[:-1], math.nextafter(y[-1], 9)]),
        Dataset("own", x[::-1], y[::-1]),
        Dataset("own", [*x, 9.0], [*y, 9.0]),
    ]
    digests = [RunConfig(data=data).digest() for data in (OWN, *others, "notes")]
    assert len(set(digests)) == len(digests)
    assert RunConfig(data=Dataset("own", np.array(x), np.array(y))).digest() == digests[0]


def test_an_option_at_its_default_is_the_same_run() -> None:
    """An option left out and its default give equal configs and digests, for every optimizer."""
    for name, kind in OPTIMIZERS.items():
        written = RunConfig(optimizer=name, **{option: of.default for option, of in kind.options.items()})
        assert written == RunConfig(optimizer=name)
        assert written.digest() == RunConfig(optimizer=name).digest()
        assert written.options == {option: of.default for option, of in kind.options.items()}


numbers = st.floats(-100, 100)


@st.composite
def configs(draw: st.DrawFn) -> RunConfig:
    """Draw configs of every kind."""
    optimizer = draw(st.sampled_from(sorted(OPTIMIZERS)))
    options = {name: st.none() | st.floats(of.low, of.high) for name, of in OPTIMIZERS[optimizer].options.items()}
    # As few points and epochs as these may be cut into batches of any size.
    batch, epochs = draw(st.tuples(st.none(), st.integers(1, 20_000)) | st.tuples(st.integers(1, 100_000), st.integers(1, 1000)))
    return RunConfig(
        style=draw(st.sampled_from(["manual", "linear", "module"])),
        data=draw(st.sampled_from(["notes", "noisy", "cars"]) | datasets()),
        scale=draw(st.booleans()),
        lr=draw(st.floats(1e-6, 10)),
        epochs=epochs,
        batch=batch,
        zero_grad=draw(st.booleans()),
        optimizer=optimizer,
        **draw(st.fixed_dictionaries(options)),
        start=draw(st.none() | st.tuples(numbers, numbers)),
        seed=draw(st.integers(0, 2**32 - 1)),
    )


@given(configs(), configs())
def test_digests_tell_configs_apart(one: RunConfig, other: RunConfig) -> None:
    """Two configs have the same digest exactly if they are equal."""
    assert (one.digest() == other.digest()) == (one == other)
    assert RunConfig(**dataclasses.asdict(one)).digest() == one.digest()


def test_digest_is_the_same_in_every_process() -> None:
    """The digest does not depend on the hash seed of the process."""
    given_fields = [
        {},
        {"lr": 0.19, "zero_grad": False},
        {"style": "module", "seed": 7, "start": [0.1, -3]},
        {"data": "cars", "scale": True, "batch": 5, "epochs": 9, "optimizer": "adam", "beta2": 0.99},
    ]
    program = (
        "import json, sys; from linreg import Dataset, RunConfig;"
        "configs = [RunConfig(**fields) for fields in json.loads(sys.argv[1])];"
        "configs.append(RunConfig(data=Dataset('own', [0.5, 1.5, 4.0], [1.0, -2.25, 3.0])));"
        "print(json.dumps([config.digest() for config in configs]))"
    )
    expected = [RunConfig(**fields).digest() for fields in given_fields] + [RunConfig(data=OWN).digest()]
    for hash_seed in ("1", "4321"):
        answer = subprocess.run(
            [sys.executable, "-c", program, json.dumps(given_fields)],
            cwd=Path(__file__).parents[2],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert json.loads(answer.stdout) == expected
