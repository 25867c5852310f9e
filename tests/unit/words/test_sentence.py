"""The verdict sentence, checked against the run."""

from __future__ import annotations

import re
from itertools import product
from typing import Any

import numpy as np
import pytest
from oracles import hessian
from pictures import CONFIGS, CRITICAL, distance, numbers_in, predicted, said, trained

from linreg import Dataset, RunConfig, analyse
from linreg.locale import LANGUAGES, translator
from linreg.words.sentence import verdict_sentence

LEARNING_RATES = (1e-6, 1e-4, 0.003, 0.01, 0.1, 0.1764, 0.18, 0.180294, CRITICAL, 0.1803, 0.19, 0.36, 0.3605, 0.3606, 1.0, 10.0)
GRID = [
    RunConfig(lr=lr, zero_grad=zero_grad, epochs=epochs, style=style)
    for lr, zero_grad, (epochs, style) in product(
        LEARNING_RATES, (True, False), ((1, "manual"), (300, "linear"), (3000, "manual"), (20_000, "module"))
    )
]
MOMENTUM = [
    RunConfig(lr=lr, zero_grad=zero_grad, epochs=epochs, optimizer=optimizer, momentum=momentum)
    for lr, zero_grad, epochs, (optimizer, momentum) in product(
        (1e-4, 0.01, 0.1, 0.12, 0.2, 0.342, 0.3425, 0.3426, 0.36, 0.3606, 1.0, 10.0),
        (True, False),
        (1, 300, 20_000),
        (("momentum", None), ("momentum", 0.5), ("momentum", 1.0), ("nesterov", None), ("nesterov", 0.999), ("nesterov", 1.0)),
    )
]
UNKNOWN = {
    **{name: config for name, config in CONFIGS.items() if analyse(config).verdict is None},
    "adam-at-the-optimum": RunConfig(optimizer="adam", start=(2.0, 0.0), epochs=20),
    "adam-far-away": RunConfig(optimizer="adam", start=(1e30, -1e30), epochs=50),
    "adam-not-yet-there": RunConfig(optimizer="adam", epochs=100),
    "adam-into-the-valley": RunConfig(data="anscombe-1", optimizer="adam", zero_grad=False, batch=1, start=(4.7, -1.2), epochs=10),
    "adamw-pulled-away": RunConfig(optimizer="adamw", weight_decay=10.0, start=(2.5, 0.0), epochs=300),
}
"""Runs of which theory says nothing beforehand."""

in_every_language = pytest.mark.parametrize("language", LANGUAGES)


def sentence(config: RunConfig, language: str = "en") -> str:
    """Return the sentence about the run of a config."""
    return verdict_sentence(*trained(config), translator(language))


def kind(text: str) -> str:
    """Return the first word of a sentence."""
    return text.removeprefix("**").split(":**")[0]


@in_every_language
@pytest.mark.parametrize("zero_grad", [True, False])
def test_every_sentence_is_filled_in(zero_grad: bool, language: str) -> None:
    """For every learning rate, length and style all placeholders are filled in, without exponents."""
    for config in [*GRID, *MOMENTUM]:
        if config.zero_grad == zero_grad:
            text = verdict_sentence(*predicted(config), translator(language))
            assert not re.search(r"[{}]|nan|inf\b|\d[eE][+-]?\d|Infinity|  ", text), text
            assert text.endswith("."), text


@in_every_language
@pytest.mark.parametrize("name", UNKNOWN)
def test_every_sentence_about_what_happened_is_filled_in(name: str, language: str) -> None:
    """Without a theory too, all placeholders are filled in; only a cost may be infinite or have an exponent."""
    text = sentence(UNKNOWN[name], language)
    assert not re.search(r"[{}]|nan|Infinity|  ", text), text
    assert text.endswith("."), text


