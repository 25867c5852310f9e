"""Batches: the points of each update, the limit of updates, and recordings."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles import assert_same, cost_bound, exact_cost
from plain import assert_is_plain, plain_loop
from torch import Tensor

import linreg.config
import linreg.training
from linreg import ConfigError, Dataset, Recording, Run, RunConfig, analyse, load_dataset, record, train
from linreg.config import EPOCHS_MAX, UPDATES_MAX
from linreg.styles import STYLES, Style

NOISY = load_dataset("noisy")  # 24 points
DIVERGES_WITHIN_AN_EPOCH = RunConfig(data="noisy", batch=5, lr=3.0, epochs=300)


def line_of(points: int) -> Dataset:
    """Return so many points."""
    return Dataset("line", np.linspace(-1, 1, points), np.linspace(-1, 3, points))


def same(one: Run, other: Run) -> bool:
    """Return whether two runs have the same numbers, including the batch costs."""
    assert_same(one, other)
    return np.array_equal(one.batch_cost, other.batch_cost, equal_nan=True) and one.updates_per_epoch == other.updates_per_epoch


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("zero_grad", [True, False])
@pytest.mark.parametrize(
    ("batch", "optimizer", "lr"), [(1, "sgd", 0.02), (5, "momentum", 0.02), (12, "adam", 0.1), (23, "sgd", 3.0)]
)
def test_a_run_is_a_plain_loop_over_a_data_loader(style: str, zero_grad: bool, batch: int, optimizer: str, lr: float) -> None:
    """A run with batches equals a plain loop over a DataLoader with its own seeded generator, bit for bit."""
    config = RunConfig(style=style, zero_grad=zero_grad, batch=batch, optimizer=optimizer, lr=lr, data="noisy", epochs=12, seed=5)
    run = record(config)
    assert_is_plain(run, plain_loop(config))
    assert run.updates_per_epoch == -(-24 // batch)
    assert np.array_equal(run.time, np.arange(len(run)) / run.updates_per_epoch)
    assert np.array_equal(np.floor(run.time + 1e-9), run.epoch)


def test_cost_and_batch_cost() -> None:
    """`cost` is over all points; `batch_cost` is over the batch."""
    config = RunConfig(data="noisy", batch=7, lr=0.05, epochs=5)
    run, plain = record(config), plain_loop(config)
    for W, b, cost, batch_cost, (x, y) in zip(run.W, run.b, run.cost, run.batch_cost, plain.batches, strict=True):
        assert abs(cost - exact_cost(NOISY, W, b)) <= cost_bound(NOISY, (W, b), 0.0)
        part = Dataset("part", x, y)
        assert abs(batch_cost - exact_cost(part, W, b)) <= cost_bound(part, (W, b), 0.0)
    assert (run.cost != run.batch_cost).all()


@pytest.mark.parametrize(("batch", "sizes"), [(1, [1] * 24), (5, [5, 5, 5, 5, 4]), (8, [8, 8, 8]), (24, [24]), (100, [24])])
def test_an_epoch_is_a_pass_over_all_points(monkeypatch: pytest.MonkeyPatch, batch: int, sizes: list[int]) -> None:
    """In each epoch every point is in exactly one batch, and the order changes every epoch."""
    seen: list[list[tuple[float, float]]] = []

    def watched(made: Callable[[float, float], Style]) -> Callable[[float, float], Style]:
        def make(W: float, b: float) -> Style:
            model = made(W, b)
            cost_of = model.cost

            def cost(x: Tensor, y: Tensor) -> Tensor:
                if torch.is_grad_enabled():
                    seen.append(list(zip(x.flatten().tolist(), y.flatten().tolist(), strict=True)))
                return cost_of(x, y)

            model.cost = cost
            return model

        return make

    monkeypatch.setattr(linreg.training, "STYLES", {name: watched(made) for name, made in STYLES.items()})
    steps = list(train(RunConfig(data="noisy", batch=batch, epochs=9)))
    assert [len(points) for points in seen] == sizes * 10
    assert [step.epoch for step in steps] == [epoch for epoch in range(10) for _ in sizes]
    in_order = [point for points in seen for point in points]
    passes = [in_order[first : first + 24] for first in range(0, 240, 24)]
    everything = sorted(zip(*(np.float32(column).tolist() for column in (NOISY.x, NOISY.y)), strict=True))
    assert all(sorted(points) == everything for points in passes)
    assert len(set(map(tuple, passes))) == 10


@pytest.mark.parametrize("style", STYLES)
def test_the_seed_decides_the_order(style: str) -> None:
    """The seed decides the shuffling, whatever the start."""
    configs = [RunConfig(style=style, data="noisy", batch=6, epochs=20, seed=seed, start=(0.0, 0.0)) for seed in (1, 1, 2)]
    one, again, other = map(record, configs)
    assert same(one, again)
    assert one.batch_cost[0] != other.batch_cost[0]
    assert not np.array_equal(one.W, other.W)


def test_nobody_elses_random_numbers() -> None:
    """Training in batches neither uses the global generator nor depends on it or on other trainings."""
    config = RunConfig(style="module", data="noisy", batch=5, epochs=10)
    with torch.random.fork_rng():
        torch.manual_seed(1)
        before = torch.get_rng_state()
        alone = list(train(config))
        assert torch.equal(torch.get_rng_state(), before)
        torch.manual_seed(2)
        by_turns = zip(train(config), train(replace(config, seed=9)), train(config), strict=True)
        first, _, third = (list(steps) for steps in zip(*by_turns, strict=True))
    assert first == third == alone


@pytest.mark.parametrize("batch", [24, 25, 100_000])
def test_a_batch_of_all_points(batch: int) -> None:
    """A batch of all points or more makes one update an epoch, and theory covers the run."""
    config = RunConfig(data="noisy", batch=batch, lr=0.1, epochs=EPOCHS_MAX)
    run = Recording(config).run(50)
    assert run.updates_per_epoch == 1
    assert run.epoch.tolist() == list(range(51))
    assert np.array_equal(run.cost, run.batch_cost)
    unshuffled = record(RunConfig(data="noisy", lr=0.1, epochs=50))
    assert pytest.approx(unshuffled.W, rel=1e-5) == run.W
    assert analyse(config).verdict == analyse(replace(config, batch=None)).verdict is not None


@given(st.integers(2, 3000), st.integers(1, 3000))
def test_limit_of_updates(points: int, batch: int) -> None:
    """`epochs_max` is the largest number with at most 60000 updates; one more is refused, naming epochs or batch."""
    config = RunConfig(data=line_of(points), batch=batch, epochs=1)
    updates = len(range(0, points, batch))
    assert config.updates_per_epoch(points) == updates
    fit = [epochs for epochs in range(1, EPOCHS_MAX + 1) if updates == 1 or (epochs + 1) * updates <= 60_000]
    assert config.epochs_max == fit[-1]
    assert replace(config, epochs=config.epochs_max).epochs == config.epochs_max
    with pytest.raises(ConfigError) as caught:
        replace(config, epochs=config.epochs_max + 1)
    assert caught.value.field == "epochs"
    assert caught.value.value == config.epochs_max + 1


def test_limit_of_updates_says_what_is_possible() -> None:
    """The error names the largest number of epochs, or asks for a larger batch if even one epoch is too many."""
    assert UPDATES_MAX == 60_000
    with pytest.raises(ConfigError, match=r"^epochs must be at most 1199 where an epoch is 50 updates, got 1200$"):
        RunConfig(data="cars", batch=1, epochs=1200)
    with pytest.raises(ConfigError, match=r"^batch must be larger: 30001 points make 30001 batches, got 1$"):
        RunConfig(data=line_of(30_001), batch=1, epochs=1)
    assert RunConfig(data=line_of(30_001), batch=2, epochs=1).epochs_max == 2


def test_limit_of_updates_of_other_points() -> None:
    """The limit is that of the points in training, not of the config's own."""
    config = RunConfig(batch=1, epochs=2000)
    for refused in (lambda: next(train(config, line_of(48))), lambda: Recording(config, line_of(48)).run(2000)):
        with pytest.raises(ConfigError, match=r"^epochs must be at most 1249 where an epoch is 48 updates, got 2000$"):
            refused()
    config = RunConfig(data="cars", batch=1, epochs=1199)
    assert sum(1 for _ in train(config, load_dataset("notes"))) == 3600
    assert len(record(config, load_dataset("notes"))) == 3600


