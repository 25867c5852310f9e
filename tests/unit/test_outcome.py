"""outcome: each number recomputed from its definition on real runs."""

import math

import numpy as np
import pytest

from linreg import Dataset, RunConfig, analyse, record
from linreg.outcome import Outcome, outcome

NEAR = 1e-3

CONFIGS = {
    "converging": RunConfig(lr=0.1),
    "zigzag": RunConfig(lr=0.17),
    "crawling": RunConfig(lr=0.001, epochs=300),
    "arriving with the last update": RunConfig(lr=0.1, epochs=311),
    "swinging past": RunConfig(lr=0.01, zero_grad=False, start=(2.0, 0.01), epochs=500),
    "growing": RunConfig(lr=0.19, epochs=20),
    "diverged": RunConfig(lr=1.0),
    "diverged at once": RunConfig(start=(1e30, 0.0)),
    "adam": RunConfig(optimizer="adam", lr=0.1, epochs=1000),
    "momentum": RunConfig(optimizer="momentum", lr=0.05, epochs=400),
    "rmsprop, never quiet": RunConfig(optimizer="rmsprop", lr=0.01, epochs=600),
    "at the optimum": RunConfig(lr=0.1, start=(2.0, 0.0), epochs=20),
    "scaled": RunConfig(data="cars", scale=True, lr=0.05, epochs=300),
    "batches": RunConfig(data="cars", scale=True, batch=10, lr=0.02, epochs=50),
    "batches that arrive": RunConfig(batch=2, lr=0.05, epochs=600),
    "batches of one": RunConfig(batch=1, lr=0.05, epochs=600),
    "batches that diverge": RunConfig(data="noisy", batch=5, lr=3.0, epochs=300),
}


@pytest.mark.parametrize("name", CONFIGS)
def test_from_its_definition(name: str) -> None:
    """Distances, costs, arrival and rise of the cost agree with a loop over the run's numbers."""
    run, theory = record(CONFIGS[name]), analyse(CONFIGS[name])
    found = outcome(run, theory)
    states = [*zip(run.W.tolist(), run.b.tolist(), strict=True), run.final]
    away = [math.dist(state, (theory.W, theory.b)) for state in states]
    assert found.first_distance == pytest.approx(away[0], rel=1e-12)
    assert found.last_distance == pytest.approx(away[-1], rel=1e-12, nan_ok=True)
    assert found.last_cost == pytest.approx(run.final_cost, nan_ok=True)
    assert found.lowest_cost == min(
        (cost for cost in [*run.cost.tolist(), run.final_cost] if math.isfinite(cost)), default=math.inf
    )
    assert found.rose == (not math.isfinite(run.final_cost) or run.final_cost > run.cost[0])
    quiet = next((first for first in range(len(states)) if all(distance <= NEAR for distance in away[first:])), None)
    begun = [first for first in range(0, len(states), run.updates_per_epoch) if quiet is not None and first >= quiet]
    assert found.arrived == (begun[0] // run.updates_per_epoch if begun else None)


def test_the_runs_differ() -> None:
    """The tested runs arrive at different epochs or never, and some rise."""
    found: dict[str, Outcome] = {name: outcome(record(config), analyse(config)) for name, config in CONFIGS.items()}
    arrived = {name for name, what in found.items() if what.arrived is not None}
    assert arrived >= {"converging", "zigzag", "adam", "momentum", "scaled", "batches that arrive", "at the optimum"}
    assert not arrived & {"crawling", "swinging past", "growing", "diverged", "batches"}
    assert {name for name, what in found.items() if what.rose} >= {
        "growing",
        "diverged",
        "diverged at once",
        "batches that diverge",
    }
    assert not any(found[name].rose for name in ("converging", "crawling", "at the optimum", "adam", "scaled"))
    assert found["at the optimum"].arrived == 0
    assert found["diverged at once"].lowest_cost == math.inf
    # It was near, and left again.
    config = CONFIGS["swinging past"]
    run, theory = record(config), analyse(config)
    assert np.hypot(run.W - theory.W, run.b - theory.b).min() < NEAR


def test_arrival_with_the_last_update() -> None:
    """Arrival with the last update counts as the epoch after the last; without that update there is no arrival."""
    config = RunConfig(lr=0.1)
    run, theory = record(config), analyse(config)
    at = outcome(run, theory).arrived
    assert 10 < at < 2000
    assert math.dist((run.W[at - 1], run.b[at - 1]), (theory.W, theory.b)) > NEAR
    for epochs, expected in ((at, at), (at - 1, at), (at - 2, None)):
        assert outcome(record(RunConfig(lr=0.1, epochs=epochs)), theory).arrived == expected


def test_about_the_points_as_trained() -> None:
    """With standardised points the distance is that of the standardised W and b."""
    config = RunConfig(data="hubble", scale=True, lr=0.1, epochs=200, start=(0.0, 0.0))
    found = outcome(record(config), analyse(config))
    data = config.dataset
    assert found.first_distance == pytest.approx(np.corrcoef(data.x, data.y)[0, 1], abs=1e-6)
    assert found.last_distance < 1e-5
    own = Dataset("own", data.x, data.y)
    assert outcome(record(config, own), analyse(config, own)) == found
