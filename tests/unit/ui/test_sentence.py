"""The sentence that says what a run does and why, held against what the run did."""

from __future__ import annotations

import re
from itertools import product

import numpy as np
import pytest
from oracles import hessian
from pictures import CONFIGS, CRITICAL, distance, numbers_in, predicted, said, trained

from linreg import RunConfig
from linreg.locale import LANGUAGES, translator
from linreg.ui.words import verdict_sentence

LEARNING_RATES = (1e-6, 1e-4, 0.003, 0.01, 0.1, 0.1764, 0.18, 0.180294, CRITICAL, 0.1803, 0.19, 0.36, 0.3605, 0.3606, 1.0, 10.0)
GRID = [
    RunConfig(lr=lr, zero_grad=zero_grad, epochs=epochs, style=style)
    for lr, zero_grad, (epochs, style) in product(
        LEARNING_RATES, (True, False), ((1, "manual"), (300, "linear"), (3000, "manual"), (20_000, "module"))
    )
]

in_every_language = pytest.mark.parametrize("language", LANGUAGES)


def sentence(config: RunConfig, language: str = "en") -> str:
    """Return the sentence about the run of a config."""
    return verdict_sentence(*trained(config), translator(language))


def kind(text: str) -> str:
    """Return the word that a sentence begins with."""
    return text.removeprefix("**").split(":**")[0]


@in_every_language
@pytest.mark.parametrize("zero_grad", [True, False])
def test_every_sentence_is_filled_in(zero_grad: bool, language: str) -> None:
    """For every learning rate, length and style: no place for a number is left, and none of the numbers needs an exponent."""
    for config in GRID:
        if config.zero_grad == zero_grad:
            text = verdict_sentence(*predicted(config), translator(language))
            assert not re.search(r"[{}]|nan|inf\b|\d[eE][+-]?\d|Infinity", text), text
            assert text.endswith("."), text


@in_every_language
def test_a_sentence_has_the_numbers_that_say_why(language: str) -> None:
    """Its own learning rate and the critical one are in it, and never look the same."""
    for config in GRID:
        run, theory = predicted(config)
        verdict = theory.verdict
        found = numbers_in(verdict_sentence(run, theory, translator(language)))
        # Far enough below the bound a swing has no need to say how large the learning rate is.
        assert config.zero_grad is False or any(part == pytest.approx(config.lr, rel=1e-3) for part in found)
        if verdict.kind == "oscillating" and config.zero_grad:
            continue
        [critical] = {part for part in found if part == pytest.approx(verdict.critical_lr, rel=1e-3)} - {config.lr}
        assert (critical > config.lr) == (verdict.critical_lr > config.lr)


def test_both_languages_give_the_same_numbers() -> None:
    """The Korean sentence has exactly the numbers of the English one."""
    for config in GRID:
        run, theory = predicted(config)
        english, korean = (verdict_sentence(run, theory, translator(language)) for language in ("en", "ko"))
        assert numbers_in(english) == numbers_in(korean)
        assert english != korean


def test_at_lr_0_19_it_diverges() -> None:
    """The sentence names 0.19, the critical 0.1803, by how much each step grows, and the epoch at which the run stops."""
    text = sentence(RunConfig(lr=0.19))
    assert text == (
        "**Diverging:** lr 0.19 is above this data's critical 0.1803. Each step oversteps the valley and lands 1.11 times as far "
        f"on the other side. At epoch {trained(RunConfig(lr=0.19))[0].diverged_at} the numbers are no longer finite in float32, "
        "and the run stops."
    )


def test_at_lr_0_19_without_zero_grad_it_swings() -> None:
    """The sentence says momentum 1, that it would diverge with zero_grad on (0.1803), and that the bound is 0.3606."""
    text = sentence(RunConfig(lr=0.19, zero_grad=False))
    assert kind(text) == "Oscillating for ever"
    assert "momentum 1" in text
    assert "lr 0.19 would diverge with zero_grad on (critical 0.1803), but stays below 0.3606" in text


def test_in_korean_too() -> None:
    """The same two, in Korean."""
    assert kind(sentence(RunConfig(lr=0.19), "ko")) == "발산"
    text = sentence(RunConfig(lr=0.19, zero_grad=False), "ko")
    assert kind(text) == "끝없는 진동"
    assert {0.19, 0.1803, 0.3606} <= set(numbers_in(text))


def test_a_run_that_stops_says_where() -> None:
    """Of a run whose numbers are no longer finite the last epoch is named; of another there is no such word."""
    for name, config in CONFIGS.items():
        run, _theory = trained(config)
        text = sentence(config)
        assert ("float32" in text) == (run.diverged_at is not None), name
        if run.diverged_at is not None:
            assert said("At epoch #", text) == run.epoch[-1] == run.diverged_at


