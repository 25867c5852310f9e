"""The sweeps of "All learning rates": what they train, and what decides them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from linreg import OPTIMIZERS, RunConfig, SweepTooLarge
from linreg.config import LEARNING_RATES
from linreg.rates import SIZES, all_pairs, all_rates, grid, map_size, of_all_pairs, of_all_rates, second_option

SECOND = {
    "sgd": "momentum",
    "momentum": "momentum",
    "nesterov": "momentum",
    "adagrad": None,
    "rmsprop": "momentum",
    "adam": "beta1",
    "adamw": "beta1",
}


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_second_option(optimizer: str) -> None:
    """It is the momentum, for Adam beta1, and for Adagrad there is none."""
    assert second_option(RunConfig(optimizer=optimizer)) == SECOND[optimizer]


@pytest.mark.parametrize("optimizer", [name for name, option in SECOND.items() if option])
@pytest.mark.parametrize("size", SIZES)
def test_every_pair_of_a_grid_is_allowed(optimizer: str, size: int) -> None:
    """The values are on the slider or short decimals, ascending, over the whole range, and allowed."""
    config = RunConfig(optimizer=optimizer)
    lrs, values = grid(config, size)
    assert (len(set(lrs)), len(set(values))) == (size, size)
    assert (lrs, values) == (sorted(lrs), sorted(values))
    assert set(lrs) <= set(LEARNING_RATES)
    assert (lrs[0], lrs[-1]) == (LEARNING_RATES[0], LEARNING_RATES[-1])
    assert values[0] <= 0.001
    assert values[-1] >= 0.999
    for value in values:
        changed = replace(of_all_pairs(config), **{SECOND[optimizer]: value})
        assert changed.value(SECOND[optimizer]) == value


def test_the_learning_rate_decides_neither_sweep_and_the_option_not_the_map() -> None:
    """Configs that differ only so share a sweep; SGD shares its map with SGD with momentum. Anything else is another."""
    for other in (RunConfig(lr=0.3), RunConfig(lr=1e-6)):
        assert of_all_rates(other) == of_all_rates(RunConfig())
        assert of_all_pairs(other) == of_all_pairs(RunConfig(optimizer="momentum", momentum=0.3))
    assert of_all_pairs(RunConfig(optimizer="adam", beta1=0.1)) == of_all_pairs(RunConfig(optimizer="adam", lr=0.2))
    assert of_all_pairs(RunConfig(optimizer="adam", beta2=0.1)) != of_all_pairs(RunConfig(optimizer="adam"))
    assert of_all_rates(RunConfig(optimizer="momentum", momentum=0.3)) != of_all_rates(RunConfig(optimizer="momentum"))
    assert of_all_rates(RunConfig(epochs=50)) != of_all_rates(RunConfig())


@pytest.mark.parametrize(
    ("epochs", "kept"), [(1, [0, 2]), (10, [0, 1, 11]), (1000, [0, 1, 10, 100, 1001]), (1001, [0, 1, 10, 100, 1000, 1002])]
)
def test_the_stages_below_the_epochs_are_kept(epochs: int, kept: list[int]) -> None:
    """Kept are the first state, those after 1, 10, 100 and 1000 epochs, and the last."""
    sweep = all_rates(RunConfig(epochs=epochs, lr=0.3))
    assert sweep.epoch.tolist() == kept
    assert sweep.lr.tolist() == list(LEARNING_RATES)


def test_a_map_gets_coarser_before_it_is_too_dear() -> None:
    """The size falls with epochs and points; in the end there is none, and the sweep is refused."""
    assert map_size(RunConfig()) == 64
    assert map_size(RunConfig(data="hubble")) == 32
    assert map_size(RunConfig(data="cars", epochs=6000)) == 16
    assert map_size(RunConfig(epochs=20_000)) is None
    assert map_size(RunConfig(optimizer="adagrad")) is None
    with pytest.raises(SweepTooLarge, match="epochs"):
        all_pairs(RunConfig(data="hubble"), 64)
    with pytest.raises(SweepTooLarge, match="epochs"):
        all_rates(RunConfig(epochs=20_000))


def test_a_map_is_trained_at_every_pair() -> None:
    """Run i * size + j has the i-th value and the j-th learning rate of the grid; only the ends are kept."""
    for optimizer in ("sgd", "adamw"):
        config = RunConfig(optimizer=optimizer, epochs=3)
        lrs, values = grid(config, 16)
        sweep = all_pairs(config, 16)
        second = sweep.momentum if optimizer == "sgd" else sweep.beta1
        assert sweep.lr.reshape(16, 16)[5].tolist() == lrs
        assert second.reshape(16, 16)[:, 5].tolist() == values
        assert sweep.epoch.tolist() == [0, 4]
