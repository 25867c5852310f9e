"""The HTML of the pages, as it is served."""

from __future__ import annotations

import asyncio
import base64
import gzip
import hashlib
import json
import re
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest
from asked import Answer, ask
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route
from starlette.staticfiles import StaticFiles

from linreg.player.assets import PLAYER, imported
from linreg.ui.front import ServeFront, front
from linreg.ui.served import STREAMLIT

PREFIX = "/course"


class Page(HTMLParser):
    """What stands in a page: the attributes of all elements by tag, and the text by tag."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Note a text."""
        if self.elements:
            self.texts.setdefault(self.elements[-1][0], []).append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of all elements of a tag."""
        return [attributes for name, attributes in self.elements if name == tag]


def get(target: str, language: str = "en-US", **more: str) -> Answer:
    """Return what is answered in front of Streamlit's own files."""
    routes = [
        Route(f"{PREFIX}/_stcore/health", lambda _request: HTMLResponse("ok")),
        Route(f"{PREFIX}/media/run.html", lambda _request: HTMLResponse("animation")),
        Route(f"{PREFIX}/failing", lambda _request: HTMLResponse("failed", 500)),
        Route(f"{PREFIX}/{{folder:path}}/gone.html", lambda _request: HTMLResponse("Streamlit's page")),
        Route(f"{PREFIX}/text", lambda _request: PlainTextResponse("text")),
    ]
    app = Starlette(routes=routes, middleware=[Middleware(ServeFront, prefix=PREFIX)])
    app.mount(PREFIX, StaticFiles(directory=STREAMLIT.parent, html=True))
    return asyncio.run(ask(app, target, more={"accept-language": language, **more}))


def html_of(target: str, language: str = "en-US") -> str:
    """Return a page that is served."""
    status, headers, body = get(target, language)
    assert (status, headers["content-encoding"]) == (200, "gzip")
    return gzip.decompress(body).decode()


def test_the_words_come_before_every_file() -> None:
    """Title and words stand in the HTML, and no style sheet that has to be fetched is named before them."""
    html = html_of(f"{PREFIX}/")
    page = Page(html)
    assert page.texts["title"][0] == "linreg"
    assert "linreg: watch PyTorch fit a line" in page.texts["h1"]
    assert html.index("</h1>") < html.index('<link rel="stylesheet"')
    assert html.index("</h1>") < html.index('<div id="root">')
    assert html.count('rel="stylesheet"') == 1


def test_all_of_streamlit_is_there() -> None:
    """Every script, sheet and preloaded file that Streamlit's own page names is named once."""
    own = Page((STREAMLIT.parent / "index.html").read_text(encoding="utf-8"))
    ours = Page(html_of(f"{PREFIX}/"))
    named = [part.get("href") for part in ours.all("link")] + [part.get("src") for part in ours.all("script")]
    for link in own.all("link"):
        assert named.count(link["href"]) == 1
    for script in own.all("script"):
        assert script.get("src") is None or named.count(script["src"]) == 1


@pytest.mark.parametrize(
    ("target", "language", "found"),
    [
        ("/", "en-US,en;q=0.9", "en"),
        ("/", "ko-KR,ko;q=0.9,en;q=0.8", "ko"),
        ("/", "fr-FR,ko;q=0.8", "ko"),
        ("/", "fr", "en"),
        ("/", "", "en"),
        ("/?lang=ko&lr=0.1", "en-US", "ko"),
        ("/?lang=en", "ko-KR", "en"),
        ("/?lang=<script>", "ko", "ko"),
    ],
)
def test_the_language_is_the_links_or_the_browsers(target: str, language: str, found: str) -> None:
    """The first words are in it, and it is written on the document."""
    html = html_of(PREFIX + target, language)
    assert Page(html).all("html")[0]["lang"] == found
    assert bool(re.search("<h1>[^<]*[가-힣]", html)) == (found == "ko")
    assert '<script>"' not in html


