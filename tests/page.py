"""Helpers that read the page in AppTest."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from streamlit.testing.v1 import AppTest

Open = Callable[..., AppTest]
"""Opens the page at a link's parameters."""


def picture_of(page: AppTest) -> dict[str, Any]:
    """Return the picture passed to the player."""
    (player,) = page.get("bidi_component")
    picture: dict[str, Any] = json.loads(player.proto.json)["picture"]
    return picture


def panels_of(page: AppTest) -> dict[str, Any]:
    """Return the static panels by name."""
    shown = [json.loads(element.proto.json).get("panels", []) for element in page.get("bidi_component")]
    return {panel["name"]: panel for panels in shown for panel in panels}


def graph_of(page: AppTest) -> dict[str, Any]:
    """Return the drawing of the autograd graph."""
    shown = [json.loads(element.proto.json) for element in page.get("bidi_component")]
    (drawing,) = (found["drawing"] for found in shown if "drawing" in found)
    return dict(drawing)


def texts_of(page: AppTest) -> str:
    """Return all text of the page's main area."""
    elements = [*page.title, *page.header, *page.subheader, *page.markdown, *page.caption, *page.warning, *page.error]
    return "\n".join(element.value for element in elements)


def codes_of(page: AppTest) -> str:
    """Return all code of a page."""
    return "\n".join(element.value for element in page.code)


def tables_of(page: AppTest) -> list[str]:
    """Return the tables of a page, as HTML."""
    return [html.proto.body for html in page.get("html") if html.proto.body.startswith('<div class="linreg-table"')]


def links_of(page: AppTest) -> list[tuple[str, str]]:
    """Return the page and the query parameters of every link to another page."""
    return [(link.proto.page, link.proto.query_string) for link in page.get("page_link")]