@in_every_language
def test_a_sentence_has_the_numbers_that_say_why(language: str) -> None:
    """Its own learning rate and the bound are in it, and never look the same."""
    for config in GRID:
        run, theory = predicted(config)
        verdict = theory.verdict
        found = numbers_in(verdict_sentence(run, theory, translator(language)))
        # Far below the bound the sentence about an oscillation does not mention lr.
        assert config.zero_grad is False or any(part == pytest.approx(config.lr, rel=1e-3) for part in found)
        if verdict.kind == "oscillating" and config.zero_grad:
            continue
        [bound] = {part for part in found if part == pytest.approx(verdict.bound, rel=1e-3)} - {config.lr}
        assert (bound > config.lr) == (verdict.bound > config.lr)


@in_every_language
def test_a_sentence_on_momentum_has_the_numbers_that_say_why(language: str) -> None:
    """Its learning rate, its momentum and the bound are in it; the last is on the side where it is."""
    for config in MOMENTUM:
        run, theory = predicted(config)
        verdict, momentum = theory.verdict, config.options["momentum"]
        found = numbers_in(verdict_sentence(run, theory, translator(language)))
        assert any(part == pytest.approx(momentum, rel=1e-3) for part in found)
        if config.zero_grad and verdict.kind != "oscillating":
            assert config.lr in found
            [bound] = {part for part in found if part == pytest.approx(verdict.bound, rel=1e-3)} - {config.lr}
            assert (bound > config.lr) == (verdict.bound > config.lr)


def test_both_languages_give_the_same_numbers() -> None:
    """The Korean sentence has the numbers of the English one."""
    for run, theory in [*map(predicted, [*GRID, *MOMENTUM]), *map(trained, UNKNOWN.values())]:
        english, korean = (verdict_sentence(run, theory, translator(language)) for language in ("en", "ko"))
        assert numbers_in(english) == numbers_in(korean)
        assert english != korean


def test_at_lr_0_19_it_diverges() -> None:
    """The sentence has 0.19, the critical 0.1803, the growth a step, and the epoch where the run stops."""
    text = sentence(RunConfig(lr=0.19))
    assert text == (
        "**Diverging:** lr 0.19 is above the critical 0.1803. Each step oversteps the valley and lands 1.11 times as far "
        f"on the other side. At epoch {trained(RunConfig(lr=0.19))[0].diverged_at} the numbers are no longer finite in float32, "
        "and the run stops."
    )


def test_at_lr_0_19_without_zero_grad_it_swings() -> None:
    """The sentence says momentum 1, that lr is above the critical rate (0.1803), and that the bound is 0.3606."""
    text = sentence(RunConfig(lr=0.19, zero_grad=False))
    assert kind(text) == "Oscillating for ever"
    assert "momentum 1" in text
    assert "lr 0.19 is above the critical 0.1803, but below 0.3606" in text


def test_in_korean_too() -> None:
    """The same two sentences in Korean."""
    assert kind(sentence(RunConfig(lr=0.19), "ko")) == "발산"
    text = sentence(RunConfig(lr=0.19, zero_grad=False), "ko")
    assert kind(text) == "끝없는 진동"
    assert {0.19, 0.1803, 0.3606} <= set(numbers_in(text))


def test_a_run_that_stops_says_where() -> None:
    """The sentence names the last epoch exactly if the run is no longer finite."""
    for name, config in CONFIGS.items():
        run, _theory = trained(config)
        text = sentence(config)
        assert ("float32" in text) == (run.diverged_at is not None), name
        if run.diverged_at is not None:
            assert said("At epoch # the numbers", text) == run.epoch[-1] == run.diverged_at


@pytest.mark.parametrize("lr", [0.003, 0.01, 0.05, 0.1, 0.15, 0.1764, 0.178])
def test_converging_means_that_the_distance_all_but_vanishes(lr: float) -> None:
    """If the sentence says converging, less than a tenth of the distance is left, and the stated shrinkage is right."""
    config = RunConfig(lr=lr, epochs=3000 if lr < 0.01 else 1500)
    way = distance(*trained(config))
    text = sentence(config)
    assert kind(text) == "Converging"
    assert way[-1] < 0.1 * way[0]
    shrinks = said("lands #% closer" if "oversteps" in text else "shrinks #% per step", text) / 100
    # After the faster direction has vanished, and before the slower reaches the precision of float32.
    first, last = 150, np.flatnonzero(way > 1e-4 * way[0])[-1]
    assert (way[last] / way[first]) ** (1 / (last - first)) == pytest.approx(1 - shrinks, abs=0.05 * shrinks)


