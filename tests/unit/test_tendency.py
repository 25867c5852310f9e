"""The word for each run of a sweep is that of its verdict, or of what happened."""

from __future__ import annotations

from dataclasses import replace

import pytest

from linreg import RunConfig, analyse, record, sweep
from linreg.config import LEARNING_RATES
from linreg.outcome import outcome
from linreg.tendency import TENDENCIES, tendencies

KNOWN = [
    RunConfig(epochs=400),
    RunConfig(epochs=400, zero_grad=False),
    RunConfig(epochs=400, optimizer="momentum"),
    RunConfig(epochs=400, data="hubble"),
    RunConfig(epochs=10, start=(2.0, 0.0)),  # at least squares
]


@pytest.mark.parametrize("config", KNOWN)
def test_it_is_the_verdict(config: RunConfig) -> None:
    """At every learning rate of the slider it is what the verdict says there, but for runs on the very edge of crawling."""
    words = tendencies(sweep(config, LEARNING_RATES), analyse(config))
    for lr, word in zip(LEARNING_RATES, words, strict=True):
        verdict = analyse(replace(config, lr=lr)).verdict
        assert verdict is not None
        edge = abs(verdict.remains - 0.1) < 1e-3 and {word, verdict.kind} == {"converging", "crawling"}
        assert word == verdict.kind or edge, lr


@pytest.mark.parametrize(
    "config", [RunConfig(epochs=80, optimizer="adam"), RunConfig(epochs=30, batch=1, data="hubble", scale=True)]
)
def test_without_theory_it_is_what_happened(config: RunConfig) -> None:
    """It is the outcome of the single run."""
    lrs = LEARNING_RATES[::30]
    found = sweep(config, lrs)
    for lr, word in zip(lrs, tendencies(found, analyse(config)), strict=True):
        assert word in TENDENCIES[4:]
        run = record(replace(config, lr=lr))
        happened = outcome(run, analyse(run.config))
        expected = (
            "arrived"
            if happened.arrived is not None
            else "higher"
            if happened.rose
            else "closer"
            if happened.last_distance < happened.first_distance
            else "farther"
        )
        assert word == expected, lr
