"""Sweeps over HTTP."""

from __future__ import annotations

import asyncio
import gzip
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from urllib.parse import parse_qs, urlsplit

import pytest
from asked import Answer, ask, head_of
from starlette.applications import Starlette

from linreg import Dataset, RunConfig
from linreg.link import parse
from linreg.ui import live
from linreg.ui.asked import version
from linreg.ui.live import Sweeps, path_of


def get(target: str, encodings: str = "gzip", prefix: str = "") -> Answer:
    """Return what a fresh server answers."""
    return asyncio.run(ask(Starlette(routes=Sweeps().routes(prefix)), target, encodings))


@pytest.mark.parametrize("prefix", ["", "/course"])
def test_the_path_of_the_page_is_answered_for_good(prefix: str) -> None:
    """What the player asks for is there under any prefix, compressed, and kept by browsers."""
    path = path_of(RunConfig(lr=0.19, epochs=20, zero_grad=False))
    assert path is not None
    assert "lr" not in parse_qs(urlsplit(path).query)
    status, headers, body = get(f"{prefix}/{path}", prefix=prefix)
    assert status == 200
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    assert headers["content-encoding"] == "gzip"
    head = head_of(gzip.decompress(body))
    assert head["epochs"] == 20
    assert len(head["lr"]) == 301  # type: ignore[arg-type]
    assert get(f"{prefix}/{path}", "br", prefix)[2] == gzip.decompress(body)


def test_the_path_holds_all_but_the_learning_rate() -> None:
    """It is the page's own link, and so is its parser."""
    config = RunConfig(lr=0.2, data=Dataset("mine", [1.0, 2.5, 4.0], [0.5, 1.0, 3.0]), optimizer="adam", beta1=0.5, epochs=70)
    path = path_of(config)
    assert path is not None
    settings, problems = parse(parse_qs(urlsplit(path).query))
    assert problems == []
    assert path_of(settings.config) == path
    assert (settings.config.beta1, settings.config.epochs, settings.config.lr) == (0.5, 70, 0.01)
    assert path_of(RunConfig(lr=0.5)) == path_of(RunConfig(lr=0.001))


def test_points_too_many_for_an_address_have_no_path() -> None:
    """Then the page goes without."""
    x = [n * 1.23456789 for n in range(500)]
    assert path_of(RunConfig(data=Dataset("many", x, x), epochs=100)) is None


def test_a_run_too_long_has_no_path() -> None:
    """What the server would refuse is not asked for."""
    assert path_of(RunConfig(batch=1, epochs=15_000)) is None
    assert path_of(RunConfig(batch=1, epochs=1500)) is not None


def test_without_a_version_or_with_another_nothing_is_kept() -> None:
    """A browser asks anew."""
    for path in ("/live/sweep?epochs=5", "/live/0123456789/sweep?epochs=5"):
        status, headers, _body = get(path)
        assert (status, headers["cache-control"]) == (200, "no-cache")
    assert "immutable" in get(f"/live/{version()}/sweep?epochs=5")[1]["cache-control"]


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("epochs=0", 400, "epochs"),
        ("optimizer=magic&epochs=5", 400, "optimizer"),
        ("data=%3Cscript%3E&epochs=5", 400, "data"),
        ("seed=1&seed=2&epochs=5", 400, "seed"),
        ("momentum=2&optimizer=momentum&epochs=5", 400, "momentum"),
        ("scale=true&data=" + "1e30,1;2e30,1;3e30,2".replace(";", "%3B") + "&epochs=5", 400, "data"),
        ("batch=1&epochs=15000", 413, "epochs must be fewer"),
        ("start=" + "1" * 9000, 400, "link"),
    ],
)
def test_a_refusal_names_the_field(query: str, status: int, said: str) -> None:
    """Nothing else is said, and nothing is kept."""
    found, headers, body = get(f"/live/{version()}/sweep?{query}")
    assert found == status
    assert headers["content-type"].startswith("text/plain")
    assert "immutable" not in headers.get("cache-control", "")
    assert said in body.decode()
    assert "Traceback" not in body.decode()
    assert len(body) < 300


