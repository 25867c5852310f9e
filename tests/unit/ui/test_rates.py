"""The tab "All learning rates": what a click sets, and that a sweep is trained once."""

from __future__ import annotations

import math
import threading
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linreg import RunConfig, Sweep
from linreg.config import LEARNING_RATES
from linreg.rates import SIZES, grid, of_all_rates
from linreg.ui import rates, state
from linreg.ui.player import pair_of
from linreg.ui.rates import Swept, take_pair, take_rate

finite = st.floats(allow_nan=False, allow_infinity=False)


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Put a dictionary in the place of Streamlit's state."""
    kept: dict[str, Any] = {"lr": 0.1, "optimizer": "sgd"}
    monkeypatch.setattr(state.st, "session_state", kept)
    return kept


@pytest.mark.parametrize(
    "sent",
    [None, 1, "1, 2", [1], [1, 2, 3], ["1", 2], [1, None], [math.nan, 0], [0, math.inf], [-math.inf, 0], [10**400, 1], {"x": 1}],
)
def test_only_a_pair_of_finite_numbers_is_taken(sent: object) -> None:
    """Anything else that a browser may send is no pair."""
    assert pair_of(sent) is None
    assert pair_of([1, 0.5]) == (1.0, 0.5)


@pytest.mark.parametrize(("x", "lr"), [(0.0302, 0.03), (0.19, 0.19), (1e-9, 1e-4), (0.0, 1e-4), (-3.0, 1e-4), (1e300, 1.0)])
def test_a_click_sets_the_nearest_learning_rate(kept: dict[str, Any], x: float, lr: float) -> None:
    """The learning rate becomes the nearest one of the slider, at its end if the click is beyond it; nothing else changes."""
    take_rate(x, 5.0)
    assert kept == {"lr": lr, "optimizer": "sgd"}


@given(finite)
def test_no_other_learning_rate_is_nearer(x: float) -> None:
    """On the logarithmic scale no learning rate of the slider is nearer to the click."""
    found = rates._nearest_rate(x, LEARNING_RATES)
    place = min(max(x, 1e-4), 1.0)
    assert abs(math.log(found / place)) == pytest.approx(min(abs(math.log(lr / place)) for lr in LEARNING_RATES), abs=1e-12)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("config", "option", "optimizer"),
    [
        (RunConfig(), "momentum", "momentum"),
        (RunConfig(optimizer="nesterov"), "momentum", None),
        (RunConfig(optimizer="rmsprop"), "momentum", None),
        (RunConfig(optimizer="adam"), "beta1", None),
    ],
)
def test_a_click_on_the_map_sets_a_pair_of_it(
    kept: dict[str, Any], config: RunConfig, option: str, optimizer: str | None, size: int
) -> None:
    """Both settings become those of the cell; plain SGD becomes SGD with momentum. Every cell is an allowed config."""
    lrs, values = grid(config, size)
    take_pair(lrs[5] * 1.01, values[7] + 0.2 / size, config, size)
    assert (kept["lr"], kept[option]) == (lrs[5], values[7])
    assert kept["optimizer"] == (optimizer or "sgd")  # the state's own stays
    take_pair(-1e300, 1e300, config, size)
    assert (kept["lr"], kept[option]) == (lrs[0], values[-1])


def test_without_a_second_option_nothing_is_set(kept: dict[str, Any]) -> None:
    """Adagrad has no map: a click that arrives for one changes nothing."""
    take_pair(0.1, 0.5, RunConfig(optimizer="adagrad"), 64)
    assert kept == {"lr": 0.1, "optimizer": "sgd"}


def test_a_sweep_is_trained_once_however_many_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four threads that ask at once get the same sweep."""
    made: list[Sweep] = []
    train = rates.all_rates
    monkeypatch.setattr(rates, "all_rates", lambda *given: made.append(train(*given)) or made[-1])
    place, got = Swept(RunConfig(epochs=30), None), []
    threads = [threading.Thread(target=lambda: got.append(place.get(lambda _done: None))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert all(each is made[0] for each in got)
    assert len(got) == 4


def test_an_interrupted_sweep_is_trained_by_the_next() -> None:
    """What progress raises ends the training and is passed on; another who asks gets the sweep."""
    place = Swept(of_all_rates(RunConfig(epochs=200)), None)

    def interrupt(_done: float) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        place.get(interrupt)
    assert place.get(lambda _done: None).config.epochs == 200
