"""Numbers, the bound of the learning rate and the explanation, in words."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from oracles import hessian
from pictures import CONFIGS, distance, numbers_in, trained

from linreg import OPTIMIZERS, PRESETS, Dataset, RunConfig, analyse, load_dataset
from linreg.config import STYLES
from linreg.data.presets import SOURCES
from linreg.locale import LANGUAGES, translator
from linreg.scaling import training_points
from linreg.words.explanation import explanation, lr_position
from linreg.words.numbers import number, percent

in_every_language = pytest.mark.parametrize("language", LANGUAGES)


# Numbers


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2.0, "2"),
        (0.1802948, "0.1803"),
        (1e-9, "1e-09"),
        (123456.0, "1.235e+05"),
        (0.0, "0"),
        (math.nan, "nan"),
        (-math.inf, "-inf"),
    ],
)
def test_a_number_is_short(value: float, text: str) -> None:
    """A number has four significant digits; non-finite ones are written as in PyTorch."""
    assert number(value) == text


def test_a_number_has_as_many_digits_as_are_asked_for() -> None:
    """A number has the requested digits."""
    assert number(math.pi, 2) == "3.1"
    assert number(math.pi, 6) == "3.14159"


@given(st.floats(1e-12, 1, exclude_max=True))
def test_a_percentage_is_never_rounded_to_nothing_or_to_all(share: float) -> None:
    """A share between 0 and 1 is never shown as 0% or 100%, and is right to two digits."""
    text = percent(share)
    assert re.fullmatch(r"\d+(\.\d+)?%", text)
    value = float(text.removesuffix("%")) / 100
    assert 0 < value < 1
    assert value == pytest.approx(share, rel=0.051)
    assert 1 - value == pytest.approx(1 - share, rel=0.5)


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.0, "0%"), (1.0, "100%"), (0.5, "50%"), (0.0024, "0.24%"), (2.4e-7, "0.000024%"), (0.996, "99.60%"), (0.99997, "99.9970%")],
)
def test_a_percentage_is_plain(share: float, text: str) -> None:
    """A percentage has no exponent, and near 100 as many digits as needed."""
    assert percent(share) == text


# The learning rate and its bound


@in_every_language
@pytest.mark.parametrize("zero_grad", [True, False])
@pytest.mark.parametrize(("data", "scale"), [("notes", False), ("cars", False), ("hubble", True)])
@pytest.mark.parametrize("share", [0.01, 0.9, 0.9999, 0.99999, 1.0001, 1.1, 4.5])
def test_the_side_of_the_bound_is_named(share: float, data: str, scale: bool, zero_grad: bool, language: str) -> None:
    """Below and above have different texts, and the bound has enough digits to differ from lr."""
    bound = (2 if zero_grad else 4) / np.linalg.eigvalsh(hessian(training_points(RunConfig(data=data, scale=scale)))).max()
    lr = share * bound
    text = lr_position(analyse(RunConfig(data=data, scale=scale, lr=lr, zero_grad=zero_grad)), translator(language))
    assert "{" not in text
    [named] = numbers_in(text)
    assert named == pytest.approx(bound, rel=1e-3)
    assert (lr > named) == (lr > bound)
    if language == "en":
        assert text.startswith("Above" if share > 1 else "Below")
        assert text.endswith("diverges." if share > 1 else "converges." if zero_grad else "does not explode.")
        assert ("critical learning rate" in text) == zero_grad
        assert ("zero_grad off" in text) == (not zero_grad)


@in_every_language
@pytest.mark.parametrize(
    ("optimizer", "momentum", "a"),
    [("momentum", 0.9, 3.8), ("momentum", 1.0, 4.0), ("nesterov", 0.9, 3.8 / 2.8), ("nesterov", 0.5, 1.5)],
)
@pytest.mark.parametrize("share", [0.01, 0.9, 0.9999, 0.99999, 1.0001, 1.1, 20])
def test_with_momentum_the_bound_is_another(share: float, optimizer: str, momentum: float, a: float, language: str) -> None:
    """With momentum the text has its critical learning rate and the momentum; with zero_grad off there is none."""
    bound = a / np.linalg.eigvalsh(hessian(load_dataset("notes"))).max()
    config = RunConfig(optimizer=optimizer, momentum=momentum, lr=share * bound)
    text = lr_position(analyse(config), translator(language))
    assert "{" not in text
    assert momentum in numbers_in(text)
    [named] = {part for part in numbers_in(text) if part == pytest.approx(bound, rel=1e-3)} - {momentum}
    assert (config.lr > named) == (config.lr > bound)
    if language == "en":
        assert text.startswith("Above" if share > 1 else "Below")
        assert text.endswith("diverges.") == (share > 1)
        assert "critical" not in text
    adding_up = lr_position(analyse(replace(config, zero_grad=False)), translator(language))
    assert adding_up == translator(language)("Momentum with zero_grad off diverges at every learning rate.")


@in_every_language
@pytest.mark.parametrize(
    ("fields", "word"),
    [
        *[({"optimizer": name}, OPTIMIZERS[name].torch_name) for name in ("adagrad", "rmsprop", "adam", "adamw")],
        *[({"optimizer": "adam", "batch": 1}, "Adam"), ({"batch": 1}, "batch"), ({"optimizer": "momentum", "batch": 2}, "batch")],
    ],
)
def test_where_theory_knows_no_bound_that_is_said(fields: dict[str, object], word: str, language: str) -> None:
    """Without a theory the text names the optimizer or the batches as the reason."""
    text = lr_position(analyse(RunConfig(**fields)), translator(language))
    assert numbers_in(text) == []
    assert "{" not in text
    if language == "en" or word != "batch":
        assert word in text
    if language == "en":
        assert "simple formula gives the bound of the learning rate" in text


def test_on_the_bound_itself_that_is_said() -> None:
    """Where lr is the bound itself, it is called critical only where gradient descent is plain."""
    round_bowl = Dataset("round", [-1.0, 1.0], [-1.0, 3.0])
    plain, momentum, accumulating = (
        lr_position(analyse(RunConfig(data=round_bowl, **fields)), translator("en"))
        for fields in ({"lr": 1.0}, {"lr": 1.5, "optimizer": "momentum", "momentum": 0.5}, {"lr": 2.0, "zero_grad": False})
    )
    assert plain == "1 is the critical learning rate of this data itself."
    assert momentum == "1.5 is the bound of this data with momentum 0.5 itself."
    assert accumulating == "2 is the bound with zero_grad off itself: it diverges."


def test_a_bound_beyond_the_slider_says_what_helps() -> None:
    """Standardising is advised exactly if the bound is below the slider's range."""
    steep = Dataset("steep", [300.0, 500.0, 700.0], [1.0, 2.0, 4.0])
    for config in (
        RunConfig(data=steep, lr=1e-4),
        RunConfig(data=steep, lr=1e-4, optimizer="momentum"),
        RunConfig(data=steep, lr=1e-6),
    ):
        assert analyse(config).bound < 1e-4
        assert lr_position(analyse(config), translator("en")).endswith("standardise the data.")
        assert "standardise" not in lr_position(analyse(replace(config, scale=True)), translator("en"))
    assert "standardise" not in lr_position(analyse(RunConfig(data="cars")), translator("en"))