@pytest.mark.parametrize(
    ("query", "view"), [("", "page"), ("view=lecture", "lecture"), ("embed=true", "embed"), ("view=%22%3E", "page")]
)
def test_the_view_is_known_at_once(query: str, view: str) -> None:
    """The style sheets find it on the document."""
    assert Page(html_of(f"{PREFIX}/?{query}")).all("html")[0]["data-linreg-view"] == view


def test_the_digests_are_those_of_the_scripts() -> None:
    """The policy allows exactly the scripts that stand in the page."""
    page = front("en", "page", True)
    scripts = re.findall(r"<script>(.*?)</script>", page.html.decode(), re.DOTALL)
    digests = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    assert [f"'sha256-{digest}'" for digest in digests] == list(page.scripts)
    assert len(scripts) >= 2
    assert not re.search(r"\son\w+=", page.html.decode())


def test_an_unchanged_page_is_not_sent_again() -> None:
    """It has an entity tag, which differs by language and page; the browser asks each time."""
    tags = set()
    for target in ("/", "/?lang=ko", "/?embed=true"):
        _status, headers, _body = get(PREFIX + target)
        assert headers["cache-control"] == "no-cache"
        assert {"Accept-Encoding", "Accept-Language"} <= set(headers["vary"].split(", "))
        status, again, body = get(PREFIX + target, **{"if-none-match": headers["etag"]})
        assert (status, body, again["etag"]) == (304, b"", headers["etag"])
        tags.add(headers["etag"])
    assert len(tags) == 3


def test_what_is_no_page_is_left_alone() -> None:
    """Files, also those to be taken away as HTML, errors, and what Streamlit's front end asks for."""
    assert get(f"{PREFIX}/media/run.html")[2] == b"animation"
    assert get(f"{PREFIX}/_stcore/health")[2] == b"ok"
    assert get(f"{PREFIX}/failing")[::2] == (500, b"failed")
    assert get(f"{PREFIX}/text")[2] == b"text"
    assert get(f"{PREFIX}/favicon.png")[2] == (STREAMLIT.parent / "favicon.png").read_bytes()


def test_a_file_that_is_not_there_is_no_page() -> None:
    """A browser that asks for a script of an earlier version is not given HTML."""
    for folder in ("static/js", "player/x", "plotly/x", "live/x"):
        assert get(f"{PREFIX}/{folder}/gone.html")[::2] == (404, b"Not Found")
    assert get(f"{PREFIX}/elsewhere/gone.html")[0] == 200


def test_the_main_page_names_what_its_picture_needs() -> None:
    """All modules that the player imports, and plotly.js, for connection.js to fetch ahead; a lab names none."""

    def ahead(training: bool) -> list[str]:
        (words,) = [part for part in Page(front("en", "page", training).html.decode()).all("div") if part.get("class")]
        return [link["href"].rsplit("/", 1)[-1] for link in json.loads(words["data-ahead"] or "")]

    assert ahead(True) == [*imported("player.js"), "plotly.min.js"]
    assert ahead(False) == []


def test_imported_are_all_modules_that_the_player_imports() -> None:
    """Found by another way: every file named in an `import` of one of them is among them, and nothing else."""
    found = imported("player.js")
    named = {name for file in found for name in re.findall(r'"\./([\w-]+\.js)"', (PLAYER / file).read_text(encoding="utf-8"))}
    assert {*named, "player.js"} == set(found)
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("path", ["/", "/accumulate", "/logit/"])
def test_the_server_is_found_from_every_page(path: str) -> None:
    """The script takes the page's own name off the address, under a prefix as well."""
    html = front("en", "page", True).html.decode()
    (pattern,) = re.findall(r"pathname\.replace\(/(.*)/, \"/\"\)", html)
    for prefix in ("", "/course", "/~/+"):
        assert re.sub(pattern.replace(r"\/", "/"), "/", unquote(prefix + path), count=1) == f"{prefix}/"
