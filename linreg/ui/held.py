"""What the page holds beside its link, for a session that begins anew because the server was started again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from linreg.config import SETTINGS
from linreg.data import Dataset
from linreg.link import LONGEST_LINK
from linreg.ui.components import in_list
from linreg.ui.pages import page_titles
from linreg.ui.points import moved

Left = Mapping[str, Mapping[str, list[str]]]
"""The query parameters that each page was left with, by its name."""

# When the connection is lost, connection.js has the value set that the next run of the script will find.
_mount: Final = st.components.v2.component(
    "linreg_held",
    js="""export default ({ data: [held], setStateValue }) => {
  globalThis.linregHold = () => setStateValue("held", held);
};""",
    isolate_styles=False,
)


def exchange_held(left: Left, own: Dataset | None) -> tuple[Left, Dataset | None]:
    """Have the browser hold what the link does not, and return what it has held; of that, nothing is certain but its type.

    Call it before the link is read.

    Args:
        left: the query parameters that each page was left with.
        own: the user's own points, if there are any.
    """
    points = {"x": own.x.tolist(), "y": own.y.tolist(), "turn": 1} if own and is_long(own) else None
    links = {name: dict(link) for name, link in left.items()}
    found = _mount(data=in_list({"left": links, "points": points}), key="held", on_held_change=_none)
    return read_held(found.get("held"))


def _none() -> None:
    """Nothing is to be done before the script runs."""


def read_held(held: Any) -> tuple[Left, Dataset | None]:
    """Return what a browser has held; nothing in place of anything that is not so: it is untrusted.

    >>> read_held({"left": {"logit": {"p": ["0.5"]}, "nowhere": {}}, "points": {"x": [1, 2], "y": [2, 4], "turn": 1}})
    ({'logit': {'p': ['0.5']}}, Dataset('own', x=[1.0, 2.0], y=[2.0, 4.0]))
    """
    if not isinstance(held, Mapping):
        return {}, None
    message = moved(held.get("points"))
    left = held.get("left")
    links = left if isinstance(left, Mapping) else {}
    kept = {name: links[name] for name in page_titles(str) if _is_link(links.get(name))}
    return kept, message.points if message else None


def _is_link(link: object) -> bool:
    """Return whether something has the form of query parameters, of a length that a link may have."""
    if not isinstance(link, Mapping):
        return False
    parts = [part for name, values in link.items() for part in (name, *(values if isinstance(values, list) else [None]))]
    return all(isinstance(part, str) for part in parts) and sum(map(len, parts)) <= LONGEST_LINK


def is_long(own: Dataset) -> bool:
    """Return whether points may be too long for a link, beside all else that may stand there."""
    return len(SETTINGS["data"].kind.format(own)) > LONGEST_LINK // 2