# What am I seeing?


@in_every_language
def test_the_explanation_is_short_and_filled_in(language: str) -> None:
    """There are three short paragraphs, and one more each for other data, a bowl to standardise, optimizers and batches."""
    for config in [
        *CONFIGS.values(),
        RunConfig(style="module", epochs=3),
        *(RunConfig(data=name, lr=1e-4, epochs=3) for name in PRESETS),
    ]:
        run, theory = trained(config)
        paragraphs = explanation(run, theory, translator(language))
        others = [run.dataset.name not in ("notes", "own"), config.optimizer != "sgd", run.updates_per_epoch > 1]
        long = theory.condition_number >= 1000 and config.optimizer_kind.torch_name == "SGD"
        assert len(paragraphs) == 3 + sum(others) + (config.scale or long)
        for text in paragraphs:
            assert 10 < len(text) < 300
            assert not re.search(r"[{}]", text)


@in_every_language
def test_optimizer_batches_and_data_are_explained(language: str) -> None:
    """Optimizers are named with a link to PyTorch's documentation, batches with their number, data with their source."""
    _ = translator(language)
    for name, kind in OPTIMIZERS.items():
        text = "\n".join(explanation(*trained(RunConfig(optimizer=name, epochs=3)), _))
        assert (kind.documentation in text) == (name != "sgd")
        assert (f"torch.optim.{kind.torch_name}" in text) == (name != "sgd")
    assert "torch.optim.SGD" in "\n".join(explanation(*trained(RunConfig(optimizer="nesterov", epochs=3)), _))
    for batch, updates in ((1, 3), (2, 2), (3, 1)):
        found = numbers_in(" ".join(explanation(*trained(RunConfig(batch=batch, epochs=3)), translator("en"))[3:]))
        assert found == ([updates] if updates > 1 else [])
    for name, source in SOURCES.items():
        assert source in "\n".join(explanation(*trained(RunConfig(data=name, lr=1e-4, epochs=3)), _))


