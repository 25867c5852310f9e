"""Helpers that read the page in AppTest."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

from streamlit.testing.v1 import AppTest

Open = Callable[..., AppTest]
"""Opens the page at a link's parameters."""


def components_of(page: AppTest, name: str) -> list[dict[str, Any]]:
    """Return the data of each component that has an entry `name`."""
    shown = [json.loads(element.proto.json)[0] for element in page.get("bidi_component")]
    return [data for data in shown if name in data]


def picture_of(page: AppTest) -> dict[str, Any]:
    """Return the picture passed to the player."""
    (player,) = components_of(page, "picture")
    return dict(player["picture"])


def panels_of(page: AppTest) -> dict[str, Any]:
    """Return the static panels by name."""
    return {panel["name"]: panel for shown in components_of(page, "panels") for panel in shown["panels"]}


def graph_of(page: AppTest) -> dict[str, Any]:
    """Return the drawing of the autograd graph."""
    (shown,) = components_of(page, "drawing")
    return dict(shown["drawing"])


class SliderShown(NamedTuple):
    """What a slider shows: its options as they are written, the one where it stands, and its help."""

    options: list[float]
    at: float
    help: str | None


def slider_of(page: AppTest, key: str) -> SliderShown:
    """Return what a slider shows."""
    (shown,) = (shown for shown in components_of(page, "options") if shown["key"] == key)
    match shown["options"]:
        case {"texts": texts}:
            options = [float(text) for text in texts]
        case {"low": low, "step": step, "count": count}:
            options = [low + step * place for place in range(count)]
    return SliderShown(options, options[shown["index"]], shown["help"])


def move_slider(page: AppTest, key: str, value: float) -> AppTest:
    """Set the value of a slider as its callback does, and return the page for its `run()`: AppTest cannot send for a component."""
    slider_of(page, key)  # it is there
    page.session_state[key] = value
    return page


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