def test_two_who_ask_at_once_share_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is trained once; one who leaves does not end it for the other; and the oldest of many is forgotten."""
    made: list[RunConfig] = []
    waiting: Future[bytes] = Future()

    def make(config: RunConfig, _on_progress: object) -> bytes:
        made.append(config)
        return waiting.result() if config.epochs == 5 else gzip.compress(b"other")

    async def together() -> list[Answer]:
        app = Starlette(routes=Sweeps().routes(""))
        asked = [asyncio.create_task(ask(app, f"/live/sweep?epochs=5&lr={lr}")) for lr in (0.1, 0.2, 0.3)]
        await asyncio.sleep(0.05)
        asked[0].cancel()
        await asyncio.sleep(0.05)
        waiting.set_result(gzip.compress(b"trained"))
        answers = list(await asyncio.gather(*asked[1:]))
        for epochs in range(10, 10 + live._MOST):
            await ask(app, f"/live/sweep?epochs={epochs}")
        await ask(app, "/live/sweep?epochs=41")
        assert len(made) == 1 + live._MOST
        await ask(app, "/live/sweep?epochs=5")
        return answers

    monkeypatch.setattr(live, "_made", make)
    answers = asyncio.run(together())
    assert [gzip.decompress(body) for _status, _headers, body in answers] == [b"trained", b"trained"]
    assert [config.epochs for config in made].count(5) == 2


def test_only_so_many_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks for more is told to come again, one address sooner than all; what is there is answered, and turns come free."""
    open_again = threading.Event()

    def make(config: RunConfig, _on_progress: object) -> bytes:
        if config.epochs != 5:
            open_again.wait(30)
        return gzip.compress(b"trained")

    async def crowd() -> None:
        app = Starlette(routes=Sweeps().routes(""))
        assert (await ask(app, "/live/sweep?epochs=5", client="one"))[0] == 200
        epochs = iter(range(10, 10_000))

        async def more(client: str, count: int) -> list[asyncio.Task[Answer]]:
            tasks = [asyncio.create_task(ask(app, f"/live/sweep?epochs={next(epochs)}", client=client)) for _ in range(count)]
            await asyncio.sleep(0.05)
            return tasks

        first = await more("one", live.MOST_OF_ONE)
        (refused,) = await more("one", 1)
        assert (refused.result()[0], refused.result()[1]["retry-after"]) == (503, "5")
        others = await more("two", live.MOST_OF_ONE)
        (refused,) = await more("three", 1)
        assert refused.result()[0] == 503
        assert (await ask(app, "/live/sweep?epochs=5", client="one"))[0] == 200
        open_again.set()
        assert {answer[0] for answer in await asyncio.gather(*first, *others)} == {200}
        assert (await (await more("one", 1))[0])[0] == 200

    monkeypatch.setattr(live, "_made", make)
    assert live.MOST_WAITING == 2 * live.MOST_OF_ONE
    asyncio.run(crowd())


def test_a_server_that_ends_answers_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those who wait are told so, and nothing new is begun."""
    monkeypatch.setattr(live, "_made", lambda _config, on_progress: _until_given_up(on_progress))

    async def end() -> list[int]:
        sweeps = Sweeps()
        app = Starlette(routes=sweeps.routes(""))
        asked = [asyncio.create_task(ask(app, f"/live/sweep?epochs={epochs}")) for epochs in (5, 6, 7)]
        await asyncio.sleep(0.05)
        sweeps.close()
        return [answer[0] for answer in [*await asyncio.gather(*asked), await ask(app, "/live/sweep?epochs=8")]]

    assert asyncio.run(end()) == [503] * 4


def _until_given_up(on_progress: Callable[[float], None]) -> bytes:
    while True:
        on_progress(0.5)
        time.sleep(0.01)


def test_a_server_that_ends_gives_up() -> None:
    """What is being trained stops, instead of keeping the process alive."""
    sweeps = Sweeps()
    future = sweeps._of(RunConfig(epochs=9_000))
    while not future.running():
        time.sleep(0.01)
    sweeps.close()
    with pytest.raises(CancelledError):
        future.result(timeout=30)