CONFIGS = [
    RunConfig(data="noisy", batch=5, lr=0.02),
    RunConfig(data="noisy", batch=24, optimizer="adam"),
    RunConfig(data="noisy", batch=1, zero_grad=False, style="linear", lr=0.001),
    DIVERGES_WITHIN_AN_EPOCH,
]


@settings(max_examples=20)
@given(st.sampled_from(CONFIGS), st.lists(st.integers(1, 40), min_size=1, max_size=4))
def test_a_recording_of_batches(config: RunConfig, lengths: list[int]) -> None:
    """In any order of lengths, a recording gives the same runs as new trainings, `final` included."""
    recording = Recording(config)
    for epochs in lengths:
        run = recording.run(epochs)
        assert_is_plain(run, plain_loop(replace(config, epochs=epochs)))
        assert same(run, record(replace(config, epochs=epochs)))


@pytest.mark.parametrize(("lr", "batch"), [(1.0, 0), (0.5, 2), (1.5, 4)])
def test_diverging_within_an_epoch(lr: float, batch: int) -> None:
    """A run with a non-finite batch stops there, anywhere in an epoch, and names that epoch."""
    config = replace(DIVERGES_WITHIN_AN_EPOCH, lr=lr)
    run = record(config)
    assert run.diverged_at == run.epoch[-1] > 1
    assert len(run) == run.diverged_at * run.updates_per_epoch + batch + 1
    assert not np.isfinite(run.batch_cost[-1])
    assert np.isfinite([run.W, run.b, run.grad_W, run.grad_b, run.batch_cost])[:, :-1].all()
    cut = Recording(config).run(run.diverged_at - 1)
    assert cut.diverged_at is None
    assert len(cut) == run.diverged_at * run.updates_per_epoch


def test_the_longest_run_of_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run with the largest number of updates is complete, and `final` is after the last."""
    monkeypatch.setattr(linreg.config, "UPDATES_MAX", 603)
    config = RunConfig(data="noisy", batch=5, epochs=1, lr=0.02)
    longest = replace(config, epochs=config.epochs_max)
    assert longest.epochs == 119
    shares: list[float] = []
    run = Recording(config).run(longest.epochs, shares.append)
    assert len(run) == 600
    assert shares[-1] == 1
    assert_is_plain(run, plain_loop(longest))