@pytest.mark.parametrize(("lr", "epochs"), [(1e-4, 7000), (5e-4, 2000), (1e-3, 2000)])
def test_crawling_means_that_much_of_the_way_is_left(lr: float, epochs: int) -> None:
    """If the sentence says crawling, the stated remainder and halving are right, and the run has come closer."""
    config = RunConfig(lr=lr, epochs=epochs)
    way = distance(*trained(config))
    text = sentence(config)
    assert kind(text) == "Crawling"
    assert 0.1 < way[-1] / way[0] < 1
    assert said(f"At epoch {epochs}, #% of the way is left", text) / 100 == pytest.approx(way[-1] / way[0], rel=0.051)
    halving = said("takes # steps to halve", text)
    assert way[epochs] / way[epochs - 500] == pytest.approx(0.5 ** (500 / halving), rel=0.01)


def test_crawling_on_the_edge_means_overstepping() -> None:
    """Just below the critical learning rate the sentence says overstepping, and the errors change sign every step."""
    config = RunConfig(lr=0.18029, epochs=300)
    run, theory = trained(config)
    text = sentence(config)
    assert kind(text) == "Crawling"
    assert "lr 0.18029 is so close below the critical 0.180295" in text
    assert (np.sign(run.W[200:-1] - theory.W) == -np.sign(run.W[201:] - theory.W)).all()
    assert said("closer. At epoch 300, #% of the way is left", text) / 100 == pytest.approx(
        distance(run, theory)[-1] / distance(run, theory)[0], rel=0.02
    )


@pytest.mark.parametrize(
    ("lr", "zero_grad"), [(0.1815, True), (0.19, True), (0.5, True), (10.0, True), (0.37, False), (1.0, False)]
)
def test_diverging_means_that_each_step_lands_farther_off(lr: float, zero_grad: bool) -> None:
    """If the sentence says diverging, each step lands on the other side, with the stated growth."""
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


@pytest.mark.parametrize("fields", [{"zero_grad": False}, {"optimizer": "momentum", "momentum": 1.0}])
@pytest.mark.parametrize("data", ["notes", "noisy", "cars"])
def test_on_the_bound_undamped_it_grows_by_as_much_in_every_step(data: str, fields: dict[str, Any]) -> None:
    """On the bound without damping the sentence says so, with no factor; the distance grows by the same amount in each step."""
    config = RunConfig(data=data, scale=True, lr=2.0, epochs=100, start=(0.0, 0.0), **fields)
    assert sentence(config) == (
        "**Diverging:** lr 2 is the bound itself. Nothing slows the swing; at first it grows by as much in every step."
    )
    growth = np.diff(distance(*trained(config)))
    assert growth == pytest.approx(np.full(len(growth), growth[0]), rel=0.01)


def test_accumulating_gradients_reach_the_stated_growth_only_in_the_long_run() -> None:
    """With zero_grad off the first steps grow by more than the sentence says, so it speaks of the long run."""
    config = RunConfig(lr=0.4, zero_grad=False, epochs=40)
    way = distance(*trained(config))
    grows = said("In the long run, at 0.4 each step lands # times as far", sentence(config))
    assert way[1] / way[0] > 1.5 * grows
    assert way[-1] / way[-2] == pytest.approx(grows, rel=0.005)


@pytest.mark.parametrize("lr", [0.003, 0.01, 0.1, 0.19, 0.3])
def test_oscillating_means_swinging_without_end(lr: float) -> None:
    """If the sentence says oscillating, late swings are as wide as early ones, with the stated periods."""
    config = RunConfig(lr=lr, zero_grad=False, epochs=3000)
    run, theory = trained(config)
    text = sentence(config)
    assert kind(text) == "Oscillating for ever"
    way = distance(run, theory)
    assert way[1500:].max() == pytest.approx(way[:1500].max(), rel=0.05)
    _eigenvalues, directions = np.linalg.eigh(hessian(run.dataset))
    flat, steep = directions.T @ np.array([run.W - theory.W, run.b - theory.b])
    for z, period in ((steep, said("takes # epochs across", text)), (flat, said(", # along it", text))):
        assert len(z) / np.argmax(np.abs(np.fft.rfft(z))) == pytest.approx(period, rel=0.05)


