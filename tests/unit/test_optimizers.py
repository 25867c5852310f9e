"""The optimizers: their options, and runs compared with PyTorch's optimizers and the published rules."""

import inspect
from itertools import product

import numpy as np
import pytest
import torch
from plain import OTHER_OPTIONS, assert_is_plain, made_by_hand, plain_loop, published

from linreg import OPTIMIZERS, ConfigError, Dataset, RunConfig, load_dataset, record
from linreg.config import LR_MAX, LR_MIN
from linreg.optimizers import OPTIONS

NOTES = load_dataset("notes")
SPREAD = Dataset("spread", [-1.5, 0.25, 0.5, 2.0, 3.0], [1.0, -0.5, 2.5, 3.0, 7.5])
DEFAULTS = {
    "sgd": {},
    "momentum": {"momentum": 0.9},
    "nesterov": {"momentum": 0.9},
    "adagrad": {"lr_decay": 0.0, "eps": 1e-10},
    "rmsprop": {"alpha": 0.99, "momentum": 0.0, "eps": 1e-8},
    "adam": {"beta1": 0.9, "beta2": 0.999, "eps": 1e-8},
    "adamw": {"beta1": 0.9, "beta2": 0.999, "weight_decay": 0.01},
}
CLASSES = {
    **dict.fromkeys(["sgd", "momentum", "nesterov"], torch.optim.SGD),
    **{"adagrad": torch.optim.Adagrad, "rmsprop": torch.optim.RMSprop, "adam": torch.optim.Adam, "adamw": torch.optim.AdamW},
}
each_optimizer = pytest.mark.parametrize("name", OPTIMIZERS)
each_style = pytest.mark.parametrize("style", ["manual", "linear", "module"])
each_zero_grad = pytest.mark.parametrize("zero_grad", [True, False])
defaults_and_others = pytest.mark.parametrize("given", [{}, OTHER_OPTIONS], ids=["defaults", "other options"])


def refused(**fields: object) -> ConfigError:
    """Return the error for a config of these fields."""
    with pytest.raises(ConfigError) as caught:
        RunConfig(**fields)
    return caught.value


@each_optimizer
def test_defaults_are_those_of_pytorch(name: str) -> None:
    """Defaults are PyTorch's, except the momentum of SGD: 0 there, 0.9 here."""
    assert RunConfig(optimizer=name).options == DEFAULTS[name]
    assert OPTIMIZERS[name].torch_class is CLASSES[name]
    theirs = {key: parameter.default for key, parameter in inspect.signature(CLASSES[name]).parameters.items()}
    if "betas" in theirs:
        theirs["beta1"], theirs["beta2"] = theirs["betas"]
    if CLASSES[name] is torch.optim.SGD:
        theirs["momentum"] = 0.9
    assert RunConfig(optimizer=name).options == {option: theirs[option] for option in DEFAULTS[name]}


@each_optimizer
def test_pytorch_accepts_every_limit(name: str) -> None:
    """PyTorch accepts the smallest and the largest value of each option and of lr, and makes a step."""
    ranges = [(option.low, option.high) for option in OPTIMIZERS[name].options.values()]
    for lr, *values in product((LR_MIN, LR_MAX), *ranges):
        options = dict(zip(OPTIMIZERS[name].options, values, strict=True))
        parameter = torch.tensor([1.0], requires_grad=True)
        optimizer = RunConfig(optimizer=name, lr=lr, **options).optimizer_kind.make([parameter], lr, options)
        (3 * parameter).sum().backward()
        optimizer.step()
        assert parameter.isfinite().all()
        assert parameter.item() != 1


def test_limits_that_pytorch_sets() -> None:
    """PyTorch refuses a beta of 1 and Nesterov with momentum 0, and so does a config."""
    parameter = [torch.zeros(1, requires_grad=True)]
    for name, option, value in (("adam", "beta1", 1.0), ("adamw", "beta2", 1.0), ("nesterov", "momentum", 0.0)):
        with pytest.raises(ValueError, match=r"beta|Nesterov"):
            made_by_hand(name, parameter, 0.1, **{option: value})
        assert refused(optimizer=name, **{option: value}).field == option


@each_optimizer
def test_options_it_does_not_have(name: str) -> None:
    """An option that the optimizer does not have is refused with an error that names option, value and optimizer."""
    foreign = [option for option in OPTIONS if option not in DEFAULTS[name]]
    assert foreign
    for option in foreign:
        error = refused(optimizer=name, **{option: 0.5})
        assert (error.field, error.value, error.allowed) == (option, 0.5, f"left out for optimizer {name}")
        assert str(error) == f"{option} must be left out for optimizer {name}, got 0.5"
        assert getattr(RunConfig(optimizer=name, **{option: None}), option) is None


