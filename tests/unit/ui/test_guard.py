"""What the server says to strangers, and what it refuses."""

from __future__ import annotations

import asyncio
import re

import pytest
from asked import Answer, ask
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from linreg.link import LONGEST_LINK
from linreg.ui.guard import FRAMES, LARGEST_BODY, LONGEST_TARGET, Guard


async def page(request: Request) -> Response:
    """Answer as front.py does: a page has scripts."""
    request.scope["linreg.scripts"] = ("'sha256-abc='",)
    return PlainTextResponse("page")


def get(target: str, **headers: str) -> Answer:
    """Return what an app behind the guard answers."""
    routes = [Route("/", page), Route("/file", lambda _request: PlainTextResponse("file"))]
    return asyncio.run(ask(Starlette(routes=routes, middleware=[Middleware(Guard)]), target, more=headers))


def rules(target: str) -> dict[str, list[str]]:
    """Return the Content-Security-Policy of a page, by directive."""
    policy = get(target)[1]["content-security-policy"]
    return {name: sources for name, *sources in map(str.split, policy.split(";"))}


@pytest.mark.parametrize("target", ["/", "/file", "/none", "/?" + "x" * LONGEST_TARGET])
def test_every_answer_has_the_headers(target: str) -> None:
    """Files, errors and refusals, too, are not to be sniffed, and tell other sites nothing of the link."""
    _status, headers, _body = get(target)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]


def test_only_pages_have_a_policy() -> None:
    """It names the scripts that stand in the page, and allows no other script there and no eval."""
    assert "content-security-policy" not in get("/file")[1]
    scripts = rules("/")["script-src"]
    assert "'sha256-abc='" in scripts
    assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "https:", "data:"} & set(scripts)
    assert rules("/")["object-src"] == ["'none'"]
    assert rules("/")["default-src"] == ["'self'"]


def test_only_embedded_pages_may_be_framed_by_anybody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any other page only by its own site, by the hosts that Streamlit trusts, and by those that the server is told."""
    assert rules("/?lr=0.1&embed=true")["frame-ancestors"] == ["*"]
    for target in ("/", "/?embed=false", "/?lr=embed=true", "/?notembed=true"):
        assert "*" not in rules(target)["frame-ancestors"]
        assert rules(target)["frame-ancestors"][0] == "'self'"
    assert "https://host.example" not in rules("/")["frame-ancestors"]
    monkeypatch.setenv(FRAMES, "https://host.example https://other.example")
    assert rules("/")["frame-ancestors"][-2:] == ["https://host.example", "https://other.example"]


def test_a_link_too_long_is_refused_in_both_languages() -> None:
    """The longest link that the page makes passes; a longer request gets 414 and a short text."""
    assert get("/?data=" + "1" * (LONGEST_LINK - 5))[0] == 200
    status, _headers, body = get("/?data=" + "1" * LONGEST_TARGET)
    assert status == 414
    assert "too long" in body.decode()
    assert re.search("[가-힣]", body.decode())
    assert len(body) < 300


@pytest.mark.parametrize("length", [str(LARGEST_BODY + 1), "1" * 30, "-1", "many"])
def test_a_body_too_large_is_refused_in_both_languages(length: str) -> None:
    """By what it says of itself, before it is read."""
    status, headers, body = get("/file", **{"content-length": length})
    assert status == 413
    assert headers["connection"] == "close"
    assert "at most 1 MB" in body.decode()
    assert re.search("[가-힣]", body.decode())


def test_a_file_of_one_megabyte_passes() -> None:
    """With what a form puts around it."""
    assert get("/file", **{"content-length": str(2**20 + 500)})[0] == 200