def test_on_the_critical_learning_rate_it_swings_with_zero_grad_on() -> None:
    """At the critical learning rate the sentence says so, and the distance stays constant."""
    config = RunConfig(lr=CRITICAL, epochs=1500)
    way = distance(*trained(config))
    assert sentence(config).startswith("**Oscillating for ever:** lr 0.18029485 is the critical learning rate itself")
    assert way[-1] == pytest.approx(way[500], rel=0.02)


def test_on_the_bound_with_momentum_it_swings() -> None:
    """On the bound of momentum the sentence says so and calls it no critical learning rate; the distance stays what it was."""
    round_bowl = Dataset("round", [-1.0, 1.0], [-1.0, 3.0])
    config = RunConfig(data=round_bowl, optimizer="momentum", momentum=0.5, lr=1.5, start=(3.0, 1.0), epochs=300)
    said_of_it = sentence(config)
    assert said_of_it.startswith("**Oscillating for ever:** with momentum 0.5, lr 1.5 is the bound itself")
    assert "critical" not in said_of_it
    way = distance(*trained(config))
    assert way[-100:] == pytest.approx(np.full(100, way[-1]), rel=1e-3)


@pytest.mark.parametrize(
    ("optimizer", "momentum", "lr"),
    [("momentum", 0.9, 0.02), ("momentum", 0.5, 0.05), ("momentum", 0.9, 0.3), ("nesterov", 0.9, 0.05), ("nesterov", 0.5, 0.02)],
)
def test_converging_with_momentum_means_that_the_distance_all_but_vanishes(optimizer: str, momentum: float, lr: float) -> None:
    """If it says converging, less than a tenth of the distance is left, and the stated asymptotic shrinkage is right."""
    config = RunConfig(optimizer=optimizer, momentum=momentum, lr=lr, epochs=600)
    way = distance(*trained(config))
    text = sentence(config)
    assert kind(text) == "Converging"
    assert way[-1] < 0.1 * way[0]
    shrinks = said("the distance left shrinks #% per step", text) / 100
    # It oscillates, so the extremes are compared: early ones, and those before the precision of float32.
    last = np.flatnonzero(way > 1e-4 * way[0])[-1] - 40
    first = last // 3
    shrunk = way[last : last + 40].max() / way[first : first + 40].max()
    assert shrunk ** (1 / (last - first)) == pytest.approx(1 - shrinks, abs=0.1 * shrinks)


def test_crawling_with_momentum_means_that_much_of_the_way_is_left() -> None:
    """If the sentence says crawling, the stated remainder and halving are right."""
    config = RunConfig(optimizer="momentum", lr=1e-4, epochs=600)
    way = distance(*trained(config))
    text = sentence(config)
    assert kind(text) == "Crawling"
    assert said("At epoch 600, #% of the way is left", text) / 100 == pytest.approx(way[-1] / way[0], rel=0.02)
    assert way[600] / way[400] == pytest.approx(0.5 ** (200 / said("takes # steps to halve", text)), rel=0.01)


@pytest.mark.parametrize(
    ("optimizer", "lr", "zero_grad", "epochs"),
    [
        ("momentum", 0.4, True, 600),
        ("nesterov", 0.2, True, 600),
        ("momentum", 0.35, True, 600),
        ("momentum", 0.001, False, 600),
        ("nesterov", 0.01, False, 600),
    ],
)
def test_diverging_with_momentum_means_going_away(optimizer: str, lr: float, zero_grad: bool, epochs: int) -> None:
    """If the sentence says diverging, the distance grows with the stated asymptotic factor."""
    config = RunConfig(optimizer=optimizer, lr=lr, zero_grad=zero_grad, epochs=epochs)
    way = distance(*trained(config))[:-1]
    text = sentence(config)
    assert kind(text) == "Diverging"
    grows = said("in the long run each step leads # times as far", text.replace("In", "in"))
    assert grows > 1
    third = len(way) // 3
    grown = way[2 * third :].max() / way[third : third + len(way) - 2 * third].max()
    assert grown ** (1 / third) == pytest.approx(grows, rel=0.02)


