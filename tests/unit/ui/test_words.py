"""Numbers, the critical learning rate, and what one is looking at, in words."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracles import hessian
from pictures import CONFIGS, distance, numbers_in, predicted, said, trained

from linreg import RunConfig
from linreg.locale import LANGUAGES, translator
from linreg.ui.words import explanation, lr_position, number, percent

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
    """A number has four significant digits; what is not finite is called as PyTorch calls it."""
    assert number(value) == text


def test_a_number_has_as_many_digits_as_are_asked_for() -> None:
    """Two digits, or six."""
    assert number(math.pi, 2) == "3.1"
    assert number(math.pi, 6) == "3.14159"


@given(st.floats(1e-12, 1, exclude_max=True))
def test_a_percentage_is_never_rounded_to_nothing_or_to_all(share: float) -> None:
    """What is more than nothing and less than all is not called 0% or 100%, and it is right to two digits."""
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
    """It has no exponent, and towards 100 as many digits as it takes."""
    assert percent(share) == text


# The learning rate and the critical one


@in_every_language
@pytest.mark.parametrize("zero_grad", [True, False])
@pytest.mark.parametrize("critical", [0.1802948531, 0.3605897062])
@pytest.mark.parametrize("share", [0.01, 0.9, 0.9999, 0.99999, 1.0001, 1.1, 30])
def test_the_side_of_the_critical_learning_rate_is_named(share: float, critical: float, zero_grad: bool, language: str) -> None:
    """Below and above say different things, and the critical learning rate is named so that it looks unlike the one set."""
    _ = translator(language)
    lr = share * critical
    text = lr_position(lr, critical, zero_grad, _)
    assert "{" not in text
    [named] = numbers_in(text)
    assert named == pytest.approx(critical, rel=1e-3)
    assert (lr > named) == (lr > critical)
    if language == "en":
        assert text.startswith("Above" if share > 1 else "Below")
        assert text.endswith(("converges.", "does not explode.") if share < 1 else "diverges.")


# What am I seeing?


@in_every_language
def test_the_explanation_is_short_and_filled_in(language: str) -> None:
    """Four short paragraphs for every run, with no place for a number left."""
    for config in [*CONFIGS.values(), RunConfig(style="module", epochs=3)]:
        paragraphs = explanation(*trained(config), translator(language))
        assert len(paragraphs) == 4
        for text in paragraphs:
            assert 10 < len(text) < 300
            assert not re.search(r"[{}]", text)


@in_every_language
def test_the_explanation_changes_with_the_state(language: str) -> None:
    """The paragraph on gradients goes by zero_grad, the next by the style, the last by what the run does."""
    _ = translator(language)
    on, off = (explanation(*trained(RunConfig(zero_grad=zero_grad, epochs=300)), _) for zero_grad in (True, False))
    assert on[1] != off[1]
    assert "SGD(momentum=1.0)" in off[1]
    assert "momentum" not in on[1]
    styles = {explanation(*trained(RunConfig(style=style, epochs=3)), _)[2] for style in ("manual", "linear", "module")}
    assert len(styles) == 3
    kinds = ("default", "crawling", "diverging", "swinging")
    assert len({explanation(*trained(CONFIGS[name]), _)[3] for name in kinds}) == 4


@pytest.mark.parametrize(("style", "terms"), [("manual", "requires_grad=True"), ("linear", "F.mse_loss"), ("module", "nn.Module")])
@in_every_language
def test_names_of_the_interface_stay_as_they_are(style: str, terms: str, language: str) -> None:
    """PyTorch's own names are the same in every language."""
    assert terms in explanation(*trained(RunConfig(style=style, epochs=3)), translator(language))[2]


def test_the_learning_rate_to_try_is_the_fastest() -> None:
    """A crawling run is told to try 0.1765; from where both directions have as far to go, a smaller and a larger one do worse."""
    advice = explanation(*trained(CONFIGS["crawling"]), translator("en"))[3]
    fastest = said("lr # is the fastest", advice)
    assert fastest == 0.1765
    run, theory = trained(RunConfig(epochs=1))
    W, b = np.array([theory.W, theory.b]) + np.linalg.eigh(hessian(run.dataset))[1].sum(axis=1)
    left = {lr: distance(*trained(RunConfig(lr=lr, epochs=200, start=(W, b))))[-1] for lr in (0.16, fastest, 0.178)}
    assert min(left, key=lambda lr: left[lr]) == fastest


def test_what_is_told_to_try_makes_a_difference() -> None:
    """A diverging run stays bounded with zero_grad off, as it is told; a converging one diverges above the critical rate."""
    diverging, converging = trained(CONFIGS["diverging"]), trained(CONFIGS["default"])
    assert "`zero_grad()` off" in explanation(*diverging, translator("en"))[3]
    assert trained(CONFIGS["swinging"])[0].diverged_at is None
    above = said("just above the critical #", explanation(*converging, translator("en"))[3]) * 1.02
    assert predicted(RunConfig(lr=above, epochs=20_000))[0].diverged_at is not None