@in_every_language
def test_the_explanation_changes_with_the_state(language: str) -> None:
    """The paragraphs depend on zero_grad and the style."""
    _ = translator(language)
    on, off = (explanation(*trained(RunConfig(zero_grad=zero_grad, epochs=300)), _) for zero_grad in (True, False))
    assert on[1] != off[1]
    assert "SGD(momentum=1.0)" in off[1]
    assert "momentum" not in on[1]
    styles = {explanation(*trained(RunConfig(style=style, epochs=3)), _)[2] for style in STYLES}
    assert len(styles) == len(STYLES)
    # Accumulated gradients equal momentum 1 only for SGD on all points.
    for other in (RunConfig(optimizer="adam", zero_grad=False, epochs=3), RunConfig(batch=1, zero_grad=False, epochs=3)):
        assert "SGD(momentum=1.0)" not in "\n".join(explanation(*trained(other), _))


def test_what_is_said_of_optimizers() -> None:
    """Adam's first step is lr in W and b. RMSprop hardly changes its steps if the cost is 100 times as large."""
    adam, _theory = trained(RunConfig(optimizer="adam", epochs=3))
    assert (abs(adam.W[1] - adam.W[0]), abs(adam.b[1] - adam.b[0])) == pytest.approx((0.01, 0.01), rel=1e-4)
    once, hundredfold = (_rmsprop(times) for times in (1.0, 100.0))
    assert hundredfold == pytest.approx(once, abs=1e-5)


def _rmsprop(times: float) -> list[float]:
    """Return W after each step of RMSprop on the notes' points with a multiple of the cost."""
    points = load_dataset("notes")
    x, y = (torch.tensor(column, dtype=torch.float32) for column in (points.x, points.y))
    W, b = torch.zeros(1, requires_grad=True), torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.RMSprop([W, b])
    path = []
    for _step in range(300):
        optimizer.zero_grad()
        (times * torch.mean((W * x + b - y) ** 2)).backward()
        optimizer.step()
        path.append(W.item())
    return path


def test_a_long_valley_takes_thousands_of_epochs_of_plain_sgd() -> None:
    """At its fastest rate plain SGD is far away after 1000 epochs. Of momentum that is not said: it needs a few hundred."""
    lr = analyse(RunConfig(data="cars")).fastest_lr
    plain, momentum = (
        trained(RunConfig(data="cars", lr=lr, epochs=1000, optimizer=name, start=(0.0, 0.0))) for name in ("sgd", "momentum")
    )
    for run, theory in (plain, momentum):
        assert "plain SGD takes thousands of epochs" in " ".join(explanation(run, theory, translator("en")))
    assert distance(*plain)[1000] > 0.1 * distance(*plain)[0]
    assert distance(*momentum)[300] < 0.1 * distance(*momentum)[0]


@pytest.mark.parametrize(("style", "terms"), [("manual", "requires_grad=True"), ("linear", "F.mse_loss"), ("module", "nn.Module")])
@in_every_language
def test_names_of_the_interface_stay_as_they_are(style: str, terms: str, language: str) -> None:
    """PyTorch's names are the same in every language."""
    assert terms in explanation(*trained(RunConfig(style=style, epochs=3)), translator(language))[2]