@pytest.mark.parametrize("lr", [0.003, 0.01, 0.05, 0.1, 0.15, 0.1764, 0.178])
def test_converging_means_that_the_distance_all_but_vanishes(lr: float) -> None:
    """Where the sentence says so, less than a tenth of the way is left; and the slowest direction shrinks as it says."""
    config = RunConfig(lr=lr, epochs=3000 if lr < 0.01 else 1500)
    way = distance(*trained(config))
    text = sentence(config)
    assert kind(text) == "Converging"
    assert way[-1] < 0.1 * way[0]
    shrinks = said("lands #% closer" if "oversteps" in text else "shrinks #% a step", text) / 100
    # Once the faster direction has died away, and before float32 has no digits left for the slower.
    first, last = 150, np.flatnonzero(way > 1e-4 * way[0])[-1]
    assert (way[last] / way[first]) ** (1 / (last - first)) == pytest.approx(1 - shrinks, abs=0.05 * shrinks)


@pytest.mark.parametrize(("lr", "epochs"), [(1e-4, 7000), (5e-4, 2000), (1e-3, 2000)])
def test_crawling_means_that_much_of_the_way_is_left(lr: float, epochs: int) -> None:
    """Where the sentence says so, the run has come closer, as much of the way is left as it says, and it halves as it says."""
    config = RunConfig(lr=lr, epochs=epochs)
    way = distance(*trained(config))
    text = sentence(config)
    assert kind(text) == "Crawling"
    assert 0.1 < way[-1] / way[0] < 1
    assert said(f"after {epochs} epochs #% of the way is left", text) / 100 == pytest.approx(way[-1] / way[0], rel=0.051)
    halving = said("takes # steps to halve", text)
    assert way[epochs] / way[epochs - 500] == pytest.approx(0.5 ** (500 / halving), rel=0.01)


def test_crawling_on_the_edge_means_overstepping() -> None:
    """Just below the critical learning rate the sentence says that each step oversteps: the errors change sides every time."""
    config = RunConfig(lr=0.18029, epochs=300)
    run, theory = trained(config)
    text = sentence(config)
    assert kind(text) == "Crawling"
    assert "lr 0.18029 is so close below the critical 0.180295" in text
    assert (np.sign(run.W[200:-1] - theory.W) == -np.sign(run.W[201:] - theory.W)).all()
    assert said("closer; after 300 epochs #% of the way is left", text) / 100 == pytest.approx(
        distance(run, theory)[-1] / distance(run, theory)[0], rel=0.02
    )


@pytest.mark.parametrize(
    ("lr", "zero_grad"), [(0.1815, True), (0.19, True), (0.5, True), (10.0, True), (0.37, False), (1.0, False)]
)
def test_diverging_means_that_each_step_lands_farther_off(lr: float, zero_grad: bool) -> None:
    """Where the sentence says so, each step lands on the other side and as many times as far off as it says."""
    config = RunConfig(lr=lr, zero_grad=zero_grad, epochs=600)
    run, theory = trained(config)
    way = distance(run, theory)[:-1]
    text = sentence(config)
    assert kind(text) == "Diverging"
    assert way[-1] > way[0]
    half = len(way) // 2
    grows = said("lands # times as far", text)
    assert (way[-1] / way[half]) ** (1 / (len(way) - 1 - half)) == pytest.approx(grows, rel=0.01)
    assert grows > 1
    steep = run.W[half:-1] - theory.W
    assert (np.sign(steep[1:]) == -np.sign(steep[:-1])).all()


@pytest.mark.parametrize("lr", [0.003, 0.01, 0.1, 0.19, 0.3])
def test_oscillating_means_swinging_without_end(lr: float) -> None:
    """Where the sentence says so, the late swings are as wide as the early ones, and take as many epochs as it says."""
    config = RunConfig(lr=lr, zero_grad=False, epochs=3000)
    run, theory = trained(config)
    text = sentence(config)
    assert kind(text) == "Oscillating for ever"
    way = distance(run, theory)
    assert way[1500:].max() == pytest.approx(way[:1500].max(), rel=0.05)
    _eigenvalues, directions = np.linalg.eigh(hessian(run.dataset))
    flat, steep = directions.T @ np.array([run.W - theory.W, run.b - theory.b])
    for z, period in ((steep, said("takes # epochs across", text)), (flat, said("and # along it", text))):
        assert len(z) / np.argmax(np.abs(np.fft.rfft(z))) == pytest.approx(period, rel=0.05)


def test_on_the_critical_learning_rate_it_swings_with_zero_grad_on() -> None:
    """On the critical learning rate itself the sentence says so, and the run neither comes closer nor goes away."""
    config = RunConfig(lr=CRITICAL, epochs=1500)
    way = distance(*trained(config))
    assert sentence(config).startswith("**Oscillating for ever:** lr 0.18029485 is the critical learning rate itself")
    assert way[-1] == pytest.approx(way[500], rel=0.02)


@in_every_language
def test_at_the_optimum_nothing_moves(language: str) -> None:
    """Where the run starts at least squares the sentence says so, whatever the learning rate, and nothing has moved."""
    for lr, zero_grad in product((0.01, 0.19, 10.0), (True, False)):
        config = RunConfig(lr=lr, zero_grad=zero_grad, start=(2.0, 0.0), epochs=50)
        text = sentence(config, language)
        assert text == translator(language)("It starts at the least-squares point: the gradient there is zero, and nothing moves.")
        assert trained(config)[0].final == (2.0, 0.0)
