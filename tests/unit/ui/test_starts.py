"""Runs from other starts over HTTP."""

from __future__ import annotations

import asyncio
import re
import threading
import time
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from asked import Answer, ask, head_of
from starlette.applications import Starlette

from linreg import Dataset, RunConfig, record
from linreg.data.points import MAX_POINTS
from linreg.sweeps import work
from linreg.ui import starts
from linreg.ui.asked import version
from linreg.ui.starts import LONGEST, Starts, path_from, shortened


def get(target: str, prefix: str = "") -> Answer:
    """Return what a fresh server answers."""
    return asyncio.run(ask(Starlette(routes=Starts().routes(prefix)), target))


def final_of(content: bytes) -> Any:
    """Return final W, b and cost of the one run of an answer."""
    first = 4 + int.from_bytes(content[:4], "little")
    return np.frombuffer(content[first : first + 12], "<f4")


CONFIGS = [
    RunConfig(epochs=120, lr=0.15),
    RunConfig(epochs=60, optimizer="adam", style="linear", seed=3),
    RunConfig(epochs=40, batch=2, zero_grad=False, lr=0.02),
    RunConfig(epochs=50, data="hubble", scale=True, style="module"),
    RunConfig(epochs=200, lr=0.3),
]


@pytest.mark.parametrize("config", CONFIGS)
@pytest.mark.parametrize("prefix", ["", "/course"])
def test_the_run_from_a_start_is_that_of_record(config: RunConfig, prefix: str) -> None:
    """The player adds a start to the path of the page, and gets the run that it will get from there; nobody keeps it."""
    path = path_from(replace(config, start=(9.0, 9.0)))
    status, headers, body = get(f"{prefix}/{path}&start=0.5,-1.25", prefix)
    assert status == 200
    assert headers["cache-control"] == "no-store"
    assert "content-encoding" not in headers
    assert re.fullmatch(r"train;dur=[1-9]\d*\.\d", headers["server-timing"])
    run = record(replace(config, start=(0.5, -1.25)))
    np.testing.assert_allclose(final_of(body), np.float32([*run.final, run.final_cost]), rtol=2e-4, atol=1e-6)
    head = head_of(body)
    assert (head["lr"], head["epochs"], head["step"][0]) == ([config.lr], config.epochs, 0)
    assert head["diverged"] == [-1 if run.diverged_at is None else run.diverged_at]
    assert len(body) < 4_000


def test_the_path_has_the_epochs_and_no_start() -> None:
    """The player may ask for fewer of them, and always gives a start of its own."""
    path = path_from(RunConfig(start=(1.0, 2.0)))
    assert path == f"live/{version()}/run?epochs=2000"
    assert get(f"/{path}&start=2,1")[0] == 200


def test_points_too_many_for_an_address_have_no_path() -> None:
    """Then the page goes without."""
    x = [n * 1.23456789 for n in range(500)]
    assert path_from(RunConfig(data=Dataset("many", x, x), epochs=100)) is None


@pytest.mark.parametrize(
    "config",
    [RunConfig(), RunConfig(epochs=20_000), RunConfig(batch=1, epochs=5000), RunConfig(batch=2, epochs=9000, optimizer="adam")],
)
def test_of_a_long_run_the_first_epochs_are_trained(config: RunConfig) -> None:
    """As many as the limit allows: with one more it would be exceeded. The default is trained as a whole."""
    first = shortened(config)
    points = len(config.dataset)
    assert work(first, 1, points) <= LONGEST
    assert first == config or work(replace(first, epochs=first.epochs + 1), 1, points) > LONGEST
    assert shortened(RunConfig()) == RunConfig()


def test_the_longest_epoch_that_a_link_can_ask_for_is_trained() -> None:
    """So that no preview is refused for its length."""
    mine = Dataset("mine", [float(n) for n in range(MAX_POINTS)], [0.0] * MAX_POINTS)
    assert work(shortened(RunConfig(data=mine, batch=1, epochs=9)), 1, MAX_POINTS) <= LONGEST


def test_the_answer_says_how_many_epochs_it_has() -> None:
    """They are the first of the run."""
    config = RunConfig(batch=1, epochs=4000, lr=0.001)
    head = head_of(get(f"/{path_from(config)}&start=1,1")[2])
    assert head["epochs"] == shortened(config).epochs < 700


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("start=1", 400, "start"),
        ("start=1,1e99", 400, "start"),
        ("start=nan,1", 400, "start"),
        ("start=1,1&start=2,2", 400, "start"),
        ("epochs=0", 400, "epochs"),
        ("optimizer=magic", 400, "optimizer"),
        ("scale=true&data=1e38~1_2e38~1_3e38~2&epochs=5", 400, "data: x and y must be smaller"),
        ("start=" + "1" * 9000, 400, "link"),
    ],
)
def test_a_refusal_names_the_field(query: str, status: int, said: str) -> None:
    """As for a sweep: the parser is the same."""
    found, headers, body = get(f"/live/{version()}/run?{query}")
    assert found == status
    assert headers["content-type"].startswith("text/plain")
    assert body.decode().startswith(said)
    assert len(body) < 300


def test_who_leaves_ends_the_training(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next one does not wait for a run that nobody wants, be it in training or waiting."""
    began, given_up = threading.Event(), threading.Event()
    trained: list[RunConfig] = []

    def slowly(config: RunConfig, _lr: object, *, on_progress: Any, **_options: object) -> None:
        trained.append(config)
        began.set()
        try:
            while True:
                time.sleep(0.005)
                on_progress(0.5)
        finally:
            given_up.set()

    async def together() -> list[int]:
        app = Starlette(routes=Starts().routes(""))
        left = asyncio.Event()
        asked = [asyncio.create_task(ask(app, f"/live/0/run?epochs={n}", left=left)) for n in (5, 6)]
        await asyncio.to_thread(began.wait, 30)
        left.set()
        return [status for status, _headers, _body in await asyncio.gather(*asked)]

    monkeypatch.setattr(starts, "sweep", slowly)
    assert asyncio.run(together()) == [503, 503]
    assert given_up.is_set()
    assert [config.epochs for config in trained] == [5]


def test_so_many_wait_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """One too many is told so at once; afterwards there is room again."""
    monkeypatch.setattr(starts, "MOST_WAITING", 2)
    go = threading.Event()
    sweep = starts.sweep

    def wait(*given: Any, **named: Any) -> Any:
        go.wait(30)
        return sweep(*given, **named)

    async def together() -> list[int]:
        app = Starlette(routes=Starts().routes(""))
        asked = [asyncio.create_task(ask(app, "/live/0/run?epochs=5")) for _ in range(2)]
        await asyncio.sleep(0.05)
        refused = await ask(app, "/live/0/run?epochs=5")
        go.set()
        answers = [refused, *await asyncio.gather(*asked), await ask(app, "/live/0/run?epochs=5")]
        return [status for status, _headers, _body in answers]

    monkeypatch.setattr(starts, "sweep", wait)
    assert asyncio.run(together()) == [503, 200, 200, 200]


def test_a_server_that_ends_gives_up() -> None:
    """What is being trained stops, and what waits is not begun."""
    served = Starts()
    held = served._executor.submit(served._made, RunConfig(epochs=9_000), threading.Event())
    waiting = served._executor.submit(served._made, RunConfig(epochs=9_000), threading.Event())
    while not (held.running() or held.done()):
        time.sleep(0.01)
    served.close()
    with pytest.raises(starts._GivenUp):
        held.result(timeout=30)
    assert waiting.cancelled()