@each_optimizer
def test_values_out_of_the_limits(name: str) -> None:
    """A value out of range, or not a number, is refused with an error that names the option and both limits."""
    for option, (_, low, high) in OPTIMIZERS[name].options.items():
        for value in (np.nextafter(low, -1), np.nextafter(high, 100), float("nan"), float("inf"), True, "0.5"):
            error = refused(optimizer=name, **{option: value})
            assert (error.field, error.allowed) == (option, f"a number from {low:g} to {high:g}")


@each_optimizer
def test_a_default_given_is_a_default_left_out(name: str) -> None:
    """A default given explicitly changes neither config nor digest; any other value changes both."""
    plain = RunConfig(optimizer=name)
    written = RunConfig(optimizer=name, **DEFAULTS[name])
    assert written == plain
    assert written.digest() == plain.digest()
    for option, value in OTHER_OPTIONS[name].items():
        other = RunConfig(optimizer=name, **{option: value})
        assert other.options == {**DEFAULTS[name], option: value}
        assert other.digest() != plain.digest()


def test_every_optimizer_has_its_own_digest() -> None:
    """Configs that differ only in the optimizer have different digests."""
    assert len({RunConfig(optimizer=name).digest() for name in OPTIMIZERS}) == len(OPTIMIZERS) == 7


@each_optimizer
@each_style
@each_zero_grad
@defaults_and_others
def test_a_run_is_the_plain_loop(name: str, style: str, zero_grad: bool, given: dict[str, dict[str, float]]) -> None:
    """A run equals a loop in plain PyTorch, bit for bit, also where it diverges."""
    options = given.get(name, {})
    for lr, start in ((0.05, (0.5, -1.25)), (0.3, None)):
        config = RunConfig(optimizer=name, style=style, zero_grad=zero_grad, lr=lr, start=start, epochs=60, seed=3, **options)
        assert_is_plain(record(config, SPREAD), plain_loop(config, SPREAD, **options))


@each_optimizer
@each_style
@each_zero_grad
@defaults_and_others
def test_a_run_is_the_published_rule(name: str, style: str, zero_grad: bool, given: dict[str, dict[str, float]]) -> None:
    """For 50 epochs a run follows the published rule in float64, up to float32 rounding."""
    options = given.get(name, {})
    config = RunConfig(optimizer=name, style=style, zero_grad=zero_grad, lr=0.02, start=(0.5, -1.25), epochs=50, **options)
    path = published(config, SPREAD, {**DEFAULTS[name], **options})
    run = record(config, SPREAD)
    # Measured: at most 1e-6 of the largest number on the path, some ten roundings.
    assert np.abs(np.column_stack([run.W, run.b]) - path).max() <= 5e-6 * np.abs(path).max()
    assert np.ptp(path, axis=0).min() > 0.1  # it has gone somewhere


@each_optimizer
@each_zero_grad
def test_the_styles_agree(name: str, zero_grad: bool) -> None:
    """From one start the styles agree up to rounding, `linear` and `module` to the last bit."""
    configs = {
        style: RunConfig(optimizer=name, style=style, zero_grad=zero_grad, lr=0.02, start=(0.5, -1.25), epochs=100)
        for style in ("manual", "linear", "module")
    }
    manual, linear, module = (record(config) for config in configs.values())
    for column in ("W", "b", "cost", "grad_W", "grad_b"):
        one, two, three = (getattr(run, column) for run in (manual, linear, module))
        assert np.array_equal(two, three)
        assert one == pytest.approx(two, rel=1e-4, abs=2e-5 * np.abs(one).max())


@pytest.mark.parametrize(("options", "same"), [({"momentum": 0.0}, True), ({"momentum": 0.001}, False)])
def test_no_momentum_is_plain_descent(options: dict[str, float], same: bool) -> None:
    """With momentum 0 SGD is plain gradient descent to the last bit; with the smallest momentum it is not."""
    one, other = record(RunConfig(optimizer="momentum", epochs=50, **options)), record(RunConfig(epochs=50))
    assert np.array_equal(one.W, other.W) == same


@each_optimizer
def test_documentation(name: str) -> None:
    """An optimizer has the first line and the URL of PyTorch's documentation."""
    kind = OPTIMIZERS[name]
    assert kind.summary in inspect.getdoc(CLASSES[name])
    assert kind.summary.startswith("Implements")
    assert kind.documentation.endswith(f"/torch.optim.{CLASSES[name].__name__}.html")
