"""What to try next: each change is made, and does what it promises."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from oracles import hessian
from pictures import CONFIGS, configs, distance, predicted, trained

from linreg import Dataset, RunConfig, analyse
from linreg.locale import LANGUAGES, translator
from linreg.optimizers import OPTIONS
from linreg.words.advice import LONG_BOWL, Advice, advice

FAR = Dataset("far", [3000.0, 4000.0], [1.0, 2.0])
"""Points so far from 0 that the critical rate is below the smallest of the page."""


def advised(config: RunConfig) -> tuple[Advice, RunConfig]:
    """Return the advice on a config, and the config with its changes."""
    found = advice(analyse(config), str)
    assert found is not None
    return found, changed_by(found, config)


def changed_by(found: Advice, config: RunConfig) -> RunConfig:
    """Return a config with the changes of an advice; another optimizer has its own options."""
    options = dict.fromkeys(OPTIONS) if "optimizer" in found.changes else {}
    return replace(config, **options, **found.changes)


def kind(config: RunConfig) -> str:
    """Return the kind of the verdict on a config."""
    verdict = analyse(config).verdict
    assert verdict is not None
    return verdict.kind


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_advice_is_a_short_text_and_another_run(language: str) -> None:
    """The text is filled in and fits on a button; the changed config is allowed and is not the same run."""
    for name, config in CONFIGS.items():
        found = advice(analyse(config), translator(language))
        if name == "far-away":
            assert found is not None
        if found is not None:
            assert 5 < len(found.text) < 60
            assert not {"{", "}"} & set(found.text)
            assert changed_by(found, config).digest() != config.digest()


def test_only_at_the_optimum_is_there_nothing_to_try() -> None:
    """Where nothing moves the usual start is offered; if that is the optimum itself, nothing is."""
    found, changed = advised(CONFIGS["at-the-optimum"])
    assert found.changes == {"start": None}
    assert changed == RunConfig(epochs=20)
    flat = Dataset("flat", [1.0, 2.0], [0.0, 0.0])
    assert advice(analyse(RunConfig(data=flat)), str) is None


def test_the_rate_to_try_is_the_fastest() -> None:
    """A crawling run is advised 0.1765; from a balanced start smaller and larger rates do worse."""
    found, changed = advised(RunConfig(lr=1e-4))
    assert found == ({"lr": 0.1765}, "lr 0.1765, the fastest")
    run, theory = trained(RunConfig(epochs=1))
    W, b = np.array([theory.W, theory.b]) + np.linalg.eigh(hessian(run.dataset))[1].sum(axis=1)
    left = {lr: distance(*trained(RunConfig(lr=lr, epochs=200, start=(W, b))))[-1] for lr in (0.16, changed.lr, 0.178)}
    assert min(left, key=lambda lr: left[lr]) == changed.lr


def test_at_the_fastest_rate_more_epochs_are_advised() -> None:
    """A run that is as fast as can be, and not there yet, is advised more epochs, of which less of the way is left."""
    config = RunConfig(lr=0.1765, epochs=20)
    found, changed = advised(config)
    assert found == ({"epochs": 100}, "100 epochs")
    assert distance(*trained(changed))[-1] < 0.2 * distance(*trained(config))[-1]
    assert "epochs" not in advised(RunConfig(data=FAR, lr=1e-6))[0].changes


def test_where_every_rate_is_too_large_it_is_advised_to_standardise() -> None:
    """Points so far from 0 that even the smallest rate of the page diverges are standardised, and then converge."""
    found, changed = advised(RunConfig(data=FAR, lr=1e-6))
    assert found.changes == {"scale": True, "lr": 0.5}
    assert kind(changed) == "converging"


def test_just_above_the_critical_rate_it_diverges() -> None:
    """A converging run is advised a rate that really diverges."""
    found, changed = advised(RunConfig())
    assert found.text == "lr 0.185, just above the critical rate"
    assert trained(replace(changed, epochs=2000))[0].diverged_at is not None


def test_with_zero_grad_off_it_swings_but_does_not_explode() -> None:
    """A diverging run is advised to turn zero_grad off, which keeps it bounded."""
    found, changed = advised(RunConfig(lr=0.19))
    assert found.changes == {"zero_grad": False}
    run, theory = trained(changed)
    assert run.diverged_at is None
    way = distance(run, theory)
    assert way[1000:].max() == pytest.approx(way[:1000].max(), rel=0.05)


def test_with_zero_grad_on_it_converges_again() -> None:
    """A swinging run is advised zero_grad on, and the fastest rate if its own is above the critical one."""
    found, changed = advised(RunConfig(lr=0.1, zero_grad=False))
    assert found.changes == {"zero_grad": True}
    assert kind(changed) == "converging"
    found, changed = advised(RunConfig(lr=0.19, zero_grad=False))
    assert found.changes == {"zero_grad": True, "lr": 0.1765}
    assert kind(changed) == "converging"


@pytest.mark.parametrize("data", ["hubble", "cars"])
def test_a_long_valley_becomes_round(data: str) -> None:
    """Data with a large condition number is advised to be standardised, which makes it 1 and converges in a few steps."""
    theory = analyse(RunConfig(data=data, lr=1e-6))
    found, changed = advised(theory.config)
    assert (theory.condition_number >= LONG_BOWL) == ("scale" in found.changes)
    if "scale" in found.changes:
        run, after = trained(replace(changed, epochs=10))
        assert after.condition_number == pytest.approx(1, rel=1e-3)
        assert distance(run, after)[-1] < 1e-3


def test_other_optimizers_and_batches_lead_back_to_plain_gradient_descent() -> None:
    """Where theory has no closed form, or knows momentum, the advice is plain SGD, or all points in every step."""
    for name in ("momentum", "nesterov", "adagrad", "rmsprop", "adam"):
        _found, changed = advised(CONFIGS[name])
        assert changed.optimizer == "sgd"
    _found, changed = advised(CONFIGS["one-by-one"])
    assert changed.batch is None


@settings(max_examples=80)
@given(configs())
def test_what_is_promised_follows_from_theory(config: RunConfig) -> None:
    """Whatever the learning rate, the changed run is of the promised kind."""
    found = advice(analyse(config), str)
    if found is None:
        return
    after = kind(changed_by(found, config))
    if "just above" in found.text:
        assert after == "diverging"
    elif "swings" in found.text:
        assert after == "oscillating"
    elif "fastest" in found.text or "zero_grad on" in found.text or "standardise" in found.text:
        assert after in ("converging", "crawling")


def test_the_prediction_agrees_with_the_run_on_the_edge() -> None:
    """The first rate of the slider above the critical one diverges in float32 too."""
    _found, changed = advised(RunConfig(lr=0.1765))
    assert predicted(replace(changed, epochs=20_000))[0].diverged_at is not None