@pytest.mark.parametrize(("optimizer", "momentum", "lr"), [("momentum", 0.001, 1e-6), ("nesterov", 0.001, 1e-4)])
def test_what_grows_is_said_to_grow(optimizer: str, momentum: float, lr: float) -> None:
    """The stated growth factor is never rounded to 1."""
    config = RunConfig(optimizer=optimizer, momentum=momentum, lr=lr, zero_grad=False, epochs=300)
    text = sentence(config)
    assert kind(text) == "Diverging"
    assert said("each step leads # times as far", text) > 1


def test_momentum_1_swings_without_end() -> None:
    """With momentum 1 the sentence says endless oscillation, with the right periods."""
    config = RunConfig(optimizer="momentum", momentum=1.0, lr=0.1, epochs=3000)
    text, adding_up = sentence(config), sentence(RunConfig(lr=0.1, zero_grad=False, epochs=3000))
    assert kind(text) == "Oscillating for ever"
    for pattern in ("takes # epochs across", ", # along it"):
        assert said(pattern, text) == said(pattern, adding_up)
    way = distance(*trained(config))
    assert way[1500:].max() == pytest.approx(way[:1500].max(), rel=0.05)


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_happened_is_what_the_run_did(name: str) -> None:
    """Without a theory, the sentence rightly says whether the run arrived, came closer or moved away."""
    run, theory = trained(UNKNOWN[name])
    text = sentence(UNKNOWN[name])
    way = np.append(distance(run, theory), np.hypot(run.final[0] - theory.W, run.final[1] - theory.b))
    assert "Observed, not predicted: " in text
    assert ("in batches" in text) == (run.updates_per_epoch > 1)
    if kind(text) == "Arrived":
        arrived = int(said("from epoch # on", text))
        assert (way[(arrived + 1) * run.updates_per_epoch :] <= 1e-3).all()
        assert arrived == 0 or (way[(arrived - 1) * run.updates_per_epoch : arrived * run.updates_per_epoch + 1] > 1e-3).any()
    elif kind(text) == "Closer":
        assert run.final_cost < run.cost[0]
        assert f"from {run.cost[0]:.4g} to {run.final_cost:.4g};" in text
        assert way[-1] < way[0]
        assert said("; #% of the way", text) / 100 == pytest.approx(way[-1] / way[0], rel=0.051)
    elif kind(text) == "Lower cost, yet further away":
        assert run.final_cost <= run.cost[0]
        assert way[-1] >= way[0]
        assert f"from {run.cost[0]:.4g} to {run.final_cost:.4g}," in text
    else:
        assert kind(text) == "Higher cost than at the start"
        assert not run.final_cost <= run.cost[0] or run.diverged_at is not None
        first, last, lowest = run.cost[0], run.final_cost, min(run.cost.min(), run.final_cost)
        assert f"from {first:.4g} to {last:.4g}; on the way the lowest was {lowest:.4g}." in text


@in_every_language
def test_at_the_optimum_nothing_moves(language: str) -> None:
    """If the run starts at the least-squares point, the sentence says so at any learning rate, and nothing moves."""
    for lr, zero_grad, optimizer in product((0.01, 0.19, 10.0), (True, False), ("sgd", "momentum", "nesterov")):
        config = RunConfig(lr=lr, zero_grad=zero_grad, start=(2.0, 0.0), epochs=50, optimizer=optimizer)
        text = sentence(config, language)
        assert text == translator(language)("It starts at the least-squares point: the gradient there is zero, and nothing moves.")
        assert trained(config)[0].final == (2.0, 0.0)
