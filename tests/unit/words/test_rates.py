"""What is said about all learning rates is what the runs did."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from linreg import RunConfig, Sweep, Theory, analyse, record
from linreg.config import LEARNING_RATES
from linreg.outcome import NEAR
from linreg.rates import all_pairs, all_rates
from linreg.words.rates import pairs_sentence, rates_sentence


def swept(config: RunConfig, size: int | None = None) -> tuple[Sweep, Theory]:
    """Return a sweep over the learning rates, or over `size` x `size` pairs, and its theory."""
    sweep = all_rates(config) if size is None else all_pairs(config, size)
    return sweep, analyse(sweep.config, sweep.dataset)


def distance(config: RunConfig) -> float:
    """Return how far from the least-squares point a run ends."""
    run, theory = record(config), analyse(config)
    with np.errstate(over="ignore", invalid="ignore"):
        return float(np.hypot(run.final[0] - theory.W, run.final[1] - theory.b))


def test_on_the_notes_points() -> None:
    """The best rate after 100 epochs is just below the critical one; the rates that arrive and those that rise are named."""
    text = rates_sentence(*swept(RunConfig()), str)
    assert text == (
        "At epoch 100 the cost is lowest at lr 0.17. "
        "At the end 83 of the 301 runs, between lr 0.014 and lr 0.175, are within 0.001 of the least-squares point. "
        "From lr 0.185 on, the cost ends higher than it began."
    )
    for lr, arrives in ((0.0135, False), (0.014, True), (0.175, True), (0.18, False)):
        assert (distance(RunConfig(lr=lr)) <= NEAR) == arrives
    for lr, rises in ((0.18, False), (0.185, True)):
        run = record(RunConfig(lr=lr))
        assert (not run.final_cost <= run.cost[0]) == rises
    costs = {lr: record(RunConfig(lr=lr, epochs=100)).cost[100] for lr in (0.155, 0.16, 0.165, 0.17, 0.175, 0.18)}
    assert min(costs, key=costs.__getitem__) == 0.17


def test_if_no_run_arrives_the_best_at_the_end_is_told() -> None:
    """With few epochs the sentence has the lowest final cost, its learning rate, and that no run arrives."""
    text = rates_sentence(*swept(RunConfig(epochs=5)), str)
    found = re.match(r"After all epochs the cost is lowest at lr (.+): (.+)\. No run arrives", text)
    assert found
    lr, cost = float(found[1]), float(found[2])
    assert record(RunConfig(epochs=5, lr=lr)).final_cost == pytest.approx(cost, rel=1e-3)
    assert all(record(RunConfig(epochs=5, lr=each)).final_cost >= 0.999 * cost for each in LEARNING_RATES[::25])


def test_adam_ends_nowhere_higher() -> None:
    """Where not even the largest rate ends higher, the sentence says so."""
    config = RunConfig(optimizer="adam", epochs=300)
    assert rates_sentence(*swept(config), str).endswith("At the largest learning rate, too, the cost ends no higher than it began.")
    run = record(replace(config, lr=1.0))
    assert run.final_cost <= run.cost[0]


def test_momentum_on_a_sum_of_gradients_ends_everywhere_higher() -> None:
    """Where every rate diverges, the sentence says so."""
    text = rates_sentence(*swept(RunConfig(optimizer="momentum", zero_grad=False)), str)
    assert text.endswith("At every learning rate the cost ends higher than it began.")


@pytest.mark.parametrize("config", [RunConfig(zero_grad=False), RunConfig(optimizer="momentum", momentum=1.0)])
def test_without_damping_the_last_cost_is_a_matter_of_when(config: RunConfig) -> None:
    """Below the bound runs swing: one that ends low has been high shortly before; no best rate is told."""
    text = rates_sentence(*swept(config), str)
    assert text.startswith(
        "Below the bound 0.3606 every run swings for ever: its last cost depends on where in the swing it stops."
    )
    assert "lowest" not in text
    for lr in (0.02, 0.2, 0.36):
        run = record(replace(config, lr=lr))
        assert run.diverged_at is None
        assert run.cost[-300:].max() > 30 * run.cost[-300:].min()
    assert record(replace(config, lr=0.365)).diverged_at is not None


def test_a_start_at_the_optimum() -> None:
    """Where all runs begin at the least-squares point, all of them are there at the end."""
    still = RunConfig(start=(2.0, 0.0), epochs=50, zero_grad=False)
    assert rates_sentence(*swept(still), str).startswith("At the end 301 of the 301 runs")
    assert "At the end 301 of the 301 runs, between lr 0.0001 and lr 1, are" in rates_sentence(
        *swept(RunConfig(start=(2.0, 0.0), epochs=50)), str
    )


@pytest.mark.parametrize("config", [RunConfig(epochs=400), RunConfig(epochs=200, optimizer="adam"), RunConfig(zero_grad=False)])
def test_the_pairs_are_counted(config: RunConfig) -> None:
    """The counts of runs that arrive and that end farther away are those of the runs, each recorded by itself."""
    sweep, theory = swept(config, 16)
    text = pairs_sentence(sweep, theory, str)
    name = "beta1" if config.optimizer == "adam" else "momentum"
    with np.errstate(over="ignore", invalid="ignore"):
        left = np.hypot(sweep.final_W.astype(float) - theory.W, sweep.final_b.astype(float) - theory.b)
    first = float(np.hypot(theory.W, theory.b))
    arrived, farther = int((left <= NEAR).sum()), int((~(left <= first)).sum())
    if arrived:
        assert f"{arrived} of the 256 runs end within 0.001 of the least-squares point, {farther} farther away" in text
    else:
        assert f"No run ends within 0.001 of the least-squares point; {farther} of the 256 end farther away" in text
    for place in (0, 130, 205, 255):
        pair = {"lr": float(sweep.lr[place]), name: float((sweep.beta1 if name == "beta1" else sweep.momentum)[place])}
        alone = distance(replace(sweep.config, **pair))
        assert (alone <= NEAR) == (left[place] <= NEAR)
        assert (alone <= first) == (left[place] <= first)


def test_theory_names_the_fastest_pair_of_a_heavy_ball_only() -> None:
    """The pair is told with its rate for SGD with momentum and zero_grad on; Nesterov's and Adam's are not known."""
    text = pairs_sentence(*swept(RunConfig(epochs=50), 16), str)
    assert text.endswith("In theory lr 0.274 with momentum 0.553 is fastest: in the long run, the distance shrinks 26% per step.")
    for config in (RunConfig(epochs=50, optimizer="nesterov"), RunConfig(epochs=50, optimizer="adam"), RunConfig(zero_grad=False)):
        assert "theory" not in pairs_sentence(*swept(config, 16), str)
