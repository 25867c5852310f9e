"""The HTML of every page: Streamlit's own, with words to read until its scripts have come, and the connection watched."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import parse_qs

import streamlit as st
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from linreg.aliases import Translate
from linreg.locale import LANGUAGES, translator
from linreg.player.assets import imported, paths, player_version
from linreg.ui.pages import page_titles
from linreg.ui.served import STREAMLIT

_HERE: Final = Path(__file__).parent
_ROOT: Final = '<div id="root"></div>'

_FILES: Final = ("/static/", "/player/", "/plotly/", "/live/")
"""Folders without pages. Streamlit serves its page for any address, also for that of a script of an earlier version."""

_OTHERS: Final = ("/_stcore/", "/component/", "/media/")
"""What is no page though it may be HTML, such as the animation that is taken away."""

_CONDITIONS: Final = (b"if-none-match", b"if-modified-since")


class Front(NamedTuple):
    """A page as it is served.

    Attributes:
        html: the page.
        compressed: the same by gzip.
        etag: a digest of it, as an entity tag.
        scripts: the digests of the scripts that stand in it, as sources of a Content-Security-Policy.
    """

    html: bytes
    compressed: bytes
    etag: str
    scripts: tuple[str, ...]


class ServeFront:
    """Middleware that puts `front` in the place of Streamlit's page, wherever Streamlit serves that."""

    def __init__(self, app: ASGIApp, prefix: str = "") -> None:
        self.app = app
        self.prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer for pages, and for files that are not there; leave any other to the app."""
        below = scope.get("path", "").removeprefix(self.prefix)
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD") or below.startswith(_OTHERS):
            await self.app(scope, receive, send)
            return
        instead: Response | None = None

        async def replaced(message: Message) -> None:
            nonlocal instead
            if message["type"] == "http.response.start":
                kind = dict(message["headers"]).get(b"content-type", b"")
                if message["status"] == 200 and kind.startswith(b"text/html"):
                    instead = PlainTextResponse("Not Found", 404) if below.startswith(_FILES) else answer(Request(scope))
                    await instead(scope, receive, send)
            if instead is None:
                await send(message)

        # Of the page as Streamlit has it the browser keeps nothing, so nothing is unchanged.
        asked = [header for header in scope["headers"] if below.startswith(_FILES) or header[0] not in _CONDITIONS]
        await self.app({**scope, "headers": asked}, receive, replaced)


def answer(request: Request) -> Response:
    """Return the page that a request asks for, or that it is unchanged."""
    page = front(language(request), view(request), is_training(request))
    headers = {"Cache-Control": "no-cache", "ETag": page.etag, "Vary": "Accept-Encoding, Accept-Language"}
    request.scope["linreg.scripts"] = page.scripts
    if request.headers.get("If-None-Match") == page.etag:
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        return Response(page.compressed, media_type="text/html", headers={**headers, "Content-Encoding": "gzip"})
    return Response(page.html, media_type="text/html", headers=headers)


def language(request: Request) -> str:
    """Return the language of a request: that of the link, otherwise the browser's first one that there is."""
    asked = parse_qs(request.url.query).get("lang", [])
    spoken = (part.split(";")[0].split("-")[0].strip().lower() for part in request.headers.get("Accept-Language", "").split(","))
    return next((name for name in (*asked, *spoken) if name in LANGUAGES), LANGUAGES[0])


def view(request: Request) -> str:
    """Return "embed" for a page in another page's frame, "lecture" for a projector, otherwise "page"."""
    params = parse_qs(request.url.query)
    if params.get("embed") == ["true"]:
        return "embed"
    return "lecture" if params.get("view") == ["lecture"] else "page"


def is_training(request: Request) -> bool:
    """Return whether a request is for the main page."""
    return request.url.path.rstrip("/").rsplit("/", 1)[-1] not in page_titles(str)


@lru_cache(maxsize=len(LANGUAGES) * 3 * 2)
def front(lang: str, shown: str, training: bool) -> Front:
    """Return a page.

    Args:
        lang: its language.
        shown: "page", "lecture" or "embed".
        training: whether it is the main page.
    """
    # Streamlit's page names neither a language nor the app.
    html = (STREAMLIT.parent / "index.html").read_text(encoding="utf-8")
    html = html.replace('<html lang="en">', f'<html lang="{lang}" data-linreg-view="{shown}">', 1)
    html = html.replace("<title>Streamlit</title>", "<title>linreg</title>", 1)
    html = html.replace("</head>", f"{_head()}</head>", 1)
    # The words do not wait for Streamlit's style sheet, which is for what comes after them.
    (sheet,) = re.findall(r'<link rel="stylesheet"[^>]*>', html)
    html = html.replace(sheet, "", 1).replace(_ROOT, f"{_words(lang, training)}{sheet}{_ROOT}", 1)
    content = html.encode()
    etag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
    return Front(content, gzip.compress(content, 9, mtime=0), etag, _digests(html))


def _head() -> str:
    script = (_HERE / "front.js").read_text(encoding="utf-8")
    script = script.replace("PAGE", f"/\\/({'|'.join(list(page_titles(str))[1:])})?\\/*$/", 1)
    script = script.replace("HOSTS", json.dumps(st.get_option("client.allowedOrigins")), 1)
    style = (_HERE / "front.css").read_text(encoding="utf-8")
    watch = f'<script type="module" src="./player/{player_version()}/connection.js"></script>'
    return f"<style>{style}</style>\n<script>{script}</script>\n{watch}\n"


def _words(lang: str, training: bool) -> str:
    """Return what stands on the page until Streamlit's scripts have come, with what connection.js needs."""
    _ = translator(lang)
    lost = {name: _lost(translator(name)) for name in LANGUAGES}
    title, loading = _("linreg: watch PyTorch fit a line"), _("The page is loading …")
    return (
        f'<div class="linreg-front" data-lost="{_json(lost)}" data-ahead="{_json(_ahead() if training else [])}">'
        f'<h1>{escape(title)}</h1><p role="status">{escape(loading)}</p><i></i><i></i><i></i><i></i></div>'
    )


def _lost(_: Translate) -> str:
    return _("Connection lost. The page comes back by itself.")


def _ahead() -> list[dict[str, str]]:
    """Return the files of the main page's picture, as attributes of links."""
    folder, plotly = f"./player/{player_version()}", paths("player.js")["plotly"]
    modules = [{"rel": "modulepreload", "href": f"{folder}/{name}"} for name in imported("player.js")]
    return [*modules, {"rel": "preload", "href": f"./{plotly}"}]


def _json(value: object) -> str:
    return escape(json.dumps(value, ensure_ascii=False))


def _digests(html: str) -> tuple[str, ...]:
    scripts = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    return tuple(f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in scripts)
